"""Earlier answers in the texts of a step: what fills places such as {answer: pet}."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.answers import option_texts, shown_answers
from ikea_effect.protocol.kinds.before_step import cell, column_here
from ikea_effect.protocol.kinds.kind import Column
from ikea_effect.protocol.texts import (
    Answer,
    Text,
    answer_key,
    at_condition,
    worded,
)
from ikea_effect.protocol.timeline import Step
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Fact
from ikea_effect.screens.screens import Task
from ikea_effect.tasks.alteration import altered
from ikea_effect.tasks.places import Places, places_in
from ikea_effect.tasks.texts_inside import changed

MOST_SIGNS = 120
"""Of an open answer that a text quotes: about one line and a half of a page."""
_LONG = ("nnnnnn " * MOST_SIGNS)[:MOST_SIGNS]

S = TypeVar("S")


def with_answers(task: Task, step: Step, context: Context, places: Places) -> Task:
    """The step's task, the texts of its screens as this participant reads them when they are shown."""
    fill = _filling(step, context, places)
    return altered(task, lambda item: item if isinstance(item, Fact) else changed(item, fill))


def filled(screen: S, step: Step, context: Context, places: Places) -> S:
    """A screen of the step, its texts as this participant reads them."""
    return screen if places.are_none else changed(screen, _filling(step, context, places))


def with_open_places(screen: S, step: Step, context: Context) -> S:
    """A screen as it is worded for this participant; for an answer stands its place, {answer: pet}."""
    found: S = changed(filled(screen, step, context, places_in(context)), _opened)
    return found


def _opened(text: Text) -> Text:
    values = {
        name: f"{{{name}}}" if isinstance(value, Answer) else changed(value, _opened)
        for name, value in text.values.items()
    }
    return Text(text.key, values)


def _filling(step: Step, context: Context, places: Places) -> Callable[[Text], Text]:
    named = {name.partition(".")[0] for names in places.answers.values() for name in names}
    columns = functools.cache(lambda: shown_answers(context.protocol, named))
    levels = {*context.condition.values(), *step.levels.values()}

    def fill(text: Text) -> Text:
        key = at_condition(text.key, places.variants, levels)
        values = {name: changed(value, fill) for name, value in text.values.items()}
        for name in places.answers.get(worded(key, context.setup.texts.wordings), ()):
            values[answer_key(name)] = changed(_answer(name, step, context, columns()), fill)
        return Text(key, values) if values or key != text.key else text

    return fill


def _answer(name: str, step: Step, context: Context, columns: Mapping[str, Column]) -> Answer:
    column = columns.get(column_here(name, step.levels), columns.get(name))
    value = cell(name, step.levels, context.known)
    if column is None:
        return Answer(None)
    return Answer(None if value in (None, "") else _reply(value, column), _could_be(column))


def _reply(value: Any, column: Column) -> str | Decimal | Money | Text:
    """The cell as a text shows it: an option by its words, what was written within bounds."""
    if column.type == "amount":
        return Money.of(value, column.unit)
    if column.type != "text":
        return Decimal(str(value))
    key = option_texts(column).get(value)
    return quoted(str(value)) if key is None else Text(key)


def _could_be(column: Column) -> tuple[str | Decimal | Money | Text, ...]:
    if column.type != "text":
        ends = (end for end in (column.low, column.high) if end is not None)
        return tuple(_reply(end, column) for end in ends)
    return tuple(map(Text, option_texts(column).values())) or (_LONG,)


def quoted(words: str) -> str:
    """What somebody wrote, as a text may show it: on one line, never bold nor a list, cut after a word."""
    plain = "".join(sign for sign in " ".join(words.split()) if sign.isprintable())
    plain = re.sub(r"\*(?=\*)", "* ", plain).lstrip("• ")
    if len(plain) <= MOST_SIGNS:
        return plain
    whole = plain[: MOST_SIGNS - 1].rpartition(" ")[0]
    return (whole or plain[: MOST_SIGNS - 1]) + "…"


def longest(value: Any, length: Callable[[Any], int]) -> Any:
    """The screen with the longest of what could stand in each place for an answer."""
    if not isinstance(value, Text):
        return changed(value, functools.partial(longest, length=length))
    values = {name: _longest_answer(one, length) for name, one in value.values.items()}
    return Text(value.key, values)


def _longest_answer(value: Any, length: Callable[[Any], int]) -> Any:
    if not isinstance(value, Answer):
        return longest(value, length) if isinstance(value, Text) else value
    replies = [reply for reply in (value.reply, *value.could_be) if reply is not None]
    return Answer(max(replies, key=length, default=None))
