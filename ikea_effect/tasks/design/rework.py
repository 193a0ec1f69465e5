"""Changing a design that is there already, in so many parts at most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ikea_effect.protocol.by_levels import at
from ikea_effect.protocol.kinds.steps.rework import Rework
from ikea_effect.protocol.texts import Text
from ikea_effect.protocol.toolkits import Recipe, Toolkit
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Made, Measured
from ikea_effect.screens.rework import ReworkBoard
from ikea_effect.screens.screens import Page, Reply, Task
from ikea_effect.tasks.design.draft import Draft, changed
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.notes import noted, seconds


def rework(step: Rework, context: Context) -> Task:
    """The participant changes the design as it is by then; returns the recipe of the good that is bid on."""
    toolkit, given = context.setup.toolkits[step.good], design_as_it_is(step.good, context)
    most = at(step.at_most, {**context.condition, **step.levels})
    how = Text("making.rework.how", {"parts": _parts(most), **_named(step.good)})
    title = Text(f"{step.text}.title")
    yield Page(name_in(step.id, "intro"), title=title, body=(Text(f"{step.text}.body"), how))
    draft, replies = Draft(given), list[Reply | None]()
    while not draft.finished:
        reply = yield _board(step, draft, given, most, toolkit)
        assert reply is not None
        replies.append(reply)
        draft = reworked(draft, reply.values, toolkit, given, most)
    context.made[step.good] = draft.recipe.as_data()
    count = parts_changed(given, draft.recipe)
    yield Made(step.good, recipe=draft.recipe.as_data())
    yield noted(step.id, "changes", count)
    yield noted(step.id, "items", len(draft.recipe.items))
    yield noted(step.id, "moves", draft.moves)
    yield seconds(step.id, replies)
    if step.measure is not None:
        yield Measured(step.measure, count)


def design_as_it_is(good: str, context: Context) -> Recipe:
    """What was made of the good before this step, by whoever it was; else the company's design."""
    made = context.made.get(good)
    return Recipe.model_validate(made) if made else context.setup.toolkits[good].company


def parts_changed(given: Recipe, now: Recipe) -> int:
    """In how many parts a design differs from the one it was: its color, and motifs and texts.

    One that was changed, or stands in place of another, is one part; what is alike may have moved in order.
    """
    alike = sum((Counter(given.items) & Counter(now.items)).values())
    return (given.base != now.base) + max(len(given.items), len(now.items)) - alike


def reworked(draft: Draft, move: Mapping[str, Any], toolkit: Toolkit, given: Recipe, most: int) -> Draft:
    """The draft after one move; one that would change more parts than may be leaves it as it is.

    A design may always be left as it was given, also with nothing on it.
    """
    if move.get("move") == "done" and draft.recipe == given:
        return replace(draft, finished=True, feedback="")
    after = changed(draft, move, toolkit)
    if parts_changed(given, after.recipe) > most:
        return replace(draft, moves=draft.moves + 1, feedback="limit")
    return after


# --- what is shown ----------------------------------------------------------------------------------------


def _board(step: Rework, draft: Draft, given: Recipe, most: int, toolkit: Toolkit) -> ReworkBoard:
    count = parts_changed(given, draft.recipe)
    refused = draft.feedback in ("full", "limit", "not-yet")
    return ReworkBoard(
        id=name_in(step.id, "board"),
        good=step.good,
        title=Text(f"{step.text}.title"),
        instruction=_instruction(step, draft, count, most),
        recipe=draft.recipe.as_data(),
        may_finish=bool(draft.recipe.items) or draft.recipe == given,
        may_undo=bool(draft.past),
        tone="wrong" if refused else "plain",
        changed=count,
        at_most=most,
        measure=step.measure,
        colors=tuple(toolkit.base_colors),
        motifs=tuple(toolkit.motifs),
    )


def _instruction(step: Rework, draft: Draft, count: int, most: int) -> Text:
    """What was refused and why; else how many parts are changed, of how many."""
    places: dict[str, int | Text] = {"changed": count, "most": most, "parts": _parts(most)}
    refused = draft.feedback if draft.feedback in ("full", "limit", "not-yet") else ""
    return Text(
        f"making.rework.{refused or ('so-far' if count else 'untouched')}", {**places, **_named(step.good)}
    )


def _parts(count: int) -> Text:
    return Text(f"making.rework.parts.{'one' if count == 1 else 'several'}", {"count": count})


def _named(good: str) -> dict[str, Text]:
    return {"good": Text(f"goods.{good}.name"), "the": Text(f"goods.{good}.the")}
