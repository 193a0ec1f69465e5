"""Places for answers in texts: what they show is known by then, on every path, or the text says what else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ikea_effect.errors import Fault, listed
from ikea_effect.protocol.checks.knowledge import KnownByThen, Where
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.kinds import measure_kind, step_kind
from ikea_effect.protocol.kinds.answers import shown_answers
from ikea_effect.protocol.kinds.before_step import column_here
from ikea_effect.protocol.levels import without_levels
from ikea_effect.protocol.problem import with_hint
from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.texts import AnswerPlace, answer_places, worded
from ikea_effect.protocol.texts_by_file import own_texts
from ikea_effect.protocol.wordings import Wording


def answers_in_texts(setup: Setup, texts: Mapping[str, Wording]) -> Iterator[Fault]:
    """What is wrong with the places for answers of one language, each told at its text."""
    own = own_texts(texts).items()
    places = {key: list(answer_places(one.text)) for key, one in own if "{answer:" in one.text}
    if not any(places.values()):
        return
    study = _Answers(setup)
    shown = _where_shown(setup, texts)
    for key, named in places.items():
        for place in named:
            if message := study.problem(place, shown.get(key) or shown.get(without_levels(key), [])):
                yield texts[key].fault(message)


def _where_shown(setup: Setup, texts: Mapping[str, Wording]) -> dict[str, list[Where]]:
    """{key: where} of the texts of steps, and of the measures that these ask for."""
    found: dict[str, list[Where]] = {}
    for number, step in enumerate(setup.protocol.timeline):
        for key in step_kind(step.kind).texts(step, setup):
            found.setdefault(worded(key, texts), []).append(Where(number))
        together = getattr(step, "layout", "one-each") == "one-page"
        for order, name in enumerate(step.asks_for):
            before = () if together else step.asks_for[:order]
            for key in _of_measure(setup, name):
                found.setdefault(worded(key, texts), []).append(Where(number, before))
    return found


def _of_measure(setup: Setup, name: str) -> Iterator[str]:
    declared = setup.protocol.measures[name]
    kind = measure_kind(declared.kind)
    yield from kind.texts(declared)
    for column in kind.columns(name, declared, setup.protocol):
        yield from column.wording


class _Answers(KnownByThen):
    """Which answers a text may show where it is shown."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup.protocol, Said(setup.protocol.said, whole=setup.protocol))
        self.answers = shown_answers(setup.protocol)

    def problem(self, place: AnswerPlace, shown: list[Where]) -> str:
        """What is wrong with the place where the text is shown; empty if nothing is."""
        if not shown:
            return (
                f"shows the answer '{place.column}', and no step of the study is said to show this text.\n"
                "Places for answers stand in texts that steps and measures of the protocol name."
            )
        return next(filter(None, (self._at(place, where) for where in shown)), "")

    def _at(self, place: AnswerPlace, where: Where) -> str:
        step = self.said.steps[where.place]
        column = self.columns.get(column_here(place.column, step.levels)) or self.columns.get(place.column)
        comes = f"when step '{step.name}' comes"
        if column is None or not self.fillers(column, where):
            known = [name for name, one in self.answers.items() if self.fillers(one, where)]
            why = "no column of the data" if column is None else f"not known yet {comes}"
            message = f"shows '{place.column}', which is {why}. Known by then: {listed(known)}."
            return with_hint(message, place.column, known)
        if column.name not in self.answers:
            return (
                f"shows '{column.name}', which nobody could read aloud. Numbers, amounts, options with words "
                "and what people write can be shown."
            )
        why = "" if place.fallback else self.not_everyone(column, where)
        return why and (
            f"shows '{column.name}', and some have no answer {comes}: {why}.\n"
            f"Write {{answer: {place.column}, else: WORDS}} for them."
        )
