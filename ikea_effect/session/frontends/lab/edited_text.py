"""A text that is changed anywhere, each of its signs with who wrote it, laid out in rows. Pure."""

from __future__ import annotations

from ikea_effect.screens.co_writing import Hand, Runs, added, joined, text_of
from ikea_effect.session.frontends.lab.line_breaks import JOINERS
from ikea_effect.session.frontends.lab.written_rows import Width, WrittenRows


class EditedText:
    """Signs with their hands, and a caret between two of them. What is typed is the participant's."""

    def __init__(self, room: float, width: Width, runs: Runs) -> None:
        self._room, self._width = room, width
        self._signs: list[tuple[Hand, str]] = [(run.hand, sign) for run in runs for sign in run.text]
        self.caret = len(self._signs)
        self._lay_out()

    def _lay_out(self) -> None:
        self.rows = WrittenRows(self._room, self._width, text_of(self.runs)).rows

    @property
    def runs(self) -> Runs:
        """Who wrote what, in order."""
        return joined(self._signs)

    @property
    def own_signs(self) -> int:
        """How many signs the participant wrote."""
        return sum(hand == "self" for hand, _ in self._signs)

    # --- changes ------------------------------------------------------------------------------------------

    def write(self, characters: str) -> None:
        """The participant's signs, at the caret."""
        self._signs[self.caret : self.caret] = [("self", sign) for sign in characters]
        self.caret += len(characters)
        self._lay_out()

    def take(self, words: str, *, on_new_line: bool) -> None:
        """The machine's words, at the end; the caret goes behind them."""
        whole = added(self.runs, words, on_new_line=on_new_line)
        self._signs = [(run.hand, sign) for run in whole for sign in run.text]
        self.caret = len(self._signs)
        self._lay_out()

    def take_back(self) -> None:
        """Deletes the sign before the caret, and joiners that would join it to nothing."""
        if self.caret == 0:
            return
        first = self.caret - 1
        while first and self._signs[first - 1][1] in JOINERS:
            first -= 1
        del self._signs[first : self.caret]
        self.caret = first
        self._lay_out()

    def delete(self) -> None:
        """Deletes the sign behind the caret."""
        del self._signs[self.caret : self.caret + 1]
        self._lay_out()

    # --- the caret ----------------------------------------------------------------------------------------

    def place(self) -> tuple[int, int]:
        """The caret's row, and the signs before it there; between two rows it stands in the later one."""
        before = self.caret
        for number, row in enumerate(self.rows):
            if before < len(row) or number == len(self.rows) - 1:
                return number, before
            before -= len(row)
        return 0, 0

    def go(self, signs: int) -> None:
        """The caret so many signs on; less than 0 is back."""
        self.caret = min(max(self.caret + signs, 0), len(self._signs))

    def go_rows(self, rows: int) -> None:
        """The caret so many rows down, as far from the left; to an end where there is none."""
        number, before = self.place()
        if not 0 <= number + rows < len(self.rows):
            self.caret = 0 if rows < 0 else len(self._signs)
            return
        self.put(number + rows, self._width(self.rows[number][:before]))

    def go_to_end(self, *, of_row: bool) -> None:
        """The caret to the first sign of its row, or behind the last."""
        number, before = self.place()
        row = self.rows[number]
        last = number == len(self.rows) - 1
        self.caret += (len(row) if last else len(row) - 1) - before if of_row else -before

    def put(self, number: int, x: float) -> None:
        """The caret into a row, where its text is nearest to `x` wide."""
        number = min(max(number, 0), len(self.rows) - 1)
        row = self.rows[number]
        most = len(row) if number == len(self.rows) - 1 else max(len(row) - 1, 0)
        nearest = min(range(most + 1), key=lambda count: abs(self._width(row[:count]) - x))
        self.caret = sum(map(len, self.rows[:number])) + nearest
