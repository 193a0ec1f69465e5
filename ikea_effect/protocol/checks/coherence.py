"""Whether the parts of a protocol fit together: every check that spans more than one of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from ikea_effect.errors import Fault
from ikea_effect.protocol.checks import (
    amounts,
    answers,
    assemblies,
    assignments,
    chosen_goods,
    exclusions,
    factors_of_a_role,
    funds,
    incentives,
    models,
    only_if,
    packages,
    pairs,
    populations,
    prizes,
    reachable,
    reveals,
    sequential,
    session_support,
    within,
    yokes,
)
from ikea_effect.protocol.checks import bidding_steps as biddings
from ikea_effect.protocol.checks import claims as claimchecks
from ikea_effect.protocol.checks import design as crosschecks
from ikea_effect.protocol.checks import predictions as predicted
from ikea_effect.protocol.checks.names import Said, Step
from ikea_effect.protocol.checks.readable import read_step, readable
from ikea_effect.protocol.kinds import Study, is_kind, measure_kind, step_kind
from ikea_effect.protocol.kinds.kind import no_misfits
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.tree import Tree, in_order

CHECKS: tuple[Callable[[Said], Iterator[Problem]], ...] = (
    *crosschecks.ALL,
    *assignments.ALL,
    *factors_of_a_role.ALL,
    *yokes.ALL,
    *pairs.ALL,
    *amounts.ALL,
    *answers.ALL,
    *assemblies.ALL,
    *biddings.ALL,
    *funds.ALL,
    *incentives.ALL,
    *reveals.ALL,
    *predicted.ALL,
    *prizes.ALL,
    *claimchecks.ALL,
    *populations.ALL,
    *reachable.ALL,
    *exclusions.ALL,
    *models.ALL,
    *sequential.ALL,
    *packages.ALL,
    *session_support.ALL,
    *within.ALL,
    *only_if.ALL,
    *chosen_goods.ALL,
)


def name_faults(tree: Tree, given: Collection[str] = (), whole: Protocol | None = None) -> list[Fault]:
    """Every name that is used and not declared, and every rule between parts that does not hold.

    `given` are columns that data from elsewhere have; `whole` is the protocol if its form is right.
    """
    said = Said(tree.data, given, whole)
    problems = [problem for check in (*CHECKS, _of_kinds) for problem in check(said)]
    return in_order(
        [tree.fault(one.steps, one.message, at_key=one.at_key)._replace(stops=one.stops) for one in problems]
    )


def _of_kinds(said: Said) -> Iterator[Problem]:
    """What the kinds of steps and measures find wrong with their own."""
    study = readable(said)
    for step in said.steps:
        if is_kind("step", step.kind):
            yield from _inside(step.at, step_kind(step.kind).problems(step.body))
            yield from _inside(step.at, _misfits(step, study))
    for name, measure in said.measures.items():
        if is_kind("measure", measure.get("kind")):
            yield from _inside(("measures", name), measure_kind(measure["kind"]).problems(measure))


def _misfits(step: Step, study: Study) -> Iterable[Problem]:
    """What of a step does not fit the rest of the study, where the step can be read."""
    kind = step_kind(step.kind)
    found = None if kind.misfits is no_misfits else read_step(step)
    return () if found is None else kind.misfits(found, study)


def _inside(at: Steps, problems: Iterable[Problem]) -> Iterator[Problem]:
    return (problem._replace(steps=(*at, *problem.steps)) for problem in problems)
