"""The folding board: a corner of the paper is laid on another place, and the paper folds between the two."""

from __future__ import annotations

import math
from collections.abc import Mapping

from typing_extensions import override

from ikea_effect.protocol.drawing import Box as Area
from ikea_effect.protocol.paper import FoldError, Line, Paper, line_between
from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.sheets import SheetFold, box_of, corner_for, made_of, on_grain
from ikea_effect.screens.folding import FoldingBoard
from ikea_effect.screens.screens import Values
from ikea_effect.session.frontends.lab.board import BoardView, PlainButton
from ikea_effect.session.frontends.lab.canvas import ACCENT, PAPER, Canvas, Point
from ikea_effect.session.frontends.lab.control import Hand, Showing
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.frontends.lab.widget import Box, ring
from ikea_effect.session.paper_pictures import paper_picture, piece_view, quick_picture

_GRIP = 0.03  # how near a press must come to a corner, in height units
_CLICK = 0.008  # less movement than this is a click
_HOLDS = 8.0  # thousandths within which a corner that is laid down meets what is there, as paper does
_STEP = 10.0  # thousandths that an arrow key moves a corner
_ARROWS = {"LEFT": (-_STEP, 0.0), "RIGHT": (_STEP, 0.0), "UP": (0.0, -_STEP), "DOWN": (0.0, _STEP)}


class FoldingView(BoardView):
    """One state of the paper. A fold, turning over, an undo or the button answers it."""

    def __init__(self, screen: FoldingBoard, setup: Setup) -> None:
        super().__init__(screen, setup.texts, "folding", may_finish=screen.may_finish)
        self.board, self.sheet = screen, setup.sheets[screen.good]
        free = not screen.wrong and not screen.consulting
        self.plain["turn"] = PlainButton("turn", self.word("turn"), active=free)
        if screen.may_consult:
            label = self.word("back" if screen.consulting else "consult")
            self.plain["consult"] = PlainButton("consult", label)
            self.plain["undo"].active &= not screen.consulting
        self.paper = self.sheet.stages[-1] if screen.consulting else made_of(self.sheet, screen.folds)
        self.corners = self._corners() if free else ()
        self.taken: Point | None = None  # the corner that is held or, after a click, goes with the next one
        self.at: Point | None = None  # where it is now
        self.pressed: Point | None = None
        self.clicked = self.by_keys = False
        self.unit = 0.0
        self.bench = Box(0, 0, 0, 0)
        self.origin: Point = (0.0, 0.0)

    @property
    def lit(self) -> SheetFold | None:
        """The fold that lights up."""
        return None if self.board.lit is None else self.sheet.folds[self.board.lit]

    def _corners(self) -> tuple[Point, ...]:
        """The corners in the order of the keyboard: the one that lights up first, then around the paper."""
        x, y = box_of(self.paper).center
        around = sorted(self.paper.corners, key=lambda at: math.atan2(at[1] - y, at[0] - x))
        first = None if self.board.lit is None else corner_for(self.sheet, self.board.lit, self.paper)
        if first is None:
            return tuple(around)
        return (first, *(at for at in around if at != first))

    # --- layout -------------------------------------------------------------------------------------------

    @override
    def arrange(self, canvas: Canvas) -> None:
        self.bench = self.room(canvas)
        view = self._shown()
        unit = min(self.bench.width / view.width, self.bench.height / view.height)
        self.unit = math.floor(unit * canvas.size_px[1] * 1000) / (canvas.size_px[1] * 1000)
        x, y = self.bench.middle
        corner = (x - view.center[0] * self.unit, y + view.center[1] * self.unit)
        self.origin = canvas.to_units(*(round(at) for at in canvas.to_px(corner)))

    def _shown(self) -> Area:
        """What of the canvas is shown: all of it or, of a piece that is looked at, the piece."""
        if self.board.consulting:
            return piece_view(self.sheet, self.paper)
        return Area(0, 0, 1000, self.sheet.height)

    def to_window(self, at: Point) -> Point:
        """A place of the sheet's canvas in the window."""
        return self.origin[0] + at[0] * self.unit, self.origin[1] - at[1] * self.unit

    def to_sheet(self, at: Point) -> Point:
        """A place of the window on the sheet's canvas, to a tenth, and not outside it."""
        x, y = (at[0] - self.origin[0]) / self.unit, (self.origin[1] - at[1]) / self.unit
        return round(min(1000.0, max(0.0, x)), 1), round(min(self.sheet.height, max(0.0, y)), 1)

    # --- drawing ------------------------------------------------------------------------------------------

    @override
    def draw_board(self, canvas: Canvas) -> None:
        bench = self.bench
        canvas.panel(*bench.middle, bench.width, bench.height, fill=PAPER, radius=0.016, shadow=True)
        held = self._held_fold()
        self._draw_paper(canvas, held)
        fold = self.lit
        if fold is not None and fold.turn is not None:
            ring(canvas, self.plain["turn"].box)
        elif fold is not None and held is None:
            self._draw_lit(canvas, fold)
        elif fold is not None and fold.to is not None:
            self._draw_goal(canvas, fold.to)
        self._draw_corners(canvas)

    def _draw_paper(self, canvas: Canvas, held: Paper | None) -> None:
        view, px_per_unit = self._shown(), self.unit * canvas.size_px[1]
        picture = (
            paper_picture(self.sheet, self.paper, view, px_per_unit)
            if held is None
            else quick_picture(self.sheet, held, view, px_per_unit)
        )
        middle = self.to_window(view.center)
        canvas.picture(picture, *middle, view.width * self.unit, view.height * self.unit)

    def _draw_lit(self, canvas: Canvas, fold: SheetFold) -> None:
        """The line of the fold, the corner, and where it goes."""
        if fold.to is None or not self.corners:
            return
        corner = self.corners[0]
        try:
            line = line_between(corner, fold.to)
        except FoldError:
            return
        self._draw_line(canvas, line)
        self._draw_goal(canvas, fold.to)
        x, y = self.to_window(corner)
        canvas.disc(x, y, 0.024, fill=ACCENT, line=PAPER, line_width=0.003)

    def _draw_goal(self, canvas: Canvas, at: Point) -> None:
        x, y = self.to_window(at)
        canvas.disc(x, y, 0.034, fill=None, line=PAPER, line_width=0.009)
        canvas.disc(x, y, 0.032, fill=None, line=ACCENT, line_width=0.004)

    def _draw_line(self, canvas: Canvas, line: Line) -> None:
        """Dots along the fold, as far as there is paper."""
        (dx, dy), box = line.along, box_of(self.paper).grown(14)
        reach = int(math.hypot(box.width, box.height))
        for far in range(-reach, reach, 14):
            x, y = line.middle[0] + far * dx, line.middle[1] + far * dy
            if any(_holds(face.points, (x, y)) for face in self.paper.faces):
                canvas.disc(*self.to_window((x, y)), 0.0056, fill=ACCENT)

    def _draw_corners(self, canvas: Canvas) -> None:
        """The corner under the pointer or the keyboard, and the one that is held."""
        shown = {self.hot, self.focus}
        for number, corner in enumerate(self.corners):
            if f"corner.{number}" in shown and self.taken is None:
                x, y = self.to_window(corner)
                canvas.disc(x, y, 0.034, fill=None, line=ACCENT, line_width=0.003)
        if self.at is not None:
            x, y = self.to_window(self.at)
            canvas.disc(x, y, 0.02, fill=ACCENT, line=PAPER, line_width=0.003)

    def _held_fold(self) -> Paper | None:
        """The paper as it would lie if the corner were let go here."""
        if self.taken is None or self.at is None:
            return None
        try:
            return self.paper.folded(self.taken, self.at)
        except FoldError:
            return None

    # --- pointer ------------------------------------------------------------------------------------------

    def _under(self, at: Point) -> int | None:
        """The corner that can be taken at a place of the window."""
        far = {number: math.dist(self.to_window(corner), at) for number, corner in enumerate(self.corners)}
        near = [number for number, distance in far.items() if distance <= _GRIP]
        return min(near, key=lambda number: far[number], default=None)

    @override
    def press(self, at: Point) -> Values | None:
        self.changed, self.by_keys = True, False
        self.held = self.pressed_button(at)
        self.pressed = at
        if self.held is not None or self.clicked:
            return None
        number = self._under(at)
        if number is not None:
            self.taken = self.at = self.corners[number]
        return None

    @override
    def drag(self, at: Point) -> Values | None:
        if self.taken is not None and self.held is None:
            self.at, self.changed = self._meeting(self.to_sheet(at)), True
        return None

    @override
    def release(self, at: Point) -> Values | None:
        held, self.held, self.changed = self.held, None, True
        if held is not None:
            self._let_go()
            return self.chosen(held) if self.pressed_button(at) == held else None
        if self.taken is None:
            return None
        moved = self.pressed is not None and math.dist(at, self.pressed) >= _CLICK
        if not moved and not self.clicked:
            self.clicked = True
            return None
        return self._laid(self._meeting(self.to_sheet(at)))

    def _meeting(self, at: Point) -> Point:
        """The place itself or, near one of them, another corner or the place that lights up."""
        near = [other for other in self._landings() if math.dist(other, at) <= _HOLDS]
        x, y = min(near, key=lambda other: math.dist(other, at), default=(on_grain(at[0]), on_grain(at[1])))
        return round(x, 1), round(y, 1)

    def _landings(self) -> tuple[Point, ...]:
        fold = self.lit
        goal = (fold.to,) if fold is not None and fold.to is not None else ()
        return (*goal, *(corner for corner in self.corners if corner != self.taken))

    def _laid(self, at: Point) -> Values | None:
        """The reply where a corner is laid down; none where it is put back."""
        corner = self.taken
        self._let_go()
        if corner is None or math.dist(self.to_window(corner), self.to_window(at)) < _CLICK:
            return None
        return {"move": "fold", "from": [round(corner[0], 1), round(corner[1], 1)], "to": list(at)}

    def _let_go(self) -> None:
        self.taken = self.at = None
        self.clicked = self.by_keys = False

    @override
    def chosen(self, name: str) -> Values | None:
        if name == "turn":
            return {"move": "turn"} if self.plain["turn"].active else None
        return super().chosen(name)

    @override
    def hover(self, at: Point) -> str:
        if self.clicked and not self.by_keys:
            self.at, self.changed = self._meeting(self.to_sheet(at)), True
        button = self.pressed_button(at)
        number = None if button or self.taken is not None else self._under(at)
        hot = button or (f"corner.{number}" if number is not None else None)
        if hot != self.hot:
            self.hot, self.changed = hot, True
        return "hand" if button else "grab" if number is not None or self.clicked else "arrow"

    @override
    def targets(self) -> Mapping[str, Point]:
        found = {name: box.middle for name, box in self.boxes().items()}
        found |= {f"corner.{number}": self.to_window(at) for number, at in enumerate(self.corners)}
        return found | {"sheet.start": self.to_window((0, 0)), "sheet.end": self.to_window((1000, 1000))}

    # --- keyboard -----------------------------------------------------------------------------------------

    @override
    def stops(self) -> tuple[str, ...]:
        if self.board.consulting:
            return ("consult",)
        corners = tuple(f"corner.{number}" for number in range(len(self.corners)))
        buttons, fold = self.button_stops(), self.lit
        if self.board.wrong or (fold is not None and fold.turn is not None) or self.board.may_finish:
            first = "undo" if self.board.wrong else "button" if self.board.may_finish else "turn"
            return (first, *(stop for stop in (*buttons, *corners) if stop != first))
        return (*corners, *buttons)

    @override
    def stop_boxes(self) -> Mapping[str, Box]:
        places = (Box(*self.to_window(corner), 0, 0) for corner in self.corners)
        return {**self.boxes(), **{f"corner.{number}": box for number, box in enumerate(places)}}

    @override
    def key(self, name: str) -> Values | None:
        self.changed = True
        if name == "CTRL+Z":
            return self.chosen("undo")
        if self.taken is not None:
            return self._carry(name)
        if name in ("TAB", "SHIFT+TAB", *_ARROWS):
            self.move_focus(name)
        elif name == "ENTER":
            return self._use(self.focus)
        return None

    @override
    def text(self, characters: str) -> Values | None:
        return self.key("ENTER") if characters == " " else None

    def _use(self, stop: str | None) -> Values | None:
        """What Enter does at a stop: a button is pressed, a corner is taken."""
        if stop is None:
            self.move_focus("TAB")  # shows where the keyboard is, at the button if all is folded
            return self.chosen("button")
        if not stop.startswith("corner."):
            return self.chosen(stop)
        self.taken = self.at = self.corners[int(stop.removeprefix("corner."))]
        self.clicked = self.by_keys = True
        return None

    def _carry(self, name: str) -> Values | None:
        """A key while a corner is held: it goes on to the next landing, moves, is laid down or put back."""
        at = self.at or (0.0, 0.0)
        landings = self._landings()
        if name in _ARROWS:
            dx, dy = _ARROWS[name]
            self.at = min(1000.0, max(0.0, at[0] + dx)), min(self.sheet.height, max(0.0, at[1] + dy))
        elif name in ("TAB", "SHIFT+TAB") and landings:
            step = 1 if name == "TAB" else -1
            here = landings.index(at) if at in landings else (-1 if step > 0 else 0)
            self.at = landings[(here + step) % len(landings)]
        elif name == "ENTER":
            return self._laid((round(at[0], 1), round(at[1], 1)))
        elif name in ("BACKSPACE", "DELETE"):
            self._let_go()
        return None


def _holds(points: tuple[Point, ...], at: Point) -> bool:
    """Whether a point lies on a face."""
    signs = [
        (x - bx) * (at[1] - by) - (y - by) * (at[0] - bx)
        for (x, y), (bx, by) in zip(points, (points[-1], *points[:-1]), strict=True)
    ]
    return all(sign >= 0 for sign in signs) or all(sign <= 0 for sign in signs)


def _view(screen: FoldingBoard, setup: Setup, _size: tuple[int, int], _haste: float, _paints: bool) -> View:
    return FoldingView(screen, setup)


def fold(_screen: FoldingBoard, values: Values, targets: Mapping[str, tuple[int, int]], hand: Hand) -> None:
    """Drags a corner, or presses a button."""
    if values["move"] != "fold":
        hand.fingers.click(targets["button" if values["move"] == "done" else values["move"]])
        return
    (left, top), (right, _) = targets["sheet.start"], targets["sheet.end"]
    unit = (right - left) / 1000
    start, end = ((round(left + x * unit), round(top + y * unit)) for x, y in (values["from"], values["to"]))
    hand.fingers.drag(start, end)


SHOWING = Showing(_view, fold)
