"""A walk through a session without a window: every screen shown to nobody, every text of it rendered."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ikea_effect.errors import Fault, IkeaEffectError
from ikea_effect.money import Money
from ikea_effect.protocol.models import Condition
from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.texts import PlaceError, Text
from ikea_effect.record.memory_journal import MemoryJournal
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.engine import play
from ikea_effect.session.frontends.simulation import Simulated
from ikea_effect.session.full_desk import FullDesk
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.timeline import timeline

SECRET = b"a walk, not a study: no draw of it matters"


class Walked(NamedTuple):
    """How many screens were shown, which measures were filled, what was wrong."""

    screens: int
    measured: frozenset[str]
    faults: tuple[Fault, ...]


class Reading(Simulated):
    """A simulated participant that also renders every text of every screen."""

    def __init__(self, respondent: Respondent, setup: Setup) -> None:
        super().__init__(respondent)
        self._texts = setup.texts
        self.shown: list[Screen] = []
        self.missing: dict[str, str] = {}

    def show(self, screen: Screen) -> Reply:
        """The reply, after the screen's texts were rendered."""
        self.shown.append(screen)
        for text in texts_of(screen):
            try:
                self._texts.render(text)
            except PlaceError as error:
                self.missing.setdefault(error.key, f"{error.what}\nScreen {screen.id} shows it.")
            except KeyError as error:
                message = f"is needed by the screen {screen.id}, and there is no such text or place."
                self.missing.setdefault(str(error.args[0]), message)
        return super().show(screen)


def texts_of(value: Any) -> Iterator[Text]:
    """Every text inside a screen."""
    if isinstance(value, Text):
        yield value
    elif value is None or isinstance(value, str | int | float | Money):
        return
    elif isinstance(value, tuple):
        for inner in value:
            yield from texts_of(inner)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_of(inner)
    else:
        for part in _parts(value.__class__):
            yield from texts_of(getattr(value, part))


@functools.cache
def _parts(kind: Any) -> tuple[str, ...]:
    """What values of this kind are made of; nothing where they are no dataclass."""
    return tuple(one.name for one in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


def in_words(condition: Condition) -> str:
    """The condition as a check names it; without factors between participants there is one, of everybody."""
    return f"condition {', '.join(condition.values())}" if condition else "everybody"


def walk(setup: Setup, reference: str, condition: Condition) -> Walked:
    """One simulated session in the condition, in the set-up's language."""
    context = Context(setup, "check", condition, SECRET, shows_all=True)
    frontend = Reading(Respondent(context, latent={}), setup)
    journal = MemoryJournal()
    try:
        play(timeline(context), frontend, journal, desk=FullDesk())
    except (IkeaEffectError, LookupError, ValueError, ArithmeticError) as error:
        last = frontend.shown[-1].id if frontend.shown else "the beginning"
        fault = Fault(reference, in_words(condition), f"does not reach the end: after {last}: {error}")
        return Walked(len(frontend.shown), frozenset(), (fault,))
    file = f"{setup.language}.yaml"
    faults = tuple(Fault(file, key, message) for key, message in frontend.missing.items())
    measured = frozenset(event.data["measure"] for event in journal.events if event.kind == "measured")
    return Walked(len(frontend.shown), measured, faults)
