from __future__ import annotations

import pytest

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.prices import PriceList
from ikea_effect.session.frontends.lab.amounts import typed_amount
from ikea_effect.session.frontends.lab.prices import rows_to_press
from tests.unit.session.lab.pages import money


@pytest.mark.parametrize(
    ("minor", "currency", "language", "expected"),
    [
        (75, "EUR", "nl", "0,75"),
        (75, "USD", "en", "0.75"),
        (500, "JPY", "en", "500"),
        (1, "KWD", "en", "0.001"),
    ],
)
def test_amounts_are_typed_as_the_language_writes_them(
    minor: int, currency: str, language: str, expected: str
) -> None:
    assert typed_amount(minor, currency, language) == expected


@pytest.mark.parametrize(
    ("rows", "single", "pressed"),
    [
        (["buy", "buy", "keep"], True, [1]),
        (["keep", "keep", "keep"], True, [0]),
        (["buy", "buy", "buy"], True, [2]),
        (["buy", "keep", "buy"], False, [0, 1, 2]),
    ],
)
def test_rows_that_have_to_be_pressed(rows: list[str], single: bool, pressed: list[int]) -> None:
    ask = PriceList(
        "p", tuple(money(50 * n) for n in range(3)), Text("buy"), Text("keep"), single_switch=single
    )
    assert rows_to_press(ask, rows) == pressed
