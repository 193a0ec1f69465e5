"""The bench of an assembly: where its parts lie and go, and how they are drawn."""

from __future__ import annotations

import math

from typing_extensions import override

from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.session.frontends.lab.board import BoardView, PlainButton
from ikea_effect.session.frontends.lab.canvas import ACCENT, LINE, MUTED, PAPER, SHADE, Canvas, Point
from ikea_effect.session.frontends.lab.kit_art import Flight, art_of, turned
from ikea_effect.session.frontends.lab.widget import SMALL, Box, ring
from ikea_effect.session.pictures import kit_view, part_view

SNAP = 0.06  # how near a part's middle must come to its place, in height units
_TRAY = 0.34  # share of the room's width
_AROUND = 52.0  # thousandths of the kit's canvas around the good
_NAME = 0.034  # height of a part's name in the tray


class AssemblyBench(BoardView):
    """The tray with the parts that wait, the good as far as it has come, and the part in the hand."""

    def __init__(self, screen: AssemblyBoard, setup: Setup) -> None:
        super().__init__(screen, setup.texts, "assembly", may_finish=screen.complete)
        self.board, self.kit = screen, setup.kits[screen.good]
        self.art = art_of(self.kit)
        if screen.may_consult:
            label = self.word("back" if screen.consulting else "consult")
            self.plain["consult"] = PlainButton("consult", label)
            self.plain["undo"].active &= not screen.consulting
        self.at: Point | None = None  # where the held part's middle is
        self.flight, self.art.flight = self.art.flight, None
        self.flown = 0.0
        self.unit = 0.0  # height units for each thousandth of the kit's canvas
        self.tray = self.bench = Box(0, 0, 0, 0)
        self.origin: Point = (0.0, 0.0)
        self.cells: dict[str, Box] = {}

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
        return self.to_canvas(self.kit.part(part).slot)

    def to_canvas(self, at: Point) -> Point:
        """A place of the kit's canvas in the window."""
        return self.origin[0] + at[0] * self.unit, self.origin[1] - at[1] * self.unit

    def to_kit(self, at: Point) -> Point:
        """A place of the window on the kit's canvas."""
        return (at[0] - self.origin[0]) / self.unit, (self.origin[1] - at[1]) / self.unit

    def share_in_tray(self, part: str) -> float:
        """How large the part lies in the tray, as a share of its full size."""
        cell, box = self.cells[part], self.kit.part(part).box
        across, up = cell.width - 0.03, cell.height - _NAME - 0.024
        if self._angle(part) % 180:
            across, up = up, across
        return min(0.8, across / (box.width * self.unit), up / (box.height * self.unit))

    def in_tray(self, part: str) -> Point:
        """Where the part's middle is while it waits."""
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
            self._draw_part(canvas, self.held, self.at, 1.0, self._angle(self.held))

    def _draw_cell(self, canvas: Canvas, part: str) -> None:
        cell, there = self.cells[part], part not in self.board.placed
        back = self.board.taking_apart and part == self.board.next_part
        goal = back or (part == self.held and not there)
        fill = PAPER if there else "#f1ece5"
        line = ACCENT if goal or (self.hot == f"part.{part}" and there) else (LINE if there else None)
        canvas.panel(*cell.middle, cell.width, cell.height, fill=fill, line=line, radius=0.012)
        name_at = (cell.middle[0], cell.top - cell.height + _NAME / 2 + 0.002)
        if there or goal:
            canvas.text(self._name(part), *name_at, SMALL, color=MUTED, align="center")
        if there and part not in (self.held, self.flight.part if self.flight else None):
            self._draw_part(canvas, part, self.in_tray(part), self.share_in_tray(part), self._angle(part))
        if self.focus == f"part.{part}" and there:
            ring(canvas, cell, grow=0.004)

    def _draw_good(self, canvas: Canvas) -> None:
        shown = [part for part in self.board.placed if part not in (self.held, self._flying())]
        if self.board.consulting:
            shown = list(self.kit.order)
        if shown:
            view = kit_view(self.kit)
            middle = self.to_canvas(view.center)
            picture = self.art.ground(self._px_per_unit(canvas))
            canvas.picture(picture, *middle, view.width * self.unit, view.height * self.unit)
        for part in shown:
            self._draw_part(canvas, part, self.place_of(part), 1.0)  # upright, also what still lies turned
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

    def _angle(self, part: str) -> int:
        """How the part lies, in degrees."""
        return self.board.turned.get(part, 0)

    def _draw_part(self, canvas: Canvas, part: str, middle: Point, share: float, angle: int = 0) -> None:
        px_per_unit = self._px_per_unit(canvas) * round(share, 4)
        shape = self.kit.part(part)
        picture = self.art.part(part, px_per_unit)
        view, slot, unit = part_view(shape, px_per_unit), shape.slot, self.unit * round(share, 4)
        across, up = turned((view.center[0] - slot[0]) * unit, (slot[1] - view.center[1]) * unit, angle)
        size = view.width * unit, view.height * unit
        canvas.picture(picture, middle[0] + across, middle[1] + up, *size, angle=angle)

    def _draw_flight(self, canvas: Canvas, flight: Flight) -> None:
        """Between here and there, slowing down; drawn from the full-size picture at any size."""
        eased = 1 - (1 - self.flown) ** 3
        placed = flight.part in self.board.placed
        end = self.place_of(flight.part) if placed else self.in_tray(flight.part)
        share = flight.share + ((1.0 if placed else self.share_in_tray(flight.part)) - flight.share) * eased
        x, y = (a + (b - a) * eased for a, b in zip(flight.start, end, strict=True))
        shape = self.kit.part(flight.part)
        view, px_per_unit = part_view(shape, self._px_per_unit(canvas)), self._px_per_unit(canvas)
        unit, angle = self.unit * share, self._angle(flight.part)
        across, up = (view.center[0] - shape.slot[0]) * unit, (shape.slot[1] - view.center[1]) * unit
        across, up = turned(across, up, angle)
        canvas.picture(
            self.art.part(flight.part, px_per_unit),
            x + across,
            y + up,
            view.width * unit,
            view.height * unit,
            angle=angle,
        )

    def _flying(self) -> str | None:
        return self.flight.part if self.flight else None

    # --- how near the held part is ------------------------------------------------------------------------

    def snaps(self, part: str, middle: Point) -> bool:
        """Whether the part's middle is near enough to its place."""
        return math.dist(middle, self.place_of(part)) <= SNAP

    def _near(self) -> bool:
        part = self.board.next_part
        return self.at is not None and part is not None and self.held == part and self.snaps(part, self.at)
