"""Saying that one would rather not answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import Ask


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

    @property
    @override
    def declines(self) -> Sequence[str]:
        return self.covers

    @override
    def takes(self, value: Any) -> bool:
        return value is True
