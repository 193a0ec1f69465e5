"""Models of values that are known up to bounds."""

from __future__ import annotations

from ikea_effect.protocol.analyses_of_bounds import Demand, Hurdle, IntervalRegression, Tobit, Turnbull
from ikea_effect.protocol.kinds.models import ModelKind

ENGINES = "ikea_effect.analysis"

TOBIT = ModelKind("tobit", Tobit, f"{ENGINES}.bounded:tobit")
INTERVAL = ModelKind("interval", IntervalRegression, f"{ENGINES}.bounded:interval_regression", takes="bounds")
TURNBULL = ModelKind("turnbull", Turnbull, f"{ENGINES}.turnbull:difference", takes="bounds")
DEMAND = ModelKind("demand", Demand, f"{ENGINES}.demand:demand", takes="money")
HURDLE = ModelKind("hurdle", Hurdle, f"{ENGINES}.hurdle:hurdle", takes="money")
