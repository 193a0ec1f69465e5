"""Judges see and bid on what makers made: drawn, never more often than allowed, told again by verify."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ParticipantError, ProtocolError
from ikea_effect.operations.data import read_study
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.record.journal import read_journal
from tests.unit.operations.places_bench import SHIRT, came, problems, study_in, with_shirts, written

BDM = {"kind": "bdm", "low": 0, "high": 20, "step": 0.1}


def bid(name: str, good: Any, **only_in: Any) -> dict[str, Any]:
    return {"bidding": {"id": name, "good": good, "measure": "wtp", "mechanism": BDM, "only_in": only_in}}


def make(**only_in: Any) -> dict[str, Any]:
    return {"design": {"id": "make", "good": "shirt", "task": "free", "only_in": only_in}}


YOKE: dict[str, Any] = {
    "good": "shirt", "from": {"role": "maker"}, "to": {"role": "judge"}, "uses": 2, "stand_in": "refuse",
}  # fmt: skip
STUDY: dict[str, Any] = {
    "factors": None, "goods": {"shirt": {}}, "payment": {"show_up": 3, "endowment": 20},
    "roles": {"maker": {}, "judge": {"after": "maker"}}, "sample": {"per_role": {"maker": 2, "judge": 4}},
    "measures": {"wtp": {"kind": "money"}}, "assignment": {"yoke": YOKE},
    "timeline": [
        make(role="maker"), bid("bid", "shirt", role="maker"), bid("judge", {"of": "maker"}, role="judge"),
        {"debrief": {"text": "debrief"}},
    ],
}  # fmt: skip


def shirts(folder: Path, yoke: Mapping[str, Any] | None = None, **changes: Any) -> str:
    with_shirts(folder)
    assignment = {"yoke": {**YOKE, **(yoke or {})}} | ({"block_sizes": [2]} if "factors" in changes else {})
    return written(folder, SHIRT, **(STUDY | {"assignment": assignment} | changes))


def seen(results: Path, participant: str) -> list[dict[str, Any]]:
    started = read_journal(study_in(results).journal(participant)).events[0].data
    pieces: list[dict[str, Any]] = started["assignment"]["yoked"]
    return pieces


def made(results: Path, participant: str) -> Any:
    events = read_journal(study_in(results).journal(participant)).events
    return next(event.data["recipe"] for event in events if event.kind == "made")


@pytest.mark.slow
def test_a_judge_is_refused_until_a_maker_has_finished_and_then_sees_what_was_made(tmp_path: Path) -> None:
    protocol = shirts(tmp_path)
    with pytest.raises(ParticipantError, match="too few of these are there"):
        came(protocol, tmp_path, "J1", role="judge")
    came(protocol, tmp_path, "M1", role="maker")
    came(protocol, tmp_path, "J1", role="judge")
    [piece] = seen(tmp_path, "J1")
    assert piece == {"participant": "M1", "good": "shirt", "recipe": made(tmp_path, "M1")}
    rows = {row["participant"]: row for row in read_study(study_in(tmp_path)).tables.wide}
    assert rows["J1"]["yoked"] == "M1"
    assert rows["M1"]["yoked"] is None
    assert problems(tmp_path) == []


@pytest.mark.slow
def test_no_piece_is_shown_more_often_than_allowed_and_that_of_who_left_is_free(tmp_path: Path) -> None:
    protocol = shirts(tmp_path)
    came(protocol, tmp_path, "M1", role="maker")
    came(protocol, tmp_path, "J1", role="judge")
    came(protocol, tmp_path, "J2", role="judge")
    with pytest.raises(ParticipantError, match="No place was taken"):
        came(protocol, tmp_path, "J3", role="judge")
    withdraw(study_in(tmp_path), "J1")
    came(protocol, tmp_path, "J3", role="judge")
    assert problems(tmp_path) == []
    (tmp_path / "moods" / "store.sqlite").unlink()
    with pytest.raises(ParticipantError, match="No place was taken"):
        came(protocol, tmp_path, "J4", role="judge")


@pytest.mark.slow
def test_what_somebody_made_who_withdrew_is_shown_no_more_and_named_where_it_was(tmp_path: Path) -> None:
    protocol = shirts(tmp_path)
    came(protocol, tmp_path, "M1", role="maker")
    came(protocol, tmp_path, "J1", role="judge")
    out = withdraw(study_in(tmp_path), "M1")
    assert "journals/J1.jsonl" in out.named_in
    assert "were shown what M1 made" in out.text("moods")
    assert out.left_in == ()
    with pytest.raises(ParticipantError, match="No place was taken"):
        came(protocol, tmp_path, "J2", role="judge")
    assert problems(tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("stand_in", ["expert", "wait"])
def test_an_expert_stands_in_or_the_place_is_kept(tmp_path: Path, stand_in: str) -> None:
    protocol = shirts(tmp_path, {"stand_in": stand_in})
    if stand_in == "expert":
        came(protocol, tmp_path, "J1", role="judge")
        assert seen(tmp_path, "J1") == [{"participant": "", "good": "shirt", "recipe": None}]
    else:
        with pytest.raises(ParticipantError, match="The place is kept"):
            came(protocol, tmp_path, "J1", role="judge")
        came(protocol, tmp_path, "M1", role="maker")
        came(protocol, tmp_path, "J1", role="judge")
        assert [piece["participant"] for piece in seen(tmp_path, "J1")] == ["M1"]
    assert problems(tmp_path) == []


def test_several_pieces_are_each_another_makers(tmp_path: Path) -> None:
    timeline = [
        make(role="maker"),
        {"inspection": {"id": "look", "good": {"of": "maker", "piece": 1}, "only_in": {"role": "judge"}}},
        {"inspection": {"id": "and", "good": {"of": "maker", "piece": 2}, "only_in": {"role": "judge"}}},
        {"debrief": {"text": "debrief"}},
    ]
    texts = SHIRT.replace("shirt-of-maker:", "shirt-of-maker-1:").replace(
        "shirt-of-yoked:", "shirt-of-maker-2:"
    )
    with_shirts(tmp_path)
    yoke = {"yoke": {**YOKE, "each": 2, "uses": 4}}
    protocol = written(
        tmp_path, texts, **(STUDY | {"timeline": timeline, "measures": {}, "assignment": yoke})
    )
    simulate(SimulateRequest(protocol, 6, 3, "moods", results=tmp_path))
    for number in range(3, 7):
        pieces = [piece["participant"] for piece in seen(tmp_path, f"S000{number}")]
        assert sorted(pieces) == ["S0001", "S0002"]
    assert problems(tmp_path) == []


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_simulated_makers_come_before_those_who_see_what_they_made(tmp_path: Path, processes: int) -> None:
    protocol = shirts(tmp_path)
    simulate(SimulateRequest(protocol, 6, 3, "moods", results=tmp_path, processes=processes))
    shown = Counter(row["yoked"] for row in read_study(study_in(tmp_path)).tables.wide)
    assert shown == {None: 2, "S0001": 2, "S0002": 2}
    assert problems(tmp_path) == []


def test_within_one_study_the_other_condition_gets_what_self_designers_made(tmp_path: Path) -> None:
    """As in Franke et al. (2010): whoever does not design is offered the shirt of somebody who did."""
    levels = {"self": {"label": "Self-designers"}, "company": {"label": "Company's design"}}
    yoke = {"from": {"condition": {"design": "self"}}, "to": {"condition": {"design": "company"}}}
    protocol = shirts(
        tmp_path, yoke, roles=None, factors={"design": {"levels": levels}}, sample={"per_condition": 4},
        timeline=[make(design="self"), bid("bid", "shirt"), {"debrief": {"text": "debrief"}}],
    )  # fmt: skip
    simulate(SimulateRequest(protocol, 8, 3, "moods", results=tmp_path))
    rows = read_study(study_in(tmp_path)).tables.wide
    makers = {row["participant"] for row in rows if row["design"] == "self"}
    assert {row["yoked"] for row in rows if row["design"] == "company"} <= makers
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("yoke", "changes", "says"),
    [
        ({}, {"roles": {"maker": {}, "judge": {}}}, "gives to judge what maker makes, and judge need not"),
        ({"uses": 1}, {}, "2 in all, and 4 participants see 1 each: 4. Write uses: 2"),
        ({"to": {"role": "maker"}}, {}, "takes from and gives to participants with role: maker"),
        ({"to": {"role": ["judge"]}}, {}, "yoke.to.role"),
        ({"from": {"role": "maler"}}, {}, "names role 'maler', which is not declared"),
        ({"good": "shirts"}, {}, "names good 'shirts', which is not declared"),
        ({"each": 2}, {}, "is one of 2 pieces. Say which"),
        ({}, {"timeline": [bid("bid", {"of": "yoked"}), STUDY["timeline"][3]]}, "they make no 'shirt'"),
        ({}, {"timeline": [*STUDY["timeline"][:2], STUDY["timeline"][3]]}, "no step of theirs shows one"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused(
    tmp_path: Path, yoke: dict[str, Any], changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(ProtocolError, match=says):
        load_protocol(shirts(tmp_path, yoke, **changes))
