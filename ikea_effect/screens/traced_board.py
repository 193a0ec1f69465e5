"""The board of an assembly whose hands are followed, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.screens.moves import FARTHEST, index_below, one_of
from ikea_effect.screens.screens import Values

MEANS = ("drag", "click", "keys")
"""What carries a part: the pointer with its button down, the pointer between two clicks, or the arrows."""

_COUNT = index_below(FARTHEST * 100)
"""A part may be carried to and fro for long."""

_TOLD = {"path": _COUNT, "pauses": _COUNT, "by": one_of(MEANS)}


@dataclass(frozen=True, slots=True)
class TracedBoard(AssemblyBoard):
    """An assembly board whose drops say how the part came there, besides what every board's say.

    "path": how far it was carried, in thousandths of the window's height; "pauses": how often it was held
    still for a second; "by": what carried it, one of `MEANS`. Journals of before 0.2.0 have no "by".
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.assembly.simulation:traced"
    view: ClassVar[str] = "ikea_effect.session.frontends.lab.assembly_view:TRACED"

    @override
    def takes(self, values: Values) -> bool:
        told = {name: values[name] for name in _TOLD if name in values}
        if told and "part" not in values:
            return False
        rest = {name: value for name, value in values.items() if name not in told}
        return AssemblyBoard.takes(self, rest) and all(_TOLD[name](value) for name, value in told.items())
