"""What a plan of looks does: how often it stops at each, with what, and with how many participants.

A study draws its whole planned sample; each look is at those who came first. A plan's bounds are worked out
once for the planned numbers, as p of the test.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.kernels import Batch, student, welch
from ikea_effect.analysis.resampling import generator
from ikea_effect.analysis.sequential.rules import bounds_of_p, shows_equivalence
from ikea_effect.diagnosis import one_by_one
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.design import compares_cells, hypothesis_of
from ikea_effect.diagnosis.program import program_for, same_program
from ikea_effect.diagnosis.results import PlanDiagnosis, Simulated
from ikea_effect.diagnosis.studies import Cell, Cells, cells_of, drawn
from ikea_effect.diagnosis.tally import Moments
from ikea_effect.errors import AnalysisError
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.sequential import Fixed, PlannedLooks

BATCH, LOOP = 2_000, 10
"""Studies of a piece, drawn in batches or one by one."""
KERNELS = {"welch": welch, "student": student}


@dataclass(frozen=True, slots=True)
class PlanWork:
    """A protocol with its population, as JSON, whose plan is run to n per condition."""

    said: str
    n: int
    seed: int

    @property
    def label(self) -> str:
        """What it is about, for the names of files."""
        return "plan"


@dataclass(frozen=True, slots=True)
class PlanPiece:
    """The studies first, first + 1, .. of a work."""

    work: PlanWork
    first: int
    count: int
    program: str


@dataclass(frozen=True, slots=True)
class PlanTally:
    """How many studies ended at each look with an effect, with none, or at the last with neither."""

    studies: int = 0
    effect: tuple[int, ...] = ()
    none: tuple[int, ...] = ()
    undecided: int = 0
    participants: Moments = field(default_factory=Moments)

    def and_those(self, other: PlanTally) -> PlanTally:
        """Of both together."""
        return PlanTally(
            self.studies + other.studies,
            tuple(a + b for a, b in zip(self.effect, other.effect, strict=True)),
            tuple(a + b for a, b in zip(self.none, other.none, strict=True)),
            self.undecided + other.undecided,
            self.participants.and_those(other.participants),
        )

    def to_json(self) -> dict[str, Any]:
        """All of it; numbers come back to the last bit."""
        return {
            "studies": self.studies, "effect": [*self.effect], "none": [*self.none],
            "undecided": self.undecided, "participants": self.participants.to_json(),
        }  # fmt: skip

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> PlanTally:
        """The tally again. Raises: KeyError, TypeError or ValueError if it is none."""
        effect, none = (tuple(int(one) for one in body[name]) for name in ("effect", "none"))
        people = Moments.from_json(body["participants"])
        return cls(int(body["studies"]), effect, none, int(body["undecided"]), people)

    @property
    def cautious_error(self) -> float:
        """The Monte-Carlo error of the power, above 0 also where all of few studies end with an effect."""
        share = (sum(self.effect) + 1) / (self.studies + 2)
        return float(np.sqrt(share * (1 - share) / max(1, self.studies)))


def plan_work(protocol: Protocol, n: int, seed: int) -> PlanWork:
    """The work of a protocol's plan at one n."""
    return PlanWork(json.dumps(dict(protocol.said), ensure_ascii=False), n, seed)


def plan_pieces(work: PlanWork, studies: int) -> list[PlanPiece]:
    """All its studies in pieces."""
    size = BATCH if by_batch(work) else LOOP
    digest = program_for(work.said)
    return [PlanPiece(work, at, min(size, studies - at), digest) for at in range(0, studies, size)]


def by_batch(work: PlanWork) -> bool:
    """Whether a batched kernel runs its studies."""
    return _asked(work.said).batch


def _plan(protocol: Protocol) -> PlannedLooks:
    plan = protocol.sequential
    if plan is None or isinstance(plan, Fixed):
        raise AnalysisError(f"{protocol.id} plans no looks: declare `sequential`.")
    return plan


def looks_at(plan: PlannedLooks, n: int) -> tuple[int, ...]:
    """Participants per condition at each look where the last is at n: in the proportions of the plan."""
    return tuple(max(2, round(look * n / plan.looks[-1])) for look in plan.looks)


def run_plan(piece: PlanPiece) -> PlanTally:
    """How the studies of the piece end. Raises: StationError if this is not the program that asks."""
    same_program(piece.program, piece.work.said)
    with threadpool_limits(1):
        asked, work = _asked(piece.work.said), piece.work
        looks = looks_at(asked.plan, work.n)
        p, cells = asked.p_at(looks, piece), asked.per_cell
        share = [look / work.n for look in looks]
        bounds = bounds_of_p(asked.plan, [look * cells for look in looks], share, asked.alternative)
        return _tally(p, looks, bounds, len(asked.protocol.conditions))


def _tally(p: Values, looks: Sequence[int], bounds: Sequence[Any], conditions: int) -> PlanTally:
    """Of p at each look, shape (looks, studies): NaN where nothing could be tested."""
    going = np.ones(p.shape[1], dtype=np.bool_)
    spent = np.full(p.shape[1], float(looks[-1] * conditions))
    effect, none = [], []
    for at, look, bound in zip(p, looks, bounds, strict=True):
        shown, absent = going & (at <= bound.effect), going & (at >= bound.none)
        effect.append(int(shown.sum()))
        none.append(int(absent.sum()))
        spent[shown | absent] = look * conditions
        going &= ~(shown | absent)
    return PlanTally(p.shape[1], tuple(effect), tuple(none), int(going.sum()), Moments.of(spent))


class _Asked:
    """A plan and its hypothesis, ready to be simulated."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol, self.plan = protocol, _plan(protocol)
        self.hypothesis: Hypothesis = hypothesis_of(protocol, self.plan.hypothesis)
        self.two_cells = compares_cells(protocol, self.hypothesis)
        alike = shows_equivalence(self.plan)
        self.alternative = "two-sided" if alike else self.hypothesis.alternative
        self.kernel = student if alike else KERNELS.get(self.hypothesis.model.kind)
        self.batch = self.two_cells and self.kernel is not None
        self.cells: Cells | None = cells_of(protocol, self.hypothesis) if self.two_cells else None
        self.samplers = None if self.two_cells else one_by_one.samplers_of(protocol, self.hypothesis)

    @property
    def per_cell(self) -> int:
        """How many conditions make a cell: each cell has so many times the participants of a condition."""
        return 1 if self.cells is None else len(self.cells.high.conditions)

    def p_at(self, looks: Sequence[int], piece: PlanPiece) -> Values:
        """p at each look in each study of the piece, shape (looks, studies)."""
        place = self.protocol.hypotheses.index(self.hypothesis)
        n, seed = looks[-1], piece.work.seed
        if self.cells is not None and self.batch:
            return self._batched(self.cells, looks, n, piece.count, generator(seed, place, piece.first))
        rngs = (generator(seed, place, study) for study in range(piece.first, piece.first + piece.count))
        return np.array([[self._p(rows) for rows in self._tables(looks, n, rng)] for rng in rngs]).T

    def _batched(
        self, cells: Cells, looks: Sequence[int], n: int, studies: int, rng: np.random.Generator
    ) -> Values:
        kernel, blocks = self.kernel, []
        assert kernel is not None
        for high, low in drawn(cells, n, studies, rng):
            found: list[Batch] = [
                kernel(_first(cells.high, high, n, look), _first(cells.low, low, n, look)) for look in looks
            ]
            blocks.append(np.array([one.p(self.alternative) for one in found]))
        return np.concatenate(blocks, axis=1)

    def _tables(self, looks: Sequence[int], n: int, rng: np.random.Generator) -> Iterator[pd.DataFrame]:
        """The table of one study at each look."""
        if self.cells is not None:
            [(high, low)] = drawn(self.cells, n, 1, rng)
            for look in looks:
                yield self._of_cells(self.cells, high, low, n, look)
            return
        assert self.samplers is not None
        [table] = one_by_one.tables_by(self.samplers, n, [rng])
        for look in looks:
            yield table[_order(len(table), n) < look]

    def _of_cells(self, cells: Cells, high: Values, low: Values, n: int, look: int) -> pd.DataFrame:
        sides = [_first(cells.high, high, n, look)[:, 0], _first(cells.low, low, n, look)[:, 0]]
        levels = np.repeat([cells.high.level, cells.low.level], [len(side) for side in sides])
        factor = self.hypothesis.model.factor  # type: ignore[union-attr]
        return pd.DataFrame({factor: levels, self.hypothesis.measure: np.concatenate(sides)})

    def _p(self, rows: pd.DataFrame) -> float:
        found = answer(self.protocol, self.hypothesis, rows)
        return np.nan if found.p is None else found.p


def _first(cell: Cell, values: Values, n: int, look: int) -> Values:
    """The first participants of each condition of the cell."""
    return values if look == n else values[_order(len(cell.conditions) * n, n) < look]


def _order(rows: int, n: int) -> Any:
    """Which participant of the condition each row is: conditions follow each other, n rows each."""
    return np.arange(rows) % n


@lru_cache(maxsize=16)
def _asked(said: str) -> _Asked:
    return _Asked(protocol_from_said(json.loads(said)))


def told_plan(protocol: Protocol, effect: str, work: PlanWork, tally: PlanTally) -> PlanDiagnosis:
    """The diagnosis that a tally comes to."""
    plan, many = _plan(protocol), tally.studies
    return PlanDiagnosis(
        plan.plan, plan.hypothesis, effect, work.n, len(protocol.conditions), looks_at(plan, work.n),
        many, work.seed,
        tuple(Simulated.share(one, many) for one in tally.effect),
        tuple(Simulated.share(one, many) for one in tally.none),
        Simulated.share(tally.undecided, many),
        Simulated.share(sum(tally.none if shows_equivalence(plan) else tally.effect), many),
        tally.participants.told,
    )  # fmt: skip
