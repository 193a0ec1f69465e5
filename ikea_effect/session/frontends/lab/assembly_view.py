"""The assembly board: parts are dragged, laid down by a second click, or carried by the arrow keys."""

from __future__ import annotations

import math
from collections.abc import Mapping

from typing_extensions import override

from ikea_effect.protocol.setup import Setup
from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.screens.screens import Values
from ikea_effect.session.frontends.lab.assembly_bench import AssemblyBench
from ikea_effect.session.frontends.lab.canvas import Point
from ikea_effect.session.frontends.lab.control import Showing
from ikea_effect.session.frontends.lab.kit_art import Flight, InHand, grip
from ikea_effect.session.frontends.lab.moves import assemble
from ikea_effect.session.frontends.lab.toward import ARROWS
from ikea_effect.session.frontends.lab.trace import Trace
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.frontends.lab.widget import Box

_CLICK = 0.008  # less movement than this is a click
_FLIGHT_S = 0.16
_NUDGE = 0.02  # how far an arrow carries a part; held down it goes on, as fast as the keyboard repeats


class AssemblyView(AssemblyBench):
    """One state of the board. A part that is laid down, a turn, an undo or the button answers it."""

    def __init__(self, screen: AssemblyBoard, setup: Setup, *, traced: bool = False) -> None:
        super().__init__(screen, setup)
        self.traced, self.now_s = traced, 0.0
        self.trace: Trace | None = None  # of the held part
        self.grab: Point = (0.0, 0.0)
        self.pressed: Point = (0.0, 0.0)
        self.clicked = False  # the held part goes with the pointer until the next click
        self.by_keys = False  # the held part goes by the arrows until Space or Enter
        self.focus = self.art.focus if self.art.focus in self.stops() else self._first_stop()
        in_hand, self.art.in_hand = self.art.in_hand, None
        if in_hand is not None and in_hand.part not in screen.placed and not screen.consulting:
            self._take(in_hand.part, in_hand.pointer, in_hand.grab)
            self.clicked, self.by_keys = not in_hand.by_keys, in_hand.by_keys

    def _first_stop(self) -> str | None:
        """After keyboard use the keyboard goes on somewhere; before it, no ring shows."""
        stops = self.stops()
        return stops[0] if self.art.focus is not None and stops else None

    @override
    def tick(self, elapsed_s: float) -> Values | None:
        self.now_s = elapsed_s
        if self.trace is not None:
            self.trace.rest(elapsed_s)
        if self.size_px is not None:
            self.art.prepare(self.unit * self.size_px[1])
        if self.flight is not None:
            self.flown = min(1.0, elapsed_s / _FLIGHT_S)
            self.changed = True
            if self.flown >= 1:
                self.flight = None
        return None

    # --- pointer ------------------------------------------------------------------------------------------

    def _under(self, at: Point) -> str | None:
        """The part that can be taken up at a place: in the tray, or of the good what can come off."""
        waiting = () if self.board.complete else self.cells.items()
        for part, cell in waiting:
            if part not in self.board.placed and cell.holds(at):
                return part
        if self.board.taking_apart:
            loose: tuple[str, ...] = self.board.placed[::-1]
        else:
            loose = () if self.board.last_part is None else (self.board.last_part,)
        x, y = self.to_kit(at)
        return next((part for part in loose if self.kit.part(part).holds(x, y)), None)

    def _liftable(self, at: Point) -> str | None:
        """The part that a press takes up there."""
        part = None if self.board.consulting else self._under(at)
        if self.board.taking_apart:
            return part if part in self.board.placed else None
        return part

    @override
    def press(self, at: Point) -> Values | None:
        self.changed, self.flight, self.pressed = True, None, at
        button = self.pressed_button(at)
        if button is not None:
            self._let_go()
            self.held = button
            return None
        part = self._liftable(at)
        if self.clicked and not self._takes_another(part):
            return None  # this click lays down what is in the hand
        self._let_go()
        if part is not None:
            in_tray = part not in self.board.placed
            middle = self.in_tray(part) if in_tray else self.place_of(part)
            share = self.share_in_tray(part) if in_tray else 1.0
            self._take(part, at, ((middle[0] - at[0]) / share, (middle[1] - at[1]) / share))
        return None

    def _takes_another(self, part: str | None) -> bool:
        """Whether a click, with one part of the tray in the hand, takes up another one in its place."""
        from_tray = not {part, self.held} & {None, *self.board.placed}
        return from_tray and part != self.held

    def _take(self, part: str, pointer: Point, grab: Point) -> None:
        self.held, self.grab, self.trace = part, grab, Trace(pointer, self.now_s)
        self.at = (pointer[0] + grab[0], pointer[1] + grab[1])

    def _let_go(self) -> None:
        self.held = self.at = self.trace = None
        self.clicked = self.by_keys = False
        self.changed = True

    @override
    def drag(self, at: Point) -> Values | None:
        if self.at is not None:
            self.at, self.changed = (at[0] + self.grab[0], at[1] + self.grab[1]), True
            if self.trace is not None:
                self.trace.move(at, self.now_s)
        return None

    @override
    def release(self, at: Point) -> Values | None:
        held, self.changed = self.held, True
        if held is None:
            return None
        if self.at is None:
            self.held = None
            return self.chosen(held) if self.pressed_button(at) == held else None
        if math.dist(at, self.pressed) < _CLICK:
            if not self.clicked:
                self.clicked = True
                return None
            if self.cells[held].holds(at) and (turn := self._turn(held)):
                self.art.in_hand = InHand(held, at, self.grab)
                return turn
        return self._laid_down(held, at, "click" if math.dist(at, self.pressed) < _CLICK else "drag")

    def _laid_down(self, part: str, at: Point, by: str) -> Values | None:
        """What is in the hand is let go of there; where hands are followed the reply says by what it came."""
        middle, trace = (at[0] + self.grab[0], at[1] + self.grab[1]), self.trace
        put_back = (self.clicked or self.by_keys) and part in self.board.placed and self.snaps(part, middle)
        self._let_go()
        values = None if put_back else self._laid(part, at, middle)
        if values is None or trace is None or not self.traced or "part" not in values:
            return values
        trace.move(at, self.now_s)
        return {**values, **trace.words, "by": by}

    def _turn(self, part: str) -> Values | None:
        """A quarter turn of a part that waits, where parts may be turned."""
        waits = self.board.may_turn and part in self.kit.order and part not in self.board.placed
        return {"move": "turn", "part": part} if waits and not self.board.taking_apart else None

    def _laid(self, part: str, at: Point, middle: Point) -> Values | None:
        """The reply where a part is laid down; none where it is put back."""
        home, in_place = self.tray.holds(at), part in self.board.placed
        if not self.board.taking_apart and home != in_place:
            return None  # back in the tray, or back in its place
        self.art.flight = Flight(part, middle, 1.0)
        if self.board.taking_apart and home and part == self.board.next_part:
            return {"move": "remove", "part": part}
        if home and not self.board.taking_apart:
            return {"move": "undo"}
        on_bench = self.bench.holds(at) or self.bench.holds(middle)  # the hand may have it by its rim
        anywhere = self.board.begins_anywhere and on_bench
        if self._fits_now(part) and (anywhere or self.snaps(part, middle)):
            return {"move": "place", "part": part}
        return _missed(part, middle)

    def _fits_now(self, part: str) -> bool:
        return part in self.board.open_parts and part not in self.board.turned

    @override
    def hover(self, at: Point) -> str:
        if self.clicked:
            self.drag(at)
        button = self.pressed_button(at)
        part = None if button or self.clicked else self._liftable(at)
        hot = button or (f"part.{part}" if part else None)
        if hot != self.hot:
            self.hot, self.changed = hot, True
        return "hand" if button else "grabbing" if self.clicked else "grab" if part else "arrow"

    @override
    def targets(self) -> Mapping[str, Point]:
        found = {name: box.middle for name, box in self.boxes().items()}
        for part in self.kit.order:
            placed = part in self.board.placed
            found[f"part.{part}"] = (
                self.to_canvas(grip(self.kit.part(part))) if placed else self.in_tray(part)
            )
            found[f"place.{part}"] = self.place_of(part)
        if self.board.next_part is not None:
            part = self.board.next_part
            found["slot"] = self.in_tray(part) if self.board.taking_apart else self.place_of(part)
        if self.clicked and self.at is not None:
            found[f"held.{self.held}"] = self.at
        return found

    # --- keyboard -----------------------------------------------------------------------------------------

    @override
    def stops(self) -> tuple[str, ...]:
        if self.board.consulting:
            return ("consult",)
        if self.board.complete:
            return ("button", *(stop for stop in self.button_stops() if stop != "button"))
        if self.board.taking_apart:
            return tuple(f"part.{part}" for part in reversed(self.board.placed))
        parts = tuple(f"part.{part}" for part in self.kit.tray_order if part not in self.board.placed)
        return (*parts, *self.button_stops())

    @override
    def stop_boxes(self) -> Mapping[str, Box]:
        found = dict(self.boxes())
        for part, cell in self.cells.items():
            at = self.place_of(part)
            found[f"part.{part}"] = Box(*at, 0, 0) if part in self.board.placed else cell
        return found

    @override
    def move_focus(self, name: str) -> None:
        super().move_focus(name)
        self.art.focus = self.focus

    @override
    def key(self, name: str) -> Values | None:
        if name == "CTRL+Z":
            return self.chosen("undo")
        carrying = self.clicked or self.by_keys
        if carrying and name in ("BACKSPACE", "DELETE"):
            self._let_go()
        elif self.by_keys and name in ARROWS:
            self._carry(*ARROWS[name])
        elif name in ("TAB", "SHIFT+TAB", *ARROWS):
            if self.by_keys:
                self._let_go()
            self.move_focus(name)
        elif name == "ENTER":
            return self._use(self.focus or ("button" if self.board.complete else None))
        return None

    @override
    def text(self, characters: str) -> Values | None:
        if characters in ("r", "R"):
            return self._turned_by_key()
        return self._use(self.focus) if characters == " " else None

    def _turned_by_key(self) -> Values | None:
        """What is in the hand turns and stays there; else what has the ring."""
        if (self.clicked or self.by_keys) and self.held is not None and self.at is not None:
            pointer = (self.at[0] - self.grab[0], self.at[1] - self.grab[1])
            turn = self._turn(self.held)
            in_hand = InHand(self.held, pointer, self.grab, self.by_keys)
            self.art.in_hand = None if turn is None else in_hand
            return turn
        return None if self.focus is None else self._turn(self.focus.removeprefix("part."))

    def _use(self, stop: str | None) -> Values | None:
        """Space or Enter: takes a part up, lays down what the arrows carried, or presses a button."""
        if self.by_keys and self.held is not None and self.at is not None:
            return self._laid_down(self.held, self.at, "keys")
        if stop is None:
            self.move_focus("TAB")  # shows where the keyboard is
            return None
        if not stop.startswith("part."):
            return self.chosen(stop)
        part = stop.removeprefix("part.")
        self._let_go()
        self._take(part, self.place_of(part) if part in self.board.placed else self.in_tray(part), (0, 0))
        self.by_keys = True
        return None

    def _carry(self, right: int, up: int) -> None:
        """One arrow's way with what is in the hand, as far as tray and bench reach."""
        assert self.at is not None
        edge = self.bench.left + self.bench.width
        x = min(max(self.at[0] + right * _NUDGE, self.tray.left), edge)
        y = min(max(self.at[1] + up * _NUDGE, self.tray.top - self.tray.height), self.tray.top)
        self.at, self.changed = (x, y), True
        if self.trace is not None:
            self.trace.move((x, y), self.now_s)


def _missed(part: str, middle: Point) -> Values:
    return {"move": "wrong-drop", "part": part, "x": round(middle[0] * 1000), "y": round(middle[1] * 1000)}


def _view(screen: AssemblyBoard, setup: Setup, _size: tuple[int, int], _haste: float, _paints: bool) -> View:
    return AssemblyView(screen, setup)


def _traced(
    screen: AssemblyBoard, setup: Setup, _size: tuple[int, int], _haste: float, _paints: bool
) -> View:
    return AssemblyView(screen, setup, traced=True)


SHOWING = Showing(_view, assemble)
TRACED = Showing(_traced, assemble)
