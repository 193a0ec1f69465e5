"""What the lab front end asks of a view: draw a screen, take input, say when the screen is answered."""

from __future__ import annotations

from collections.abc import Mapping

from ikea_effect.screens.screens import Values
from ikea_effect.session.frontends.lab.canvas import Canvas, Point
from ikea_effect.session.frontends.lab.code_lock import CodeLock


class View:
    """One shown screen. Pure state: a subclass overrides what it needs; nothing here opens a window.

    Every handler returns None as long as the screen goes on, and the reply's values when it is answered.
    A handler that changes what is seen sets `changed`; the front end then draws again and clears it. All
    places are in height units (see `Canvas`), on the canvas handed to the last `draw`.

    Only the left button counts, and only presses made after the screen was seen. Printing characters,
    the space among them, come by `text`; other keys by `key`, by these names: TAB, SHIFT+TAB, ENTER, LEFT,
    RIGHT, UP, DOWN, HOME, END, PAGEUP, PAGEDOWN, BACKSPACE, DELETE, CTRL+Z. Escape never comes.
    """

    changed: bool = False
    filled_in: bool = False  # worth a second picture once answered

    def lay_out(self, canvas: Canvas) -> None:
        """Gives everything its place, if the canvas is of another size than before; paints nothing."""
        raise NotImplementedError

    def draw(self, canvas: Canvas) -> None:
        """Lays out and draws the whole screen; the canvas is empty. Called first before anything else."""
        raise NotImplementedError

    def press(self, at: Point) -> Values | None:
        """The button went down."""

    def drag(self, at: Point) -> Values | None:
        """The pointer moved with the button down; comes only after a press on this screen."""

    def release(self, at: Point) -> Values | None:
        """The button went up; comes only after a press on this screen."""

    def hover(self, at: Point) -> str:  # noqa: ARG002
        """The pointer moved with no button down. Returns its shape: arrow, hand, grab, grabbing or text."""
        return "arrow"

    def key(self, name: str) -> Values | None:
        """A named key was pressed."""

    def text(self, characters: str) -> Values | None:
        """Printing characters were typed."""

    def chord(self) -> bool:
        """The experimenter's chord. Whether the screen takes it; else it asks to interrupt the session."""
        return False

    def lock_with(self, lock: CodeLock | None) -> None:
        """Asks for the station's code by this lock, which a whole session shares."""

    def tick(self, elapsed_s: float) -> Values | None:
        """Time went by since the screen was first seen (called about every 5 ms): arm, blink, animate."""

    def targets(self) -> Mapping[str, Point]:
        """Where things can be pressed or dragged from, by name, after `draw`.

        Pages: "<ask id>", "<ask id>.<option>", "<item id>.<number>", "button". Boards: "part.<id>", "slot",
        "color.<id>", "motif.<id>", "item.<n>", "handle" (of the selected item), "undo", "done"; a design's
        "canvas.middle" is (0, 0) of the recipe and "canvas.right" its (500, 0).
        """
        return {}

    def ready(self) -> bool:
        """Whether it can be answered by now."""
        return True

    def fits(self) -> bool:
        """Whether everything lies inside the window, and nothing on something else, after `lay_out`."""
        return True
