"""How participants come to their places: conditions, roles, strata, pairs, and whose pieces they see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from ikea_effect.protocol.base import Declared, Line, Name, People
from ikea_effect.protocol.timeline import OnlyIn

ROLE = "role"
"""The column, and the key of `only_in`, that says in which role somebody takes part."""

STRATUM = "stratum"
"""The variable of strata that are written as one list."""


def _by_variable(value: Any) -> Any:
    return {STRATUM: value} if isinstance(value, list | tuple) else value


Values = Annotated[tuple[Name, ...], Field(min_length=2, max_length=50)]
_ByVariable = Annotated[dict[Name, Values], Field(max_length=10)]
Strata = Annotated[_ByVariable, BeforeValidator(_by_variable, json_schema_input_type=_ByVariable | Values)]
"""{variable: its values}; one list is the values of the variable `stratum`."""


class Role(Declared):
    """A part that participants play; one `after` another begins when somebody of that has finished."""

    label: Line | None = None
    after: Name | None = None


class Whom(Declared):
    """Participants of a role, of some levels, or both."""

    role: Name | None = None
    condition: OnlyIn = Field(default_factory=dict, max_length=12)

    @property
    def levels(self) -> dict[str, tuple[str, ...]]:
        """{factor: levels that they have}."""
        found = {name: (one,) if isinstance(one, str) else one for name, one in self.condition.items()}
        return {**({ROLE: (self.role,)} if self.role is not None else {}), **found}

    def are(self, condition: Mapping[str, str]) -> bool:
        """Whether somebody of this condition is one of them."""
        return all(condition.get(name) in levels for name, levels in self.levels.items())


class Yoke(Declared):
    """Who sees what others made of a good: each of `to` is given pieces of `each` of `from`.

    No piece is handed out more than `uses` times. Where too few are there: `refuse` does not let the session
    begin, `wait` keeps the place until they are there, `expert` shows the good as it comes.
    """

    good: Name
    from_: Whom = Field(alias="from")
    to: Whom
    each: int = Field(default=1, ge=1, le=20)
    uses: int = Field(default=1, ge=1, le=10_000)
    stand_in: Literal["refuse", "expert", "wait"] = "refuse"


class PairRule(Declared):
    """What happens to somebody whose partner does not come: they wait, go on alone, or are sent home."""

    if_alone: Literal["wait", "alone", "send-home"] = "wait"


class Assignment(Declared):
    """How participants come to conditions.

    `permuted-blocks`: block sizes are multiples of the number of conditions; with `strata` each stratum has
    blocks of its own. `minimization` gives, with `probability`, the condition that leaves the values of
    `strata` most alike between conditions. With a `yoke`, participants see what others made; `pair` says what
    happens when a partner does not come.
    """

    scheme: Literal["permuted-blocks", "minimization"] = "permuted-blocks"
    block_sizes: tuple[Annotated[int, Field(ge=1, le=1000)], ...] = Field(default=(), max_length=20)
    strata: Strata = Field(default_factory=dict)
    probability: Annotated[float, Field(gt=0.5, lt=1)] = 0.85
    yoke: Yoke | None = None
    pair: PairRule | None = None


class Sample(Declared):
    """How many participants are planned, in each condition or in each role, and how many the original had."""

    per_condition: Annotated[int, Field(ge=1, le=100_000)] = 0
    per_role: dict[Name, Annotated[int, Field(ge=1, le=100_000)]] = Field(default_factory=dict, max_length=12)
    original: People | None = None


def combinations(strata: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, str]]:
    """Every combination of the strata's values, in order."""
    if not strata:
        yield {}
        return
    (name, values), *rest = strata.items()
    for value in values:
        for others in combinations(dict(rest)):
            yield {name: value, **others}
