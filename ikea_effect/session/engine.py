"""The engine: drives a task through a front end into a journal. Resume is replay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ikea_effect.errors import RecordError
from ikea_effect.protocol.registry import resolve
from ikea_effect.record.events import BOOKKEEPING, Event
from ikea_effect.screens.ask import whole_between
from ikea_effect.screens.facts import Fact
from ikea_effect.screens.screens import Reply, Screen, Task, Waiting

if TYPE_CHECKING:
    from ikea_effect.record.journal import Journal
    from ikea_effect.session.frontends.base import Frontend
    from ikea_effect.session.gathering import Desk

_NONSENSE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, AssertionError)
"""What a task raises over a reply that it cannot read."""

_LONGEST_MS = 10**10
"""Four months: no clock of a session counts further."""


class Played(NamedTuple):
    """How a session went: the task's outcome, and how many screens were shown in this run."""

    outcome: Any
    shown: int


def play(
    task: Task, frontend: Frontend, journal: Journal, past: Sequence[Event] = (), desk: Desk | None = None
) -> Played:
    """Runs the task to its end. What `past` holds already is replayed, not shown again.

    Every reply and fact is in the journal before the next screen shows. At `desk` the session finds the
    others of its group, where its protocol has it wait for them.
    Raises: RecordError if the past does not fit the task (another protocol, another version).
    """
    replay = (event for event in past if event.kind not in BOOKKEEPING)
    turns: defaultdict[str, int] = defaultdict(int)
    shown = 0
    reply: Reply | None = None
    before: Event | None = None
    replied: Event | None = None
    while True:
        try:
            item = task.send(reply)
        except StopIteration as end:
            _nothing_left(replay)
            return Played(end.value, shown)
        except _NONSENSE as error:
            if before is None or replied is None:
                raise  # what was replied now, or nothing: the program's own mistake
            raise _no_reply(replied, _OTHER_VERSION) from error
        before = next(replay, None)
        if isinstance(item, Fact):
            reply = None
            _keep_fact(item, before, frontend, journal)
            continue
        turns[item.id] += 1
        if before is None:
            reply = _reply_now(item, frontend, desk)
            shown += 1
            journal.append(
                "replied", _replied(item, turns[item.id], reply), frontend.clock_ms(), frontend.now()
            )
        else:
            reply = _reply_before(item, turns[item.id], before)
            replied = before


def _reply_now(item: Screen | Waiting, frontend: Frontend, desk: Desk | None) -> Reply:
    """The reply to a screen; or what the desk knows of the others that the session waits for."""
    if isinstance(item, Screen):
        return frontend.show(item)
    waits: Callable[[Any, Frontend, Desk | None], Reply] = resolve(item.at_desk)
    return waits(item, frontend, desk)


def _keep_fact(fact: Fact, before: Event | None, frontend: Frontend, journal: Journal) -> None:
    if before is None:
        journal.append(fact.kind, fact.data, frontend.clock_ms(), frontend.now())
    elif before.kind != fact.kind or (
        before.data != fact.data and _plain(before.data) != _plain(fact.data)  # mostly alike as they are
    ):
        raise _does_not_fit(before, f"{fact.kind} {dict(fact.data)}")


def _replied(screen: Screen | Waiting, turn: int, reply: Reply) -> dict[str, Any]:
    return {
        "screen": screen.id,
        "turn": turn,
        "values": reply.values,
        "onset_ms": reply.onset_ms,
        "rt_ms": reply.rt_ms,
        "frames_dropped": reply.frames_dropped,
    }


def _reply_before(screen: Screen | Waiting, turn: int, before: Event) -> Reply:
    data = before.data
    if before.kind != "replied" or data.get("screen") != screen.id or data.get("turn") != turn:
        raise _does_not_fit(before, f"screen {screen.id}, turn {turn}")
    values = data.get("values")
    numbers: list[Any] = [data.get(name) for name in ("onset_ms", "rt_ms", "frames_dropped")]
    if not (isinstance(values, dict) and all(whole_between(one, 0, _LONGEST_MS) for one in numbers)):
        raise _no_reply(before)
    if not screen.takes(values):
        raise _no_reply(before)
    return Reply(values, *numbers)


def _plain(value: Any) -> Any:
    """The value as JSON gives it back: tuples as lists, mappings as dicts."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value


def _nothing_left(replay: Iterator[Event]) -> None:
    extra = next(replay, None)
    if extra is not None:
        raise _does_not_fit(extra, "the end of the session")


_OTHER_VERSION = (
    ", or this version of the program cannot read it. Restore a copy, or run the session with the version "
    "that it began with"
)


def _no_reply(event: Event, else_what: str = ". Restore a copy") -> RecordError:
    """What a journal tells as a reply that no window can have recorded, or that stops the task."""
    values = str(event.data.get("values"))
    return RecordError(
        f"event {event.seq} of the journal is no reply to the screen {event.data.get('screen')}: "
        f"{values[:80]}. The journal was changed by hand or damaged{else_what}."
    )


def _does_not_fit(event: Event, expected: str) -> RecordError:
    return RecordError(
        f"event {event.seq} of the journal ({event.kind} {dict(event.data)}) is not what the protocol gives "
        f"there ({expected}). The protocol, the program or the journal was changed since. Run the session "
        "with what it began with."
    )
