"""Wrong codes at the experimenter's question: kept by session and desk, counted on, and never spelled out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.operations.desk.window import Between, DeskWindow
from ikea_effect.operations.run import Answer, run_session
from ikea_effect.operations.settle import settle
from ikea_effect.operations.status import status
from ikea_effect.operations.verify import study_verified
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.events import WRONG_CODE
from ikea_effect.record.journal import read_journal
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import damage_of
from ikea_effect.record.wrong_codes import enter_wrong_code
from ikea_effect.screens.screens import Page, Reply, Screen
from ikea_effect.session.frontends.base import Frontend, Halt, SessionInterrupted
from ikea_effect.session.frontends.lab.code_lock import CodeLock
from tests.unit.operations.settle_bench import Lab
from tests.unit.operations.test_run import STUDY, Hand, Opened, asked, exported

CODE, WRONG = "Tafel4", "Stoel9"


class Guessing(Hand):
    """Tries two wrong codes on the third page, at the lock that a window has, and leaves before the sixth."""

    leaves = True

    def heed(self, halt: Halt | None) -> None:
        if halt is not None:
            self.lock = CodeLock(CODE)
            self.lock.tell = halt.mistyped
            self.lock.go_on_from(halt.mistyped_before())
            self.before = self.lock.wrong

    def show(self, screen: Screen) -> Reply:
        if len(self.shown) == 2 and self.leaves:
            assert [self.lock.opens(WRONG) for _ in range(2)] == [False, False]
        if len(self.shown) == 5 and self.leaves:
            raise KeyboardInterrupt
        return super().show(screen)


@pytest.mark.slow
def test_a_journal_tells_that_wrong_codes_were_typed_not_which_and_another_program_counts_on(
    tmp_path: Path,
) -> None:
    hands: list[Guessing] = []

    def guessing(_setup: Setup, answer: Answer) -> Frontend:
        hands.append(Guessing(answer, lambda _: None))
        hands[-1].leaves = len(hands) == 1
        return hands[-1]

    with pytest.raises(KeyboardInterrupt):
        run_session(asked(tmp_path / "tried", "P1"), guessing)
    run_session(asked(tmp_path / "tried", "P1", resume=True), guessing)
    assert [hand.before for hand in hands] == [0, 2]
    run_session(asked(tmp_path / "not", "P1"), Opened())
    study = Study(tmp_path / "tried" / STUDY)
    kinds = [event.kind for event in read_journal(study.journal("P1")).events]
    assert kinds.count(WRONG_CODE) == 2
    assert not any(WRONG.encode() in path.read_bytes() for path in study.folder.rglob("*") if path.is_file())
    assert exported(tmp_path / "tried") == exported(tmp_path / "not")
    settle(study)
    assert study_verified(study).holds
    [note] = [one for one in status(study)["notes"] if "Wrong codes" in one]
    assert note == "Wrong codes were typed at the experimenter's question: 2 in the session of P1."


def test_once_somebody_left_with_the_right_code_counting_begins_anew(tmp_path: Path) -> None:
    def leaves(_setup: Setup, answer: Answer) -> Frontend:
        return hand_of(answer)

    hands: list[Guessing] = []

    def hand_of(answer: Answer) -> Guessing:
        hands.append(Guessing(answer, lambda shown: SessionInterrupted("here") if shown == 5 else None))
        hands[-1].leaves = len(hands) == 1
        return hands[-1]

    run_session(asked(tmp_path, "P1"), leaves)
    run_session(asked(tmp_path, "P1", resume=True), leaves)
    assert [hand.before for hand in hands] == [0, 0]


def test_between_sessions_the_study_s_journal_tells_at_which_desk(tmp_path: Path) -> None:
    study = Lab(tmp_path).study
    heeded: list[Halt | None] = []

    class Window(Hand):
        def heed(self, halt: Halt | None) -> None:
            heeded.append(halt)

    window = DeskWindow(None, lambda _setup, answer: Window(answer, lambda _: None), lambda _: {})  # type: ignore[arg-type]
    window.between = Between(lambda: enter_wrong_code(study, "3"))
    window.show(Page("call", ()))  # type: ignore[arg-type]
    [between] = heeded
    assert between is not None
    assert not between.asked()
    for _ in range(3):
        between.mistyped()
    assert damage_of(study) is None
    [note] = [one for one in status(study)["notes"] if "Wrong codes" in one]
    assert note.endswith("question: 3 at desk 3 between sessions.")
