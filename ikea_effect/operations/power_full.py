"""Studies as they will be run: simulated participants through the engine, whoever is left out left out.

A study here is what `simulate` makes, in memory: comprehension, attention, tiredness, who leaves, prices and
caps as declared; its table is analyzed with all exclusions. What people cost is counted on the way.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from ikea_effect.analysis.analyze import analyze
from ikea_effect.analysis.reading.table import WhoCounts, people_of
from ikea_effect.analysis.results import Estimate
from ikea_effect.diagnosis.diagnose import Ask, told
from ikea_effect.diagnosis.one_by_one import reported
from ikea_effect.diagnosis.pieces import outcomes_of, reasons_of
from ikea_effect.diagnosis.program import program_for, same_program
from ikea_effect.diagnosis.results import Cost, Diagnosis
from ikea_effect.diagnosis.tally import Moments, Tally, tally_of
from ikea_effect.errors import StationError
from ikea_effect.money import exponent
from ikea_effect.operations.data import waited_sessions
from ikea_effect.operations.session_facts import plan_of
from ikea_effect.operations.settlement_sessions import owed
from ikea_effect.operations.simulate import first_as_at_desks, simulated_journals
from ikea_effect.payment.group_columns import results, sold
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.record.events import Event
from ikea_effect.record.observations import frame, tables
from ikea_effect.record.study import Plan

MANY = 100
"""Studies where no number is asked for."""
PEOPLE = 200
"""Simulated sessions of a piece, about."""
DAY_MINUTES = 480


FACTS = ("finished", "kept", "pay", "minutes", "sold", "unfilled")


class Aim(NamedTuple):
    """A hypothesis, what its intervals are held to, what would be no effect, and who judges."""

    hypothesis: str
    target: float | None
    null: float
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FullWork:
    """Studies of n recruited participants per condition; `said` is the protocol with their population."""

    reference: str
    experiment: str | None
    said: str
    n: int
    seed: int
    aims: tuple[Aim, ...]
    materials: str
    """A digest of the lab's texts, goods and files, which are read where a piece runs."""

    @property
    def label(self) -> str:
        """What it is about, for the names of files."""
        return "sessions"


@dataclass(frozen=True, slots=True)
class FullPiece:
    """The studies first, first + 1, .. of a work."""

    work: FullWork
    first: int
    count: int
    program: str


@dataclass(frozen=True, slots=True)
class FullTally:
    """What studies came to by hypothesis, and per study who finished and was kept, pay and minutes in all."""

    tallies: Mapping[str, Tally]
    finished: Moments
    kept: Moments
    pay: Moments
    minutes: Moments
    sold: Moments = Moments()
    """What winners of auctions pay in all."""
    unfilled: Moments = Moments()
    """How many bid in a group that did not fill."""

    def to_json(self) -> dict[str, Any]:
        """All of it; numbers come back to the last bit."""
        tallies = {name: one.to_json() for name, one in self.tallies.items()}
        return {"tallies": tallies, **{name: getattr(self, name).to_json() for name in FACTS}}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> FullTally:
        """The tally again. Raises: KeyError, TypeError or ValueError if it is none."""
        tallies = {name: Tally.from_json(one) for name, one in body["tallies"].items()}
        return cls(tallies, *(Moments.from_json(body[name]) for name in FACTS))

    @property
    def studies(self) -> int:
        """How many studies it is of."""
        return self.kept.n

    @property
    def cautious_error(self) -> float:
        """The largest of all hypotheses."""
        return max(one.cautious_error for one in self.tallies.values())

    def and_those(self, other: FullTally) -> FullTally:
        """Of both together."""
        return FullTally(
            {name: one.and_those(other.tallies[name]) for name, one in self.tallies.items()},
            *(getattr(self, name).and_those(getattr(other, name)) for name in FACTS),
        )


class Run(NamedTuple):
    """One study: its primary estimates, how many finished and were kept, what was owed, how long it took.

    `sold` is what winners of auctions pay, `unfilled` how many bid in a group that did not fill.
    """

    estimates: Mapping[str, Estimate]
    finished: int
    kept: int
    pay: float
    minutes: float
    sold: float | None = None
    unfilled: int | None = None


def full_pieces(work: FullWork, studies: int, conditions: int) -> list[FullPiece]:
    """All studies of the work in pieces."""
    size, program = max(1, PEOPLE // (work.n * conditions)), program_for(work.said)
    return [
        FullPiece(work, first, min(size, studies - first), program) for first in range(0, studies, size)
    ]  # fmt: skip


def run_full(piece: FullPiece) -> FullTally:
    """What the studies of the piece came to."""
    same_program(piece.program, piece.work.said)
    runs = [_study(piece.work, number) for number in range(piece.first, piece.first + piece.count)]
    setup, _ = _set_up(piece.work)
    tallies = {aim.hypothesis: _tally(setup, aim, runs) for aim in piece.work.aims}
    facts = (_moments([getattr(run, name) for run in runs]) for name in FACTS)
    return FullTally(tallies, *facts)


def _moments(values: Sequence[float | None]) -> Moments:
    """Of what is known."""
    return Moments.of(np.array([one for one in values if one is not None], dtype=np.float64))


@lru_cache(maxsize=4)
def _set_up(work: FullWork) -> tuple[Setup, Plan]:
    setup = load_setup(work.reference, work.experiment)
    if (here := materials_of(setup)) != work.materials:
        raise StationError(
            f"The texts, goods or files of {work.reference} are others where a worker runs than where the "
            f"command does\n({here}, {work.materials}). Put the same folder under the same path there."
        )
    setup = replace(setup, protocol=protocol_from_said(json.loads(work.said)))
    return setup, plan_of(setup, work.reference, setup.protocol.id, "simulated", work.seed)


def _study(work: FullWork, number: int) -> Run:
    setup, plan = _set_up(work)
    protocol = setup.protocol
    secret = hashlib.sha256(f"{work.seed} {protocol.id} {number}".encode()).digest()
    chunk = first_as_at_desks(setup, secret, work.n * len(protocol.conditions))
    journals = [journal.events for _, journal in simulated_journals(setup, plan, secret, chunk)]
    waited = [session for events in journals for session in waited_sessions(events)]
    known = results(protocol, waited, [], set())
    wide = frame(tables(protocol, journals, lambda: known))
    table = people_of(wide.rename_axis("row"), protocol, WhoCounts())
    found = analyze(protocol, table.data, "simulated", left_out=table.left_out, read=table.read)
    primary = {one.hypothesis: one for one in found.estimates if one.role == "primary"}
    finished = sum(events[-1].kind == "finished" for events in journals)
    paid, unfilled = sold(protocol, waited, known) or (None, None)
    return Run(primary, finished, found.basis.kept, _pay(journals), _minutes(journals), paid, unfilled)


def _pay(journals: Sequence[Sequence[Event]]) -> float:
    """What debriefings said is owed, in major units; who left before that got nothing here."""
    amounts = [amount for amount in map(owed, journals) if amount is not None]
    return float(sum(amount.minor / 10 ** exponent(amount.currency) for amount in amounts))


def _minutes(journals: Sequence[Sequence[Event]]) -> float:
    return sum(events[-1].clock_ms for events in journals) / 60_000


def _tally(setup: Setup, aim: Aim, runs: Sequence[Run]) -> Tally:
    estimates = tuple(run.estimates[aim.hypothesis] for run in runs)
    asked = next(one for one in setup.protocol.hypotheses if one.id == aim.hypothesis)
    outcomes = {rule: outcomes_of(setup.protocol, asked, rule, estimates) for rule in aim.rules}
    reasons = {
        rule: reasons_of(setup.protocol, asked, rule, estimates, said) for rule, said in outcomes.items()
    }
    return tally_of(reported(list(estimates)), aim.target, aim.null, outcomes, reasons)


# --- what they come to --------------------------------------------------------------------------------------


def materials_of(setup: Setup) -> str:
    """The digest of what sessions show beside the protocol, the same wherever it is the same."""
    said = json.dumps([setup.protocol.sha256, *sorted(setup.hashes.items())])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def works_of(
    asks: Sequence[Ask], reference: str, experiment: str | None, n: int, seed: int
) -> dict[FullWork, list[Ask]]:
    """A work for each population that is asked for, with the questions that it answers."""
    populations: dict[str, list[Ask]] = {}
    materials = materials_of(load_setup(reference, experiment))
    for one in asks:
        said = json.dumps(dict(one.effect.population.said), ensure_ascii=False)
        populations.setdefault(said, []).append(one)
    return {
        FullWork(reference, experiment, said, n, seed, tuple(map(_aim, members)), materials): members
        for said, members in populations.items()
    }


def _aim(one: Ask) -> Aim:
    return Aim(one.hypothesis.id, one.design.target, one.design.null, one.rules)


def full_diagnosis(one: Ask, n: int, seed: int, tally: FullTally) -> Diagnosis:
    """The diagnosis of studies as they will be run: n are recruited participants per condition."""
    found = told(one, n, seed, tally.tallies[one.hypothesis.id])
    notes = ("Through the engine: n counts recruited participants, of whom some are left out.",)
    return replace(found, engine="sessions", notes=notes)


def cost_of(effect: str, n: int, conditions: int, tally: FullTally, currency: str) -> Cost:
    """What a study of n recruited participants per condition is expected to take."""
    people = n * conditions
    days = tally.minutes.mean / DAY_MINUTES
    kept = tally.kept.mean / people
    return Cost(
        effect, n, people, tally.finished.told, tally.kept.told, math.ceil(n / kept) if kept > 0 else None,
        currency, tally.pay.told, tally.minutes.told, days, tally.sold.told, tally.unfilled.told,
    )  # fmt: skip
