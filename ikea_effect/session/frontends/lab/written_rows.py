"""An answer in rows, kept from keystroke to keystroke: only the row that changes is laid out anew."""

from __future__ import annotations

from collections.abc import Callable

from ikea_effect.session.frontends.lab.line_breaks import JOINERS, clusters, units

Width = Callable[[str], float]


MOST_SIGNS = 2000
"""In one row; no window is wide enough for more."""


class WrittenRows:
    """What was written, in rows of at most `room`. One writes and takes away at the end.

    Rows fill from the first, so what comes at the end can change the last row only, and what is taken from
    the end can move words back to the row before. A row ends with the spaces or the line break
    after its last word.
    """

    def __init__(self, room: float, width: Width, text: str = "") -> None:
        self.room, self._width = room, width
        self.rows: list[str] = [""]
        self.append(text)

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self.rows)

    def append(self, characters: str) -> None:
        """Writes at the end."""
        last = self.rows.pop()
        self.rows += _rows(last + characters, self.room, self._width, self._before(len(self.rows)))

    def take_back(self) -> None:
        """Deletes the last sign, and the joiners that would join it to nothing."""
        self._lay_out_end("".join(self.rows[-2:])[:-1].rstrip(JOINERS))

    def _lay_out_end(self, text: str) -> None:
        """The text in place of the last two rows. Where it needs fewer, it may fit behind the row before.

        So it is with a word that was cut into rows and fits into one now: with it, the row before may go on.
        """
        before = self.rows[-2:]
        self.rows[-2:] = _rows(text, self.room, self._width, self._before(len(self.rows) - 2))
        if len(self.rows) > 1 and len(before) == 2 and self.rows[-1] == text:
            self._lay_out_end("".join(self.rows[-2:]))

    def _before(self, row: int) -> str:
        """The last signs before a row: where it may be broken can depend on them."""
        return self.rows[row - 1][-2:] if row > 0 else ""


def _rows(text: str, room: float, width: Width, before: str = "") -> list[str]:
    """The text in rows; one more, empty, after a line break at its end."""
    rows: list[str] = []
    for number, paragraph in enumerate(text.split("\n")):
        if number:
            rows[-1] += "\n"
        rows += _paragraph(paragraph, room, width, "" if number else before)
    return rows


def _paragraph(text: str, room: float, width: Width, before: str) -> list[str]:
    if width(text.rstrip(" ")) <= room:
        return [text]
    rows = [""]
    for unit in units(text, before):
        if rows[-1] and width(rows[-1] + unit.rstrip(" ")) > room:
            rows.append("")
        pieces = fitting(unit, room, width) if not rows[-1] else [unit]
        rows[-1] += pieces[0]
        rows += pieces[1:]
    return rows


def fitting(unit: str, room: float, width: Width) -> list[str]:
    """A piece that is wider than a row, cut between signs into rows; else the piece alone."""
    if width(unit.rstrip(" ")) <= room:
        return [unit]
    signs, pieces = clusters(unit), []
    begin = 0
    while begin < len(signs):
        count = _most(signs[begin : begin + MOST_SIGNS], room, width)
        pieces.append("".join(signs[begin : begin + count]))
        begin += count
    return pieces


def _most(signs: list[str], room: float, width: Width) -> int:
    """How many of the signs fit, at least 1: a width grows with every sign.

    First doubled until too many, then halved: what lies far behind the row is not measured for it.
    """

    def fits(count: int) -> bool:
        return width("".join(signs[:count]).rstrip(" ")) <= room

    high = 1
    while high < len(signs) and fits(high):
        high *= 2
    low, high = max(1, high // 2), min(high, len(signs))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low
