"""What is known of every kind of step, measure and mechanism, and the columns that they leave in the data.

A kind of another package finds here what its descriptor and its model are made of (docs/descriptors.md).
"""

from ikea_effect.protocol.base import Amount, Declared, MeasureName, Name
from ikea_effect.protocol.kinds.columns import (
    asked_if,
    asks,
    columns_of,
    form_of,
    items_of,
    main_column,
    measure_columns,
    one_each,
    placements,
    repeated_factors,
)
from ikea_effect.protocol.kinds.kind import (
    Column,
    Columns,
    Item,
    MeasureKind,
    MechanismKind,
    StepKind,
    Study,
    Whole,
)
from ikea_effect.protocol.kinds.mechanisms import MECHANISMS, declared_kind, kind_of
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.protocol.kinds.models import ModelKind
from ikea_effect.protocol.kinds.steps.bidding import Bidding
from ikea_effect.protocol.measures import AskedMeasure, CheckedMeasure, Measure
from ikea_effect.protocol.model_base import Asked, TwoCells
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.registry import is_kind, known, measure_kind, step_kind
from ikea_effect.protocol.timeline import Step

__all__ = [
    "MECHANISMS",
    "Amount",
    "Asked",
    "AskedMeasure",
    "Bdm",
    "Bidding",
    "CheckedMeasure",
    "Column",
    "Columns",
    "Declared",
    "Item",
    "Measure",
    "MeasureKind",
    "MeasureName",
    "MechanismKind",
    "ModelKind",
    "Name",
    "Problem",
    "Step",
    "StepKind",
    "Study",
    "TwoCells",
    "Whole",
    "asked_if",
    "asks",
    "columns_of",
    "declared_kind",
    "form_of",
    "is_kind",
    "items_of",
    "kind_of",
    "known",
    "main_column",
    "measure_columns",
    "measure_kind",
    "one_each",
    "placements",
    "repeated_factors",
    "step_kind",
]
