"""How far a good has come that is put together on screen, and what each move makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ikea_effect.protocol.kinds.guidance import Guidance


@dataclass(frozen=True, slots=True)
class Build:
    """How far a good has come: the parts to place, in order, and how many of them are in place."""

    order: tuple[str, ...]
    placed: tuple[str, ...] = ()  # in the order in which they went in
    guidance: Guidance = "lit"
    needs: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # part -> what has to be in place before
    may_consult: bool = False
    consulting: bool = False
    looks: int = 0  # at the picture of the finished good
    may_turn: bool = False
    turned: Mapping[str, int] = field(default_factory=dict)  # degrees of the parts that are not upright
    turns: int = 0
    stops_early: bool = False
    then_take_apart: bool = False
    taking_apart: bool = False
    finished: bool = False
    wrong_drops: int = 0
    undos: int = 0
    steps: int = 0  # parts placed and parts taken off
    feedback: str = ""  # making.<feedback> is said after the last move

    @property
    def in_place(self) -> tuple[str, ...]:
        """The parts that are in place, in the kit's order."""
        return tuple(part for part in self.order if part in self.placed)

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do but to confirm."""
        return len(self.placed) == (0 if self.taking_apart else len(self.order))

    @property
    def next_part(self) -> str | None:
        """The one part that can be moved now: the next to place, or the last to take off.

        None where nobody is guided, until it comes to taking apart.
        """
        if self.complete:
            return None
        if self.taking_apart:
            return self.placed[-1]
        return None if self.guidance == "none" else self.order[len(self.placed)]

    @property
    def open_parts(self) -> tuple[str, ...]:
        """The parts that fit now: the next one, or without guidance every one whose needs are in place."""
        if self.complete or self.taking_apart:
            return ()
        if self.guidance != "none":
            return (self.order[len(self.placed)],)
        there = set(self.placed)
        waiting = (part for part in self.order if part not in there)
        return tuple(part for part in waiting if there.issuperset(self.needs.get(part, ())))

    @property
    def may_undo(self) -> bool:
        """Whether the last placement can be taken back."""
        return bool(self.placed) and not self.taking_apart


def moved(build: Build, move: Mapping[str, Any]) -> Build:
    """The build after one move; a move that is not possible now leaves it as it is."""
    if build.consulting or move.get("move") == "consult":
        return _consulted(build, move)
    if move.get("move") == "turn":
        return _turned(build, move.get("part"))
    match move.get("move"), move.get("part"):
        case ("place", str(part)) if part in build.open_parts and part not in build.turned:
            return replace(build, placed=(*build.placed, part), steps=build.steps + 1, feedback="fits")
        case ("remove", part) if build.taking_apart and build.next_part == part is not None:
            return replace(build, placed=build.placed[:-1], steps=build.steps + 1, feedback="taken-off")
        case ("place" | "remove" | "wrong-drop", str(part)) if not build.complete:
            later = part not in (*build.open_parts, build.next_part)
            said = "later" if later else "unturned" if part in build.turned else "missed"
            return replace(build, wrong_drops=build.wrong_drops + 1, feedback=said)
        case ("undo", _) if build.may_undo:
            return replace(build, placed=build.placed[:-1], undos=build.undos + 1, feedback="undone")
        case ("done", _) if build.complete and build.then_take_apart and not build.taking_apart:
            return replace(build, taking_apart=True, feedback="")
        case ("done", _) if build.complete:
            return replace(build, finished=True, feedback="")
        case _:
            return replace(build, feedback="")


def _turned(build: Build, part: Any) -> Build:
    """A part that waits turns by a quarter, clockwise."""
    if not build.may_turn or build.complete or part not in build.order or part in build.placed:
        return replace(build, feedback="")
    degrees = (build.turned.get(part, 0) - 90) % 360
    others = {name: left for name, left in build.turned.items() if name != part}
    left = others | ({part: degrees} if degrees else {})
    return replace(build, turned=left, turns=build.turns + 1, feedback="")


def _consulted(build: Build, move: Mapping[str, Any]) -> Build:
    """The picture of the finished good comes or goes; while it is there nothing else can be done."""
    if not build.may_consult or move.get("move") != "consult":
        return build
    if build.consulting:
        return replace(build, consulting=False, feedback="")
    return replace(build, consulting=True, looks=build.looks + 1, feedback="")
