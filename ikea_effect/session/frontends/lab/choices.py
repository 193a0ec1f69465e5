"""Controls that are pressed: the button, a box to tick, one of several options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from typing_extensions import override

from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.screens import Agree, Ask, Choice
from ikea_effect.session.frontends.lab.canvas import (
    ACCENT,
    ACCENT_DARK,
    ACCENT_SOFT,
    FAINT,
    INK,
    LINE,
    MUTED,
    PAPER,
    SHADE,
    WRONG,
    Canvas,
)
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Targets
from ikea_effect.session.frontends.lab.prose import LEADING, Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.widget import BODY, Box, Scale, Seen, Widget, ring, tick_box


class Button(Widget):
    """The page's button. It fills while it may not be pressed yet (`armed` from 0 to 1)."""

    name = "button"

    def __init__(self, label: str) -> None:
        self.label = label
        self.armed = 1.0
        self.ready = True  # everything is answered
        self.shows_wait = True  # a wait too short to see would only flicker
        self.box = Box(0, 0, 0, 0)
        self.size = BODY

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        """Takes its own width, at the right."""
        self.size = BODY * scale.text
        own = max(0.22, canvas.text_width(self.label, self.size, bold=True) + 0.09)
        height = max(0.05, 0.042 * scale.space + 0.016 + 0.004 * scale.text)
        self.box = Box(left + width - own, top, own, height)
        return height

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        x, y = self.box.middle
        waits = self.armed < 1 and self.shows_wait
        quiet = waits or not self.ready
        fill = LINE if quiet else (ACCENT_DARK if seen.hot == self.name else ACCENT)
        canvas.panel(x, y, self.box.width, self.box.height, fill=fill, radius=0.01)
        if waits:
            inner = self.box.width - 0.024
            bar = Box(self.box.left + 0.012, y - self.box.height / 2 + 0.01, inner * self.armed, 0.003)
            canvas.rectangle(*bar.middle, bar.width, bar.height, MUTED)
        canvas.text(self.label, x, y, self.size, color=MUTED if quiet else PAPER, bold=True, align="center")
        if seen.focus == self.name:
            ring(canvas, self.box)

    @override
    def targets(self) -> Mapping[str, Box]:
        return {self.name: self.box}

    @override
    def stops(self) -> tuple[str, ...]:
        return (self.name,)

    @override
    def missing(self) -> bool:
        return False


class Tick(Widget):
    """A box to tick, with its label. Value: True."""

    def __init__(self, id: str, label: str) -> None:
        self.id, self.label = id, label
        self.on = False
        self.box = Box(0, 0, 0, 0)
        self.prose: Prose | None = None
        self.pad = 0.0

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.pad = 0.02 * scale.space
        self.prose = prose(canvas, self.label, width - 0.085, BODY * scale.text)
        self.box = Box(left, top, width, self.prose.height + 2 * self.pad)
        return self.box.height

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        assert self.prose is not None
        x, y = self.box.middle
        line = WRONG if seen.missing and not self.on else (ACCENT if self.on else LINE)
        fill = ACCENT_SOFT if self.on else (SHADE if seen.hot == self.id else PAPER)
        canvas.panel(x, y, self.box.width, self.box.height, fill=fill, line=line)
        mark = (self.box.left + 0.036, self.box.top - self.pad - LEADING * self.prose.size / 2)
        tick_box(canvas, *mark, 0.029, on=self.on)
        draw_prose(canvas, self.prose, self.box.left + 0.066, self.box.top - self.pad)
        if seen.focus == self.id:
            ring(canvas, self.box)

    @override
    def targets(self) -> Mapping[str, Box]:
        return {self.id: self.box}

    @override
    def stops(self) -> tuple[str, ...]:
        return (self.id,)

    @override
    def choose(self, target: str) -> None:
        self.on = not self.on

    @override
    def values(self) -> dict[str, Any]:
        return {self.id: True} if self.on else {}


class Options(Widget):
    """One of several options, each a row. Value: the option's id."""

    def __init__(self, id: str, options: Sequence[tuple[str, str]], question: str | None = None) -> None:
        self.id, self.options, self.question = id, tuple(options), question
        self.chosen: str | None = None
        self.rows: dict[str, Box] = {}
        self.labels: dict[str, Prose] = {}
        self.asked: Prose | None = None
        self.top = self.left = self.pad = 0.0

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.left, self.top, self.pad = left, top, 0.0145 * scale.space
        size = BODY * scale.text
        self.asked = prose(canvas, self.question, width, size, bold=True) if self.question else None
        y = top - (self.asked.height + 0.014 * scale.space if self.asked else 0.0)
        for option, label in self.options:
            text = self.labels[option] = prose(canvas, label, width - 0.085, size)
            self.rows[option] = Box(left, y, width, text.height + 2 * self.pad)
            y -= self.rows[option].height + 0.010 * scale.space
        return top - y - 0.010 * scale.space

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        if self.asked:
            draw_prose(canvas, self.asked, self.left, self.top, color=WRONG if self._missed(seen) else INK)
        for option, box in self.rows.items():
            self._draw_row(canvas, option, box, seen)

    def _missed(self, seen: Seen) -> bool:
        return seen.missing and self.chosen is None

    def _draw_row(self, canvas: Canvas, option: str, box: Box, seen: Seen) -> None:
        on, text = option == self.chosen, self.labels[option]
        line = ACCENT if on else (WRONG if self._missed(seen) else LINE)
        fill = ACCENT_SOFT if on else (SHADE if seen.hot == f"{self.id}.{option}" else PAPER)
        canvas.panel(*box.middle, box.width, box.height, fill=fill, line=line)
        mark = (box.left + 0.036, box.top - self.pad - LEADING * text.size / 2)
        canvas.disc(*mark, 0.028, fill=PAPER, line=ACCENT if on else FAINT)
        if on:
            canvas.disc(*mark, 0.015, fill=ACCENT)
        draw_prose(canvas, text, box.left + 0.066, box.top - self.pad)
        if seen.focus == self.id and option == (self.chosen or self.options[0][0]):
            ring(canvas, box)

    @override
    def targets(self) -> Mapping[str, Box]:
        return {f"{self.id}.{option}": box for option, box in self.rows.items()}

    @override
    def stops(self) -> tuple[str, ...]:
        return (self.id,)

    @override
    def choose(self, target: str) -> None:
        self.chosen = self.options[0][0] if target == self.id else target.removeprefix(f"{self.id}.")

    @override
    def key(self, stop: str, name: str) -> bool | str:
        step = {"DOWN": 1, "RIGHT": 1, "UP": -1, "LEFT": -1}.get(name)
        if step is None:
            return False
        ids = [option for option, _ in self.options]
        at = ids.index(self.chosen) + step if self.chosen else (0 if step > 0 else len(ids) - 1)
        self.chosen = ids[min(max(at, 0), len(ids) - 1)]
        return True

    @override
    def text(self, stop: str, characters: str) -> bool:
        if characters.isdecimal() and characters.isascii() and 1 <= int(characters) <= len(self.options):
            self.chosen = self.options[int(characters) - 1][0]
            return True
        return False

    @override
    def values(self) -> dict[str, Any]:
        return {self.id: self.chosen} if self.chosen else {}


class Offer(Options):
    """A yes or no at one price, side by side. Value as a price list's: {"rows": ["buy" | "keep"]}."""

    def __init__(self, id: str, labels: tuple[str, str]) -> None:
        super().__init__(id, (("0.buy", labels[0]), ("0.keep", labels[1])))

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.left, self.top, self.pad = left, top, 0.0145 * scale.space
        between = 0.016
        own = (width - between) / 2
        for option, label in self.options:
            self.labels[option] = prose(canvas, label, own - 0.085, BODY * scale.text)
        height = max(text.height for text in self.labels.values()) + 2 * self.pad
        for number, (option, _) in enumerate(self.options):
            self.rows[option] = Box(left + number * (own + between), top, own, height)
        return height

    @override
    def key(self, stop: str, name: str) -> bool | str:
        if name in ("LEFT", "RIGHT"):
            self.chosen = "0.buy" if name == "LEFT" else "0.keep"
        return name in ("LEFT", "RIGHT")

    @override
    def values(self) -> dict[str, Any]:
        return {self.id: {"rows": [self.chosen.partition(".")[2]]}} if self.chosen else {}


# --- as controls ------------------------------------------------------------------------------------------


def _tick(asks: Sequence[Agree], texts: Texts, _sentence: Sentence) -> Widget:
    [ask] = asks
    return Tick(ask.id, texts.render(ask.label))


def _press_tick(ask: Agree, _agreed: bool, hand: Hand, targets: Targets) -> None:
    hand.fingers.click(targets[ask.id])


def _tick_keys(_ask: Agree, _agreed: bool, _hand: Hand) -> Iterator[str]:
    yield "space"


AGREE = Control(_tick, _press_tick, _tick_keys)


def _options(asks: Sequence[Choice], texts: Texts, _sentence: Sentence) -> Widget:
    [ask] = asks
    options = [(option.id, texts.render(option.label)) for option in ask.options]
    return Options(ask.id, options, texts.render(ask.question) if ask.question else None)


def press_answer(ask: Ask, value: Any, hand: Hand, targets: Targets) -> None:
    """Presses the place that stands for the value."""
    hand.fingers.click(targets[f"{ask.id}.{value}"])


def _option_keys(ask: Choice, chosen: str, _hand: Hand) -> Iterator[str]:
    yield from ["Down"] * (1 + [option.id for option in ask.options].index(chosen))


CHOICE = Control(_options, press_answer, _option_keys)
