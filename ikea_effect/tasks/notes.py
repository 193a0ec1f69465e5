"""What steps note of themselves: facts that fill the columns they declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ikea_effect.protocol.levels import column_of
from ikea_effect.screens.facts import Measured, Noted
from ikea_effect.screens.screens import Reply


def noted(step: str, what: str, value: Any) -> Noted:
    """The cell of the column <step>.<what>."""
    return Noted(f"{step}.{what}", value)


def cell_of(step: str, what: str) -> str:
    """The column of <step>.<what>, wherever its levels stand."""
    return column_of(f"{step}.{what}")


def taken(measures: Mapping[str, str], results: Mapping[str, Any]) -> Iterator[Measured]:
    """What the measures take of what a step came to."""
    return (Measured(measure, results[what]) for what, measure in measures.items())


def seconds(step: str, replies: Iterable[Reply | None]) -> Noted:
    """How long the screens of these replies were there, together; interruptions between them do not count."""
    taken = sum(reply.rt_ms for reply in replies if reply is not None)
    return noted(step, "seconds", taken / 1000)
