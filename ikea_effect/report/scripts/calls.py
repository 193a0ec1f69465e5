"""How each hypothesis is answered by a script: a call of a function that both define, or why by none."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ikea_effect.analysis.results import Estimate
from ikea_effect.analysis.slopes import all_terms
from ikea_effect.protocol.analyses import TOGETHER, terms_of
from ikea_effect.protocol.effects import effect_contrasts
from ikea_effect.protocol.expressions import parse_contrast
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.kinds import placements
from ikea_effect.protocol.model_base import levels_kept
from ikea_effect.protocol.models import Protocol

Argument = str | float | Sequence[Any] | Mapping[str, Any]


class NotWritten(Exception):
    """No script answers this hypothesis; the message is what the scripts say of it."""


class Call(NamedTuple):
    """A function of the scripts, what it is called with after the data, and the cells that it keeps to."""

    function: str
    arguments: tuple[Argument, ...]
    keeps: Mapping[str, tuple[str, ...]]
    columns: tuple[str, ...]


class _Asked(NamedTuple):
    """A hypothesis of a protocol, the model that answers it, and what was found."""

    protocol: Protocol
    hypothesis: Hypothesis
    model: Any
    found: Estimate
    columns: tuple[str, ...]

    @property
    def pair(self) -> tuple[str, str]:
        """The levels of a contrast "high - low"."""
        weights = parse_contrast(self.model.contrast)
        high, low = ([level for level, weight in weights.items() if weight == sign] for sign in (1, -1))
        return high[0], low[0]

    @property
    def two(self) -> tuple[Argument, ...]:
        """Measure, factor, and the two levels that are compared."""
        return (self.hypothesis.measure, self.model.factor, *self.pair)

    def levels(self, factor: str) -> tuple[str, ...]:
        """The factor's levels as they are declared."""
        return tuple(self.protocol.factors[factor].levels)


def call_of(protocol: Protocol, hypothesis: Hypothesis, found: Estimate, columns: Sequence[str]) -> Call:
    """The call that answers the hypothesis from a table with these columns. Raises: NotWritten."""
    asked = _Asked(protocol, hypothesis, hypothesis.model, found, tuple(columns))
    kind = str(getattr(asked.model, "kind", ""))
    if found.problem:
        raise NotWritten(f"there is no estimate: {found.problem}")
    if kind not in _WRITERS:
        raise NotWritten(f"no script is written for the model {kind}")
    _require_one_value(asked, kind)
    function, *arguments = _WRITERS[kind](asked)
    keeps = levels_kept(asked.model)
    needed = tuple(dict.fromkeys(name for name in _names((*arguments, *keeps)) if name in columns))
    return Call(str(function), tuple(arguments), keeps, needed)


def _names(values: Iterable[Any]) -> Iterable[str]:
    """Every text in the arguments, of terms such as labor=build*liking every column."""
    for value in values:
        if isinstance(value, str):
            yield value
            yield from (part.partition("=")[0] for part in value.split("*"))
        elif isinstance(value, tuple | list):
            yield from _names(value)


def _require_one_value(asked: _Asked, kind: str) -> None:
    """Raises NotWritten where the model takes something else than one value of each participant."""
    measure, model = asked.hypothesis.measure, asked.model
    between = [name for name in getattr(model, "factors", ()) or (getattr(model, "factor", None),) if name]
    declared = asked.protocol.factors
    paired = any(name in declared and declared[name].between == "pair" for name in between)
    if kind != "paired" and (getattr(model, "unit", None) in TOGETHER or paired):
        raise NotWritten(f"those who belong together ({model.unit or 'pair'}) are taken as one")
    if kind == "paired" and model.unit == "piece":
        raise NotWritten("those who made or saw one piece are taken as one")
    if f"{measure}.2" in asked.columns or asked.hypothesis.repeated:
        raise NotWritten(f"{measure} was asked several times")
    if kind != "paired" and placements(asked.protocol, measure)[0]:
        raise NotWritten(f"{measure} was asked at each of several levels")
    if measure not in asked.columns and not placements(asked.protocol, measure)[0]:
        raise NotWritten(f"the data have no column {measure}")


# --- one function for each kind of model ------------------------------------------------------------------


def _two_means(asked: _Asked) -> tuple[Argument, ...]:
    if getattr(asked.model, "against", None) is not None:
        raise NotWritten("no script is written for two measures of different people")
    return (str(asked.model.kind).replace("-", "_"), *asked.two, asked.hypothesis.alternative)


def _share(asked: _Asked) -> tuple[Argument, ...]:
    measure, *rest = asked.two
    return ("proportion", measure, asked.model.option, *rest, asked.hypothesis.alternative)


def _tost(asked: _Asked) -> tuple[Argument, ...]:
    bounds = asked.model.bounds
    if bounds.ratio is not None:
        raise NotWritten("no script is written for an equivalence within a ratio")
    unit, bound = ("d", bounds.d) if bounds.difference is None else ("difference", bounds.difference)
    return ("equivalence", *asked.two, unit, float(bound))


def _within(asked: _Asked) -> tuple[Argument, ...]:
    """Two columns of each participant, their mean over the members of each pair where pairs are the unit."""
    model, side = asked.model, asked.hypothesis.alternative
    pair = "pair" if model.unit == "pair" else ""
    if model.against is not None:
        return ("paired", asked.hypothesis.measure, model.against, pair, side)
    high, low = ([_at(asked, level) for level in _filled(asked, one)] for one in asked.pair)
    if len(high) != 1 or len(low) != 1:
        raise NotWritten(f"{asked.hypothesis.measure} was asked several times at each level")
    return ("paired", high[0], low[0], pair, side)


def _filled(asked: _Asked, level: str) -> list[dict[str, str]]:
    factor = asked.model.factor
    return [at for at in placements(asked.protocol, asked.hypothesis.measure) if at.get(factor) == level]


def _at(asked: _Asked, levels: Mapping[str, str]) -> str:
    name = ".".join([asked.hypothesis.measure, *levels.values()])
    if name not in asked.columns:
        raise NotWritten(f"the data have no column {name}")
    return name


def _regression(asked: _Asked) -> tuple[Argument, ...]:
    model, side = asked.model, asked.hypothesis.alternative
    if model.factor is not None:
        return ("regression", *asked.two, tuple(model.covariates), model.covariance, side)
    terms = ["*".join(term) for term in all_terms(terms_of(model))]
    answer = "*".join(all_terms([model.slope])[-1])
    named = (*terms, *model.covariates)
    return ("slope", asked.hypothesis.measure, answer, named, model.covariance, side)


def _moderation(asked: _Asked) -> tuple[Argument, ...]:
    model, side = asked.model, asked.hypothesis.alternative
    covariates, levels = tuple(model.covariates), asked.found.details.get("effects_by_level")
    if levels is None:
        return ("moderation", *asked.two, model.moderator, covariates, model.covariance, side)
    there = [str(row["level"]) for row in levels]
    if asked.found.statistic is None or asked.found.statistic.name != "t":
        raise NotWritten("no script is written for a moderation between several levels")
    weights = parse_contrast(model.levels) if model.levels else {there[0]: 1.0, there[1]: -1.0}
    high, low = asked.pair
    cells = {
        f"{one},{level}": sign * weights[level] for one, sign in ((high, 1), (low, -1)) for level in there
    }
    factors = (model.factor, model.moderator)
    return ("cells", asked.hypothesis.measure, factors, cells, covariates, model.covariance, side)


def _factorial(asked: _Asked) -> tuple[Argument, ...]:
    """The effect as weights of the means of all cells; of several such contrasts, an F."""
    model = asked.model
    term = {name: asked.levels(name) for name in model.factors if name in model.term}
    contrasts = effect_contrasts(model, term)
    told = (tuple(model.covariates), model.covariance)
    measure, factors = asked.hypothesis.measure, tuple(model.factors)
    if contrasts is not None:
        weights = _weights(asked, contrasts)
        return ("cells", measure, factors, weights, *told, asked.hypothesis.alternative)
    each = [[{level: 1.0, levels[-1]: -1.0} for level in levels[:-1]] for levels in term.values()]
    rows = [_weights(asked, dict(zip(term, chosen, strict=True))) for chosen in itertools.product(*each)]
    return ("joint", measure, factors, tuple(rows[0]), [list(row.values()) for row in rows], *told)


def _weights(asked: _Asked, contrasts: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """What every cell is weighed by; factors that the effect does not name are averaged over."""
    factors = asked.model.factors
    others = math.prod(len(asked.levels(name)) for name in factors if name not in contrasts)
    found = {}
    for cell in itertools.product(*map(asked.levels, factors)):
        own = [
            contrasts[name].get(level, 0.0)
            for name, level in zip(factors, cell, strict=True)
            if name in contrasts
        ]
        found[",".join(cell)] = math.prod(own) / others
    return found


def _one_way(asked: _Asked) -> tuple[Argument, ...]:
    model, measure = asked.model, asked.hypothesis.measure
    levels = asked.levels(model.factor)
    if model.variances == "per-cell":
        return ("one_way", measure, model.factor, levels)
    rows = [[float(level == one) for level in levels[:-1]] + [-1.0] for one in levels[:-1]]
    covariance = "classic" if model.variances == "pooled" else "hc3"
    return ("joint", measure, (model.factor,), levels, rows, (), covariance)


def _contrast(asked: _Asked) -> tuple[Argument, ...]:
    model, side = asked.model, asked.hypothesis.alternative
    factors = tuple(model.factors) or (model.factor,)
    written = dict(model.weights) if model.weights else parse_contrast(model.contrast)
    weights = {_cell(name): float(weight) for name, weight in written.items() if weight}
    if model.variances == "per-cell":
        return ("contrast", asked.hypothesis.measure, factors, weights, side)
    every = [",".join(cell) for cell in itertools.product(*map(asked.levels, factors))]
    cells = {name: weights.get(name, 0.0) for name in every}
    return ("cells", asked.hypothesis.measure, factors, cells, (), "classic", side)


def _cell(name: str) -> str:
    """decision=customers,outcome=kept as the scripts name it: customers,kept."""
    return ",".join(part.rpartition("=")[2] for part in name.split(","))


def _mediation(asked: _Asked) -> tuple[Argument, ...]:
    model = asked.model
    if model.moderator:
        raise NotWritten("no script is written for a moderated mediation")
    compare = tuple(model.compare or ())
    return (
        "mediation",
        *asked.two,
        tuple(model.mediators),
        model.structure,
        compare,
        tuple(model.covariates),
    )


_WRITERS: Mapping[str, Callable[[_Asked], tuple[Argument, ...]]] = {
    "welch": _two_means,
    "student": _two_means,
    "mann-whitney": _two_means,
    "proportion": _share,
    "tost": _tost,
    "paired": _within,
    "regression": _regression,
    "moderation": _moderation,
    "factorial": _factorial,
    "one-way": _one_way,
    "contrast": _contrast,
    "mediation": _mediation,
}
