"""Verdicts on a protocol's hypotheses: each published result beside what these data say."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ikea_effect.analysis.replication import summary as summaries
from ikea_effect.analysis.replication.noncentral import two_sided_p
from ikea_effect.analysis.replication.panel import DEFAULT_DECIDER, Panel, replicate
from ikea_effect.analysis.replication.summary import Summary, ordered, sign, unknown, with_source
from ikea_effect.analysis.results import Estimate, Verdict
from ikea_effect.errors import AnalysisError
from ikea_effect.protocol.expressions import parse_contrast
from ikea_effect.protocol.hypotheses import Hypothesis, Published
from ikea_effect.protocol.models import Protocol

Weights = Mapping[str, float]


class Comparison(NamedTuple):
    """A published result and the panel that sets these data beside it."""

    hypothesis: Hypothesis
    published: Published
    panel: Panel


def judge(protocol: Protocol, estimates: Iterable[Estimate]) -> tuple[Verdict, ...]:
    """Every criterion on every published result whose hypothesis is in the protocol.

    `inputs` tell the published number's locator and provenance, and whether the rule is the declared one.
    """
    declared = protocol.replication.decides if protocol.replication else None
    return tuple(
        Verdict(
            compared.hypothesis.id,
            criterion.id,
            criterion.outcome,
            criterion.value,
            {
                **criterion.inputs,
                "decides": criterion.id == declared,
                "locator": compared.published.locator,
                "provenance": compared.published.provenance,
            },
            criterion.sentence,
        )
        for compared in compare(protocol, estimates)
        for criterion in compared.panel.criteria
    )


def compare(protocol: Protocol, estimates: Iterable[Estimate]) -> tuple[Comparison, ...]:
    """One panel per published result, in the order in which they are published."""
    primary = {estimate.hypothesis: estimate for estimate in estimates if estimate.role == "primary"}
    hypotheses = {hypothesis.id: hypothesis for hypothesis in protocol.hypotheses}
    decides = protocol.replication.decides if protocol.replication else DEFAULT_DECIDER
    return tuple(
        Comparison(hypothesis, row, _panel(hypothesis, row, primary.get(row.hypothesis), decides))
        for row in protocol.published
        if (hypothesis := hypotheses.get(row.hypothesis)) is not None
    )


def _panel(hypothesis: Hypothesis, row: Published, estimate: Estimate | None, decides: str) -> Panel:
    smallest = hypothesis.smallest_effect.d if hypothesis.smallest_effect else None
    original = published_summary(row, hypothesis)
    return replicate(original, estimated_summary(estimate, hypothesis), decides, smallest)


def weights_of(hypothesis: Hypothesis) -> dict[str, float] | None:
    """The contrast's weight of each level, or None for a model that is no contrast of one factor."""
    contrast = getattr(hypothesis.model, "contrast", None)
    return dict(parse_contrast(contrast)) if contrast else None


def estimated_summary(estimate: Estimate | None, hypothesis: Hypothesis) -> Summary:
    """The replication's result: d by the pooled SD of its cells; p that of the declared test, two-sided."""
    if estimate is None:
        return unknown("effect was not estimated")
    if estimate.problem:
        return unknown(f"effect could not be estimated ({estimate.problem.rstrip('.')})")
    p, direction = _two_sided(estimate), None if estimate.estimate is None else sign(estimate.estimate)
    weights = weights_of(hypothesis)
    if weights is None or not set(weights) <= set(estimate.n):
        why = f"standardized difference is not defined for {estimate.method}"
        return Summary(p=p, direction=direction, provenance="data", why=why)
    levels = list(weights)
    mean = [value for level in levels if (value := estimate.mean[level]) is not None]
    sd = [value for level in levels if (value := estimate.sd[level]) is not None]
    try:
        found = summaries.from_means(
            mean, sd, [estimate.n[level] for level in levels], list(weights.values())
        )
    except (AnalysisError, ValueError) as error:
        return Summary(p=p, direction=direction, provenance="data", why=f"d cannot be worked out ({error})")
    return with_source(dataclasses.replace(found, p=p if p is not None else found.p), "data")


def _two_sided(estimate: Estimate) -> float | None:
    statistic = estimate.statistic
    if statistic and statistic.name in ("t", "z") and not isinstance(statistic.df, tuple):
        return two_sided_p(statistic.value, math.inf if statistic.df is None else statistic.df)
    return estimate.p if estimate.alternative == "two-sided" else None


def published_summary(row: Published, hypothesis: Hypothesis) -> Summary:
    """The original's result. A test with n per condition is preferred to means and SDs (see summary).

    Nothing is filled in: without n per condition there is no effect size, whatever else was printed.
    """
    weights = weights_of(hypothesis)
    if weights is None:
        found = unknown("standardized difference is not defined for this kind of model")
    else:
        found = _published(row, weights, hypothesis.alternative)
    return with_source(found, row.provenance, row.n.inferred)


def _published(row: Published, weights: Weights, alternative: str) -> Summary:
    direction = _direction(row, weights, alternative)
    n = ordered(row.n.per_condition or {}, list(weights))
    if n is None:
        total = f" (n = {row.n.total} in all)" if row.n.total else ""
        return unknown(f"n per condition is not known{total}" if total else summaries.N_UNKNOWN, direction)
    sizes = [int(size) for size in n]
    try:
        found = _converted(row, weights, sizes)
    except AnalysisError as error:
        return unknown(f"numbers do not agree ({str(error).rstrip('.')})", direction)
    if found is None:
        return unknown("result is not known: neither a test nor means with SDs were found", direction)
    if direction is None:
        return unknown("direction is not known")
    return found if found.direction in (0, direction) else found.flipped()


def _direction(row: Published, weights: Weights, alternative: str) -> int | None:
    """The sign of the contrast: from the means, else from t, else as the hypothesis claims."""
    if (mean := ordered(row.mean, list(weights))) is not None:
        return sign(sum(w * m for w, m in zip(weights.values(), mean, strict=True)))
    if "t" in row.statistic:
        return sign(row.statistic["t"])
    return {"greater": 1, "less": -1}.get(alternative)


def _converted(row: Published, weights: Weights, n: list[int]) -> Summary | None:
    """The effect from the first of t, F(1, df), chi2(1), means with SDs, exact p that was published."""
    given, contrast = row.statistic, list(weights.values())
    mean, sd = ordered(row.mean, list(weights)), ordered(row.sd, list(weights))
    if "t" in given:
        return summaries.from_t(given["t"], n, given.get("df"), contrast)
    if "F" in given and given.get("df1", 1) == 1:
        return summaries.from_f(given["F"], n, given.get("df2", given.get("df")), contrast)
    if "chi2" in given and given.get("df", 1) == 1 and len(n) == 2:
        return summaries.from_chi2(given["chi2"], n)
    if mean is not None and sd is not None:
        return summaries.from_means(mean, sd, n, contrast)
    return summaries.from_p(row.p, n, contrast) if row.p else None
