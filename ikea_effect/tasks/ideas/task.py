"""Ideas, one on each page, with those that were written before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ikea_effect.protocol.kinds.steps.ideas import Ideas
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Measured
from ikea_effect.screens.screens import AnswerText, Page, Reply, Task, words_in
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.nearest import nearest_point
from ikea_effect.tasks.notes import noted, seconds

SEEN, SHORTENED = 4, 60
"""How many earlier ideas a page shows, and how many signs of each: a page never grows out of its window."""

ROWS = 3
GOES_ON = 0.7
"""How likely simulated people have another idea, where no population says how many."""


@dataclass(frozen=True, slots=True)
class Idea(AnswerText):
    """One idea. Value: the text; empty where there is no further one."""

    simulated: ClassVar[str] = "ikea_effect.tasks.ideas.task:SIMULATED"

    number: int = 1
    at_least: int = 1
    at_most: int = 1


def ideas(step: Ideas, _context: Context) -> Task:
    """A page for each idea, until the field is left empty or there are as many as are wanted."""
    written: list[str] = []
    replies: list[Reply | None] = []
    while len(written) < step.at_most:
        reply = yield _page(step, written)
        assert reply is not None
        replies.append(reply)
        text = reply.values["idea"]
        if not words_in(text) and len(written) >= step.at_least:
            break
        written.append(text)
    for number, text in enumerate(written, start=1):
        yield noted(step.id, f"idea_{number}", text)
    yield noted(step.id, "count", len(written))
    yield seconds(step.id, replies)
    if step.measure is not None:
        yield Measured(step.measure, len(written))


def _page(step: Ideas, written: Sequence[str]) -> Page:
    number = len(written) + 1
    needed = number <= step.at_least
    field = Idea(
        "idea",
        Text(f"{step.text}.question"),
        step.max_characters,
        measure=step.measure,
        min_words=1 if needed else 0,
        rows=ROWS,
        number=number,
        at_least=step.at_least,
        at_most=step.at_most,
    )
    enough = () if needed else (Text("ideas.enough"),)
    return Page(
        name_in(step.id, f"idea-{number}"),
        title=Text(f"{step.text}.title"),
        body=(Text(f"{step.text}.body"), *_before(written), *enough),
        asks=(field,),
    )


def _before(written: Sequence[str]) -> tuple[Text, ...]:
    """How many there are, and the last of them in short."""
    if not written:
        return ()
    count = "one" if len(written) == 1 else "several"
    head = Text(f"ideas.so-far.{count}", {"count": len(written)})
    return (head, *(Text("ideas.idea", {"idea": _short(text)}) for text in written[-SEEN:]))


def _short(text: str) -> str:
    """On one line, without what would be read as markup."""
    line = " ".join(text.replace("*", "").split())
    return line if len(line) <= SHORTENED else f"{line[: SHORTENED - 1].rstrip()}…"


def _answer(ask: Idea, someone: Someone, stream: Stream) -> str:
    """As many ideas as the population says; without one, each by chance."""
    latent = someone.value(ask.measure)
    wanted = ask.number if latent is None else nearest_point(latent, ask.at_least, ask.at_most)
    chance = stream.uniform() < GOES_ON if latent is None else True
    return "x" * 8 if ask.number <= ask.at_least or (ask.number <= wanted and chance) else ""


SIMULATED = SimulatedAsk(_answer)
