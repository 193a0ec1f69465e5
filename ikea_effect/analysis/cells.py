"""The cells that a model keeps to: `in: {labor: build}` asks only those who built."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ikea_effect.analysis.question import CannotEstimate, Question
from ikea_effect.errors import listed
from ikea_effect.protocol.analyses import columns_of
from ikea_effect.protocol.kinds import asked_if
from ikea_effect.protocol.model_base import levels_kept


def in_its_cells(question: Question) -> Question:
    """The question with the rows that its model keeps to. Raises: CannotEstimate if none is left."""
    if not levels_kept(question.model):
        return question
    recorded = question.recorded
    if recorded is not None:
        recorded = _kept(replace(question, data=recorded))
    data = _kept(question)
    if not len(data):
        raise CannotEstimate(f"No one is in {_written(question)}. Write `in` with levels that someone has.")
    return replace(question, data=data, recorded=recorded)


def _kept(question: Question) -> pd.DataFrame:
    rows = np.ones(len(question.data), dtype=bool)
    for factor, levels in levels_kept(question.model).items():
        declared = question.levels(factor)
        if unknown := [level for level in levels if level not in declared]:
            raise CannotEstimate(
                f"{factor} has no level {listed(unknown)}; it has {listed(declared)}. Write `in` with these."
            )
        rows &= np.isin(question.codes(factor), [declared.index(level) for level in levels])
    found = question.data[rows]
    found.attrs = dict(question.data.attrs)
    return found


def kept_to(question: Question) -> tuple[str, ...]:
    """Sentences on whom the model asks, where it does not ask everyone."""
    kept = levels_kept(question.model)
    cells = (f"Asked only of those in {_written(question)}.",) if kept else ()
    return (*cells, *_by_rule(question))


def _by_rule(question: Question) -> tuple[str, ...]:
    """Sentences on columns that are empty by a rule of the protocol: who meets it is no drawn sample."""
    used = dict.fromkeys((question.measure, *columns_of(question.model)))
    rules = {name: asked_if(question.protocol, name) for name in used if name in question.protocol.measures}
    return tuple(
        f"{name} is asked only if {rule}: of those alone this is told, and who they are may itself depend on "
        "what is compared."
        for name, rule in rules.items()
        if rule
    )


def _written(question: Question) -> str:
    kept = levels_kept(question.model)
    return "; ".join(f"{factor}: {listed(levels)}" for factor, levels in kept.items())
