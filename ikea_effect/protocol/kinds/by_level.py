"""A value that is written down, or that the level of a factor decides: `{by: factor}`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ikea_effect.errors import listed
from ikea_effect.protocol.base import Declared, Name
from ikea_effect.protocol.kinds.kind import Study
from ikea_effect.protocol.problem import Problem, undeclared


class ByLevel(Declared):
    """The value is the name of the participant's level of this factor."""

    by: Name


def level_of(rule: str | ByLevel, condition: Mapping[str, str]) -> str:
    """The value that holds in a condition."""
    return condition[rule.by] if isinstance(rule, ByLevel) else rule


def unfit_levels(rule: object, allowed: tuple[str, ...], study: Study, key: str) -> Iterator[Problem]:
    """The factor is declared, varies between participants, and its levels are among what is allowed."""
    if not isinstance(rule, ByLevel):
        return
    at = (key, "by")
    if rule.by not in study.factors:
        yield undeclared("factor", rule.by, study.factors, at)
        return
    factor = study.factors[rule.by]
    if other := [level for level in factor.levels if level not in allowed]:
        message = f"is '{rule.by}', with the levels {listed(other)}. Allowed here: {listed(allowed)}."
        yield Problem(at, message)
    elif factor.within:
        yield Problem(at, f"is '{rule.by}', which varies within participants. Name one between them.")
