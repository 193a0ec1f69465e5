"""What is known of a participant when a step begins: the columns that were filled by then."""

from __future__ import annotations

from ikea_effect.protocol.kinds.kind import Column, Study
from ikea_effect.protocol.kinds.session import factor_column
from ikea_effect.protocol.registry import measure_kind, step_kind
from ikea_effect.protocol.timeline import Step


def known_before(step: Step, study: Study) -> dict[str, Column]:
    """Column by name: the factors, and what the steps before this one measure and note.

    Of a step that not everyone met the cell may be empty: a rule about it then does not hold.
    """
    found = {name: factor_column(name, factor) for name, factor in study.factors.items()}
    for one in study.timeline:
        if one.name == step.name:
            break
        filled = [(name, study.measures[name]) for name in one.asks_for if name in study.measures]
        for name, measure in filled:
            columns = measure_kind(measure.kind).columns(name, measure, study)
            found |= {column.name: column for column in columns}
        found |= {column.name: column for column in step_kind(one.kind).columns(one, study)}
    return found
