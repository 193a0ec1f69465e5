"""The monitor in a terminal: the same study as the page shows, in lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ikea_effect.operations.monitor.room import Room
from ikea_effect.operations.monitor.words import LEGEND, MARKS, STATES, amount, clock, lasts, summary


def text_of(room: Room) -> str:
    """The whole study; it fits a terminal of 100 columns where codes and names of steps are short."""
    return "\n".join(_lines(room)) + "\n"


def _lines(room: Room) -> Iterator[str]:
    yield f"{room.study} ({room.mode}) at {room.at:%H:%M:%S}: {summary(room)}"
    if (pause := room.pause) is not None:
        since = clock(pause.since, room.at)
        yield f"ALL DESKS ARE PAUSED since {since}, by {pause.by}: {pause.reason}"
    asked = ("condition",) if room.shows_conditions else ()
    head = ("desk", "participant", "state", "screen", "since", "for", *asked)
    yield from _table("At the desks", head, _sitting(room))
    yield from _table("Who waits", ("participant", "since", "for whom"), _waits(room))
    yield from _table("Failed checks", ("participant", "checks"), _failed(room))
    yield from _table("To be paid", ("participant", "amount"), _due(room))
    yield from _table("Conditions", ("condition", "finished", "planned"), _cells(room))
    yield from _progress(room)
    yield from room.notes


def _sitting(room: Room) -> list[tuple[str, ...]]:
    now, shown = room.at, room.shows_conditions
    return [
        (
            *(one.desk, one.participant, STATES[one.state], one.screen),
            *(clock(one.since, now), lasts(one.since, now), *((one.condition or "",) if shown else ())),
        )
        for one in room.sitting
    ]


def _due(room: Room) -> list[tuple[str, ...]]:
    return [(one.participant, amount(one.due)) for one in room.due]


def _waits(room: Room) -> list[tuple[str, ...]]:
    return [(one.participant, clock(one.since, room.at), one.for_whom) for one in room.waits]


def _failed(room: Room) -> list[tuple[str, ...]]:
    return [(one.participant, ", ".join(one.failed)) for one in room.failed]


def _cells(room: Room) -> list[tuple[str, ...]]:
    return [(one.label or "(not shown)", str(one.finished), str(one.planned)) for one in room.cells]


def _progress(room: Room) -> Iterator[str]:
    if not room.seats:
        return
    rows = [(one.participant, *(MARKS[state] for state in one.progress)) for one in room.seats]
    yield from _table("Progress", ("participant", *room.parts), rows)
    yield "  ".join(f"{MARKS[state]} {word}" for state, word in LEGEND)


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The table under its title; nothing where there are no rows."""
    if not rows:
        return
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    yield ""
    yield title
    for row in (head, *rows):
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
