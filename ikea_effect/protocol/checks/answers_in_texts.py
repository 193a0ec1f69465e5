"""Places for answers in texts: what they show is known by then, on every path, or the text says what else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from ikea_effect.errors import Fault, listed
from ikea_effect.protocol.checks.names import Said, Step, reaches
from ikea_effect.protocol.checks.only_if import fills_column, may_come_later
from ikea_effect.protocol.kinds import Column, columns_of, measure_kind, step_kind
from ikea_effect.protocol.kinds.answers import shown_answers
from ikea_effect.protocol.kinds.before_step import column_here
from ikea_effect.protocol.problem import mapping, with_hint
from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.spelled_out import PARTNER, of_other
from ikea_effect.protocol.texts import AnswerPlace, answer_places, worded
from ikea_effect.protocol.wordings import Wording


class Shown(NamedTuple):
    """Where a text is shown: in which step of the timeline, after which measures of the same step."""

    place: int
    after: tuple[str, ...] = ()


def answers_in_texts(setup: Setup, texts: Mapping[str, Wording]) -> Iterator[Fault]:
    """What is wrong with the places for answers of one language, each told at its text."""
    places = {key: list(answer_places(one.text)) for key, one in texts.items() if "{answer:" in one.text}
    if not any(places.values()):
        return
    study = _Study(setup)
    shown = _where_shown(setup, texts)
    for key, named in places.items():
        for place in named:
            if message := study.problem(place, shown.get(key, [])):
                yield texts[key].fault(message)


def _where_shown(setup: Setup, texts: Mapping[str, Wording]) -> dict[str, list[Shown]]:
    """{key: where} of the texts of steps, and of the measures that these ask for."""
    found: dict[str, list[Shown]] = {}
    for number, step in enumerate(setup.protocol.timeline):
        for key in step_kind(step.kind).texts(step, setup):
            found.setdefault(worded(key, texts), []).append(Shown(number))
        together = getattr(step, "layout", "one-each") == "one-page"
        for order, name in enumerate(step.asks_for):
            before = () if together else step.asks_for[:order]
            for key in _of_measure(setup, name):
                found.setdefault(worded(key, texts), []).append(Shown(number, before))
    return found


def _of_measure(setup: Setup, name: str) -> Iterator[str]:
    declared = setup.protocol.measures[name]
    kind = measure_kind(declared.kind)
    yield from kind.texts(declared)
    for column in kind.columns(name, declared, setup.protocol):
        yield from column.wording


class _Study:
    """What is known when, of one study."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.protocol = setup, setup.protocol
        self.said = Said(self.protocol.said, whole=self.protocol)
        self.answers = shown_answers(self.protocol)

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Every column of the study by name."""
        return {column.name: column for column in columns_of(self.protocol)}

    def problem(self, place: AnswerPlace, shown: list[Shown]) -> str:
        """What is wrong with the place where the text is shown; empty if nothing is."""
        if not shown:
            return (
                f"shows the answer '{place.column}', and no step of the study is said to show this text.\n"
                "Places for answers stand in texts that steps and measures of the protocol name."
            )
        return next(filter(None, (self._at(place, where) for where in shown)), "")

    def _at(self, place: AnswerPlace, where: Shown) -> str:
        step = self.said.steps[where.place]
        column = self.columns.get(column_here(place.column, step.levels)) or self.columns.get(place.column)
        comes = f"when step '{step.name}' comes"
        if column is None or not self._fillers(column, where):
            known = [name for name, one in self.answers.items() if self._fillers(one, where)]
            why = "no column of the data" if column is None else f"not known yet {comes}"
            message = f"shows '{place.column}', which is {why}. Known by then: {listed(known)}."
            return with_hint(message, place.column, known)
        if column.name not in self.answers:
            return (
                f"shows '{column.name}', which nobody could read aloud. Numbers, amounts, options with words "
                "and what people write can be shown."
            )
        why = "" if place.fallback else self._not_everyone(column, where)
        return why and (
            f"shows '{column.name}', and some have no answer {comes}: {why}.\n"
            f"Write {{answer: {place.column}, else: WORDS}} for them."
        )

    def _fillers(self, column: Column, where: Shown) -> list[Step]:
        """The steps that fill the column before the text is shown."""
        step = self.said.steps[where.place]
        before = self.said.steps[: where.place]
        found = [
            one for one in before if fills_column(one, column) and not may_come_later(self.said, one, step)
        ]
        own = column.of in where.after and dict(step.levels) == dict(column.levels)
        return [*found, step] if own else found

    def _not_everyone(self, column: Column, where: Shown) -> str:
        """Who may have no answer though the text is shown to them; empty if nobody."""
        if why := self._may_be_empty(column):
            return why
        step, fillers = self.said.steps[where.place], self._fillers(column, where)
        rules = {rule for _, rule in step.rules}
        for condition in (one for one in self.protocol.conditions if reaches(step, one)):
            met = [one for one in fillers if reaches(one, condition)]
            if not met:
                return f"those of {', '.join(condition.values())} are never asked"
            if not any(self._is_met(one, step, rules) for one in met):
                return f"step '{met[0].name}' is not met by all of them"
        return ""

    def _may_be_empty(self, column: Column) -> str:
        declared = self.protocol.measures.get(column.of)
        if declared is None:
            return f"step '{column.of}' may leave it empty"
        if declared.may_be_declined:
            return f"'{column.of}' is optional"
        bound = column.type == "amount" and column.in_long != column.of
        return f"'{column.of}' may stay empty" if bound or measure_kind(declared.kind).empty(declared) else ""

    def _is_met(self, one: Step, step: Step, rules: set[str]) -> bool:
        """Whether whoever sees the step has met this one."""
        if any(rule not in rules for _, rule in one.rules) or self._is_left_out_alone(one):
            return False
        return not step.closes or not any(
            map(self._may_end, self.said.steps[: self.said.steps.index(one) + 1])
        )

    def _may_end(self, step: Step) -> bool:
        """Whether some go from this step right to the end."""
        pair = mapping(mapping(self.said.data.get("assignment")).get("pair"))
        ends = mapping(step.body.get("comprehension")).get("then") == "end"
        return ends or (pair.get("if_alone") == "send-home" and self._meets_a_partner(step))

    def _is_left_out_alone(self, step: Step) -> bool:
        """Whether those whose partner stayed away do not see the step."""
        pair = mapping(mapping(self.said.data.get("assignment")).get("pair"))
        return pair.get("if_alone") == "alone" and self._meets_a_partner(step)

    def _meets_a_partner(self, step: Step) -> bool:
        others = self.protocol.goods_of_others.values()
        pieces = [of_other(one) for one in others if one.whose == PARTNER]
        return bool(pieces) and (step.bids or any(piece in repr(step.body) for piece in pieces))
