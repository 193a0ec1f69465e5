"""Several values of a participant, or of people in pairs, answered of many simulated studies together.

Nobody lacks a value in simulated studies and all cells are of one size. A mixed model is then exact without a
search: each variance is a mean square, pooled with its neighbor where it would fall below 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.block import Block, Kernel, by_t, where_known
from ikea_effect.diagnosis.columns_of_cells import f_reported
from ikea_effect.diagnosis.columns_of_lines import are_numbers
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.analyses_of_cells import Mixed
from ikea_effect.protocol.analyses_of_means import Paired
from ikea_effect.protocol.effects import effect_contrasts
from ikea_effect.protocol.expressions import parse_contrast
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.kinds import placements
from ikea_effect.protocol.levels import at_levels, column_of
from ikea_effect.protocol.model_base import levels_kept
from ikea_effect.protocol.models import Protocol

# --- differences within -----------------------------------------------------------------------------------


def paired(protocol: Protocol, hypothesis: Hypothesis, model: Paired) -> Kernel | None:
    """The mean difference of two values of each participant, or of each pair's mean."""
    names, kept = _compared(protocol, hypothesis, model), levels_kept(model)
    if names is None or model.unit == "piece" or any(protocol.factors[one].within for one in kept):
        return None
    if model.unit == "pair" and not protocol.is_paired:
        return None
    high, low = names

    def kernel(block: Block) -> Reported:
        rows = block.rows(kept)
        first, second = (block.columns[name][:, rows] for name in (high, low))
        if model.unit == "pair" and block.pairs is not None:
            first, second = (of_each_pair(one, block.pairs[rows]) for one in (first, second))
        return _differences(first, second, hypothesis.alternative)

    return kernel


def _compared(protocol: Protocol, hypothesis: Hypothesis, model: Paired) -> tuple[str, str] | None:
    """Both columns; None where they do not stand beside each other."""
    measure = hypothesis.measure
    if model.against is not None:
        once = not placements(protocol, measure)[0] and not placements(protocol, model.against)[0]
        return (measure, model.against) if once and are_numbers(protocol, (measure, model.against)) else None
    weights = parse_contrast(model.contrast or "")
    places = placements(protocol, measure)
    two = {*places[0]} == {model.factor} and sorted(weights.values()) == [-1, 1]
    if not two or not are_numbers(protocol, (measure,)):
        return None
    high, low = sorted(weights, key=lambda level: -weights[level])
    return column_of(at_levels(measure, (high,))), column_of(at_levels(measure, (low,)))


def of_each_pair(values: Values, pairs: NDArray[np.int64]) -> Values:
    """The mean of each pair, shape (studies, pairs)."""
    _, place, size = np.unique(pairs, return_inverse=True, return_counts=True)
    found = np.zeros((len(size), len(values)))
    np.add.at(found, place, values.T)
    return np.asarray(found.T / size, dtype=np.float64)


def _differences(first: Values, second: Values, alternative: str) -> Reported:
    apart = first - second
    n = apart.shape[1]
    size = np.maximum(np.abs(first).max(axis=1), np.abs(second).max(axis=1))
    known = np.ptp(apart, axis=1) > 1e-12 * size if n > 1 else np.zeros(len(apart), dtype=np.bool_)
    if n < 2:
        nothing = np.full(len(apart), np.nan)
        return where_known(known, nothing, nothing, nothing, nothing)
    return by_t(apart.mean(axis=1), apart.std(axis=1, ddof=1) / np.sqrt(n), n - 1.0, alternative, known)


# --- balanced mixed models --------------------------------------------------------------------------------


class Layout(NamedTuple):
    """A balanced design: the levels of factors between groups, the columns of those within, the effect."""

    between: Mapping[str, Sequence[str]]
    columns: Sequence[str]
    effect: Values
    """Contrasts of cells, orthonormal where there are several, shape (contrasts, cells between x within)."""
    inner: bool
    """Whether the effect lies within people."""
    one: bool
    """Whether it is one contrast, with a direction."""


def mixed(protocol: Protocol, hypothesis: Hypothesis, model: Mixed) -> Kernel | None:
    """A random intercept per participant, or per pair and its members, with as many values in every cell."""
    plain = not (model.slopes or model.covariates or levels_kept(model)) and model.covariance == "model"
    whole = model.group == ("pair" if protocol.is_paired else "participant") and model.unit is None
    if not (plain and whole and are_numbers(protocol, (hypothesis.measure,))):
        return None
    layout = _layout(protocol, hypothesis, model)
    if layout is None:
        return None

    def kernel(block: Block) -> Reported:
        return _stratified(layout, block, hypothesis.alternative)

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
    return Layout({name: levels[name] for name in between}, columns, effect, inner, contrasts is not None)


def _weights(levels: Sequence[str], asked: bool, contrast: Mapping[str, float] | None) -> Values:
    """One factor's part of the effect."""
    if not asked:
        return np.full((1, len(levels)), 1 / len(levels))
    if contrast:
        return np.array([[contrast.get(level, 0.0) for level in levels]])
    return np.asarray(linalg.helmert(len(levels)), dtype=np.float64)


def _columns(measure: str, levels: Sequence[Sequence[str]]) -> list[str]:
    names: list[tuple[str, ...]] = [()]
    for each in levels:
        names = [(*name, level) for name in names for level in each]
    return [column_of(at_levels(measure, name)) for name in names]


def _stratified(layout: Layout, block: Block, alternative: str) -> Reported:
    cell = _cell_of_rows(layout, block)
    values = np.stack([block.columns[name] for name in layout.columns], axis=2)
    strata = _mean_squares(values, cell, block.pairs)
    squares, df = _pooled(strata, last=layout.inner)
    cells = int(cell.max()) + 1
    means = np.concatenate([values[:, cell == one].mean(axis=1) for one in range(cells)], axis=1)
    size = len(cell) / cells
    found = means @ layout.effect.T
    known = (np.ptp(values.reshape(len(values), -1), axis=1) > 0) & (squares > 0)
    if layout.one:
        spread = float((layout.effect**2).sum())
        return by_t(found[:, 0], np.sqrt(squares * spread / size), df, alternative, known)
    q, scale = len(layout.effect), (layout.effect[0] ** 2).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        f = (found**2).sum(axis=1) / scale * size / q / squares
    return _f(f, float(q), df, known)


def _f(f: Values, df1: float, df2: Values, known: NDArray[np.bool_]) -> Reported:
    """Each study has the df of its own strata, by which its partial eta squared goes as well."""
    estimate, low, high = (np.full(len(f), np.nan) for _ in range(3))
    significant = np.zeros(len(f), dtype=np.bool_)
    for df in np.unique(df2):
        here = df2 == df
        one = f_reported(f[here], df1, df2[here], float(df), known[here])
        estimate[here], low[here], high[here] = one.estimate, one.low, one.high
        significant[here] = one.significant
    return Reported(estimate, low, high, significant, ())


def _cell_of_rows(layout: Layout, block: Block) -> NDArray[np.int64]:
    """Which cell of the factors between groups each row is in, in the order of the effect's weights."""
    place = np.zeros(len(next(iter(block.levels.values()))), dtype=np.int64)
    for name, order in layout.between.items():
        place = place * len(order) + np.array([order.index(one) for one in block.levels[name]])
    return place


class Stratum(NamedTuple):
    """Sums of squares of many studies (studies,), and their df."""

    squares: Values
    df: float


def _mean_squares(values: Values, cell: NDArray[np.int64], pairs: NDArray[np.int64] | None) -> list[Stratum]:
    """Of groups, of members where these are pairs, and within people; values (studies, people, levels)."""
    people, levels = values.shape[1:]
    cells, own = int(cell.max()) + 1, values.mean(axis=2)
    apart = values - own[:, :, None]
    for one in range(cells):
        apart[:, cell == one] -= apart[:, cell == one].mean(axis=1, keepdims=True)
    within = Stratum((apart**2).sum(axis=(1, 2)), float((people - cells) * (levels - 1)))
    groups, group_cell, strata = own, cell, []
    size = 1
    if pairs is not None:
        _, first, place = np.unique(pairs, return_index=True, return_inverse=True)
        groups, group_cell, size = of_each_pair(own, pairs), cell[first], people // len(first)
        members = own - groups[:, place]
        strata = [Stratum(levels * (members**2).sum(axis=1), float(people - len(first)))]
    around = groups.copy()
    for one in range(cells):
        around[:, group_cell == one] -= around[:, group_cell == one].mean(axis=1, keepdims=True)
    outer = Stratum(levels * size * (around**2).sum(axis=1), float(groups.shape[1] - cells))
    return [outer, *strata, within]


def _pooled(strata: Sequence[Stratum], *, last: bool) -> tuple[Values, Values]:
    """The variance of the last stratum, or of the first, and its df: none falls below that of an inner one.

    Mean squares in the other order are pooled by restricted maximum likelihood (isotonic regression).
    """
    order = [*reversed(strata)] if last else [*strata]
    squares = np.cumsum([one.squares for one in order], axis=0)
    df = np.cumsum([one.df for one in order])
    with np.errstate(divide="ignore", invalid="ignore"):
        means = squares / df[:, None]
    place = means.argmin(axis=0) if last else means.argmax(axis=0)
    return means[place, np.arange(len(place))], df[place]
