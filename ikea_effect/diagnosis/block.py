"""Columns of many studies at once, which kernels answer together.

A study is no table here: a block holds, of every column that the model looks at, an array of shape
(studies, rows), and of every factor the level of each row, which is that of all studies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.one_by_one import pairs_of
from ikea_effect.diagnosis.sampler import Sampler
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.expressions import parse_contrast

STUDIES = 100
"""Studies of a block."""


@dataclass(frozen=True, slots=True)
class Block:
    """Columns of many studies: of a choice the place among its options."""

    columns: Mapping[str, Values]
    levels: Mapping[str, Sequence[str]]
    options: Mapping[str, tuple[str, ...]]
    pairs: NDArray[np.int64] | None = None
    """Whose pair each row is in, where participants come in pairs."""

    def rows(self, kept: Mapping[str, Sequence[str]]) -> Any:
        """Which rows are at these levels."""
        found = np.ones(len(next(iter(self.levels.values()))), dtype=np.bool_)
        for factor, levels in kept.items():
            found &= np.isin(np.array(self.levels[factor]), list(levels))
        return found


Kernel = Callable[[Block], Reported]
Cell = tuple[tuple[str, str], ...]
"""A cell of crossed factors: ((factor, level), ..)."""


def drawn_block(samplers: Sequence[Sampler], n: int, studies: int, rng: np.random.Generator) -> Block:
    """Studies of n participants in every condition."""
    return _block(samplers, n, [sampler.draw(rng, n, studies) for sampler in samplers])


def seeded_block(samplers: Sequence[Sampler], n: int, rngs: Iterable[np.random.Generator]) -> Block:
    """One study by each generator: the tables of `one_by_one.tables_by`."""
    each = [[sampler.draw(rng, n, 1) for sampler in samplers] for rng in rngs]
    return _block(samplers, n, [_beside(parts) for parts in zip(*each, strict=True)])


def _beside(parts: Sequence[Mapping[str, Values]]) -> Mapping[str, Values]:
    return {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0]}


def _block(samplers: Sequence[Sampler], n: int, parts: Sequence[Mapping[str, Values]]) -> Block:
    """Of every condition the answers (n, studies)."""
    options = {
        name: tuple(dict.fromkeys(option for one in samplers for option in one.options(name)))
        for name in parts[0]
    }  # fmt: skip
    columns = {
        name: np.concatenate([
            _in_order(part[name], one.options(name), options[name])
            for one, part in zip(samplers, parts, strict=True)
        ]).T.copy()
        for name in parts[0]
    }  # fmt: skip
    factors = samplers[0].condition
    levels = {name: [one.condition[name] for one in samplers for _ in range(n)] for name in factors}
    paired = samplers[0].protocol.is_paired
    pairs = np.concatenate(pairs_of(samplers[0].protocol, samplers, n)) if paired else None
    return Block(columns, levels, options, pairs)


def _in_order(values: Values, own: Sequence[str], order: Sequence[str]) -> Values:
    """Places among a condition's own options as places in one order for all."""
    if not own or own == order:
        return values
    return np.array([order.index(one) for one in own], dtype=np.float64)[values.astype(np.int64)]


def by_t(estimate: Values, se: Values, df: Any, alternative: str, known: Any) -> Reported:
    """What a t test of each study reports, where it is known."""
    known = known & np.isfinite(se) & (se > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = estimate / se
    half = special.stdtrit(df, 0.975) * se
    least = {"greater": special.stdtr(df, -t), "less": special.stdtr(df, t)}
    p = least.get(alternative, 2 * special.stdtr(df, -np.abs(t)))
    found = where_known(known, estimate, estimate - half, estimate + half, p)
    return replace(found, t=np.where(known, t, np.nan), df=np.broadcast_to(df, t.shape).astype(np.float64))


def where_known(known: Any, estimate: Values, low: Values, high: Values, p: Values) -> Reported:
    """What studies report, of which the others give no estimate."""
    told = [np.where(known, one, np.nan) for one in (estimate, low, high)]
    return Reported(told[0], told[1], told[2], known & (p < 0.05), (), np.where(known, p, np.nan))


def none_known(studies: int) -> Reported:
    """Studies that all give no estimate: too few participants."""
    nothing = np.full(studies, np.nan)
    return where_known(np.zeros(studies, dtype=np.bool_), nothing, nothing, nothing, nothing)


def sides_of(contrast: str | None) -> tuple[str, str]:
    """The higher and the lower level of a contrast "high - low"."""
    weights = parse_contrast(contrast or "")
    [high], [low] = ([level for level, by in weights.items() if by == sign] for sign in (1, -1))
    return high, low
