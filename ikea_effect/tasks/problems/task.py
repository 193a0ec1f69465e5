"""Problems, one on each page, and what was solved of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ikea_effect.protocol.kinds.by_level import level_of
from ikea_effect.protocol.kinds.steps.problems import Problems
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Measured
from ikea_effect.screens.screens import AnswerText, Page, Reply, Task
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.nearest import nearest_point
from ikea_effect.tasks.notes import noted, seconds
from ikea_effect.tasks.problems.bank import Item, items, solves

LONGEST = 24
"""Signs of an answer: longer than any word or number that solves a problem."""

SOLVED = {"easy": 0.9, "hard": 0.3}
"""Share of problems that simulated people solve, where no population says how many."""


@dataclass(frozen=True, slots=True)
class Solution(AnswerText):
    """The answer to a problem. Value: the text, empty where one does not know."""

    simulated: ClassVar[str] = "ikea_effect.tasks.problems.task:SIMULATED"

    right: str = ""
    place: int = 0
    of: int = 1
    solved: float = 0.5  # how likely a simulated participant solves it


def problems(step: Problems, context: Context) -> Task:
    """An introduction, the problems, and the score."""
    form = level_of(step.form, context.condition)
    given = items(step.sort, form, step.count, context.setup.language)
    yield Page(
        name_in(step.id, "intro"),
        title=Text("problems.title"),
        body=(Text(f"problems.{step.sort}.intro", {"count": len(given)}), Text("problems.empty")),
    )
    replies: list[Reply | None] = []
    score = 0
    for place, item in enumerate(given):
        reply = yield _page(step, form, item, place)
        assert reply is not None
        replies.append(reply)
        answer = reply.values["answer"]
        right = solves(item, answer)
        score += right
        yield noted(step.id, f"answer_{place + 1}", answer)
        yield noted(step.id, f"right_{place + 1}", right)
        yield noted(step.id, f"seconds_{place + 1}", reply.rt_ms / 1000)
        if step.feedback:
            yield _told(step, item, place, right)
    yield noted(step.id, "score", score)
    yield seconds(step.id, replies)
    if step.measure is not None:
        yield Measured(step.measure, score)


def _page(step: Problems, form: str, item: Item, place: int) -> Page:
    answer = Solution(
        "answer",
        Text(f"problems.{step.sort}.question"),
        LONGEST,
        measure=step.measure,
        rows=1,
        right=item.right[0],
        place=place,
        of=step.count,
        solved=SOLVED[form],
    )
    return Page(
        name_in(step.id, f"problem-{place + 1}"),
        title=Text("problems.shown", {"shown": item.shown}),
        body=(Text("problems.place", {"number": place + 1, "count": step.count}),),
        asks=(answer,),
    )


def _told(step: Problems, item: Item, place: int, right: bool) -> Page:
    return Page(
        name_in(step.id, f"told-{place + 1}"),
        title=Text("problems.place", {"number": place + 1, "count": step.count}),
        body=(Text("problems.right" if right else "problems.answer", {"answer": item.right[0]}),),
        tone="right" if right else "plain",
    )


def _answer(ask: Solution, someone: Someone, stream: Stream) -> str:
    """Right on so many of the problems as the population's value says; without one, each by chance."""
    latent = someone.value(ask.measure)
    solved = stream.uniform() < ask.solved if latent is None else ask.place < nearest_point(latent, 0, ask.of)
    return ask.right if solved else ""


SIMULATED = SimulatedAsk(_answer)
