"""A store that was lost, made anew from the journals: slots, states, and groups that met at a desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ikea_effect.record.events import Event
from ikea_effect.record.gatherings import Gatherings
from ikea_effect.record.journal import read_journal
from ikea_effect.record.store import Seat, Store
from ikea_effect.record.study import Study


def restore(store: Store, study: Study) -> None:
    """Fills an empty store with what the journals say. A slot whose session left no line is free again.

    Whoever waits for a group that has not met yet joins one anew. Raises: RecordError where a chain does not
    hold.
    """
    found = [read_journal(study.journal(who)).events for who in study.participants()]
    begun = [events for events in found if events]
    store.restore([_seat(events) for events in begun])
    groups = Gatherings(store)
    for events in begun:
        who = events[0].data["participant"]
        for bidding, number, bidders in _groups(events):
            held_by = next((sale["held_by"] for sale in _sales(events, bidding)), "")
            groups.restore(bidding, number, bidders, held_by or (who if _holds(events) else ""))


def _seat(events: Sequence[Event]) -> Seat:
    started, last = events[0].data, events[-1]
    state = {"finished": "finished", "interrupted": "interrupted"}.get(last.kind, "taken")
    waits = last.kind == "interrupted" and last.data.get("waits")
    return Seat(started["participant"], started["slot"], "waiting" if waits else state)


def _groups(events: Sequence[Event]) -> Iterator[tuple[str, int, list[str]]]:
    """Every group that the session met: bidding step, number, members in the order of their paddles."""
    for event in events:
        values: dict[str, Any] = event.data.get("values") or {} if event.kind == "replied" else {}
        if "bidders" in values:
            members = [one["participant"] for one in values["bidders"]]
            yield event.data["screen"].removesuffix(".group"), values["group"], members


def _sales(events: Sequence[Event], bidding: str) -> Iterator[dict[str, Any]]:
    return (dict(one.data) for one in events if one.kind == "sale" and one.data["bidding"] == bidding)


def _holds(events: Sequence[Event]) -> bool:
    """Whether the last group that was met has its bidding held in this session."""
    met = [event.data["values"] for event in events if "bidders" in (event.data.get("values") or {})]
    return bool(met) and met[-1]["sale"] is None
