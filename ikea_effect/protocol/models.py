"""A protocol: one study, declared."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeAlias

from pydantic import ConfigDict, Field, PrivateAttr, ValidationInfo, field_validator, model_validator

from ikea_effect.errors import Fault
from ikea_effect.money import Money
from ikea_effect.protocol.assignments import ROLE, Assignment, Role, Sample
from ikea_effect.protocol.base import Declared, Language, Line, MeasureName, Name, Words
from ikea_effect.protocol.by_kind import Later
from ikea_effect.protocol.for_each import unrolled
from ikea_effect.protocol.goods import ChosenGood
from ikea_effect.protocol.hypotheses import Claim, Exclusion, Hypothesis, Published, Replication
from ikea_effect.protocol.levels import given
from ikea_effect.protocol.measures import AnyMeasure
from ikea_effect.protocol.payment import Payment
from ikea_effect.protocol.practical import Practical
from ikea_effect.protocol.shorthand import PARTNER, YOKED, Other, goods_of_others, of_other
from ikea_effect.protocol.simulation import Population, SimulatedPeople
from ikea_effect.protocol.timeline import AnyStep, Step

if TYPE_CHECKING:
    from ikea_effect.protocol.sequential import BayesFactors, EValues, Fixed, GroupSequential

    AnySequential: TypeAlias = Fixed | GroupSequential | EValues | BayesFactors
else:  # few studies plan to look more than once
    AnySequential = Declared

Condition = dict[str, str]
"""{factor: level}, in the order the protocol declares its factors."""


class Source(Declared):
    """The publication that the protocol follows."""

    citation: Words
    doi: Line | None = None
    study: Line | None = None


class Level(Declared):
    label: Line


class Factor(Declared):
    """What is varied, between participants (or pairs) or within each; with `role` in that role alone."""

    between: Literal["participant", "pair"] | None = None
    within: bool = False
    role: Name | None = None
    levels: dict[Name, Level] = Field(min_length=2, max_length=50)


class Good(Declared):
    """What is valued. Text: goods.<good>.name. Who holds it before the bid: `owner`."""

    owner: Literal["experimenter", "participant"] = "experimenter"


ColumnName = Annotated[str, Field(pattern=r"^[^`\s]([^`\n]*[^`\s])?$", max_length=80)]
"""A column as others name it: "Q12", "Duration (in seconds)"."""


class OtherColumn(Declared):
    """A column that only data from elsewhere have, for rules and covariates; `values` are all its words."""

    values: tuple[Line, ...] = Field(default=(), max_length=200)


Package = Annotated[str, Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$", max_length=80)]
"""The name by which a package is installed."""


class Protocol(Declared):
    """A study: who takes part, what happens, what is measured, what is claimed.

    `requires` names the packages that offer kinds of its steps and measures. What a file repeats at each
    level of a factor (`for_each`) stands in the timeline once for every level.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Name
    version: int = Field(ge=1, le=1_000_000)
    title: Line
    requires: tuple[Package, ...] = Field(default=(), max_length=20)
    source: Source | None = None
    practical: Practical | None = None
    notes: tuple[Words, ...] = Field(default=(), max_length=100)
    languages: tuple[Language, ...] = Field(min_length=1, max_length=20)
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$", max_length=3)]
    roles: dict[Name, Role] = Field(default_factory=dict, max_length=12)
    factors: dict[Name, Factor] = Field(min_length=1, max_length=12)
    assignment: Assignment
    sample: Sample
    sequential: Annotated[AnySequential, Later("ikea_effect.protocol.sequential:Sequential")] | None = None
    payment: Payment = Payment.model_construct()
    goods: dict[Name, Good] = Field(max_length=100)
    timeline: tuple[AnyStep, ...] = Field(min_length=1, max_length=100)
    measures: dict[MeasureName, AnyMeasure] = Field(max_length=200)
    other_columns: dict[ColumnName, OtherColumn] = Field(default_factory=dict, max_length=500)
    exclusions: tuple[Exclusion, ...] = Field(default=(), max_length=50)
    hypotheses: tuple[Hypothesis, ...] = Field(default=(), max_length=100)
    claims: tuple[Claim, ...] = Field(default=(), max_length=50)
    replication: Replication | None = None
    published: tuple[Published, ...] = Field(default=(), max_length=100)
    simulation: dict[MeasureName, Population] = Field(default_factory=dict, max_length=200)
    simulated: SimulatedPeople = SimulatedPeople.model_construct()

    _said: Mapping[str, Any] = PrivateAttr(default_factory=dict)
    _uncollectable: tuple[Fault, ...] = PrivateAttr(default=())
    _file: Path | None = PrivateAttr(default=None)
    _file_sha256: str | None = PrivateAttr(default=None)

    @field_validator("timeline", mode="after")
    @classmethod
    def _once_for_each_level(cls, steps: tuple[Step, ...], info: ValidationInfo) -> tuple[Step, ...]:
        factors: Mapping[str, Factor] = info.data.get("factors", {})
        return unrolled(steps, {name: tuple(factor.levels) for name, factor in factors.items()})

    @model_validator(mode="after")
    def _goods_that_can_be_chosen(self) -> Self:
        for good in (getattr(step, "good", None) for step in self.timeline):
            if isinstance(good, ChosenGood):
                good._among = tuple(getattr(self.measures.get(good.chosen_by), "options", ()))
        return self

    @property
    def said(self) -> Mapping[str, Any]:
        """What the protocol's file says, as JSON types, without defaults; with what an experiment changes."""
        return self._said

    @property
    def uncollectable(self) -> tuple[Fault, ...]:
        """What keeps data from being collected by it; data from elsewhere can be analyzed."""
        return self._uncollectable

    @property
    def file(self) -> Path | None:
        """The file that it was loaded from."""
        return self._file

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every combination of the between-participant factors' levels."""
        between = {name: one for name, one in self.factors.items() if not one.within}
        levels = {name: one.levels for name, one in between.items()}
        return tuple(given(levels, {name: one.role for name, one in between.items()}, ROLE))

    @property
    def only_roles(self) -> bool:
        """Whether participants differ by their roles alone: nothing is drawn between them."""
        return bool(self.roles) and all(set(one) == {ROLE} for one in self.conditions)

    def is_yoked(self, condition: Condition) -> bool:
        """Whether participants of the condition are shown what others made."""
        yoke = self.assignment.yoke
        return yoke is not None and yoke.to.are(condition)

    @cached_property
    def goods_of_others(self) -> dict[str, Other]:
        """{name: what it is} of the goods that somebody else made."""
        return {of_other(other): other for other in goods_of_others(self._said)}

    def shown_as(self, condition: Condition) -> dict[str, Other]:
        """{name: what it is} under which somebody of this condition meets what a yoke gives them."""
        yoke = self.assignment.yoke
        if yoke is None or not self.is_yoked(condition):
            return {}
        others = {name: other for name, other in self.goods_of_others.items() if other.whose != PARTNER}
        return {yoke.good: Other(yoke.good, YOKED), **others}

    def planned(self, condition: Condition) -> int:
        """How many of the condition are planned; those of a role are spread over its conditions."""
        role = condition.get(ROLE)
        if role not in self.sample.per_role:
            return self.sample.per_condition
        return -(-self.sample.per_role[role] // sum(one[ROLE] == role for one in self.conditions))

    @property
    def planned_per_condition(self) -> int:
        """How many participants are planned in a condition, where most are."""
        return max(self.planned(condition) for condition in self.conditions)

    @property
    def planned_in_all(self) -> int:
        """How many participants are planned."""
        per_role = sum(self.sample.per_role.values())
        return per_role or self.sample.per_condition * len(self.conditions)

    @cached_property
    def is_paired(self) -> bool:
        """Whether participants come in pairs."""
        shared = any(factor.between == "pair" for factor in self.factors.values())
        return shared or self.assignment.pair is not None

    @property
    def cells(self) -> tuple[Condition, ...]:
        """Every condition, at every combination of the levels that a session goes through."""
        inner = itertools.product(*(self.factors[factor].levels for factor in self.orders))
        within = [dict(zip(self.orders, levels, strict=True)) for levels in inner]
        return tuple({**condition, **levels} for condition in self.conditions for levels in within)

    @property
    def orders(self) -> dict[str, str]:
        """{factor: how the order of its levels comes about}, of those that a session goes through."""
        found = {loop.factor: loop.order for step in self.timeline for loop in step.loops}
        return {factor: found[factor] for factor in self.factors if factor in found}

    @property
    def earns_points(self) -> bool:
        """Whether some step earns points."""
        return any(step.earns_points for step in self.timeline)

    def money(self, amount: Any) -> Money:
        """The amount, in the protocol's currency."""
        return _exact(amount, self.currency)

    @property
    def sha256(self) -> str:
        """Hash of the canonical JSON of what the file says, without defaults, comments or changes."""
        return self._file_sha256 or self._said_sha256

    @cached_property
    def _said_sha256(self) -> str:
        """Each session's first event names it."""
        return hashlib.sha256(canonical_json(self._said).encode()).hexdigest()


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same text for the same content."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


@lru_cache(maxsize=1024)
def _exact(amount: Any, currency: str) -> Money:
    """A protocol declares few amounts, and each session asks for them dozens of times."""
    return Money.of(amount, currency)
