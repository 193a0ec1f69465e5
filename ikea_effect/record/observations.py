"""Observations: what the journals say, as tables. A pure function of protocol and journals.

Wide: one row per participant, for people. Tidy: one row per participant, measure and repetition, for models.
Amounts are in major units, exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from ikea_effect.errors import listed
from ikea_effect.protocol.kinds import Column, columns_of, repeated_factors
from ikea_effect.protocol.kinds import session as of_session
from ikea_effect.protocol.levels import column_of
from ikea_effect.protocol.models import Protocol
from ikea_effect.record.events import Event
from ikea_effect.record.judges import judged_cells
from ikea_effect.record.step_times import step_times
from ikea_effect.screens.cells import cells_in

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
"""column -> str, int, float, bool, Decimal (an amount in major units) or None (missing)."""

_TIMES = frozenset(column.name for column in of_session.TIMES)


def untimed(row: Row) -> Row:
    """What is the same of two sessions with the same replies: neither times nor how long steps took."""
    return {name: value for name, value in row.items() if not (name in _TIMES or ".seconds" in name)}


class UndeclaredColumn(LookupError):
    """A session recorded what no kind declares: the kind's list of columns is wrong, not the data."""


class Tables(NamedTuple):
    """Both shapes of a study's data; `columns` are all that the protocol declares, in order."""

    columns: tuple[str, ...]
    wide: list[Row]
    tidy: list[Row]


TIDY_COLUMNS = ("participant", "condition", "measure", "item", "repetition", "value", "unit", "mode")


def tidy_columns(protocol: Protocol) -> tuple[str, ...]:
    """The columns of the tidy table: one for each factor that a session varies stands after the condition."""
    place = TIDY_COLUMNS.index("measure")
    return (*TIDY_COLUMNS[:place], *repeated_factors(protocol), *TIDY_COLUMNS[place:])


def tables(
    protocol: Protocol,
    journals: Iterable[Sequence[Event]],
    settled: Callable[[], Mapping[str, Row]] = dict,
    unreadable: Callable[[str, Exception], None] | None = None,
) -> Tables:
    """The tables of the journals' events, by participant.

    `settled` is asked when all journals are read: what was settled with others, {participant: columns}.
    A session whose facts are not what this program writes is told to `unreadable` and left out.
    """
    declared = columns_of(protocol)
    names = [column.name for column in declared]
    orders = {factor: set(protocol.factors[factor].levels) for factor in protocol.orders}
    steps = frozenset(step.name for step in protocol.timeline)

    def held(events: Sequence[Event]) -> Row:
        row = step_times(events, steps) | _row(events)
        _all_levels_met(orders, events[0].data)
        _all_declared([row], names)
        _all_of_their_type(row, declared)
        return row

    found = sorted(_rows(journals, held, unreadable), key=_participant)
    more, judged = settled(), judged_cells(protocol, found)
    for row in found:
        row |= {column_of(name): value for name, value in more.get(row["participant"], {}).items()}
        row |= judged.get(row["participant"], {})
        if protocol.earns_points:
            row.setdefault("points", 0)
    _all_declared(found, names)
    there = {name for row in found for name in row}
    columns = tuple(column.name for column in declared if column.name in there or not column.if_any)
    wide = [{column: row.get(column) for column in columns} for row in found]
    return Tables(columns, wide, [tidy for row in wide for tidy in _tidy(protocol, declared, row)])


def _all_declared(rows: Sequence[Row], columns: Sequence[str]) -> None:
    """Raises UndeclaredColumn for the first cell in a column that no kind declares: it would be lost."""
    for row in rows:
        for name in row.keys() - set(columns):
            raise UndeclaredColumn(
                f"{row['participant']}: '{name}' was recorded, which no kind of step or measure declares. "
                f"Columns: {listed(columns)}."
            )


def _all_of_their_type(row: Row, declared: Sequence[Column]) -> None:
    """Raises ValueError for the first cell that its column cannot hold, as an edited journal may have it."""
    numbers = {column.name for column in declared if column.type in ("amount", "integer", "number")}
    for name, value in row.items():
        if isinstance(value, dict | list):
            raise ValueError(f"'{name}' holds {value!r}, which is no value of a cell")
        if name in numbers and value is not None and not _is_number(value):
            raise ValueError(f"'{name}' holds {str(value)[:40]!r}, and its column numbers")


def _is_number(value: Any) -> bool:
    """Whether it is one that tables hold: 64 bits, and no truth."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    return bool(-(2**63) < value < 2**63)


def _all_levels_met(orders: Mapping[str, set[str]], started: Mapping[str, Any]) -> None:
    """Raises ValueError for an order in which not every level of its factor is met once."""
    for factor, levels in started.get("assignment", {}).get("orders", {}).items():
        if sorted(levels) != sorted(orders.get(factor, ())):
            raise ValueError(f"the order of {factor} is {levels!r}, which are not its levels")


def _rows(
    journals: Iterable[Sequence[Event]],
    held: Callable[[Sequence[Event]], Row],
    unreadable: Callable[[str, Exception], None] | None,
) -> Iterator[Row]:
    for events in journals:
        if not events:
            continue
        try:
            row = held(events)
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            if unreadable is None:
                raise
            unreadable(events[0].data["participant"], error)
        else:
            yield row


def _participant(row: Row) -> str:
    return str(row["participant"])


def _row(events: Sequence[Event]) -> Row:
    started = events[0].data
    row: Row = {"participant": started["participant"], **started["condition"], **_place(started)}
    row |= {"status": "interrupted", "mode": started["mode"], "language": started["language"]}
    for event in events:
        _READ.get(event.kind, _nothing)(row, event.data)
        row |= cells_in(event.kind, event.data)
    row |= {
        "started_at": events[0].at,
        "finished_at": events[-1].at if events[-1].kind == "finished" else None,
        "duration_s": _seconds(events),
        "interruptions": sum(event.kind == "resumed" for event in events),
    }
    return row


def _place(started: Mapping[str, Any]) -> Row:
    """What was settled beside the condition before the session began."""
    place = started.get("assignment", {})
    orders = {
        f"{factor}.order": of_session.order_written(levels)
        for factor, levels in place.get("orders", {}).items()
    }
    members = {name: place[name] for name in ("pair", "member") if name in place}
    pieces = [piece["participant"] or "expert" for piece in place.get("yoked", ())]
    return {**orders, **place.get("strata", {}), **members, **({"yoked": " ".join(pieces)} if pieces else {})}


def _nothing(row: Row, data: Mapping[str, Any]) -> None:
    """Events that are no column."""


def _left(row: Row, data: Mapping[str, Any]) -> None:
    row["status"] = "waiting" if data.get("waits") else "interrupted"


def _resumed(row: Row, _data: Mapping[str, Any]) -> None:
    row["status"] = "interrupted"


def _finished(row: Row, data: Mapping[str, Any]) -> None:
    row["status"] = "complete" if data.get("to_end", True) else "ended-early"


def _earned(row: Row, data: Mapping[str, Any]) -> None:
    row["points"] = row.get("points", 0) + data["points"]


_READ = {
    "interrupted": _left,
    "resumed": _resumed,
    "finished": _finished,
    "earned": _earned,
}


def _seconds(events: Sequence[Event]) -> float:
    return events[-1].clock_ms / 1000


def _part(column: Column) -> tuple[int, str]:
    """Which round a measure's column is, from 0, and of which item or bound: wtp.2.low is (1, "low")."""
    rest = column.in_long.partition(".")[2]
    number, _, item = rest.partition(".")
    return (int(number) - 1, item) if number.isdigit() else (0, rest)


def _tidy(protocol: Protocol, declared: Sequence[Column], row: Row) -> Iterable[Row]:
    condition = ",".join(
        f"{factor}={row[factor]}" for factor in protocol.factors if row.get(factor) is not None
    )
    for column in declared:
        if column.of not in protocol.measures or row[column.name] is None:
            continue
        repetition, item = _part(column)
        yield {
            "participant": row["participant"],
            "condition": condition,
            **dict(column.levels),
            "measure": column.of,
            "item": item,
            "repetition": repetition,
            "value": row[column.name],
            "unit": column.unit,
            "mode": row["mode"],
        }


def frame(found: Tables) -> pd.DataFrame:
    """The wide table as a data frame; amounts as float64."""
    import pandas as pd

    rows = [
        {name: float(v) if isinstance(v, Decimal) else v for name, v in row.items()} for row in found.wide
    ]
    return pd.DataFrame(rows, columns=list(found.columns))


def parsed(moment: str) -> datetime:
    """The moment that an event's `at` writes."""
    return datetime.fromisoformat(moment)
