"""What a scripted hand does at a desk, to try it out: whoever is offered sits down; then it is closed."""

from __future__ import annotations

from collections.abc import Iterator

from ikea_effect.operations.desk import pages
from ikea_effect.screens.screens import Choice, Page, Screen, Values


class Rehearsal:
    """Answers the desk's pages. Every other participant's code is typed, and said to be right.

    Who comes is read off the page: other desks, and an earlier rehearsal, have had theirs.
    """

    def __init__(self) -> None:
        self._tried: set[str] = set()
        self._who = ""
        self._types = False

    def __call__(self, screen: Screen) -> Values:
        """The values that the hand enters on this page."""
        match screen.id:
            case "desk.start":
                return {"next": self._start(screen)}
            case "desk.code":
                return {"code": self._who}
            case "desk.sure":
                return {"sure": f"{pages.WHO}{self._who}"}
            case "desk.left":
                return {"left": pages.LATER}
            case _:
                return {}

    def _start(self, screen: Screen) -> str:
        """The first who is offered and was not turned away here before; without one the desk is closed."""
        self._who = next((who for who in _offered(screen) if who not in self._tried), "")
        if not self._who:
            return pages.CLOSE
        self._tried.add(self._who)
        self._types = not self._types
        return f"{pages.WHO}{self._who}" if self._types else pages.TYPE


def _offered(screen: Screen) -> Iterator[str]:
    """The participants among what may be chosen on a page."""
    for ask in screen.asks if isinstance(screen, Page) else ():
        for option in ask.options if isinstance(ask, Choice) else ():
            if option.id.startswith(pages.WHO):
                yield option.id.removeprefix(pages.WHO)
