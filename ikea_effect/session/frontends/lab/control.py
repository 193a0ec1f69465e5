"""What the window knows of a kind of ask or screen: what shows it, and what a scripted hand does with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.screens import Page, Values
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.frontends.lab.widget import Widget

Sentence = Callable[..., str]
"""A wording by its key in `ui`, with what to fill in."""

Targets = Mapping[str, tuple[int, int]]
"""Where things can be pressed, by name, in pixels of the display."""


class Fingers(Protocol):
    """Mouse and keyboard."""

    def click(self, at: tuple[int, int]) -> None:
        """Moves, presses, releases."""

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Presses at the start, moves, releases at the end."""

    def type(self, words: str) -> None:
        """Types the words."""

    def press_key(self, name: str) -> None:
        """One key by its X name, or the sign that it writes."""


class Hand(Protocol):
    """A scripted hand."""

    fingers: Any
    """Its `Fingers`."""
    language: str
    code: str | None
    """Of the station, which the experimenter types."""

    def page(self, page: Page, values: Values, targets: Targets) -> None:
        """Answers a page with these values."""


def _alone(_ask: Any, _texts: Texts) -> Hashable | None:
    return None


def _one_stop(_ask: Any) -> int:
    return 1


@dataclass(frozen=True, slots=True)
class Control:
    """How an ask stands on a page, and how a hand answers it."""

    widget: Callable[[Sequence[Any], Texts, Sentence], Widget]
    """Of one ask, or of neighbors that go together."""
    press: Callable[[Any, Any, Hand, Targets], None]
    """Answers it with the mouse: of the ask, its value, the hand and the targets."""
    keys: Callable[[Any, Any, Hand], Iterable[str]]
    """The keys that answer it, once the keyboard is there."""
    together: Callable[[Any, Texts], Hashable | None] = _alone
    """What neighbors have to have in common to be one control; None: it stands alone."""
    typed: bool = False
    """Whether the keyboard begins there."""
    stops: Callable[[Any], int] = _one_stop
    """At how many places of the ask the keyboard stops; `keys` begin at the first and end at the last."""


@dataclass(frozen=True, slots=True)
class Showing:
    """How a screen is seen, and how a hand answers it."""

    view: Callable[..., View]
    """Of screen, set-up, size in pixels, haste, and whether pictures are painted."""
    act: Callable[[Any, Values, Targets, Hand], None]
    """Answers it: of the screen, the reply's values, the targets and the hand."""
