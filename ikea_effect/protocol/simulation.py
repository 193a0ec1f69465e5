"""The population that simulated participants come from: a small path model, one entry per measure.

`mean` and `sd` describe the whole distribution with its zeros, before cap and grid. Either is one number
for everyone, a mapping level: number (of the only factor, or of the factor that has these levels), or such
mappings one inside the other: {build: {kept: 3, lost: 2}, prebuilt: 1}.

`depends_on` are slopes on measures that are asked before: {competence: 0.4} moves the value by 0.4 for each
point that the answer lies above its own mean (declared; over all conditions). A term may be a product
("competence*skill"), and hold an option or a level, which count 1 where they hold ("skill*labor=build").
`mean` and `sd` are then what is left: at the mean of what it depends on, and around it.

A measure that is repeated (`for_each`) has its `mean` and `sd` by the levels of the factors that vary, too.
`correlation` says how much alike the values of one person are: 0 as little as those of two people, 1 at the
same place among all people at every level. It holds on a normal scale, before zeros, grid and rounding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import Discriminator, Field, Tag

from ikea_effect.protocol.base import MOST, CellName, Declared, Name, Quantity

Share = Annotated[float, Field(ge=0, le=1)]
Correlation = Annotated[float, Field(ge=0, le=1)]
Spread = Annotated[float, Field(ge=0, le=MOST)]

_ATOM = r"[a-z][a-z0-9]*([-_][a-z0-9]+)*(=[a-z][a-z0-9-]*)?"
TERM = re.compile(rf"{_ATOM}( ?\* ?{_ATOM}){{0,3}}")
TermName = Annotated[str, Field(pattern=f"^{TERM.pattern}$", max_length=200)]
"""A measure, an option, a level, or a product: competence, owner=mine, skill*labor=build."""
Slopes = Annotated[dict[TermName, Quantity], Field(max_length=30)]


def _same_or_by_level(value: Any) -> str | None:
    if isinstance(value, dict):
        return "by-level"
    return "same" if isinstance(value, int | float) and not isinstance(value, bool) else None


_Number = TypeVar("_Number")
_Inner = TypeVar("_Inner")
_ByLevel = Annotated[
    Annotated[_Number, Tag("same")]
    | Annotated[dict[CellName, _Inner], Field(max_length=50), Tag("by-level")],
    Discriminator(
        _same_or_by_level,
        custom_error_type="per_level_type",
        custom_error_message="A number, or a mapping level: number, is expected",
    ),
]
_Means = _ByLevel[Quantity, Quantity]
_Spreads = _ByLevel[Spread, Spread]
_Means2 = _ByLevel[Quantity, _Means]
_Spreads2 = _ByLevel[Spread, _Spreads]

PerLevel = _ByLevel[Quantity, _Means2]
"""One number for everyone, {level: number}, or {level of one factor: {level of another: number}}."""

SpreadPerLevel = _ByLevel[Spread, _Spreads2]
"""The same of numbers that are not below 0."""


class Gamma(Declared):
    """Amounts: a share `zero` of exact zeros, the others gamma distributed."""

    distribution: Literal["gamma"]
    mean: PerLevel
    sd: SpreadPerLevel
    zero: float = Field(default=0, ge=0, lt=1)
    depends_on: Slopes = Field(default_factory=dict)
    correlation: Correlation = 0.0


class Normal(Declared):
    """Numbers that are typed in or set on a line: normal, then taken to the nearest that can be answered."""

    distribution: Literal["normal"]
    mean: PerLevel
    sd: SpreadPerLevel
    depends_on: Slopes = Field(default_factory=dict)
    correlation: Correlation = 0.0


class RoundedNormal(Declared):
    """Ratings: normal, rounded to whole points and held inside the scale."""

    distribution: Literal["rounded-normal"]
    mean: PerLevel
    sd: SpreadPerLevel
    depends_on: Slopes = Field(default_factory=dict)
    correlation: Correlation = 0.0


Chances = Annotated[dict[Name, Share], Field(min_length=1, max_length=50)]
"""{option: chance}."""


def _nested(value: Any) -> str | None:
    """Whether a mapping is one by level: then what it holds is of the form that else stands alone."""
    if isinstance(value, dict):
        return "by-level" if value and not isinstance(next(iter(value.values())), int | float) else "same"
    return "same"


class ChoiceChances(Declared):
    """One of several options, each with its chance; they add up to 1.

    `chances` is {option: chance}, or {level: {option: chance}}. `depends_on` are slopes on an option's log
    odds: {mine: {pride: 0.5}}.
    """

    distribution: Literal["choice"]
    chances: Annotated[
        Annotated[Chances, Tag("same")]
        | Annotated[dict[CellName, Chances], Field(max_length=50), Tag("by-level")],
        Discriminator(_nested),
    ]
    depends_on: dict[Name, Slopes] = Field(default_factory=dict, max_length=50)


_Texts = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=5000)], ...],
    Field(min_length=1, max_length=200),
]


class SampleTexts(Declared):
    """Open answers: one of `texts`, each as likely; {level: [..]} where conditions write differently."""

    distribution: Literal["texts"]
    texts: Annotated[
        Annotated[_Texts, Tag("same")]
        | Annotated[dict[CellName, _Texts], Field(max_length=50), Tag("by-level")],
        Discriminator(_nested),
    ]


Numeric = Gamma | Normal | RoundedNormal
Population = Annotated[
    Gamma | Normal | RoundedNormal | ChoiceChances | SampleTexts, Field(discriminator="distribution")
]


class SimulatedPeople(Declared):
    """How simulated participants behave, whatever they are asked.

    `understands`: the chance to answer a question rightly that has a right answer, at each attempt.
    `attends`: the share who read; the others answer everything at random.
    `tires`: how much the chance to answer a screen at random grows with each screen before it.
    `leaves`: the share who leave before the end, at any screen.
    """

    understands: Share = 0.85
    attends: Share = 1.0
    tires: Share = 0.0
    leaves: Share = 0.0


class Atom(NamedTuple):
    """One factor of a term: a measure, or a choice's option or a factor's level (`value`)."""

    name: str
    value: str | None


def atoms(term: str) -> tuple[Atom, ...]:
    """What a term is the product of."""
    parts = (part.strip().partition("=") for part in term.split("*"))
    return tuple(Atom(name, value or None) for name, _, value in parts)


def slopes_of(population: Population) -> Iterator[tuple[str, float]]:
    """Every term that a population depends on, with its slope."""
    for name, slope in population.depends_on.items() if not isinstance(population, SampleTexts) else ():
        yield from slope.items() if isinstance(slope, Mapping) else ((name, slope),)
