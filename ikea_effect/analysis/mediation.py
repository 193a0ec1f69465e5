"""How much of an effect runs through mediators: paths by least squares, intervals by a moment bootstrap.

Each resample is only a matrix of sums of products, from which every path is solved; no row is copied. p is
the one that the declared interval inverts to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ikea_effect.analysis.design_matrix import categorical
from ikea_effect.analysis.linear import line
from ikea_effect.analysis.question import CannotEstimate, Question, Values, few, need
from ikea_effect.analysis.resampling import (
    bias_corrected,
    bias_corrected_p,
    bootstrap_p,
    generator,
    percentile,
    shift_of,
    weight_blocks,
    with_ties,
)
from ikea_effect.analysis.results import EffectSize, Estimate, Interval
from ikea_effect.analysis.spread import spread
from ikea_effect.errors import listed


@dataclass(frozen=True, slots=True)
class System:
    """Variables by name, and the equations: outcome -> what it is regressed on, beside an intercept."""

    data: Values
    names: tuple[str, ...]
    equations: Mapping[str, tuple[str, ...]]
    without_mediators: tuple[str, ...]

    def place(self, name: str) -> int:
        """The column of the variable."""
        return self.names.index(name)


Paths = Mapping[tuple[str, str], Values]
"""(outcome, explained by) -> the path in every resample; and ("total", y), ("variance", y)."""


def mediation(question: Question) -> Estimate:
    """The indirect effect (simple, summed over parallel mediators, serial, or the index of moderation)."""
    pair, model = question.pair(), question.model
    need({pair.high_name: pair.high, pair.low_name: pair.low}, 3, "A mediation")
    system, cells, lost = _system(question)
    need(cells, 3, "A mediation")
    found = _effects(question, system, paths(system, moments(system.data, np.ones((1, len(system.data))))))
    drawn = _drawn(question, system)
    name = _answering(model)
    estimate = float(found[name][0])
    spread = float(np.std(system.data[:, system.place(question.measure)], ddof=1))
    return question.described(
        cells,
        method=f"mediation by {', '.join(model.mediators)} ({_structure(model)}), {_bootstrap(model)}",
        term=_term(question),
        estimate=estimate,
        se=float(np.std(drawn[name], ddof=1)),
        ci=limits_of(model.interval, drawn[name], estimate),
        p=p_of(model.interval, drawn[name], estimate, question.hypothesis.alternative),
        effect_size=EffectSize(
            "partially_standardized",
            estimate / spread,
            size_limits_of(model.interval, drawn[name], drawn["standardized"], estimate),
        ),
        formula="; ".join(f"{y} ~ {' + '.join(x)}" for y, x in system.equations.items()),
        notes=(
            *few(cells, 20, "bootstrap"),
            *lost,
            *unanswered(model.resamples, drawn[name]),
            "An indirect effect is causal only if nothing else moves mediator and outcome together.",
            *_moved_beside(question),
        ),
        details={
            "effects": [
                row_of(effect, found[effect], drawn[effect], model.interval)
                for effect in found
                if effect != "standardized"
            ],
            "paths": _path_tables(system),
            "resamples": model.resamples,
            "seed": model.seed,
        },
    )


def _moved_beside(question: Question) -> tuple[str, ...]:
    """A sentence on factors crossed with the compared one, of which more than one level is in the data."""
    model, pair = question.model, question.pair()
    two = [question.levels(model.factor).index(level) for level in (pair.high_name, pair.low_name)]
    compared = np.isin(question.codes(model.factor), two)
    others = [
        name
        for name, factor in question.protocol.factors.items()
        if name not in (model.factor, model.moderator) and not factor.within and name in question.data
    ]
    crossed = [name for name in others if len({*question.codes(name)[compared].tolist()} - {-1}) > 1]
    if not crossed:
        return ()
    return (
        f"Not held equal here: {listed(crossed)}. If mediator and outcome both differ by that, they go "
        "together without the one moving the other. `in` keeps to one level.",
    )


def _answering(model: Any) -> str:
    """The name of the effect that answers."""
    if model.compare:
        return "indirect through {} - through {}".format(*model.compare)
    return "index_of_moderated_mediation" if model.moderator else "indirect"


def _bootstrap(model: Any) -> str:
    return f"{model.interval} bootstrap, {model.resamples} resamples"


def _structure(model: Any) -> str:
    if model.moderator:
        return f"first path moderated by {model.moderator}"
    return "simple" if len(model.mediators) == 1 else str(model.structure)


def _term(question: Question) -> str:
    model = question.model
    if model.structure == "serial":
        return " -> ".join([f"({model.contrast})", *model.mediators, question.measure])
    if model.compare:
        a, b = model.compare
        return f"({model.contrast}) -> ({a} - {b}) -> {question.measure}"
    through = f"({model.contrast}) -> {' + '.join(model.mediators)} -> {question.measure}"
    return f"{through}, by {model.moderator}" if model.moderator else through


def limits_of(kind: str, drawn: Values, estimate: float) -> Interval:
    """The limits of the declared kind."""
    return percentile(drawn) if kind == "percentile" else bias_corrected(drawn, estimate)


def size_limits_of(kind: str, drawn: Values, standardized: Values, estimate: float) -> Interval:
    """Limits of the size at the same places among the resamples as those of the effect itself."""
    if kind == "percentile":
        return percentile(standardized)
    return bias_corrected(standardized, estimate, shift=shift_of(drawn, estimate))


def p_of(kind: str, drawn: Values, estimate: float, alternative: str) -> float:
    """p as the declared interval inverts to it."""
    if kind == "percentile":
        return bootstrap_p(drawn, 0.0, alternative)
    return bias_corrected_p(drawn, estimate, 0.0, alternative)


def row_of(name: str, found: Values, drawn: Values, kind: str) -> dict[str, Any]:
    """One effect with its standard error and interval."""
    estimate = float(found[0])
    return {
        "effect": name, "estimate": estimate, "se": float(np.std(drawn, ddof=1)),
        "ci": limits_of(kind, drawn, estimate),
    }  # fmt: skip


def _system(question: Question) -> tuple[System, dict[str, Values], tuple[str, ...]]:
    """The rows of both levels that have every value, the equations that are declared, and who is lost."""
    model, pair = question.model, question.pair()
    levels = question.levels(model.factor)
    codes = question.codes(model.factor)
    treated = np.where(codes == levels.index(pair.high_name), 1.0, 0.0)
    treated[~np.isin(codes, [levels.index(pair.high_name), levels.index(pair.low_name)])] = np.nan
    x = f"{model.factor}[{pair.high_name}]"
    named: dict[str, Values] = {x: treated}
    for name in (*model.covariates, *((model.moderator,) if model.moderator else ()), *model.mediators):
        if categorical(question, name):
            raise CannotEstimate(
                f"{name} holds no numbers; a mediation takes numbers. "
                "Leave it out, or name a column of numbers."
            )
        named[name] = question.column(name)
    first = [x, *model.covariates]
    if model.moderator:
        named[f"{x}:{model.moderator}"] = treated * named[model.moderator]
        first += [model.moderator, f"{x}:{model.moderator}"]
    named[question.measure] = question.outcome()
    data = np.stack(list(named.values()), axis=1)
    lost = lost_rows(data[np.isfinite(treated)], tuple(named))
    data = data[np.isfinite(data).all(axis=1)]
    _require_spread(data, tuple(named))
    equations = {}
    for place, mediator in enumerate(model.mediators):
        before = model.mediators[:place] if model.structure == "serial" else ()
        equations[mediator] = (*first, *before)
    equations[question.measure] = (x, *model.covariates, *model.mediators)
    outcome, high = data[:, -1], data[:, 0] == 1
    cells = {pair.high_name: outcome[high], pair.low_name: outcome[~high]}
    return System(data, tuple(named), equations, (x, *model.covariates)), cells, lost


def lost_rows(data: Values, names: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence on those who are compared and lack a value, and which; products of others are not named."""
    missing = ~np.isfinite(data)
    lost = int(missing.any(axis=1).sum())
    each = [
        f"{name} {count}"
        for name, count in zip(names, missing.sum(axis=0), strict=True)
        if count and ":" not in name
    ]
    if not lost:
        return ()
    return (f"{lost} of {len(data)} left out, who lack a value that the model asks for ({', '.join(each)}).",)


def _require_spread(data: Values, names: tuple[str, ...]) -> None:
    if len(data) <= len(names) + 1:
        raise CannotEstimate(
            f"{len(data)} whole rows are too few for a mediation with {len(names)} variables. "
            "Leave variables out, or go on collecting."
        )
    if np.ptp(data[:, -1]) == 0:
        raise CannotEstimate(
            f"Every {names[-1]} is the same ({data[0, -1]:g}): nothing to test. Leave the hypothesis out."
        )
    for place, name in enumerate(names):
        if np.ptp(data[:, place]) == 0:
            raise CannotEstimate(
                f"{name} is the same for everyone ({data[0, place]:g}): it can carry no effect. "
                "Leave it out of the model."
            )
    centered = data - data.mean(axis=0)
    if np.linalg.matrix_rank(centered) == len(names):
        return
    ranks = [int(np.linalg.matrix_rank(centered[:, : place + 1])) for place in range(len(names))]
    repeats = next((name for place, name in enumerate(names) if ranks[place] <= place), names[-1])
    if repeats == names[-1]:
        raise CannotEstimate(
            f"{repeats} is explained by the other variables without any error: there is no yardstick for a "
            "test. Leave out what says it."
        )
    raise CannotEstimate(
        f"{repeats} repeats other variables of the model: its paths cannot be told apart. Leave it out."
    )


def moments(data: Values, weights: Values) -> Values:
    """Weighted covariance sums, shape (resamples, p, p): all that least squares needs of each resample."""
    centered = data - data.mean(axis=0)
    upper = np.triu_indices(data.shape[1])
    products = np.hstack([centered, centered[:, upper[0]] * centered[:, upper[1]]])
    sums = weights @ products
    p, n = data.shape[1], weights.sum(axis=1)
    first = sums[:, :p]
    found = np.empty((len(weights), p, p))
    found[:, upper[0], upper[1]] = sums[:, p:] - first[:, upper[0]] * first[:, upper[1]] / n[:, None]
    found[:, upper[1], upper[0]] = found[:, upper[0], upper[1]]
    return found


def paths(system: System, sums: Values) -> dict[tuple[str, str], Values]:
    """Every path of every equation in every resample."""
    xs = [system.place(name) for name in system.without_mediators]
    found = {("variance", system.names[-1]): sums[:, -1, -1] / (len(system.data) - 1)}
    found["total", system.names[-1]] = solved(sums[:, xs][:, :, xs], sums[:, xs, -1])[:, 0]
    for outcome, explained_by in system.equations.items():
        xs, y = [system.place(name) for name in explained_by], system.place(outcome)
        slopes = solved(sums[:, xs][:, :, xs], sums[:, xs, y])
        found |= {(outcome, name): slopes[:, place] for place, name in enumerate(explained_by)}
    return found


_ALIKE = 1e-10
"""What may be left by rounding alone of a column that repeats others, as a share of its own spread."""


def solved(a: Values, b: Values) -> Values:
    """Small symmetric systems, many at once, NaN where a column does not vary or repeats others.

    Sums of squares of what is the same for all are not 0 but rounding, whose slopes would be numbers, too.
    """
    spread = np.diagonal(a, axis1=1, axis2=2)
    varies = (spread > 1e-12 * np.max(spread, axis=0, initial=0.0)).all(axis=1)
    found = np.full(b.shape, np.nan)
    if a.shape[1] == 1:
        found[varies] = b[varies] / a[varies, 0]
        return found
    scale = np.sqrt(np.where(varies[:, None], spread, 1.0))
    alike, rest = a / scale[:, :, None] / scale[:, None, :], b / scale
    if a.shape[1] == 2:  # in closed form, which is many times as fast
        r = alike[:, 0, 1]
        left = 1 - r**2
        with np.errstate(divide="ignore", invalid="ignore"):
            found = (rest - r[:, None] * rest[:, ::-1]) / left[:, None] / scale
        found[~varies | (left <= _ALIKE)] = np.nan
        return np.asarray(found, dtype=np.float64)
    sound = varies & (np.linalg.det(alike) > _ALIKE)
    found[sound] = np.linalg.solve(alike[sound], rest[sound][..., None])[..., 0] / scale[sound]
    return found


def _effects(question: Question, system: System, path: Paths) -> dict[str, Values]:
    """Direct, indirect and total effects, by name, from the paths."""
    model, y = question.model, question.measure
    x = system.names[0]
    through = {m: path[m, x] * path[y, m] for m in model.mediators}
    found: dict[str, Values] = {}
    if model.moderator:
        mediator = model.mediators[0]
        found["index_of_moderated_mediation"] = path[mediator, f"{x}:{model.moderator}"] * path[y, mediator]
        for word, at in _moderator_values(system, model.moderator).items():
            slope = path[mediator, x] + at * path[mediator, f"{x}:{model.moderator}"]
            found[f"indirect at {model.moderator} = {word}"] = slope * path[y, mediator]
        answer = found["index_of_moderated_mediation"]
    elif model.structure == "serial":
        steps = [
            path[after, before] for before, after in zip(model.mediators, model.mediators[1:], strict=False)
        ]
        answer = found["indirect"] = (
            path[model.mediators[0], x] * np.prod(steps, axis=0) * path[y, model.mediators[-1]]
        )
        found |= {f"indirect through {m} alone": value for m, value in through.items()}
    else:
        answer = whole = np.sum(list(through.values()), axis=0)
        if model.compare:
            a, b = model.compare
            answer = found[_answering(model)] = through[a] - through[b]
        found["indirect"] = whole
        if len(through) > 1:
            found |= {f"indirect through {m}": value for m, value in through.items()}
    found["direct"] = path[y, x]
    found["total"] = path["total", y]
    return found | {"standardized": in_sds(answer, path["variance", y])}


def in_sds(effect: Values, variance: Values) -> Values:
    """The effect in SDs of the outcome; nothing in resamples in which all have one value."""
    found = np.full(np.shape(effect), np.nan)
    varies = variance > 1e-12 * np.max(variance, initial=0.0)
    found[varies] = effect[varies] / np.sqrt(variance[varies])
    return found


def _moderator_values(system: System, moderator: str) -> dict[str, float]:
    values = system.data[:, system.place(moderator)]
    mean, sd = float(values.mean()), float(values.std(ddof=1))
    return {"mean - SD": mean - sd, "mean": mean, "mean + SD": mean + sd}


def _resampled(system: System, weights: Values) -> Paths:
    """Every path in each resample of a block."""
    return paths(system, moments(system.data, weights))


def _drawn(question: Question, system: System) -> dict[str, Values]:
    rng = generator(question.model.seed)
    weights = weight_blocks(rng, len(system.data), question.model.resamples)
    blocks = [_effects(question, system, found) for found in spread(partial(_resampled, system), weights)]
    return answered({name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]})


def answered(drawn: dict[str, Values]) -> dict[str, Values]:
    """The resamples that have an answer. Raises CannotEstimate where fewer than nine in ten have one."""
    sound = np.all([np.isfinite(values) for values in drawn.values()], axis=0)
    if sound.mean() < 0.9:
        raise CannotEstimate(
            f"{np.sum(~sound)} of {len(sound)} resamples have no answer: too few people, or columns alike. "
            "Leave variables out, or go on collecting."
        )
    return {name: with_ties(values[sound]) for name, values in drawn.items()}


def unanswered(resamples: int, drawn: Values) -> tuple[str, ...]:
    """A sentence on resamples without an answer, where there are some."""
    lost = resamples - len(drawn)
    return (f"{lost} of {resamples} resamples have no answer and were left out.",) if lost else ()


def _path_tables(system: System) -> list[dict[str, Any]]:
    """Each equation fitted by statsmodels, for reading."""
    from statsmodels.regression.linear_model import OLS

    rows = []
    for outcome, explained_by in system.equations.items():
        matrix = np.column_stack(
            [np.ones(len(system.data)), *(system.data[:, system.place(n)] for n in explained_by)]
        )
        fit = OLS(system.data[:, system.place(outcome)], matrix).fit()
        for place, name in enumerate(explained_by, start=1):
            estimate, se = float(fit.params[place]), float(fit.bse[place])
            rows.append({"outcome": outcome, **line(name, estimate, se, float(fit.df_resid))})
    return rows
