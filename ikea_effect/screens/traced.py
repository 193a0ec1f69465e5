"""The board of an assembly whose hands are followed, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ikea_effect.screens.screens import AssemblyBoard


@dataclass(frozen=True, slots=True)
class TracedBoard(AssemblyBoard):
    """An assembly board whose drops say how the part came there, besides what every board's say.

    "path": how far it was carried, in thousandths of the window's height; "pauses": how often it was held
    still for a second. Neither is there where the keyboard puts a part in.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.assembly.simulated:traced"
    view: ClassVar[str] = "ikea_effect.session.frontends.lab.assembly_view:TRACED"
