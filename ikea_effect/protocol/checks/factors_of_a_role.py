"""Factors that are varied in one role alone: nothing asks for their levels where somebody has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ikea_effect.errors import listed
from ikea_effect.protocol.assignments import ROLE
from ikea_effect.protocol.checks.names import Said, Step, reaches
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.problem import Problem, listing, mapping, undeclared


def they_are_of_a_role(said: Said) -> Iterator[Problem]:
    """The role is declared, and the factor varies between its participants."""
    for name, factor in said.factors.items():
        role, at = factor.get("role"), ("factors", name, "role")
        if not isinstance(role, str):
            continue
        if not said.roles:
            yield Problem(at, f"is '{role}', and no roles are declared. Leave it out.", True)
        elif role not in said.roles:
            yield undeclared("role", role, said.roles, at)
        elif factor.get("within") is True:
            message = "is given, and the factor varies within participants: who comes to its for_each meets"
            yield Problem(at, f"{message} all levels.\nWrite only_in: {{role: {role}}} in its steps.", True)


def steps_have_their_levels(said: Said) -> Iterator[Problem]:
    """A step that goes by the level of such a factor is met only by those who have one."""
    for step in said.steps:
        for at, factor in _by(step.body, step.at):
            if without := _without(said, factor, (step,)):
                role = said.of_role[factor]
                message = (
                    f"is '{factor}', which is varied in the role {role} alone, and those of {without} come"
                )
                yield Problem(
                    at, f"{message} here too.\nWrite only_in: {{role: {role}}}, and a step for the others."
                )


def _by(value: Any, at: Steps) -> Iterator[tuple[Steps, str]]:
    """Every `by: FACTOR` inside, with the way to it."""
    entries: Any = value.items() if isinstance(value, Mapping) else ()
    for key, inner in enumerate(value) if isinstance(value, list | tuple) else entries:
        names = inner if isinstance(inner, list | tuple) else [inner]
        if key == "by":
            yield from (((*at, key), one) for one in names if isinstance(one, str))
        else:
            yield from _by(inner, (*at, key))


def _without(said: Said, factor: str, steps: tuple[Step, ...]) -> str:
    """The roles of those who come to one of the steps and have no level of the factor."""
    if factor not in said.of_role:
        return ""
    met = [one for one in said.conditions if factor not in one and any(reaches(step, one) for step in steps)]
    roles = dict.fromkeys(one[ROLE] for one in met if ROLE in one)
    return listed(roles) if roles else ""


def populations_have_their_levels(said: Said) -> Iterator[Problem]:
    """Numbers by the levels of such a factor are of measures that only those who have one are asked for."""
    for name, population in mapping(said.data.get("simulation")).items():
        asking = tuple(step for step in said.steps if name in said.measures and step in said.filled_by(name))
        for part in ("mean", "sd", "chances", "texts"):
            levels = {str(one).rpartition("=")[2] for one in mapping(mapping(population).get(part))}
            for factor in said.of_role:
                without = _without(said, factor, asking) if levels == set(said.levels(factor)) else ""
                if without:
                    message = f"goes by the levels of '{factor}', which those of {without} do not have."
                    more = "Declare a measure for each role, or give a number for each role."
                    yield Problem(("simulation", name, part), f"{message}\n{more}", True)


def models_stay_in_one_role(said: Said) -> Iterator[Problem]:
    """No model crosses such a factor with the roles, or with a factor of another role."""
    for index, hypothesis in enumerate(map(mapping, listing(said.data.get("hypotheses")))):
        named = set(_names(hypothesis.get("model")))
        mine = {factor: role for factor, role in said.of_role.items() if factor in named}
        others = [factor for factor, role in mine.items() if role != next(iter(mine.values()))]
        others = others or ([ROLE] if mine and ROLE in named and ROLE in said.factors else [])
        if others:
            factor, role = next(iter(mine.items()))
            message = f"crosses '{factor}', which is varied in the role {role} alone, with '{others[0]}': no"
            yield Problem(
                ("hypotheses", index, "model"),
                f"{message} participant is in both. Test one of the two.",
                True,
            )


def _names(value: Any) -> Iterator[str]:
    """Every word inside that may name a factor."""
    if isinstance(value, str):
        yield from (part.partition("=")[0].strip() for part in value.split(","))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _names(str(key))
            yield from _names(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _names(inner)


ALL = (
    they_are_of_a_role, steps_have_their_levels, populations_have_their_levels, models_stay_in_one_role,
)  # fmt: skip
