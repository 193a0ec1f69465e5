"""Models of answers that are no amounts, and of several models at once."""

from __future__ import annotations

from ikea_effect.protocol.analyses_of_answers import ChiSquare, Counts, Logit, Multiverse, Ordinal, Proportion
from ikea_effect.protocol.kinds.models import ModelKind

ENGINES = "ikea_effect.analysis"

PROPORTION = ModelKind("proportion", Proportion, f"{ENGINES}.choices:proportion", takes="choice")
LOGIT = ModelKind("logit", Logit, f"{ENGINES}.choices:logit", takes="choice")
ORDINAL = ModelKind("ordinal", Ordinal, f"{ENGINES}.choices:ordinal")
CHI_SQUARE = ModelKind("chi-square", ChiSquare, f"{ENGINES}.chi_square:chi_square", takes="choice")
COUNTS = ModelKind("counts", Counts, f"{ENGINES}.counts:counts")
MULTIVERSE = ModelKind("multiverse", Multiverse, f"{ENGINES}.multiverse:multiverse", numeric=("covariates",))
