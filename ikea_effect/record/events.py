"""The events of one session: what was replied, drawn, measured, settled; each chained to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ikea_effect.errors import RecordError

GENESIS = "0" * 64
"""`prev` of the first event."""

_decode = json.JSONDecoder().decode


def _encoder() -> Callable[[Any], str]:
    """Compact JSON of a value. Python's own encoder, made once: `encode` makes it anew for every line."""
    plain = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    inner = json.encoder
    try:
        parts = getattr(inner, "c_make_encoder")(  # noqa: B009 - not in the typed part of the library
            None, plain.default, inner.encode_basestring, None, ":", ",", False, False, False
        )
    except (AttributeError, TypeError):  # another Python: slower, and the same line
        return plain.encode
    return lambda value: "".join(parts(value, 0))


_encode = _encoder()
_quoted = json.encoder.encode_basestring

WRONG_CODE = "wrong-code"

BOOKKEEPING = frozenset(
    {"started", "resumed", "paused", "continued", WRONG_CODE, "interrupted", "repaired", "finished"}
)
"""Kinds that tell of the run itself; all others follow from protocol, streams and replies."""


class Event(NamedTuple):
    """One line of a journal. `clock_ms` is the session's clock, `at` the time of day (UTC)."""

    seq: int
    kind: str
    at: str
    clock_ms: int
    prev: str
    data: Mapping[str, Any]

    def line(self) -> bytes:
        """The event as compact JSON in UTF-8, without a newline."""
        head = f'{{"seq":{self.seq},"kind":{_quoted(self.kind)},"at":{_quoted(self.at)}'
        rest = f'"clock_ms":{self.clock_ms},"prev":{_quoted(self.prev)},"data":{_encode(self.data)}}}'
        return f"{head},{rest}".encode()


def digest(line: bytes) -> str:
    """Hex SHA-256 of a line without its newline: the next event's `prev`."""
    return hashlib.sha256(line).hexdigest()


def timestamp(moment: datetime) -> str:
    """ISO 8601 with milliseconds, for a moment in UTC."""
    day = (moment.year, moment.month, moment.day)
    time = (moment.hour, moment.minute, moment.second, moment.microsecond // 1000)
    return "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ" % (*day, *time)  # noqa: UP031 - four times as fast


def event_from(line: bytes, where: str) -> Event:
    """The event that a line holds. Raises RecordError if it is none."""
    try:
        found = _decode(line.decode())
        event = Event(
            found["seq"], found["kind"], found["at"], found["clock_ms"], found["prev"], found["data"]
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _no_event(where) from error
    if not (type(event.seq) is int and type(event.clock_ms) is int and isinstance(event.data, dict)):
        raise _no_event(where)
    if not (isinstance(event.kind, str) and isinstance(event.at, str)):
        raise _no_event(where)
    return event


def _no_event(where: str) -> RecordError:
    return RecordError(f"{where}: this line is not an event. The journal was damaged or edited.")


class Chain:
    """Numbers events and links each to the one before."""

    def __init__(self, events: Sequence[Event] = ()) -> None:
        self._seq = len(events)
        self._prev = digest(events[-1].line()) if events else GENESIS
        self._last: datetime | None = None
        self._stamp = ""

    def link(self, kind: str, data: Mapping[str, Any], clock_ms: int, at: datetime) -> tuple[Event, bytes]:
        """The next event and its line; the chain is where it was until it advances."""
        if at is not self._last:  # what follows from one reply comes at one moment
            self._last, self._stamp = at, timestamp(at)
        event = Event(self._seq, kind, self._stamp, clock_ms, self._prev, data)
        return event, event.line()

    def advance(self, line: bytes) -> None:
        """The line is kept."""
        self._seq += 1
        self._prev = digest(line)


class Chained(NamedTuple):
    """The events of a journal's lines up to its end, or up to the first that does not hold, and why not."""

    events: list[Event]
    broken: RecordError | None


def chained(lines: Sequence[bytes], name: str) -> Chained:
    """The events of the lines, as far as each follows from the one before."""
    events: list[Event] = []
    prev = GENESIS
    for number, line in enumerate(lines):
        try:
            event = event_from(line, f"{name}:{number + 1}")
        except RecordError as error:
            return Chained(events, error)
        if event.seq != number or event.prev != prev:
            return Chained(events, _no_link(f"{name}:{number + 1}"))
        events.append(event)
        prev = digest(line)
    return Chained(events, None)


def _no_link(where: str) -> RecordError:
    return RecordError(
        f"{where}: the chain does not hold; this event does not follow the last. "
        "A line was changed, added or taken away after it was written. Restore a copy."
    )


def went_to_end(events: Sequence[Event]) -> bool:
    """Whether the session has ended at its end."""
    return bool(events) and events[-1].kind == "finished" and bool(events[-1].data.get("to_end", True))


def ended_early(events: Sequence[Event]) -> bool:
    """Whether the session has ended, and not at its end: by a rule of the protocol."""
    return bool(events) and events[-1].kind == "finished" and not events[-1].data.get("to_end", True)
