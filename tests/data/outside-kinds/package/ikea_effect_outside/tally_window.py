"""The counter in the lab's window: one button less, one button more, the number between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ikea_effect.session.kinds import (
    ACCENT,
    BODY,
    FAINT,
    INK,
    LINE,
    PAPER,
    SHADE,
    WRONG,
    Box,
    Canvas,
    Control,
    Hand,
    Prose,
    Scale,
    Seen,
    Sentence,
    Targets,
    Texts,
    Widget,
    draw_prose,
    prose,
    ring,
)
from ikea_effect_outside.tally_asked import Clicks

SIDE = 0.06


class Counter(Widget):
    """A number, empty until a button was pressed."""

    def __init__(self, id: str, question: str, most: int) -> None:
        self.id, self.question, self.most = id, question, most
        self.count: int | None = None
        self.asked: Prose | None = None
        self.top = self.left = 0.0
        self.buttons = {"less": Box(0, 0, 0, 0), "more": Box(0, 0, 0, 0)}

    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        """The question above, the buttons below it."""
        self.left, self.top = left, top
        self.asked = prose(canvas, self.question, width, BODY * scale.text, bold=True)
        under = top - self.asked.height - 0.014 * scale.space
        self.buttons["less"] = Box(left, under, SIDE, SIDE)
        self.buttons["more"] = Box(left + 0.2, under, SIDE, SIDE)
        return top - under + SIDE

    def draw(self, canvas: Canvas, seen: Seen) -> None:
        """Question, buttons, number."""
        assert self.asked is not None
        missed = seen.missing and self.count is None
        draw_prose(canvas, self.asked, self.left, self.top, color=WRONG if missed else INK)
        for name, sign in (("less", "−"), ("more", "+")):
            box = self.buttons[name]
            fill = SHADE if seen.hot == f"{self.id}.{name}" else PAPER
            canvas.panel(*box.middle, box.width, box.height, fill=fill, line=WRONG if missed else LINE)
            canvas.text(sign, *box.middle, 1.4 * BODY, color=ACCENT, bold=True, align="center")
        middle = ((self.buttons["less"].middle[0] + self.buttons["more"].middle[0]) / 2, box.middle[1])
        said, color = ("?", FAINT) if self.count is None else (str(self.count), INK)
        canvas.text(said, *middle, 1.6 * BODY, color=color, bold=True, align="center")
        if seen.focus == self.id:
            ring(canvas, Box(self.left, self.buttons["less"].top, 0.2 + SIDE, SIDE))

    def targets(self) -> Mapping[str, Box]:
        """The two buttons."""
        return {f"{self.id}.{name}": box for name, box in self.buttons.items()}

    def stops(self) -> tuple[str, ...]:
        """One stop: the arrows do the rest."""
        return (self.id,)

    def choose(self, target: str) -> None:
        """One more or one less; the first press of the minus says none."""
        self._step(1 if target.endswith(".more") else -1)

    def key(self, _stop: str, name: str) -> bool:
        """Right and up count, left and down take back."""
        if name in ("LEFT", "RIGHT", "UP", "DOWN"):
            self._step(1 if name in ("RIGHT", "UP") else -1)
            return True
        return False

    def _step(self, by: int) -> None:
        self.count = min(self.most, max(0, (self.count or 0) + by))

    def values(self) -> dict[str, Any]:
        """The number."""
        return {} if self.count is None else {self.id: self.count}


def _widget(asks: Sequence[Clicks], texts: Texts, _sentence: Sentence) -> Widget:
    [ask] = asks
    return Counter(ask.id, texts.render(ask.question), ask.most)


def _press(ask: Clicks, count: int, hand: Hand, targets: Targets) -> None:
    for _ in range(max(count, 1)):
        hand.fingers.click(targets[f"{ask.id}.{'more' if count else 'less'}"])


def _keys(_ask: Clicks, count: int, _hand: Hand) -> Iterator[str]:
    yield from ["Right"] * count if count else ["Left"]


CONTROL = Control(_widget, _press, _keys)
