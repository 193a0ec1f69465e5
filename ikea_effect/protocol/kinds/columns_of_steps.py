"""Columns that many kinds of step leave."""

from __future__ import annotations

from ikea_effect.protocol.kinds.kind import NONE, Column


def seconds_column(step: str, meaning: str) -> Column:
    """The time that a step took, from what its replies say."""
    return Column(f"{step}.seconds", "number", meaning, "seconds", (), NONE, timed=True)


def count_column(step: str, what: str, meaning: str, unit: str) -> Column:
    """A whole number from 0 that a step notes."""
    return Column(f"{step}.{what}", "integer", meaning, unit, (), NONE)
