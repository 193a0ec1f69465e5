"""Studies that kernels answered, as far as a replication criterion asks: no model is fitted again for it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from ikea_effect.analysis.replication.sources import Standard
from ikea_effect.analysis.results import Estimate, Statistic
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.block import Block
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.model_base import levels_kept

BY_T = (
    "student", "contrast", "factorial", "regression", "moderation", "paired", "mixed", "tobit", "proportion",
    "counts", "logit", "ordinal", "brunner-munzel", "yuen", "ratio", "interval",
)  # fmt: skip
"""Kinds whose estimate, t (or z) and cells are all that criteria ask for."""
BY_P = ("mediation", "paired-mediation", "demand", "hurdle", "mann-whitney", "ratio", "quantile", "turnbull")
"""The same by p alone."""
NO_EFFECT: Mapping[str, tuple[str, str]] = {
    "counts": ("ratio", ""), "ratio": ("ratio", ""),
    "mann-whitney": ("share", "P(a > b)"), "brunner-munzel": ("share", "P(a > b)"),
}  # fmt: skip
"""Unit and term of kinds whose "no effect" is not 0: by these an estimate tells what it is."""


def can_be_judged(hypothesis: Hypothesis, reported: Reported) -> bool:
    """Whether what the kernel tells is all that criteria ask for: an F has no direction, tost another p."""
    kind = hypothesis.model.kind
    return (kind in BY_T and reported.t is not None) or (kind in BY_P and reported.p is not None)


def estimates(
    hypothesis: Hypothesis, block: Block, reported: Reported, by: Standard, most: int
) -> tuple[Estimate, ...]:
    """The first studies as they would be reported, with n, means and SDs of the cells that a d goes by."""
    cells = _cells(hypothesis, block, by)
    return tuple(_estimate(hypothesis, reported, cells, study) for study in range(most))


def _cells(hypothesis: Hypothesis, block: Block, by: Standard) -> Mapping[str, Values]:
    """{cell: values (studies, n)} of the cells that are weighed."""
    if by.by not in ("cells", "shares"):
        return {}
    values, among = block.columns[hypothesis.measure], block.rows(levels_kept(hypothesis.model))
    option = getattr(hypothesis.model, "option", None)
    if by.by == "shares":
        values = (values == block.options[hypothesis.measure].index(option)).astype(np.float64)
    own = getattr(hypothesis.model, "factor", None)
    return {name: values[:, among & block.rows(_levels(name, own))] for name in by.weights}


def _levels(name: str, factor: str | None) -> dict[str, Sequence[str]]:
    """The levels of a cell: "build", or "labor=build,outcome=kept" of several factors."""
    if factor is not None and "=" not in name:
        return {factor: (name,)}
    parts = (one.partition("=") for one in name.split(","))
    return {key: (level,) for key, _, level in parts}


def _estimate(
    hypothesis: Hypothesis, reported: Reported, cells: Mapping[str, Values], study: int
) -> Estimate:
    found = float(reported.estimate[study])
    known = math.isfinite(found)
    p = None if reported.p is None or not math.isfinite(reported.p[study]) else float(reported.p[study])
    statistic, se = None, None
    if known and reported.t is not None and reported.df is not None:
        t, df = float(reported.t[study]), float(reported.df[study])
        se = found / t if t and hypothesis.model.kind not in NO_EFFECT else None
        statistic = Statistic("t", t, df) if math.isfinite(df) else Statistic("z", t)
    unit, term = NO_EFFECT.get(hypothesis.model.kind, ("", ""))
    besides = {} if reported.p_two_sided is None else {"p_two_sided": float(reported.p_two_sided[study])}
    own = {name: values[study] for name, values in cells.items()}
    return Estimate(
        hypothesis.id, "primary", hypothesis.measure, unit, hypothesis.model.kind, term,
        n={name: len(values) for name, values in own.items()},
        mean={name: float(values.mean()) for name, values in own.items()},
        sd={name: float(values.std(ddof=1)) for name, values in own.items()},
        estimate=found if known else None, se=se, statistic=statistic, p=p,
        alternative=hypothesis.alternative, details=besides if known else {},
        problem=None if known else "there is no estimate",
    )  # fmt: skip
