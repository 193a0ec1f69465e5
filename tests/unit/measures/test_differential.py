"""Places between two opposite words: declared, asked by mouse and keyboard, scored."""

from __future__ import annotations

import pytest

from ikea_effect.analysis.support import Support, support
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.tasks.pages.differential import ASKED
from tests.unit.measures.bench import changed, clicked, faults, page, shown, typed

ITEMS = "items: [nice, sturdy, dear], reversed: [dear]}"


@pytest.mark.parametrize(
    ("items", "says"),
    [
        ("items: [nice, nice]}", "names 'nice' a second time."),
        ("items: [nice, sturdy], reversed: [sturdi]}", "Did you mean 'sturdy'?"),
        ("items: [nice]}", "measures.look.items"),
        ("items: [nice, sturdy], words: 2}", "words"),
    ],
)
def test_words_that_cannot_be_asked_are_refused(items: str, says: str) -> None:
    assert says in faults(ITEMS, items)


def test_it_leaves_a_mean_and_its_items() -> None:
    columns = {one.name: one for one in columns_of(changed()) if one.of == "look"}
    assert [(name, one.type) for name, one in columns.items()] == [
        ("look", "number"), ("look.nice", "integer"), ("look.sturdy", "integer"), ("look.dear", "integer"),
    ]  # fmt: skip
    assert columns["look.dear"].wording == ("look.question", "look.items.dear.low", "look.items.dear.high")
    assert support(changed(), "look") == Support(1.0, 7.0)


def test_the_mean_turns_reversed_items() -> None:
    answer = ASKED.answer(changed().measures["look"], {"nice": 6, "sturdy": 4, "dear": 2})
    assert answer["value"] == pytest.approx((6 + 4 + (8 - 2)) / 3)
    assert answer["items"] == {"nice": 6, "sturdy": 4, "dear": 2}


def test_it_is_answered_by_mouse() -> None:
    reply = clicked(shown(page("look")), "nice.1", "nice.7", "sturdy.4", "dear.2", "button")
    assert reply == {"nice": 7, "sturdy": 4, "dear": 2}


def test_it_is_answered_by_keyboard() -> None:
    reply = typed(shown(page("look")), "TAB 7 TAB LEFT LEFT DOWN RIGHT RIGHT ENTER")
    assert reply == {"nice": 7, "sturdy": 6, "dear": 2}


def test_a_row_that_is_missing_keeps_the_page() -> None:
    view = shown(page("look"))
    assert clicked(view, "nice.7", "dear.2", "button") is None
    assert typed(view, "4 ENTER") == {"nice": 7, "sturdy": 4, "dear": 2}


@pytest.mark.parametrize("size", [(1280, 1024), (800, 600)])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_fits(language: str, size: tuple[int, int]) -> None:
    assert shown(page("look"), language, size).fits()
