"""How close a replication is, from what is known of each facet: worked by hand from both typologies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ikea_effect.protocol.closeness import Closeness
from ikea_effect.report.cards import Table
from ikea_effect.report.closeness import FACETS, How, Word, hueffmeier_type, in_words, lebel_class
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.sections.registrations import registered_card

SAME: dict[str, How] = dict.fromkeys(FACETS, "same")


def test_a_person_can_declare_every_facet() -> None:
    assert set(Closeness.model_fields) == {*FACETS, "by", "where", "adds"}


@pytest.mark.parametrize(
    ("otherwise", "nearest", "farthest"),
    [
        ({}, "exact", "exact"),
        ({"setting": "different", "context": "different"}, "very close", "very close"),
        ({"iv_stimuli": "different", "setting": "different"}, "close", "close"),
        ({"iv_stimuli": "similar"}, "exact", "exact"),
        ({"dv_operationalization": "different", "dv_stimuli": "different"}, "far", "far"),
        ({"dv_construct": "different"}, "very far", "very far"),
        ({"setting": "unknown"}, "exact", "very close"),
        ({"population": "unknown", "iv_stimuli": "different"}, "close", "far"),
        ({"setting": "unknown", "iv_stimuli": "different"}, "close", "close"),
    ],
)
def test_the_facet_that_departs_most_decides(otherwise: dict[str, How], nearest: str, farthest: str) -> None:
    assert lebel_class({**SAME, **otherwise}) == Word(nearest, farthest)


@pytest.mark.parametrize(
    ("otherwise", "by", "where", "adds", "expected"),
    [
        ({}, "original-authors", "laboratory", (), Word("exact", "exact")),
        ({"population": "different"}, "others", None, (), Word("close", "close")),
        ({}, "others", None, ("a third condition",), Word("constructive", "constructive")),
        ({}, "others", None, None, Word("close", "constructive")),
        ({}, None, None, (), Word("exact", "close")),
        (
            {"iv_operationalization": "different"}, "others", "field", (),
            Word("conceptual, in the field", "conceptual, in the field"),
        ),
        ({"dv_construct": "unknown"}, "others", "field", (), Word("close", "conceptual, in the field")),
    ],
)  # fmt: skip
def test_who_repeats_it_and_what_is_new_give_the_type(
    otherwise: dict[str, How], by: str | None, where: str | None, adds: tuple[str, ...] | None, expected: Word
) -> None:
    assert hueffmeier_type({**SAME, **otherwise}, by, where, adds) == expected


def test_what_is_not_settled_is_said_to_be_between_two() -> None:
    assert in_words(Word("exact", "exact")) == "exact"
    found = in_words(Word("exact", "far"))
    assert found == "not settled by what is declared, from exact to far"


def test_the_report_prints_what_was_registered(make: Callable[..., ReportMaterial]) -> None:
    facet = {
        "facet": "population",
        "how": "similar",
        "because": ["Other students."],
        "source": "registration.closeness.population",
    }
    words = {"nearest": "close", "farthest": "far"}
    close = {"facets": [facet], "lebel": words, "hueffmeier": words}
    known = {"date": "2026-11-29", "sha256": "0" * 64, "amendments": [], "differences": []}
    card = registered_card(replace(make(), registered={**known, "closeness": close}))
    assert card is not None
    table = card.blocks[-1]
    assert isinstance(table, Table)
    assert table.rows[0].cells == (
        "Population",
        "similar",
        "Other students.",
        "`registration.closeness.population`",
    )
    assert "LeBel et al. (2018): not settled by what is declared, from close to far." in table.notes[0]
