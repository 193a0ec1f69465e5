"""Models of what moves what: regression, moderation, mediation."""

from __future__ import annotations

from ikea_effect.protocol.analyses_of_paths import Mediation, Moderation, PairedMediation, Regression
from ikea_effect.protocol.kinds.models import ModelKind

ENGINES = "ikea_effect.analysis"

REGRESSION = ModelKind("regression", Regression, f"{ENGINES}.regression:regression", clusters=True)
MODERATION = ModelKind("moderation", Moderation, f"{ENGINES}.moderation:moderation", clusters=True)
MEDIATION = ModelKind(
    "mediation",
    Mediation,
    f"{ENGINES}.mediation:mediation",
    numeric=("mediators", "moderator", "covariates"),
)
PAIRED_MEDIATION = ModelKind(
    "paired-mediation",
    PairedMediation,
    f"{ENGINES}.paired_mediation:paired_mediation",
    numeric=("mediators",),
    knows="averages",
)
