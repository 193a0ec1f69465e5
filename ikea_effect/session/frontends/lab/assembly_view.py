"""The assembly board: parts lie ready at the left and are dragged to the place that lights up."""

from __future__ import annotations

import math
from collections.abc import Mapping

from typing_extensions import override

from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.boards import AssemblyBoard
from ikea_effect.screens.screens import Values
from ikea_effect.session.frontends.lab.board import BoardView, PlainButton
from ikea_effect.session.frontends.lab.canvas import ACCENT, LINE, MUTED, PAPER, SHADE, Canvas, Point
from ikea_effect.session.frontends.lab.control import Showing
from ikea_effect.session.frontends.lab.kit_art import Flight, art_of, grip, turned
from ikea_effect.session.frontends.lab.moves import assemble
from ikea_effect.session.frontends.lab.trace import Trace
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.frontends.lab.widget import SMALL, Box, ring
from ikea_effect.session.pictures import kit_view, part_view

SNAP = 0.06  # how near a part's middle must come to its place, in height units
_CLICK = 0.008  # less movement than this is a click
_TRAY = 0.34  # share of the room's width
_FLIGHT_S = 0.16
_AROUND = 52.0  # thousandths of the kit's canvas around the good
_NAME = 0.034  # height of a part's name in the tray


class AssemblyView(BoardView):
    """One state of the board. A drop, an undo or the button answers it."""

    def __init__(self, screen: AssemblyBoard, setup: Setup, *, traced: bool = False) -> None:
        super().__init__(screen, setup.texts, "assembly", may_finish=screen.complete)
        self.board, self.kit = screen, setup.kits[screen.good]
        self.art = art_of(self.kit)
        if screen.may_consult:
            label = self.word("back" if screen.consulting else "consult")
            self.plain["consult"] = PlainButton("consult", label)
            self.plain["undo"].active &= not screen.consulting
        self.traced, self.now_s = traced, 0.0
        self.trace: Trace | None = None  # of the held part
        self.at: Point | None = None  # where the held part's middle is
        self.grab: Point = (0.0, 0.0)
        self.pressed: Point = (0.0, 0.0)
        self.flight, self.art.flight = self.art.flight, None
        self.flown = 0.0
        self.focus = self.art.focus if self.art.focus in self.stops() else self._first_stop()
        self.unit = 0.0  # height units for each thousandth of the kit's canvas
        self.tray = self.bench = Box(0, 0, 0, 0)
        self.origin: Point = (0.0, 0.0)
        self.cells: dict[str, Box] = {}

    def _first_stop(self) -> str | None:
        """After keyboard use the keyboard goes on somewhere; before it, no ring shows."""
        stops = self.stops()
        return stops[0] if self.art.focus is not None and stops else None

    # --- layout -------------------------------------------------------------------------------------------

    @override
    def arrange(self, canvas: Canvas) -> None:
        room = self.room(canvas)
        width = room.width * _TRAY
        self.tray = Box(room.left, room.top, width, room.height)
        left = room.left + width + 0.022
        self.bench = Box(left, room.top, room.left + room.width - left, room.height)
        shown = self.kit.box.grown(_AROUND)
        unit = min(self.bench.width / shown.width, self.bench.height / shown.height)
        self.unit = math.floor(unit * canvas.size_px[1] * 1000) / (canvas.size_px[1] * 1000)
        x, y = self.bench.middle
        corner = canvas.to_px((x - shown.center[0] * self.unit, y + shown.center[1] * self.unit))
        self.origin = canvas.to_units(round(corner[0]), round(corner[1]))
        self._arrange_tray(canvas)

    def _arrange_tray(self, canvas: Canvas) -> None:
        columns = 2 if len(self.kit.parts) <= 10 else 3
        rows = math.ceil(len(self.kit.parts) / columns)
        gap, head = 0.012, 0.046
        width = (self.tray.width - gap * (columns + 1)) / columns
        height = (self.tray.height - head - gap * rows) / rows
        for place, part in enumerate(self.kit.tray_order):
            left = self.tray.left + gap + (width + gap) * (place % columns)
            top = self.tray.top - head - (height + gap) * (place // columns)
            self.cells[part] = Box(left, top, width, height)
            self._fits &= canvas.text_width(self._name(part), SMALL) < width - 0.008

    def _name(self, part: str) -> str:
        name = self.texts.render(Text(f"goods.{self.board.good}.parts.{part}.name"))
        return name[:1].upper() + name[1:]

    def place_of(self, part: str) -> Point:
        """Where the part's middle is in the finished good."""
        return self._to_canvas(self.kit.part(part).slot)

    def _to_canvas(self, at: Point) -> Point:
        return self.origin[0] + at[0] * self.unit, self.origin[1] - at[1] * self.unit

    def _to_kit(self, at: Point) -> Point:
        return (at[0] - self.origin[0]) / self.unit, (self.origin[1] - at[1]) / self.unit

    def _share_in_tray(self, part: str) -> float:
        """How large the part lies in the tray, as a share of its full size."""
        cell, box = self.cells[part], self.kit.part(part).box
        across, up = cell.width - 0.03, cell.height - _NAME - 0.024
        if self.board.turned.get(part, 0) % 180:
            across, up = up, across
        return min(0.8, across / (box.width * self.unit), up / (box.height * self.unit))

    def _in_tray(self, part: str) -> Point:
        cell = self.cells[part]
        return cell.middle[0], cell.top - (cell.height - _NAME) / 2 - 0.002

    # --- drawing ------------------------------------------------------------------------------------------

    @override
    def draw_board(self, canvas: Canvas) -> None:
        canvas.panel(
            *self.tray.middle, self.tray.width, self.tray.height, fill=SHADE, line=LINE, radius=0.016
        )
        title = (self.tray.left + 0.016, self.tray.top - 0.024)
        canvas.text(self.word("parts"), *title, SMALL, color=MUTED, bold=True)
        count = f"{len(self.board.placed)} / {len(self.kit.parts)}"
        right = self.tray.left + self.tray.width - 0.016
        canvas.text(count, right, title[1], SMALL, color=MUTED, align="right")
        canvas.panel(
            *self.bench.middle, self.bench.width, self.bench.height, fill=PAPER, radius=0.016, shadow=True
        )
        for part in self.kit.tray_order:
            self._draw_cell(canvas, part)
        self._draw_good(canvas)
        if self.flight is not None:
            self._draw_flight(canvas, self.flight)
        if self.held is not None and self.at is not None:
            self._draw_part(canvas, self.held, self.at, 1.0)

    def _draw_cell(self, canvas: Canvas, part: str) -> None:
        cell, there = self.cells[part], part not in self.board.placed
        goal = self.board.taking_apart and part == self.board.next_part
        fill = PAPER if there else "#f1ece5"
        line = ACCENT if goal or (self.hot == f"part.{part}" and there) else (LINE if there else None)
        canvas.panel(*cell.middle, cell.width, cell.height, fill=fill, line=line, radius=0.012)
        name_at = (cell.middle[0], cell.top - cell.height + _NAME / 2 + 0.002)
        if there or goal:
            canvas.text(self._name(part), *name_at, SMALL, color=MUTED, align="center")
        if there and part not in (self.held, self.flight.part if self.flight else None):
            self._draw_part(canvas, part, self._in_tray(part), self._share_in_tray(part))
        if self.focus == f"part.{part}" and there:
            ring(canvas, cell, grow=0.004)

    def _draw_good(self, canvas: Canvas) -> None:
        shown = [part for part in self.board.placed if part not in (self.held, self._flying())]
        if self.board.consulting:
            shown = list(self.kit.order)
        if shown:
            view = kit_view(self.kit)
            middle = self._to_canvas(view.center)
            picture = self.art.ground(self._px_per_unit(canvas))
            canvas.picture(picture, *middle, view.width * self.unit, view.height * self.unit)
        for part in shown:
            self._draw_part(canvas, part, self.place_of(part), 1.0)
        if self.board.consulting:
            return
        if self.board.taking_apart:
            if self.focus is not None and self.focus.removeprefix("part.") in shown:
                self._draw_outline(canvas, self.focus.removeprefix("part."), near=False)
        elif self.board.next_part is not None and self.board.guidance == "lit":
            self._draw_outline(canvas, self.board.next_part, near=self._near())

    def _draw_outline(self, canvas: Canvas, part: str, *, near: bool) -> None:
        """The open slot, lit up; stronger when the held part would snap."""
        shape = self.kit.part(part)
        x, y = shape.slot
        run = max(shape.runs, key=lambda one: len(one.points))
        points = [((px - x) * self.unit, (y - py) * self.unit) for px, py in run.points]
        fill = ACCENT + ("55" if near else "22")
        canvas.polygon(
            points, fill=fill, line=ACCENT, line_width=0.003, at=self.place_of(part), dashed=len(points) < 12
        )

    def _px_per_unit(self, canvas: Canvas) -> float:
        return self.unit * canvas.size_px[1]

    def _draw_part(self, canvas: Canvas, part: str, middle: Point, share: float) -> None:
        px_per_unit = self._px_per_unit(canvas) * round(share, 4)
        shape = self.kit.part(part)
        picture = self.art.part(part, px_per_unit)
        view, slot, unit = part_view(shape, px_per_unit), shape.slot, self.unit * round(share, 4)
        angle = self.board.turned.get(part, 0)
        across, up = turned((view.center[0] - slot[0]) * unit, (slot[1] - view.center[1]) * unit, angle)
        size = view.width * unit, view.height * unit
        canvas.picture(picture, middle[0] + across, middle[1] + up, *size, angle=angle)

    def _draw_flight(self, canvas: Canvas, flight: Flight) -> None:
        """Between here and there, slowing down; drawn from the full-size picture at any size."""
        eased = 1 - (1 - self.flown) ** 3
        placed = flight.part in self.board.placed
        end = self.place_of(flight.part) if placed else self._in_tray(flight.part)
        share = flight.share + ((1.0 if placed else self._share_in_tray(flight.part)) - flight.share) * eased
        x, y = (a + (b - a) * eased for a, b in zip(flight.start, end, strict=True))
        shape = self.kit.part(flight.part)
        view, px_per_unit = part_view(shape, self._px_per_unit(canvas)), self._px_per_unit(canvas)
        canvas.picture(
            self.art.part(flight.part, px_per_unit),
            x + (view.center[0] - shape.slot[0]) * self.unit * share,
            y - (view.center[1] - shape.slot[1]) * self.unit * share,
            view.width * self.unit * share,
            view.height * self.unit * share,
        )

    def _flying(self) -> str | None:
        return self.flight.part if self.flight else None

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
        """The part that can be taken up at a place: in the tray, or on top of the good when taking apart."""
        for part, cell in self.cells.items():
            if part not in self.board.placed and cell.holds(at):
                return part
        if self.board.taking_apart:
            x, y = self._to_kit(at)
            return next(
                (part for part in reversed(self.board.placed) if self.kit.part(part).holds(x, y)), None
            )
        return None

    @override
    def press(self, at: Point) -> Values | None:
        self.changed, self.flight = True, None
        self.held = self.pressed_button(at)
        if self.held is not None:
            return None
        part = None if self.board.consulting else self._under(at)
        if part is None or (self.board.taking_apart and part not in self.board.placed) or self.board.complete:
            return None
        in_tray = part not in self.board.placed
        middle = self._in_tray(part) if in_tray else self.place_of(part)
        share = self._share_in_tray(part) if in_tray else 1.0
        self.held, self.pressed, self.trace = part, at, Trace(at, self.now_s)
        self.grab = ((middle[0] - at[0]) / share, (middle[1] - at[1]) / share)
        self.at = (at[0] + self.grab[0], at[1] + self.grab[1])
        return None

    @override
    def drag(self, at: Point) -> Values | None:
        if self.at is not None:
            self.at, self.changed = (at[0] + self.grab[0], at[1] + self.grab[1]), True
            if self.trace is not None:
                self.trace.move(at, self.now_s)
        return None

    @override
    def release(self, at: Point) -> Values | None:
        held, self.held, self.changed = self.held, None, True
        if held is None:
            return None
        if self.at is None:
            return self.chosen(held) if self.pressed_button(at) == held else None
        middle, self.at = (at[0] + self.grab[0], at[1] + self.grab[1]), None
        if math.dist(at, self.pressed) < _CLICK:
            return self._turn(held)
        values, trace = self._dropped(held, at, middle), self.trace
        self.trace = None
        if values is None or trace is None or not self.traced:
            return values
        trace.move(at, self.now_s)
        return {**values, **trace.words}

    def _turn(self, part: str) -> Values | None:
        """A quarter turn of a part that waits, where parts may be turned."""
        waits = self.board.may_turn and part in self.cells and part not in self.board.placed
        return {"move": "turn", "part": part} if waits and not self.board.taking_apart else None

    def _dropped(self, part: str, at: Point, middle: Point) -> Values | None:
        home = self.tray.holds(at)
        if home and not self.board.taking_apart:
            return None
        self.art.flight = Flight(part, middle, 1.0)
        if self.board.taking_apart and home and part == self.board.next_part:
            return {"move": "remove", "part": part}
        if self._fits_now(part) and self._snaps(part, middle):
            return {"move": "place", "part": part}
        return _missed(part, middle)

    def _fits_now(self, part: str) -> bool:
        return part in self.board.open_parts and part not in self.board.turned

    def _snaps(self, part: str, middle: Point) -> bool:
        return math.dist(middle, self.place_of(part)) <= SNAP

    def _near(self) -> bool:
        part = self.board.next_part
        return self.at is not None and part is not None and self.held == part and self._snaps(part, self.at)

    @override
    def hover(self, at: Point) -> str:
        button = self.pressed_button(at)
        part = None if button or self.board.complete or self.board.consulting else self._under(at)
        hot = button or (f"part.{part}" if part else None)
        if hot != self.hot:
            self.hot, self.changed = hot, True
        return "hand" if button else "grab" if part else "arrow"

    @override
    def targets(self) -> Mapping[str, Point]:
        found = {name: box.middle for name, box in self.boxes().items()}
        for part in self.kit.order:
            placed = part in self.board.placed
            found[f"part.{part}"] = (
                self._to_canvas(grip(self.kit.part(part))) if placed else self._in_tray(part)
            )
            found[f"place.{part}"] = self.place_of(part)
        if self.board.next_part is not None:
            part = self.board.next_part
            found["slot"] = self._in_tray(part) if self.board.taking_apart else self.place_of(part)
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
    def key(self, name: str) -> Values | None:
        if name == "CTRL+Z":
            return self.chosen("undo")
        if name in ("TAB", "SHIFT+TAB", "LEFT", "RIGHT", "UP", "DOWN"):
            self.step_focus(-1 if name in ("SHIFT+TAB", "LEFT", "UP") else 1)
            self.art.focus = self.focus
        elif name == "ENTER":
            return self._use(self.focus or ("button" if self.board.complete else None))
        return None

    @override
    def text(self, characters: str) -> Values | None:
        if characters in ("r", "R") and self.focus is not None:
            return self._turn(self.focus.removeprefix("part."))
        return self._use(self.focus) if characters == " " else None

    def _use(self, stop: str | None) -> Values | None:
        if stop is None:
            return None
        if not stop.startswith("part."):
            return self.chosen(stop)
        part = stop.removeprefix("part.")
        if self.board.taking_apart and part == self.board.next_part:
            return {"move": "remove", "part": part}
        if self._fits_now(part):
            return {"move": "place", "part": part}
        goal = self.board.next_part or part
        return _missed(part, self.place_of(goal))


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
