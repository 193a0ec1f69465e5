"""Several options, options with pictures, and options to put in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.ask import is_order_of
from ikea_effect.screens.gallery import Card, Gallery
from ikea_effect.screens.screens import Ask, Option


@dataclass(frozen=True, slots=True)
class SeveralOptions(Ask):
    """Options of which several can be chosen. Value: the ids of the chosen ones, each once.

    A window gives them in the order shown; somebody simulated who knows what is right, as it is declared.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.choices:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.several:CONTROL"

    options: tuple[Option, ...]
    question: Text
    least: int
    most: int
    measure: str | None = None

    @override
    def takes(self, value: Any) -> bool:
        known = {option.id for option in self.options}
        if not (isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)):
            return False
        return len({*value}) == len(value) and {*value} <= known and self.least <= len(value) <= self.most


@dataclass(frozen=True, slots=True)
class PictureChoice(Gallery):
    """One of several pictures with words below. Value: the option's id."""

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.choice:SIMULATED"

    measure: str | None = None

    @property
    def options(self) -> tuple[Card, ...]:
        """What can be chosen."""
        return self.cards


@dataclass(frozen=True, slots=True)
class RankedOptions(Ask):
    """Options to put in order. Value: every id, the first one first."""

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.ranking:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.ranking:CONTROL"

    options: tuple[Option, ...]
    question: Text
    measure: str | None = None

    @override
    def takes(self, value: Any) -> bool:
        return is_order_of(value, [option.id for option in self.options])
