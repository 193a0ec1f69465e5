"""Taking apart what was put together in an earlier step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ikea_effect.protocol.kinds.before_step import step_called
from ikea_effect.protocol.kinds.steps.assembly import Assembly
from ikea_effect.protocol.kinds.steps.take_apart import TakeApart
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Made
from ikea_effect.screens.screens import GoodPicture, Page, Reply, Task
from ikea_effect.tasks.assembly.build import Build, moved
from ikea_effect.tasks.assembly.task import board, making_text
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.notes import noted, seconds


def take_apart(step: TakeApart, context: Context) -> Task:
    """The parts come off one by one, the last one first; then nothing of the good is in place."""
    made = step_called(step.assembly, step, context.protocol.timeline)
    assert isinstance(made, Assembly)
    good, kit = made.good, context.setup.kits[made.good]
    placed = tuple((context.made.get(good) or {"placed": kit.order})["placed"])
    replies: list[Reply | None] = []
    yield _intro(step, made, len(placed))
    if made.mode == "physical":
        for page in _by_hand(step, good, placed):
            replies.append((yield page))
        build = Build(placed, steps=len(placed))
    else:
        build = yield from _on_screen(Build(placed, placed, taking_apart=True), step, made, replies)
    context.made[good] = {"placed": []}
    yield Made(good, placed=[])
    yield noted(step.id, "steps", build.steps)
    yield noted(step.id, "wrong_drops", build.wrong_drops)
    yield seconds(step.id, replies)


def _intro(step: TakeApart, made: Assembly, parts: int) -> Page:
    how = "by-hand" if made.mode == "physical" else "on-screen"
    return Page(
        name_in(step.id, "intro"),
        title=making_text("assembly.take-apart-title", made.good),
        body=(making_text(f"assembly.intro-apart-{how}", made.good, parts=parts),),
    )


def _on_screen(build: Build, step: TakeApart, made: Assembly, replies: list[Reply | None]) -> Task:
    """The board until it is left; returns the build, of which nothing is in place."""
    here = made.model_copy(update={"id": step.id})
    while not build.finished:
        reply = yield board(build, here)
        assert reply is not None
        replies.append(reply)
        build = moved(build, reply.values)
    return build


def _by_hand(step: TakeApart, good: str, placed: Sequence[str]) -> Iterator[Page]:
    """One page for each part that comes off, with the good as it is before."""
    for number, part in enumerate(reversed(placed), start=1):
        the = Text(f"goods.{good}.parts.{part}.the")
        yield Page(
            name_in(step.id, f"step-{number}"),
            title=making_text("assembly.hand-title", good, step=number, steps=len(placed)),
            body=(making_text("assembly.hand-take-off", good, part=the),),
            picture=GoodPicture(good, {"placed": list(placed[: len(placed) - number + 1])}),
            button=Text("making.assembly.hand-done"),
        )
