"""What pyglet tells of the keyboard, as a page hears it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ikea_effect.session.frontends.lab.window_input import WindowInput

TAB, BACK_TAB = 0xFF09, 23 << 32  # with Shift, Tab has a name on X that pyglet does not know


class Names(SimpleNamespace):
    """pyglet's names of keys, as far as a page hears them."""

    MOD_CTRL, MOD_SHIFT, TAB, Q, Z = 2, 1, TAB, ord("q"), ord("z")

    def __getattr__(self, name: str) -> int:
        if not name.isupper():
            raise AttributeError(name)
        return hash(name)

    @staticmethod
    def user_key(code: int) -> int:
        return code << 32


class Handle:
    """pyglet's window on X: a key that went down is heard again once it came up by the same name."""

    def __init__(self) -> None:
        self.pressed_keys: set[int] = set()
        self.handlers: dict[str, Any] = {}

    def push_handlers(self, **handlers: Any) -> None:
        self.handlers = handlers

    def down(self, symbol: int, modifiers: int) -> None:
        if symbol not in self.pressed_keys:
            self.handlers["on_key_press"](symbol, modifiers)
            self.pressed_keys.add(symbol)

    def up(self, symbol: int, modifiers: int) -> None:
        self.handlers["on_key_release"](symbol, modifiers)
        self.pressed_keys.discard(symbol)


class Page:
    def __init__(self) -> None:
        self.heard: list[str] = []

    def key(self, name: str, _at_s: float) -> None:
        self.heard.append(name)


@pytest.mark.parametrize(
    ("first", "second", "heard"),
    [
        ((BACK_TAB, BACK_TAB), (BACK_TAB, BACK_TAB), ["SHIFT+TAB", "SHIFT+TAB"]),  # Shift held down
        ((BACK_TAB, TAB), (BACK_TAB, TAB), ["SHIFT+TAB", "SHIFT+TAB"]),  # Shift let go before Tab
        ((BACK_TAB, TAB), (TAB, TAB), ["SHIFT+TAB", "TAB"]),
        ((TAB, BACK_TAB), (TAB, TAB), ["TAB", "TAB"]),  # Shift pressed before Tab is up
    ],
)
def test_tab_is_heard_however_shift_goes_up_and_down(
    first: tuple[int, int], second: tuple[int, int], heard: list[str]
) -> None:
    handle, page = Handle(), Page()
    window: Any = SimpleNamespace(handle=handle, listener=page)
    WindowInput(window, SimpleNamespace(key=Names(), mouse=SimpleNamespace(LEFT=1)))
    for down, up in (first, second):
        handle.down(down, Names.MOD_SHIFT if down == BACK_TAB else 0)
        handle.up(up, Names.MOD_SHIFT if up == BACK_TAB else 0)
    assert page.heard == heard
