"""Mixed models of balanced data, answered of many simulated studies together.

Nobody lacks a value in simulated studies and all cells are of one size. A mixed model is then exact without a
search: each variance is a mean square, pooled with its neighbor where it would fall below 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from ikea_effect.analysis.cluster_robust import has_full_rank
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.block import Block, Kernel, by_t
from ikea_effect.diagnosis.kernels.cells import f_reported
from ikea_effect.diagnosis.kernels.mixed_by_groups import Tested, lowest, robust, spectrum, with_slopes
from ikea_effect.diagnosis.kernels.paired import of_each_pair
from ikea_effect.diagnosis.kernels.regressions import are_numbers
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.analyses_of_cells import Mixed
from ikea_effect.protocol.effects import effect_contrasts
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.kinds import placements
from ikea_effect.protocol.levels import at_levels, column_of
from ikea_effect.protocol.model_base import levels_kept
from ikea_effect.protocol.models import Protocol

MOST_BETWEEN = 4e4
"""Mean squares of groups by those within them, from which on the model's search finds no end."""


class Layout(NamedTuple):
    """A balanced design: the levels of factors between groups, the columns of those within, the effect."""

    between: Mapping[str, Sequence[str]]
    columns: Sequence[str]
    effect: Values
    """Contrasts of cells, where there are several the coefficients of sum coding, by which the model's df of
    an F go: shape (contrasts, cells between x within)."""
    inner: bool
    """Whether the effect lies within people."""
    one: bool
    """Whether it is one contrast, with a direction."""
    random: Values | None
    """What varies from person to person beside the error, as orthonormal columns; None: the mean alone."""

    @property
    def of_cells(self) -> Values:
        """The effect by cells between and within: shape (contrasts, between, within)."""
        return self.effect.reshape(len(self.effect), -1, len(self.columns))


def mixed(protocol: Protocol, hypothesis: Hypothesis, model: Mixed) -> Kernel | None:
    """A random intercept per participant, or per pair and its members, with as many values in every cell.

    Effects of factors within may vary from person to person. Standard errors are the model's, or CR2.
    """
    whole = model.group == ("pair" if protocol.is_paired else "participant") and model.unit is None
    plain = not (model.covariates or levels_kept(model))
    if not (plain and whole and are_numbers(protocol, (hypothesis.measure,))):
        return None
    layout = _layout(protocol, hypothesis, model)
    if layout is None:
        return None

    def kernel(block: Block) -> Reported:
        cell = _cell_of_rows(layout, block)
        values = np.stack([block.columns[name] for name in layout.columns], axis=2)
        tested = _tested(layout, values, cell, block.pairs)
        if model.covariance == "cr2":
            return _robust(layout, values, cell, block.pairs, tested, hypothesis.alternative)
        return _told(layout, tested, hypothesis.alternative)

    return kernel


def _layout(protocol: Protocol, hypothesis: Hypothesis, model: Mixed) -> Layout | None:
    within = tuple(placements(protocol, hypothesis.measure)[0])
    between = tuple(name for name in model.factors if name not in within)
    shared = [protocol.factors[name].between == "pair" for name in between]
    if not within or {*within} - {*model.factors} or (protocol.is_paired and not all(shared)):
        return None
    levels = {name: list(protocol.factors[name].levels) for name in (*between, *within)}
    term = {name: levels[name] for name in levels if name in model.term}
    contrasts = effect_contrasts(model, term)
    effect: Values = np.ones((1, 1))
    for name, own in levels.items():
        part = _weights(own, name in term, (contrasts or {}).get(name))
        effect = np.asarray(np.kron(effect, part), dtype=np.float64)
    columns = _columns(hypothesis.measure, [levels[name] for name in within])
    inner = any(name in within for name in term)
    random = _random({name: len(levels[name]) for name in within}, model.slopes)
    if model.slopes and (random is None or protocol.is_paired):
        return None  # the model refuses slopes that cannot be told from chance
    apart = {name: levels[name] for name in between}
    return Layout(apart, columns, effect, inner, contrasts is not None, random)


def _random(sizes: Mapping[str, int], slopes: Sequence[str]) -> Values | None:
    """An orthonormal column for everybody's mean and those of each slope's factor, where values are left."""
    if not slopes or {*slopes} - {*sizes}:
        return None
    found = [np.ones((1, int(np.prod([*sizes.values()]))))]
    for slope in slopes:
        part: Values = np.ones((1, 1))
        for name, size in sizes.items():
            own = linalg.helmert(size) if name == slope else np.ones((1, size))
            part = np.asarray(np.kron(part, own), dtype=np.float64)
        found.append(part)
    basis = np.concatenate([one / np.linalg.norm(one, axis=1, keepdims=True) for one in found]).T
    return np.asarray(basis, dtype=np.float64) if basis.shape[1] < len(basis) else None


def _weights(levels: Sequence[str], asked: bool, contrast: Mapping[str, float] | None) -> Values:
    """One factor's part of the effect."""
    if not asked:
        return np.full((1, len(levels)), 1 / len(levels))
    if contrast:
        return np.array([[contrast.get(level, 0.0) for level in levels]])
    return np.eye(len(levels))[:-1] - 1 / len(levels)


def _columns(measure: str, levels: Sequence[Sequence[str]]) -> list[str]:
    names: list[tuple[str, ...]] = [()]
    for each in levels:
        names = [(*name, level) for name in names for level in each]
    return [column_of(at_levels(measure, name)) for name in names]


def _cell_of_rows(layout: Layout, block: Block) -> NDArray[np.int64]:
    """Which cell of the factors between groups each row is in, in the order of the effect's weights."""
    place = np.zeros(len(next(iter(block.levels.values()))), dtype=np.int64)
    for name, order in layout.between.items():
        place = place * len(order) + np.array([order.index(one) for one in block.levels[name]])
    return place


# --- what is reported -------------------------------------------------------------------------------------


def _told(layout: Layout, tested: Tested, alternative: str) -> Reported:
    if layout.one:
        with np.errstate(invalid="ignore"):
            se = np.sqrt(tested.covariance[:, 0, 0])
        return by_t(tested.found[:, 0], se, tested.df, alternative, tested.known)
    q = len(layout.effect)
    f = _squares(tested.found, tested.covariance, tested.known) / q
    return _f(f, float(q), tested.df, tested.df, tested.known)


def _squares(found: Values, covariance: Values, known: NDArray[np.bool_]) -> Values:
    """Of several contrasts by their covariance (Wald's statistic), of the studies that have one."""
    squares = np.full(len(found), np.nan)
    solved = np.linalg.solve(covariance[known], found[known][:, :, None])[:, :, 0]
    squares[known] = np.einsum("sq,sq->s", found[known], solved)
    return squares


def _robust(
    layout: Layout,
    values: Values,
    cell: NDArray[np.int64],
    pairs: NDArray[np.int64] | None,
    tested: Tested,
    alternative: str,
) -> Reported:
    """By groups that need only be independent; the model's own df say how much an F's effect explains."""
    if pairs is not None:
        values, cell = _of_groups(values, cell, pairs)
    q, known = len(layout.effect), tested.known
    if len(cell) < 2 * (int(cell.max()) + 1):  # groups that are alone in their cell have no spread
        return _told(layout, tested._replace(known=np.zeros_like(known)), alternative)
    covariance, df = robust(layout.of_cells, values, cell)
    if layout.one:
        here = tested._replace(covariance=covariance, df=np.full(len(known), df), known=known & (df >= 1))
        return _told(layout, here, alternative)
    known = known & has_full_rank(covariance)
    df2 = max(df - q + 1, 1e-3)  # Hotelling's T squared
    f = df2 / (df * q) * _squares(tested.found, covariance, known)
    return _f(f, float(q), np.full(len(f), df2), tested.df, known)


def _of_groups(
    values: Values, cell: NDArray[np.int64], pairs: NDArray[np.int64]
) -> tuple[Values, NDArray[np.int64]]:
    """Each pair's mean of its members in every cell within, and the cell between that it is in."""
    _, first = np.unique(pairs, return_index=True)
    each = [of_each_pair(values[:, :, one], pairs) for one in range(values.shape[2])]
    return np.stack(each, axis=2), cell[first]


def _f(f: Values, df1: float, df2: Values, error: Values, known: NDArray[np.bool_]) -> Reported:
    """Each study has the df of its own strata, by which its partial eta squared goes as well."""
    estimate, low, high = (np.full(len(f), np.nan) for _ in range(3))
    significant = np.zeros(len(f), dtype=np.bool_)
    for one in np.unique(error):
        here = error == one
        found = f_reported(f[here], df1, df2[here], float(one), known[here])
        estimate[here], low[here], high[here] = found.estimate, found.low, found.high
        significant[here] = found.significant
    return Reported(estimate, low, high, significant, ())


# --- strata -----------------------------------------------------------------------------------------------


def _tested(
    layout: Layout, values: Values, cell: NDArray[np.int64], pairs: NDArray[np.int64] | None
) -> Tested:
    """The contrasts and their covariance by the model, of values (studies, people, cells within)."""
    cells = int(cell.max()) + 1
    size = len(cell) / cells
    means = np.stack([values[:, cell == one].mean(axis=1) for one in range(cells)], axis=1)
    found = means.reshape(len(values), -1) @ layout.effect.T
    varies = np.ptp(values.reshape(len(values), -1), axis=1) > 0
    if layout.random is not None:
        here = spectrum(values - means[:, cell], layout.random, float(len(cell) - cells))
        tested = with_slopes(layout.of_cells, layout.random, found, size, here)
        return tested._replace(known=varies & (here.error > 1e-13 * (values**2).mean(axis=(1, 2))))
    strata = _strata(values - means[:, cell], cell, pairs)
    squares, df = _pooled(strata, last=layout.inner)
    alike = layout.effect @ layout.effect.T / size
    return Tested(found, squares[:, None, None] * alike, df, varies & _has_yardstick(strata))


def _has_yardstick(strata: Sequence[Stratum]) -> NDArray[np.bool_]:
    """Whether values of a group differ by something, as far as the model's search goes; it asks for two
    groups in a cell, too."""
    outer, inner = strata[0], strata[-1]
    if outer.df <= 0:
        return np.zeros(len(outer.squares), dtype=np.bool_)
    return np.asarray(outer.squares / outer.df < MOST_BETWEEN * inner.squares / inner.df, dtype=np.bool_)


class Stratum(NamedTuple):
    """Sums of squares of many studies (studies,), and their df."""

    squares: Values
    df: float


def _strata(apart: Values, cell: NDArray[np.int64], pairs: NDArray[np.int64] | None) -> list[Stratum]:
    """Of groups, of members where these are pairs, and within people; of deviations from cell means."""
    people, levels = apart.shape[1:]
    cells, own = int(cell.max()) + 1, apart.mean(axis=2)
    within = Stratum(
        ((apart - own[:, :, None]) ** 2).sum(axis=(1, 2)), float((people - cells) * (levels - 1))
    )
    groups, strata, size = own, [], 1
    if pairs is not None:
        _, first, place = np.unique(pairs, return_index=True, return_inverse=True)
        groups, size = of_each_pair(own, pairs), people // len(first)
        members = own - groups[:, place]
        strata = [Stratum(levels * (members**2).sum(axis=1), float(people - len(first)))]
    outer = Stratum(levels * size * (groups**2).sum(axis=1), float(groups.shape[1] - cells))
    return [outer, *strata, within]


def _pooled(strata: Sequence[Stratum], *, last: bool) -> tuple[Values, Values]:
    """The variance of the last stratum, or of the first, and its df: none falls below that of an inner one.

    Mean squares in the other order are pooled by restricted maximum likelihood (isotonic regression).
    """
    each = [*reversed(strata)] if last else [*strata]
    squares = np.cumsum([one.squares for one in each], axis=0)
    df = np.cumsum([one.df for one in each])
    with np.errstate(divide="ignore", invalid="ignore"):
        means = squares / df[:, None]
    order = means if last else -means
    place = lowest(np.where(df[:, None] > 0, order, np.inf))  # what has no df tells nothing
    return means[place, np.arange(len(place))], df[place]
