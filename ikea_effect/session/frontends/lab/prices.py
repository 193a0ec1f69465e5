"""Prices to react to: a list with a choice per row, and a line without a start mark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from typing_extensions import override

from ikea_effect.money import Money, format_money
from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.prices import PriceList, PriceSlider
from ikea_effect.session.frontends.lab.canvas import (
    ACCENT,
    ACCENT_SOFT,
    FAINT,
    INK,
    LINE,
    MUTED,
    PAPER,
    SHADE,
    WRONG,
    Canvas,
    Point,
)
from ikea_effect.session.frontends.lab.choices import Offer
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Targets
from ikea_effect.session.frontends.lab.prose import LEADING, Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.widget import BODY, SMALL, Box, Scale, Seen, Widget, ring

_ONE_COLUMN = 16  # rows; longer lists stand in two columns
_BETWEEN = 0.07  # them


class PriceRows(Widget):
    """A choice per price, all in sight. Value: {"rows": ["buy" | "keep", ...]} from the lowest price up."""

    needs_width = True

    def __init__(self, id: str, prices: Sequence[str], labels: tuple[str, str], single_switch: bool) -> None:
        self.id, self.labels, self.single_switch = id, labels, single_switch
        self.prices = tuple(prices)
        self.chosen: list[str | None] = [None] * len(prices)
        self.rows: list[Box] = []
        self.cells: dict[str, Box] = {}
        self.heads: tuple[Prose, ...] | None = None
        self.tops: tuple[int, ...] = (0,)  # the first row of each column
        self.scale = Scale()
        self.box = Box(0, 0, 0, 0)
        self.at = 0  # the row that the keyboard is on

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.scale = scale
        count = len(self.prices)
        columns = 1 if count <= _ONE_COLUMN else 2
        each = -(-count // columns)
        own = (width - (columns - 1) * _BETWEEN) / columns
        third = own / 3
        self.heads = tuple(
            prose(canvas, label, third * 1.2, SMALL * 1.1 * scale.text, bold=True) for label in self.labels
        )
        head = max(one.height for one in self.heads) + 0.008
        height = 0.022 * scale.space + LEADING * SMALL * scale.text * 0.62
        self.rows = [
            Box(left + n // each * (own + _BETWEEN), top - head - n % each * height, own, height)
            for n in range(count)
        ]
        for n, row in enumerate(self.rows):
            self.cells[f"{self.id}.{n}.buy"] = Box(row.left, row.top, third, height)
            self.cells[f"{self.id}.{n}.keep"] = Box(row.left + 2 * third, row.top, third, height)
        self.tops = tuple(range(0, count, each))
        self.box = Box(left, top, width, head + each * height)
        return self.box.height

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        assert self.heads is not None
        for first in self.tops:
            for side, head in zip(("buy", "keep"), self.heads, strict=True):
                x = self.cells[f"{self.id}.{first}.{side}"].middle[0]
                draw_prose(canvas, head, x, self.box.top, align="center")
        size = min(BODY * self.scale.text, self.rows[0].height * 0.72)
        for n, row in enumerate(self.rows):
            if (n - max(top for top in self.tops if top <= n)) % 2 == 0:
                canvas.rectangle(*row.middle, row.width, row.height, SHADE)
            missed = seen.missing and self.chosen[n] is None
            canvas.text(self.prices[n], *row.middle, size, color=WRONG if missed else INK, align="center")
            for side in ("buy", "keep"):
                name = f"{self.id}.{n}.{side}"
                self._draw_mark(canvas, self.cells[name], self.chosen[n] == side, seen.hot == name)
            if seen.focus == self.id and n == self.at:
                ring(canvas, row, grow=0.0, radius=0.006)

    def _draw_mark(self, canvas: Canvas, box: Box, on: bool, hot: bool) -> None:
        size = min(0.026, box.height * 0.8)
        fill = ACCENT_SOFT if hot and not on else PAPER
        canvas.disc(*box.middle, size, fill=fill, line=ACCENT if on or hot else FAINT, line_width=0.0016)
        if on:
            canvas.disc(*box.middle, size * 0.6, fill=ACCENT)

    @override
    def targets(self) -> Mapping[str, Box]:
        return self.cells

    @override
    def stops(self) -> tuple[str, ...]:
        return (self.id,)

    @override
    def choose(self, target: str) -> None:
        if target == self.id:
            return
        _, row, side = target.rsplit(".", 2)
        self._answer(int(row), side)

    def _answer(self, row: int, side: str) -> None:
        """With a single switch, buying at a price is buying at all lower ones, and keeping at all higher."""
        self.at = row
        if not self.single_switch:
            self.chosen[row] = side
            return
        last_bought = row if side == "buy" else row - 1
        self.chosen = ["buy" if n <= last_bought else "keep" for n in range(len(self.chosen))]

    @override
    def key(self, stop: str, name: str) -> bool | str:
        if name in ("UP", "DOWN"):
            self.at = min(max(self.at + (1 if name == "DOWN" else -1), 0), len(self.rows) - 1)
        elif name in ("LEFT", "RIGHT"):
            self._answer(self.at, "buy" if name == "LEFT" else "keep")
        return name in ("UP", "DOWN", "LEFT", "RIGHT")

    @override
    def values(self) -> dict[str, Any]:
        return {} if None in self.chosen else {self.id: {"rows": list(self.chosen)}}


class PriceLine(Widget):
    """A price set on a line. Nothing is marked before the first press. Value: whole minor units."""

    def __init__(self, id: str, low: Money, high: Money, step: Money, language: str) -> None:
        self.id, self.low, self.high, self.step, self.language = id, low, high, step, language
        self.minor: int | None = None
        self.line = Box(0, 0, 0, 0)
        self.box = Box(0, 0, 0, 0)
        self.scale = Scale()

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.scale = scale
        height = 0.085 * scale.space + 0.075 * scale.text
        self.box = Box(left, top, width, height)
        self.line = Box(left + 0.03, top - 0.062 * scale.text - 0.02 * scale.space, width - 0.06, 0.008)
        return height

    def _x(self, minor: int) -> float:
        share = (minor - self.low.minor) / (self.high.minor - self.low.minor)
        return self.line.left + self.line.width * share

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        x, y = self.line.middle
        canvas.panel(
            x, y, self.line.width, self.line.height, fill=WRONG if self._missed(seen) else LINE, radius=0.004
        )
        size = SMALL * self.scale.text
        for end in (self.low, self.high):
            label = format_money(end, self.language)
            canvas.text(label, self._x(end.minor), y - 0.040, size, color=MUTED, align="center")
        if self.minor is not None:
            at = self._x(self.minor)
            canvas.panel(
                (self.line.left + at) / 2,
                y,
                max(at - self.line.left, 0.008),
                0.008,
                fill=ACCENT,
                radius=0.004,
            )
            canvas.disc(at, y, 0.036, fill=ACCENT, line=PAPER, line_width=0.004)
            words = format_money(Money(self.minor, self.low.currency), self.language)
            canvas.text(
                words,
                at,
                y + 0.052 * self.scale.text,
                BODY * 1.3 * self.scale.text,
                bold=True,
                align="center",
            )
        if seen.focus == self.id:
            ring(canvas, Box(self.line.left - 0.02, y + 0.028, self.line.width + 0.04, 0.056))

    def _missed(self, seen: Seen) -> bool:
        return seen.missing and self.minor is None

    @override
    def targets(self) -> Mapping[str, Box]:
        """The line; its ends tell a hand where a price lies."""
        y = self.line.middle[1]
        ends = {
            f"{self.id}.{name}": Box(self._x(end.minor), y, 0, 0)
            for name, end in (("low", self.low), ("high", self.high))
        }
        return {self.id: Box(self.line.left - 0.03, y + 0.03, self.line.width + 0.06, 0.06), **ends}

    @override
    def stops(self) -> tuple[str, ...]:
        return (self.id,)

    @override
    def hold(self, target: str, at: Point) -> None:
        share = (at[0] - self.line.left) / self.line.width
        self._set(round(share * (self.high.minor - self.low.minor) / self.step.minor))

    def _set(self, steps: int) -> None:
        most = (self.high.minor - self.low.minor) // self.step.minor
        self.minor = self.low.minor + min(max(steps, 0), most) * self.step.minor

    @override
    def key(self, stop: str, name: str) -> bool | str:
        by = {"LEFT": -1, "DOWN": -1, "RIGHT": 1, "UP": 1, "PAGEUP": 10, "PAGEDOWN": -10}
        most = (self.high.minor - self.low.minor) // self.step.minor
        if name in ("HOME", "END"):
            self._set(0 if name == "HOME" else most)
        elif name in by:
            start = 0 if by[name] > 0 else most
            at = start if self.minor is None else (self.minor - self.low.minor) // self.step.minor + by[name]
            self._set(at)
        return name in by or name in ("HOME", "END")

    @override
    def values(self) -> dict[str, Any]:
        return {} if self.minor is None else {self.id: self.minor}


# --- as controls ------------------------------------------------------------------------------------------


def rows_to_press(ask: PriceList, rows: list[str]) -> list[int]:
    """Which rows of a price list have to be pressed: all, or with a single switch the last one bought."""
    if not ask.single_switch:
        return list(range(len(rows)))
    return [rows.count("buy") - 1] if "buy" in rows else [0]


def _rows(asks: Sequence[PriceList], texts: Texts, _sentence: Sentence) -> Widget:
    [ask] = asks
    labels = (texts.render(ask.buy), texts.render(ask.keep))
    if len(ask.prices) == 1:
        return Offer(ask.id, labels)
    rows = [texts.render(row) for row in ask.says] or [
        format_money(price, texts.language) for price in ask.prices
    ]
    return PriceRows(ask.id, rows, labels, ask.single_switch)


def _press_rows(ask: PriceList, value: Mapping[str, Any], hand: Hand, targets: Targets) -> None:
    for row in rows_to_press(ask, value["rows"]):
        hand.fingers.click(targets[f"{ask.id}.{row}.{value['rows'][row]}"])


def _row_keys(ask: PriceList, value: Mapping[str, Any], _hand: Hand) -> Iterator[str]:
    at = 0
    for row in rows_to_press(ask, value["rows"]):
        yield from ["Down"] * (row - at)
        at = row
        yield "Left" if value["rows"][row] == "buy" else "Right"


PRICE_LIST = Control(_rows, _press_rows, _row_keys)


def _line(asks: Sequence[PriceSlider], texts: Texts, _sentence: Sentence) -> Widget:
    [ask] = asks
    return PriceLine(ask.id, ask.low, ask.high, ask.step, texts.language)


def _slide(ask: PriceSlider, minor: int, hand: Hand, targets: Targets) -> None:
    """Presses the line near the price; the arrows do the rest, where a pixel is more than a step."""
    (low_x, y), (high_x, _) = targets[f"{ask.id}.low"], targets[f"{ask.id}.high"]
    share = (minor - ask.low.minor) / (ask.high.minor - ask.low.minor)
    x = round(low_x + share * (high_x - low_x))
    hand.fingers.click((x, y))
    steps = (ask.high.minor - ask.low.minor) / ask.step.minor
    landed = round((x - low_x) / (high_x - low_x) * steps)
    wished = (minor - ask.low.minor) // ask.step.minor
    for _ in range(abs(wished - landed)):
        hand.fingers.press_key("Right" if wished > landed else "Left")


def _line_keys(ask: PriceSlider, minor: int, _hand: Hand) -> Iterator[str]:
    yield from ["Right"] * ((minor - ask.low.minor) // ask.step.minor + 1)


PRICE_SLIDER = Control(_line, _slide, _line_keys)
