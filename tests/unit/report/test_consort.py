"""The items of CONSORT 2025: all thirty, each answered from what is known, or not recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ikea_effect.protocol.registration import Registration
from ikea_effect.report.cards import Card, Row, Table
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import people
from ikea_effect.report.sections.consort import ITEMS, consort_card
from ikea_effect.report.sections.consort_answers import ANSWERS

THERE = tuple(
    Card(name, name.title(), ()) for name in ("summary", "study", "design", "participants", "registered")
)
REGISTERED = {
    "date": "2026-01-01",
    "sha256": "ab" * 32,
    "amendments": [],
    "differences": ["goods: another box"],
    "declared": {"funding": "the university alone", "conflicts": "none", "blinding": "Nobody was blind."},
}


def answers(material: ReportMaterial) -> dict[str, Row]:
    (table,) = consort_card(material, people(material), THERE).blocks
    assert isinstance(table, Table)
    return {row.cells[0]: row for row in table.rows}


def test_all_thirty_items_are_there_and_each_has_what_answers_it() -> None:
    assert {int(item.id.rstrip("abcd")) for item in ITEMS} == set(range(1, 31))
    assert [item.id for item in ITEMS] == list(ANSWERS)


def test_what_nothing_declares_is_not_recorded(make: Callable[..., ReportMaterial]) -> None:
    found = answers(make(study={"mode": "lab"}))
    silent = ("2", "4", "5a", "5b", "8", "15", "20a", "23b", "27", "29")
    assert {item: found[item].cells[2] for item in silent} == dict.fromkeys(silent, "not recorded")
    assert found["22a"].cells[2].startswith("Recorded 200, analyzed 189. ")
    assert found["17b"].cells[2] == "Assignment: permuted blocks, block sizes 2 and 4."


def test_a_registration_answers_what_only_the_lab_knows(make: Callable[..., ReportMaterial]) -> None:
    found = answers(replace(make(study={"mode": "lab"}), registered=REGISTERED))
    assert found["5a"].cells[2:] == ("The university alone.", "Registered")
    assert found["5b"].cells[2] == "None."
    assert found["20a"].cells[2] == "Nobody was blind."
    assert found["2"].cells[2] == f"Frozen on 2026-01-01, SHA-256 `{'ab' * 8}…`."
    assert found["10"].cells[2].startswith("1 change against the registration.")


def test_each_item_is_answered_by_what_it_asks(make: Callable[..., ReportMaterial]) -> None:
    """As the checklist words them: eligibility is no exclusion, a set-up no change, a number no reason."""
    material = make(study={"mode": "lab"})
    assert material.protocol.exclusions
    found = {item: row.cells[2] for item, row in answers(material).items()}
    assert {item: found[item] for item in ("10", "12a", "16a")} == dict.fromkeys(
        ("10", "12a", "16a"), "not recorded"
    )
    rules = len(material.protocol.exclusions)
    assert f"whom none of {rules} declared exclusion rules drops (189)" in found["21b"]
    assert found["9"].startswith("Parallel conditions: Builders and Non-builders. Planned: ")
    everyone = people(material)
    for group in everyone.groups:
        recorded, kept = (len(everyone.of(group, kept=one)) for one in (False, True))
        assert f"{group.label}: recorded {recorded}, analyzed {kept}." in found["22a"]
        assert f"{group.label}: " in found["22b"]
    assert found["21c"].startswith("A model leaves out whoever lacks a value")


def test_a_registration_says_who_may_come_why_so_many_and_what_changed(
    make: Callable[..., ReportMaterial],
) -> None:
    change = {"date": "2026-02-01", "kind": "deviation", "because": "the pool ran dry", "changes": ["x"]}
    told = {"participants": "Adults who can see colors.", "sample_rationale": "80% power at d = 0.4."}
    registered = {**REGISTERED, "amendments": [change], "declared": told}
    found = answers(replace(make(study={"mode": "lab"}), registered=registered))
    assert found["12a"].cells[2] == "Adults who can see colors."
    assert found["16a"].cells[2] == "80% power at d = 0.4. Planned: 100 participants per condition."
    assert found["10"].cells[2] == "2 changes against the registration. Of 2026-02-01: The pool ran dry."


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ("8", "involvement"), ("15", "harms"), ("23b", "ended"), ("24b", "besides"), ("27", "harms_seen"),
        ("29", "interpretation"),
    ],
)  # fmt: skip
def test_what_no_protocol_can_know_has_a_key(
    item: str, key: str, make: Callable[..., ReportMaterial]
) -> None:
    assert key in Registration.model_fields
    told = {**REGISTERED, "declared": {key: "as the lab says"}}
    found = answers(replace(make(study={"mode": "lab"}), registered=told))
    assert found[item].cells[2] == "As the lab says."


def test_of_files_nothing_is_said_of_how_the_study_ran(make: Callable[..., ReportMaterial]) -> None:
    material = replace(make(study={"mode": "data"}), reading={"files": []})
    found = answers(material)
    silent = ("11", "12b", "17a", "18", "19", "23a", "24a")
    assert {item: found[item].cells[2] for item in silent} == dict.fromkeys(silent, "not recorded")


@pytest.mark.parametrize("mode", ["lab", "simulated"])
def test_an_answer_leads_only_to_a_card_that_is_there(make: Callable[..., ReportMaterial], mode: str) -> None:
    found = answers(make(study={"mode": mode}))
    assert {row.to for row in found.values()} <= {"", *(card.id for card in THERE)}
    assert found["21a"].cells[3] == "–"


def test_notes_of_a_study_without_a_publication_are_no_differences_from_one(
    make: Callable[..., ReportMaterial],
) -> None:
    there = (*THERE, Card("differences", "Differences", ()))
    for source, said in (
        ({}, "4 differences from the publication."),
        ({"source": None}, "4 notes of the protocol."),
    ):
        material = make(said={**source, "replication": None}) if source else make()
        (table,) = consort_card(material, people(material), there).blocks
        assert isinstance(table, Table)
        assert {row.cells[0]: row for row in table.rows}["30"].cells[2] == said


def test_where_nothing_stood_fixed_before_conditions_parted_none_are_set_beside_each_other(
    make: Callable[..., ReportMaterial],
) -> None:
    there = (*THERE, Card("balance", "Balance", ()))
    for columns, said in (
        ({}, "not recorded"),
        ({"age": 30}, "What stood fixed before the conditions parted."),
    ):
        plain = make().observations.drop(columns=["age", "gender"], errors="ignore")
        material = make(observations=plain.assign(**columns))
        (table,) = consort_card(material, people(material), there).blocks
        assert isinstance(table, Table)
        assert {row.cells[0]: row for row in table.rows}["25"].cells[2] == said


def test_an_interval_is_promised_only_where_there_is_one(make: Callable[..., ReportMaterial]) -> None:
    there = (*THERE, Card("summary", "In plain words", ()))
    whole = make()
    estimates = [{**one, "ci": None} for one in whole.analysis["estimates"]]
    bare = make(analysis={**whole.analysis, "estimates": estimates})
    for material, said in (
        (whole, "In plain words, with numbers and an interval."),
        (bare, "In plain words, with numbers."),
    ):
        (table,) = consort_card(material, people(material), there).blocks
        assert isinstance(table, Table)
        assert {row.cells[0]: row for row in table.rows}["1b"].cells[2] == said
