"""A product as a web shop shows it: a large picture and more to open at the left, what it is at the right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from PIL import Image
from typing_extensions import override

from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.shop import Product, Review
from ikea_effect.session.frontends.lab.canvas import ACCENT, FAINT, INK, LINE, MUTED, PAPER, SHADE, Canvas
from ikea_effect.session.frontends.lab.control import Control, Hand, Sentence, Targets
from ikea_effect.session.frontends.lab.prose import Prose, draw_prose, prose
from ikea_effect.session.frontends.lab.stars import STARS_WIDE, draw_stars
from ikea_effect.session.frontends.lab.widget import (
    BODY,
    SMALL,
    TITLE,
    Box,
    Pictures,
    Scale,
    Seen,
    Widget,
    draw_fitted,
    ring,
)

_STAGE_HIGH = 0.40
_THUMB = 0.076
_BETWEEN = 0.012
_PORTRAIT = 0.076


class Shop(Widget):
    """The product's pictures, price, designer and reviews. Value: the pictures opened, by number."""

    needs_width = True

    def __init__(self, ask: Product, texts: Texts, sentence: Sentence) -> None:
        self.ask, self.texts, self.sentence = ask, texts, sentence
        self.shown = 1
        self.opened: list[int] = []
        self.images: Mapping[str, Image.Image] = {}
        self.scale = Scale()
        self.stage = self.right = Box(0, 0, 0, 0)
        self.thumbs: dict[int, Box] = {}
        self.lines: dict[str, Prose] = {}
        self.opinions: list[tuple[Review, Box, Prose]] = []

    @override
    def see(self, pictures: Pictures) -> None:
        self.images = {file: pictures(file) for file in dict.fromkeys(self.ask.files)}

    # --- layout -------------------------------------------------------------------------------------------

    @override
    def arrange(self, canvas: Canvas, left: float, top: float, width: float, scale: Scale) -> float:
        self.scale = scale
        own = width * 0.44
        self.stage = Box(left, top, own, _STAGE_HIGH)
        under = top - _STAGE_HIGH - _BETWEEN
        count = len(self.ask.pictures)
        self.thumbs = {
            number: Box(left + (number - 1) * (_THUMB + _BETWEEN), under, _THUMB, _THUMB)
            for number in range(1, count + 1)
        }
        height = _STAGE_HIGH + (_BETWEEN + _THUMB if count > 1 else 0.0)
        beside = own + 0.045
        self.right = Box(left + beside, top, width - beside, self._words(canvas, width - beside))
        height = max(height, self.right.height)
        return height + self._reviews(canvas, left, top - height, width)

    def _words(self, canvas: Canvas, width: float) -> float:
        """Breaks what stands at the right into lines; returns its height."""
        text, ask = self.scale.text, self.ask
        self.lines = {"title": prose(canvas, self.texts.render(ask.title), width, TITLE * text, bold=True)}
        if ask.description:
            self.lines["description"] = prose(
                canvas, self.texts.render(ask.description), width, BODY * 0.94 * text
            )
        if ask.maker:
            beside = _PORTRAIT + 0.035 if ask.maker.portrait else 0.02
            words = self.texts.render(ask.maker.words)
            self.lines["maker"] = prose(canvas, words, width - beside - 0.015, BODY * 0.9 * text)
        return sum(height + self._gap for _, height in self._parts()) - self._gap

    @property
    def _gap(self) -> float:
        return 0.020 * self.scale.space + 0.004

    def _parts(self) -> Iterator[tuple[str, float]]:
        """What stands at the right from top to bottom, and how high each is."""
        yield "title", self.lines["title"].height
        if self.ask.reviews:
            yield "stars", SMALL * 1.4
        if self.ask.price is not None:
            yield "price", TITLE * 1.25 * self.scale.text
        if "description" in self.lines:
            yield "description", self.lines["description"].height
        if self.ask.maker is not None:
            least = _PORTRAIT if self.ask.maker.portrait else 0.0
            yield "maker", max(self.lines["maker"].height, least) + 0.03

    def _reviews(self, canvas: Canvas, left: float, top: float, width: float) -> float:
        """Places the reviews side by side below; returns the height that they add."""
        self.opinions = []
        count = len(self.ask.reviews)
        if not count:
            return 0.0
        own = (width - _BETWEEN * (count - 1)) / count
        size = SMALL * 1.05 * self.scale.text
        words = [prose(canvas, self.texts.render(one.words), own - 0.036, size) for one in self.ask.reviews]
        height = max(one.height for one in words) + 0.062 + 0.012 * self.scale.space
        for number, (review, text) in enumerate(zip(self.ask.reviews, words, strict=True)):
            place = Box(left + number * (own + _BETWEEN), top - self._gap, own, height)
            self.opinions.append((review, place, text))
        return height + self._gap

    # --- drawing ------------------------------------------------------------------------------------------

    @override
    def draw(self, canvas: Canvas, seen: Seen) -> None:
        self._draw_pictures(canvas, seen)
        y = self.right.top
        for part, height in self._parts():
            self._draw_part(canvas, part, y, height)
            y -= height + self._gap
        for review, box, text in self.opinions:
            self._draw_review(canvas, review, box, text)

    def _draw_pictures(self, canvas: Canvas, seen: Seen) -> None:
        canvas.panel(*self.stage.middle, self.stage.width, self.stage.height, fill=SHADE, radius=0.014)
        self._fitted(canvas, self.ask.pictures[self.shown - 1], self.stage, 0.018)
        for number, box in self.thumbs.items() if len(self.thumbs) > 1 else ():
            hot = seen.hot == f"{self.ask.id}.{number}"
            line = ACCENT if number == self.shown else (FAINT if hot else LINE)
            width = 0.003 if number == self.shown else 0.0015
            canvas.panel(*box.middle, *box[2:], fill=PAPER, line=line, line_width=width, radius=0.008)
            self._fitted(canvas, self.ask.pictures[number - 1], box, 0.007)
        if seen.focus == self.ask.id:
            ring(canvas, self.thumbs[self.shown] if len(self.thumbs) > 1 else self.stage)

    def _fitted(self, canvas: Canvas, file: str, box: Box, margin: float) -> None:
        draw_fitted(canvas, self.images[file], box, margin)

    def _draw_part(self, canvas: Canvas, part: str, top: float, height: float) -> None:
        left = self.right.left
        if part == "stars":
            self._draw_rating(canvas, left, top - height / 2)
        elif part == "price":
            words = self.sentence("price", amount=self.ask.price)
            canvas.text(
                words, left, top - height / 2, TITLE * 1.12 * self.scale.text, color=ACCENT, bold=True
            )
        elif part == "maker":
            self._draw_maker(canvas, Box(left, top, self.right.width, height))
        else:
            draw_prose(canvas, self.lines[part], left, top, color=INK if part == "title" else MUTED)

    def _draw_rating(self, canvas: Canvas, left: float, y: float) -> None:
        reviews = self.ask.reviews
        draw_stars(canvas, left, y, sum(one.stars for one in reviews) / len(reviews))
        count = self.sentence(f"reviews.{'one' if len(reviews) == 1 else 'several'}", count=len(reviews))
        canvas.text(count, left + STARS_WIDE + 0.014, y, SMALL * self.scale.text, color=MUTED)

    def _draw_maker(self, canvas: Canvas, box: Box) -> None:
        assert self.ask.maker is not None
        canvas.panel(*box.middle, box.width, box.height, fill=SHADE, radius=0.012)
        words, left = self.lines["maker"], box.left + 0.02
        if self.ask.maker.portrait:
            place = Box(box.left + 0.012, box.middle[1] + _PORTRAIT / 2, _PORTRAIT, _PORTRAIT)
            self._fitted(canvas, self.ask.maker.portrait, place, 0.0)
            left = place.left + _PORTRAIT + 0.018
        draw_prose(canvas, words, left, box.middle[1] + words.height / 2)

    def _draw_review(self, canvas: Canvas, review: Review, box: Box, words: Prose) -> None:
        canvas.panel(*box.middle, box.width, box.height, fill=PAPER, line=LINE, radius=0.012)
        y = box.top - 0.026
        draw_stars(canvas, box.left + 0.018, y, review.stars)
        by = self.texts.render(review.by)
        canvas.text(by, box.left + box.width - 0.018, y, SMALL * self.scale.text, color=MUTED, align="right")
        draw_prose(canvas, words, box.left + 0.018, box.top - 0.046)

    # --- input --------------------------------------------------------------------------------------------

    @override
    def targets(self) -> Mapping[str, Box]:
        return {f"{self.ask.id}.{number}": box for number, box in self.thumbs.items() if len(self.thumbs) > 1}

    @override
    def stops(self) -> tuple[str, ...]:
        return (self.ask.id,)

    @override
    def choose(self, target: str) -> None:
        number = target.removeprefix(f"{self.ask.id}.")
        if number.isdecimal():
            self._open(int(number))

    @override
    def key(self, stop: str, name: str) -> bool | str:
        step = {"RIGHT": 1, "DOWN": 1, "LEFT": -1, "UP": -1}.get(name)
        if step is not None:
            self._open(min(max(1, self.shown + step), len(self.ask.pictures)))
        return step is not None

    @override
    def text(self, stop: str, characters: str) -> bool:
        if characters.isdecimal() and characters.isascii() and 1 <= int(characters) <= len(self.ask.pictures):
            self._open(int(characters))
            return True
        return False

    def _open(self, number: int) -> None:
        """Shows a picture; opening the one that is shown is none."""
        if number != self.shown:
            self.shown = number
            self.opened.append(number)

    @override
    def values(self) -> dict[str, Any]:
        return {self.ask.id: list(self.opened)}

    @override
    def missing(self) -> bool:
        return False


def _shop(asks: Sequence[Product], texts: Texts, sentence: Sentence) -> Widget:
    [ask] = asks
    return Shop(ask, texts, sentence)


def _press(ask: Product, opened: Sequence[int], hand: Hand, targets: Targets) -> None:
    for number in opened:
        hand.fingers.click(targets[f"{ask.id}.{number}"])


def _keys(_ask: Product, opened: Sequence[int], _hand: Hand) -> Iterator[str]:
    yield from (str(number) for number in opened)


CONTROL = Control(_shop, _press, _keys)
