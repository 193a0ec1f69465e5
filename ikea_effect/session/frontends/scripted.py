"""A scripted hand on a real window: real X mouse and key events by XTEST. Linux and X only.

It is told of each screen that can be answered, does with mouse and keyboard what gives the reply it was
asked for, and waits for nothing: X hands the events to the window in order.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from typing_extensions import override

from ikea_effect.errors import SessionError, StationError
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
from ikea_effect.session.frontends.lab.frontend import LabFrontend
from ikea_effect.session.frontends.lab.moves import design_actions

Targets = Mapping[str, tuple[int, int]]
Answer = Callable[[Screen], tuple[Mapping[str, Any], int]]
"""The reply's values to a screen, and after how many milliseconds (the hand does not wait for them)."""

_ANSWER_WITHIN_S = 60.0
_STEPS = 6  # of a drag


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
            case "place" | "remove":
                self.fingers.drag(targets[f"part.{values['part']}"], targets["slot"])
            case "wrong-drop":
                self.fingers.drag(
                    targets[f"part.{values['part']}"], _in_window(values["x"], values["y"], targets)
                )
            case "done":
                self.fingers.click(targets["button"])
            case "undo":
                self.fingers.click(targets["undo"])
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
                yield from value
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


class Fingers:
    """Mouse and keyboard of the display that DISPLAY names, on a connection of its own."""

    def __init__(self) -> None:
        try:
            from Xlib import XK, X
            from Xlib.display import Display
            from Xlib.error import DisplayError
            from Xlib.ext import xtest
        except ImportError as error:
            raise StationError(
                "A scripted session needs Linux and python-xlib: pip install 'ikea-effect[lab]'"
            ) from error
        try:
            self._display: Any = Display()
        except DisplayError as error:
            raise StationError(f"The display cannot be opened: {error}") from error
        self._x, self._keysym, self._fake = X, XK.string_to_keysym, xtest.fake_input

    def move(self, at: tuple[int, int]) -> None:
        """The pointer to a pixel."""
        self._fake(self._display, self._x.MotionNotify, x=at[0], y=at[1])

    def click(self, at: tuple[int, int]) -> None:
        """Moves, presses, releases."""
        self.move(at)
        self._fake(self._display, self._x.ButtonPress, 1)
        self._fake(self._display, self._x.ButtonRelease, 1)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Presses at the start, moves in steps, releases at the end."""
        self.move(start)
        self._fake(self._display, self._x.ButtonPress, 1)
        for step in range(1, _STEPS + 1):
            x, y = (round(a + (b - a) * step / _STEPS) for a, b in zip(start, end, strict=True))
            self.move((x, y))
        self._fake(self._display, self._x.ButtonRelease, 1)

    def type(self, words: str) -> None:
        """Types the words; letters that the keyboard lacks are typed without their accents."""
        for sign in words:
            self.press_key(sign)

    def press_key(self, name: str) -> None:
        """One key by its X name ("Tab", "Shift+Tab") or the character it writes."""
        *held, last = [name] if len(name) == 1 else name.split("+")
        code, shifted = self._code(last)
        before = [self._code(f"{part}_L")[0] for part in held]
        if shifted and not held:
            before.append(self._code("Shift_L")[0])
        for modifier in before:
            self._fake(self._display, self._x.KeyPress, modifier)
        self._fake(self._display, self._x.KeyPress, code)
        self._fake(self._display, self._x.KeyRelease, code)
        for modifier in reversed(before):
            self._fake(self._display, self._x.KeyRelease, modifier)

    def _code(self, name: str) -> tuple[int, bool]:
        """The key that gives a keysym, and whether with Shift."""
        for wanted in (name, unicodedata.normalize("NFKD", name)[:1] if len(name) == 1 else name):
            keysym = ord(wanted) if len(wanted) == 1 else self._keysym(wanted)
            for code, column in self._display.keysym_to_keycodes(keysym):
                if column in (0, 1):
                    return code, column == 1
        raise SessionError(f"The keyboard of this display has no key for {name!r}.")

    def sync(self) -> None:
        """Hands everything to the display."""
        self._display.sync()

    def close(self) -> None:
        """Ends the connection; doing it twice does no harm."""
        if self._display is not None:
            self._display.close()
            self._display = None
