"""How each part came to its place: by what and how far, with how many pauses, attempts, looks and turns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ikea_effect.screens.traced_board import MEANS

if TYPE_CHECKING:
    from ikea_effect.tasks.assembly.build import Build

FACTS = ("path", "pauses", "attempts", "looks")


@dataclass(frozen=True, slots=True)
class Handling:
    """What was done with one part until it was in place, and again after it was taken back."""

    path: int = 0  # thousandths of the window's height, over all attempts
    pauses: int = 0
    attempts: int = 0  # times it was let go of, in its place or elsewhere
    looks: int = 0  # at the picture of the finished good, since the part before went in
    turns: int = 0  # by a quarter, where parts lie turned
    by: str = ""  # what carried it to where it went in last; empty where the reply does not say


def handlings(moves: Iterable[tuple[Mapping[str, Any], Build, Build]]) -> dict[str, Handling]:
    """Part by part, from each move with the build before and after it."""
    found: dict[str, Handling] = {}
    looks = 0
    for move, before, after in moves:
        looks += after.looks - before.looks
        part = move.get("part")
        if after.turns > before.turns and isinstance(part, str):
            one = found.get(part, Handling())
            found[part] = replace(one, turns=one.turns + 1)
        if move.get("move") not in ("place", "wrong-drop") or part not in before.order:
            continue
        one = _tried(found.get(part, Handling()), move)
        if len(after.placed) > len(before.placed):
            one, looks = replace(one, looks=one.looks + looks, by=_means(move.get("by"))), 0
        found[part] = one
    return found


def _tried(one: Handling, move: Mapping[str, Any]) -> Handling:
    path, pauses = _count(move.get("path")), _count(move.get("pauses"))
    return replace(one, path=one.path + path, pauses=one.pauses + pauses, attempts=one.attempts + 1)


def _count(value: Any) -> int:
    """A whole number from 0; nothing else counts, as an edited journal may hold it."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _means(value: Any) -> str:
    """What carried a part; nothing else counts, as an edited journal may hold it."""
    return value if value in MEANS else ""


def cells(
    parts: Iterable[str], found: Mapping[str, Handling], *, turned: bool = False
) -> Iterator[tuple[str, int | str]]:
    """The columns of these parts, <fact>.<part>, with what they hold; of a part that nobody touched zeros.

    By what a part came is told where a reply says it: sessions of before have no such cell.
    """
    for part in parts:
        if by := found.get(part, Handling()).by:
            yield f"by.{part}", by
        for fact in (*FACTS, "turns") if turned else FACTS:
            yield f"{fact}.{part}", getattr(found.get(part, Handling()), fact)
