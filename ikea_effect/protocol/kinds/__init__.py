"""What is known of every kind of step, measure and mechanism, and the columns that they leave in the data."""

from ikea_effect.protocol.kinds.columns import asks, columns_of, one_each
from ikea_effect.protocol.kinds.kind import Column, MeasureKind, MechanismKind, StepKind, Study
from ikea_effect.protocol.kinds.measures import MEASURES, measure_kind
from ikea_effect.protocol.kinds.mechanisms import MECHANISMS, declared_kind, kind_of
from ikea_effect.protocol.kinds.steps import STEPS, step_kind

__all__ = [
    "MEASURES",
    "MECHANISMS",
    "STEPS",
    "Column",
    "MeasureKind",
    "MechanismKind",
    "StepKind",
    "Study",
    "asks",
    "columns_of",
    "declared_kind",
    "kind_of",
    "measure_kind",
    "one_each",
    "step_kind",
]
