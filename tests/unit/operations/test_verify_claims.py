"""What every chain lets pass: journals taken away, ids run again, places changed, stores of yesterday."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.errors import ParticipantError, RecordError
from ikea_effect.operations.replay import replay
from ikea_effect.operations.run import RunRequest, run_session
from ikea_effect.operations.settle import settle
from ikea_effect.operations.verify import study_verified
from ikea_effect.operations.verify_claims import places_verified
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.claims import alias
from ikea_effect.record.events import GENESIS, Event, digest
from ikea_effect.record.journal import read_journal
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import read_study_journal, study_journal
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.frontends.base import Frontend
from ikea_effect.session.frontends.simulation import Simulated

PROTOCOL = Path(__file__).parents[2] / "data" / "protocols" / "induced_value.yaml"
Answer = Callable[[Screen], tuple[dict[str, object], int]]


class Desk(Simulated):
    """Answers as told, at a virtual clock, and leaves after so many screens."""

    def __init__(self, answer: Answer, screens: int = 1000) -> None:
        self._answer, self._clock_ms, self._left = answer, 0, screens

    def show(self, screen: Screen) -> Reply:
        if not self._left:
            raise KeyboardInterrupt
        self._left -= 1
        values, rt_ms = self._answer(screen)
        return Reply(values, 0, rt_ms)


def run(
    results: Path, who: str, screens: int = 1000, resume: bool = False, protocol: str = str(PROTOCOL)
) -> Study:
    """One session of a lab's study, of no seed."""

    def opened(_setup: Setup, answer: Answer) -> Frontend:
        return Desk(answer, screens)

    request = RunRequest(protocol, who, "here", results=results, mode="scripted", resume=resume)
    if screens < 1000:
        with pytest.raises(KeyboardInterrupt):
            run_session(request, opened)
    else:
        run_session(request, opened)
    return Study(results / "here")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    for who in ("P1", "P2", "P3"):
        study = run(tmp_path, who)
    return study


def problems(study: Study) -> str:
    return "\n".join(places_verified(study).problems)


def price(study: Study, who: str) -> tuple[int, str]:
    """The price that was drawn, and the commitment that was shown before."""
    events = read_journal(study.journal(who)).events
    [drawn] = [one.data for one in events if one.kind == "drawn" and one.data["purpose"] == "bid.price"]
    return drawn["minor"], drawn["commitment"]


def forget(study: Study, who: str) -> None:
    """Takes the journal and the place in the store away, as someone can who has the folder."""
    study.journal(who).unlink()
    changed(study, "DELETE FROM slots WHERE participant = :who", who=who)


def changed(study: Study, statement: str, **values: object) -> None:
    engine = sa.create_engine(f"sqlite:///{study.folder / 'store.sqlite'}")
    with engine.begin() as connection:
        connection.execute(sa.text(statement), values)
    engine.dispose()


def test_a_study_as_it_was_run_holds(study: Study) -> None:
    settle(study)
    found = study_verified(study)
    assert found.holds
    assert "places (3): none is missing, changed or taken twice" in found.text()
    first = read_journal(study.journal("P1")).events[0].data
    assert (first["format"], len(first["claim"]), first["follows"]) == (2, 32, GENESIS)


@pytest.mark.slow
def test_a_protocol_that_was_run_by_its_path_is_played_again_with_its_materials(tmp_path: Path) -> None:
    def opened(_setup: Setup, answer: Answer) -> Frontend:
        return Desk(answer)

    path = PROTOCOL.with_name("three_ways.yaml")
    run_session(RunRequest(str(path), "P1", results=tmp_path, mode="scripted"), opened)
    found = replay(Study(tmp_path / "three-ways"))
    assert (found.sessions, found.problems, found.left_out) == (1, (), ())


def test_the_study_journal_names_nobody(study: Study) -> None:
    said = study_journal(study).read_text("utf-8")
    assert not [who for who in study.participants() if f'"{who}"' in said]
    assert alias(study.secret, "P1") in said
    assert [event.kind for event in read_study_journal(study)] == ["claimed", "ended"] * 3


def test_a_session_that_was_left_or_killed_holds_and_goes_on(tmp_path: Path) -> None:
    study = run(tmp_path, "P1", screens=3)
    assert problems(study) == ""
    study_journal(study).unlink()  # killed before the session was entered: no screen was shown then
    first = study.journal("P1").read_bytes().split(b"\n")[0]
    study.journal("P1").write_bytes(first + b"\n")
    assert problems(study) == ""
    study = run(tmp_path, "P1", resume=True)
    assert [event.kind for event in read_study_journal(study)] == ["claimed", "ended"]
    assert problems(study) == ""


def test_a_journal_that_was_taken_away_is_missed_and_its_id_is_not_run_again(
    study: Study, tmp_path: Path
) -> None:
    forget(study, "P2")
    assert "somebody began at place 1" in problems(study)
    assert "no journal has that session. It was taken away" in problems(study)
    with pytest.raises(RecordError, match=r"P2 has begun in study 'here', but journals/P2\.jsonl does not"):
        run(tmp_path, "P2")


def test_an_id_that_was_run_again_all_the_same_is_told_and_met_another_price(
    study: Study, tmp_path: Path
) -> None:
    kept, before = study_journal(study).read_bytes(), price(study, "P2")
    forget(study, "P2")
    study_journal(study).unlink()
    run(tmp_path, "P2")
    after = study_journal(study).read_bytes()
    assert price(study, "P2")[1] != before[1]
    assert "P1.jsonl: _study.jsonl does not tell that this session began" in problems(study)
    study_journal(study).write_bytes(kept)
    assert "P2 began at place 1" in problems(study)
    assert "no journal ends so" in problems(study)
    assert after != kept


def test_a_finished_session_that_was_cut_is_told(study: Study) -> None:
    lines = study.journal("P3").read_bytes().split(b"\n")
    study.journal("P3").write_bytes(b"\n".join([*lines[:-3], b""]))
    assert "P3 finished" in problems(study)
    assert "store: P3 has finished (place 2), but no journal says so" in problems(study)


def test_a_store_of_yesterday_is_told(tmp_path: Path) -> None:
    study = run(tmp_path, "P1")
    shutil.copy(study.folder / "store.sqlite", tmp_path / "yesterday")
    run(tmp_path, "P2")
    shutil.copy(tmp_path / "yesterday", study.folder / "store.sqlite")
    assert "store: does not know P2, who has place 1. It is older than the journals" in problems(study)


def test_a_store_that_was_lost_is_made_anew_and_holds(study: Study) -> None:
    (study.folder / "store.sqlite").unlink()
    assert problems(study) == ""


def test_a_place_that_was_changed_in_the_store_is_told(study: Study) -> None:
    changed(study, "UPDATE slots SET slot = 7 WHERE participant = :who", who="P1")
    assert "store: gives P1 place 7, the journal says 0" in problems(study)


def chained(path: Path, change: Callable[[list[dict[str, object]]], None]) -> None:
    """Writes the journal with changed events and a chain that holds, as someone can who knows the format."""
    events = [json.loads(line) for line in path.read_bytes().splitlines()]
    change(events)
    prev, out = GENESIS, b""
    for seq, event in enumerate(events):
        line = Event(**{**event, "seq": seq, "prev": prev}).line()
        prev, out = digest(line), out + line + b"\n"
    path.write_bytes(out)


def first_says(**changes: object) -> Callable[[list[dict[str, object]]], None]:
    return lambda events: events[0]["data"].update(changes)  # type: ignore[attr-defined]


def test_a_place_that_was_changed_everywhere_but_in_the_study_journal_is_told(study: Study) -> None:
    """The other condition, with a place that has it, in journal and store."""
    own = read_journal(study.journal("P1")).events[0].data["condition"]
    [other] = [one for one in study.protocol.conditions if one != own]
    chained(study.journal("P1"), first_says(condition=other))
    assert "place 0 has another condition" in problems(study)
    chained(study.journal("P1"), first_says(condition=own, slot=40))
    changed(study, "UPDATE slots SET slot = 40 WHERE participant = 'P1'")
    assert "P1 began at place 0" in problems(study)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"claim": ""}, "P2.jsonl: its first line tells no claim"),
        ({"claim": "0" * 32}, "P2 began at place 1"),
        ({"slot": 0}, "P2.jsonl: place 0 is P1's too"),
        ({"slot": 10**9}, "place 1000000000 has another condition"),
        ({"follows": "f" * 64}, "P2 began at place 1"),
    ],
)
def test_a_first_line_that_was_changed_is_told(study: Study, changes: dict[str, object], said: str) -> None:
    chained(study.journal("P2"), first_says(**changes))
    assert said in problems(study)


def test_a_study_journal_that_was_written_anew_breaks_with_those_that_came_later(study: Study) -> None:
    """P1 is taken out of everything, and all chains are mended; P2 and P3 name what was there before."""
    who = alias(study.secret, "P1")
    forget(study, "P1")
    chained(
        study_journal(study),
        lambda events: events.__setitem__(
            slice(None),
            [one for one in events if one["data"]["who"] != who],  # type: ignore[index]
        ),
    )
    assert problems(study).splitlines() == [
        f"{name}.jsonl: names a state that _study.jsonl did not have when the session began"
        for name in ("P2", "P3")
    ]


def test_a_damaged_study_journal_is_told_and_stops_nobody(study: Study, tmp_path: Path) -> None:
    path = study_journal(study)
    path.write_bytes(path.read_bytes().replace(b'"slot":1', b'"slot":5'))
    assert "_study.jsonl:4: the chain does not hold" in problems(study)
    assert "P4" in run(tmp_path, "P4").participants()


# --- withdrawal --------------------------------------------------------------------------------------------


def test_whoever_withdrew_is_not_missed_and_the_id_is_not_used_again(study: Study, tmp_path: Path) -> None:
    withdraw(study, "P2")
    assert problems(study) == ""
    assert b"P2" not in b"".join(path.read_bytes() for path in study.journals.iterdir())
    for spelt in ("P2", "p2"):
        with pytest.raises(ParticipantError, match="whoever had this id withdrew"):
            run(tmp_path, spelt)
    study = run(tmp_path, "P4")
    assert read_journal(study.journal("P4")).events[0].data["slot"] == 1
    assert problems(study) == ""


def test_a_count_of_withdrawals_that_was_changed_is_told(study: Study) -> None:
    withdraw(study, "P2")
    (study.folder / "withdrawn.json").write_text('{"count": 2, "under_way": ""}')
    assert "withdrawn.json counts 2 participants, but _study.jsonl tells of 1" in problems(study)


@given(st.binary(min_size=32, max_size=32), st.text("Pp019-_", min_size=1, max_size=5))
def test_an_alias_is_the_same_however_the_id_is_spelt_and_another_for_another_secret(
    secret: bytes, who: str
) -> None:
    assert alias(secret, who.lower()) == alias(secret, who.upper())
    assert alias(secret, who) != alias(secret[::-1] + b"x", who)
    assert len(alias(secret, who)) == 32
