"""Whether participants can come to their places: roles, samples, strata, minimization, pairs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from ikea_effect.errors import listed
from ikea_effect.protocol.assignments import ROLE
from ikea_effect.protocol.checks.design import TAKEN
from ikea_effect.protocol.checks.names import Said, repeated
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.problem import Problem, mapping, texts_of, undeclared

MOST_STRATA = 64
"""Combinations of strata: each has blocks of its own, which has to fill."""

OWN_COLUMNS = ("pair", "member", "alone", "yoked")
"""Columns that pairs and yokes leave."""


def roles_are_parts(said: Said) -> Iterator[Problem]:
    """Roles are two or more, and come after one another without going in circles."""
    if "roles" not in said.data:
        return
    if len(said.roles) == 1:
        yield Problem(("roles",), "has one role. Leave it out, or declare the others.", True)
    if ROLE in mapping(said.written.get("factors")):
        message = "is named 'role', and the study has roles: they are a factor of that name. Leave it out."
        yield Problem(("factors", ROLE), message, True)
    for name, role in said.roles.items():
        after = role.get("after")
        if isinstance(after, str) and after not in said.roles:
            yield undeclared("role", after, said.roles, ("roles", name, "after"))
        elif name in earlier_roles(said, name):
            message = f"comes after '{after}', which comes after '{name}': nobody could begin."
            yield Problem(("roles", name, "after"), message)


def earlier_roles(said: Said, role: str) -> tuple[str, ...]:
    """The roles that come before this one, the nearest first; the role itself where it goes in circles."""
    found: list[str] = []
    after = said.roles.get(role, {}).get("after")
    while isinstance(after, str) and after in said.roles and after not in found:
        found.append(after)
        after = said.roles[after].get("after")
    return tuple(found)


def samples_are_planned(said: Said) -> Iterator[Problem]:
    """A sample is planned by condition or by role, for every role that there is."""
    sample = said.data.get("sample")
    if not isinstance(sample, dict):
        return
    by_role, at = sample.get("per_role"), ("sample", "per_role")
    if by_role is None:
        if "per_condition" not in sample:
            yield Problem(("sample", "per_condition"), "is missing; it has to be given.")
    elif not said.roles:
        yield Problem(at, "plans by role, and no roles are declared. Write per_condition.", True)
    elif "per_condition" in sample:
        yield Problem(at, "and per_condition are both given. Leave one out.", True)
    else:
        for name in mapping(by_role):
            if name not in said.roles:
                yield undeclared("role", str(name), said.roles, (*at, str(name)), at_key=True)
        if lacking := [name for name in said.roles if name not in mapping(by_role)]:
            yield Problem(at, f"plans nobody for {listed(lacking)}. Give every role a number.", True)


def strata_have_names(said: Said) -> Iterator[Problem]:
    """Strata are columns of their own, each value once, and not more than can be filled."""
    strata = said.strata
    by_name = isinstance(mapping(said.data.get("assignment")).get("strata"), dict)
    for name, values in strata.items():
        at: Steps = ("assignment", "strata", *((name,) if by_name else ()))
        if name in TAKEN or name in said.factors or name in said.measures:
            yield Problem(
                at, f"is named '{name}', which is another column of the data. Choose another.", True
            )
        for steps, value in repeated(texts_of(list(values))):
            yield Problem((*at, *steps), f"names '{value}' a second time.")
    if (cells := math.prod(len(values) for values in strata.values())) > MOST_STRATA:
        message = (
            f"cross to {cells} strata; at most {MOST_STRATA} can be filled. Leave some out, or minimize."
        )
        yield Problem(("assignment", "strata"), message, True)


def schemes_have_what_they_need(said: Said) -> Iterator[Problem]:
    """Minimization goes by strata and has no blocks; blocks know no probability."""
    assignment = mapping(said.data.get("assignment"))
    minimizes = assignment.get("scheme") == "minimization"
    if minimizes and not said.strata:
        message = "minimizes what differs between conditions, and nothing is named that could.\n"
        message += "Write strata: {gender: [woman, man]}, say."
        yield Problem(("assignment", "scheme"), message)
    if minimizes and "block_sizes" in assignment:
        yield Problem(
            ("assignment", "block_sizes"), "is given, and minimization has no blocks. Leave it out.", True
        )
    if minimizes and said.is_paired:
        message = "is minimization, which gives conditions one by one. Pairs: write scheme: permuted-blocks."
        yield Problem(("assignment", "scheme"), message)
    if not minimizes and "probability" in assignment:
        message = "is given, and only minimization follows it. Write scheme: minimization, or leave it out."
        yield Problem(("assignment", "probability"), message, True)


def pairs_are_of_equals(said: Said) -> Iterator[Problem]:
    """Members of a pair have no roles: which of them came first decides nothing."""
    if said.is_paired and said.roles:
        message = "are declared, and participants come in pairs: both members of a pair do the same.\n"
        message += "Leave the roles out, or the pairs."
        yield Problem(("roles",), message, True)


def columns_are_free(said: Said) -> Iterator[Problem]:
    """What pairs and yokes leave in the data has names that nothing else has."""
    if not (said.is_paired or "yoke" in mapping(said.data.get("assignment"))):
        return
    parts: Mapping[str, Any] = {"factors": said.factors, "measures": said.measures}
    for part, declared in parts.items():
        for name in declared:
            if name in OWN_COLUMNS:
                message = f"is named '{name}', a column that pairs and yokes leave. Choose another."
                yield Problem((part, name), message, True)


ALL = (
    roles_are_parts, samples_are_planned, strata_have_names,
    schemes_have_what_they_need,
    pairs_are_of_equals, columns_are_free,
)  # fmt: skip


def blocks_fill_in_strata(said: Said) -> Iterator[Problem]:
    """To think about: more strata than the planned sample fills with blocks."""
    planned = mapping(said.data.get("sample")).get("per_condition")
    sizes = mapping(said.data.get("assignment")).get("block_sizes") or ()
    largest = max((one for one in sizes if isinstance(one, int)), default=0)
    cells = math.prod(len(values) for values in said.strata.values())
    people = planned * len(said.conditions) if isinstance(planned, int) else 0
    if cells > 1 and 0 < people < largest * cells:
        message = (
            f"cross to {cells} strata with blocks of up to {largest}, and {people} participants are planned:"
            " most blocks will not fill, so that conditions differ in size.\n"
            "Write smaller blocks, fewer strata, or scheme: minimization."
        )
        yield Problem(("assignment", "strata"), message, True)


def pairs_fill(said: Said) -> Iterator[Problem]:
    """To think about: a planned sample that leaves somebody without a partner."""
    planned = mapping(said.data.get("sample")).get("per_condition")
    if said.is_paired and isinstance(planned, int) and planned % 2:
        message = f"is {planned}, and participants come in pairs: one of them would have no partner.\n"
        yield Problem(("sample", "per_condition"), message + f"Write {planned + 1}, or {planned - 1}.")


DOUBTS = (blocks_fill_in_strata, pairs_fill)
