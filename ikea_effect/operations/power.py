"""Before data: how likely a study as declared is to find what is planted in its population."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from ikea_effect.errors import AnalysisError, ProtocolError
from ikea_effect.operations.power_request import GOAL, PowerRequest
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.models import Protocol

if TYPE_CHECKING:
    from ikea_effect.diagnosis.chunks import Chunks, Told
    from ikea_effect.diagnosis.diagnose import Ask
    from ikea_effect.diagnosis.find import Needed
    from ikea_effect.diagnosis.results import Cost, Diagnosis, PlanDiagnosis, Simulated
    from ikea_effect.operations.power_sessions import Sessions

    Run = Callable[[Sequence[tuple[Ask, int]]], list[Diagnosis]]

FINE = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0)
"""Shares of the planned n at which a curve is drawn where no n are asked for."""
LONG = 2_000
"""From how many studies fitted one by one on several processes are begun unasked."""

RESAMPLED = 5_000_000_000
"""Values that are drawn anew at one n, where an n is looked for: about a minute's work."""
FITTED = 32
"""Up to how many times the planned n is looked for a power where studies are fitted one by one."""

Tell = Callable[[int, int], None]
T = TypeVar("T", bound="Told")


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
    from ikea_effect.diagnosis.executors import ready
    from ikea_effect.operations.power_plans import with_costs

    protocol = _protocol(request)
    if request.executor is not None:  # a place that there is not is said before anything is worked out
        ready(request.executor, request.workers)
    sizes = sorted(set(request.n)) or _sizes(protocol, fine=request.plot and not request.full)
    asks, left_out = _asks(protocol, request, sizes[0])
    pairs = list(itertools.product(asks, [] if request.goal else sizes))
    goal = request.goal or GOAL
    costs: tuple[Cost, ...] = ()
    needed: dict[str, int | None] = {}
    if request.full:
        sessions = _sessions(asks, request, protocol, tell)
        found, seen = _answered(asks, request, protocol, pairs, sessions.run)
        costs = sessions.costs
    else:
        looped = sum(request.many(one.many(None)) for one, _ in pairs if not one.batch)
        found, seen = _answered(asks, request, protocol, pairs, _runner(protocol, request, tell, looped))
        needed = {one.hypothesis.id: needed_n(protocol, one.hypothesis.id, goal) for one in asks}
    drawn = [one for one in asks if one.design.planted is not None or not request.full]
    plans = with_costs(_plans(drawn, request, protocol, sizes), costs)
    return Power(protocol, tuple(seen), needed, left_out, tuple(found), goal, costs, plans)


def _answered(
    asks: Sequence[Ask], request: PowerRequest, protocol: Protocol, pairs: Sequence[tuple[Ask, int]], run: Run
) -> tuple[Sequence[Needed], Sequence[Diagnosis]]:
    """The n that were looked for, and the diagnosis at every n."""
    return _found(asks, request, protocol, run) if request.goal else ((), run(pairs))


def _sessions(asks: Sequence[Ask], request: PowerRequest, protocol: Protocol, tell: Tell) -> Sessions:
    """What runs questions through the engine."""
    from ikea_effect.operations.power_full import FullTally
    from ikea_effect.operations.power_sessions import Sessions

    return Sessions(asks, request, protocol, _keeper(protocol, request, FullTally.from_json), tell)


def _plans(
    asks: Sequence[Ask], request: PowerRequest, protocol: Protocol, sizes: Sequence[int]
) -> tuple[PlanDiagnosis, ...]:
    """How the declared plan of looks fares; at the planned sample where an n is looked for."""
    from ikea_effect.diagnosis.executors import opener_of
    from ikea_effect.diagnosis.plans import PlanTally
    from ikea_effect.operations.power_plans import plans_of

    at = [protocol.planned_per_condition] if request.goal else sizes
    place = opener_of(request.executor or "here", request.workers)
    keeper = _keeper(protocol, request, PlanTally.from_json)
    return plans_of(asks, at, request, place, keeper)


def _runner(protocol: Protocol, request: PowerRequest, tell: Tell, looped: int) -> Run:
    """What runs a list of questions at their n, at the place and with the folder asked for."""
    from ikea_effect.diagnosis.diagnose import told
    from ikea_effect.diagnosis.executors import opener_of
    from ikea_effect.diagnosis.pieces import run_piece
    from ikea_effect.diagnosis.runs import run_all
    from ikea_effect.diagnosis.tally import Tally

    place = opener_of(request.executor or ("processes" if looped >= LONG else "here"), request.workers)
    keeper = _keeper(protocol, request, Tally.from_json)

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
    from ikea_effect.operations.power_full import MANY
    from ikea_effect.protocol.effects import side_of

    found, seen = [], []
    start = protocol.planned_per_condition
    for one in asks:
        looks: dict[int, Diagnosis] = {}

        def power(n: int, one: Ask = one, looks: dict[int, Diagnosis] = looks) -> Simulated:
            [looks[n]] = run([(one, n)])
            return looks[n].power

        name, many = (one.hypothesis.id, one.effect.name), MANY if request.full else one.many(None)
        studies = request.many(many)
        furthest = _furthest(one, start, studies, full=request.full)
        side = side_of(protocol, one.hypothesis)
        found.append(needed(name, request.goal or GOAL, start, studies, power, furthest, side))
        seen += [looks[n] for n in sorted(looks)]
    return found, seen


def _furthest(one: Ask, start: int, studies: int, *, full: bool) -> int:
    """Up to which n is looked for a power: as far as a few minutes take, and some times what is planned."""
    from ikea_effect.diagnosis.find import MOST
    from ikea_effect.operations.power_sessions import FURTHEST

    if full:
        return FURTHEST * start
    if one.batch:
        return MOST
    if resamples := getattr(one.hypothesis.model, "resamples", 0):
        return min(MOST, max(FURTHEST * start, RESAMPLED // (studies * resamples)))
    return MOST if one.at_once else min(MOST, FITTED * start)


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
        nothing = f"{protocol.id} has no hypothesis that can be diagnosed."
        raise AnalysisError("\n".join([nothing, *dict.fromkeys(left_out)]))
    return asks, tuple(dict.fromkeys(left_out))


def _ask_with_zeros(protocol: Protocol, name: str, effect: str, share: float, *, every_decider: bool) -> Ask:
    """The question where this share bid nothing; its effect is named with the share."""
    from ikea_effect.diagnosis.design import hypothesis_of
    from ikea_effect.diagnosis.diagnose import ask
    from ikea_effect.diagnosis.effects import with_zeros

    population = with_zeros(protocol, hypothesis_of(protocol, name), share)
    found = ask(population, name, effect, every_decider=every_decider)
    return replace(found, effect=replace(found.effect, name=f"{effect}, {100 * share:g}% at zero"))


def _keeper(
    protocol: Protocol, request: PowerRequest, read: Callable[[Mapping[str, Any]], T]
) -> Chunks[T] | None:
    """The folder that keeps finished chunks, if one is asked for."""
    if request.out is None:
        return None
    from ikea_effect.diagnosis.chunks import Chunks
    from ikea_effect.diagnosis.program import program_for

    program = program_for(json.dumps({"requires": protocol.requires}))
    return Chunks.opened(request.out, protocol.id, protocol.sha256, program, read)


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
