"""Whether a making can be guided as declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from ikea_effect.errors import listed
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.kinds.guidance import Guidance
from ikea_effect.protocol.problem import Problem, mapping, undeclared

WORDS = get_args(Guidance)


def guided_by_a_factor(said: Said) -> Iterator[Problem]:
    """`guidance: {by: factor}` names a factor between participants whose levels are ways to guide."""
    factors = mapping(said.data.get("factors"))
    for step in said.steps:
        factor = mapping(step.body.get("guidance")).get("by")
        told = step.body.get("guidance")
        if told is not None and told in [one for one in step.levels.values() if one not in WORDS]:
            named = listed([level for one in step.levels for level in said.levels(one)])
            message = f"takes the levels {named}, which are not all guidance. Allowed: {listed(WORDS)}."
            yield Problem((*step.at, "guidance"), message)
        if not isinstance(factor, str):
            continue
        at = (*step.at, "guidance", "by")
        if factor not in factors:
            yield undeclared("factor", factor, factors, at)
            continue
        declared = mapping(factors[factor])
        if other := [level for level in mapping(declared.get("levels")) if level not in WORDS]:
            message = (
                f"is '{factor}', whose levels {listed(other)} are no guidance. Allowed: {listed(WORDS)}."
            )
            yield Problem(at, message)
        if declared.get("within"):
            message = f"is '{factor}', which varies within participants: put the step into a for_each of it."
            yield Problem(at, message)


def guided_on_screen_only(said: Said) -> Iterator[Problem]:
    """What is put together by hand is guided by its steps; the screen shows no parts."""
    for step in said.steps:
        if step.kind != "assembly" or step.body.get("mode") != "physical":
            continue
        for key in ("guidance", "consult"):
            if key in step.body:
                message = "belongs to assembly on screen; this step is done by hand (mode: physical)."
                yield Problem((*step.at, key), message + " Leave it out.", True)


ALL = (guided_by_a_factor, guided_on_screen_only)
