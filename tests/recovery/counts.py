"""How often studies of seeds 1, 2, .. find what is planted: counts, and the band that they have to lie in."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy import stats

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis import one_by_one
from ikea_effect.diagnosis.block import Kernel, drawn_block, seeded_block
from ikea_effect.diagnosis.design import DIFFERENCES, compares_cells
from ikea_effect.diagnosis.diagnose import ask, told
from ikea_effect.diagnosis.executors import opener_of
from ikea_effect.diagnosis.kernels import kernel_of
from ikea_effect.diagnosis.kernels.mediation import kernel_through
from ikea_effect.diagnosis.pieces import run_piece
from ikea_effect.diagnosis.runs import run_all
from ikea_effect.diagnosis.sampler import Sampler
from ikea_effect.diagnosis.studies import Reported, cells_of
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.models import Protocol
from tests.recovery.variants import Variant

OTHERS = 1_000_003
"""A seed far from those that are counted, by which the studies are drawn that tell power."""
AT_ONCE = 20
"""Tables that are analyzed together: of more, the resamples of a mediation would fill the memory."""


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


class Planted(NamedTuple):
    """What the model estimates in the population, and how often its interval is to hold that."""

    value: float
    level: float


def band(share: float, studies: int, known_from: int | None = None) -> tuple[int, int]:
    """The 99% band of hits; wider where the share itself was counted in so many studies."""
    if known_from is None:
        low, high = stats.binom.ppf((0.005, 0.995), studies, share)
        return int(low), int(high)
    near = min(max(share, 1 / known_from), 1 - 1 / known_from)
    error = stats.norm.ppf(0.995) * np.sqrt(near * (1 - near) * studies * (1 + studies / known_from))
    return int(np.floor(share * studies - error)), int(np.ceil(share * studies + error))


def counts(variant: Variant, hypothesis: Hypothesis, n: int, seeds: Sequence[int]) -> Iterator[Count]:
    """What the studies of these seeds come to, n participants per condition.

    Raises: AnalysisError if the answers cannot be drawn.
    """
    rngs = streams(variant, hypothesis, seeds)
    if variant.through:
        significant = found_through(variant, hypothesis, n, rngs)
        yield Count("alpha", significant, len(seeds), 0.05, *band(0.05, len(seeds)))
        return
    found = studies_of(variant.protocol, hypothesis, n, rngs)
    significant = int(found.significant.sum())
    if variant.null:
        yield Count("alpha", significant, len(seeds), 0.05, *band(0.05, len(seeds)))
        return
    if (planted := planted_value(variant.protocol, hypothesis)) is not None:
        bounded = np.isfinite(found.low) & np.isfinite(found.high)
        covered = bounded & (found.low <= planted.value) & (planted.value <= found.high)
        known = int(bounded.sum())
        yield Count("coverage", int(covered.sum()), known, planted.level, *band(planted.level, known))
    power, known_from = power_of(variant.protocol, hypothesis, n)
    yield Count("power", significant, len(seeds), power, *band(power, len(seeds), known_from))


def streams(variant: Variant, hypothesis: Hypothesis, seeds: Sequence[int]) -> list[np.random.Generator]:
    """What each seed draws from: hypotheses and populations share no chance, so counts are independent."""
    name = f"{variant.protocol.id} {hypothesis.id} {variant.name}"
    return [generator(seed, zlib.crc32(name.encode())) for seed in seeds]


def power_of(protocol: Protocol, hypothesis: Hypothesis, n: int) -> tuple[float, int]:
    """What `ikea-effect power` says of a study of n, and from how many studies."""
    asked = replace(ask(protocol, hypothesis.id), rules=())  # verdicts would be looked up for each
    pieces = asked.pieces(n, None, OTHERS)
    [tally] = run_all({pieces[0].work: pieces}, run_piece, *opener_of("here", None)).values()
    said = told(asked, n, OTHERS, tally)
    return said.power.value or 0.0, said.studies


def studies_of(
    protocol: Protocol, hypothesis: Hypothesis, n: int, rngs: Sequence[np.random.Generator]
) -> Reported:
    """One table by each generator, drawn from the path model and analyzed as a real one.

    Tables are answered together by the kernel of the model, which is held to what `analyze` says of each.
    """
    kernel = kernel_of(protocol, hypothesis, n)
    if kernel is None:
        drawn = one_by_one.seeded_tables(protocol, hypothesis, n, rngs)
        return one_by_one.reported([answer(protocol, hypothesis, table) for table in drawn])
    return _together(kernel, one_by_one.samplers_of(protocol, hypothesis), n, rngs)


def _together(
    kernel: Kernel, samplers: list[Sampler], n: int, rngs: Sequence[np.random.Generator]
) -> Reported:
    parts = [rngs[start : start + AT_ONCE] for start in range(0, len(rngs), AT_ONCE)]
    found = [kernel(seeded_block(samplers, n, part)) for part in parts]
    together = (
        np.concatenate([getattr(one, name) for one in found])
        for name in ("estimate", "low", "high", "significant")
    )
    return Reported(*together, ())


def found_through(
    variant: Variant, hypothesis: Hypothesis, n: int, rngs: Sequence[np.random.Generator]
) -> int:
    """In how many studies the 95% interval of what runs through one mediator beside others leaves out 0."""
    kernel = kernel_through(variant.protocol, hypothesis, variant.through)
    assert kernel is not None
    found = _together(kernel, one_by_one.samplers_of(variant.protocol, hypothesis), n, rngs)
    return int(((found.low > 0) | (found.high < 0)).sum())


def planted_value(protocol: Protocol, hypothesis: Hypothesis) -> Planted | None:
    """What intervals are held to; None where the model gives none.

    Exact of a difference of two cells; else what the model finds in so many participants that chance hardly
    counts.
    """
    kind = hypothesis.model.kind
    if compares_cells(protocol, hypothesis) and kind in DIFFERENCES:
        return Planted(cells_of(protocol, hypothesis).planted, _level(protocol, hypothesis))
    if kind == "mixed":  # whose fit to so many would take too long
        value = _of_kernel(protocol, hypothesis)
        return None if value is None else Planted(value, _level(protocol, hypothesis))
    found = one_by_one.planted(protocol, hypothesis)
    if found.ci is None or found.estimate is None:
        return None
    return Planted(found.estimate, found.level)


def _level(protocol: Protocol, hypothesis: Hypothesis) -> float:
    """How often the model's interval is to hold its value, as a small study says."""
    [table] = one_by_one.seeded_tables(protocol, hypothesis, 10, [generator(OTHERS)])
    return answer(protocol, hypothesis, table).level


def _of_kernel(protocol: Protocol, hypothesis: Hypothesis) -> float | None:
    kernel = kernel_of(protocol, hypothesis, one_by_one.MANY)
    if kernel is None:
        return None
    samplers = one_by_one.samplers_of(protocol, hypothesis)
    found = kernel(drawn_block(samplers, one_by_one.MANY, 1, generator(0, one_by_one.MANY)))
    return float(found.estimate[0]) if np.isfinite(found.low[0]) else None
