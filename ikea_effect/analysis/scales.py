"""Whether the items of a scale hang together: alpha and omega with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from ikea_effect.analysis.question import Values
from ikea_effect.analysis.resampling import generator, percentile, weight_blocks
from ikea_effect.analysis.results import Interval
from ikea_effect.protocol.kinds import columns_of, items_of
from ikea_effect.protocol.models import Protocol

LEAST_UNIQUE = 0.005
"""The smallest share of an item's variance that is its own (a bound against improper solutions)."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """How well one scale's items agree. Without numbers, `problem` says why."""

    measure: str
    items: tuple[str, ...]
    n: int
    alpha: float | None = None
    alpha_ci: Interval | None = None
    omega: float | None = None
    omega_ci: Interval | None = None
    item_rest: tuple[float, ...] = ()
    problem: str | None = None
    notes: tuple[str, ...] = ()


def reliabilities(protocol: Protocol, table: pd.DataFrame) -> tuple[Reliability, ...]:
    """One for every scale whose items (columns <measure>.<item>) are in the table; reversed items turned."""
    found, known = [], {column.name: column for column in columns_of(protocol)}
    for measure in protocol.measures:
        items = items_of(protocol, measure)
        columns = [f"{measure}.{item.name}" for item in items]
        if not items or not set(columns) <= set(table.columns):
            continue
        values = np.array(table[columns], dtype=np.float64)
        for place, item in enumerate(items):
            if item.reversed:
                ends = known[columns[place]]
                values[:, place] = float((ends.low or 0) + (ends.high or 0)) - values[:, place]
        found.append(reliability(measure, tuple(item.name for item in items), values))
    return tuple(found)


def reliability(measure: str, items: tuple[str, ...], values: Values, resamples: int = 1000) -> Reliability:
    """Alpha with Feldt's exact interval, omega of one factor with a percentile bootstrap.

    values has shape (n, items); rows with a missing item are left out.
    """
    whole = values[np.isfinite(values).all(axis=1)]
    lost = len(values) - len(whole)
    notes: tuple[str, ...] = (f"{lost} with a missing item left out.",) if lost else ()
    n, k = whole.shape
    if n < 3:
        return Reliability(measure, items, n, problem=f"{n} whole answers are too few.", notes=notes)
    if still := [item for item, column in zip(items, whole.T, strict=True) if np.ptp(column) == 0]:
        return Reliability(
            measure, items, n, problem=f"Everyone answered the same to {', '.join(still)}.", notes=notes
        )
    covariance = np.cov(whole.T)
    alpha = cronbach(covariance)
    omega: float | None = None
    omega_ci: Interval | None = None
    if k < 3:
        notes += ("Omega needs three items.",)
    else:
        omega = float(mcdonald(covariance[None])[0])
        omega_ci = percentile(_omegas(whole, resamples))
    rest = tuple(_item_rest(whole, place) for place in range(k))
    return Reliability(measure, items, n, alpha, feldt(alpha, n, k), omega, omega_ci, rest, notes=notes)


def cronbach(covariance: Values) -> float:
    """Cronbach's alpha of a covariance matrix of items."""
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def feldt(alpha: float, n: int, k: int, level: float = 0.95) -> Interval:
    """The exact interval of alpha under compound symmetry. Source: Feldt (1965)."""
    tail, df = (1 - level) / 2, ((n - 1), (n - 1) * (k - 1))
    low = 1 - (1 - alpha) * float(stats.f.isf(tail, *df))
    high = 1 - (1 - alpha) * float(stats.f.isf(1 - tail, *df))
    return Interval(low, high)


def mcdonald(covariance: Values, most_steps: int = 3000, tolerance: float = 1e-10) -> Values:
    """Omega of one factor fitted by maximum likelihood, per matrix; shape (matrices, k, k).

    Source: McDonald (1999). Alternates between loadings (Joreskog's closed form) and unique variances.
    """
    sd = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    correlation = covariance / sd[:, :, None] / sd[:, None, :]
    unique = np.full(sd.shape, 0.5)
    for _ in range(most_steps):
        loading = _loadings(correlation, unique)
        new = np.clip(1 - loading**2, LEAST_UNIQUE, 1.0)
        moved = float(np.abs(new - unique).max())
        unique = new
        if moved < tolerance:
            break
    common = (loading * sd).sum(axis=1) ** 2
    return np.asarray(common / (common + (unique * sd**2).sum(axis=1)), dtype=np.float64)


def _loadings(correlation: Values, unique: Values) -> Values:
    root = np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlation / root[:, :, None] / root[:, None, :])
    size = np.sqrt(np.maximum(values[:, -1] - 1, 0.0))
    return np.asarray(root * vectors[:, :, -1] * size[:, None], dtype=np.float64)


def _omegas(whole: Values, resamples: int) -> Values:
    centered = whole - whole.mean(axis=0)
    n, k = whole.shape
    products = (centered[:, :, None] * centered[:, None, :]).reshape(n, k * k)
    found = []
    for weights in weight_blocks(generator(1, k), n, resamples):
        first = weights @ centered / n
        second = (weights @ products).reshape(-1, k, k) / n - first[:, :, None] * first[:, None, :]
        good = (np.diagonal(second, axis1=1, axis2=2) > 1e-12).all(axis=1)
        found.append(mcdonald(second[good], most_steps=500, tolerance=1e-6))
    return np.concatenate(found)


def _item_rest(whole: Values, place: int) -> float:
    rest = np.delete(whole, place, axis=1).sum(axis=1)
    return float(np.corrcoef(whole[:, place], rest)[0, 1]) if np.ptp(rest) > 0 else 0.0
