"""People by the thousand who come to twenty desks while their programs are killed and the server restarts.

.venv/bin/python -m tests.e2e.arrivals PEOPLE KILLS RESTARTS [SEED]      `sh test.sh long`: 10,000 people

At the level of the store: a place for each, some who leave, cash for every twentieth. Then what must hold:
no place given twice, none passed over, as many of each condition in each stratum as a block allows, and a
box that closes to the cent. PostgreSQL first; then SQLite, whose file cannot be away and is not restarted.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import NamedTuple, TypeVar

from ikea_effect.assignment.slots import queues
from ikea_effect.errors import ParticipantError, StationError
from ikea_effect.protocol.loading import kept_protocol
from ikea_effect.record.cash_acts import CashBook, Count, cash_book, enter_count, enter_payment
from ikea_effect.record.claims import alias
from ikea_effect.record.deadline import within
from ikea_effect.record.desks import Drawings
from ikea_effect.record.store import Store
from ikea_effect.record.studies import find_study, open_study
from ikea_effect.record.study import Plan, Study
from tests.postgres import Server, running_server

STRATA, BLOCK = ("a", "b", "c", "d"), 4
PATIENCE_S = 5.0
"""How long a desk waits for its store before it says that it does not answer."""
GIVES_UP_S = 120.0
OWED, PAID_EVERY, LEAVES_EVERY = 1105, 20, 17
_BEGUN = "2026-03-02T12:00:00.000Z"


T = TypeVar("T")


class Size(NamedTuple):
    """How much of everything."""

    people: int
    kills: int
    restarts: int
    desks: int = 20
    programs: int = 8
    patience_s: float = PATIENCE_S


class Came(NamedTuple):
    """What happened, and what does not hold."""

    people: int
    seated: int
    kills: int
    restarts: int
    seconds: float
    longest_s: float
    wrong: tuple[str, ...]


def _plan() -> Plan:
    said = {
        "id": "boxes", "version": 1, "title": "Boxes", "languages": ["en"], "currency": "EUR",
        "factors": {"labor": {"levels": {"build": {"label": "B"}, "prebuilt": {"label": "P"}}}},
        "assignment": {"block_sizes": [BLOCK], "strata": {"term": list(STRATA)}},
        "sample": {"per_condition": 20}, "goods": {"box": {}},
        "timeline": [{"debrief": {"text": "debrief"}}], "measures": {}, "payment": {"show_up": 11.05},
    }  # fmt: skip
    return Plan("boxes", "lab", kept_protocol(said), "boxes", "en", {}, 7)


def _study(results: Path, url: str | None, desk: int) -> Study:
    """The study as a desk has it: in a folder of its own, or, without a server, in the one that all share."""
    return open_study(results / (f"desk{desk}" if url else "all"), _plan(), _BEGUN, url)


# --- the desks --------------------------------------------------------------------------------------------


class _Desk:
    """One desk: its study, and the store as long as it answers."""

    def __init__(self, results: Path, url: str | None, number: int, patience_s: float) -> None:
        self.url, self.patience_s = url, patience_s
        self.study, _ = patient(lambda: _study(results, url, number), patience_s)
        self._store: Store | None = None

    def _opened(self) -> Store:
        if self._store is None:
            self._store = Store(self.study.folder, self.url, self.patience_s)
        return self._store

    def let_go(self) -> None:
        """What does not answer is opened anew."""
        if self._store is not None:
            with contextlib.suppress(StationError):
                self._store.close()
        self._store = None

    def place(self, name: str, stratum: int) -> None:
        """A place, also where the program was killed once it had it."""
        with contextlib.suppress(ParticipantError):
            self._opened().claim_place(name, (stratum, len(STRATA)), lambda slot, _: (slot, {}))

    def leaves(self, name: str) -> None:
        """The place is given to whoever comes next."""
        self._opened().release(name)

    def pays(self, name: str) -> None:
        """Who was paid before the program was killed is not paid again."""
        study = find_study(self.study.folder.parent, self.study.name)  # what other desks have entered
        book = cash_book(study)
        if not book.paid.get(alias(study.secret, name)):
            enter_payment(study, book, name, OWED, "desk")


def desks_of(
    process: int, desks: range, results: Path, url: str | None, names: list[str], patience_s: float
) -> None:
    """A program that serves some of the desks; begun again, it goes on behind the last who was served."""
    logging.disable(logging.WARNING)
    log = results / f"process{process}.log"
    done = log.read_bytes().count(b"\n") if log.exists() else 0
    own = [_Desk(results, url, desk, patience_s) for desk in desks]
    with log.open("a", buffering=1) as told:
        for number, name in enumerate(names[done:], start=done):
            told.write(f"{name} {_served(own[number % len(own)], name):.3f}\n")


def _served(desk: _Desk, name: str) -> float:
    """A place for one who comes; some leave, some are paid. Returns the longest time that an answer took."""
    number = int(name[1:])
    acts: list[Callable[[], None]] = [lambda: desk.place(name, number % len(STRATA))]
    if number % LEAVES_EVERY == 0:
        acts.append(lambda: desk.leaves(name))
    if number % PAID_EVERY == 0:
        acts.append(lambda: desk.pays(name))
    return max(patient(act, desk.patience_s, desk.let_go)[1] for act in acts)


def patient(
    act: Callable[[], T], patience_s: float, failed: Callable[[], None] = lambda: None
) -> tuple[T, float]:
    """What comes of it, tried until the store answers; and the longest time that one try took."""
    longest, until = 0.0, time.monotonic() + GIVES_UP_S
    while True:
        began = time.monotonic()
        try:
            with within(patience_s - 0.5):  # half a second is for the sentence that it does not answer
                found = act()
        except StationError:
            failed()
            longest = max(longest, time.monotonic() - began)
            if began > until:
                raise
            time.sleep(0.05)
            continue
        return found, max(longest, time.monotonic() - began)


# --- the storm --------------------------------------------------------------------------------------------


def come(results: Path, server: Server | None, size: Size, seed: int = 1) -> Came:
    """Lets them come while programs are killed and the server restarts, at moments that chance chooses."""
    people, kills, restarts = size.people, size.kills, size.restarts if server else 0
    url = server.url() if server else None
    study, began = _study(results, url, 0), time.monotonic()
    enter_count(study, cash_book(study), Count(True, {OWED: people}, None, "desk", ""))
    names = [f"P{number:06}" for number in range(people)]
    shares = [names[number :: size.programs] for number in range(size.programs)]
    forked, chance = multiprocessing.get_context("fork"), random.Random(seed)

    def begun(number: int) -> ForkProcess:
        process = forked.Process(
            target=desks_of,
            args=(
                number,
                range(number, size.desks, size.programs),
                results,
                url,
                shares[number],
                size.patience_s,
            ),
            daemon=True,
        )
        process.start()
        return process

    faults = ["kill"] * kills + ["restart"] * restarts
    chance.shuffle(faults)
    at = sorted(chance.randrange(people) for _ in faults)
    running = [begun(number) for number in range(size.programs)]
    while any(one.is_alive() for one in running):
        if at and _served_by_now(results) >= at[0]:
            at.pop(0)
            fault = faults.pop(0)
            if fault == "restart" and server:
                server.stop()
                server.start()
            else:
                number = chance.randrange(size.programs)
                running[number].kill()
                running[number].join()
                running[number] = begun(number)
        time.sleep(0.02)
    wrong = [f"a program ended with {one.exitcode}" for one in running if one.exitcode]
    done, longest = _logged(results)
    seated, more = _checked(_study(results, url, 0), url, names)
    took = time.monotonic() - began
    if missing := set(names) - done:
        wrong.append(f"{len(missing)} people were never served")
    return Came(people, seated, kills, restarts, took, longest, (*wrong, *more))


def _served_by_now(results: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in results.glob("process*.log"))


def _logged(results: Path) -> tuple[set[str], float]:
    lines = [line.split() for path in results.glob("process*.log") for line in path.read_text().splitlines()]
    whole = [line for line in lines if len(line) == 2]  # a program that is killed leaves half a line
    return {line[0] for line in whole}, max(float(line[1]) for line in whole)


def _checked(study: Study, url: str | None, names: list[str]) -> tuple[int, list[str]]:
    """How many have a place in the end, and what is not as it has to be."""
    wrong: list[str] = []
    with contextlib.closing(Store(study.folder, url)) as store:
        _filled_up(store)
        seats = store.seats()
    slots = Counter(seat.slot for seat in seats)
    wrong += [f"slot {slot} was given {count} times" for slot, count in slots.items() if count > 1]
    protocol = study.protocol
    of, draw = len(queues(protocol)), Drawings(study, protocol).own.slots
    for stratum in range(of):
        own = sorted(slot for slot in slots if slot % of == stratum)
        if own != list(range(stratum, stratum + of * len(own), of)):
            wrong.append(f"stratum {stratum}: a place was passed over")
        counts = Counter((draw.condition(slot) or {})["labor"] for slot in own)
        if abs(counts["build"] - counts["prebuilt"]) > BLOCK / 2:
            wrong.append(f"stratum {stratum} is out of balance: {dict(counts)}")
    wrong += _box(find_study(study.folder.parent, study.name), names)
    return len(seats), wrong


def _filled_up(store: Store) -> None:
    """Somebody more for each place that was given back and that nobody came for."""
    while True:
        seats = store.seats()
        taken = {seat.slot for seat in seats}
        free = [slot for slot in range(max(taken)) if slot not in taken]
        within = [slot for slot in free if any(one > slot for one in taken if one % 4 == slot % 4)]
        if not within:
            return
        for slot in within:
            store.claim_place(f"Q{slot:06}", (slot % 4, 4), lambda one, _: (one, {}))


def _box(study: Study, names: list[str]) -> list[str]:
    """Whether everybody who was to be paid was, once, and the box closes to the cent."""
    book: CashBook = cash_book(study)
    paid = {alias(study.secret, name): OWED for name in names if int(name[1:]) % PAID_EVERY == 0}
    wrong = [] if book.paid == paid else ["somebody was paid twice, or not at all"]
    count = Count(False, {OWED: len(names) - len(paid)}, book.holds, "desk", datetime.now(UTC).isoformat())
    if count.deviation:
        wrong.append(f"the box does not close: {count.deviation} (minor units)")
    enter_count(study, book, count)
    return wrong


def main(people: int, kills: int, restarts: int, seed: int = 1) -> int:
    """Shows what came of it with each store; how much does not hold."""
    bad, size = 0, Size(people, kills, restarts)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        with running_server() as server:
            bad += _shown("PostgreSQL", come(Path(one), server, size, seed))
        bad += _shown("SQLite", come(Path(two), None, size, seed))
    return bad


def _shown(store: str, found: Came) -> int:
    wrong = list(found.wrong)
    if found.longest_s > PATIENCE_S:
        wrong.append(f"an answer took {found.longest_s:.1f} s, with a limit of {PATIENCE_S:.0f}")
    print(
        f"{store}: {found.people} people, {found.seconds:.0f} s; "
        f"{found.kills} programs killed, {found.restarts} times the server; longest wait for an answer "
        f"{found.longest_s:.1f} s of {PATIENCE_S:.0f}; {found.seated} have a place; {len(wrong)} faults"
    )
    for what in wrong:
        print(f"  {what}")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])) > 0)
