"""Where results come from: a protocol's published rows and an analysis' estimates, standardized alike."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Mapping
from typing import Literal, NamedTuple

from ikea_effect.analysis.replication import summary as summaries
from ikea_effect.analysis.replication.evidence import evidence
from ikea_effect.analysis.replication.noncentral import two_sided_p
from ikea_effect.analysis.replication.summary import Summary, of_side, ordered, sign, unknown, with_source
from ikea_effect.analysis.results import Estimate
from ikea_effect.errors import AnalysisError, listed
from ikea_effect.protocol.base import Declared
from ikea_effect.protocol.effects import effect_contrasts
from ikea_effect.protocol.expressions import parse_contrast
from ikea_effect.protocol.hypotheses import Hypothesis, Published
from ikea_effect.protocol.models import Protocol

MEANS = (
    "welch", "student", "ratio", "mann-whitney", "brunner-munzel", "yuen", "quantile", "tost", "contrast",
    "factorial", "regression", "tobit", "hurdle", "ordinal",
)  # fmt: skip
"""Kinds of model that compare cells whose means and SDs standardize the difference."""
OF_OTHER_THAN_MEANS = ("mann-whitney", "brunner-munzel", "yuen", "quantile", "tobit", "hurdle", "ordinal")
"""Of these, kinds whose own test is not one of the cells' means: p is of one number, d of another."""
BETWEEN_CELLS = ("interval", "turnbull", "demand", "multiverse", "mixed")
"""Kinds that compare cells too, so that printed means tell the direction, but have no such difference."""


class Standard(NamedTuple):
    """How results become d: cells by their pooled SD, pairs by that of differences, shares by phi.

    `adjusted`: the model's estimate is not the contrast of raw means but that at equal covariates.
    """

    by: Literal["cells", "pairs", "shares", "nothing"]
    weights: Mapping[str, float]
    kind: str
    alternative: str
    adjusted: bool = False
    margin: Mapping[str, float] = {}
    """The contrast of the crossed factor whose main effect answers, by whose levels papers print n."""

    def as_printed(self, row: Published) -> Standard:
        """The same, by the levels of the one factor where the row's n or means name those."""
        printed = {**(row.n.per_condition or {}), **row.mean}
        return (
            self._replace(weights=self.margin) if self.margin and set(self.margin) <= set(printed) else self
        )


def standard(protocol: Protocol, hypothesis: Hypothesis) -> Standard:
    """How results on this hypothesis become d; by nothing where no standardized difference is defined."""
    model = hypothesis.model
    weights, kind, side = _weights(protocol, model), model.kind, hypothesis.alternative
    if kind == "paired":
        return Standard("pairs", weights, kind, side)
    if not weights or kind not in (*MEANS, "proportion", "logit"):
        return Standard("nothing", weights if kind in BETWEEN_CELLS else {}, kind, side)
    if kind in ("proportion", "logit"):
        return Standard("shares", weights, kind, side)
    adjusted = kind == "regression" or (kind == "factorial" and bool(getattr(model, "covariates", ())))
    return Standard("cells", weights, kind, side, adjusted, _margin(protocol, model))


def _margin(protocol: Protocol, model: object) -> dict[str, float]:
    """The contrast of the one factor whose main effect answers, {} for any other effect."""
    term: tuple[str, ...] = getattr(model, "term", ())
    if not isinstance(model, Declared) or len(term) != 1:
        return {}
    (factor,) = term
    contrasts = effect_contrasts(model, {factor: tuple(protocol.factors[factor].levels)})
    return {} if contrasts is None else contrasts[factor]


def _weights(protocol: Protocol, model: object) -> dict[str, float]:
    """{cell: weight} of the model's contrast, {} if it has none."""
    if contrast := getattr(model, "contrast", None):
        return dict(parse_contrast(contrast))
    if weights := getattr(model, "weights", None):
        return dict(weights)
    term, factors = getattr(model, "term", ()), getattr(model, "factors", ())
    if not isinstance(model, Declared) or not term or any(name not in protocol.factors for name in factors):
        return {}
    levels = {name: tuple(protocol.factors[name].levels) for name in factors}
    contrasts = effect_contrasts(model, {name: levels[name] for name in term})
    return {} if contrasts is None else _term_weights(levels, contrasts)


def _term_weights(
    levels: Mapping[str, tuple[str, ...]], contrasts: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    """Weights of an effect: those of the cell's levels in the contrast of each factor, multiplied.

    Factors that the effect does not name are averaged over, so that it is in the unit of its estimate.
    """
    found = {}
    over = math.prod(len(names) for factor, names in levels.items() if factor not in contrasts)
    for names in itertools.product(*levels.values()):
        cell = dict(zip(levels, names, strict=True))
        weights = (weights.get(cell[factor], 0.0) for factor, weights in contrasts.items())
        found[",".join(f"{name}={level}" for name, level in cell.items())] = float(math.prod(weights)) / over
    return found


def estimated_summary(estimate: Estimate | None, by: Standard) -> Summary:
    """The replication's result: p and direction of the declared model's own estimate, d where one is defined.

    Where raw means point the other way than the model's estimate, no d stands for it.
    """
    if estimate is None:
        return unknown("effect was not estimated")
    if estimate.problem:
        return unknown(f"effect could not be estimated ({estimate.problem.rstrip('.')})")
    p, direction = evidence(estimate)
    why = f"standardized difference is not defined for {estimate.method}"
    bare = Summary(p=p, direction=direction, provenance="data", why=why)
    try:
        found = _standardized(estimate, by)
    except AnalysisError as error:
        return dataclasses.replace(bare, why=f"d cannot be worked out ({str(error).rstrip('.')})")
    if found is None:
        return bare
    if found.direction and direction and found.direction != direction:
        why = f"raw means point the other way than {estimate.method}, so that no d of theirs stands for it"
        return dataclasses.replace(bare, why=why)
    own = direction if direction is not None else found.direction
    return with_source(dataclasses.replace(found, p=p, direction=own), "data")


def rests_on(estimate: Estimate | None, by: Standard) -> str | None:
    """What p and d are of, where they are not of the same number; None where they are, or there is no d."""
    if by.kind not in OF_OTHER_THAN_MEANS or estimated_summary(estimate, by).effect is None:
        return None
    assert estimate is not None
    return (
        f"Of these data p and direction are those of {estimate.method}; d, and what is worked out from d, is "
        "that of the means and SDs of all values, as the original's is."
    )


def _standardized(estimate: Estimate, by: Standard) -> Summary | None:
    if by.by == "pairs":
        statistic = estimate.statistic
        if statistic is None or statistic.name != "t" or not isinstance(statistic.df, float | int):
            return None
        return summaries.from_pairs(statistic.value, round(statistic.df) + 1)
    if by.by == "nothing" or not set(by.weights) <= set(estimate.n):
        return None
    levels, weights = list(by.weights), list(by.weights.values())
    n = [estimate.n[level] for level in levels]
    mean = _all_of(estimate.mean, levels, "mean")
    if by.by == "shares":
        return summaries.from_shares(mean, n)
    sd = _all_of(estimate.sd, levels, "SD")
    if by.adjusted:
        return _adjusted(estimate, sd, n, 2 / math.fsum(map(abs, weights)))
    return summaries.from_means(mean, sd, n, weights)


def _adjusted(estimate: Estimate, sd: list[float], n: list[int], half: float) -> Summary | None:
    """The model's own difference at equal covariates, with its standard error, over the raw pooled SD.

    `half` makes a difference of differences one of two averages of cells, as the original's d is.
    """
    statistic = estimate.statistic
    if estimate.estimate is None or not estimate.se or statistic is None or isinstance(statistic.df, tuple):
        return None
    return summaries.from_adjusted(half * estimate.estimate, half * estimate.se, sd, n, statistic.df)


def _all_of(values: Mapping[str, float | None], levels: list[str], what: str) -> list[float]:
    if lacking := [level for level in levels if values.get(level) is None]:
        raise AnalysisError(f"{listed(lacking)} has no {what}")
    return [value for level in levels if (value := values[level]) is not None]


def published_summary(row: Published, by: Standard) -> Summary:
    """The original's result. A test with n per condition is preferred to means and SDs (see summary).

    Nothing is filled in: without n per condition there is no effect size, whatever else was printed.
    """
    by = by.as_printed(row)
    if by.by == "nothing":
        why = f"standardized difference is not defined for a model of kind {by.kind}"
        found = unknown(why, _direction(row, by), _printed_p(row))
    else:
        found = _published(row, by)
    return with_source(_as_tested(found, row), row.provenance, row.n.inferred)


def _as_tested(found: Summary, row: Published) -> Summary:
    """With the p of the original's own test: as printed, else of the side that it tested."""
    if row.p is not None:
        return dataclasses.replace(found, own_p=row.p)
    if row.p_below is not None and row.p_below <= summaries.ALPHA:  # below the bound, however little
        return dataclasses.replace(found, own_p=math.nextafter(row.p_below, 0.0))
    return of_side(found, row.alternative)


def _published(row: Published, by: Standard) -> Summary:
    direction = _direction(row, by)
    levels = list(by.weights)
    sizes = [row.n.total] if by.by == "pairs" and row.n.total else ordered(row.n.per_condition or {}, levels)
    if not sizes:
        why = (
            f"n per condition is not known (n = {row.n.total} in all)" if row.n.total else summaries.N_UNKNOWN
        )
        return unknown(why, direction, _printed_p(row))
    try:
        found = _converted(row, by, [int(size) for size in sizes])
    except AnalysisError as error:
        return unknown(f"numbers do not agree ({str(error).rstrip('.')})", direction)
    if found is None:
        why = "result is not known: neither a test nor means with SDs were found"
        return unknown(why, direction, _printed_p(row))
    if direction is None:
        return unknown("direction is not known")
    return found if found.direction in (0, direction) else found.flipped()


def _printed_p(row: Published) -> float | None:
    """The two-sided p of a printed test of one contrast, by its statistic or as printed; it needs no n.

    None of a test of several cells at once, whose p is of no direction.
    """
    given = row.statistic
    if ("F" in given and given.get("df1", 1) != 1) or ("chi2" in given and given.get("df", 1) != 1):
        return None
    if (test := _printed_t(given)) is not None:
        return two_sided_p(*test)
    if not row.p or row.alternative == "two-sided":  # a p of .000 is a bound
        return row.p or None
    return 2 * min(row.p, 1 - row.p)


def _printed_t(given: Mapping[str, float]) -> tuple[float, float] | None:
    """The size of t and its df (none: z) of the first printed statistic that tells both."""
    df = given.get("df2", given.get("df", 0.0)) if "F" in given else given.get("df", 0.0)
    if "t" in given and df > 0:
        return given["t"], df
    if given.get("F", -1.0) >= 0 and df > 0:
        return math.sqrt(given["F"]), df
    if "r" in given and df > 0 and abs(given["r"]) < 1:
        return given["r"] * math.sqrt(df / (1 - given["r"] ** 2)), df
    if "z" in given:
        return given["z"], math.inf
    return (math.sqrt(given["chi2"]), math.inf) if given.get("chi2", -1.0) >= 0 else None


def _direction(row: Published, by: Standard) -> int | None:
    """The sign of the contrast as printed, else as the hypothesis claims."""
    if (printed := printed_direction(row, by)) is not None:
        return printed
    return {"greater": 1, "less": -1}.get(by.alternative)


def printed_direction(row: Published, by: Standard) -> int | None:
    """The sign of the contrast: from the means, t, z or r, or a p of one side; None if none of them says."""
    if (mean := ordered(row.mean, list(by.weights))) and by.weights:
        return sign(sum(w * m for w, m in zip(by.weights.values(), mean, strict=True)))
    for name in ("t", "z", "r"):
        if name in row.statistic:
            return sign(row.statistic[name])
    if row.alternative != "two-sided" and row.p is not None:
        return sign(0.5 - row.p) * (1 if row.alternative == "greater" else -1)
    return None


def _converted(row: Published, by: Standard, n: list[int]) -> Summary | None:
    """The effect from the first of t, F(1, df), chi2(1), means with SDs (or shares), exact p."""
    given, levels, weights = row.statistic, list(by.weights), list(by.weights.values())
    if by.by == "pairs":
        return summaries.from_pairs(given["t"], n[0]) if "t" in given else None
    mean, sd = ordered(row.mean, levels), ordered(row.sd, levels)
    if "chi2" in given and given.get("df", 1) == 1 and len(n) == 2:
        return summaries.from_chi2(given["chi2"], n)
    if by.by == "shares":
        return summaries.from_shares(mean, n) if mean is not None else None
    if "t" in given:
        return summaries.from_t(given["t"], n, given.get("df"), weights)
    if "r" in given and abs(given["r"]) < 1 and not mean:
        df = given.get("df", sum(n) - 2)
        t = given["r"] * math.sqrt(df / (1 - given["r"] ** 2))
        return summaries.from_t(t, n, df, weights, basis="r")
    if "F" in given and given.get("df1", 1) == 1:
        return summaries.from_f(given["F"], n, given.get("df2", given.get("df")), weights)
    if mean is not None and sd is not None:
        return summaries.from_means(mean, sd, n, weights)
    if not row.p:
        return None
    one_sided = row.alternative != "two-sided"
    return summaries.from_p(2 * min(row.p, 1 - row.p) if one_sided else row.p, n, weights)
