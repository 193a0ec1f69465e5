"""A study as it is right now, as one value: who sits where, how far everyone is, what is to be done."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ikea_effect.money import Money
from ikea_effect.operations.data import Read, read_study
from ikea_effect.operations.monitor.parts import (
    OVER,
    Part,
    is_for_some,
    part_at,
    parts_of,
    progress,
    screen_shown,
)
from ikea_effect.operations.monitor.waits import Wait, waits_of
from ikea_effect.operations.status import paid_in, status_of
from ikea_effect.payment.entries import handed_over
from ikea_effect.protocol.measures import CheckedMeasure
from ikea_effect.record.absences import absences, absent_among
from ikea_effect.record.ledger import read_ledger
from ikea_effect.record.pauses import Pause, pause_of, unheard
from ikea_effect.record.study import Study

TROUBLE = ("crashed", "interrupted", "waiting")
"""States in which somebody may have to go there."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One participant: where, how far, since when (UTC), which checks failed, and what is due."""

    participant: str
    state: str
    desk: str
    screen: str
    since: str | None
    progress: tuple[str, ...]
    failed: tuple[str, ...]
    due: Money | None
    condition: str | None

    @property
    def is_over(self) -> bool:
        """Whether the session has ended."""
        return self.state in OVER


@dataclass(frozen=True, slots=True)
class Cell:
    """A condition by its name, or without one where conditions are not shown."""

    label: str
    planned: int
    finished: int


@dataclass(frozen=True, slots=True)
class Room:
    """Everything that the monitor shows of a study at one moment."""

    study: str
    protocol: str
    mode: str
    at: datetime
    pause: Pause | None
    parts: tuple[str, ...]
    seats: tuple[Seat, ...]
    waits: tuple[Wait, ...]
    cells: tuple[Cell, ...]
    notes: tuple[str, ...]
    shows_conditions: bool
    absent: tuple[Seat, ...] = ()
    """Who took no part and is due something."""
    unheard: str = ""
    """Which desks hear nothing of a pause, and what is to be done there."""

    @property
    def sitting(self) -> tuple[Seat, ...]:
        """Who sits at a desk, or left it and may go on; trouble first, then by desk."""
        here = [seat for seat in self.seats if not seat.is_over]
        return tuple(sorted(here, key=lambda one: (one.state not in TROUBLE, one.desk, one.participant)))

    @property
    def due(self) -> tuple[Seat, ...]:
        """Who is still to be paid, or to pay."""
        return (*(seat for seat in self.seats if seat.due is not None), *self.absent)

    @property
    def failed(self) -> tuple[Seat, ...]:
        """Who failed a check."""
        return tuple(seat for seat in self.seats if seat.failed)

    @property
    def planned(self) -> int:
        """How many are to come in all."""
        return sum(cell.planned for cell in self.cells)

    @property
    def finished(self) -> int:
        """How many have finished."""
        return sum(cell.finished for cell in self.cells)

    def count(self, state: str) -> int:
        """How many are in this state."""
        return sum(seat.state == state for seat in self.seats)


def room_of(study: Study, at: datetime, conditions: bool = False) -> Room:
    """The study as it is now; who has which condition only where `conditions` are to be shown."""
    read = read_study(study, settled=False)
    found, parts = status_of(study, read, conditions), parts_of(study.protocol, conditions)
    due, rows = dict(_due(study, read)), {str(row["participant"]): row for row in read.tables.wide}
    seats = tuple(
        _seat(study, one, rows[one["participant"]], parts, due.get(one["participant"]), conditions)
        for one in found["participants"]
    )
    return Room(
        study=study.name,
        protocol=study.protocol.id,
        mode=study.mode,
        at=at,
        pause=pause_of(study),
        parts=tuple(part.label for part in parts),
        seats=seats,
        waits=tuple(waits_of(study, found["participants"])),
        cells=tuple(_cells(found["conditions"], conditions)),
        notes=tuple(note for note in found["notes"] if not note.startswith("All desks are paused")),
        shows_conditions=conditions,
        absent=tuple(_absent(study, rows)),
        unheard=unheard(study),
    )


def _seat(
    study: Study,
    one: Mapping[str, Any],
    row: Mapping[str, Any],
    parts: Sequence[Part],
    due: Money | None,
    conditions: bool,
) -> Seat:
    now = part_at(parts, one["screen"])
    return Seat(
        participant=one["participant"],
        state=one["state"],
        desk=one["desk"] or "",
        screen=screen_shown(parts, one["screen"], conditions),
        since=one["since"],
        progress=progress(parts, row, now, one["state"], conditions),
        failed=tuple(dict.fromkeys(_failed(study, row, conditions))),
        due=due,
        condition=one.get("condition"),
    )


def _failed(study: Study, row: Mapping[str, Any], conditions: bool) -> Iterator[str]:
    """Checks of comprehension and attention that were failed; one that not everybody takes has no name."""
    timeline = study.protocol.timeline
    for step in timeline:
        if row.get(f"{step.name}.comprehension") == "failed":
            yield step.name if conditions or not is_for_some(step) else "a check"
    for name, measure in study.protocol.measures.items():
        if (
            isinstance(measure, CheckedMeasure)
            and measure.right is not None
            and row.get(f"{name}.right") is False
        ):
            asks = [step for step in timeline if name in step.asks_for]
            yield name if conditions or not any(map(is_for_some, asks)) else "a check"


def _due(study: Study, read: Read) -> Iterator[tuple[str, Money]]:
    """What each is to be handed, or hands over: by the ledger, else by what their last page said."""
    currency = study.protocol.currency
    rows = {str(row["participant"]): row for row in read.tables.wide}
    entered, paid = handed_over([line.line for line in read_ledger(study)]), paid_in(study, list(rows))
    for who, row in rows.items():
        said = Money.of(row["owed"], currency).minor if row.get("owed") is not None else 0
        if minor := entered.get(who, said) - paid.get(who, 0):
            yield who, Money(minor, currency)


def _absent(study: Study, rows: Container[str]) -> Iterator[Seat]:
    """Who was sent away, or did not come, took no part since, and is due what the ledger says."""
    if not absences(study):
        return
    entered = handed_over([line.line for line in read_ledger(study)])
    there = absent_among(study, [who for who in entered if who not in rows])
    paid = paid_in(study, list(there))
    for who, one in there.items():
        if minor := entered[who] - paid.get(who, 0):
            due = Money(minor, study.protocol.currency)
            yield Seat(who, one.kind, "", "", None, (), (), due, None)


def _cells(found: Mapping[str, Mapping[str, int]], conditions: bool) -> Iterator[Cell]:
    """The conditions; without their names the fullest first, so that a place in the list tells nothing."""
    cells = [Cell(name, one.get("planned", 0), one["finished"]) for name, one in found.items()]
    if conditions:
        yield from cells
        return
    for cell in sorted(cells, key=lambda one: (-one.finished, -one.planned)):
        yield Cell("", cell.planned, cell.finished)
