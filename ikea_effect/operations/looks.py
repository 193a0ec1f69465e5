"""Looks that a protocol plans: which is due, what those taken came to, and the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ikea_effect.errors import AnalysisError
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.sequential import Fixed, PlannedLooks
from ikea_effect.record.study import Study
from ikea_effect.record.study_acts import acts, add_act

if TYPE_CHECKING:
    from ikea_effect.analysis.results import Estimate
    from ikea_effect.analysis.sequential.looks import LookResult

KIND = "took-a-planned-look"
"""The act of a planned look in the study's journal."""


def plan_of(protocol: Protocol) -> PlannedLooks | None:
    """The plan that looks more than once, if one is declared."""
    return None if isinstance(protocol.sequential, Fixed) else protocol.sequential


def looks_of(study: Study) -> tuple[LookResult, ...]:
    """The planned looks that were taken, in order."""
    taken = [act.data for act in acts(study) if act.kind == KIND]
    if not taken:
        return ()
    from ikea_effect.analysis.sequential.looks import LookResult

    return tuple(map(LookResult.of_act, taken))


def due(protocol: Protocol, plan: PlannedLooks, look: int) -> int:
    """How many participants must have finished for this look (from 1)."""
    return plan.looks[look - 1] * len(protocol.conditions)


def refuse_early(study: Study, look: int, complete: int) -> None:
    """Raises AnalysisError where this look is not the one that is planned and due."""
    protocol, past = study.protocol, looks_of(study)
    plan = plan_of(protocol)
    if plan is None:
        raise AnalysisError(
            f"{protocol.id} plans no looks: --look is for a protocol that declares `sequential`. "
            "--interim looks unplanned, and the study's journal keeps it."
        )
    if past and past[-1].ends:
        raise AnalysisError(
            f"{study.name}: no look is left. {past[-1].sentence} Leave out --look to see all results."
        )
    if not 1 <= look <= len(plan.looks):
        at = ", ".join(str(one) for one in plan.looks)
        raise AnalysisError(
            f"--look {look}: {protocol.id} plans {len(plan.looks)} looks, at {at} participants per "
            f"condition. The next is --look {len(past) + 1}."
        )
    if look <= len(past):
        raise AnalysisError(
            f"{study.name}: look {look} was taken. {past[look - 1].sentence} A look is taken once: the next "
            f"is --look {len(past) + 1}, from {due(protocol, plan, len(past) + 1):,} participants on."
        )
    if look > len(past) + 1:
        raise AnalysisError(
            f"{study.name}: look {len(past) + 1} comes before look {look} and was not taken. Say "
            f"--look {len(past) + 1}: with more participants than planned, it is held to a bound for these."
        )
    if complete < (needed := due(protocol, plan, look)):
        raise AnalysisError(
            f"{study.name}: look {look} of {len(plan.looks)} is due when {needed:,} participants have "
            f"finished ({plan.looks[look - 1]:,} per condition), and {complete:,} have. {_until_then(study)}"
        )


def _until_then(study: Study) -> str:
    """What brings a look that is not due: people, or simulated participants of whom some leave."""
    if study.mode == "simulated":
        return f"Let more come: ikea-effect simulate, with a larger --n, --study {study.name} and --grow."
    return "Wait for the others; --interim looks unplanned, and the study's journal keeps it."


def take(study: Study, complete: int, estimate: Estimate, who: str, why: str) -> LookResult:
    """The next look, kept in the study's journal before anything of it is told. Raises: StationError."""
    from ikea_effect.analysis.sequential.looks import judged

    plan = plan_of(study.protocol)
    assert plan is not None  # refuse_early has asked
    found = judged(plan, looks_of(study), complete, study.protocol.planned_in_all, estimate)
    add_act(study, KIND, {"command": "analyze", "who": who, "why": why, **found.to_json()})
    return found


def looked(study: Study) -> dict[str, Any] | None:
    """The plan and the looks taken, as JSON values; None where no looks are planned."""
    plan = plan_of(study.protocol)
    if plan is None:
        return None
    return {**plan.model_dump(mode="json"), "taken": [one.to_json() for one in looks_of(study)]}


def next_look(study: Study) -> str:
    """Which look is next and when it is due, for who asks for verdicts before."""
    plan, past = plan_of(study.protocol), looks_of(study)
    if plan is None:
        return ""
    look = len(past) + 1
    at = due(study.protocol, plan, look)
    command = f"ikea-effect analyze {study.name} --look {look}"
    return f"Look {look} of {len(plan.looks)} is due at {at:,} participants: {command}"
