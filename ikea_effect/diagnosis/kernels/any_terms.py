"""Least squares with any declared terms, answered of many simulated studies together.

The columns are those of the model (analysis/design_matrix): factors and words by their levels, numbers as
they are, products of both. Studies in which other options were chosen have other columns: those alike are
fitted together.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.block import Block, Kernel, by_t, sides_of
from ikea_effect.diagnosis.kernels.cells import f_reported
from ikea_effect.diagnosis.kernels.errors_by_pair import of_pairs
from ikea_effect.diagnosis.kernels.regressions import least_squares
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.analyses_of_cells import Factorial, OneWay
from ikea_effect.protocol.analyses_of_paths import Moderation, Regression
from ikea_effect.protocol.effects import effect_contrasts
from ikea_effect.protocol.expressions import parse_contrast
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.model_base import levels_kept
from ikea_effect.protocol.models import Protocol

Term = tuple[str, ...]
Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is tested: a weighted sum of coefficients, or that several are 0."""

    rows: Values
    directed: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A model of terms: `coding` of its levels, and what it answers with.

    `levels` are those of each factor that are asked, the first the one that others are compared with.
    `answer` is told the columns of each term, how many there are, and the levels of each variable.
    """

    terms: tuple[Term, ...]
    levels: Mapping[str, Sequence[str]]
    coding: str
    covariance: str
    answer: Callable[[Mapping[Term, range], int, Mapping[str, Sequence[str]]], Answer | None]
    groups: bool = False
    """Whether standard errors need only pairs to be independent."""
    tested: Callable[..., Reported] | None = None
    """What answers in place of least squares, of the columns (studies, rows, k) and each outcome."""
    outcomes: tuple[str, ...] = ()
    """The columns that it answers of, where these are not the measure."""


def kernel_of_plan(hypothesis: Hypothesis, plan: Plan, kept: Mapping[str, Sequence[str]]) -> Kernel:
    """The kernel of a model of terms."""

    def kernel(block: Block) -> Reported:
        rows = block.rows({**kept, **plan.levels})
        studies = len(next(iter(block.columns.values())))
        estimate, low, high, p, t, df = (np.full(studies, np.nan) for _ in range(6))
        significant, directed = np.zeros(studies, dtype=np.bool_), False
        for those, words in _alike(block, plan, rows):
            found = _answered(hypothesis, plan, _of(block, those), rows, words)
            if found is None:
                continue
            estimate[those], low[those], high[those] = found.estimate, found.low, found.high
            significant[those], directed = found.significant, found.t is not None
            for into, values in ((p, found.p), (t, found.t), (df, found.df)):
                if values is not None:
                    into[those] = values
        if not directed:
            return Reported(estimate, low, high, significant, (), p)
        return Reported(estimate, low, high, significant, (), p, t, df)

    return kernel


def _of(block: Block, studies: NDArray[np.int64]) -> Block:
    return replace(block, columns={name: values[studies] for name, values in block.columns.items()})


def _words(block: Block, plan: Plan) -> list[str]:
    """The variables of the terms that hold words, and are no factors."""
    names = dict.fromkeys(itertools.chain.from_iterable(plan.terms))
    return [name for name in names if name not in block.levels and block.options.get(name)]


def _alike(
    block: Block, plan: Plan, rows: Rows
) -> Iterator[tuple[NDArray[np.int64], Mapping[str, list[str]]]]:
    """Studies in which the same options were chosen, and these, in the order in which a model has them."""
    studies = len(next(iter(block.columns.values())))
    words = _words(block, plan)
    there = [
        [
            tuple(sorted(block.options[name][place] for place in {*one.tolist()}))
            for one in block.columns[name][:, rows].astype(np.int64)
        ]
        for name in words
    ]
    groups: dict[tuple[tuple[str, ...], ...], list[int]] = {}
    for study in range(studies):
        groups.setdefault(tuple(each[study] for each in there), []).append(study)
    for key, members in groups.items():
        yield np.array(members), dict(zip(words, map(list, key), strict=True))


def _answered(
    hypothesis: Hypothesis, plan: Plan, block: Block, rows: Rows, words: Mapping[str, list[str]]
) -> Reported | None:
    """What the studies report; None where a variable is the same for everyone."""
    levels = {**plan.levels, **words}
    if any(len(one) < 2 for one in levels.values()):
        return None
    parts = {
        name: _coded(block, name, rows, levels, plan.coding)
        for name in dict.fromkeys(itertools.chain.from_iterable(plan.terms))
    }
    outcomes = [block.columns[name][:, rows] for name in plan.outcomes or (hypothesis.measure,)]
    y = outcomes[0]
    columns, places, at = [np.ones((*y.shape, 1))], {}, 1
    for term in plan.terms:
        made = parts[term[0]]
        for name in term[1:]:
            made = (made[..., :, None] * parts[name][..., None, :]).reshape(*y.shape, -1)
        places[term] = range(at, at + made.shape[-1])
        at += made.shape[-1]
        columns.append(made)
    answer = plan.answer(places, at, levels)
    if answer is None:
        return None
    x = np.concatenate(columns, axis=2)
    if plan.tested is not None:
        return plan.tested(x, *outcomes)
    pairs = block.pairs[rows] if plan.groups and block.pairs is not None else None
    return _tested(x, y, answer, plan.covariance, pairs, hypothesis.alternative)


def _coded(block: Block, name: str, rows: Rows, levels: Mapping[str, Sequence[str]], coding: str) -> Values:
    """The columns of one variable, shape (studies, rows, columns)."""
    if name not in levels:
        return np.asarray(block.columns[name][:, rows, None], dtype=np.float64)
    if name in block.levels:
        here = np.array(block.levels[name])[rows]
        shown = np.stack([here == level for level in levels[name]], axis=1).astype(np.float64)
        shown = np.broadcast_to(shown, (len(next(iter(block.columns.values()))), *shown.shape))
    else:
        own, places = block.columns[name][:, rows], block.options[name]
        shown = np.stack([own == places.index(one) for one in levels[name]], axis=2).astype(np.float64)
    return shown[..., :-1] - shown[..., -1:] if coding == "sum" else shown[..., 1:]


def _tested(
    x: Values, y: Values, answer: Answer, covariance: str, pairs: NDArray[np.int64] | None, alternative: str
) -> Reported:
    rows = answer.rows
    fits = least_squares(x, y, "classic" if pairs is not None else covariance)
    found, known = fits.params @ rows.T, fits.known
    matrix, df = fits.covariance, np.full(len(found), fits.df)
    if pairs is not None:
        matrix, df, known = of_pairs(x, y, fits, pairs, rows)
    own = np.einsum("qi,sij,rj->sqr", rows, matrix, rows)
    if answer.directed:
        with np.errstate(invalid="ignore"):
            return by_t(found[:, 0], np.sqrt(own[:, 0, 0]), df, alternative, known)
    q = len(rows)
    f, df2 = np.full(len(found), np.nan), np.full(len(found), fits.df)
    solved = np.linalg.solve(own[known], found[known][:, :, None])[:, :, 0]
    f[known] = np.einsum("sq,sq->s", found[known], solved) / q
    if pairs is not None:  # Hotelling's T squared, its df by the sandwich's spread
        df2 = np.maximum(df - q + 1, 1e-3)
        f *= df2 / df
    return f_reported(f, float(q), df2, fits.df, known)


# --- models -----------------------------------------------------------------------------------------------


def _together(protocol: Protocol, model: Factorial | Regression | Moderation) -> bool | None:
    """Whether pairs are the unit; None where another unit is, which simulated rows do not know."""
    if model.unit is None:
        return False
    return True if model.unit == "pair" and protocol.is_paired else None


def _unit(places: range, size: int, weights: Sequence[float]) -> Values:
    found = np.zeros((1, size))
    found[0, [*places]] = weights
    return found


def _all_of(places: range, size: int) -> Values:
    return np.eye(size)[[*places]]


def factorial(protocol: Protocol, hypothesis: Hypothesis, model: Factorial) -> Kernel | None:
    """Crossed factors of any number of levels, at equal covariates, type III."""
    kept, together = levels_kept(model), _together(protocol, model)
    if together is None or {*kept} & {*model.factors}:
        return None
    levels = {name: list(protocol.factors[name].levels) for name in model.factors}
    sizes = range(1, len(model.factors) + 1)
    terms: list[Term] = [one for size in sizes for one in itertools.combinations(model.factors, size)]
    [term] = [one for one in terms if {*one} == {*model.term}]
    contrasts = effect_contrasts(model, {name: levels[name] for name in term})

    def answer(places: Mapping[Term, range], size: int, _levels: object) -> Answer:
        if contrasts is None:
            return Answer(_all_of(places[term], size), directed=False)
        weights: Values = np.ones(1)
        for name, by in contrasts.items():
            *most, last = levels[name]
            own = np.array([by.get(one, 0.0) - by.get(last, 0.0) for one in most])
            weights = np.asarray(np.kron(weights, own), dtype=np.float64)
        return Answer(_unit(places[term], size, weights.tolist()), directed=True)

    plan = Plan(
        (*terms, *((name,) for name in model.covariates)), levels, "sum", model.covariance, answer, together
    )
    return kernel_of_plan(hypothesis, plan, kept)


def one_way(protocol: Protocol, hypothesis: Hypothesis, model: OneWay) -> Kernel | None:
    """Whether any cell differs, with HC3."""
    kept, factor = levels_kept(model), model.factor
    if factor in kept or model.unit is not None:
        return None

    def answer(places: Mapping[Term, range], size: int, _levels: object) -> Answer:
        return Answer(_all_of(places[(factor,)], size), directed=False)

    levels = {factor: list(protocol.factors[factor].levels)}
    plan = Plan(((factor,),), levels, "treatment", "hc3", answer)
    return kernel_of_plan(hypothesis, plan, kept)


def regression(protocol: Protocol, hypothesis: Hypothesis, model: Regression) -> Kernel | None:
    """Two levels at equal covariates, which may be words; pairs as the unit."""
    together = _together(protocol, model)
    if together is None or model.factor is None:
        return None
    (high, low), factor = sides_of(model.contrast), model.factor

    def answer(places: Mapping[Term, range], size: int, _levels: object) -> Answer:
        return Answer(_unit(places[(factor,)], size, [1.0]), directed=True)

    terms = ((factor,), *((name,) for name in model.covariates))
    plan = Plan(terms, {factor: (low, high)}, "treatment", model.covariance, answer, together)
    return kernel_of_plan(hypothesis, plan, levels_kept(model))


def moderation(protocol: Protocol, hypothesis: Hypothesis, model: Moderation) -> Kernel | None:
    """How the effect of two levels changes with a number, between words or levels, at equal covariates."""
    kept, together = levels_kept(model), _together(protocol, model)
    by = None if model.levels is None else dict(parse_contrast(model.levels))
    if together is None or model.moderator in kept:
        return None
    (high, low), product = sides_of(model.contrast), (model.factor, model.moderator)
    levels: dict[str, Sequence[str]] = {model.factor: (low, high)}
    declared = protocol.factors.get(model.moderator)
    if declared is not None and declared.within:
        return None
    if declared is not None:
        levels[model.moderator] = [one for one in declared.levels if by is None or by.get(one)]
    elif by is not None:
        return None  # rows of options that are not weighed are left out, of each study others

    def answer(places: Mapping[Term, range], size: int, there: Mapping[str, Sequence[str]]) -> Answer | None:
        own, compared = places[product], there.get(model.moderator)
        if compared is None:
            return Answer(_unit(own, size, [1.0]), directed=True)
        if by is None and len(compared) > 2:
            return Answer(_all_of(own, size), directed=False)
        weights = by or {compared[0]: 1.0, compared[1]: -1.0}
        found = _unit(own, size, [weights.get(one, 0.0) for one in compared[1:]])
        found[0, places[(model.factor,)][0]] = math.fsum(weights.values())
        return Answer(found, directed=True)

    terms = ((model.factor,), (model.moderator,), product, *((name,) for name in model.covariates))
    plan = Plan(terms, levels, "treatment", model.covariance, answer, together)
    return kernel_of_plan(hypothesis, plan, kept)
