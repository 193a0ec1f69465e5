"""A piece of a diagnosis: so many studies of one hypothesis, run anywhere and again with the same result.

Studies are numbered, and what a study draws follows from the seed, its hypothesis and its number alone (of
batches: the number of the first). A piece knows everything it needs, so that any process on any machine that
has this program can run it, and again if that machine dies.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from threadpoolctl import threadpool_limits

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.replication.bayes_bounds import bayes_outcomes
from ikea_effect.analysis.replication.panel import criterion
from ikea_effect.analysis.replication.sources import estimated_summary, published_summary, standard
from ikea_effect.analysis.replication.summary import Summary
from ikea_effect.analysis.resampling import generator
from ikea_effect.analysis.results import Estimate, Outcome
from ikea_effect.diagnosis import kernels, one_by_one
from ikea_effect.diagnosis.block import STUDIES, Kernel, drawn_block
from ikea_effect.diagnosis.design import compares_cells, hypothesis_of
from ikea_effect.diagnosis.kernels.estimates import can_be_judged, estimates
from ikea_effect.diagnosis.program import same_program
from ikea_effect.diagnosis.sampler import Sampler
from ikea_effect.diagnosis.studies import Cells, Reported, by_batch, cells_of, in_batches
from ikea_effect.diagnosis.tally import Tally, tally_of
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.models import Protocol

BATCH = 10_000
"""Studies of a piece that a batched kernel runs."""
LOOP = 10
"""Studies of a piece that are fitted one by one."""
MOST_VERDICTS = 2_000
"""Of batched studies: how many the deciding criteria judge, which take one at a time."""
SEEN = 20
"""Participants per condition of a study that shows what a kernel tells."""


@dataclass(frozen=True, slots=True)
class Work:
    """One hypothesis in one population at one n; `said` is the protocol with that population, as JSON.

    `target` is what intervals are held to (none: nothing is), `null` what would be no effect, `rules` the
    criteria that judge.
    """

    said: str
    hypothesis: str
    n: int
    seed: int
    target: float | None
    null: float
    rules: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What it is about, for the names of files."""
        return self.hypothesis


@dataclass(frozen=True, slots=True)
class Piece:
    """The studies first, first + 1, .. of a work; `program` is that of whoever asks."""

    work: Work
    first: int
    count: int
    program: str


def pieces_of(work: Work, studies: int, program: str, *, batch: bool) -> Iterator[Piece]:
    """All studies of the work in pieces."""
    size = BATCH if batch else STUDIES if by_columns(work) else LOOP
    for first in range(0, studies, size):
        yield Piece(work, first, min(size, studies - first), program)


def run_piece(piece: Piece) -> Tally:
    """What the studies of the piece came to. Raises: StationError if this is not the program that asks."""
    same_program(piece.program, piece.work.said)
    with threadpool_limits(1):  # several threads add up in another order: another last digit
        work = piece.work
        protocol, asked = _asked(work.said, work.hypothesis)
        reported = _reported(protocol, asked, piece)
        judged = reported.first[: _judged(piece)]
        outcomes = {rule: outcomes_of(protocol, asked, rule, judged) for rule in work.rules}
        reasons = {rule: reasons_of(protocol, asked, rule, judged, said) for rule, said in outcomes.items()}
        return tally_of(reported, work.target, work.null, outcomes, reasons)


def why_not(piece: Piece) -> str:
    """Why the first study of the piece gives no estimate."""
    protocol, asked = _asked(piece.work.said, piece.work.hypothesis)
    [estimate] = _fitted(protocol, asked, replace(piece, count=1)).first
    return str(estimate.problem)


def by_columns(work: Work) -> bool:
    """Whether many of its studies are answered at once, as columns.

    Where criteria judge by more than a kernel tells, each study is fitted.
    """
    kernel = _kernel(work.said, work.hypothesis, work.n)
    return kernel is not None and (not work.rules or _judges(work.said, work.hypothesis))


@lru_cache(maxsize=64)
def _kernel(said: str, hypothesis: str, n: int) -> Kernel | None:
    protocol, asked = _asked(said, hypothesis)
    if compares_cells(protocol, asked) and by_batch(asked):
        return None
    return kernels.kernel_of(protocol, _lighter(protocol, asked), n)


def _lighter(protocol: Protocol, asked: Hypothesis) -> Hypothesis:
    """The hypothesis with fewer resamples, where these are of whole tables; two cells have those declared."""
    return (
        asked if compares_cells(protocol, asked) else one_by_one.with_resamples(asked, one_by_one.RESAMPLES)
    )


@lru_cache(maxsize=64)
def _judges(said: str, hypothesis: str) -> bool:
    """Whether what the kernel tells is all that criteria ask for: seen at one study of enough people."""
    kernel = _kernel(said, hypothesis, SEEN)
    if kernel is None:
        return False
    block = drawn_block(_samplers(said, hypothesis), SEEN, 1, generator(0))
    return can_be_judged(_asked(said, hypothesis)[1], kernel(block))


@lru_cache(maxsize=16)
def _asked(said: str, hypothesis: str) -> tuple[Protocol, Hypothesis]:
    protocol = protocol_from_said(json.loads(said))
    return protocol, hypothesis_of(protocol, hypothesis)


@lru_cache(maxsize=16)
def _cells(said: str, hypothesis: str) -> Cells:
    return cells_of(*_asked(said, hypothesis))


@lru_cache(maxsize=16)
def _samplers(said: str, hypothesis: str) -> list[Sampler]:
    return one_by_one.samplers_of(*_asked(said, hypothesis))


def _reported(protocol: Protocol, asked: Hypothesis, piece: Piece) -> Reported:
    """What its studies report: as columns those of one draw, else each by its own."""
    work, kernel = piece.work, _kernel(piece.work.said, piece.work.hypothesis, piece.work.n)
    if kernel is None or not by_columns(work):
        return _fitted(protocol, asked, piece)
    rng = generator(work.seed, protocol.hypotheses.index(asked), piece.first)
    block = drawn_block(_samplers(work.said, work.hypothesis), work.n, piece.count, rng)
    found, in_full = kernel(block), _judged(piece) if work.rules else 0
    if not in_full:
        return found
    return replace(found, first=estimates(asked, block, found, standard(protocol, asked), in_full))


def _fitted(protocol: Protocol, asked: Hypothesis, piece: Piece) -> Reported:
    work, place = piece.work, protocol.hypotheses.index(asked)
    studies = range(piece.first, piece.first + piece.count)
    rngs = (generator(work.seed, place, study) for study in studies)
    if not compares_cells(protocol, asked):
        lighter = _lighter(protocol, asked)
        drawn = one_by_one.tables_by(_samplers(work.said, work.hypothesis), work.n, rngs)
        return one_by_one.reported([answer(protocol, lighter, table) for table in drawn])
    cells = _cells(work.said, work.hypothesis)
    if not by_batch(asked):
        return one_by_one.of_cells_by(protocol, cells, asked, work.n, rngs)
    in_full = _judged(piece) if work.rules else 0
    return in_batches(cells, asked, work.n, piece.count, in_full, next(rngs))


def _judged(piece: Piece) -> int:
    """How many of the piece's studies are judged: of all studies the first."""
    return max(0, min(piece.count, MOST_VERDICTS - piece.first))


def outcomes_of(
    protocol: Protocol, asked: Hypothesis, rule: str, estimates: tuple[Estimate, ...]
) -> Sequence[Outcome]:
    """What the rule says of the published result beside each of these."""
    original, replications = _both(protocol, asked, estimates)
    if rule == "bayes-factor":
        return bayes_outcomes(original, replications)
    return [criterion(rule, original, one, _smallest(asked)).outcome for one in replications]


def reasons_of(
    protocol: Protocol, asked: Hypothesis, rule: str, estimates: Sequence[Estimate], said: Sequence[Outcome]
) -> Sequence[str]:
    """Why the rule could not be computed, of each of these of which it could not."""
    without = [one for one, outcome in zip(estimates, said, strict=True) if outcome == "cannot-be-computed"]
    original, replications = _both(protocol, asked, without)
    return [criterion(rule, original, one, _smallest(asked)).reason for one in replications]


def _smallest(asked: Hypothesis) -> float | None:
    """The smallest effect of interest, as d."""
    return asked.smallest_effect.d if asked.smallest_effect else None


def _both(
    protocol: Protocol, asked: Hypothesis, estimates: Sequence[Estimate]
) -> tuple[Summary, list[Summary]]:
    """The published result, and each of these, as criteria take them."""
    row = next(row for row in protocol.published if row.hypothesis == asked.id)
    by = standard(protocol, asked)
    return published_summary(row, by), [estimated_summary(one, by) for one in estimates]
