"""How a declared plan of looks fares, beside the power of one look: where it stops, with how many people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ikea_effect.diagnosis.results import PlanCost, PlanDiagnosis
from ikea_effect.errors import AnalysisError
from ikea_effect.operations.looks import plan_of
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.sequential import EValues
from ikea_effect.rounding import fixed

if TYPE_CHECKING:
    from ikea_effect.diagnosis.diagnose import Ask
    from ikea_effect.diagnosis.executors import Opener
    from ikea_effect.diagnosis.plans import PlanPiece, PlanTally
    from ikea_effect.diagnosis.results import Cost, Simulated
    from ikea_effect.diagnosis.runs import Keeper
    from ikea_effect.operations.power_request import PowerRequest

ZERO = "zero"


def plans_of(
    asks: Sequence[Ask],
    sizes: Sequence[int],
    request: PowerRequest,
    place: tuple[Opener, int],
    keeper: Keeper[PlanPiece, PlanTally] | None = None,
) -> tuple[PlanDiagnosis, ...]:
    """The plan's diagnosis with every effect that was asked for, and with none at all, at each n."""
    from ikea_effect.diagnosis import plans
    from ikea_effect.diagnosis.diagnose import MANY_BATCHED, MANY_LOOPED
    from ikea_effect.diagnosis.runs import run_all

    works: dict[plans.PlanWork, Ask] = {}
    for one in _with_zero(asks):
        works |= {plans.plan_work(one.effect.population, n, request.seed): one for n in sizes}
    if not works:
        return ()
    studies = {
        work: request.many(MANY_BATCHED if plans.by_batch(work) else MANY_LOOPED) for work in works
    }  # fmt: skip
    pieces = {work: plans.plan_pieces(work, studies[work]) for work in works}
    found = run_all(pieces, plans.run_plan, *place, request.error, keeper)
    return tuple(
        plans.told_plan(one.effect.population, one.effect.name, work, found[work])
        for work, one in works.items()
    )


def _with_zero(asks: Sequence[Ask]) -> Iterator[Ask]:
    """Those about the plan's hypothesis, and the same without an effect, for the rate of errors."""
    from ikea_effect.diagnosis.diagnose import ask

    mine = [one for one in asks if (plan := plan_of(one.protocol)) and plan.hypothesis == one.hypothesis.id]
    yield from mine
    error = _without(mine[0].protocol) if mine else ZERO
    if mine and all(one.effect.name != error for one in mine):
        try:
            yield ask(mine[0].protocol, mine[0].hypothesis.id, error)
        except AnalysisError:  # of a measure whose effect cannot be taken out
            return


def _without(protocol: Protocol) -> str:
    """The effect under which what the plan shows is an error: none, or the size that it is to rule out."""
    plan = plan_of(protocol)
    alike = isinstance(plan, EValues) and plan.shows == "equivalence"
    return f"d={plan.d:g}" if alike and isinstance(plan, EValues) else ZERO


def with_costs(found: Sequence[PlanDiagnosis], costs: Sequence[Cost]) -> tuple[PlanDiagnosis, ...]:
    """The plans with what they are expected to take, where whole sessions say what a participant takes."""
    kept = [one for one in costs if one.kept.value]
    if not kept:
        return tuple(found)
    by = {one.effect: one for one in kept}  # of each effect the largest n, which knows it best
    return tuple(replace(one, takes=_takes(one, by.get(one.effect, kept[-1]))) for one in found)


def _takes(plan: PlanDiagnosis, cost: Cost) -> PlanCost:
    """Money and minutes of the participants who are expected, at those of one analyzed participant."""
    people, kept = plan.participants.value or 0.0, cost.kept.value or 1.0
    return PlanCost(
        cost.currency, people * (cost.pay.value or 0.0) / kept, people * (cost.minutes.value or 0.0) / kept
    )


def plan_lines(found: Sequence[PlanDiagnosis]) -> Iterator[str]:
    """The plan's diagnosis in lines for a person, a table for each effect."""
    for effect in dict.fromkeys(one.effect for one in found):
        mine = [one for one in found if one.effect == effect]
        first = mine[0]
        yield f"Plan of looks ({first.plan}) at {first.hypothesis}, {effect}:"
        numbers = range(1, len(first.looks) + 1)
        takes = [first.takes.currency, "hours"] if first.takes else []
        looks = [f"look {k}" for k in numbers]
        head = ["n per condition", "power", "participants", *takes, *looks, "neither"]
        yield from _table([head, *(_row(one) for one in mine)])
        yield (
            "  Each look: how often collection ends there with an effect"
            + (" / with none" if any(one.value for one in first.shows_none) else "")
            + f"; {first.studies:,} studies, seed {first.seed}."
        )
        if first.takes:
            yield "  Money and hours: of the participants expected, as many as whole sessions took for each."


def _row(one: PlanDiagnosis) -> list[str]:
    people = "-" if one.participants.value is None else fixed(one.participants.value, 1)
    looks = [
        f"{_share(shown)} / {_share(none)}" if none.value else _share(shown)
        for shown, none in zip(one.shows_effect, one.shows_none, strict=True)
    ]
    at = "(" + ", ".join(map(str, one.looks)) + ")"
    takes = [fixed(one.takes.pay, 2, thousands=True), fixed(one.takes.minutes / 60, 1)] if one.takes else []
    return [
        f"{one.n_per_condition} {at}",
        _share(one.power, True),
        people,
        *takes,
        *looks,
        _share(one.undecided),
    ]


def _share(found: Simulated, error: bool = False) -> str:
    if found.value is None:
        return "-"
    return found.percent if error else f"{fixed(100 * found.value, 1)}%"


def _table(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
