"""The desk of a study on disk: its store says who is there, its journals what was sold."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ikea_effect.protocol.models import Condition, Protocol
from ikea_effect.record.database import AwayStoreError
from ikea_effect.record.gatherings import Gathered, Gatherings
from ikea_effect.record.journal import read_as_far_as_it_holds
from ikea_effect.record.store import Store
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study
from ikea_effect.screens.waiting import Bidder, Gathering, Meeting
from ikea_effect.session.frontends.base import SessionWaits
from ikea_effect.session.gathering import Group
from ikea_effect.session.meeting import Partner


@dataclass(frozen=True, slots=True)
class StudyDesk:
    """Where the sessions of one study find each other, at one station or at several."""

    study: Study
    protocol: Protocol

    def join(self, gathering: Gathering) -> Group:
        """The bidder's group, with what its sale came to if it was held."""
        with self._store() as store:
            found = Gatherings(store).join(gathering.bidding, gathering.bidder.participant, gathering.size)
            bidders = self._bidders(store, found)
        sale = self._sale(gathering.bidding, found)
        return Group(found.number, bidders, found.closed, found.held_by, sale)

    def close(self, gathering: Gathering, number: int) -> None:
        """Nobody else comes to this group."""
        with self._store() as store:
            Gatherings(store).close(gathering.bidding, number)

    def hold(self, gathering: Gathering, number: int) -> bool:
        """Whether the sale may be held in this bidder's session: only the first to ask may."""
        with self._store() as store:
            return Gatherings(store).hold(gathering.bidding, number, gathering.bidder.participant)

    def partner(self, meeting: Meeting) -> Partner:
        """Who has the partner's place now, and the piece once its session has told what was made."""
        with self._store() as store:
            there = [seat.participant for seat in store.seats() if seat.slot == meeting.slot]
        if not there:
            return Partner()
        events = read_as_far_as_it_holds(self.study.journal(there[0])).events
        for event in events:
            if event.kind == "offered" and event.data["good"] == meeting.good:
                return Partner(there[0], True, event.data["recipe"])
        return Partner(there[0])

    @contextlib.contextmanager
    def _store(self) -> Iterator[Store]:
        """The store. Where it is away the session is left where it waits, and goes on from there later."""
        try:
            with store_of(self.study) as store:
                yield store
        except AwayStoreError as error:
            raise SessionWaits(str(error)) from error

    def _bidders(self, store: Store, found: Gathered) -> tuple[Bidder, ...]:
        seated = {seat.participant for seat in store.seats()}
        return tuple(
            Bidder(who, *self._began(who))
            for who in found.participants
            if who in seated  # else withdrawn since
        )

    def _began(self, who: str) -> tuple[Condition, str]:
        """The member's condition, and what its own session makes its keys with: who has joined has begun."""
        events = read_as_far_as_it_holds(self.study.journal(who)).events
        return (events[0].data["condition"], str(events[0].data.get("claim", ""))) if events else ({}, "")

    def _sale(self, bidding: str, found: Gathered) -> Mapping[str, Any] | None:
        """What the session that holds the sale recorded of it, or another member took over, once it has."""
        if not found.closed:
            return None
        there = [who for who in found.participants if self.study.journal(who).exists()]
        for who in sorted(there, key=lambda who: who != found.held_by):
            for event in read_as_far_as_it_holds(self.study.journal(who)).events:
                if event.kind == "sale" and event.data["bidding"] == bidding:
                    return event.data
        return None
