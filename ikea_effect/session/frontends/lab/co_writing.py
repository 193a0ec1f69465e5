"""A field in which two hands write: text that is changed anywhere, and suggestions to press below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from typing_extensions import override

from ikea_effect.protocol import glyphs
from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.screens.co_writing import CoWritten, Run, Words, counted, joined, stripped, text_of
from ikea_effect.session.frontends.fingers import typed_words
from ikea_effect.session.frontends.lab import raster
from ikea_effect.session.frontends.lab.canvas import ACCENT, FAINT, MUTED, PAPER, WRONG, Canvas, Point
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Targets
from ikea_effect.session.frontends.lab.edited_text import EditedText
from ikea_effect.session.frontends.lab.prose import LEADING, Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.widget import (
    BODY,
    SMALL,
    Box,
    Scale,
    Seen,
    Widget,
    draw_card,
    ring,
    tick_mark,
)

_PAD = 0.016
_CARD = 0.011  # around a suggestion
_TICK = 0.034  # left of it


class CoWritingField(Widget):
    """The text so far. Value: [[hand, signs], ...]. Suggestions that stand in the text whole are ticked."""

    takes_text = True

    def __init__(self, ask: CoWritten, texts: Texts, sentence: Sentence) -> None:
        self.ask, self.texts, self.sentence = ask, texts, sentence
        self.typed = EditedText(1.0, len, ask.start)  # laid out for the box by `arrange`
        self.refused = ""
        self.asked: Prose | None = None
        self.head: Prose | None = None
        self.box = Box(0, 0, 0, 0)
        self.cards: list[tuple[Box, Prose]] = []
        self.lines = 1
        self.first = 0  # row that is seen at the top
        self.top = 0.0
        self.scale = Scale()

    # --- place --------------------------------------------------------------------------------------------

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.scale, self.top = scale, top
        size = BODY * scale.text
        self.asked = prose(canvas, self.texts.render(self.ask.question), width, size, bold=True)
        self.lines = self.ask.rows if scale.space > 0.6 else max(3, self.ask.rows * 2 // 3)
        above = self.asked.height + 0.012 * scale.space
        self.box = Box(left, top - above, width, self.lines * LEADING * size + 2 * _PAD)
        room = self.box.width - 2 * _PAD - 0.006
        caret = self.typed.caret
        self.typed = EditedText(room, lambda words: canvas.text_width(words, size), self.typed.runs)
        self.typed.caret = caret
        below = above + self.box.height + LEADING * SMALL * scale.text
        return below + self._arrange_cards(canvas, top - below, scale)

    def _arrange_cards(self, canvas: Canvas, top: float, scale: Scale) -> float:
        """Puts the suggestions below one another; returns the height."""
        self.cards = []
        if not self.ask.suggestions:
            return 0.0
        size, y = SMALL * 1.08 * scale.text, top - 0.012 * scale.space
        head = self.texts.render(Text("co-writing.suggestions"))
        self.head = prose(canvas, head, self.box.width, size, bold=True)
        self.head_top = y
        y -= self.head.height + 0.006
        for words in self.ask.suggestions:
            said = prose(canvas, words, self.box.width - 3 * _CARD - _TICK, size)
            box = Box(self.box.left, y, self.box.width, said.height + 2 * _CARD * max(scale.space, 0.5))
            self.cards.append((box, said))
            y -= box.height + 0.008
        return top - y

    # --- drawing ------------------------------------------------------------------------------------------

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        assert self.asked is not None
        draw_prose(canvas, self.asked, self.box.left, self.top)
        missed = seen.missing and self.missing()
        line = WRONG if missed else ACCENT if seen.focus == self.ask.id else FAINT
        canvas.panel(*self.box.middle, *self.box[2:], fill=PAPER, line=line, line_width=0.0022)
        self._draw_rows(canvas, seen)
        self._draw_below(canvas)
        self._draw_cards(canvas, seen)

    def _draw_rows(self, canvas: Canvas, seen: Seen) -> None:
        """As many rows as there is room for, those around the caret."""
        size = BODY * self.scale.text
        row, before = self.typed.place()
        self.first = min(max(self.first, row - self.lines + 1), row)
        left, top = self.box.left + _PAD, self.box.top - _PAD
        shown = self.typed.rows[self.first : self.first + self.lines]
        for number, words in enumerate(shown):
            canvas.text(words.rstrip("\n"), left, top - (number + 0.5) * LEADING * size, size)
        if seen.focus == self.ask.id and self.caret:
            x = left + canvas.text_width(self.typed.rows[row][:before], size) + 0.001
            y = top - (row - self.first + 0.5) * LEADING * size
            canvas.rectangle(x, y, 0.002, size * 1.15, ACCENT)

    def _draw_below(self, canvas: Canvas) -> None:
        """What could not be shown, or what is lacking; at the right how many words there are."""
        size = SMALL * self.scale.text
        y = self.box.top - self.box.height - LEADING * size / 2
        words = self.refused or self.lacks()
        canvas.text(words, self.box.left, y, size, color=WRONG if self.refused else MUTED)
        count = self._words.all
        said = self.sentence(f"words-so-far.{'one' if count == 1 else 'several'}", count=count)
        canvas.text(said, self.box.left + self.box.width, y, size, color=MUTED, align="right")

    def _draw_cards(self, canvas: Canvas, seen: Seen) -> None:
        if self.head is not None:
            draw_prose(canvas, self.head, self.box.left, self.head_top, color=MUTED)
        for number, (box, said) in enumerate(self.cards):
            name, taken = self._stop(number), self._is_taken(number)
            draw_card(canvas, box, on=taken, hot=seen.hot == name, missed=False)
            at = (box.left + _CARD + _TICK / 2, box.middle[1])
            if taken:
                tick_mark(canvas, *at, 0.018, ACCENT)
            else:
                canvas.rectangle(*at, 0.014, 0.0026, ACCENT)
                canvas.rectangle(*at, 0.0026, 0.014, ACCENT)
            draw_prose(canvas, said, box.left + 1.5 * _CARD + _TICK, box.middle[1] + said.height / 2)
            if seen.focus == name:
                ring(canvas, box)

    # --- state --------------------------------------------------------------------------------------------

    @property
    def _words(self) -> Words:
        return counted(self.typed.runs)

    def _stop(self, number: int) -> str:
        return f"{self.ask.id}.suggestion-{number + 1}"

    def _is_taken(self, number: int) -> bool:
        return self.ask.suggestions[number] in text_of(self.typed.runs)

    def _take(self, number: int) -> None:
        if not self._is_taken(number):
            self.typed.take(self.ask.suggestions[number], on_new_line=self.ask.on_new_line)

    @override
    def lacks(self) -> str:
        words = self._words
        if (own := self.ask.min_own_words - words.own) > 0:
            key = f"co-writing.own-words-lacking.{'one' if own == 1 else 'several'}"
            return self.texts.render(Text(key, {"count": own}))
        if (more := self.ask.min_words - words.all) > 0:
            return self.sentence(f"words-lacking.{'one' if more == 1 else 'several'}", count=more)
        return ""

    @override
    def missing(self) -> bool:
        return bool(self.lacks())

    @override
    def values(self) -> dict[str, Any]:
        return {self.ask.id: [[run.hand, run.text] for run in stripped(self.typed.runs)]}

    # --- input --------------------------------------------------------------------------------------------

    @override
    def targets(self) -> Mapping[str, Box]:
        return {self.ask.id: self.box} | {self._stop(n): box for n, (box, _) in enumerate(self.cards)}

    @override
    def stops(self) -> tuple[str, ...]:
        return (self.ask.id, *(self._stop(number) for number in range(len(self.ask.suggestions))))

    @override
    def hold(self, target: str, at: Point) -> None:
        if target != self.ask.id:
            return
        row = int((self.box.top - _PAD - at[1]) / (LEADING * BODY * self.scale.text))
        self.typed.put(self.first + row, at[0] - self.box.left - _PAD)

    @override
    def choose(self, target: str) -> None:
        if target in self.stops()[1:]:
            self._take(self.stops()[1:].index(target))

    @override
    def key(self, stop: str, name: str) -> bool | str:
        if name == "ENTER" and stop != self.ask.id:
            self.choose(stop)
            return self.ask.id
        self.refused = ""
        match name:
            case "LEFT" | "RIGHT":
                self.typed.go(1 if name == "RIGHT" else -1)
            case "UP" | "DOWN":
                self.typed.go_rows(1 if name == "DOWN" else -1)
            case "HOME" | "END":
                self.typed.go_to_end(of_row=name == "END")
            case "BACKSPACE":
                self.typed.take_back()
            case "DELETE":
                self.typed.delete()
            case "ENTER":
                self._write("\n")
            case _:
                return False
        return self.ask.id

    @override
    def text(self, stop: str, characters: str) -> bool:
        """Takes what the font can draw, at the caret; of the first sign that it cannot, the name is told."""
        if characters == " " and stop != self.ask.id:
            return False  # Space presses the suggestion
        not_there = glyphs.missing(characters, (raster.font_path(),))
        self.refused = self.sentence("cannot-be-shown", sign=glyphs.unseen(not_there[0])) if not_there else ""
        self._write("".join(sign for sign in characters if sign not in not_there))
        return True

    def _write(self, characters: str) -> None:
        self.typed.write(characters[: max(0, self.ask.max_characters - self.typed.own_signs)])


# --- as a control -----------------------------------------------------------------------------------------


def _widget(asks: Sequence[CoWritten], texts: Texts, sentence: Sentence) -> Widget:
    [ask] = asks
    return CoWritingField(ask, texts, sentence)


def _additions(ask: CoWritten, value: Sequence[Sequence[str]]) -> Iterator[tuple[int | None, str]]:
    """What a hand does beyond the start: presses of suggestions by number, and what it types."""
    signs = [(hand, sign) for hand, text in value for sign in text]
    begun = len(text_of(ask.start))
    for run in joined([("self" if hand == "self" else "machine", sign) for hand, sign in signs[begun:]]):
        if run.hand == "self":
            yield None, run.text
        else:
            yield from ((number, "") for number in _pressed(ask, run))


def _pressed(ask: CoWritten, run: Run) -> Iterator[int]:
    """The suggestions that stand in a run of the machine, in their order there."""
    places = {number: run.text.find(words) for number, words in enumerate(ask.suggestions)}
    yield from sorted((number for number in places if places[number] >= 0), key=places.__getitem__)


def _press(ask: CoWritten, value: Sequence[Sequence[str]], hand: Hand, targets: Targets) -> None:
    for number, words in _additions(ask, value):
        if number is not None:
            hand.fingers.click(targets[f"{ask.id}.suggestion-{number + 1}"])
        else:
            hand.fingers.type(words)


def _keys(ask: CoWritten, value: Sequence[Sequence[str]], _hand: Hand) -> Iterator[str]:
    """From the field to each suggestion, which leads back to it; ends at the last stop."""
    for number, words in _additions(ask, value):
        if number is None:
            yield from typed_words(words)
        else:
            yield from ["Tab"] * (number + 1)
            yield "Return"
    yield from ["Tab"] * len(ask.suggestions)


def _stops(ask: CoWritten) -> int:
    return 1 + len(ask.suggestions)


CONTROL = Control(_widget, _press, _keys, typed=True, stops=_stops)
"""The text that two hands wrote."""
