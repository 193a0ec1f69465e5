"""Many studies of one hypothesis at one sample size: what each would report, in arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ikea_effect.analysis.kernels import welch
from ikea_effect.analysis.results import Estimate, Statistic
from ikea_effect.diagnosis.answers import Answers, Values, answers, declared
from ikea_effect.diagnosis.sampler import RestingAnswers
from ikea_effect.errors import AnalysisError
from ikea_effect.protocol.analyses_of_means import Welch
from ikea_effect.protocol.expressions import parse_contrast
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.kinds import asks
from ikea_effect.protocol.model_base import TwoCells, levels_kept
from ikea_effect.protocol.models import Condition, Protocol
from ikea_effect.protocol.simulation import slopes_of

BLOCK_VALUES = 25_600
"""Answers per cell that are drawn at once: a block stays in the processor's cache."""


class Cell(NamedTuple):
    """One side of the contrast: its level, and what each condition that has the level answers."""

    level: str
    conditions: tuple[Answers | RestingAnswers, ...]

    @property
    def mean(self) -> float:
        """The expected answer, over conditions of equal size."""
        return float(np.mean([one.mean for one in self.conditions]))

    @property
    def variance(self) -> float:
        """How far answers spread, between conditions too."""
        means = [one.mean for one in self.conditions]
        return float(np.mean([one.sd**2 for one in self.conditions]) + np.var(means))

    def draw(self, rng: np.random.Generator, n: int, studies: int) -> Values:
        """n answers of every condition in many studies, shape (n x conditions, studies)."""
        drawn = [one.draw(rng, n, studies) for one in self.conditions]
        return drawn[0] if len(drawn) == 1 else np.concatenate(drawn)

    def share_at(self, value: float) -> float:
        """The expected share of answers at this value."""
        return float(np.mean([one.share_at(value) for one in self.conditions]))


class Cells(NamedTuple):
    """Both sides of a contrast "high - low"."""

    high: Cell
    low: Cell

    @property
    def planted(self) -> float:
        """The difference of the expected answers."""
        return self.high.mean - self.low.mean

    @property
    def planted_d(self) -> float | None:
        """The same by the pooled SD; None where nobody differs."""
        pooled = float(np.sqrt((self.high.variance + self.low.variance) / 2))
        return self.planted / pooled if pooled > 0 else None


@dataclass(frozen=True, slots=True)
class Reported:
    """What many studies report, each of shape (studies,); NaN where a study gives no estimate.

    `first` holds the estimates of the first few studies in full; `p`, and `t` (a z where `df` is infinite)
    are those of the test, where kernels tell them; `p_two_sided` is that of a test whose p of one side does
    not tell it.
    """

    estimate: Values
    low: Values
    high: Values
    significant: NDArray[np.bool_]
    first: tuple[Estimate, ...]
    p: Values | None = None
    t: Values | None = None
    df: Values | None = None
    p_two_sided: Values | None = None


def cells_of(protocol: Protocol, hypothesis: Hypothesis) -> Cells:
    """Both sides of the hypothesis' contrast. Raises: AnalysisError if it does not compare two levels."""
    model = hypothesis.model
    if not isinstance(model, TwoCells):
        raise AnalysisError(f"{hypothesis.id}: a model of kind {model.kind} does not compare two cells.")
    weights = parse_contrast(model.contrast)
    high, low = ([level for level, weight in weights.items() if weight == sign] for sign in (1, -1))
    if len(high) != 1 or len(low) != 1 or len(weights) != 2:
        raise AnalysisError(f"{hypothesis.id}: the contrast '{model.contrast}' does not compare two cells.")
    if protocol.factors[model.factor].within:
        raise AnalysisError(f"{hypothesis.id}: {model.factor} varies within participants.")
    return Cells(*(_cell(protocol, hypothesis, model.factor, level) for level in (high[0], low[0])))


def _cell(protocol: Protocol, hypothesis: Hypothesis, factor: str, level: str) -> Cell:
    kept = {**levels_kept(hypothesis.model), factor: (level,)}
    conditions = [
        one
        for one in asked(protocol, hypothesis.measure)
        if all(one[name] in levels for name, levels in kept.items() if name in one)
    ]
    return Cell(level, tuple(_answers(protocol, hypothesis.measure, one) for one in conditions))


def asked(protocol: Protocol, measure: str) -> tuple[Condition, ...]:
    """The conditions whose participants answer: those of another role may only make what others see."""
    found = tuple(one for one in protocol.conditions if asks(protocol, measure, one))
    return found or protocol.conditions


def _answers(protocol: Protocol, measure: str, condition: Condition) -> Answers | RestingAnswers:
    population = declared(protocol, measure)
    if any(True for _ in slopes_of(population)):
        return RestingAnswers(protocol, measure, condition)
    return answers(protocol, measure, condition)


# --- in batches -------------------------------------------------------------------------------------------


def drawn(cells: Cells, n: int, studies: int, rng: np.random.Generator) -> Iterator[tuple[Values, Values]]:
    """Both cells' answers in blocks of studies, shape (participants, studies)."""
    size = max(16, min(512, BLOCK_VALUES // max(n, 1)))
    for start in range(0, studies, size):
        count = min(size, studies - start)
        yield cells.high.draw(rng, n, count), cells.low.draw(rng, n, count)


def in_batches(
    cells: Cells, hypothesis: Hypothesis, n: int, studies: int, in_full: int, rng: np.random.Generator
) -> Reported:
    """Welch's test of every study, by the batched kernel."""
    estimate, below, above = (np.empty(studies) for _ in range(3))
    significant = np.empty(studies, dtype=np.bool_)
    first: list[Estimate] = []
    start = 0
    for high, low in drawn(cells, n, studies, rng):
        batch = welch(high, low)
        here = slice(start, start + high.shape[1])
        start = here.stop
        usable = batch.se > 0
        for into, values in zip((estimate, below, above), (batch.estimate, *batch.interval()), strict=True):
            into[here] = np.where(usable, values, np.nan)
        bounds = (min(len(high), len(low)) - 1.0, float(len(high) + len(low)))
        significant[here] = usable & batch.rejects(hypothesis.alternative, *bounds)
        for place in range(min(high.shape[1], in_full - len(first))):
            t, df = float(batch.t[place]), float(batch.df[place])
            first.append(_estimate(hypothesis, cells, high[:, place], low[:, place], t, df))
    return Reported(estimate, below, above, significant, tuple(first))


def _estimate(
    hypothesis: Hypothesis, cells: Cells, high: Values, low: Values, t: float, df: float
) -> Estimate:
    """One study as it would be reported, as far as a replication criterion asks."""
    sides = {cells.high.level: high, cells.low.level: low}
    known = np.isfinite(t)
    return Estimate(
        hypothesis.id, "primary", hypothesis.measure, "", "Welch's t test", "",
        n={level: len(values) for level, values in sides.items()},
        mean={level: float(values.mean()) for level, values in sides.items()},
        sd={level: float(values.std(ddof=1)) for level, values in sides.items()},
        estimate=float(high.mean() - low.mean()) if known else None,
        statistic=Statistic("t", t, df) if known else None,
        alternative=hypothesis.alternative,
        problem=None if known else "every answer is the same",
    )  # fmt: skip


def by_batch(hypothesis: Hypothesis) -> bool:
    """Whether the batched kernel gives what is reported; of a kind that extends Welch's nobody can know."""
    return type(hypothesis.model) is Welch
