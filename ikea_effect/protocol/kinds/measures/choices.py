"""Several of the options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from ikea_effect.errors import listed
from ikea_effect.protocol.base import Name
from ikea_effect.protocol.kinds.kind import Column, Columns, MeasureKind, Study, Whole
from ikea_effect.protocol.kinds.measures.order import Order, order_column
from ikea_effect.protocol.kinds.measures.right import right_problems
from ikea_effect.protocol.measures import CheckedMeasure
from ikea_effect.protocol.problem import Problem, is_number, texts_of


class ChoicesMeasure(CheckedMeasure):
    """Several options, `at_least` and `at_most` so many. Texts: <text>.question and <text>.options.<option>.

    Participants read how many they can choose. `right` lists all that are right. The column holds how many
    were chosen, <measure>.<option> whether that one was.
    """

    kind: Literal["choices"]
    text: Name
    options: tuple[Name, ...] = Field(min_length=2, max_length=20)
    at_least: int = Field(default=1, ge=0, le=20)
    at_most: int | None = Field(default=None, ge=1, le=20)
    order: Order = "declared"

    @property
    def most(self) -> int:
        """How many can be chosen."""
        return len(self.options) if self.at_most is None else self.at_most


def _columns(name: str, declared: ChoicesMeasure, _study: Study) -> Columns:
    ends = (Decimal(declared.at_least), Decimal(declared.most), Decimal(1))
    question = (f"{declared.text}.question",)
    count = Column(name, "integer", f"How many were chosen: {name}", "options", (), *ends, question, name)
    each = (_chosen(name, declared, option) for option in declared.options)
    return (count, *each, *order_column(name, declared.order, "Options"))


def _chosen(name: str, declared: ChoicesMeasure, option: str) -> Column:
    words = (f"{declared.text}.options.{option}",)
    return Column(f"{name}.{option}", "boolean", f"Whether {option} was chosen", wording=words, of=name)


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """There are as many options as have to be chosen, and all that are right can be chosen together."""
    options = [option for _, option in texts_of(body.get("options"))]
    least, most = body.get("at_least", 1), body.get("at_most", len(options))
    for key, number in (("at_least", least), ("at_most", most)):
        if options and is_number(number) and number > len(options):
            yield Problem((key,), f"is {number}, and there are {len(options)} options.")
            return
    if is_number(least) and is_number(most) and least > most:
        message = f"is {least}, more than at_most: {most}. Write at_least: {most} or less."
        yield Problem(("at_least",) if "at_least" in body else ("at_most",), message)
    yield from right_problems(body, lambda answer: _wrong(answer, options, least, most))


def _wrong(answer: Any, options: list[str], least: Any, most: Any) -> str:
    """Why a list of options is no answer that can be given."""
    if not isinstance(answer, list | tuple):
        return f"is {answer}. The list of all that are right is expected, as in [{', '.join(options[:2])}]."
    for one in answer:
        if one not in options:
            return f"names '{one}', which cannot be chosen. Options: {listed(options)}."
    if len(set(answer)) < len(answer):
        return "names an option twice."
    if isinstance(least, int) and isinstance(most, int) and not least <= len(answer) <= most:
        return f"names {len(answer)} options, and {least} to {most} can be chosen."
    return ""


def _options_of(declared: ChoicesMeasure) -> tuple[str, ...]:
    return declared.options


def _count(declared: ChoicesMeasure, chosen: Mapping[str, Any]) -> int | None:
    """How many were chosen; None where it is not known of one."""
    each = [chosen.get(option) for option in declared.options]
    return None if None in each else sum(map(bool, each))


KIND = MeasureKind(
    name="choices",
    model=ChoicesMeasure,
    meaning="Several of the options, at least and at most so many",
    columns=_columns,
    asked="ikea_effect.tasks.pages.choices:ASKED",
    unit="own",
    whole=Whole(_options_of, _count),
    population="ikea_effect.diagnosis.answers:points",
    problems=_problems,
)
