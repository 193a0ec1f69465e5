"""Columns that many kinds of step leave."""

from __future__ import annotations

from ikea_effect.protocol.kinds.kind import NONE, Column
from ikea_effect.protocol.registry import step_kind
from ikea_effect.protocol.timeline import Step


def seconds_column(step: str, meaning: str) -> Column:
    """The time that a step took, from what its replies say."""
    return Column(f"{step}.seconds", "number", meaning, "seconds", (), NONE, timed=True)


def own_seconds(step: Step) -> Column:
    """How long the screens of a step were there whose kind does not say its time itself.

    It follows from the journal (`record.step_times`), so that no kind of another package can lack it.
    """
    meaning = "How long its screens were there, together; interruptions and waiting for others do not count"
    detail = not step_kind(step.kind).makes  # how long something was made is of interest to every reader
    name = f"{step.name}.seconds"
    return Column(name, "number", meaning, "seconds", (), NONE, if_any=True, timed=True, detail=detail)


def count_column(step: str, what: str, meaning: str, unit: str) -> Column:
    """A whole number from 0 that a step notes."""
    return Column(f"{step}.{what}", "integer", meaning, unit, (), NONE)
