"""First lines and facts edited by somebody who knows the format: each ends in a sentence on that session."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ikea_effect.assignment.place import tells_place
from ikea_effect.operations.data import read_study
from ikea_effect.operations.settle import settle
from ikea_effect.operations.verify import study_verified
from ikea_effect.record.study import Study
from tests.unit.operations.forged_bench import copied, studies
from tests.unit.operations.test_forged import Change, forged

__all__ = ["copied", "studies"]

PIECE = {"participant": "P1", "good": "shirt", "recipe": None}
FIRST: dict[str, Any] = {"slot": 0, "condition": {"room": "warm"}}


def test_the_place_of_an_early_journal_and_of_one_with_everything_can_be_told() -> None:
    more = {
        "strata": {"age": "old"}, "pair": 1, "member": 2, "margins": {"age": [0, 1]},
        "orders": {"whose": ["own", "partner"]}, "yoked": [PIECE], "among": {"P1": 0},
    }  # fmt: skip
    assert tells_place(FIRST)
    assert tells_place(FIRST | {"assignment": more})


PLACES: tuple[dict[str, Any], ...] = (
    {"yoked": 3}, {"yoked": ["P1"]}, {"yoked": [{**PIECE, "participant": []}]},
    {"yoked": [{**PIECE, "recipe": "x"}]}, {"yoked": [{"participant": "P1"}]},
    {"among": []}, {"among": {"P1": "often"}}, {"among": {"P1": True}}, {"orders": {"whose": "own"}},
    {"orders": {"whose": [1]}}, {"margins": {"age": [None]}}, {"pair": "1"}, {"strata": {"age": {}}},
)  # fmt: skip
WRONG: tuple[dict[str, Any], ...] = (
    {"slot": None}, {"slot": True}, {"condition": {"room": []}}, {"assignment": []},
    *({"assignment": one} for one in PLACES),
)  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_an_edited_first_line_holds_instead_is_no_place(wrong: dict[str, Any]) -> None:
    assert not tells_place(FIRST | wrong)


def first(**changes: Any) -> Change:
    """The first line says something else of the session's place."""

    def change(events: list[dict[str, Any]]) -> None:
        events[0]["data"].setdefault("assignment", {}).update(changes)

    return change


def noted(name: str, /, **changes: Any) -> Change:
    """What was noted under a name says something else."""

    def change(events: list[dict[str, Any]]) -> None:
        for event in events:
            if event["kind"] == "noted" and event["data"]["name"] == name:
                event["data"].update(json.loads(json.dumps(changes)))

    return change


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "why"),
    [
        (first(among={"S0001": "often"}), "does not begin as a session does"),
        (first(orders={"whose": ["own"]}), "the order of whose is"),
        (lambda events: events[0]["data"].update(hashes=3), "does not begin as a session does"),
        (noted("owed", value={"minor": [1], "currency": "EUR"}), "a fact cannot be read"),
        (noted("owed", name="x"), "'x' was recorded, which no kind"),
        (noted("bid.examples", value=[3]), "holds [3], which is no value of a cell"),
    ],
)
def test_an_edited_session_is_set_apart_and_everyone_else_is_counted_and_paid(
    copied: Callable[[str], Study], change: Change, why: str
) -> None:
    study = copied("bdm_prices")
    forged(study, "S0002", change)
    [apart] = read_study(study, settled=False).apart
    assert apart.participant == "S0002"
    assert why in apart.why
    assert not settle(study).books.apart.keys() - {"S0002"}
    assert not study_verified(study).holds
