"""Screens about a good that an answer chooses, as they are after each of the other answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from ikea_effect.operations.preview_walk import SECRET
from ikea_effect.protocol.goods import ChosenGood
from ikea_effect.protocol.levels import step_of
from ikea_effect.protocol.models import Condition
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.memory_journal import MemoryJournal
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Page, Reply, Screen
from ikea_effect.session.engine import play
from ikea_effect.session.frontends.simulation import Simulated
from ikea_effect.session.full_desk import FullDesk
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.timeline import timeline


class Choice(NamedTuple):
    """One answer to the measure that chooses a good."""

    measure: str
    good: str


def other_choices(setup: Setup, condition: Condition) -> list[Choice]:
    """Every answer by which somebody of the condition may choose a good."""
    goods = (getattr(step, "good", None) for step in setup.protocol.timeline if step.reaches(condition))
    chosen = {one.chosen_by: one.among for one in goods if isinstance(one, ChosenGood)}
    return [Choice(measure, good) for measure, among in chosen.items() for good in among]


def after_choice(setup: Setup, condition: Condition, choice: Choice) -> Iterator[Screen]:
    """The screens of someone who understands, and who chooses this good."""
    context = Context(setup, "preview", condition, SECRET, shows_all=True)
    names = {step.name for step in context.steps if _is_chosen(getattr(step, "good", None), choice.measure)}
    seen = Chooser(context, choice)
    play(timeline(context), seen, MemoryJournal(), desk=FullDesk())
    return (one for one in seen.screens if _step_of(one.id, names))


def _is_chosen(good: object, measure: str) -> bool:
    return isinstance(good, ChosenGood) and good.chosen_by == measure


def _step_of(screen: str, names: Collection[str]) -> bool:
    return step_of(screen) in names


class Chooser(Simulated):
    """A simulated participant who understands, and gives one answer that is fixed."""

    def __init__(self, context: Context, choice: Choice) -> None:
        super().__init__(Respondent(context, understands=1.0))
        self._choice = choice
        self.screens: list[Screen] = []

    def show(self, screen: Screen) -> Reply:
        """The reply, in which this good is chosen."""
        self.screens.append(screen)
        reply = super().show(screen)
        measure, good = self._choice
        if not isinstance(screen, Page) or measure not in reply.values:
            return reply
        before = reply.values[measure]
        ranked = [good, *(one for one in before if one != good)] if isinstance(before, list) else good
        return reply._replace(values={**reply.values, measure: ranked})
