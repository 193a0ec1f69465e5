"""How often studies of seeds 1, 2, .. find what is planted: counts, and the band that they have to lie in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis import one_by_one
from ikea_effect.diagnosis.design import DIFFERENCES, UNPLANTED
from ikea_effect.diagnosis.diagnose import diagnose
from ikea_effect.diagnosis.studies import Reported, by_batch, cells_of
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.model_base import TwoCells
from ikea_effect.protocol.models import Protocol
from tests.recovery.variants import Variant

RESAMPLES = 500
OTHERS = 1_000_003
"""A seed far from those that are counted, and the first of those by which power is drawn one by one."""


class Count(NamedTuple):
    """`hits` of `studies`, what was to be expected, and the 99% band around that.

    `what` is coverage, power or alpha. A test may be careful: cover more, or find nothing more often.
    """

    what: str
    hits: int
    studies: int
    expected: float
    low: int
    high: int

    @property
    def verdict(self) -> str:
        """inside, careful, or outside."""
        if self.low <= self.hits <= self.high:
            return "inside"
        careful = {"coverage": self.hits > self.high, "alpha": self.hits < self.low}
        return "careful" if careful.get(self.what) else "outside"


def band(share: float, studies: int, known_from: int | None = None) -> tuple[int, int]:
    """The 99% band of hits; wider where the share itself was counted in so many studies."""
    if known_from is None:
        low, high = stats.binom.ppf((0.005, 0.995), studies, share)
        return int(low), int(high)
    near = min(max(share, 1 / known_from), 1 - 1 / known_from)
    error = stats.norm.ppf(0.995) * np.sqrt(near * (1 - near) * studies * (1 + studies / known_from))
    return int(np.floor(share * studies - error)), int(np.ceil(share * studies + error))


def counts(variant: Variant, hypothesis: Hypothesis, n: int, seeds: Sequence[int]) -> Iterator[Count]:
    """What the studies of these seeds come to, n participants per condition."""
    found = studies_of(variant.protocol, hypothesis, n, seeds)
    significant = int(found.significant.sum())
    if variant.null:
        yield Count("alpha", significant, len(seeds), 0.05, *band(0.05, len(seeds)))
        return
    if (planted := planted_value(variant.protocol, hypothesis)) is not None:
        bounded = np.isfinite(found.low) & np.isfinite(found.high)
        covered = bounded & (found.low <= planted) & (planted <= found.high)
        known = int(bounded.sum())
        yield Count("coverage", int(covered.sum()), known, 0.95, *band(0.95, known))
    power, known_from = power_of(variant.protocol, hypothesis, n, len(seeds))
    yield Count("power", significant, len(seeds), power, *band(power, len(seeds), known_from))


def power_of(protocol: Protocol, hypothesis: Hypothesis, n: int, studies: int) -> tuple[float, int]:
    """The share of other studies that find something, and of how many: very many in batches."""
    if by_batch(hypothesis) and not one_by_one.is_repeated(protocol, (hypothesis.measure,)):
        told = diagnose(protocol, hypothesis.id, n, seed=OTHERS)
        return told.power.value or 0.0, told.studies
    found = studies_of(protocol, hypothesis, n, range(OTHERS, OTHERS + studies))
    return float(found.significant.mean()), studies


def studies_of(protocol: Protocol, hypothesis: Hypothesis, n: int, seeds: Sequence[int]) -> Reported:
    """Each seed's table, drawn from the path model and analyzed as a real one."""
    asked = one_by_one.with_resamples(hypothesis, RESAMPLES)
    drawn = one_by_one.seeded_tables(protocol, hypothesis, n, (generator(seed) for seed in seeds))
    return one_by_one.reported([answer(protocol, asked, table) for table in drawn])


def planted_value(protocol: Protocol, hypothesis: Hypothesis) -> float | None:
    """What the model estimates in the population; None where the estimate is of another nature."""
    kind = hypothesis.model.kind
    if kind in UNPLANTED or kind == "tost":
        return None
    between = isinstance(hypothesis.model, TwoCells) and kind in DIFFERENCES and kind != "regression"
    if between and not one_by_one.is_repeated(protocol, (hypothesis.measure,)):
        return cells_of(protocol, hypothesis).planted
    estimate = one_by_one.planted(protocol, hypothesis)
    return None if estimate.ci is None else estimate.estimate
