"""Whose session was cut off at a desk, interrupted or left waiting there: it can go on."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from ikea_effect.errors import StationError
from ikea_effect.record.claims import Claims
from ikea_effect.record.database import Database
from ikea_effect.record.disk import is_held
from ikea_effect.record.events import Event
from ikea_effect.record.journal import read_as_far_as_it_holds
from ikea_effect.record.leases import Leases, Live
from ikea_effect.record.store_place import url_of
from ikea_effect.record.study import Study


def unfinished(study: Study, desk: str, over: set[str]) -> list[str]:
    """Who can go on at this desk, where they were last; whoever was there latest comes first.

    `over` keeps between two questions whose session has ended, so that its journal is not read again.
    """
    there: list[tuple[str, str]] = []
    for who in study.participants():
        if who in over:
            continue
        journal = study.journal(who)
        events = read_as_far_as_it_holds(journal).events if journal.exists() else []
        if events and events[-1].kind == "finished":
            over.add(who)
        elif events and _last_desk(events) == desk and not is_held(journal):
            there.append((events[-1].at, who))
    claims, live = Claims(study) if there else None, _live(study) if there else None
    return [
        who
        for _, who in sorted(there, reverse=True)
        if claims is not None and not claims.stopped(who) and _is_here(live, who, desk)
    ]


def _last_desk(events: Sequence[Event]) -> str:
    """What the desk was called at which the session last began or went on."""
    leases = (event.data.get("lease") for event in reversed(events))
    return next((str(lease.get("desk", "")) for lease in leases if isinstance(lease, dict)), "")


def _live(study: Study) -> Live | None:
    """Who sits where, as the desks' store tells; nothing where none is shared, or it does not answer."""
    url = url_of(study.folder)
    if url is not None:
        with contextlib.suppress(StationError), contextlib.closing(Database(study.folder, url)) as database:
            return Leases(database).live()
    return None


def _is_here(live: Live | None, who: str, desk: str) -> bool:
    """Whether no other desk has taken the session over meanwhile."""
    lease = None if live is None else live.leases.get(who)
    return lease is None or live is None or (lease.desk == desk and not live.runs(who))
