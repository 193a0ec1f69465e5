"""What every session leaves in the data, whatever its steps are."""

from __future__ import annotations

from decimal import Decimal

from ikea_effect.protocol.kinds.kind import Column, Columns, Study
from ikea_effect.protocol.kinds.mechanisms import kind_of
from ikea_effect.protocol.models import Factor
from ikea_effect.protocol.timeline import Bidding, Debrief

STATUSES = ("complete", "ended-early", "interrupted", "waiting")
MODES = ("lab", "simulated", "scripted")
NONE = Decimal(0)


PARTICIPANT = Column("participant", "text", "Participant id, given at the start of the session")
STATE = (
    Column(
        "status",
        "text",
        "How the session ended; waiting: left where it waits for others",
        values=STATUSES,
    ),
    Column("mode", "text", "Who replied: a person, a simulation, a script", values=MODES),
    Column("language", "text", "Language of the session's texts"),
)
_RUNNING = "How long the session ran, from the opening of its window, without interruptions"
TIMES = (
    Column("started_at", "time", "When the session began", "UTC"),
    Column("finished_at", "time", "When the last page was left", "UTC"),
    Column("duration_s", "number", _RUNNING, "seconds", (), NONE),
    Column("interruptions", "integer", "How often the session was resumed", "", (), NONE),
)
"""Columns that differ between two sessions with the same replies."""


def factor_column(name: str, factor: Factor) -> Column:
    """The condition that a participant was in."""
    labels = "; ".join(f"{level}: {declared.label}" for level, declared in factor.levels.items())
    return Column(name, "text", f"Condition: {name} ({labels})", values=tuple(factor.levels), of=name)


def totals(study: Study) -> Columns:
    """What a session comes to as a whole, by name: which step counts, what is owed, points."""
    return tuple(column for column, there in _totals(study) if there)


def _totals(study: Study) -> tuple[tuple[Column, bool], ...]:
    steps = [step for step in study.timeline if isinstance(step, Bidding)]
    met = [
        [step.id for step in steps if step.reaches(dict(condition)) and _real(step)]
        for condition in study.conditions
    ]
    counting = tuple(step.id for step in steps if any(step.id in ids and len(ids) > 1 for ids in met))
    counts = "The bidding step that was drawn to count; the others change nothing"
    owed = "What is paid out to the participant at the end"
    points = "Points earned by questions on the rule and by practice"
    return (
        (Column("counts", "text", counts, values=counting), _one_counts(study) and bool(counting)),
        (Column("owed", "amount", owed, study.currency), _ends(study)),
        (Column("points", "integer", points, "points", (), NONE), any(step.earns_points for step in steps)),
    )


def _real(step: Bidding) -> bool:
    return not kind_of(step.mechanism).hypothetical


def _one_counts(study: Study) -> bool:
    return study.payment.binding == "one-random"


def _ends(study: Study) -> bool:
    """Whether some step says what is owed."""
    return any(isinstance(step, Debrief) for step in study.timeline)
