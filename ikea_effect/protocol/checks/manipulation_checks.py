"""When it may be asked whether a manipulation came across: not before what the study concludes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ikea_effect.errors import listed
from ikea_effect.protocol.checks.names import Said, Step
from ikea_effect.protocol.problem import Problem, listing, mapping, measures_in

CHECK = "manipulation-check"
_ABOUT = frozenset({"id", "claim", "purpose"})
"""What of a hypothesis names no column."""


def checks_after_outcomes(said: Said) -> Iterator[Problem]:
    """To think about: a mere check that is asked before bids or answers that the study concludes from."""
    hypotheses = [mapping(one) for one in listing(said.data.get("hypotheses"))]
    checks = {str(one.get("measure")) for one in hypotheses if one.get("purpose") == CHECK}
    concluded = [one for one in hypotheses if one.get("purpose") != CHECK]
    outcomes = {str(one.get("measure")) for one in concluded}
    mere = checks - _names([*concluded, said.data.get("exclusions"), _rules(said)])
    for place, step in enumerate(said.steps):
        early = [name for name in _asked(step) if name in mere]
        later = _filled(said.steps[place + 1 :], step, outcomes)
        if early and later:
            yield Problem(
                (*step.at, "measures"),
                f"asks {listed(early)} before {listed(later)}. Only a manipulation check uses the answer, "
                "and the question may tell what the study is about, or do something itself. Ask it after "
                f"{listed(later)}.",
            )


def _asked(step: Step) -> list[str]:
    """The measures that are asked as questions; what a step comes to is under its own names."""
    return [name for name in listing(step.body.get("measures")) if isinstance(name, str)]


def _filled(later: list[Step], than: Step, outcomes: set[str]) -> list[str]:
    """The outcomes that come about in later steps, for people who see the earlier one too."""
    found = (
        name
        for step in later
        if _meet(mapping(than.body.get("only_in")), mapping(step.body.get("only_in")))
        for _, name in measures_in(step.body)
    )
    return [name for name in dict.fromkeys(found) if name in outcomes]


def _meet(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether somebody may see both of two steps that are for these levels only."""
    return all(_levels(one[factor]) & _levels(other[factor]) for factor in one.keys() & other.keys())


def _levels(value: Any) -> set[str]:
    return set(map(str, value)) if isinstance(value, list) else {str(value)}


def _rules(said: Said) -> list[str]:
    return [rule for step in said.steps for _, rule in step.rules]


def _names(value: Any) -> set[str]:
    """Every word inside of what is said that may name a column, also within a formula."""
    if isinstance(value, dict):
        return set().union(*(_names(inner) for key, inner in value.items() if key not in _ABOUT))
    if isinstance(value, list):
        return set().union(*map(_names, value))
    return set(re.findall(r"[\w-]+", value)) if isinstance(value, str) else set()


DOUBTS = (checks_after_outcomes,)
"""What is allowed and may still be a mistake."""
