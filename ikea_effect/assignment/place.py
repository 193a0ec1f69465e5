"""A place in a study: everything that is settled of a participant before the session begins, as one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ikea_effect.assignment.orders import Orders
from ikea_effect.protocol.assignments import ROLE
from ikea_effect.protocol.models import Condition

Margins = Mapping[str, tuple[int, ...]]
"""{variable: of those with the same value of it, how many each condition has}, conditions in order."""


class Piece(NamedTuple):
    """What somebody made of a good: its recipe. Without a participant it is the good as it comes."""

    participant: str
    good: str
    recipe: Mapping[str, Any] | None = None
    film: Sequence[Sequence[Any]] | None = None
    """[state, milliseconds] of its making, where a study shows that."""

    def as_data(self) -> dict[str, Any]:
        """The piece as a journal keeps it."""
        found = {"participant": self.participant, "good": self.good, "recipe": self.recipe}
        return found if self.film is None else {**found, "film": [list(frame) for frame in self.film]}


class Taken(NamedTuple):
    """What a step takes of somebody's finished session; without a participant it is what stands in.

    `among` is {who had finished: how often theirs had been handed on}: what it was drawn from.
    """

    participant: str
    value: str | float
    among: Mapping[str, int] = {}

    def as_data(self) -> dict[str, Any]:
        """It as a journal keeps it."""
        return {"participant": self.participant, "value": self.value, "among": dict(self.among)}


@dataclass(frozen=True, slots=True)
class Place:
    """A participant's slot (from 0), condition and role, stratum, pair, and whose pieces they are shown."""

    slot: int
    condition: Condition
    strata: Mapping[str, str] = field(default_factory=dict)
    """{variable: value}."""
    pair: int | None = None
    """The number of the pair, from 1."""
    member: int | None = None
    """1 or 2: which of the pair."""
    margins: Margins = field(default_factory=dict)
    """What minimization had to go by; nothing where conditions follow from the secret alone."""
    yoked: tuple[Piece, ...] = ()
    """What others made that is shown to this participant, in order."""
    orders: Orders = field(default_factory=dict)
    """In which order the levels of each factor that varies within participants are met."""
    among: Mapping[str, int] = field(default_factory=dict)
    """{maker: how often theirs had been handed out}: what those pieces were drawn from."""

    taken: Mapping[str, Taken] = field(default_factory=dict)
    """{step: what it takes of somebody else's session}."""
    makers: Mapping[str, Condition] = field(default_factory=dict)
    """{participant: condition} of those whose work is judged; known where people are simulated, not kept."""

    @property
    def role(self) -> str | None:
        """The part that the participant plays, where there are several."""
        return self.condition.get(ROLE)

    def as_data(self) -> dict[str, Any]:
        """What stands in the first event of the session, beside slot and condition; {} where that is all."""
        found: dict[str, Any] = {"strata": dict(self.strata), "pair": self.pair, "member": self.member}
        found["margins"] = {name: list(counts) for name, counts in self.margins.items()}
        found["orders"] = {factor: list(levels) for factor, levels in self.orders.items()}
        found["yoked"] = [piece.as_data() for piece in self.yoked]
        found["among"] = dict(self.among)
        found["taken"] = {step: one.as_data() for step, one in self.taken.items()}
        return {key: value for key, value in found.items() if value}

    def piece(self, good: str, number: int = 0) -> Piece | None:
        """What somebody else made of this good and is shown here: one of several by its number, from 1."""
        if number > len(self.yoked) or (len(self.yoked) != 1 and not number):
            return None
        found = self.yoked[max(number, 1) - 1]
        return found if found.good == good and found.recipe is not None else None


def place_of(started: Mapping[str, Any]) -> Place:
    """The place that the data of a session's first event tell; early ones tell slot and condition."""
    more = started.get("assignment", {})
    margins = {name: tuple(counts) for name, counts in more.get("margins", {}).items()}
    pieces = tuple(Piece(**piece) for piece in more.get("yoked", ()))
    return Place(
        started["slot"],
        dict(started["condition"]),
        more.get("strata", {}),
        more.get("pair"),
        more.get("member"),
        margins,
        pieces,
        {factor: tuple(levels) for factor, levels in more.get("orders", {}).items()},
        more.get("among", {}),
        {step: Taken(**one) for step, one in more.get("taken", {}).items()},
    )


def tells_place(started: Mapping[str, Any]) -> bool:
    """Whether the data of a session's first event are such that `place_of` can tell a place from them.

    A journal that was edited by hand may hold anything; what the place is held to, others check.
    """
    more = started.get("assignment", {})
    return (
        type(started.get("slot")) is int
        and _named(started.get("condition"), str)
        and isinstance(more, dict)
        and _named(more.get("strata", {}), str)
        and all(more.get(name) is None or type(more[name]) is int for name in ("pair", "member"))
        and all(_named(more.get(name, {}), list) for name in ("margins", "orders"))
        and all(type(one) is int for counts in more.get("margins", {}).values() for one in counts)
        and all(type(one) is str for levels in more.get("orders", {}).values() for one in levels)
        and _named(more.get("among", {}), int)
        and isinstance(more.get("yoked", []), list)
        and all(_tells_piece(piece) for piece in more.get("yoked", []))
        and _named(more.get("taken", {}), dict)
        and all(_tells_taken(one) for one in more.get("taken", {}).values())
    )


def _named(value: Any, kind: type) -> bool:
    """Whether the value is an object whose members are all of this very type."""
    return isinstance(value, dict) and all(type(one) is kind for one in value.values())


def _tells_piece(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() | {"film"} == set(Piece._fields)
        and type(value["participant"]) is type(value["good"]) is str
        and isinstance(value["recipe"], dict | None)
        and _tells_film(value.get("film", []))
    )


def _tells_film(value: Any) -> bool:
    """Whether it is a list of states, each an object, and whole milliseconds."""
    return isinstance(value, list) and all(
        isinstance(one, list) and len(one) == 2 and isinstance(one[0], dict) and type(one[1]) is int
        for one in value
    )


def _tells_taken(value: Any) -> bool:
    return (
        value.keys() == set(Taken._fields)
        and type(value["participant"]) is str
        and type(value["value"]) in (str, int, float)
        and _named(value["among"], int)
    )


def holds_of(place: Place) -> dict[str, Any]:
    """What the store keeps of a place because later ones are drawn by it."""
    found: dict[str, Any] = {"yoked": [one.participant for one in place.yoked if one.participant]}
    found["taken"] = {step: one.participant for step, one in place.taken.items() if one.participant}
    if place.margins:
        found |= {"condition": place.condition, "strata": dict(place.strata), "margins": dict(place.margins)}
    return {key: value for key, value in found.items() if value}
