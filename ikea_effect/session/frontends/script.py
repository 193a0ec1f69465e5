"""A scripted hand on a real window: real X mouse and key events by XTEST. Linux and X only.

It is told of each screen that can be answered, does with mouse and keyboard what gives the reply it was
asked for, and waits for nothing: X hands the events to the window in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from typing_extensions import override

from ikea_effect.protocol.registry import resolve
from ikea_effect.protocol.setup import Setup
from ikea_effect.screens.screens import Ask, Page, Screen
from ikea_effect.session.frontends.fingers import Fingers
from ikea_effect.session.frontends.lab.control import Showing, Targets
from ikea_effect.session.frontends.lab.controls import control_of
from ikea_effect.session.frontends.lab.frontend import LabFrontend

Answer = Callable[[Screen], tuple[Mapping[str, Any], int]]
"""The reply's values to a screen, and after how many milliseconds (the hand does not wait for them)."""

_ANSWER_WITHIN_S = 60.0


def scripted_frontend(
    setup: Setup,
    answer: Answer,
    size: tuple[int, int] = (1280, 1024),
    pace: str = "fast",
    screens_folder: Path | None = None,
    *,
    keyboard: bool = False,
) -> LabFrontend:
    """A front end whose participant is a script. With `keyboard`, every other page goes without the mouse."""
    code = setup.experiment.station.code
    hand = ScriptedHand(answer, setup.language, keyboard=keyboard, code=code)
    return ScriptedFrontend(
        setup,
        mode="scripted",
        size=size,
        pace=pace,
        screens_folder=screens_folder,
        on_ready=hand,
        answer_within_s=_ANSWER_WITHIN_S,
    )


class ScriptedFrontend(LabFrontend):
    """A lab front end with a hand; both are closed together."""

    @override
    def close(self) -> None:
        super().close()
        if isinstance(self.on_ready, ScriptedHand):
            self.on_ready.fingers.close()


class ScriptedHand:
    """Answers screens by X events. Call it with a screen and where its targets lie on the display."""

    def __init__(
        self, answer: Answer, language: str = "en", *, keyboard: bool = False, code: str | None = None
    ) -> None:
        self.answer, self.language, self.keyboard, self.code = answer, language, keyboard, code
        self.fingers = Fingers()
        self._by_keys = False

    def __call__(self, screen: Screen, targets: Targets) -> None:
        """Does what gives the reply to this screen."""
        values, _ = self.answer(screen)
        showing: Showing = resolve(screen.view)
        showing.act(screen, values, targets, self)
        self.fingers.sync()

    def page(self, page: Page, values: Mapping[str, Any], targets: Targets) -> None:
        """Answers a page: by the mouse or, where it was asked for, every other one by the keyboard."""
        self._by_keys = self.keyboard and not self._by_keys
        if self._by_keys:
            self._answer_by_keys(page, values)
            return
        for ask in page.asks:
            if ask.id in values:
                control_of(ask).press(ask, values[ask.id], self, targets)
        self.fingers.click(targets["button"])

    def _answer_by_keys(self, page: Page, values: Mapping[str, Any]) -> None:
        """Tab from stop to stop, then what the control takes; Enter on the button."""
        asks = [ask for ask in page.asks if control_of(ask).stops(ask)]
        typing = next((place for place, ask in enumerate(asks) if control_of(ask).typed), None)
        for _ in range(sum(control_of(ask).stops(ask) for ask in asks[: typing or 0])):
            self.fingers.press_key("Shift+Tab")  # back to the first: the keyboard begins where one types
        for number, ask in enumerate(asks):
            if number or typing is None:
                self.fingers.press_key("Tab")
            for key in self._keys(ask, values):
                self.fingers.press_key(key)
        self.fingers.press_key("Tab")
        self.fingers.press_key("Return")

    def _keys(self, ask: Ask, values: Mapping[str, Any]) -> Iterable[str]:
        """The keys that answer it; of what has no answer those that go past it."""
        control = control_of(ask)
        if ask.id in values:
            return control.keys(ask, values[ask.id], self)
        return ["Tab"] * (control.stops(ask) - 1)
