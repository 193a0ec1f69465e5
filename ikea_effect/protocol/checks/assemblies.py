"""Whether a making can be guided, and how much of it left to people, as declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from ikea_effect.errors import listed
from ikea_effect.protocol.checks.names import Said, Step
from ikea_effect.protocol.kinds.contribution import Contribution
from ikea_effect.protocol.kinds.guidance import Guidance
from ikea_effect.protocol.problem import Problem, mapping, undeclared

WORDS = {"guidance": get_args(Guidance), "contribution": get_args(Contribution)}
"""Of each key that may take a factor's level, the levels that it can take."""


def taken_from_a_factor(said: Said) -> Iterator[Problem]:
    """`guidance: {by: factor}` and `contribution: {by: factor}` name a factor between participants whose
    levels are what they can be."""
    for step in said.steps:
        for key, words in WORDS.items():
            if key in step.body and "levels" not in mapping(step.body[key]):
                yield from _of_one(said, step, key, words)


def _of_one(said: Said, step: Step, key: str, words: tuple[str, ...]) -> Iterator[Problem]:
    factors, told = mapping(said.data.get("factors")), step.body[key]
    factor = mapping(told).get("by")
    if told in [one for one in step.levels.values() if one not in words]:
        named = listed([level for one in step.levels for level in said.levels(one)])
        message = f"takes the levels {named}, which are not all {key}. Allowed: {listed(words)}."
        yield Problem((*step.at, key), message)
    if not isinstance(factor, str):
        return
    at = (*step.at, key, "by")
    if factor not in factors:
        yield undeclared("factor", factor, factors, at)
        return
    declared = mapping(factors[factor])
    if other := [level for level in mapping(declared.get("levels")) if level not in words]:
        message = f"is '{factor}', whose levels {listed(other)} are no {key}. Allowed: {listed(words)}."
        yield Problem(at, message)
    if declared.get("within"):
        message = f"is '{factor}', which varies within participants: put the step into a for_each of it."
        yield Problem(at, message)


ALL = (taken_from_a_factor,)
