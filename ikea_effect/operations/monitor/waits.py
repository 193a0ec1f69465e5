"""Who waits for whom: groups that are not complete, or whose bids are taken in another session."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ikea_effect.errors import StationError
from ikea_effect.protocol.levels import page_of
from ikea_effect.protocol.models import Protocol
from ikea_effect.record.database import FILE, Database
from ikea_effect.record.gatherings import Gathered, all_groups
from ikea_effect.record.store_place import url_of
from ikea_effect.record.study import Study


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody who waits since a time (UTC), and for whom, in words."""

    participant: str
    since: str | None
    for_whom: str


def waits_of(study: Study, people: Sequence[Mapping[str, Any]]) -> Iterator[Wait]:
    """Everybody who waits, at a desk or having left it."""
    since = {one["participant"]: one["since"] for one in people if one["state"] == "waiting" or _meets(one)}
    told: set[str] = set()
    for bidding, group in _groups(study):
        for who in group.participants:
            if who in since and (whom := _for_whom(study.protocol, bidding, group, who)):
                told.add(who)
                yield Wait(who, since[who], whom)
    for one in people:
        if one["participant"] in since and one["participant"] not in told:
            whom = "the other of the pair" if study.protocol.is_paired else "the others of the group"
            yield Wait(one["participant"], one["since"], whom)


_PAGES = ("group", "partner")
"""What the pages are called on which a group or a partner is waited for."""


def _meets(one: Mapping[str, Any]) -> bool:
    """Whether such a page is open."""
    return one["state"] == "running" and page_of(one["screen"] or "") in _PAGES


def _groups(study: Study) -> Sequence[tuple[str, Gathered]]:
    """The groups, as the store has them; none where it cannot be asked."""
    url = url_of(study.folder)
    if url is not None or (study.folder / FILE).exists():
        with contextlib.suppress(StationError), contextlib.closing(Database(study.folder, url)) as database:
            return all_groups(database)
    return ()


def _for_whom(protocol: Protocol, bidding: str, group: Gathered, who: str) -> str:
    """Whom somebody of the group waits for; "" where that is nobody."""
    if group.held_by:
        return "" if group.held_by == who else f"{group.held_by}, in whose session the bids are taken"
    size = _size(protocol, bidding)
    lack = size - len(group.participants)
    others = ", ".join(one for one in group.participants if one != who)
    if group.closed or lack <= 0:
        return "somebody to begin: the group is complete"
    return f"{lack} more{f', with {others}' if others else ''}"


def _size(protocol: Protocol, bidding: str) -> int:
    """How many bid together."""
    for step in protocol.timeline:
        if step.name == bidding:
            return int(getattr(getattr(step, "mechanism", None), "group_size", 0) or 0)
    return 0
