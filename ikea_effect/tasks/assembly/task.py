"""Putting a good together: on screen part by part, or by hand and guided step by step; and looking at one.

What a build is and what a move makes of it stands in `build`; the generators here yield screens.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ikea_effect.protocol.by_levels import at
from ikea_effect.protocol.kinds.guidance import Guidance
from ikea_effect.protocol.kinds.steps.assembly import Assembly
from ikea_effect.protocol.kinds.steps.inspection import Inspection
from ikea_effect.protocol.kits import Kit
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Fact, Made
from ikea_effect.screens.screens import Page, Reply, Screen, Task
from ikea_effect.tasks.assembly.build import Build, moved
from ikea_effect.tasks.guidance import guidance_of
from ikea_effect.tasks.names import good_named, name_in
from ikea_effect.tasks.notes import noted
from ikea_effect.tasks.shown_good import good_picture_of

if TYPE_CHECKING:
    from ikea_effect.screens.hand_step import HandStep


Moves = list[tuple[Mapping[str, Any], Build, Build]]
"""Each move, with the build before and after it."""

_TONES = {"fits": "right", "taken-off": "right"} | dict.fromkeys(("later", "missed", "unturned"), "wrong")


def board(build: Build, step: Assembly) -> AssemblyBoard:
    """The screen that shows the build as it is."""
    return _kind_of_board(step)(
        id=name_in(step.id, "board"),
        good=step.good,
        title=making_text("assembly.take-apart-title" if build.taking_apart else "assembly.title", step.good),
        instruction=_instruction(build, step.good),
        placed=build.in_place,
        next_part=build.next_part,
        taking_apart=build.taking_apart,
        complete=build.complete,
        may_undo=build.may_undo,
        last_part=build.placed[-1] if build.may_undo else None,
        tone=_TONES.get(build.feedback, "plain"),
        guidance=build.guidance,
        open_parts=build.open_parts,
        may_consult=build.may_consult,
        consulting=build.consulting,
        parts=tuple(build.needs) or build.order,
        may_turn=build.may_turn,
        turned=build.turned,
    )


def _kind_of_board(step: Assembly) -> type[AssemblyBoard]:
    if not step.telemetry:
        return AssemblyBoard
    from ikea_effect.screens.traced_board import TracedBoard  # few studies follow the hands

    return TracedBoard


def _instruction(build: Build, good: str) -> Text:
    """What to do next, after a word on the last move."""
    if build.consulting:
        return making_text("assembly.consulting", good)
    if build.complete:
        say = "apart" if build.taking_apart else "stopped" if build.stops_early else "whole"
        return making_text(f"assembly.{say}", good)
    left = len(build.placed) if build.taking_apart else len(build.order) - len(build.placed)
    begins = not build.placed and not build.taking_apart
    if build.next_part is None:
        prompt = making_text("assembly.choose-first" if begins else "assembly.choose", good, left=left)
        if not build.feedback:
            return prompt
        said = _SAID[build.feedback]
        said = "missed-or-turned" if said == "missed-unlit" and build.may_turn else said
        return making_text(f"assembly.after-{said}", good, prompt=prompt)
    part = Text(f"goods.{good}.parts.{build.next_part}.the")
    what = "take-off" if build.taking_apart else "place"
    if begins and build.guidance != "lit":
        what = "place-first"
    prompt = making_text(f"assembly.{what}", good, part=part, left=left)
    if not build.feedback:
        return prompt
    said = build.feedback
    if said == "missed" and (build.taking_apart or build.guidance != "lit"):
        said = "missed-off" if build.taking_apart else "missed-unlit"
    return making_text(f"assembly.after-{said}", good, part=part, left=left, prompt=prompt)


_SAID = {"fits": "fits", "undone": "undone", "later": "unfitting"} | dict.fromkeys(
    ("missed", "unturned"), "missed-unlit"
)
"""What is said of a move where nobody is guided: nothing that tells which part comes next, or how it lies."""


def making_text(key: str, good: str, **values: str | int | Text) -> Text:
    """A text of making, with the good's names in its places."""
    return Text(f"making.{key}", {**good_named(good), **values})


def assembly(step: Assembly, context: Context) -> Task:
    """The participant puts the good together; returns the parts that are in place at the end."""
    kit = context.setup.kits[step.good]
    left = at(step.stop_before, context.condition)
    turned = at(step.turned, context.condition)
    build = started(kit, step, guidance_of(step.guidance, context), left, turned=turned)
    yield _intro(step, build, len(kit.order))
    moves: Moves = []
    build = yield from (
        _by_hand(build, step, kit, left) if step.mode == "physical" else _on_screen(build, step, moves)
    )
    if build.in_place != kit.order:
        context.made[step.good] = {"placed": list(build.in_place)}
    yield Made(step.good, placed=list(build.in_place))
    for what in ("wrong_drops", "undos", "steps"):
        yield noted(step.id, what, getattr(build, what))
    if step.consult:
        yield noted(step.id, "looks", build.looks)
    if turned:
        yield noted(step.id, "turns", build.turns)
    if step.telemetry:
        from ikea_effect.tasks.assembly.telemetry import cells, handlings  # few studies follow the hands

        for name, count in cells(step.telemetry, handlings(moves), turned=turned):
            yield noted(step.id, name, count)
    return build.in_place


def started(
    kit: Kit, step: Assembly, guidance: Guidance = "lit", left: int = 0, *, turned: bool = False
) -> Build:
    """Nothing is in place, and `left` parts stay away; at least one is placed, however early it stops."""
    return Build(
        kit.order[: max(1, len(kit.order) - left)],
        guidance=guidance,
        needs={part.id: kit.needed(part.id) for part in kit.parts},
        may_consult=step.consult,
        may_turn=turned,
        turned={part.id: part.turned for part in kit.parts if turned and part.turned},
        stops_early=left > 0,
        then_take_apart=step.then == "take-apart",
    )


def _intro(step: Assembly, build: Build, parts: int) -> Page:
    """What to do; who is to stop early reads the same, of as many parts as the board then shows."""
    unguided = {"lit": "on-screen", "named": "named", "none": "unguided"}[build.guidance]
    how = "by-hand" if step.mode == "physical" else unguided
    extras = [name for name, there in (("turned", build.may_turn), ("consult", step.consult)) if there]
    more = tuple(making_text(f"assembly.intro-{name}", step.good) for name in extras)
    return Page(
        id=name_in(step.id, "intro"),
        title=making_text("assembly.title", step.good),
        body=(making_text(f"assembly.intro-{how}", step.good, parts=parts), *more),
    )


def _on_screen(build: Build, step: Assembly, moves: Moves) -> Generator[Screen | Fact, Reply | None, Build]:
    while not build.finished:
        reply = yield board(build, step)
        assert reply is not None
        before, build = build, moved(build, reply.values)
        moves.append((reply.values, before, build))
    return build


def _by_hand(
    build: Build, step: Assembly, kit: Kit, left: int
) -> Generator[Screen | Fact, Reply | None, Build]:
    """One page for each step, confirmed; then, if declared, one for each part that comes off again."""
    pages = _hand_steps(build, step, kit, left)
    for page in pages:  # noqa: UP028 - `yield from` would send the replies into the tuple
        yield page
    placed = () if build.then_take_apart else build.order
    return replace(build, placed=placed, steps=len(pages), taking_apart=build.then_take_apart, finished=True)


def _hand_steps(build: Build, step: Assembly, kit: Kit, left: int) -> tuple[HandStep, ...]:
    texts = [(Text(one.text), one.picture) for one in kit.steps[: len(kit.steps) - left or None]]
    if not kit.steps:
        texts = [(_hand_text("hand-place", step.good, part), None) for part in build.order]
    if build.then_take_apart:
        texts += [(_hand_text("hand-take-off", step.good, part), None) for part in reversed(build.order)]
    return _guided(step.id, step.good, texts)


def _guided(step: str, good: str, texts: Sequence[tuple[Text, str | None]]) -> tuple[HandStep, ...]:
    """One screen for each text, with its picture."""
    from ikea_effect.screens.hand_step import HandStep  # needed where hands build, not the screen

    return tuple(
        HandStep(
            id=name_in(step, f"step-{number}"),
            good=good,
            step=number,
            steps=len(texts),
            title=making_text("assembly.hand-title", good, step=number, steps=len(texts)),
            instruction=text,
            picture=picture,
        )
        for number, (text, picture) in enumerate(texts, start=1)
    )


def _hand_text(key: str, good: str, part: str) -> Text:
    return making_text(f"assembly.{key}", good, part=Text(f"goods.{good}.parts.{part}.the"))


def inspection(step: Inspection, context: Context) -> Task:
    """The participant looks at the finished good for at least `minimum_s`."""
    yield Page(
        id=name_in(step.id, "page"),
        title=making_text("inspection.title", step.good),
        body=(making_text("inspection.body", step.good),),
        picture=good_picture_of(context, step.good),
        minimum_s=step.minimum_s,
    )
