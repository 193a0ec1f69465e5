"""A step of an assembly by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import GoodPicture, Screen, Values


@dataclass(frozen=True, slots=True)
class HandStep(Screen):
    """One step of a physical assembly: a text or picture to follow, confirmed by the button."""

    simulated: ClassVar[str] = "ikea_effect.tasks.assembly.simulation:by_hand"
    view: ClassVar[str] = "ikea_effect.session.frontends.lab.hand_view:SHOWING"

    good: str
    step: int
    steps: int
    title: Text
    instruction: Text
    picture: str | None = None  # path inside the experiment's folder

    @override
    def takes(self, values: Values) -> bool:
        return not values

    @property
    @override
    def making(self) -> GoodPicture:
        """The good, of which nobody sees how far it has come."""
        return GoodPicture(self.good)
