"""Whoever comes gets a place by role and stratum; a place that somebody left is given again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ParticipantError
from ikea_effect.operations.data import export, read_study
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.stop import stop
from ikea_effect.record.journal import read_journal
from tests.unit.operations.places_bench import came, problems, study_in, written
from tests.unit.operations.test_run import stop_before

SITES = {"block_sizes": [2], "strata": {"site": ["delft", "leiden"], "gender": ["woman", "man"]}}
ROLES = {
    "roles": {"maker": {}, "judge": {"after": "maker"}},
    "sample": {"per_role": {"maker": 2, "judge": 4}},
}


def rows(results: Path, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in read_study(study_in(results)).tables.wide]


@pytest.mark.slow
def test_a_stratum_is_told_and_stands_in_the_data(tmp_path: Path) -> None:
    protocol = written(tmp_path, assignment=SITES)
    for number in range(4):
        came(
            protocol,
            tmp_path,
            f"P{number}",
            strata=("site=delft", f"gender={'woman' if number < 2 else 'man'}"),
        )
    came(protocol, tmp_path, "P4", strata=("site=leiden", "gender=man"))
    found = rows(tmp_path, "site", "gender", "room")
    assert {room for *_, room in found[:2]} == {room for *_, room in found[2:4]} == {"warm", "cold"}
    assert found[4][:2] == ("leiden", "man")
    assert problems(tmp_path) == []
    export(study_in(tmp_path))
    assert "Stratum: site" in (tmp_path / "moods" / "exports" / "codebook.csv").read_text()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (
            (),
            "site is not told, and places are given by it. Write --stratum site=delft or ",
        ),
        (
            ("site=delfft", "gender=man"),
            "no such value. Values: site=delft, site=leiden, gender=woman",
        ),
        (("delft", "gender=man"), "no such value"),
    ],
)
def test_a_stratum_that_is_not_told_or_not_there_is_refused(
    tmp_path: Path, told: tuple[str, ...], says: str
) -> None:
    with pytest.raises(ParticipantError, match=says):
        came(written(tmp_path, assignment=SITES), tmp_path, "P1", strata=told)
    assert not (tmp_path / "moods").exists()


@pytest.mark.slow
def test_minimization_goes_by_those_who_are_there_and_is_drawn_again(tmp_path: Path) -> None:
    protocol = written(
        tmp_path, assignment={"scheme": "minimization", "strata": {"gender": ["woman", "man"]}}
    )
    for number in range(6):
        came(protocol, tmp_path, f"P{number}", strata=("woman" if number % 3 else "man",))
    events = read_journal(study_in(tmp_path).journal("P4")).events
    before = rows(tmp_path, "gender", "room")[:4]
    counts = [before.count(("woman", room)) for room in ("warm", "cold")]
    assert events[0].data["assignment"]["margins"] == {"gender": counts}
    assert problems(tmp_path) == []


@pytest.mark.slow
def test_a_role_is_told_or_the_next_that_is_wanted(tmp_path: Path) -> None:
    protocol = written(tmp_path, factors=None, assignment={}, **ROLES)
    assert came(protocol, tmp_path, "P1").condition == {"role": "maker"}
    assert came(protocol, tmp_path, "P2", role="judge").condition == {"role": "judge"}
    assert came(protocol, tmp_path, "P3").condition == {"role": "maker"}
    assert came(protocol, tmp_path, "P4").condition == {"role": "judge"}
    with pytest.raises(ParticipantError, match="no such role"):
        came(protocol, tmp_path, "P5", role="juge")
    assert problems(tmp_path) == []


def test_simulated_roles_and_strata_come_in_turn(tmp_path: Path) -> None:
    protocol = written(tmp_path, factors=None, assignment={"strata": ["delft", "leiden"]}, **ROLES)
    simulate(SimulateRequest(protocol, 9, 3, "moods", results=tmp_path))
    found = rows(tmp_path, "role", "stratum")
    assert [role for role, _ in found] == ["maker"] * 3 + ["judge"] * 6
    assert {stratum for _, stratum in found} == {"delft", "leiden"}
    assert problems(tmp_path) == []


ENDS = {
    "goods": {"mug": {}}, "payment": {"show_up": 3, "endowment": 5},
    "measures": {"wtp": {"kind": "money"}},
    "timeline": [
        {"bidding": {
            "id": "bid", "good": "mug", "measure": "wtp",
            "mechanism": {"kind": "bdm", "low": 0, "high": 5, "step": 0.1},
            "comprehension": {"questions": "bdm", "attempts": 1, "then": "end"},
        }},
        {"debrief": {"text": "debrief"}},
    ],
}  # fmt: skip
MUG = """
goods: {mug: {name: mug, the: the mug, your: your mug}}
debrief: {title: The end, body: Thank you.}
"""


@pytest.mark.slow
def test_the_place_of_a_session_that_ended_early_is_given_again(tmp_path: Path) -> None:
    protocol = written(tmp_path, MUG, **ENDS)
    found = {f"P{number}": came(protocol, tmp_path, f"P{number}").condition for number in range(8)}
    ended = [who for who, status in rows(tmp_path, "participant", "status") if status == "ended-early"]
    slots = {who: read_journal(study_in(tmp_path).journal(who)).events[0].data["slot"] for who in found}
    assert ended, "the seed gives nobody who misunderstands: choose another"
    again = next(f"P{number}" for number in range(8) if f"P{number}" > ended[0])
    assert slots[again] == slots[ended[0]]
    assert found[again] == found[ended[0]]
    assert problems(tmp_path) == []
    (tmp_path / "moods" / "store.sqlite").unlink()
    came(protocol, tmp_path, "P9")
    assert problems(tmp_path) == []


def test_a_place_is_kept_for_a_session_that_has_not_written_its_first_line(tmp_path: Path) -> None:
    protocol = written(tmp_path)
    came(protocol, tmp_path, "P1", stop_before(2))
    study = study_in(tmp_path)
    study.journal("P1").write_bytes(b"")  # as another desk leaves it for a moment
    came(protocol, tmp_path, "P2")
    assert read_journal(study.journal("P2")).events[0].data["slot"] == 1


@pytest.mark.slow
def test_the_place_of_whoever_was_stopped_is_given_again(tmp_path: Path) -> None:
    protocol = written(tmp_path)
    came(protocol, tmp_path, "P1", stop_before(2))
    study = study_in(tmp_path)
    assert "the place goes to the next who comes" in stop(study, "P1")
    with pytest.raises(ParticipantError, match="the place given to somebody else"):
        came(protocol, tmp_path, "P1", resume=True)
    came(protocol, tmp_path, "P2")
    slots = {who: read_journal(study.journal(who)).events[0].data["slot"] for who in ("P1", "P2")}
    assert slots == {"P1": 0, "P2": 0}
    assert problems(tmp_path) == []
    (tmp_path / "moods" / "store.sqlite").unlink()
    came(protocol, tmp_path, "P3")
    assert read_journal(study.journal("P3")).events[0].data["slot"] == 1
    assert problems(tmp_path) == []
    for who, says in (("P2", "has finished"), ("P1", "was stopped before"), ("P9", "has not begun")):
        with pytest.raises(ParticipantError, match=says):
            stop(study, who)
