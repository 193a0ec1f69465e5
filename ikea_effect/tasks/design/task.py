"""Designing a good with a toolkit: freely, or by making a given design again."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.steps.design import Design
from ikea_effect.protocol.texts import Text
from ikea_effect.protocol.toolkits import Item, Recipe, Toolkit
from ikea_effect.screens.context import Context
from ikea_effect.screens.design_board import DesignBoard
from ikea_effect.screens.facts import Made, as_data
from ikea_effect.screens.screens import Page, Task, Values
from ikea_effect.screens.simulation import Someone, between
from ikea_effect.seeds import Stream
from ikea_effect.tasks.design.draft import Draft, Likeness, blank, changed, likeness, may_finish
from ikea_effect.tasks.design.head_start import contribution_of, entropy, nearly_whole
from ikea_effect.tasks.names import good_named, name_in
from ikea_effect.tasks.notes import noted
from ikea_effect.tasks.same import Same


def board(
    draft: Draft, step: Design, toolkit: Toolkit, target: Recipe | None, currency: str = ""
) -> DesignBoard:
    """The screen that shows the draft as it is, with prices where the step shows them."""
    like = likeness(draft.recipe, target, toolkit) if target is not None else None
    prices = toolkit.prices if step.prices else None
    done = like.whole if like is not None else may_finish(draft.recipe, toolkit, None, draft.given)
    return DesignBoard(
        id=name_in(step.id, "board"),
        good=step.good,
        title=_title(draft, step),
        instruction=_instruction(draft, step, toolkit, like),
        recipe=_Shown.of(draft.recipe),
        target=_shown(Same(target)) if target is not None else None,
        may_finish=done,
        may_undo=bool(draft.past),
        tone=_tone(draft, like),
        given=None if draft.given is None else len(draft.given.items),
        prices={name: Money.of(one, currency) for name, one in prices.of_options()} if prices else {},
        total=Money.of(prices.of(draft.recipe), currency) if prices else None,
        colors=tuple(toolkit.base_colors),
        motifs=tuple(toolkit.motifs),
    )


class _Shown(dict[str, Any]):
    """A recipe as screens have it, which knows the recipe: a simulated participant need not read it again."""

    __slots__ = ("recipe",)
    recipe: Recipe

    @classmethod
    def of(cls, recipe: Recipe) -> _Shown:
        """The recipe as a screen has it."""
        found = cls(recipe.as_data())
        found.recipe = recipe
        return found


@functools.lru_cache(maxsize=64)
def _shown(target: Same[Recipe]) -> Mapping[str, Any]:
    """The target as screens have it: one and the same on every board."""
    return _Shown.of(target.value)


def _recipe_of(shown: Mapping[str, Any]) -> Recipe:
    return shown.recipe if isinstance(shown, _Shown) else Recipe.model_validate(shown)


def _title(draft: Draft, step: Design) -> Text:
    little = draft.given is not None
    return _text(f"design.{'little' if little else step.task}-title", step.good)


def _tone(draft: Draft, like: Likeness | None) -> str:
    if draft.feedback in _REFUSED:
        return "wrong"
    return "right" if like is not None and like.whole else "plain"


def _instruction(draft: Draft, step: Design, toolkit: Toolkit, like: Likeness | None) -> Text:
    little = draft.given is not None
    if draft.feedback in _REFUSED:
        kind = "little" if little and draft.feedback != "not-yet" else step.task
        return _text(f"design.{kind}-{draft.feedback}", step.good, items=toolkit.limits.items)
    if like is None:
        begun = may_finish(draft.recipe, toolkit, None, draft.given)
        start = "little-start" if little else "free-start"
        return _text("design.free-go" if begun else f"design.{start}", step.good)
    if like.whole:
        return _text("design.reproduce-whole", step.good)
    if like.base and all(like.items):
        return _text("design.reproduce-extra", step.good)
    start = "design.reproduce-little" if little else "design.reproduce-start"
    return _text("design.reproduce-go" if draft.past else start, step.good)


_REFUSED = ("full", "not-yet", "given")
"""What is said of a move that was not possible."""


def _text(key: str, good: str, **values: str | int | Money | Text) -> Text:
    return Text(f"making.{key}", {**good_named(good), **values})


def design(step: Design, context: Context) -> Task:
    """The participant designs the good; returns the recipe of the good that is bid on.

    Free: their own. Reproducing: the given design, so that everyone bids on the same good, or as it was made.
    """
    toolkit, currency = context.setup.toolkits[step.good], context.protocol.currency
    target = given_design(step, context) if step.task == "reproduce" else None
    draft = _begun(step, context, toolkit)
    yield _intro(step, draft, toolkit, currency)
    while not draft.finished:
        reply = yield board(draft, step, toolkit, target, currency)
        assert reply is not None
        draft = changed(draft, reply.values, toolkit, target)
    own = draft.recipe.as_data()
    context.made[step.good] = own if target is None or step.keeps == "own" else target.as_data()
    yield Made(step.good, recipe=own)
    yield noted(step.id, "moves", draft.moves)
    yield noted(step.id, "items", len(draft.recipe.items))
    if step.prices and toolkit.prices is not None:
        yield noted(step.id, "price", as_data(Money.of(toolkit.prices.of(draft.recipe), currency)))
    if step.entropy:
        yield noted(step.id, "entropy", entropy(draft.recipe))
    return context.made[step.good]


def _begun(step: Design, context: Context, toolkit: Toolkit) -> Draft:
    """A blank good; where little is left to do, all of the given design but what was put on it last."""
    contribution = contribution_of(step.contribution, {**context.condition, **step.levels})
    if contribution == "full":
        return Draft(blank(toolkit))
    given = nearly_whole(given_design(step, context))
    return Draft(given, given=given)


def _intro(step: Design, draft: Draft, toolkit: Toolkit, currency: str) -> Page:
    little = "-little" if draft.given is not None else ""
    body = [_text(f"design.{step.task}{little}-intro", step.good, items=toolkit.limits.items)]
    if step.prices and toolkit.prices is not None:
        body.append(_text("design.prices-intro", step.good, price=Money.of(toolkit.prices.good, currency)))
    return Page(id=name_in(step.id, "intro"), title=_title(draft, step), body=tuple(body))


def given_design(step: Design, context: Context) -> Recipe:
    """The design to make again: what somebody else made, where one is shown that; else the company's."""
    piece = context.place.piece(step.good) if context.place else None
    return Recipe.model_validate(piece.recipe) if piece else context.setup.toolkits[step.good].company


# --- how a simulated participant designs ------------------------------------------------------------------


def simulated(screen: DesignBoard, someone: Someone, stream: Stream) -> tuple[Values, int]:
    """The next move, and how long it takes."""
    return simulated_move(someone.context, screen, stream), between(stream, 1200, 6000)


def simulated_move(context: Context, screen: DesignBoard, stream: Stream) -> Mapping[str, Any]:
    """The next move of someone who makes the target step by step, or who designs at random."""
    toolkit = context.setup.toolkits[screen.good]
    recipe = _recipe_of(screen.recipe)
    if screen.target is not None:
        return _toward(recipe, _recipe_of(screen.target), toolkit)
    if screen.given is not None:
        done = len(recipe.items) > screen.given
        return {"move": "done"} if done else _added(toolkit, stream)
    return _at_random(recipe, toolkit, stream)


def _toward(recipe: Recipe, target: Recipe, toolkit: Toolkit) -> Mapping[str, Any]:
    """One step, as a hand does it: color, then for each item what, where, and how large and turned."""
    like = likeness(recipe, target, toolkit)
    if not like.base:
        return {"move": "base", "color": target.base}
    free = [index for index in range(len(recipe.items)) if index not in like.matched]
    wanted = [item for item, found in zip(target.items, like.items, strict=True) if not found]
    for item in wanted:
        near = next((index for index in free if _same_kind(recipe.items[index], item)), None)
        if near is not None:
            return {"move": "change", "item": near, **_correction(recipe.items[near], item, toolkit)}
    if free:
        return {"move": "delete", "item": free[-1]}
    if wanted and wanted[0].motif is not None:
        return {"move": "add", "motif": wanted[0].motif, "x": wanted[0].x, "y": wanted[0].y}
    if wanted:
        return {"move": "text", "text": wanted[0].text, "x": 0, "y": 0, "color": wanted[0].color}
    return {"move": "done"}


def _correction(item: Item, wanted: Item, toolkit: Toolkit) -> dict[str, Any]:
    """What is changed first: the color of a text, the place, or size and angle together."""
    here: dict[str, Any] = {"x": item.x, "y": item.y, "scale": item.scale, "angle": item.angle}
    if wanted.color is not None and item.color != wanted.color:
        return here | {"color": wanted.color}
    if max(abs(item.x - wanted.x), abs(item.y - wanted.y)) > toolkit.tolerance.position:
        return here | {"x": wanted.x, "y": wanted.y}
    return here | {"scale": wanted.scale, "angle": wanted.angle}


def _same_kind(one: Item, other: Item) -> bool:
    return (one.motif, one.text) == (other.motif, other.text)


def _at_random(recipe: Recipe, toolkit: Toolkit, stream: Stream) -> Mapping[str, Any]:
    """Color, motif, its place, the next motif, and so on; most are content with two or three."""
    count = len(recipe.items)
    if count == 0 and stream.uniform() < 0.3:
        return {"move": "base", "color": _other_color(recipe, toolkit, stream)}
    if count >= min(5, toolkit.limits.items) or (count >= 2 and stream.uniform() < 0.4):
        return {"move": "done"}
    spread = _spot(stream)
    if count and stream.uniform() < 0.4:
        return {"move": "change", "item": count - 1, **_turned(recipe.items[-1], spread, stream)}
    return {"move": "add", "motif": stream.choice(tuple(toolkit.motifs)), **spread}


def _added(toolkit: Toolkit, stream: Stream) -> dict[str, Any]:
    """A motif of one's own choice, somewhere near the middle."""
    return {"move": "add", "motif": stream.choice(tuple(toolkit.motifs)), **_spot(stream)}


def _spot(stream: Stream) -> dict[str, int]:
    return {"x": stream.below(301) - 150, "y": stream.below(401) - 200}


def _other_color(recipe: Recipe, toolkit: Toolkit, stream: Stream) -> str:
    """A color that the good does not have: choosing the one that it has is no move."""
    colors = tuple(toolkit.base_colors)
    drawn = stream.choice(colors)
    return drawn if drawn != recipe.base else colors[(colors.index(drawn) + 1) % len(colors)]


def _turned(item: Item, spread: Mapping[str, int], stream: Stream) -> dict[str, Any]:
    """Another place, or another size and angle: what one drag can do."""
    here: dict[str, Any] = {"x": item.x, "y": item.y, "scale": item.scale, "angle": item.angle}
    if stream.uniform() < 0.5:
        return here | dict(spread)
    return here | {"scale": 60 + stream.below(100), "angle": stream.below(360)}
