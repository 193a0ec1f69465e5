"""A design in the making: its moves, and how like it is to a design that is to be made again. Pure."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ikea_effect.protocol.drawing import Box, holds
from ikea_effect.protocol.toolkits import Item, Recipe, Tolerance, Toolkit
from ikea_effect.tasks.design.head_start import touches
from ikea_effect.tasks.same import Same

Move = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A design in the making: the recipe now, those before it, and how many moves led here."""

    recipe: Recipe
    past: tuple[Recipe, ...] = ()
    moves: int = 0
    feedback: str = ""  # making.design.<feedback> is said after the last move
    finished: bool = False
    given: Recipe | None = None  # what is there from the start and stays, where little is left to do

    @property
    def most(self) -> int | None:
        """How many motifs and texts it holds where most is given: one more than that. None: no such limit."""
        return None if self.given is None else len(self.given.items) + 1


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far a recipe is like the one to reproduce."""

    base: bool
    items: tuple[bool, ...]  # one for each item of the target
    matched: tuple[int | None, ...]  # the recipe's item that matches it
    extra: int  # items that match none of the target's
    wrong: tuple[
        tuple[tuple[str, ...], ...], ...
    ]  # for each item of the target, what each of the recipe's has

    @property
    def wanting(self) -> tuple[tuple[str, ...], ...]:
        """For each item of the target what is still wrong; "item" if it is not there."""
        return tuple(
            () if column is not None else min(self._free(row), key=_badness, default=("item",))
            for column, row in zip(self.matched, self.wrong, strict=True)
        )

    def _free(self, row: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
        return (found for index, found in enumerate(row) if index not in self.matched)

    @property
    def whole(self) -> bool:
        """Whether the good has been reproduced."""
        return self.base and all(self.items) and self.extra == 0


def blank(toolkit: Toolkit) -> Recipe:
    """The good as it comes: its first color, and nothing on it."""
    return Recipe(base=next(iter(toolkit.base_colors)))


def changed(draft: Draft, move: Move, toolkit: Toolkit, target: Recipe | None = None) -> Draft:
    """The draft after one move; a move that is not possible leaves the recipe as it is."""
    match move.get("move"):
        case "undo" if draft.past:
            undone = replace(draft, recipe=draft.past[-1], past=draft.past[:-1])
            return replace(undone, moves=draft.moves + 1, feedback="undone")
        case "done":
            done = may_finish(draft.recipe, toolkit, target, draft.given)
            return replace(draft, finished=done, feedback="" if done else "not-yet")
        case _ if draft.given is not None and touches(draft.given, move):
            return replace(draft, moves=draft.moves + 1, feedback="given")
        case "add" | "text" if len(draft.recipe.items) >= (draft.most or toolkit.limits.items):
            return replace(draft, moves=draft.moves + 1, feedback="full")
        case _:
            recipe = _recipe_after(draft.recipe, move, toolkit)
            if recipe == draft.recipe:
                return replace(draft, moves=draft.moves + 1, feedback="")
            past = (*draft.past, draft.recipe)
            return replace(draft, recipe=recipe, past=past, moves=draft.moves + 1, feedback="")


def _recipe_after(recipe: Recipe, move: Move, toolkit: Toolkit) -> Recipe:
    match move:
        case {"move": "base", "color": str(color)} if color in toolkit.base_colors:
            return recipe.model_copy(update={"base": color})
        case {"move": "add", "motif": str(motif), "x": x, "y": y} if motif in toolkit.motifs:
            return _with(recipe, (*recipe.items, _item(toolkit, x, y, motif=motif)))
        case {"move": "text", "text": str(text), "x": x, "y": y} if _written(text, toolkit):
            color = _text_color(move.get("color"), recipe.base, toolkit)
            return _with(
                recipe, (*recipe.items, _item(toolkit, x, y, text=_written(text, toolkit), color=color))
            )
        case {"move": "change", "item": int(index)} if 0 <= index < len(recipe.items):
            return _with(recipe, _put(recipe.items, index, _moved(recipe.items[index], move, toolkit)))
        case {"move": "delete", "item": int(index)} if 0 <= index < len(recipe.items):
            return _with(recipe, recipe.items[:index] + recipe.items[index + 1 :])
        case _:
            return recipe


def _with(recipe: Recipe, items: Sequence[Item]) -> Recipe:
    return recipe.model_copy(update={"items": tuple(items)})


def _put(items: tuple[Item, ...], index: int, item: Item) -> tuple[Item, ...]:
    return (*items[:index], item, *items[index + 1 :])


def _written(text: str, toolkit: Toolkit) -> str:
    return " ".join(text.split())[: toolkit.text.max_characters].strip()


def text_color(base: str, toolkit: Toolkit) -> str:
    """The text color that stands out most from what a text is first laid on.

    That is the base color or, where something drawn covers the middle, as the dial of a watch does, its fill.
    """
    ground, colors = _lightness(_ground(base, toolkit)), toolkit.text.colors
    return max(colors, key=lambda name: abs(_lightness(colors[name]) - ground))


def _ground(base: str, toolkit: Toolkit) -> str:
    """The color in the middle of what can be printed on; of light and shadow, which let it through, none."""
    solid = (shape for shape in toolkit.shapes if shape.opacity == 1 and not shape.blur)
    fills = [shape.fill for shape in solid if shape.fill and holds(shape.outlines, *toolkit.center)]
    return fills[-1] if fills else toolkit.base_colors[base]


def _text_color(asked: Any, base: str, toolkit: Toolkit) -> str:
    return str(asked) if asked in toolkit.text.colors else text_color(base, toolkit)


def _lightness(color: str) -> float:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _item(toolkit: Toolkit, x: int, y: int, **what: str) -> Item:
    x, y = inside(toolkit, x, y)
    return Item.model_validate({"x": x, "y": y, **what})


def inside(toolkit: Toolkit, x: float, y: float) -> tuple[int, int]:
    """The nearest place that can be printed on, in whole thousandths from the center."""
    area = Box(*toolkit.area)
    half_width, half_height = int(area.width / 2), int(area.height / 2)
    return (
        max(-half_width, min(half_width, round(x))),
        max(-half_height, min(half_height, round(y))),
    )


def _moved(item: Item, move: Move, toolkit: Toolkit) -> Item:
    """The item at its new place, size and angle; what the move leaves out stays."""
    x, y = inside(toolkit, move.get("x", item.x), move.get("y", item.y))
    limits = toolkit.limits
    scale = max(limits.low_scale, min(limits.high_scale, round(move.get("scale", item.scale))))
    angle = round(move.get("angle", item.angle)) % 360
    color = item.color
    if item.text is not None and move.get("color") in toolkit.text.colors:
        color = move["color"]
    return item.model_copy(update={"x": x, "y": y, "scale": scale, "angle": angle, "color": color})


def may_finish(recipe: Recipe, toolkit: Toolkit, target: Recipe | None, given: Recipe | None = None) -> bool:
    """Free: something is on the good besides what is given. Reproducing: it is like the target."""
    if target is None:
        return len(recipe.items) > (len(given.items) if given is not None else 0)
    return likeness(recipe, target, toolkit).whole


def likeness(recipe: Recipe, target: Recipe, toolkit: Toolkit) -> Likeness:
    """Which items of the target the recipe has, each within the toolkit's tolerance.

    A board, who answers it and what comes of the answer look at the same recipe.
    """
    return _likeness(Same(recipe), Same(target), Same(toolkit))


@functools.lru_cache(maxsize=16)
def _likeness(of: Same[Recipe], like: Same[Recipe], made_with: Same[Toolkit]) -> Likeness:
    recipe, target, toolkit = of.value, like.value, made_with.value
    wrong = tuple(tuple(_wrong(item, wanted, toolkit) for item in recipe.items) for wanted in target.items)
    matched = _matched([[not found for found in row] for row in wrong])
    items = tuple(found is not None for found in matched)
    return Likeness(
        base=recipe.base == target.base,
        items=items,
        matched=matched,
        extra=len(recipe.items) - sum(items),
        wrong=wrong,
    )


def _badness(wrong: tuple[str, ...]) -> int:
    return 9 if wrong == ("item",) else len(wrong)


def _wrong(item: Item, wanted: Item, toolkit: Toolkit) -> tuple[str, ...]:
    """What of an item is not as wanted: place, size, angle, color; only "item" if it is another thing."""
    if item.motif != wanted.motif or (
        item.text != wanted.text and _folded(item.text) != _folded(wanted.text)
    ):
        return ("item",)
    tolerance: Tolerance = toolkit.tolerance
    turn = 360 / (toolkit.motifs[item.motif].symmetry if item.motif is not None else 1)
    apart = (item.angle - wanted.angle) % turn
    found: tuple[str, ...] = ()
    if max(abs(item.x - wanted.x), abs(item.y - wanted.y)) > tolerance.position:
        found += ("place",)
    if abs(item.scale - wanted.scale) > tolerance.scale:
        found += ("size",)
    if min(apart, turn - apart) > tolerance.angle:
        found += ("angle",)
    if wanted.color and item.color != wanted.color:
        found += ("color",)
    return found


def _folded(text: str | None) -> str | None:
    return text.casefold() if text is not None else None


def _matched(fits: Sequence[Sequence[bool]]) -> tuple[int | None, ...]:
    """For each row, the column that it gets: as many rows as possible, no column twice."""
    holder: dict[int, int] = {}
    for row in range(len(fits)):
        _find(row, fits, holder, set())
    columns = {row: column for column, row in holder.items()}
    return tuple(columns.get(row) for row in range(len(fits)))


def _find(row: int, fits: Sequence[Sequence[bool]], holder: dict[int, int], tried: set[int]) -> bool:
    """Whether the row gets a column, if need be one whose row gets another."""
    for column, fit in enumerate(fits[row]):
        if fit and column not in tried:
            tried.add(column)
            if column not in holder or _find(holder[column], fits, holder, tried):
                holder[column] = row
                return True
    return False
