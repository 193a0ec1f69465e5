"""Groups that meet at one desk: who is there, who holds the sale, and what the experimenter is asked.

Every member has a session of its own. It waits where the group's bids are taken: at its own station, or left
and resumed if there is one station only. One member's session holds the sale; the others take over what it
recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from ikea_effect.errors import SessionError
from ikea_effect.money import Money
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import Choice, Option, Page, Reply
from ikea_effect.screens.waiting import Bidder, Gathering, Meeting
from ikea_effect.session.frontends.base import Frontend, SessionWaits
from ikea_effect.session.meeting import Partner


class Group(NamedTuple):
    """A group as it is now: its members in the order in which they came, and how far its sale is."""

    number: int
    bidders: tuple[Bidder, ...]
    closed: bool = False
    held_by: str = ""
    sale: Mapping[str, Any] | None = None


class Desk(Protocol):
    """Where the sessions of one study find each other."""

    def join(self, gathering: Gathering) -> Group:
        """The bidder's group: the one joined before, or the first that is open."""

    def close(self, gathering: Gathering, number: int, /) -> None:
        """Nobody else comes to this group."""

    def hold(self, gathering: Gathering, number: int, /) -> bool:
        """Whether the sale may be held in this bidder's session: only the first to ask may."""

    def partner(self, meeting: Meeting) -> Partner:
        """The other member of a pair, as far as it is there."""


def gather(gathering: Gathering, frontend: Frontend, desk: Desk | None) -> Reply:
    """Waits until the group's sale was held, is to be held in this session, or is called off.

    Raises: SessionWaits if the session is left, to go on when the group is there.
    """
    if desk is None:
        raise SessionError(f"{gathering.id} waits for a group, and this session runs without others.")
    own = gathering.bidder.participant
    while True:
        group = desk.join(gathering)
        if group.sale is not None or called_off(gathering, group) or group.held_by == own:
            return Reply(_values(group), frontend.clock_ms(), 0)
        reply = frontend.show(waiting_page(gathering, group, frontend.mode == "lab"))
        match reply.values["next"]:
            case "begin" if desk.hold(gathering, group.number):
                return Reply(_values(group), reply.onset_ms, reply.rt_ms, reply.frames_dropped)
            case "close":
                desk.close(gathering, group.number)
            case "leave":
                raise SessionWaits(f"{own} waits for the group in {gathering.bidding}.")


def _values(group: Group) -> dict[str, Any]:
    return {"group": group.number, "bidders": [_bidder(one) for one in group.bidders], "sale": group.sale}


def _bidder(bidder: Bidder) -> dict[str, Any]:
    """The member as the journal keeps it; a session of format 1 has no claim."""
    said: dict[str, Any] = {"participant": bidder.participant, "condition": dict(bidder.condition)}
    return said | ({"claim": bidder.claim} if bidder.claim else {})


def called_off(gathering: Gathering, group: Group) -> bool:
    """Whether there is no sale: nobody else comes, and who is there may not bid, or is alone."""
    there = len(group.bidders)
    return group.closed and (there < 2 or (there < gathering.size and gathering.needs_all))


def waiting_page(gathering: Gathering, group: Group, may_choose: bool) -> Page:
    """What the experimenter sees meanwhile. Whoever cannot decide is asked for the next step alone.

    Paddles are told once the group is complete: while members come and go, a place may still change.
    """
    complete = group.closed or len(group.bidders) == gathering.size
    places: dict[str, str | int | Money | Text] = {
        "here": len(group.bidders),
        "size": gathering.size,
        "good": Text(f"goods.{gathering.good}.the"),
        "paddle": [one.participant for one in group.bidders].index(gathering.bidder.participant) + 1,
        "codes": ", ".join(
            f"{number}: {one.participant}" if complete else one.participant
            for number, one in enumerate(group.bidders, 1)
        ),
    }
    if complete and not group.held_by:
        state, options = "complete", ["begin"]
    elif complete:
        state, options = "held-elsewhere", ["wait"]
    else:
        state, options = "incomplete", ["leave"]
    if may_choose:
        options = {"complete": ["begin", "leave"], "held-elsewhere": ["wait", "leave"]}.get(
            state, ["wait", "leave", "close"]
        )
    key = "bidding.english.group"
    asked = Choice(
        "next",
        tuple(Option(name, Text(f"{key}.next.{name}", places)) for name in options),
        Text(f"{key}.next.question", places),
    )
    body = (Text(f"{key}.body", places), Text(f"{key}.{state}", places))
    return Page(gathering.id, Text(f"{key}.title", places), body, (asked,), progress=gathering.progress)


@dataclass
class MemoryDesk:
    """A desk for simulated sessions that run one after the other in one process."""

    _groups: dict[str, list[Group]] = field(default_factory=dict)
    _offered: dict[tuple[int, str], Partner] = field(default_factory=dict)
    closed: bool = False
    """Whether nobody else comes at all."""

    def join(self, gathering: Gathering) -> Group:
        """The bidder's group."""
        groups, who = self._groups.setdefault(gathering.bidding, []), gathering.bidder
        for group in groups:
            if who in group.bidders:
                return group
        if not groups or groups[-1].closed or len(groups[-1].bidders) == gathering.size:
            groups.append(Group(len(groups) + 1, ()))
        groups[-1] = groups[-1]._replace(bidders=(*groups[-1].bidders, who))
        return groups[-1]

    def close(self, gathering: Gathering, number: int) -> None:
        """Nobody else comes to this group."""
        self._change(gathering.bidding, number, closed=True)

    def hold(self, gathering: Gathering, number: int) -> bool:
        """The sessions take turns: whoever asks may."""
        self._change(gathering.bidding, number, held_by=gathering.bidder.participant)
        return True

    def sold(self, bidding: str, number: int, sale: Mapping[str, Any]) -> None:
        """The sale was held; the others can go on."""
        self._change(bidding, number, sale=sale)

    def partner(self, meeting: Meeting) -> Partner:
        """The other member of the pair, once it has made its piece."""
        return self._offered.get((meeting.slot, meeting.good), Partner(gone=self.closed))

    def offered(self, participant: str, slot: int, piece: Mapping[str, Any]) -> None:
        """Somebody's piece is there for their partner (the data of the fact)."""
        self._offered[slot, piece["good"]] = Partner(participant, True, piece["recipe"])

    def close_all(self) -> None:
        """Nobody else comes at all."""
        self.closed = True
        for bidding, groups in self._groups.items():
            for group in groups:
                self._change(bidding, group.number, closed=True)

    def _change(self, bidding: str, number: int, **changes: Any) -> None:
        groups = self._groups[bidding]
        groups[number - 1] = groups[number - 1]._replace(**changes)
