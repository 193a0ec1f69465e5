"""Which function answers which kind of model: the one that the kind names, imported when it is asked."""

from __future__ import annotations

from collections.abc import Callable

from ikea_effect.analysis.question import Question
from ikea_effect.analysis.results import Estimate
from ikea_effect.protocol.registry import model_kind, resolve

Engine = Callable[[Question], Estimate]


def engine_of(kind: str) -> Engine:
    """What answers models of this kind."""
    found: Engine = resolve(model_kind(kind).engine)
    return found
