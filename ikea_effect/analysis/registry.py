"""Which function answers which kind of model."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ikea_effect.analysis import (
    anova,
    contrasts,
    equivalence,
    mediation,
    mixed,
    ranks,
    ratio,
    regression,
    robust,
    two_means,
    welch,
)
from ikea_effect.analysis.question import Question
from ikea_effect.analysis.results import Estimate

ENGINES: Mapping[str, Callable[[Question], Estimate]] = {
    "welch": welch.welch,
    "student": two_means.student,
    "paired": two_means.paired,
    "ratio": ratio.ratio,
    "mann-whitney": ranks.mann_whitney,
    "brunner-munzel": ranks.brunner_munzel,
    "yuen": robust.yuen,
    "quantile": robust.quantile,
    "tost": equivalence.equivalence,
    "contrast": contrasts.contrast,
    "one-way": anova.one_way,
    "factorial": anova.factorial,
    "mixed": mixed.mixed,
    "regression": regression.regression,
    "moderation": regression.moderation,
    "mediation": mediation.mediation,
}
