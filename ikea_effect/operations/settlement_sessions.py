"""The sessions of a study as settlement reads them: every chain checked, facts that decide about money.

What happened to one session stays with it: a journal that cannot be read is named, and the others are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from ikea_effect.assignment.place import place_of, tells_place
from ikea_effect.errors import RecordError
from ikea_effect.money import Money
from ikea_effect.payment.payout import Session, Told
from ikea_effect.record.desks import commitment_of
from ikea_effect.record.events import Event, ended_early
from ikea_effect.record.journal import read_journal
from ikea_effect.record.sessions import other_facts
from ikea_effect.record.study import Study
from ikea_effect.screens.facts_of_groups import Pending

_DECIDE = frozenset({"settled", "pending", "drawn", "measured", "earned", "sale", "called-off"})


class Recorded(NamedTuple):
    """One participant's journal: what was settled, drawn and said to be owed, and every head of its chain.

    `ended` is None where the session has not come to its end. `answers` are the bids and rows that were
    given, by page. `slot` is the place in the study, in the order in which participants came.
    """

    participant: str
    condition: Mapping[str, str]
    language: str
    began: str
    ended: str | None
    facts: tuple[Told, ...]
    owed: Money | None
    heads: tuple[str, ...]
    torn: int
    answers: Mapping[str, Any] = MappingProxyType({})
    slot: int | None = None
    claim: str = ""
    first: Event | None = None
    left: bool = False
    """Whether it ended before its end, so that its place is given to somebody else."""
    orders: Mapping[str, Sequence[str]] = MappingProxyType({})
    """The orders in which the levels of factors that vary within participants were met."""
    hashes: tuple[Any, ...] = ()
    """Of texts and materials that it says it ran with: as it began, and each time that it was resumed."""
    made: bool = False
    """Whether something was made, of which artifacts tell."""

    @property
    def began_with(self) -> Mapping[str, Any]:
        """The data of the first line, as far as they are known."""
        return {} if self.first is None else self.first.data

    @property
    def head(self) -> str:
        """The digest of the last line."""
        return self.heads[-1]

    @property
    def waits(self) -> bool:
        """Whether part of it is settled with others' bids."""
        return any(isinstance(told.fact, Pending) for told in self.facts)

    def session(self, *, waiting: bool = True) -> Session:
        """What the payout takes; without what waits for others if not `waiting`."""
        facts = [told for told in self.facts if waiting or not isinstance(told.fact, Pending)]
        slot, claim, orders = self.slot, self.claim, self.orders
        return Session(self.participant, self.condition, facts, self.answers, slot, claim, orders)


Look = Callable[[Recorded, Sequence[Event]], None]
Progress = Callable[[int, int], None]
"""Told how many of how many are done."""

_STEP = 100


class Sessions(NamedTuple):
    """Every session that can be read, and why each other one cannot, by participant."""

    recorded: dict[str, Recorded]
    apart: dict[str, str]


def read_recorded(study: Study, look: Look | None = None, progress: Progress | None = None) -> Sessions:
    """Every journal that has begun. One that does not hold, or is of another study, is set apart.

    Each is read once and let go: whatever else is to be made of its events, `look` makes of them.
    """
    found, names = Sessions({}, {}), study.participants()
    for done, participant in enumerate(names):
        if progress and done % _STEP == 0:
            progress(done, len(names))
        try:
            read = read_journal(study.journal(participant))
            if read.events:
                _of_this_study(study, participant, read.events[0].data)
                one = _recorded(participant, read.events, read.head, len(read.torn))
                found.recorded[participant] = one
                if look:
                    look(one, read.events)
        except RecordError as error:
            found.apart[participant] = str(error)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            found.apart[participant] = (
                f"{participant}.jsonl: a fact cannot be read ({error!r}). Restore a copy."
            )
    return found


def _of_this_study(study: Study, participant: str, started: Mapping[str, Any]) -> None:
    """Raises RecordError for a journal of someone else, another study, or from before study.json changed."""
    if (started["participant"], started["seed_commitment"]) != (participant, commitment_of(study, started)):
        raise RecordError(
            f"{participant}.jsonl is the journal of {started['participant']} in another study, or renamed. "
            "Take it out, or give it its name back."
        )
    if not tells_place(started):
        raise RecordError(f"{participant}.jsonl does not begin as a session does. Restore a copy.")
    if changed := other_facts(study, started):
        raise changed


def _recorded(participant: str, events: Sequence[Event], head: str, torn: int) -> Recorded:
    started = events[0].data
    return Recorded(
        participant,
        started["condition"],
        started["language"],
        events[0].at,
        events[-1].at if events[-1].kind == "finished" else None,
        tuple(Told.read(event.kind, event.data, event.at) for event in events if event.kind in _DECIDE),
        owed(events),
        (*(event.prev for event in events[1:]), head),
        torn,
        dict(_answers(events)),
        started.get("slot"),
        started.get("claim", ""),
        events[0],
        ended_early(events),
        place_of(started).orders,
        tuple(event.data["hashes"] for event in events if "hashes" in event.data),
        any(event.kind == "made" for event in events),
    )


def _answers(events: Sequence[Event]) -> Iterator[tuple[str, Any]]:
    """The replies that hold a bid or rows of yes and no, by page."""
    for event in events:
        if event.kind == "replied":
            values = event.data["values"]
            if "amount" in values or "list" in values:
                yield event.data["screen"], values


def owed(events: Sequence[Event]) -> Money | None:
    """What the debriefing said is owed."""
    for event in reversed(events):
        if event.kind == "noted" and event.data["name"] == "owed":
            value: Mapping[str, Any] = event.data["value"]
            if type(value["minor"]) is not int:
                raise ValueError(f"{value['minor']!r} is owed")
            return Money(value["minor"], value["currency"])
    return None
