"""Which function answers which kind of model."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ikea_effect.analysis import (
    anova,
    bounded,
    chi_square,
    choices,
    contrasts,
    counts,
    demand,
    equivalence,
    hurdle,
    mediation,
    mixed,
    moderation,
    multiverse,
    paired_mediation,
    ranks,
    ratio,
    regression,
    robust,
    turnbull,
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
    "moderation": moderation.moderation,
    "mediation": mediation.mediation,
    "paired-mediation": paired_mediation.paired_mediation,
    "tobit": bounded.tobit,
    "interval": bounded.interval_regression,
    "turnbull": turnbull.difference,
    "demand": demand.demand,
    "hurdle": hurdle.hurdle,
    "proportion": choices.proportion,
    "logit": choices.logit,
    "ordinal": choices.ordinal,
    "chi-square": chi_square.chi_square,
    "counts": counts.counts,
    "multiverse": multiverse.multiverse,
}
