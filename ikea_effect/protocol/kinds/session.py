"""What every session leaves in the data, whatever its steps are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from ikea_effect.protocol.kinds.kind import Column, Columns, Study
from ikea_effect.protocol.kinds.mechanisms import kind_of
from ikea_effect.protocol.kinds.steps.bidding import Bidding
from ikea_effect.protocol.models import Factor
from ikea_effect.protocol.registry import step_kind

STATUSES = ("complete", "ended-early", "interrupted", "waiting")
MODES = ("lab", "simulated", "scripted")
NONE = Decimal(0)


PARTICIPANT = Column(
    "participant", "text", "Participant id, given at the start of the session", signs="people"
)
STATE = (
    Column(
        "status",
        "text",
        "How the session ended; waiting: left where it waits for others",
        values=STATUSES,
    ),
    Column("mode", "text", "Who replied: a person, a simulation, a script", values=MODES),
    Column("language", "text", "Language of the session's texts", signs="program"),
)
_RUNNING = "How long the session ran, from the opening of its window, without interruptions"
TIMES = (
    Column("started_at", "time", "When the session began", "UTC", timed=True),
    Column("finished_at", "time", "When the last page was left", "UTC", timed=True),
    Column("duration_s", "number", _RUNNING, "seconds", (), NONE, timed=True),
    Column("interruptions", "integer", "How often the session was resumed", "", (), NONE, timed=True),
)
"""Columns that differ between two sessions with the same replies."""


def factor_column(name: str, factor: Factor) -> Column:
    """The condition that a participant was in."""
    labels = "; ".join(f"{level}: {declared.label}" for level, declared in factor.levels.items())
    whose = f"; only of the role {factor.role}" if factor.role else ""
    return Column(name, "text", f"Condition: {name} ({labels}){whose}", values=tuple(factor.levels), of=name)


def places(study: Study) -> Columns:
    """What is settled of a participant beside the condition: strata, pair, whose pieces are seen."""
    strata = study.assignment.strata.items()
    found = [Column(name, "text", f"Stratum: {name}", values=values) for name, values in strata]
    if study.is_paired:
        found.append(Column("pair", "integer", "Number of the pair; both members have the same"))
        found.append(Column("member", "integer", "Which member of the pair: who came first or second"))
        found.append(Column("alone", "boolean", "Whether the partner never came", if_any=True))
    if study.assignment.yoke is not None:
        whose = "Whose pieces were shown, first to last; expert: the good as it comes"
        found.append(Column("yoked", "text", whose, signs="people"))
    return tuple(found)


def order_column(name: str, factor: Factor) -> Column:
    """In which order a participant met the levels of a factor that varies within participants."""
    few = len(factor.levels) <= MOST_LISTED
    orders = permutations(factor.levels) if few else ()
    meaning = f"Order in which the levels of {name} were met"
    values = tuple(map(order_written, orders))
    return Column(f"{name}.order", "text", meaning, values=values, of=name, signs="program")


def order_written(levels: Iterable[str]) -> str:
    """The order as the data hold it: "own, partner"."""
    return ", ".join(levels)


POSITION = "position"
"""<factor>.position: at which place, from 1, a level was met; a column where each level has a row."""

MOST_LISTED = 4
"""Levels whose orders are all named in a codebook: 24."""

TOTALS = (
    Column(
        "counts",
        "text",
        "The bidding step that was drawn to count; the others change nothing",
        signs="program",
    ),
    Column("owed", "amount", "What is paid out to the participant at the end"),
    Column("points", "integer", "Points earned by questions on the rule and by practice", "points", (), NONE),
)
"""What a session can come to as a whole."""


def totals(study: Study) -> Columns:
    """What a session comes to, by name: which step counts, what is owed, points; each where it can be."""
    counts, owed, points = TOTALS
    steps = [step for step in study.timeline if isinstance(step, Bidding)]
    drawn = _drawn_among(study, steps)
    found = (
        replace(counts, values=drawn) if drawn else None,
        replace(owed, unit=study.currency) if _ends(study) else None,
        points if any(step.earns_points for step in study.timeline) else None,
    )
    return tuple(column for column in found if column is not None)


def _drawn_among(study: Study, steps: Sequence[Bidding]) -> tuple[str, ...]:
    """The steps one of which is drawn to count, for someone who meets two of them or more."""
    if study.payment.binding != "one-random":
        return ()
    real = [step for step in steps if not kind_of(step.mechanism).hypothetical]
    met = [[step.id for step in real if step.reaches(dict(condition))] for condition in study.conditions]
    return tuple(step.id for step in real if any(step.id in ids and len(ids) > 1 for ids in met))


def _ends(study: Study) -> bool:
    """Whether some step says what is owed."""
    return any(step_kind(step.kind).closes for step in study.timeline)
