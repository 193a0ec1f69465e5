"""Before data: how likely a study as declared is to find what is planted in its population."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ikea_effect.errors import AnalysisError, ProtocolError
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.models import Protocol

if TYPE_CHECKING:
    from ikea_effect.diagnosis.diagnose import Ask
    from ikea_effect.diagnosis.find import Needed
    from ikea_effect.diagnosis.pieces import Piece
    from ikea_effect.diagnosis.plans import PlanDiagnosis
    from ikea_effect.diagnosis.results import Cost, Diagnosis, Simulated
    from ikea_effect.diagnosis.runs import Keeper
    from ikea_effect.diagnosis.tally import Tally

    Run = Callable[[Sequence[tuple[Ask, int]]], list[Diagnosis]]

GOAL = 0.8
FINE = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0)
"""Shares of the planned n at which a curve is drawn where no n are asked for."""
AT_LEAST = 100
"""Studies that are run at each n where an n is looked for to a Monte-Carlo error."""
LONG = 2_000
"""From how many studies fitted one by one on several processes are begun unasked."""

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PowerRequest:
    """What is asked: a protocol, sample sizes per condition (none: around the planned one), hypotheses.

    `studies` None are as many as is usual for the model, or as `error` takes; `error` ends a run at that
    Monte-Carlo error of the power; `executor` None is this process, or its processors where many studies are
    fitted one by one.
    """

    protocol: str
    n: tuple[int, ...] = ()
    hypotheses: tuple[str, ...] = ()
    studies: int | None = None
    seed: int = 1
    experiment: str | None = None
    plot: bool = False
    effects: tuple[str, ...] = ()
    executor: str | None = None
    workers: int | None = None
    out: Path | None = None
    error: float | None = None
    deciders: bool = False
    """Every criterion that may decide judges, not only the declared one."""
    full: bool = False
    """Studies run through the engine as they will be; n are recruited participants."""
    goal: float | None = None
    """The power whose n is to be found, in place of the power at an n."""
    zeros: tuple[float, ...] = ()
    """Shares of amounts that are nothing, in place of the declared one; each with every effect."""

    def many(self, usual: int) -> int:
        """How many studies are run at most: those asked for, or as many as the error asked for may take.

        Where an n is looked for, all n have as many, so that they share their random numbers.
        """
        if self.error is None:
            return self.studies or usual
        enough = max(AT_LEAST, math.ceil(0.25 / self.error**2))
        return min(self.studies or enough, enough) if self.goal else self.studies or max(usual, enough)


@dataclass(frozen=True, slots=True)
class Power:
    """Every hypothesis at every sample size, and why some hypotheses are left out."""

    protocol: Protocol
    diagnoses: tuple[Diagnosis, ...]
    needed: Mapping[str, int | None]
    left_out: tuple[str, ...]
    found: tuple[Needed, ...] = ()
    goal: float = GOAL
    costs: tuple[Cost, ...] = ()
    plans: tuple[PlanDiagnosis, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """One object, the same for the same input."""
        return {
            "protocol": self.protocol.id,
            "protocol_sha256": self.protocol.sha256,
            "planned_n_per_condition": self.protocol.planned_per_condition,
            "needed_n_per_condition": {
                "power": self.goal,
                "by": "noncentral t",
                "n": dict(self.needed),
            },
            "found": [one.to_json() for one in self.found],
            "costs": [one.to_json() for one in self.costs],
            "plans": [one.to_json() for one in self.plans],
            "diagnoses": [one.to_json() for one in self.diagnoses],
            "left_out": list(self.left_out),
        }

    def of(self, hypothesis: str) -> tuple[Diagnosis, ...]:
        """The diagnoses of one hypothesis, by effect and rising n."""
        return tuple(one for one in self.diagnoses if one.hypothesis == hypothesis)


def power_of(request: PowerRequest, tell: Tell = lambda _done, _all: None) -> Power:
    """The diagnosis of every hypothesis asked for, or of all that can be diagnosed.

    `tell` hears how many studies are done, where any are fitted one by one.
    Raises: AnalysisError if a hypothesis that was named cannot be diagnosed, or if none can.
    """
    from ikea_effect.diagnosis.diagnose import needed_n
    from ikea_effect.diagnosis.executors import opener_of

    refuse_with_full(request)
    protocol = _protocol(request)
    if request.executor is not None:  # a place that there is not is said before anything is worked out
        opener_of(request.executor, request.workers)
    sizes = sorted(set(request.n)) or _sizes(protocol, fine=request.plot)
    asks, left_out = _asks(protocol, request, sizes[0])
    if request.full:
        seen, costs = _full(asks, request, protocol, sizes, tell)
        return Power(protocol, tuple(seen), {}, left_out, costs=tuple(costs))
    pairs = list(itertools.product(asks, [] if request.goal else sizes))
    looped = sum(request.many(one.many(None)) for one, _ in pairs if not one.batch)
    run = _runner(protocol, request, tell, looped)
    found, seen = _found(asks, request, protocol, run) if request.goal else ((), run(pairs))
    goal = request.goal or GOAL
    needed = {one.hypothesis.id: needed_n(protocol, one.hypothesis.id, goal) for one in asks}
    plans = _plans(asks, request, protocol, sizes)
    return Power(protocol, tuple(seen), needed, left_out, tuple(found), goal, plans=plans)


def _plans(
    asks: Sequence[Ask], request: PowerRequest, protocol: Protocol, sizes: Sequence[int]
) -> tuple[PlanDiagnosis, ...]:
    """How the declared plan of looks fares; at the planned sample where an n is looked for."""
    from ikea_effect.diagnosis.executors import opener_of
    from ikea_effect.operations.power_plans import plans_of

    at = [protocol.planned_per_condition] if request.goal else sizes
    place = opener_of(request.executor or "here", request.workers)
    return plans_of(asks, at, request.many, request.seed, place, request.error)


def _full(
    asks: Sequence[Ask], request: PowerRequest, protocol: Protocol, sizes: Sequence[int], tell: Tell
) -> tuple[list[Diagnosis], list[Cost]]:
    """The diagnoses and costs of studies through the engine."""
    from ikea_effect.diagnosis.executors import opener_of
    from ikea_effect.diagnosis.runs import run_all
    from ikea_effect.operations import power_full as full

    conditions, many = len(protocol.conditions), request.many(full.MANY)
    sessions = many * conditions * sum(sizes)
    place = opener_of(request.executor or ("processes" if sessions >= LONG else "here"), request.workers)
    works: dict[full.FullWork, list[Ask]] = {}
    for n in sizes:
        works |= full.works_of(asks, request.protocol, request.experiment, n, request.seed)
    pieces = {work: full.full_pieces(work, many, conditions) for work in works}
    found = run_all(pieces, full.run_full, *place, request.error, tell=tell)
    seen: list[Diagnosis] = []
    costs: dict[tuple[str, int], Cost] = {}
    for work, members in works.items():
        seen += [full.full_diagnosis(one, work.n, work.seed, found[work]) for one in members]
        key = (members[0].effect.name, work.n)
        costs.setdefault(key, full.cost_of(*key, conditions, found[work], protocol.currency))
    return sorted(seen, key=lambda one: (names_in_order(protocol, one), one.n_per_condition)), list(
        costs.values()
    )


def names_in_order(protocol: Protocol, one: Diagnosis) -> int:
    """Where the diagnosis' hypothesis stands in the protocol."""
    return [hypothesis.id for hypothesis in protocol.hypotheses].index(one.hypothesis)


def _runner(protocol: Protocol, request: PowerRequest, tell: Tell, looped: int) -> Run:
    """What runs a list of questions at their n, at the place and with the folder asked for."""
    from ikea_effect.diagnosis.diagnose import told
    from ikea_effect.diagnosis.executors import opener_of
    from ikea_effect.diagnosis.pieces import run_piece
    from ikea_effect.diagnosis.runs import run_all

    place = opener_of(request.executor or ("processes" if looped >= LONG else "here"), request.workers)
    keeper = _keeper(protocol, request)

    def run(pairs: Sequence[tuple[Ask, int]]) -> list[Diagnosis]:
        works = [one.pieces(n, request.many(one.many(None)), request.seed) for one, n in pairs]
        slow = any(not one.batch for one, _ in pairs)
        found = run_all(
            {pieces[0].work: pieces for pieces in works},
            run_piece,
            *place,
            None if request.goal else request.error,
            keeper,
            tell if slow else _silent,
        )
        return [
            told(one, n, request.seed, found[pieces[0].work])
            for (one, n), pieces in zip(pairs, works, strict=True)
        ]

    return run


def _silent(_done: int, _all: int) -> None:
    """Says nothing."""


def _found(
    asks: Sequence[Ask], request: PowerRequest, protocol: Protocol, run: Run
) -> tuple[list[Needed], list[Diagnosis]]:
    """The n of each question, and what was seen on the way to it."""
    from ikea_effect.diagnosis.find import needed

    found, seen = [], []
    for one in asks:
        looks: dict[int, Diagnosis] = {}

        def power(n: int, one: Ask = one, looks: dict[int, Diagnosis] = looks) -> Simulated:
            [looks[n]] = run([(one, n)])
            return looks[n].power

        name = (one.hypothesis.id, one.effect.name)
        start = protocol.planned_per_condition
        found.append(needed(name, request.goal or GOAL, start, request.many(one.many(None)), power))
        seen += [looks[n] for n in sorted(looks)]
    return found, seen


def _asks(protocol: Protocol, request: PowerRequest, least: int) -> tuple[list[Ask], tuple[str, ...]]:
    """What can be diagnosed, and why the rest cannot."""
    from ikea_effect.diagnosis.design import hypothesis_of
    from ikea_effect.diagnosis.diagnose import ask, estimable, unaimed
    from ikea_effect.diagnosis.effects import spelled

    effects = [spelled(name) for name in dict.fromkeys(request.effects)] or ["planted"]
    named = [hypothesis_of(protocol, name).id for name in request.hypotheses]
    names = list(dict.fromkeys(named)) or [hypothesis.id for hypothesis in protocol.hypotheses]
    asks: list[Ask] = []
    left_out: list[str] = []
    for name, effect, share in itertools.product(names, effects, request.zeros or (None,)):
        try:
            asked = (
                ask(protocol, name, effect, every_decider=request.deciders)
                if share is None
                else _ask_with_zeros(protocol, name, effect, share, every_decider=request.deciders)
            )
            asks.append(estimable(asked, least, request.seed))
        except AnalysisError as reason:
            if request.full and effect == "planted" and share is None:
                asks.append(unaimed(protocol, name, every_decider=request.deciders))
                continue
            if named:
                raise
            left_out.append(str(reason))
    if not asks:
        raise AnalysisError("\n".join([f"{protocol.id} has no hypothesis that can be diagnosed.", *left_out]))
    return asks, tuple(dict.fromkeys(left_out))


def _ask_with_zeros(protocol: Protocol, name: str, effect: str, share: float, *, every_decider: bool) -> Ask:
    """The question where this share bid nothing; its effect is named with the share."""
    from ikea_effect.diagnosis.design import hypothesis_of
    from ikea_effect.diagnosis.diagnose import ask
    from ikea_effect.diagnosis.effects import with_zeros

    population = with_zeros(protocol, hypothesis_of(protocol, name), share)
    found = ask(population, name, effect, every_decider=every_decider)
    return replace(found, effect=replace(found.effect, name=f"{effect}, {100 * share:g}% at zero"))


def zeros_of(texts: Sequence[str]) -> tuple[float, ...]:
    """The shares that are spelled as 0.05 or 0.05,0.3. Raises: AnalysisError if one is none."""
    shares = []
    for text in itertools.chain.from_iterable(one.split(",") for one in texts):
        try:
            share = float(text)
        except ValueError:
            share = -1.0
        if not 0 <= share < 1:
            raise AnalysisError(
                f"--zeros holds '{text.strip()}'. Allowed: shares of people who bid nothing, from 0 to below "
                "1, one or several: --zeros 0.05,0.3."
            )
        shares.append(share)
    return tuple(dict.fromkeys(shares))


def refuse_with_full(request: PowerRequest) -> None:
    """Raises AnalysisError where something is asked for that studies through the engine do not do yet."""
    if request.full and (request.out is not None or request.goal is not None or request.plot):
        raise AnalysisError(
            "--full runs whole sessions, and neither keeps chunks (--out) nor looks for an n (--find n) nor "
            "draws a curve (--plot) yet. Leave these out, or leave out --full."
        )


def _keeper(protocol: Protocol, request: PowerRequest) -> Keeper[Piece, Tally] | None:
    if request.out is None:
        return None
    from ikea_effect.diagnosis.chunks import Chunks
    from ikea_effect.diagnosis.program import program_digest

    return Chunks.opened(request.out, protocol.id, protocol.sha256, program_digest())


def _protocol(request: PowerRequest) -> Protocol:
    if request.experiment is None and not request.full:
        protocol = load_protocol(request.protocol)
        if protocol.uncollectable:
            raise ProtocolError(protocol.uncollectable)
        return protocol
    from ikea_effect.protocol.setup import load_setup

    return load_setup(request.protocol, request.experiment).protocol


def _sizes(protocol: Protocol, *, fine: bool) -> list[int]:
    planned = protocol.planned_per_condition
    return sorted({max(2, round(planned * part)) for part in (FINE if fine else (0.25, 0.5, 1.0, 2.0))})


def sizes_of(texts: Sequence[str]) -> tuple[int, ...]:
    """The sample sizes that are spelled as 40 or 40,80,120. Raises: AnalysisError if one is none."""
    sizes = []
    for text in itertools.chain.from_iterable(one.split(",") for one in texts):
        if not text.strip().isdecimal() or not 2 <= int(text) <= 1_000_000:
            raise AnalysisError(
                f"--n holds '{text.strip()}'. Allowed: analyzed participants per condition, 2 to 1,000,000, "
                "one or several: --n 40,80,120."
            )
        sizes.append(int(text))
    return tuple(sizes)


def goal_of(find: str | None, goal: float | None, n: Sequence[str] | None) -> float | None:
    """The power whose n is to be found, if it is. Raises: AnalysisError if these do not fit together."""
    if find not in (None, "n"):
        raise AnalysisError(f"--find is '{find}'. Allowed: n, such as --find n --power 0.9.")
    if find and n:
        raise AnalysisError("--find n looks for the n: leave out --n, or leave out --find.")
    if goal is not None and not find:
        raise AnalysisError(
            "--power says which power --find n is to reach: add --find n, or leave out --power."
        )
    return (goal or GOAL) if find else None
