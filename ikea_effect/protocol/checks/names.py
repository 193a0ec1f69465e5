"""Whether what a file names is declared, checked on what it says, even where its form is wrong.

Every check takes what is missing or of another type as it comes and stays silent about it: the model says
that. So a misspelt key does not hide a misspelt level, and all faults of a file are told together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from decimal import ROUND_UP, Decimal
from functools import cached_property
from typing import Any

from ikea_effect.errors import MoneyError
from ikea_effect.money import exponent
from ikea_effect.protocol.assignments import ROLE, STRATUM
from ikea_effect.protocol.checks.repetitions import Step as Step
from ikea_effect.protocol.checks.repetitions import blocks, entries, said_steps
from ikea_effect.protocol.kinds import is_kind, step_kind
from ikea_effect.protocol.levels import given
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.problem import listing, mapping, measures_in, texts_of
from ikea_effect.protocol.shorthand import spelled_out

MOST_CONDITIONS = 64
"""Six factors of two levels: each needs participants, and is walked through by a check."""


class Said:
    """What a protocol's file says, by part; what is absent is empty."""

    def __init__(
        self, data: Any, given: Iterable[str] = (), whole: Protocol | None = None, worded: Iterable[str] = ()
    ) -> None:
        """`given` are columns that data from elsewhere have; `whole` is the protocol if its form is right.

        `worded` are levels that have texts of their own. `data` has roles and goods of others spelled out;
        `written` is as the file has it.
        """
        self.whole = whole
        self.data = mapping(spelled_out(data))
        self.written = mapping(data)
        self.given = tuple(given)
        self.worded = frozenset(worded)

    @cached_property
    def factors(self) -> dict[str, dict[str, Any]]:
        """{factor: what is said of it}."""
        return {name: mapping(factor) for name, factor in mapping(self.data.get("factors")).items()}

    def levels(self, factor: str) -> tuple[str, ...]:
        """The factor's levels, in order."""
        return tuple(mapping(self.factors.get(factor, {}).get("levels")))

    @cached_property
    def all_levels(self) -> tuple[str, ...]:
        """The levels of all factors."""
        return tuple(dict.fromkeys(level for factor in self.factors for level in self.levels(factor)))

    @cached_property
    def between(self) -> tuple[str, ...]:
        """The factors that vary between participants."""
        return tuple(name for name, factor in self.factors.items() if factor.get("within") is not True)

    @cached_property
    def cells(self) -> int:
        """How many combinations of levels between participants there are."""
        return math.prod(len(self.levels(factor)) for factor in self.between)

    @cached_property
    def conditions(self) -> list[dict[str, str]]:
        """Every combination of levels between participants; none where they are more than anyone can run."""
        if self.cells > MOST_CONDITIONS:
            return []
        return list(given({factor: self.levels(factor) for factor in self.between}, self.of_role, ROLE))

    @property
    def of_role(self) -> dict[str, str | None]:
        """{factor: the role in which alone it is varied}, of those that there are."""
        found = {name: factor.get("role") for name, factor in self.factors.items()}
        return {name: role for name, role in found.items() if isinstance(role, str) and role in self.roles}

    @property
    def roles(self) -> dict[str, dict[str, Any]]:
        """{role: what is said of it}."""
        return {name: mapping(role) for name, role in mapping(self.data.get("roles")).items()}

    @property
    def strata(self) -> dict[str, tuple[str, ...]]:
        """{variable: its values}, as far as they are words."""
        found = mapping(self.data.get("assignment")).get("strata")
        by_name = {STRATUM: found} if isinstance(found, list) else mapping(found)
        return {name: tuple(one for _, one in texts_of(values)) for name, values in by_name.items()}

    @property
    def is_paired(self) -> bool:
        """Whether participants come in pairs."""
        shared = any(factor.get("between") == "pair" for factor in self.factors.values())
        return shared or "pair" in mapping(self.data.get("assignment"))

    @property
    def blocked(self) -> int:
        """How many conditions a block holds equally often: of each role, or what varies between pairs."""
        own = [name for name in self.between if name != ROLE or not self.roles]
        if self.is_paired:
            own = [name for name in own if self.factors[name].get("between") == "pair"]
        of_all = [name for name in own if name not in self.of_role]
        each = [
            math.prod(len(self.levels(name)) for name in own if self.of_role.get(name) in (None, role))
            for role in dict.fromkeys(self.of_role.values())
        ]
        return math.lcm(math.prod(len(self.levels(name)) for name in of_all), *each)

    @cached_property
    def steps(self) -> list[Step]:
        """The steps of the timeline that have the form of one; repeated ones once for every level."""
        levels = {factor: self.levels(factor) for factor in self.factors}
        found = said_steps(self.data.get("timeline"), levels)
        return [step._replace(body=mapping(step.body)) for step in found]

    @property
    def all_have_form(self) -> bool:
        """Whether there are steps, and each entry of the timeline has the form of one."""
        timeline = self.data.get("timeline")
        read = {step.at for step in self.steps} | {block.step.at for block in blocks(timeline)}
        return bool(read) and len(read) == entries(timeline)

    @cached_property
    def measures(self) -> dict[str, dict[str, Any]]:
        """{measure: what is said of it}."""
        return {name: mapping(measure) for name, measure in mapping(self.data.get("measures")).items()}

    @cached_property
    def hypotheses(self) -> dict[str, dict[str, Any]]:
        """{id: what is said of the hypothesis}."""
        found = (mapping(one) for one in listing(self.data.get("hypotheses")))
        return {str(one["id"]): one for one in found if "id" in one}

    def filled_by(self, measure: str) -> list[Step]:
        """The steps that ask for the measure."""
        return self._filling.get(measure, [])

    @cached_property
    def _filling(self) -> dict[str, list[Step]]:
        """{measure: the steps that ask for it}, of those that any step asks for."""
        found: dict[str, list[Step]] = {}
        for step in self.steps:
            for name in dict.fromkeys(name for _, name in measures_in(step.body)):
                found.setdefault(name, []).append(step)
        return found

    def goods_of(self, step: Step) -> list[str]:
        """The goods that the step names, or that can be chosen for it."""
        good = step.body.get("good")
        chosen = self.measures.get(str(mapping(good).get("chosen_by")), {})
        return [one for _, one in texts_of(chosen.get("options") if chosen else good)]

    @property
    def orders(self) -> dict[str, Any]:
        """{factor: the order in which its levels are met}, of those that some step is repeated at."""
        found = (block.step.body for block in blocks(self.data.get("timeline")))
        return {str(body.get("factor")): body.get("order") for body in found}

    @cached_property
    def repeated(self) -> tuple[str, ...]:
        """The factors whose levels some step is repeated at."""
        varied = {factor for step in self.steps for factor in step.levels}
        return tuple(name for name in self.factors if name in varied)

    @cached_property
    def decimals(self) -> int | None:
        """The decimals of the protocol's currency; nothing where there is no such currency."""
        try:
            return exponent(str(self.data.get("currency")))
        except MoneyError:
            return None

    def amount(self, number: Decimal) -> str:
        """The number with the currency's decimals, for a message."""
        return str(
            number if self.decimals is None else number.quantize(Decimal(1).scaleb(-self.decimals), ROUND_UP)
        )

    def has(self, part: str) -> bool:
        """Whether the file has this part as a mapping, so that names can be looked up in it."""
        return isinstance(self.data.get(part), dict)


def repeated(named: list[tuple[Steps, str]]) -> Iterator[tuple[Steps, str]]:
    """The names that stand a second time, with the way to each."""
    seen: set[str] = set()
    for at, name in named:
        if name in seen:
            yield at, name
        seen.add(name)


def cell(condition: dict[str, str]) -> str:
    """The condition in words."""
    return ", ".join(f"{factor}: {level}" for factor, level in condition.items())


def judged_later(step: Step, way: Steps) -> bool:
    """Whether a measure, by the way to where the step names it, is filled when others have judged."""
    return way[0] == "measures" and is_kind("step", step.kind) and step_kind(step.kind).judged


def reaches(step: Step, condition: dict[str, str]) -> bool:
    """Whether participants of the condition see the step."""
    return all(
        condition.get(factor) in [level for _, level in texts_of(levels)]
        for factor, levels in mapping(step.body.get("only_in")).items()
    )
