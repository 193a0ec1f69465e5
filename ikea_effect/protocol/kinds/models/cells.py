"""Models of cells, besides those of two means."""

from __future__ import annotations

from ikea_effect.protocol.analyses_of_cells import (
    BrunnerMunzel,
    Equivalence,
    Factorial,
    MannWhitney,
    Mixed,
    OneWay,
    PlannedContrast,
    Quantile,
    Yuen,
)
from ikea_effect.protocol.kinds.models import ModelKind

ENGINES = "ikea_effect.analysis"

MANN_WHITNEY = ModelKind("mann-whitney", MannWhitney, f"{ENGINES}.ranks:mann_whitney")
BRUNNER_MUNZEL = ModelKind("brunner-munzel", BrunnerMunzel, f"{ENGINES}.ranks:brunner_munzel")
YUEN = ModelKind("yuen", Yuen, f"{ENGINES}.robust:yuen")
QUANTILE = ModelKind("quantile", Quantile, f"{ENGINES}.robust:quantile")
TOST = ModelKind("tost", Equivalence, f"{ENGINES}.equivalence:equivalence")
CONTRAST = ModelKind("contrast", PlannedContrast, f"{ENGINES}.contrasts:contrast")
ONE_WAY = ModelKind("one-way", OneWay, f"{ENGINES}.anova:one_way")
FACTORIAL = ModelKind("factorial", Factorial, f"{ENGINES}.anova:factorial", clusters=True)
MIXED = ModelKind("mixed", Mixed, f"{ENGINES}.mixed:mixed", knows="models")
