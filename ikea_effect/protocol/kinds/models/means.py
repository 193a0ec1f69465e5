"""Models of two means."""

from __future__ import annotations

from ikea_effect.protocol.analyses_of_means import Paired, Ratio, Student, Welch
from ikea_effect.protocol.kinds.models import ModelKind

ENGINES = "ikea_effect.analysis"

WELCH = ModelKind("welch", Welch, f"{ENGINES}.welch:welch", numeric=("against",))
STUDENT = ModelKind("student", Student, f"{ENGINES}.two_means:student")
PAIRED = ModelKind("paired", Paired, f"{ENGINES}.two_means:paired", numeric=("against",), knows="averages")
RATIO = ModelKind("ratio", Ratio, f"{ENGINES}.ratio:ratio")
