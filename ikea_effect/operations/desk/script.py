"""What a scripted hand does at a desk, to try it out: everyone on the roster in turn, then it is closed."""

from __future__ import annotations

from collections.abc import Sequence

from ikea_effect.operations.desk import pages
from ikea_effect.screens.screens import Screen, Values


class Rehearsal:
    """Answers the desk's pages. Every other participant's code is typed, and said to be right."""

    def __init__(self, coming: Sequence[str]) -> None:
        self._coming = list(coming)
        self._types = False

    def __call__(self, screen: Screen) -> Values:
        """The values that the hand enters on this page."""
        match screen.id:
            case "desk.start":
                return {"next": self._start()}
            case "desk.code":
                return {"code": self._coming[0]}
            case "desk.sure":
                return {"sure": f"{pages.WHO}{self._coming.pop(0)}"}
            case "desk.left":
                return {"left": pages.LATER}
            case _:
                return {}

    def _start(self) -> str:
        if not self._coming:
            return pages.CLOSE
        self._types = not self._types
        return f"{pages.WHO}{self._coming.pop(0)}" if self._types else pages.TYPE
