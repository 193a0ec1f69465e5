"""Simulated sessions that wait for each other: each goes on as far as it can, until all have ended."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ikea_effect.assignment.place import Place
from ikea_effect.collector import collector_paused
from ikea_effect.operations.session_facts import started
from ikea_effect.operations.simulate_session import participant_name, simulated_context
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.journal import MemoryJournal
from ikea_effect.record.study import Plan
from ikea_effect.session.engine import play
from ikea_effect.session.frontends.base import SessionWaits
from ikea_effect.session.frontends.simulated import Simulated
from ikea_effect.session.gathering import MemoryDesk
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.timeline import timeline


@dataclass(slots=True)
class Waiting:
    """One session that has not ended, and what it has recorded so far."""

    setup: Setup
    plan: Plan
    secret: bytes
    number: int
    place: Place
    journal: MemoryJournal = field(default_factory=MemoryJournal)

    @property
    def name(self) -> str:
        """The participant's id."""
        return participant_name(self.number)

    @property
    def ended(self) -> bool:
        """Whether it went to its end."""
        return bool(self.journal.events) and self.journal.events[-1].kind == "finished"

    def stops(self) -> None:
        """The session is left where it waits."""
        last = self.journal.events[-1]
        self.journal.append("interrupted", {"waits": True}, last.clock_ms, datetime.fromisoformat(last.at))

    @collector_paused()
    def goes_on(self, desk: MemoryDesk) -> bool:
        """Plays from where it waited as far as it can; returns whether anything was recorded."""
        past = list(self.journal.events)
        context = simulated_context(self.setup, self.secret, self.number, self.place)
        frontend = Simulated(Respondent(context, past))
        if past:
            frontend.resume_at(past[-1].clock_ms)
        else:
            began = started(context, self.plan, self.place.slot, frontend)
            self.journal.append("started", began, 0, frontend.now())
        with contextlib.suppress(SessionWaits):
            played = play(timeline(context), frontend, self.journal, past, desk)
            ends = {"to_end": bool(played.outcome)}
            self.journal.append("finished", ends, frontend.clock_ms(), frontend.now())
        for event in self.journal.events[len(past) :]:
            if event.kind == "sale":
                desk.sold(event.data["bidding"], event.data["group"], event.data)
            elif event.kind == "offered":
                desk.offered(self.name, self.place.slot, event.data)
        return len(self.journal.events) > len(past)


def in_turns(sessions: Sequence[Waiting]) -> Iterator[tuple[str, MemoryJournal]]:
    """The journals, by name, in order. When nobody can go on, nobody else comes: groups are closed."""
    desk, waiting = MemoryDesk(), list(sessions)
    while waiting:
        went_on = [session.goes_on(desk) for session in waiting]
        if not any(went_on):
            if desk.closed:  # whoever still waits goes on waiting
                break
            desk.close_all()
        waiting = [session for session in waiting if not session.ended]
    for session in waiting:
        session.stops()
    for session in sessions:
        yield session.name, session.journal
