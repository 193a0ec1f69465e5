"""What happens, in order: each step is written `- kind: {...}`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Annotated, Any, ClassVar, NamedTuple, Self

from pydantic import Discriminator, Field, PrivateAttr, Tag, model_validator

from ikea_effect.protocol.base import Declared, Name, Words
from ikea_effect.protocol.by_kind import ByKind
from ikea_effect.protocol.levels import at_levels


def _one_or_several(value: Any) -> str | None:
    return "level" if isinstance(value, str) else "levels" if isinstance(value, list | tuple) else None


Levels = Annotated[
    Annotated[Name, Tag("level")] | Annotated[tuple[Name, ...], Field(max_length=50), Tag("levels")],
    Discriminator(
        _one_or_several,
        custom_error_type="levels_type",
        custom_error_message="A level, or a list of levels as in [a, b], is expected",
    ),
]
OnlyIn = dict[Name, Levels]
"""{factor: level or levels}."""


def as_levels(levels: str | tuple[str, ...]) -> tuple[str, ...]:
    """The levels, where one alone may stand for them."""
    return (levels,) if isinstance(levels, str) else levels


class Loop(NamedTuple):
    """One repetition that a step stands in: which `for_each` it is (by its place), and at which level."""

    place: tuple[int, ...]
    factor: str
    level: str
    order: str = "fixed"


class Take(NamedTuple):
    """What a step takes of a session that has finished: the first of these columns that it filled.

    Without columns it is how long the step was on screen, in seconds; interruptions do not count. The `whole`
    is every filled column, one to a line.

    `stand_in` is taken where no such session is there; without one, who comes cannot begin.
    """

    step: str
    """The step that left it, which somebody else met."""
    columns: tuple[str, ...]
    stand_in: str | float | None
    whole: bool = False


class Step(Declared):
    """What every step has. `only_in` names the levels that see it; without it everyone does. `only_if` is a
    rule over what is known by then, in the words of `drop_if`: who does not meet it does not see the step.

    Some keys mean the same in every step that has them: `id` and `text` name it, `good` is what it is about,
    `measure` and `measures` are what it fills.
    """

    kind: ClassVar[str]
    names_steps: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """The ways to what in it is the name of another step: (("assembly",), ("reveal", "after"))."""
    only_in: OnlyIn = Field(default_factory=dict, max_length=12)
    only_if: Words | None = None

    _loops: tuple[Loop, ...] = PrivateAttr(default=())
    _levels: dict[str, str] = PrivateAttr(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _unwrap(cls, value: Any) -> Any:
        """`{consent: {...}}` as its inner mapping."""
        if isinstance(value, dict) and list(value) == [cls.kind]:
            return value[cls.kind] if value[cls.kind] is not None else {}
        return value

    @property
    def name(self) -> str:
        """The step's id, else its text, else its kind."""
        declared = self.__dict__  # a key that the kind lacks is looked for slowly by the model
        name = str(declared.get("id") or declared.get("text") or self.kind)
        levels = self.levels
        return at_levels(name, levels.values()) if levels else name

    @property
    def loops(self) -> tuple[Loop, ...]:
        """The repetitions that the step stands in, the outermost first."""
        found: tuple[Loop, ...] = self._beside("_loops")
        return found

    @property
    def levels(self) -> dict[str, str]:
        """{factor: level} of the factors that vary around the step, in the order of declaration."""
        found: dict[str, str] = self._beside("_levels")
        return found

    def _beside(self, name: str) -> Any:
        """What is kept beside the declared keys, asked for some fifty times in each session."""
        return (self.__pydantic_private__ or {})[name]  # ten times as fast as the model's own way

    @property
    def its_good(self) -> str | None:
        """The good that the step is about; None where there is none, or an answer chooses it."""
        good = self.__dict__.get("good")
        return good if isinstance(good, str) else None

    @property
    def its_goods(self) -> tuple[str, ...]:
        """The goods that the step may be about: one, or those that can be chosen."""
        good = self.__dict__.get("good")
        return (good,) if isinstance(good, str) else tuple(getattr(good, "among", ()))

    @property
    def asks_for(self) -> tuple[str, ...]:
        """The measures that the step fills."""
        declared = self.__dict__
        one, several = declared.get("measure"), declared.get("measures", ())
        more = several.values() if isinstance(several, dict) else several
        return (*((one,) if one else ()), *more)

    @property
    def gives_others(self) -> dict[str, tuple[int, int]]:
        """What is rated here of each of those whose work it shows: {scale: (low, high)}."""
        return {}

    @property
    def goods_judged(self) -> dict[str, str]:
        """{piece: good} of the goods that are judged here."""
        return {}

    @property
    def takes(self) -> Take | None:
        """What it takes of somebody else's session."""
        return None

    @property
    def parts_taken(self) -> dict[str, Take]:
        """{name: what is taken under it}: of one session by the step's name; a kind may take of several."""
        return {} if self.takes is None else {self.name: self.takes}

    @property
    def earns_points(self) -> bool:
        """Whether a participant can earn points here."""
        return False

    def reaches(self, condition: Mapping[str, str], only: Iterable[str] | None = None) -> bool:
        """Whether participants of the condition see this step; by its rule on some factors, if named."""
        factors = self.only_in if only is None else [one for one in only if one in self.only_in]
        return all(condition.get(factor) in as_levels(self.only_in[factor]) for factor in factors)

    def repeated_at(self, loop: Loop, factors: Iterable[str]) -> Self:
        """The step as it is at one level of a repetition around it; `factors` are all, as declared.

        It is named with its levels, and whatever it declares by level is what holds at this one.
        """
        known = {**self._levels, loop.factor: loop.level}
        levels = {factor: known[factor] for factor in factors if factor in known}
        changes: dict[str, Any] = {
            "only_in": {name: at for name, at in self.only_in.items() if name not in levels}
        }
        for key in type(self).model_fields:
            value = getattr(self, key)
            if key in ("id", "text") and isinstance(value, str):
                changes[key] = at_levels(value, levels.values())
            elif hasattr(value, "at_levels"):
                changes[key] = value.at_levels(levels)
        found = self.model_copy(update=changes)
        found._levels, found._loops = levels, (loop, *self._loops)
        return found

    def renamed(self, names: Mapping[str, str]) -> Self:
        """The step with what it says of other steps said of those that `names` gives for them."""
        changes = {way[0]: _renamed(getattr(self, way[0]), way[1:], names) for way in self.names_steps}
        return self.model_copy(update=changes) if changes else self


def _renamed(value: Any, way: Sequence[str], names: Mapping[str, str]) -> Any:
    """The value with the name at the end of the way replaced, where it has such a part."""
    if not way:
        return names.get(value, value) if isinstance(value, str) else value
    if not isinstance(value, Declared) or (inner := getattr(value, way[0], None)) is None:
        return value
    return value.model_copy(update={way[0]: _renamed(inner, way[1:], names)})


AnyStep = Annotated[Step, ByKind("step")]
"""A step of any kind that there is."""


def fills(step: Step, measure: str, levels: Mapping[str, str]) -> bool:
    """Whether what was measured is what the step asks for, at its levels."""
    return measure in step.asks_for and levels == step.levels


def in_order(steps: Sequence[Step], orders: Mapping[str, Sequence[str]]) -> Iterator[Step]:
    """The steps with those of each repetition in the given order of its factor's levels.

    `orders` is {factor: levels}; without an order the levels come as declared.
    """
    return _in_order(steps, orders, 0)


def _in_order(steps: Sequence[Step], orders: Mapping[str, Sequence[str]], depth: int) -> Iterator[Step]:
    def loop_of(step: Step) -> Loop | None:
        return step.loops[depth] if len(step.loops) > depth else None

    for place, group in groupby(steps, lambda step: loop.place if (loop := loop_of(step)) else None):
        if place is None:
            yield from group
            continue
        levels: dict[str, list[Step]] = {}
        for step in group:
            levels.setdefault(step.loops[depth].level, []).append(step)
        factor = next(iter(levels.values()))[0].loops[depth].factor
        for level in [one for one in orders.get(factor, levels) if one in levels]:
            yield from _in_order(levels[level], orders, depth + 1)
