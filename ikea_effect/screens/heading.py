"""Words between what is asked on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import Ask


@dataclass(frozen=True, slots=True)
class Heading(Ask):
    """The question above the items that follow. It asks nothing: a reply has no value of it."""

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.decline:HEADING"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.heading:CONTROL"

    words: Text
    measure: str | None = None

    @property
    @override
    def needs_answer(self) -> bool:
        return False

    @property
    @override
    def is_only_read(self) -> bool:
        return True

    @override
    def takes(self, value: Any) -> bool:
        return False
