"""Mouse and keyboard of an X display, moved by XTEST. Linux and X only."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from ikea_effect.errors import SessionError, StationError
from ikea_effect.session.frontends.lab.station import DISPLAY_GONE, said_of_the_display

_STEPS = 6  # of a drag


def typed_words(words: str) -> Iterator[str]:
    """The keys that write the words: each sign, and Return for a line break."""
    for sign in words:
        yield "Return" if sign == "\n" else sign


def _keysym(sign: str) -> int:
    """The number by which X knows the sign. Source: the X protocol, appendix A, on Unicode keysyms."""
    return ord(sign) if ord(sign) < 0x100 else 0x01000000 + ord(sign)


class Fingers:
    """Mouse and keyboard of the display that DISPLAY names, on a connection of its own."""

    def __init__(self) -> None:
        try:
            from Xlib import XK, X
            from Xlib.display import Display
            from Xlib.error import ConnectionClosedError
            from Xlib.ext import xtest
        except ImportError as error:
            raise StationError(
                "A scripted session needs Linux and python-xlib: pip install 'ikea-effect[lab]'"
            ) from error
        self._gone: type[Exception] = ConnectionClosedError
        self._x, self._by_name, self._xtest = X, XK.string_to_keysym, xtest.fake_input
        with said_of_the_display():
            self._display: Any = Display()
            self._free = self._keys_without_signs()
        self._lent: dict[str, int] = {}

    @contextlib.contextmanager
    def _there(self) -> Iterator[None]:
        """Raises StationError where the display is not there any more."""
        try:
            yield
        except self._gone as error:
            raise StationError(DISPLAY_GONE) from error

    def _fake(self, *event: Any, **at: int) -> None:
        with self._there():
            self._xtest(*event, **at)

    def _keys_without_signs(self) -> list[int]:
        least, most = self._display.display.info.min_keycode, self._display.display.info.max_keycode
        meanings = self._display.get_keyboard_mapping(least, most - least + 1)
        return [least + place for place, signs in enumerate(meanings) if not any(signs)]

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
        """Types the words, line breaks by Return; for signs that the keyboard lacks a free key is used."""
        for key in typed_words(words):
            self.press_key(key)

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
        if name in self._lent:
            return self._lent[name], False
        keysym = _keysym(name) if len(name) == 1 else self._by_name(name)
        for code, column in self._display.keysym_to_keycodes(keysym):
            if column in (0, 1):
                return code, column == 1
        if len(name) == 1 and self._free:
            return self._lend(name, keysym), False
        raise SessionError(f"The keyboard of this display has no key for {name!r}, and no free key is left.")

    def _lend(self, sign: str, keysym: int) -> int:
        """A key that has no sign of its own, for this one, as long as the connection lasts.

        A window asks what a key means when the key arrives, so a key once lent is never lent again.
        """
        code = self._lent[sign] = self._free.pop()
        with self._there():
            self._display.change_keyboard_mapping(code, [[keysym] * 2])
            self._display.sync()
        return code

    def _take_back(self) -> None:
        """Leaves the display's keyboard as it was."""
        for code in self._lent.values():
            self._display.change_keyboard_mapping(code, [[0] * 2])
        self._lent.clear()

    def sync(self) -> None:
        """Hands everything to the display. Raises StationError if it is not there any more."""
        with self._there():
            self._display.sync()

    def close(self) -> None:
        """Ends the connection; doing it twice does no harm."""
        if self._display is not None:
            with contextlib.suppress(self._gone):
                self._take_back()
                self._display.close()
            self._display = None
