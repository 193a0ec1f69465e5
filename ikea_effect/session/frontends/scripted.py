"""A scripted hand on a real window: real X mouse and key events by XTEST. Linux and X only.

It is told of each screen that can be answered, does with mouse and keyboard what gives the reply it was
asked for, and waits for nothing: X hands the events to the window in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from typing_extensions import override

from ikea_effect.errors import SessionError
from ikea_effect.money import Money, decimal_separator
from ikea_effect.protocol.setup import Setup
from ikea_effect.screens.screens import (
    Agree,
    Amount,
    AnswerText,
    Ask,
    AssemblyBoard,
    Choice,
    DesignBoard,
    HandStep,
    Page,
    PriceList,
    PriceSlider,
    RatingItem,
    Screen,
)
from ikea_effect.session.frontends.fingers import Fingers, typed_words
from ikea_effect.session.frontends.lab.frontend import LabFrontend
from ikea_effect.session.frontends.lab.moves import design_actions

Targets = Mapping[str, tuple[int, int]]
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
    hand = ScriptedHand(answer, setup.language, keyboard=keyboard)
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

    def __init__(self, answer: Answer, language: str = "en", *, keyboard: bool = False) -> None:
        self.answer, self.language, self.keyboard = answer, language, keyboard
        self.fingers = Fingers()
        self._by_keys = False

    def __call__(self, screen: Screen, targets: Targets) -> None:
        """Does what gives the reply to this screen."""
        values, _ = self.answer(screen)
        if isinstance(screen, Page):
            self._page(screen, values, targets)
        elif isinstance(screen, HandStep):
            self.fingers.click(targets["button"])
        else:
            self._move(screen, values, targets)
        self.fingers.sync()

    # --- pages --------------------------------------------------------------------------------------------

    def _page(self, page: Page, values: Mapping[str, Any], targets: Targets) -> None:
        self._by_keys = self.keyboard and not self._by_keys
        if self._by_keys:
            KeyboardPath(self.fingers, self.language).answer(page, values)
            return
        for ask in page.asks:
            if ask.id in values:
                self._ask(ask, values[ask.id], targets)
        self.fingers.click(targets["button"])

    def _ask(self, ask: Ask, value: Any, targets: Targets) -> None:
        match ask:
            case Agree():
                self.fingers.click(targets[ask.id])
            case Choice() | RatingItem():
                self.fingers.click(targets[f"{ask.id}.{value}"])
            case Amount():
                self.fingers.click(targets[ask.id])
                self.fingers.type(typed_amount(value, ask.low.currency, self.language))
            case AnswerText():
                self.fingers.click(targets[ask.id])
                self.fingers.type(value)
            case PriceList():
                for row in rows_to_press(ask, value["rows"]):
                    self.fingers.click(targets[f"{ask.id}.{row}.{value['rows'][row]}"])
            case PriceSlider():
                self._slide(ask, value, targets)

    def _slide(self, ask: PriceSlider, minor: int, targets: Targets) -> None:
        """Presses the line near the price; the arrows do the rest, where a pixel is more than a step."""
        (low_x, y), (high_x, _) = targets[f"{ask.id}.low"], targets[f"{ask.id}.high"]
        share = (minor - ask.low.minor) / (ask.high.minor - ask.low.minor)
        x = round(low_x + share * (high_x - low_x))
        self.fingers.click((x, y))
        steps = (ask.high.minor - ask.low.minor) / ask.step.minor
        landed = round((x - low_x) / (high_x - low_x) * steps)
        wished = (minor - ask.low.minor) // ask.step.minor
        for _ in range(abs(wished - landed)):
            self.fingers.press_key("Right" if wished > landed else "Left")

    # --- boards -------------------------------------------------------------------------------------------

    def _move(self, screen: AssemblyBoard | DesignBoard, values: Mapping[str, Any], targets: Targets) -> None:
        match values["move"]:
            case "place":
                self.fingers.drag(targets[f"part.{values['part']}"], targets[f"place.{values['part']}"])
            case "remove":
                self.fingers.drag(targets[f"part.{values['part']}"], targets["slot"])
            case "wrong-drop":
                self.fingers.drag(
                    targets[f"part.{values['part']}"], _in_window(values["x"], values["y"], targets)
                )
            case "done":
                self.fingers.click(targets["button"])
            case "undo" | "consult" as button:
                self.fingers.click(targets[button])
            case _ if isinstance(screen, DesignBoard):
                self._design(screen, values, targets)
            case other:
                raise SessionError(f"The scripted hand does not know the move '{other}'.")

    def _design(self, screen: DesignBoard, values: Mapping[str, Any], targets: Targets) -> None:
        does: Mapping[str, Callable[..., None]] = {
            "click": self.fingers.click, "drag": self.fingers.drag, "type": self.fingers.type,
        }  # fmt: skip
        for action, *where in design_actions(screen, values, targets):
            does[action](*where)


def _in_window(x: int, y: int, targets: Targets) -> tuple[int, int]:
    """A place in thousandths of the window's height, in pixels of the display."""
    (middle_x, middle_y), (_, top) = targets["window.middle"], targets["window.top"]
    unit = (middle_y - top) / 500
    return round(middle_x + x * unit), round(middle_y - y * unit)


class KeyboardPath:
    """A page answered without the mouse: Tab from stop to stop, then what the control takes."""

    def __init__(self, fingers: Fingers, language: str) -> None:
        self.fingers, self.language = fingers, language

    def answer(self, page: Page, values: Mapping[str, Any]) -> None:
        """Goes through all stops in order, then presses Enter (on the button, where an answer is open)."""
        typing = next((ask for ask in page.asks if isinstance(ask, Amount | AnswerText)), None)
        for _ in range(page.asks.index(typing) if typing else 0):
            self.fingers.press_key("Shift+Tab")  # back to the first: the keyboard begins where one types
        for number, ask in enumerate(page.asks):
            if number or not typing:
                self.fingers.press_key("Tab")
            if ask.id in values:
                for key in self._keys(ask, values[ask.id]):
                    self.fingers.press_key(key)
        self.fingers.press_key("Tab")
        self.fingers.press_key("Return")

    def _keys(self, ask: Ask, value: Any) -> Iterator[str]:
        match ask:
            case Agree():
                yield "space"
            case Choice():
                yield from ["Down"] * (1 + [option.id for option in ask.options].index(value))
            case RatingItem():
                yield from ["Right"] * (value - ask.low + 1) if value > 9 or ask.low < 0 else [str(value)]
            case Amount():
                yield from typed_amount(value, ask.low.currency, self.language)
            case AnswerText():
                yield from typed_words(value)
            case PriceList():
                yield from self._list_keys(ask, value["rows"])
            case PriceSlider():
                yield from ["Right"] * ((value - ask.low.minor) // ask.step.minor + 1)

    def _list_keys(self, ask: PriceList, rows: list[str]) -> Iterator[str]:
        at = 0
        for row in rows_to_press(ask, rows):
            yield from ["Down"] * (row - at)
            at = row
            yield "Left" if rows[row] == "buy" else "Right"


def typed_amount(minor: int, currency: str, language: str) -> str:
    """The digits that a person types for an amount: "0,75" in Dutch."""
    return str(Money(minor, currency).major).replace(".", decimal_separator(language))


def rows_to_press(ask: PriceList, rows: list[str]) -> list[int]:
    """Which rows of a price list have to be pressed: all, or with a single switch the last one bought."""
    if not ask.single_switch:
        return list(range(len(rows)))
    return [rows.count("buy") - 1] if "buy" in rows else [0]
