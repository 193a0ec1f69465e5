"""Simulated sessions that wait for each other: each goes on as far as it can, until all have ended."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ikea_effect.assignment.place import Place
from ikea_effect.collector import collector_paused
from ikea_effect.operations.session_facts import started
from ikea_effect.operations.simulate_session import leaves_after, participant_name, simulated_context
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.memory_journal import MemoryJournal
from ikea_effect.record.study import Plan
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.engine import play
from ikea_effect.session.frontends.base import SessionWaits
from ikea_effect.session.frontends.simulation import Simulated
from ikea_effect.session.gathering import MemoryDesk
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.timeline import timeline


class Leaving(Simulated):
    """A simulated participant who may leave at a screen."""

    def __init__(self, respondent: Respondent, journal: MemoryJournal, after: int | None) -> None:
        super().__init__(respondent)
        self._journal, self._after = journal, after
        self.left = False

    def show(self, screen: Screen) -> Reply:
        """The reply. Raises: SessionWaits where the participant leaves, which ends the session."""
        if self._after is not None and self._replies() >= self._after:
            self.left = True
            raise SessionWaits("The participant leaves.")
        return super().show(screen)

    def _replies(self) -> int:
        return sum(event.kind == "replied" for event in self._journal.events)


@dataclass(slots=True)
class Waiting:
    """One session that has not ended, and what it has recorded so far."""

    setup: Setup
    plan: Plan
    secret: bytes
    number: int
    place: Place
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    leaves_after: int | None = None
    """How many replies are given before the participant leaves, if they do."""

    @property
    def name(self) -> str:
        """The participant's id."""
        return participant_name(self.number)

    @property
    def ended(self) -> bool:
        """Whether it went to its end, or was left for good."""
        return bool(self.journal.events) and self.journal.events[-1].kind in ("finished", "interrupted")

    @property
    def context(self) -> Context:
        """What its tasks are handed."""
        return simulated_context(self.setup, self.secret, self.number, self.place)

    def as_they_leave(self) -> Waiting:
        """The same from its beginning, of a participant who leaves after some of the replies given here."""
        replies = sum(event.kind == "replied" for event in self.journal.events)
        return replace(self, journal=MemoryJournal(), leaves_after=leaves_after(self.context, replies))

    def stops(self) -> None:
        """The session is left where it waits."""
        last = self.journal.events[-1]
        self.journal.append("interrupted", {"waits": True}, last.clock_ms, datetime.fromisoformat(last.at))

    @collector_paused()
    def goes_on(self, desk: MemoryDesk) -> bool:
        """Plays from where it waited as far as it can; returns whether anything was recorded."""
        past = list(self.journal.events)
        context = self.context
        frontend = Leaving(Respondent(context, past), self.journal, self.leaves_after)
        if past:
            frontend.resume_at(past[-1].clock_ms)
        else:
            began = started(context, self.plan, self.place.slot, frontend)
            self.journal.append("started", began, 0, frontend.now())
        with contextlib.suppress(SessionWaits):
            played = play(timeline(context), frontend, self.journal, past, desk)
            ends = {"to_end": bool(played.outcome)}
            self.journal.append("finished", ends, frontend.clock_ms(), frontend.now())
        if frontend.left:
            self.journal.append("interrupted", {}, frontend.clock_ms(), frontend.now())
        for event in self.journal.events[len(past) :]:
            if event.kind == "sale":
                desk.sold(event.data["bidding"], event.data["group"], event.data)
            elif event.kind == "offered":
                desk.offered(self.name, self.place.slot, event.data)
        return len(self.journal.events) > len(past)


def who_meet(sessions: Sequence[Waiting]) -> Iterator[tuple[str, MemoryJournal]]:
    """The journals, by name, in order; some leave, at a screen as likely as any other (`simulated.leaves`).

    How many screens there are for each is seen where nobody leaves. Then all are played again, and the others
    wait for those who left as they would at a desk.
    """
    stayed = list(in_turns(sessions))
    leaving = [session.as_they_leave() for session in sessions]
    yield from in_turns(leaving) if any(one.leaves_after is not None for one in leaving) else stayed


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
