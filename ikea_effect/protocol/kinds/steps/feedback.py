"""A step that says what one's answers, or one's condition, led to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from ikea_effect.errors import listed
from ikea_effect.protocol.base import Declared, Name, Words
from ikea_effect.protocol.by_levels import ByLevels, level_problems
from ikea_effect.protocol.kinds.before_step import known_before
from ikea_effect.protocol.kinds.columns_of_steps import seconds_column
from ikea_effect.protocol.kinds.kind import Column, Columns, StepKind, Study
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.timeline import Step

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup

MOST_SEGMENTS = 12
"""Of a drawn progress: more could not be counted at a glance."""


class Saying(Declared):
    """What is said, and what is drawn beside it.

    `award`: a badge or a title (with words of their own, <text>.<say>.award), or the progress of `about`.
    """

    say: Name
    award: Literal["none", "badge", "title", "progress"] = "none"


class RuledSaying(Saying):
    """What is said where the rule `when` holds, of what is known by then; without one, in all other cases."""

    when: Words | None = None


def _rules_or_levels(value: Any) -> str:
    return "rules" if isinstance(value, list | tuple) else "levels"


Says = Annotated[
    Annotated[tuple[RuledSaying, ...], Field(min_length=1, max_length=20), Tag("rules")]
    | Annotated[ByLevels[Saying], Tag("levels")],
    Discriminator(_rules_or_levels),
]


class Feedback(Step):
    """A page that says what one's answers or condition led to: the first of `says` whose rule holds.

    `about` is a whole number known by then (a measure, or such as puzzles.score): it fills the place {value},
    and with `of` a drawn progress. Texts: <text>.title, <text>.<say>.body, and <text>.<say>.award.
    """

    kind = "feedback"
    id: Name
    text: Name
    says: Says
    about: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*$", max_length=120)] | None = None
    of: int | None = Field(default=None, ge=1, le=MOST_SEGMENTS)
    minimum_s: float = Field(default=0, ge=0, le=600)

    @property
    def sayings(self) -> tuple[Saying, ...]:
        """All that may be said."""
        return tuple(self.says.levels.values()) if isinstance(self.says, ByLevels) else self.says


def _columns(step: Feedback, _study: Study) -> Columns:
    names = tuple(dict.fromkeys(one.say for one in step.sayings))
    return (
        Column(f"{step.id}.says", "text", "What was said", values=names),
        seconds_column(step.id, "How long the page was read"),
    )


def _texts(step: Feedback, _setup: Setup) -> Iterator[str]:
    yield f"{step.text}.title"
    for one in step.sayings:
        yield f"{step.text}.{one.say}.body"
        if one.award in ("badge", "title"):
            yield f"{step.text}.{one.say}.award"


def _misfits(step: Feedback, study: Study) -> Iterator[Problem]:
    yield from level_problems(step, study, "says")
    known = known_before(step, study)
    if not isinstance(step.says, ByLevels):
        yield from _rules(step.says, tuple(known.values()))
    yield from _subject(step, known)


def _rules(says: tuple[RuledSaying, ...], known: Columns) -> Iterator[Problem]:
    """Every rule can be decided, and the last one of all holds in all other cases."""
    from ikea_effect.protocol.checks.exclusions import rule_problems

    for index, one in enumerate(says):
        last = index == len(says) - 1
        if one.when is not None:
            yield from rule_problems(one.when, known, ("says", index, "when"))
        if last != (one.when is None):
            message = (
                "is the last, and its rule need not hold. Leave `when` out: it is said in all other cases."
                if last
                else "has no rule, so nothing after it is ever said. Write when: RULE, or put it last."
            )
            yield Problem(("says", index), message, at_key=True)


def _subject(step: Feedback, known: Mapping[str, Column]) -> Iterator[Problem]:
    """`about` is a whole number that is known by then, and `of` is given where a progress is drawn."""
    whole = [name for name, column in known.items() if column.type == "integer"]
    if step.about is not None and step.about not in whole:
        message = f"is '{step.about}', which is no whole number known by then. Such are: {listed(whole)}."
        yield Problem(("about",), message)
    if any(one.award == "progress" for one in step.sayings) and (step.about is None or step.of is None):
        message = "draws a progress, and nothing says how far it is. Write about: COLUMN and of: NUMBER."
        yield Problem(("says",), message, at_key=True)


KIND = StepKind(
    name="feedback",
    model=Feedback,
    meaning="What one's answers or condition led to, in words and with a badge, a title or a progress",
    task="ikea_effect.tasks.feedback.task:feedback",
    others="ikea_effect.tasks.feedback.task:others",
    columns=_columns,
    texts=_texts,
    misfits=_misfits,
)
