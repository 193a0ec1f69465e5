"""A film on a page: a good as it came about, state by state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from typing_extensions import override

from ikea_effect.screens.screens import Ask, GoodPicture


class Shot(NamedTuple):
    """A state of the good, and for how many milliseconds it is seen."""

    picture: GoodPicture
    ms: int


@dataclass(frozen=True, slots=True)
class Reel(Ask):
    """Plays once, and then stands. Nothing is asked; value: True."""

    simulated: ClassVar[str] = "ikea_effect.tasks.replay.task:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.reel:CONTROL"

    shots: tuple[Shot, ...]

    @override
    def takes(self, value: Any) -> bool:
        return value is True

    @property
    def ms(self) -> int:
        """How long it takes."""
        return sum(shot.ms for shot in self.shots)
