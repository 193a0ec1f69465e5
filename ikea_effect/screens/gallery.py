"""Pictures beside each other, of which one is picked or all are put in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from typing_extensions import override

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.ask import is_order_of
from ikea_effect.screens.screens import Ask, GoodPicture


@dataclass(frozen=True, slots=True)
class Card:
    """One of the pictures (a file's place in the experiment's folder, or a good), or a text in its place."""

    id: str
    picture: str | GoodPicture | None = None
    label: Text | None = None


@dataclass(frozen=True, slots=True)
class Gallery(Ask):
    """Cards to choose from. Value: the card picked, or with `how: rank` all of them, the best first."""

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.gallery:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.gallery:CONTROL"

    question: Text
    cards: tuple[Card, ...]
    how: Literal["pick", "rank"] = "pick"

    @override
    def takes(self, value: Any) -> bool:
        ids = [card.id for card in self.cards]
        return value in ids if self.how == "pick" else is_order_of(value, ids)
