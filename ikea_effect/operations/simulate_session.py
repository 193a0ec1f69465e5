"""One simulated session, in memory."""

from __future__ import annotations

from datetime import datetime

from ikea_effect.assignment.place import Place
from ikea_effect.collector import collector_paused
from ikea_effect.operations.session_facts import started
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.claims import seeded_claim
from ikea_effect.record.memory_journal import MemoryJournal
from ikea_effect.record.study import Plan
from ikea_effect.screens.context import Context
from ikea_effect.session.engine import play
from ikea_effect.session.frontends.simulation import Simulated
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.timeline import timeline


def participant_name(number: int) -> str:
    """The id of simulated participant `number` (from 0): S0001 and on."""
    return f"S{number + 1:04d}"


def simulated_context(setup: Setup, secret: bytes, number: int, place: Place) -> Context:
    """What the tasks of a simulated participant are handed: nobody comes twice, so its claim is its first."""
    who = participant_name(number)
    return Context(setup, who, place.condition, secret, claim=seeded_claim(secret, who, 0), place=place)


@collector_paused()
def simulate_one(setup: Setup, plan: Plan, secret: bytes, number: int, place: Place) -> MemoryJournal:
    """One simulated session, its journal in memory."""
    context = simulated_context(setup, secret, number, place)
    frontend = Simulated(Respondent(context))
    journal = MemoryJournal()
    journal.append("started", started(context, plan, place.slot, frontend), 0, frontend.now())
    played = play(timeline(context), frontend, journal)
    journal.append("finished", {"to_end": bool(played.outcome)}, frontend.clock_ms(), frontend.now())
    return as_left(context, journal)


def leaves_early(context: Context) -> bool:
    """Whether the participant leaves before the end, which follows from who it is and not from its place."""
    leaves = context.protocol.simulated.leaves
    return bool(leaves) and context.stream("simulated leaves").uniform() < leaves


def leaves_after(context: Context, replies: int) -> int | None:
    """How many of so many replies the participant gives before they leave; None for one who stays."""
    if not leaves_early(context):
        return None
    (stream := context.stream("simulated leaves")).uniform()
    return stream.below(replies) if replies else 0


def as_left(context: Context, journal: MemoryJournal) -> MemoryJournal:
    """The journal up to where the participant left; the whole of one who stayed (`simulated.leaves`)."""
    replies = [place for place, event in enumerate(journal.events) if event.kind == "replied"]
    if (answered := leaves_after(context, len(replies))) is None:
        return journal
    kept = journal.events[: replies[answered]] if replies else journal.events[:1]
    left = MemoryJournal()
    for event in kept:
        left.append(event.kind, event.data, event.clock_ms, datetime.fromisoformat(event.at))
    left.append("interrupted", {}, kept[-1].clock_ms, datetime.fromisoformat(kept[-1].at))
    return left
