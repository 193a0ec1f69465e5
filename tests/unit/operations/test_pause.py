"""All desks pause and go on: what is entered, what a session makes of it, what its journal tells."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ikea_effect.cli.main import main
from ikea_effect.errors import ElicitationError, ParticipantError, StationError
from ikea_effect.operations.monitor.acts import act as act_from_page
from ikea_effect.operations.pause import go_on, pause
from ikea_effect.operations.replay import replay
from ikea_effect.operations.run import Answer, run_session
from ikea_effect.operations.run_pause import refuse_while_paused
from ikea_effect.operations.status import status
from ikea_effect.operations.tell_desk import move, tell
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.claims import alias
from ikea_effect.record.desks import PREPARED, Block
from ikea_effect.record.journal import read_journal
from ikea_effect.record.pauses import PauseWatch, pause_of, unheard
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import Entry, append, append_all, damage_of, study_journal
from ikea_effect.record.words_to_desks import MESSAGE, MOVED, Told, enter_message, enter_move
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.frontends.base import Frontend, Halt
from tests.unit.operations.settle_bench import Lab
from tests.unit.operations.test_run import STUDY, Hand, Opened, asked, exported


class Patient(Hand):
    """Waits before its fifth screen as a window does, whether or not the study is paused."""

    _halt: Halt | None = None

    def heed(self, halt: Halt | None) -> None:
        self._halt = halt

    def show(self, screen: Screen) -> Reply:
        if len(self.shown) == 4:
            assert self._halt is not None
            self._halt.begins()
            self._halt.ends()
        return super().show(screen)


def patient(_setup: Setup, answer: Answer) -> Frontend:
    return Patient(answer, lambda _: None)


def test_a_pause_is_an_act_by_somebody_named_and_is_over_once(tmp_path: Path) -> None:
    study = Lab(tmp_path).study
    begun = pause(study, "assistant-1", "fire-alarm")
    assert pause_of(study) == begun
    assert (begun.by, begun.reason) == ("assistant-1", "fire-alarm")
    [note] = [one for one in status(study)["notes"] if "paused" in one]
    assert "by assistant-1: fire-alarm" in note
    with pytest.raises(StationError, match="Nobody begins meanwhile"):
        refuse_while_paused(study)
    with pytest.raises(ElicitationError, match=r"paused already: .* by assistant-1 \(fire-alarm\)"):
        pause(study, "assistant-2", "fire-alarm")
    assert go_on(study, "assistant-2") == begun
    assert pause_of(study) is None
    with pytest.raises(ElicitationError, match="is not paused"):
        go_on(study, "assistant-2")
    assert damage_of(study) is None


def test_who_pauses_joined_desks_is_told_that_they_do_not_hear_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = Lab(tmp_path).study
    desk = {**Block(1, 0, 2).as_data(), "seed_commitment": "0" * 64}
    append(study, PREPARED, {"desks": [desk]}, "assistant-1")
    here = f"At each of them: ikea-effect pause {study.name} --by NAME --reason WHY --results FOLDER"
    where, said = [study.name, "--results", str(tmp_path), "--by", "assistant-1"], []
    for words in (["pause", "--reason", "fire-alarm"], ["continue"]):
        with pytest.raises(SystemExit):
            main([words[0], *where, *words[1:]])
        said.append(capsys.readouterr().out)
        assert (here in "\n".join(status(study)["notes"])) == (words[0] == "pause")
    assert here in said[0]
    assert f"ikea-effect continue {study.name} --by NAME --results FOLDER" in said[1]
    asked = {"by": "assistant-1", "reason": "fire-alarm"}
    assert here in act_from_page(study, "pause", asked).said
    assert "ikea-effect continue" in act_from_page(study, "continue", asked).said


def test_neither_a_reason_without_words_nor_one_that_names_somebody_is_kept(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.session("P001", finish=False, bid=100)
    with pytest.raises(ElicitationError, match="--reason: say it in one line"):
        pause(lab.study, "assistant-1", " ")
    with pytest.raises(ElicitationError, match="--reason: it names P001"):
        pause(lab.study, "assistant-1", "P001 fainted")
    with pytest.raises(ElicitationError, match="--by"):
        pause(lab.study, "", "fire-alarm")
    assert pause_of(lab.study) is None


@pytest.mark.slow
def test_nobody_begins_in_a_paused_study_and_a_session_that_waited_is_as_one_that_did_not(
    tmp_path: Path,
) -> None:
    run_session(asked(tmp_path / "with", "P1"), patient)
    run_session(asked(tmp_path / "without", "P1"), Opened())
    study = Study(tmp_path / "with" / STUDY)
    kinds = [event.kind for event in read_journal(study.journal("P1")).events]
    assert kinds[kinds.index("paused") + 1] == "continued"
    assert exported(tmp_path / "with") == exported(tmp_path / "without")
    assert not replay(study).problems

    pause(study, "assistant-1", "fire-alarm")
    opened = Opened()
    with pytest.raises(StationError, match=r"is paused since .* by assistant-1: fire-alarm"):
        run_session(asked(tmp_path / "with", "P2"), opened)
    assert not opened.hands  # not even a window
    go_on(study, "assistant-1")
    assert run_session(asked(tmp_path / "with", "P2"), opened).finished


def test_a_running_session_hears_of_it_by_what_was_added_since_it_looked(tmp_path: Path) -> None:
    study = Lab(tmp_path).study
    watch = PauseWatch(study.journal("P001"))
    seen = []
    for act in (None, lambda: pause(study, "a", "fire"), None, lambda: go_on(study, "a")):
        if act is not None:
            act()
        watch.look(None)
        seen.append(watch.paused)
    assert seen == [False, True, True, False]
    pause(study, "a", "fire")
    study_journal(study).write_bytes(
        b"damaged\n" + study_journal(study).read_bytes().split(b"\n")[-2] + b"\n"
    )
    watch.look(None)  # put back from a copy, with a line that is none
    assert watch.paused


def test_a_desk_hears_what_it_alone_is_told_since_its_session_began(tmp_path: Path) -> None:
    study = Lab(tmp_path).study
    enter_message(study, "P001", "3", "This was before.", "a")
    one, other = PauseWatch(study.journal("P001")), PauseWatch(study.journal("P002"))
    told = []
    for act in (None, lambda: enter_message(study, "P001", "3", "Please work on.", "a"), None):
        if act is not None:
            act()
        one.look(None)
        other.look(None)
        told.append((one.told, other.told))
    assert told == [(None, None), *[(Told(MESSAGE, "Please work on."), None)] * 2]
    enter_move(study, "P001", "5", "the mouse is broken", "a")
    one.look(None)
    assert one.told == Told(MOVED, "5")
    assert b"P001" not in study_journal(study).read_bytes()


def test_what_a_desk_was_told_and_read_is_not_told_again(tmp_path: Path) -> None:
    """Also of a journal of many lines, and of one that was put back from a copy."""
    study = Lab(tmp_path).study
    pause(study, "a", "fire")
    first = study_journal(study).read_bytes()
    watch = PauseWatch(study.journal("P001"))
    watch.look(None)
    go_on(study, "a")
    who = {"who": alias(study.secret, "P001"), "desk": "3", "text": "Please work on."}
    append_all(study, [Entry(MESSAGE, who, "a")] * 300, datetime.now(UTC))
    watch.look(None)
    assert (watch.paused, watch.told) == (False, Told(MESSAGE, "Please work on."))
    watch.told = None
    watch.look(None)
    assert watch.told is None
    whole = study_journal(study).read_bytes()
    study_journal(study).write_bytes(whole[: whole.rindex(b"\n", 0, -1) + 1])
    watch.look(None)
    assert (watch.paused, watch.told) == (False, None), "put back without its last line"
    study_journal(study).write_bytes(first)
    watch.look(None)
    assert watch.paused, "the first line is read too"


def test_a_line_that_is_being_written_is_heard_once_it_is_whole(tmp_path: Path) -> None:
    study = Lab(tmp_path).study
    pause(study, "a", "fire")
    whole = study_journal(study).read_bytes()
    study_journal(study).write_bytes(whole[:-1])
    watch = PauseWatch(study.journal("P001"))
    watch.look(None)
    assert not watch.paused
    study_journal(study).write_bytes(whole)
    watch.look(None)
    assert watch.paused
    assert unheard(study) == unheard(study, "continue") == "", "no desk was prepared"


def test_only_a_desk_at_which_somebody_sits_is_told_something(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.session("P001", finish=False)
    with pytest.raises(ParticipantError, match=r"nobody sits there right now\. Nobody sits at any desk"):
        tell(lab.study, "3", "Please work on.", "a")
    with pytest.raises(ElicitationError, match="it names P001"):
        tell(lab.study, "3", "P001, please work on.", "a")
    with pytest.raises(ParticipantError, match="has not begun"):
        move(lab.study, "P009", "5", "the mouse is broken", "a")
    assert "type the code P001" in move(lab.study, "P001", "5", "the mouse is broken", "a").said


def test_the_commands_answer_in_words_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = Lab(tmp_path).study
    where = [study.name, "--results", str(tmp_path), "--by", "assistant-1"]
    said = []
    for words in (["pause", "--reason", "fire-alarm"], ["continue"], ["pause", "--reason", "fire", "--json"]):
        with pytest.raises(SystemExit) as ended:
            main([words[0], *where, *words[1:]])
        assert ended.value.code == 0
        said.append(capsys.readouterr().out)
    assert "every desk shows a page" in said[0]
    assert "goes on: it was paused since" in said[1]
    assert json.loads(said[2]).items() >= {"paused": True, "by": "assistant-1", "reason": "fire"}.items()
