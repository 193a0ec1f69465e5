"""Saying that one would rather not answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.heading import Heading
from ikea_effect.screens.screens import Ask, Values


@dataclass(frozen=True, slots=True)
class Decline(Ask):
    """A quiet mark below what it covers: declined, that need not be answered. Value: True, or absent."""

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.decline:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.declining:CONTROL"

    covers: tuple[str, ...]
    """Ids of the asks."""
    label: Text = Text("ui.decline")
    measure: str | None = None

    @property
    @override
    def needs_answer(self) -> bool:
        return False

    @override
    def takes(self, value: Any) -> bool:
        return value is True


def as_given(asks: Sequence[Ask], values: Mapping[str, Any]) -> Values:
    """The reply as a window gives it: no value of what is declined or only read, no mark of what is not."""
    if not asks:
        return values
    marks = [ask for ask in asks if isinstance(ask, Decline)]
    declined = {covered for mark in marks if values.get(mark.id) for covered in mark.covers}
    read = {ask.id for ask in asks if isinstance(ask, Heading)}
    left = declined | read | {mark.id for mark in marks if not values.get(mark.id)}
    return {ask: value for ask, value in values.items() if ask not in left}
