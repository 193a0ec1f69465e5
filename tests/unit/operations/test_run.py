"""One session after another, with a front end that needs no window."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import IkeaEffectError, ParticipantError, ProtocolError, RecordError, StationError
from ikea_effect.operations.data import read_study
from ikea_effect.operations.run import Answer, RunRequest, run_session
from ikea_effect.operations.settle import settle
from ikea_effect.operations.verify import verified
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.disk import folder_in_making
from ikea_effect.record.journal import read_journal
from ikea_effect.record.observations import untimed
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import study_journal
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.frontends.base import Frontend, Halt, SessionInterrupted
from ikea_effect.session.frontends.simulation import EPOCH
from tests.quick import quick

STUDY = "norton-2012-1a"


class Hand:
    """Answers as the respondent would; may stop the session before a screen."""

    mode = "scripted"

    def __init__(self, answer: Answer, stop: Callable[[int], BaseException | None]) -> None:
        self._answer, self._stop = answer, stop
        self.shown: list[str] = []
        self._clock = 0

    def show(self, screen: Screen) -> Reply:
        self.shown.append(screen.id)
        if (stopped := self._stop(len(self.shown))) is not None:
            raise stopped
        values, rt_ms = self._answer(screen)
        self._clock += 17 + rt_ms
        return Reply(values, self._clock - rt_ms, rt_ms)

    def clock_ms(self) -> int:
        return self._clock

    def now(self) -> datetime:
        return EPOCH

    def resume_at(self, clock_ms: int) -> None:
        self._clock = clock_ms

    def heed(self, halt: Halt | None) -> None: ...

    def facts(self) -> Mapping[str, Any]:
        return {}

    def close(self) -> None: ...


class Opened:
    """Opens hands, and keeps them."""

    def __init__(self, stop: Callable[[int], BaseException | None] = lambda _: None) -> None:
        self.hands: list[Hand] = []
        self._stop = stop

    def __call__(self, _setup: Setup, answer: Answer) -> Frontend:
        self.hands.append(Hand(answer, self._stop))
        return self.hands[-1]


def stop_before(screen: int, error: type[BaseException] = SessionInterrupted) -> Opened:
    return Opened(lambda shown: error("here") if shown == screen else None)


def asked(results: Path, participant: str = "P001", **more: Any) -> RunRequest:
    return RunRequest(STUDY, participant, results=results, mode="scripted", seed=1, **more)


def exported(results: Path) -> list[dict[str, Any]]:
    rows = read_study(Study(results / STUDY)).tables.wide
    return [untimed(row) for row in rows]


def test_a_session_goes_from_consent_to_what_is_owed(tmp_path: Path) -> None:
    opened = Opened()
    outcome = run_session(asked(tmp_path), opened)
    assert outcome.finished
    shown = opened.hands[0].shown
    assert shown[0] == "consent.page"
    assert shown[-1] == "debrief.page"
    events = read_journal(outcome.journal).events
    assert events[0].kind == "started"
    assert events[-1].kind == "finished"
    assert events[0].data["condition"] == outcome.condition
    assert (tmp_path / STUDY / "secret").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / STUDY / "secret").read_bytes().hex() not in outcome.journal.read_text()


def test_blocks_balance_conditions(tmp_path: Path) -> None:
    conditions = [
        run_session(asked(tmp_path, f"P{number}"), Opened()).condition["labor"] for number in range(8)
    ]
    assert abs(conditions.count("build") - conditions.count("prebuilt")) <= 2


@pytest.mark.slow
@pytest.mark.parametrize("crash", quick([SessionInterrupted, KeyboardInterrupt], SessionInterrupted))
def test_a_session_stopped_anywhere_resumes_to_the_same_data(
    tmp_path: Path, crash: type[BaseException]
) -> None:
    whole = Opened()
    run_session(asked(tmp_path / "whole"), whole)
    shown = whole.hands[0].shown
    for screen in range(1, len(shown) + 1):
        results = tmp_path / f"stopped-{screen}"
        stopped = stop_before(screen, crash)
        if crash is KeyboardInterrupt:
            with pytest.raises(KeyboardInterrupt):
                run_session(asked(results), stopped)
        else:
            assert not run_session(asked(results), stopped).finished
        rest = Opened()
        assert run_session(asked(results, resume=True), rest).finished
        assert stopped.hands[0].shown[:-1] + rest.hands[0].shown == shown
        assert exported(results) == exported(tmp_path / "whole")
        assert read_study(Study(results / STUDY)).tables.wide[0]["interruptions"] == 1


def refused(request: RunRequest, kind: type[IkeaEffectError]) -> str:
    """The message; no window was opened."""
    opened = Opened()
    with pytest.raises(kind) as error:
        run_session(request, opened)
    assert not opened.hands
    assert error.value.exit_code == 2
    return str(error.value)


@pytest.mark.parametrize("name", ["", "a/b", "../x", "a b", "é", "CON", "x" * 41, "-P1", "P1\n", "a\\b", "."])
def test_an_id_that_cannot_name_a_file_is_refused(tmp_path: Path, name: str) -> None:
    assert "letters a-z, digits" in refused(asked(tmp_path, name), ParticipantError)
    assert not list(tmp_path.iterdir())


def test_who_has_finished_or_begun_is_told_apart(tmp_path: Path) -> None:
    run_session(asked(tmp_path), Opened())
    run_session(asked(tmp_path, "P002"), stop_before(4))
    assert "has finished" in refused(asked(tmp_path), ParticipantError)
    assert "has finished" in refused(asked(tmp_path, resume=True), ParticipantError)
    assert "--resume" in refused(asked(tmp_path, "P002"), ParticipantError)
    assert "P001 took part already" in refused(asked(tmp_path, "p001"), ParticipantError)
    assert "nothing to resume" in refused(asked(tmp_path, "P003", resume=True), ParticipantError)


RUNS = """
import sys, time
from ikea_effect.record.journal import FileJournal
from pathlib import Path
with FileJournal(Path(sys.argv[1]), resume=True):
    print("runs", flush=True)
    time.sleep(60)
"""


def test_a_session_that_is_running_is_told_from_one_that_was_killed(tmp_path: Path) -> None:
    run_session(asked(tmp_path), stop_before(4))
    journal = tmp_path / STUDY / "journals" / "P001.jsonl"
    command = [sys.executable, "-c", RUNS, str(journal)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as elsewhere:
        assert elsewhere.stdout is not None
        assert elsewhere.stdout.readline() == "runs\n"
        for resume in (False, True):
            message = refused(asked(tmp_path, resume=resume), ParticipantError)
            assert "is running right now" in message
            assert "interrupted" not in message
        elsewhere.kill()
    assert "was interrupted" in refused(asked(tmp_path), ParticipantError)
    assert run_session(asked(tmp_path, resume=True), Opened()).finished


@pytest.mark.parametrize("resume", [True, False])
def test_a_station_that_opens_late_adds_nothing_to_a_session_that_ended_elsewhere(
    tmp_path: Path, resume: bool
) -> None:
    run_session(asked(tmp_path, "P002"), Opened())
    if resume:
        run_session(asked(tmp_path), stop_before(4))

    def late(_setup: Setup, answer: Answer) -> Frontend:
        run_session(asked(tmp_path, resume=resume), Opened())
        return Hand(answer, lambda _: None)

    with pytest.raises(ParticipantError, match="has finished"):
        run_session(asked(tmp_path, resume=resume), late)
    kinds = [event.kind for event in read_journal(tmp_path / STUDY / "journals" / "P001.jsonl").events]
    assert kinds[-1] == "finished"
    assert kinds.count("finished") == 1


def test_a_station_that_opens_late_does_not_take_over_a_session_that_began_elsewhere(tmp_path: Path) -> None:
    def late(_setup: Setup, answer: Answer) -> Frontend:
        run_session(asked(tmp_path), stop_before(4))
        return Hand(answer, lambda _: None)

    with pytest.raises(ParticipantError, match="--resume"):
        run_session(asked(tmp_path), late)


def test_a_session_killed_before_its_last_line_verifies_and_is_finished_by_resuming(tmp_path: Path) -> None:
    run_session(asked(tmp_path), Opened())
    journal = tmp_path / STUDY / "journals" / "P001.jsonl"
    *lines, _finished, _end = journal.read_bytes().split(b"\n")
    journal.write_bytes(b"\n".join([*lines, b""]))
    claims = study_journal(Study(tmp_path / STUDY))
    claims.write_bytes(claims.read_bytes().splitlines(keepends=True)[0])  # nor was its end entered
    with store_of(Study(tmp_path / STUDY)) as store:
        store.mark(["P001"], "taken")
    settle(Study(tmp_path / STUDY))
    assert verified(STUDY, tmp_path).holds
    assert run_session(asked(tmp_path, resume=True), Opened()).finished


def test_what_a_killed_beginning_left_is_swept_and_what_is_being_begun_stays(tmp_path: Path) -> None:
    left, other = (tmp_path / name for name in (f".{STUDY}.abc", ".other.abc"))
    holder = tmp_path / f".{STUDY}.abc.held"  # of a program that was killed: nobody holds it
    for folder in (left, other):
        folder.mkdir()
        (folder / "secret").write_bytes(b"x" * 32)
        os.utime(folder, (9e9, 9e9))  # a clock that was set back since does not keep it
    holder.touch()
    with folder_in_making(tmp_path, STUDY) as making:
        os.utime(making, (0, 0))
        run_session(asked(tmp_path), Opened())
        assert (left.exists(), holder.exists(), other.exists()) == (False, False, True)
        assert making.exists()
    assert sorted(path.name for path in tmp_path.glob(".*")) == [".other.abc"]


def test_resume_without_a_study_says_so(tmp_path: Path) -> None:
    assert "no study" in refused(asked(tmp_path, resume=True), RecordError)


def test_a_study_holds_one_mode(tmp_path: Path) -> None:
    run_session(asked(tmp_path), Opened())
    lab = RunRequest(STUDY, "P002", results=tmp_path, mode="lab")
    assert "holds scripted sessions" in refused(lab, RecordError)


def test_another_language_is_another_study(tmp_path: Path) -> None:
    run_session(asked(tmp_path), Opened())
    assert "speaks en, not nl" in refused(asked(tmp_path, "P002", language="nl"), RecordError)


def test_a_changed_protocol_is_refused_after_data_collection_began(tmp_path: Path) -> None:
    from ikea_effect.protocol.loading import find_protocol

    run_session(asked(tmp_path), Opened())
    changed = tmp_path / "changed.yaml"
    changed.write_text(find_protocol(STUDY).read_text().replace("minimum_s: 30", "minimum_s: 5"))
    request = RunRequest(str(changed), "P002", study=STUDY, results=tmp_path, mode="scripted", seed=1)
    assert "another version of its protocol" in refused(request, RecordError)


def test_another_protocol_is_refused_by_both_names(tmp_path: Path) -> None:
    run_session(asked(tmp_path), Opened())
    request = RunRequest("mochon-2012-1", "P002", study=STUDY, results=tmp_path, mode="scripted", seed=1)
    assert f"begun with the protocol '{STUDY}', not 'mochon-2012-1'" in refused(request, RecordError)


def test_an_unknown_protocol_names_those_there_are(tmp_path: Path) -> None:
    message = refused(RunRequest("norton-2012-1c", "P001", results=tmp_path), ProtocolError)
    assert "norton-2012-1a" in message


def test_input_is_told_before_the_machine(tmp_path: Path) -> None:
    def no_display(_setup: Setup, _answer: Answer) -> Frontend:
        raise StationError("no display")

    with pytest.raises(ParticipantError):
        run_session(asked(tmp_path, "a/b"), no_display)
    with pytest.raises(StationError):
        run_session(asked(tmp_path), no_display)
    assert not list(tmp_path.iterdir())


def test_a_results_path_that_is_a_file_is_the_machine(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("not a folder")
    with pytest.raises(StationError, match="--results"):
        run_session(asked(tmp_path / "results"), Opened())


def test_a_kill_between_slot_and_first_line_keeps_the_slot(tmp_path: Path) -> None:
    run_session(asked(tmp_path), Opened())
    study = Study(tmp_path / STUDY)
    with store_of(study) as store:
        assert store.claim(["P002"]) == [1]
    run_session(asked(tmp_path, "P002"), Opened())
    first = json.loads(study.journal("P002").read_text().splitlines()[0])
    assert first["data"]["slot"] == 1
