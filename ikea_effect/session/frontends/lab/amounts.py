"""The amount field: digits typed, the amount read by language, refused in words when it cannot be taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from typing_extensions import override

from ikea_effect.errors import MoneyError
from ikea_effect.money import Money, currency_name, decimal_separator, exponent, format_money
from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.screens import Amount
from ikea_effect.session.frontends.lab.canvas import ACCENT, FAINT, INK, MUTED, PAPER, WRONG, Canvas
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Targets
from ikea_effect.session.frontends.lab.prose import LEADING, draw_prose, prose
from ikea_effect.session.frontends.lab.widget import BODY, Box, Scale, Seen, Widget
from ikea_effect.typed_money import parse_money

UNREAD = (
    "not-read", "minus", "digits", "currency", "decimals", "whole", "separators", "two-ways",
)  # fmt: skip
"""Why an amount cannot be read: the reasons of a MoneyError, each with a sentence `ui.amount-<reason>`."""

_LONGEST = 14


class AmountField(Widget):
    """An amount typed in. Value: whole minor units, only from the grid low, low + step, ..., high."""

    takes_text = True

    def __init__(
        self, id: str, low: Money, high: Money, step: Money, language: str, sentence: Sentence
    ) -> None:
        self.id, self.low, self.high, self.step = id, low, high, step
        self.language, self.sentence = language, sentence
        self.typed = ""
        self.refused: str | None = None
        self.caret = True
        self.box = Box(0, 0, 0, 0)
        self.scale = Scale()
        self.room = 0.0
        sample = format_money(Money(0, low.currency), language)
        self.sign_first = not sample[0].isdigit()
        self.sign = sample.strip("0123456789.,").strip("\u00a0 ")

    def amount(self) -> Money | None:
        """The amount as typed, None where it cannot be read."""
        read = self._read()
        return read if isinstance(read, Money) else None

    def _read(self) -> Money | MoneyError:
        try:
            return parse_money(self.typed, self.low.currency, self.language)
        except MoneyError as error:
            return error

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.scale = scale
        self.box = Box(left, top, min(0.36, width), 0.062 * scale.space + 0.02)
        self.room = width
        unread = (self._unread(reason) for reason in UNREAD)
        sentences = (self._below(), self._above(), self._off_grid(self.high), *unread)
        lines = max(len(prose(canvas, one, width, BODY * scale.text).rows) for one in sentences)
        return self.box.height + 0.010 * scale.space + lines * LEADING * BODY * scale.text

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        missed = self.refused or (seen.missing and not self.typed)
        line = WRONG if missed else (ACCENT if seen.focus == self.id else FAINT)
        canvas.panel(
            *self.box.middle, self.box.width, self.box.height, fill=PAPER, line=line, line_width=0.0026
        )
        size, y = 0.038 * self.scale.text, self.box.middle[1]
        sign_x = self.box.left + (0.026 if self.sign_first else self.box.width - 0.026)
        canvas.text(self.sign, sign_x, y, size, color=MUTED, align="left" if self.sign_first else "right")
        x = self.box.left + 0.026
        if self.sign_first:
            x += canvas.text_width(self.sign, size) + 0.016
        canvas.text(self.typed, x, y, size)
        if seen.focus == self.id and self.caret:
            end = x + canvas.text_width(self.typed, size) + 0.003
            canvas.rectangle(end, y, 0.0022, size * 1.15, ACCENT)
        self._draw_note(canvas)

    def _draw_note(self, canvas: Canvas) -> None:
        amount = self.amount()
        words, color = self.refused, WRONG
        if not words and amount is not None:
            words, color = self.sentence("amount-echo", amount=amount), INK
        if words:
            top = self.box.top - self.box.height - 0.010 * self.scale.space
            draw_prose(
                canvas,
                prose(canvas, words, self.room, BODY * self.scale.text),
                self.box.left,
                top,
                color=color,
            )

    @override
    def targets(self) -> Mapping[str, Box]:
        return {self.id: self.box}

    @override
    def stops(self) -> tuple[str, ...]:
        return (self.id,)

    @override
    def key(self, stop: str, name: str) -> bool | str:
        if name == "BACKSPACE":
            self.typed, self.refused = self.typed[:-1], None
        elif name == "DELETE":
            self.typed, self.refused = "", None
        return name in ("BACKSPACE", "DELETE")

    @override
    def text(self, stop: str, characters: str) -> bool:
        self.typed, self.refused = (self.typed + characters)[:_LONGEST], None
        return True

    @override
    def values(self) -> dict[str, Any]:
        amount = self.amount()
        return {} if amount is None else {self.id: amount.minor}

    @override
    def missing(self) -> bool:
        return not self.typed.strip()

    @override
    def refusal(self) -> str | None:
        """Also kept below the field until the next key."""
        self.refused = self._refusal()
        return self.refused

    def _refusal(self) -> str | None:
        amount = self._read()
        if isinstance(amount, MoneyError):
            return self._unread(amount.reason)
        if amount < self.low:
            return self._below()
        if amount > self.high:
            return self._above()
        return self._off_grid(amount) if (amount.minor - self.low.minor) % self.step.minor else None

    def _unread(self, reason: str) -> str:
        """Why what was typed cannot be read, and what can."""
        currency = self.low.currency
        names = {"currency": currency_name(currency, self.language), "decimals": exponent(currency)}
        return self.sentence(f"amount-{reason}", **names)

    def _below(self) -> str:
        return self.sentence("amount-below", low=self.low)

    def _above(self) -> str:
        return self.sentence("amount-above", high=self.high)

    def _off_grid(self, amount: Money) -> str:
        """Where the amounts begin, their step, and the two that are nearest to this one."""
        below = amount - Money((amount.minor - self.low.minor) % self.step.minor, amount.currency)
        nearest = {"below": below, "above": min(below + self.step, self.high)}
        return self.sentence("amount-off-grid", low=self.low, step=self.step, **nearest)


# --- as controls ------------------------------------------------------------------------------------------


def typed_amount(minor: int, currency: str, language: str) -> str:
    """The digits that a person types for an amount: "0,75" in Dutch."""
    return str(Money(minor, currency).major).replace(".", decimal_separator(language))


def _widget(asks: Sequence[Amount], texts: Texts, sentence: Sentence) -> Widget:
    [ask] = asks
    return AmountField(ask.id, ask.low, ask.high, ask.step, texts.language, sentence)


def _press(ask: Amount, minor: int, hand: Hand, targets: Targets) -> None:
    hand.fingers.click(targets[ask.id])
    hand.fingers.type(typed_amount(minor, ask.low.currency, hand.language))


def _keys(ask: Amount, minor: int, hand: Hand) -> Iterator[str]:
    yield from typed_amount(minor, ask.low.currency, hand.language)


CONTROL = Control(_widget, _press, _keys, typed=True)
