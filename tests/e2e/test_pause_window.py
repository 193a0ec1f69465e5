"""A pause at a real window: a calm page stands over the screen, and the session's clock stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ikea_effect.operations.pause import go_on, pause
from ikea_effect.operations.replay import replay
from ikea_effect.operations.run import Answer, RunRequest, run_session
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.journal import read_journal
from ikea_effect.record.study import Study
from ikea_effect.session.frontends.base import Frontend, Halt, Said, SessionInterrupted
from ikea_effect.session.frontends.lab.frontend import LabFrontend
from ikea_effect.session.frontends.passing import PassingFrontend
from ikea_effect.session.frontends.script import scripted_frontend
from tests.e2e.test_lab_window import Person, Targets, answering, page
from tests.e2e.test_lab_window import person as person  # the window that those tests open
from tests.unit.operations.test_run import stop_before

pytestmark = [pytest.mark.window, pytest.mark.slow]


class Alarm:
    """A halt that is asked for once it was set off, and over when it was asked about some times more."""

    def __init__(self, person: Person, meanwhile: Callable[[], None] = lambda: None) -> None:
        self._clock_ms, self._meanwhile = person.frontend.clock_ms, meanwhile
        self._left = 0
        self.said: Said | None = None
        self.clock: list[int] = []

    def set_off(self) -> None:
        self._left = 5

    def asked(self) -> bool:
        if 0 < self._left < 4:
            self._meanwhile()
        self._left -= self._left > 0
        return self._left > 0

    def says(self) -> Said | None:
        return self.said

    def answered(self) -> None:
        self._left, self.said = 0, None

    def begins(self) -> None:
        self.clock.append(self._clock_ms())

    def ends(self) -> None:
        self.clock.append(self._clock_ms())


def test_a_pause_over_an_open_page_keeps_what_was_chosen_and_takes_no_time(
    person: Person, tmp_path: Path
) -> None:
    alarm, presses = Alarm(person), iter(("choice.no", "button"))

    def act(person: Person, targets: Targets) -> None:
        name = next(presses)
        person.click(targets[name])
        if name == "choice.no":
            alarm.set_off()

    person.act, person.frontend.screens_folder = act, tmp_path
    person.frontend.heed(alarm)
    reply = person.frontend.show(page("choice"))
    person.frontend.heed(None)
    person.frontend.screens_folder = None
    assert reply.values["choice"] == "no"
    assert any(one.name.endswith("-pause.png") for one in tmp_path.iterdir())
    begun, ended = alarm.clock
    assert begun <= ended <= reply.onset_ms + reply.rt_ms <= person.frontend.clock_ms()


@pytest.mark.parametrize("is_message", [True, False])
def test_what_this_desk_is_told_stands_over_the_page(
    person: Person, tmp_path: Path, is_message: bool
) -> None:
    alarm = Alarm(person, lambda: person.key("ENTER"))
    alarm.said = Said(is_message, "The fire drill is at 14:00. Please work on." if is_message else "5")
    alarm.set_off()
    person.act = lambda person, targets: (person.click(targets["choice.no"]), person.click(targets["button"]))
    person.frontend.screens_folder = tmp_path
    person.frontend.heed(alarm)
    person.frontend.show(page("choice"))
    person.frontend.heed(None)
    person.frontend.screens_folder = None
    assert any(one.name.endswith("-told.png") for one in tmp_path.iterdir())
    assert (alarm.said is None) is is_message  # a button is there for a message alone
    assert len(alarm.clock) == 2


def test_a_desk_that_does_not_hear_when_the_pause_is_over_says_so(person: Person, tmp_path: Path) -> None:
    alarm = Alarm(person, lambda: person.key("ENTER"))
    alarm.said = Said(False, "", unheard=True)
    alarm.set_off()
    person.act = lambda person, targets: (person.click(targets["choice.no"]), person.click(targets["button"]))
    person.frontend.screens_folder = tmp_path
    person.frontend.heed(alarm)
    person.frontend.show(page("choice"))
    person.frontend.heed(None)
    person.frontend.screens_folder = None
    assert any(one.name.endswith("-told.png") for one in tmp_path.iterdir())
    assert alarm.said is not None  # nothing that is pressed puts it away


def test_the_experimenters_chord_works_while_the_desks_wait(person: Person) -> None:
    def leave() -> None:
        person.frontend.window.handle.dispatch_events = answering(person, "j")
        person.chord()

    alarm = Alarm(person, leave)
    person.frontend.heed(alarm)
    alarm.set_off()
    with pytest.raises(SessionInterrupted):
        person.frontend.show(page("choice"))
    del person.frontend.window.handle.dispatch_events
    person.frontend.heed(None)
    assert len(alarm.clock) == 1  # it never went on


def test_a_pause_covers_a_question_of_the_chord_that_was_left_open(person: Person) -> None:
    alarm, opens = Alarm(person), iter((True, False))

    def act(person: Person, targets: Targets) -> None:
        if next(opens):
            person.chord()  # as a participant may, who then waits
            alarm.set_off()
        else:
            person.click(targets["choice.no"])
            person.click(targets["button"])

    person.act = act
    person.frontend.heed(alarm)
    assert person.frontend.show(page("choice")).values["choice"] == "no"
    person.frontend.heed(None)
    assert len(alarm.clock) == 2


class CalledOff:
    """A halt that somebody calls off once its page is seen."""

    def __init__(self, halt: Halt, call_off: Callable[[], object]) -> None:
        self.asked, self.ends, self._begins, self._call_off = halt.asked, halt.ends, halt.begins, call_off
        self.says, self.answered = halt.says, halt.answered

    def begins(self) -> None:
        self._begins()
        self._call_off()


class Window(PassingFrontend):
    """A window at whose pause somebody calls it off."""

    def __init__(self, within: LabFrontend, call_off: Callable[[], object]) -> None:
        super().__init__(within)
        self._call_off = call_off

    def heed(self, halt: Halt | None) -> None:
        super().heed(CalledOff(halt, self._call_off) if halt is not None else None)


def test_a_session_that_goes_on_in_a_paused_study_waits_until_that_goes_on(tmp_path: Path) -> None:
    asked = RunRequest("norton-2012-1a", "P1", results=tmp_path, mode="scripted", seed=1)
    run_session(asked, stop_before(3))
    study = Study(tmp_path / "norton-2012-1a")
    pause(study, "assistant-1", "fire-alarm")

    def opened(setup: Setup, answer: Answer) -> Frontend:
        window = scripted_frontend(setup, answer, screens_folder=tmp_path / "screens")
        return Window(window, lambda: go_on(study, "assistant-1"))

    again = RunRequest("norton-2012-1a", "P1", results=tmp_path, mode="scripted", seed=1, resume=True)
    assert run_session(again, opened).finished
    events = read_journal(study.journal("P1")).events
    kinds = [event.kind for event in events]
    at = kinds.index("paused")
    assert kinds[at - 1 : at + 2] == ["resumed", "paused", "continued"]
    assert not replay(study).problems
    assert list((tmp_path / "screens").glob("*-pause.png"))
