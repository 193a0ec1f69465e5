"""What is known of every kind of step, measure and mechanism, and the columns that they leave in the data."""

from ikea_effect.protocol.kinds.columns import asks, columns_of, one_each
from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, MechanismKind, StepKind, Study
from ikea_effect.protocol.kinds.mechanisms import MECHANISMS, declared_kind, kind_of
from ikea_effect.protocol.registry import is_kind, known, measure_kind, step_kind

__all__ = [
    "MECHANISMS",
    "Column",
    "Columns",
    "MeasureKind",
    "MechanismKind",
    "StepKind",
    "Study",
    "asks",
    "columns_of",
    "declared_kind",
    "is_kind",
    "kind_of",
    "known",
    "measure_kind",
    "one_each",
    "step_kind",
]
