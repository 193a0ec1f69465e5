"""Numbers in prose carry the id of their computation: the page shows it, other forms leave it out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ikea_effect.report.html import marked
from ikea_effect.report.marks import pieces
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.origins import Computed, sourced, untagged
from ikea_effect.report.people import people
from ikea_effect.report.sections.summary import summary
from ikea_effect.report.wording import amount, count, number, p_value, percent, share, span, spelled
from tests.recomputed import wrong_in

JSON = {"estimate": -0.5, "ci": [0.1, 0.25], "p": 0.03, "level": 0.9, "n": 1200}
FROM = sourced(JSON, "analysis.estimates[0]")


@pytest.mark.parametrize(
    ("text", "words", "id", "value"),
    [
        (number(FROM["estimate"]), "−0.50", "estimate", "-0.5"),
        (amount(FROM["estimate"], "USD"), "−$0.50", "estimate", "-0.5"),
        (amount(FROM["ci"][1], "share"), "25.0%", "ci[1]", "0.25"),
        (p_value(FROM["p"]), ".030", "p", "0.03"),
        (percent(FROM["level"]), "90", "level", "0.9"),
        (count(FROM["n"]), "1,200", "n", "1200.0"),
    ],
)
def test_a_number_is_worded_with_its_id_and_its_value(text: str, words: str, id: str, value: str) -> None:
    assert untagged(text) == words
    told = str(marked(text)).replace("\u2060", "")
    assert told == f'<data title="analysis.estimates[0].{id}" value="{value}">{words}</data>'


def test_both_ends_of_an_interval_have_an_id_and_its_unit_is_said_once() -> None:
    text = spelled(span(FROM["ci"], "pp"))
    assert untagged(text) == "10.0 to 25.0 percentage points"
    assert str(marked(text)).count("<data ") == 2


def test_a_share_names_both_of_its_counts() -> None:
    assert 'title="a / b" value="0.25">25%' in str(marked(share(Computed(1, "a"), Computed(4, "b"))))


def test_other_forms_read_the_words_alone() -> None:
    assert pieces(f"**{number(FROM['estimate'])}** of it") == [("strong", "−0.50"), ("plain", " of it")]


def test_a_whole_number_stays_one_and_words_stay_words() -> None:
    assert [str(FROM["n"]), str(FROM["estimate"])] == ["1200", "-0.5"]
    assert sourced({"claim": "3 of 4", "yes": True}, "a") == {"claim": "3 of 4", "yes": True}


def test_every_number_of_the_summary_is_what_its_id_gives(make: Callable[..., ReportMaterial]) -> None:
    material = make()
    text = summary(material, people(material)).blocks[0].told  # type: ignore[union-attr]
    assert wrong_in(text, material) == []
    assert text.count("\ue000") > 8


def test_a_number_that_is_not_what_its_id_gives_is_found(make: Callable[..., ReportMaterial]) -> None:
    material = make()
    other = number(Computed(0.49, "analysis.estimates[0].estimate"))
    assert wrong_in(other, material) == [
        "analysis.estimates[0].estimate is 0.48, and the text holds 0.49 (0.49)"
    ]
    assert wrong_in("a difference of 0.49", material) == ["a number without id: a difference of 0.49"]
