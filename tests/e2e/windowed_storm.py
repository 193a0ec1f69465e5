"""Sessions in real windows while desk, server and monitor are killed (kill -9) at random moments.

.venv/bin/python -m tests.e2e.windowed_storm SESSIONS SEED [DESKS]      `sh test.sh long` runs 200 sessions

Each desk has a folder, a display and a window of its own, and a hand that sends real X events. For each
session one of the three dies, at a screen and some milliseconds behind it, or just after a session that was
over by then; a session that was cut off goes on at its desk or at another.
Afterwards: what a desk had on its disk is there or, where the session went on elsewhere, what the server had;
no place is given twice, every session plays again to the same end, and the box closes to the cent.
"""

from __future__ import annotations

import contextlib
import queue
import random
import signal
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ikea_effect.operations.cash import count_box, pay
from ikea_effect.operations.settle import settle
from ikea_effect.payment.entries import handed_over
from ikea_effect.record.cash_acts import cash_book, enter_payment
from ikea_effect.record.copies import SET_ASIDE, whole_lines
from ikea_effect.record.database import Database
from ikea_effect.record.events import Event
from ikea_effect.record.journal import read_journal
from ikea_effect.record.lines import Lines
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.studies import find_study
from ikea_effect.record.study import Study
from ikea_effect.session.frontends.xvfb import own_display
from tests.e2e.storm import checked
from tests.e2e.windowed_programs import PATIENCE_S, STUDY, Desk, Monitor
from tests.postgres import Server, running_server

SHOW_UP, ENDOWMENT = 500, 500
"""Of norton-2012-1a, in cents."""
_SCREENS = 40
"""A session with its build has so many, with the desk's own pages; one without some twenty-five."""
_BY_HAND = 3


class Storm(NamedTuple):
    """What happened, and what does not hold afterwards."""

    sessions: int
    killed: Counter[str]
    elsewhere: int
    asked_again: int
    seconds: float
    wrong: tuple[str, ...]

    def text(self) -> str:
        """For people."""
        killed = ", ".join(f"{self.killed[one]} times the {one}" for one in ("desk", "server", "monitor"))
        return (
            f"{self.sessions} windowed sessions in {self.seconds:.0f} s, killed: {killed}; {self.elsewhere} "
            f"went on at another desk, where {self.asked_again} replies were asked again; "
            f"{len(self.wrong)} faults"
        )


class _Kept(NamedTuple):
    """What there was of a session when its desk was killed: on the desk's disk, and in the store."""

    who: str
    desk: int
    elsewhere: bool
    here: list[bytes]
    stored: list[bytes]


class _Fault(NamedTuple):
    """What dies in a session: behind which of its screens, and after how many seconds."""

    what: str
    screen: int
    after_s: float


class _Room:
    """Desks, server and monitor, and who comes."""

    def __init__(self, folder: Path, server: Server, names: Sequence[str], seed: int) -> None:
        self.folder, self.server, self.chance = folder, server, random.Random(seed)
        self.told: queue.Queue[str] = queue.Queue()
        self.coming, self.finished = deque(names), set[str]()
        self.faults = {who: self._fault() for who in names}
        self.screens: Counter[str] = Counter()
        self.killed: Counter[str] = Counter()
        self.kept: list[_Kept] = []
        self.wrong: list[str] = []
        self.desks: list[Desk] = []
        self.monitor: Monitor | None = None

    def _fault(self) -> _Fault:
        [what] = self.chance.choices(["desk", "server", "monitor"], [70, 15, 15])
        return _Fault(what, self.chance.randint(1, _SCREENS), self.chance.uniform(0, 0.15))

    def run(self, people: int) -> None:
        """Until everybody has finished."""
        while len(self.finished) < people:
            number, what = self.told.get(timeout=PATIENCE_S).split(" ", 1)
            desk = self.desks[int(number)]
            if self.monitor is None:  # a desk is there: the study has begun
                self.monitor = Monitor(self.folder, self.server.url())
            if what.startswith("gone"):
                self._gone(desk, what)
            elif desk.now and what == f"{desk.now} finished":
                self._finished(desk)
            elif desk.now and what.startswith(f"{desk.now}: "):
                self._shown(desk)
            self._seat()

    def _gone(self, desk: Desk, what: str) -> None:
        if desk.process.poll() not in (None, -signal.SIGKILL):
            self.wrong.append(f"desk {desk.number} is {what} with {desk.now or 'nobody'}")
            raise RuntimeError(self.wrong[-1])

    def _shown(self, desk: Desk) -> None:
        """A screen can be answered: perhaps something dies now."""
        self.screens[desk.now] += 1
        if self.screens[desk.now] == self.faults[desk.now].screen:
            self._dies(desk)

    def _finished(self, desk: Desk) -> None:
        self.finished.add(desk.now)
        if self.screens[desk.now] < self.faults[desk.now].screen:
            self._dies(desk)
        desk.now = ""

    def _dies(self, desk: Desk) -> None:
        fault = self.faults[desk.now]
        time.sleep(fault.after_s)
        self.killed[fault.what] += 1
        match fault.what:
            case "desk":
                self._kill(desk)
            case "server":
                self.server.kill()
                time.sleep(self.chance.uniform(0, 3))
                self.server.start()
            case _:
                assert self.monitor is not None
                self.monitor.kill()

    def _kill(self, desk: Desk) -> None:
        who = desk.now
        desk.kill()
        path = desk.folder / STUDY / "journals" / f"{who}.jsonl"
        here = whole_lines(path) if path.exists() else []
        if here and b'"kind":"finished"' in here[-1]:  # behind the last line, before it said so
            self.finished.add(who)
        over = who in self.finished
        elsewhere = not over and len(self.desks) > 1 and self.chance.random() < 0.3
        stored = self._stored(who)
        self.kept.append(_Kept(who, desk.number, elsewhere, here, stored))
        desk.begin_again()
        other = self.chance.choice([one for one in self.desks if one is not desk]) if elsewhere else desk
        if not over:
            other.waiting.append(who)

    def _stored(self, who: str) -> list[bytes]:
        database = Database(self.folder / "look", self.server.url())
        with contextlib.closing(database):
            return Lines(database).after(who, 0)

    def _seat(self) -> None:
        """Every desk that is free takes whoever waits for it, or the next who comes."""
        for desk in self.desks:
            if not desk.now and (desk.waiting or self.coming):
                desk.seat(desk.waiting.popleft() if desk.waiting else self.coming.popleft())


def windowed_storm(folder: Path, server: Server, sessions: int, seed: int = 1, desks: int = 2) -> Storm:
    """Lets that many come to the desks, while in each of their sessions something is killed."""
    began = time.monotonic()
    names = [f"P{number:04}" for number in range(sessions)]
    room = _Room(folder, server, names, seed)
    (folder / "home").mkdir()
    (folder / "look" / STUDY).mkdir(parents=True)
    with contextlib.ExitStack() as open_things:
        for number in range(desks):
            display = open_things.enter_context(own_display((1280, 1024)))
            room.desks.append(Desk(number, folder, server.url(), display, room.told))
        try:
            room._seat()
            room.run(sessions)
            codes = [desk.close() for desk in room.desks]
            room.wrong += [f"desk {n} ended with {code}" for n, code in enumerate(codes) if code]
            for number in range(desks):  # each sends what it has, which nobody else can know before
                with store_of(find_study(folder / f"desk{number}", STUDY)):
                    pass
            if room.monitor is None or not room.monitor.comes_to(f"{sessions} of "):
                room.wrong.append("the monitor does not come to show that everybody has finished")
        finally:
            for desk in room.desks:
                desk.kill()
            if room.monitor is not None:
                room.monitor.close()
    study = find_study(folder / "desk0", STUDY)
    wrong = [*room.wrong, *_money(study, names)]
    lost, more = checked(folder, names, desks, STUDY)
    asked_again, gone = _kept(folder, room.kept, study)
    if lost:
        wrong.append(f"{lost} sessions are lost")
    elsewhere = sum(one.elsewhere for one in room.kept)
    took = time.monotonic() - began
    return Storm(sessions, room.killed, elsewhere, asked_again, took, (*wrong, *more, *gone))


# --- what must hold ---------------------------------------------------------------------------------------


def _kept(folder: Path, kept: Sequence[_Kept], study: Study) -> tuple[int, list[str]]:
    """How many replies were asked again at another desk; what is neither in a journal nor set aside."""
    again, wrong = 0, []
    for one in kept:
        final = whole_lines(study.journal(one.who))
        if final[: len(one.stored)] != one.stored:
            wrong.append(f"{one.who}: what the server had is not there")
        if final[: len(one.here)] == one.here:
            continue
        if not one.elsewhere:
            wrong.append(f"{one.who}: what desk {one.desk} had on its disk is not there")
            continue
        asides = (folder / f"desk{one.desk}" / STUDY / SET_ASIDE).glob(f"{one.who}-*.jsonl")
        if not any(whole_lines(aside)[: len(one.here)] == one.here for aside in asides):
            wrong.append(f"{one.who}: what desk {one.desk} had more was not set aside")
        again += sum(b'"kind":"replied"' in line for line in one.here if line not in final)
    return again, wrong


def _money(study: Study, names: Sequence[str]) -> list[str]:
    """Whether everybody is owed what bid and drawn price come to, and the box closes with nothing in it."""
    settled = handed_over(settle(study).books.lines)  # which brings together what lies at other desks
    owed = {who: _owed(read_journal(study.journal(who)).events) for who in names}
    wrong = [
        f"{who} is paid {settled.get(who, 0)} cents, not {minor}"
        for who, minor in owed.items()
        if settled.get(who, 0) != minor
    ]
    count_box(study, True, f"0.01x{sum(owed.values())}", "assistant-1")
    for number, who in enumerate(names):
        if number < _BY_HAND:
            pay(study, who, "assistant-1")
        else:
            enter_payment(study, cash_book(study), who, settled[who], "assistant-1")
    closed = count_box(study, False, "0", "assistant-1").count
    if closed.deviation:
        wrong.append(f"the box does not close: {closed.deviation} cents")
    return wrong


def _owed(events: Sequence[Event]) -> int:
    """What norton-2012-1a pays: a bid that reaches the drawn price buys at that price, of the endowment."""
    [bid] = [one for one in events if one.kind == "replied" and one.data["screen"] == "bid.amount"]
    [price] = [
        one.data["minor"] for one in events if one.kind == "drawn" and one.data["purpose"] == "bid.price"
    ]
    buys = bid.data["values"]["amount"] >= price
    return SHOW_UP + ENDOWMENT - (price if buys else 0)


def main(sessions: int, seed: int, desks: int = 2) -> int:
    """Shows what came of it; 1 where something does not hold."""
    with tempfile.TemporaryDirectory() as folder, running_server() as server:
        found = windowed_storm(Path(folder), server, sessions, seed, desks)
    print(found.text(), flush=True)
    for what in found.wrong:
        print(f"  {what}")
    return bool(found.wrong)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
