"""Writing on a topic: one page with a large field."""

from __future__ import annotations

from ikea_effect.protocol.kinds.steps.writing import Writing
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import AnswerText, Page, Task, words_in
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.notes import noted, seconds

ROWS = 10
"""Lines of the field, where there is room: as much of a text as one wants to see while writing it."""


def writing(step: Writing, _context: Context) -> Task:
    """A page with the topic and the field; the text is noted with its length and time."""
    field = AnswerText(
        "text",
        Text(f"{step.text}.question"),
        step.max_characters,
        min_words=step.min_words,
        rows=ROWS,
        counts="words",
    )
    reply = yield Page(
        name_in(step.id, "page"),
        title=Text(f"{step.text}.title"),
        body=(Text(f"{step.text}.body"),),
        asks=(field,),
        minimum_s=step.minimum_s,
    )
    assert reply is not None
    text = reply.values["text"]
    yield noted(step.id, "text", text)
    yield noted(step.id, "words", words_in(text))
    yield noted(step.id, "characters", len(text))
    yield seconds(step.id, [reply])
