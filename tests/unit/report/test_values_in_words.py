"""What a report says of values that are no numbers, and of a study that has one condition."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from ikea_effect.language import speaking, spoken_language
from ikea_effect.report.cards import Table
from ikea_effect.report.document import document
from ikea_effect.report.html import page
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import People, people
from ikea_effect.report.sections.balance import balance_card
from ikea_effect.report.sections.estimates import _plain
from ikea_effect.report.sections.tasks import _described
from ikea_effect.report.wording import in_words


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "yes"), ("False", "no"), (None, "not recorded"), ("black", "black"),
        ("2026-11-30T09:05:00+00:00", "30 November 2026, 09:05 UTC"),
    ],
)  # fmt: skip
def test_a_recorded_value_is_said_in_words(value: Any, said: str) -> None:
    assert in_words(value) == said


def test_what_was_noted_most_often_is_no_word_of_python() -> None:
    assert _described(pd.Series([True, True, False]))[-1] == "yes (2)"
    with speaking(spoken_language("nl")):
        assert _described(pd.Series(["False", "False"], dtype=object))[-1] == "nee (2)"
    assert (_plain(True), _plain(None), _plain(0.5)) == ("yes", "not recorded", "0.500")


def test_one_condition_has_nothing_beside_it(make: Callable[..., ReportMaterial]) -> None:
    plain = make().observations.drop(columns=["age"], errors="ignore")
    material = make(observations=plain.assign(age=range(len(plain))))
    everyone = people(material)
    assert any(isinstance(block, Table) for block in balance_card(material, everyone).blocks)
    alone = People(everyone.groups[:1], everyone.table, everyone.left_out, everyone.reasons)
    blocks = balance_card(material, alone).blocks
    assert not any(isinstance(block, Table) for block in blocks)
    assert "There is one condition" in str(blocks[-1])


def test_the_flow_alone_is_drawn_for_a_narrow_screen_too(make: Callable[..., ReportMaterial]) -> None:
    """In one column, 3.5 inches wide: on 390 pixels letters of 9.5 points are 12 pixels high."""
    html = page(document(make()))
    assert html.count('class="picture wide"') == 1
    assert html.count('class="picture"') > 1
    narrow = html.split('<div class="narrow">')[1].split("</div>")[0]
    assert 'width="252pt"' in narrow
    wide = html.split('class="picture wide"')[1].split('<div class="narrow">')[0]
    shown = [re.findall(r"<text[^>]*>([^<]+)</text>", one) for one in (wide, narrow)]
    assert sorted(shown[0]) == sorted(shown[1])
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
