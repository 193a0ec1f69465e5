"""The number field: digits typed, read by language, the unit behind; what is not taken is said in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from typing_extensions import override

from ikea_effect.money import decimal_separator, number_words
from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.number import NumberEntry
from ikea_effect.screens.typed_number import LONGEST, REASONS, read_number
from ikea_effect.session.frontends.lab.canvas import ACCENT, FAINT, INK, MUTED, PAPER, WRONG, Canvas
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Targets
from ikea_effect.session.frontends.lab.prose import Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.widget import BODY, Box, Scale, Seen, Widget

_LARGE, _PAD = 0.034, 0.022


class NumberField(Widget):
    """A number typed in. Value: a number of the grid, as replies carry it."""

    takes_text = True

    def __init__(self, ask: NumberEntry, question: str, unit: str, language: str, sentence: Sentence) -> None:
        self.ask, self.question, self.unit = ask, question, unit
        self.language, self.sentence = language, sentence
        self.typed = ""
        self.refused: str | None = None
        self.caret = True
        self.asked: Prose | None = None
        self.behind: Prose | None = None
        self.box = Box(0, 0, 0, 0)
        self.scale = Scale()
        self.left = self.top = self.room = 0.0

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.scale, self.left, self.top, self.room = scale, left, top, width
        self.asked = prose(canvas, self.question, width, BODY * scale.text, bold=True)
        above = self.asked.height + 0.014 * scale.space
        own = min(width * 0.6, self._widest(canvas) + 2 * _PAD + 0.02)
        self.box = Box(left, top - above, own, 0.052 * scale.space + 0.02)
        self.behind = prose(canvas, self.unit, max(width - own - 0.02, 0.08), BODY * scale.text)
        field = max(self.box.height, self.behind.height)
        sentences = [prose(canvas, self._why(reason), width, BODY * scale.text) for reason in REASONS]
        return above + field + 0.010 * scale.space + max(one.height for one in sentences)

    def _widest(self, canvas: Canvas) -> float:
        size = _LARGE * self.scale.text
        ends = (number_words(end, self.language) for end in (self.ask.low, self.ask.high))
        decimals = "0" * (self.ask.decimals + 1) if self.ask.decimals else ""
        return max(0.12, *(canvas.text_width(end + decimals, size) for end in ends))

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        assert self.asked is not None
        assert self.behind is not None
        missed = bool(self.refused) or (seen.missing and not self.typed.strip())
        draw_prose(
            canvas, self.asked, self.left, self.top, color=WRONG if missed and not self.refused else INK
        )
        line = WRONG if missed else (ACCENT if seen.focus == self.ask.id else FAINT)
        canvas.panel(
            *self.box.middle, self.box.width, self.box.height, fill=PAPER, line=line, line_width=0.0026
        )
        size, y, x = _LARGE * self.scale.text, self.box.middle[1], self.box.left + _PAD
        shown = self._in_sight(canvas, size)
        canvas.text(shown, x, y, size)
        if seen.focus == self.ask.id and self.caret:
            canvas.rectangle(x + canvas.text_width(shown, size) + 0.003, y, 0.0022, size * 1.15, ACCENT)
        behind = self.box.left + self.box.width + 0.018
        draw_prose(canvas, self.behind, behind, y + self.behind.height / 2, color=MUTED)
        if self.refused:
            self._draw_refusal(canvas)

    def _in_sight(self, canvas: Canvas, size: float) -> str:
        """What was typed, its end where it is longer than the field."""
        room = self.box.width - 2 * _PAD
        shown = self.typed
        while shown and canvas.text_width(shown, size) > room:
            shown = shown[1:]
        return shown

    def _draw_refusal(self, canvas: Canvas) -> None:
        assert self.behind is not None
        words = prose(canvas, self.refused or "", self.room, BODY * self.scale.text)
        below = self.box.top - max(self.box.height, self.behind.height) - 0.010 * self.scale.space
        draw_prose(canvas, words, self.left, below, color=WRONG)

    @override
    def targets(self) -> Mapping[str, Box]:
        return {self.ask.id: self.box}

    @override
    def stops(self) -> tuple[str, ...]:
        return (self.ask.id,)

    @override
    def key(self, stop: str, name: str) -> bool | str:
        if name in ("BACKSPACE", "DELETE"):
            self.typed = self.typed[:-1] if name == "BACKSPACE" else ""
            self.refused = None
            return True
        return False

    @override
    def text(self, stop: str, characters: str) -> bool:
        self.typed, self.refused = (self.typed + characters)[:LONGEST], None
        return True

    @override
    def values(self) -> dict[str, Any]:
        read = read_number(self.typed, self.ask, self.language)
        return {} if read.number is None or read.reason else {self.ask.id: self.ask.value(read.number)}

    @override
    def missing(self) -> bool:
        return not self.typed.strip()

    @override
    def refusal(self) -> str | None:
        """Also kept below the field until the next key."""
        reason = read_number(self.typed, self.ask, self.language).reason
        self.refused = self._why(reason) if reason else None
        return self.refused

    def _why(self, reason: str) -> str:
        """The sentence, with what can be answered; the two neighbors of a number between two steps."""
        read = read_number(self.typed, self.ask, self.language).number
        number = self.ask.low if read is None else min(max(read, self.ask.low), self.ask.high)
        below = number - (number - self.ask.low) % self.ask.step
        ends = {"low": self.ask.low, "high": self.ask.high, "step": self.ask.step}
        near = {"below": below, "above": min(below + self.ask.step, self.ask.high)}
        values = {name: number_words(one, self.language) for name, one in {**ends, **near}.items()}
        return self.sentence(f"number-{reason}", decimals=self.ask.decimals, **values)


# --- as a control -----------------------------------------------------------------------------------------


def _widget(asks: Sequence[NumberEntry], texts: Texts, sentence: Sentence) -> Widget:
    [ask] = asks
    unit = texts.render(ask.unit) if ask.unit else ""
    return NumberField(ask, texts.render(ask.question), unit, texts.language, sentence)


def _typed(value: float, language: str) -> str:
    """The digits that a person types: "12,5" in Dutch, with the keyboard's minus."""
    return format(Decimal(repr(value)), "f").replace(".", decimal_separator(language))


def _press(ask: NumberEntry, value: float, hand: Hand, targets: Targets) -> None:
    hand.fingers.click(targets[ask.id])
    hand.fingers.type(_typed(value, hand.language))


def _keys(_ask: NumberEntry, value: float, hand: Hand) -> Iterator[str]:
    yield from _typed(value, hand.language)


CONTROL = Control(_widget, _press, _keys, typed=True)
