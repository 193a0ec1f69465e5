"""Badges, titles and progress, drawn for this project: same input, same bytes. Transparent background."""

from __future__ import annotations

import functools
import math

from PIL import Image, ImageDraw

from ikea_effect.session.pictures import text_picture

TEAL, DARK, SOFT, GOLD, PALE, PAPER = "#1e6b73", "#154f55", "#dcebec", "#d9a441", "#f3dfb0", "#ffffff"
SIDE = 600
FINER = 3
POINTS = 18
"""Of the badge's edge."""


def award_picture(kind: str, words: str = "", done: int = 0, of: int = 1) -> Image.Image:
    """A badge or title with its words, or a progress of so many parts; nobody may draw on it."""
    return _progress(done, of) if kind == "progress" else _badge(words) if kind == "badge" else _title(words)


def _sheet(height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGBA", (SIDE * FINER, height * FINER), (0, 0, 0, 0))
    return image, ImageDraw.Draw(image)


def _reduced(image: Image.Image) -> Image.Image:
    size = (image.width // FINER, image.height // FINER)
    return image.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")


def _ring(x: float, y: float, outer: float, inner: float, points: int) -> list[tuple[float, float]]:
    """The corners of a star."""
    turns = [(math.pi * n / points, outer if n % 2 == 0 else inner) for n in range(2 * points)]
    return [((x + r * math.sin(a)) * FINER, (y - r * math.cos(a)) * FINER) for a, r in turns]


def _disc(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, color: str) -> None:
    draw.ellipse([(at * FINER) for at in (x - radius, y - radius, x + radius, y + radius)], fill=color)


@functools.lru_cache(maxsize=16)
def _badge(words: str) -> Image.Image:
    """A rosette with a star and two ribbons, and its words below."""
    image, draw = _sheet(700)
    for side in (-1, 1):
        tail = [(20, 330), (140, 300), (190, 560), (120, 520), (70, 590)]
        draw.polygon([((300 + side * x) * FINER, y * FINER) for x, y in tail], fill=DARK)
    draw.polygon(_ring(300, 240, 215, 190, POINTS), fill=GOLD)
    _disc(draw, 300, 240, 168, PALE)
    _disc(draw, 300, 240, 150, TEAL)
    draw.polygon(_ring(300, 244, 108, 46, 5), fill=PALE)
    return _with_words(_reduced(image), words, 640, 56, DARK)


@functools.lru_cache(maxsize=16)
def _title(words: str) -> Image.Image:
    """A ribbon with the words on it."""
    image, draw = _sheet(260)
    for side in (-1, 1):
        tail = [(200, 90), (290, 90), (262, 145), (290, 200), (200, 200)]
        draw.polygon([((300 + side * x) * FINER, y * FINER) for x, y in tail], fill=DARK)
    draw.rounded_rectangle([at * FINER for at in (50, 60, 550, 175)], radius=10 * FINER, fill=TEAL)
    draw.rounded_rectangle(
        [at * FINER for at in (60, 70, 540, 165)], radius=7 * FINER, outline=PALE, width=2 * FINER
    )
    return _with_words(_reduced(image), words, 117, 50, PAPER, 440)


@functools.lru_cache(maxsize=64)
def _progress(done: int, of: int) -> Image.Image:
    """So many of the parts filled, from left to right, and a tick on each of them."""
    image, draw = _sheet(220)
    gap = 10
    width = (SIDE - 40 - gap * (of - 1)) / of
    for place in range(of):
        left, there = 20 + place * (width + gap), place < done
        box = [at * FINER for at in (left, 70, left + width, 150)]
        draw.rounded_rectangle(box, radius=8 * FINER, fill=TEAL if there else SOFT)
        if there:
            x, size = left + width / 2, min(22.0, width * 0.32)
            tick = [(x - size, 110), (x - size * 0.3, 110 + size * 0.6), (x + size, 110 - size * 0.7)]
            draw.line([(a * FINER, b * FINER) for a, b in tick], fill=PAPER, width=7 * FINER, joint="curve")
    return _reduced(image)


def _with_words(
    picture: Image.Image, words: str, middle: int, size: int, color: str, room: int = SIDE - 20
) -> Image.Image:
    """The words in the middle at a height, smaller where they are long."""
    drawn = text_picture(words, color, size)
    if drawn.width > room:
        drawn = text_picture(words, color, size * room / drawn.width)
    picture.alpha_composite(drawn, ((picture.width - drawn.width) // 2, middle - drawn.height // 2))
    return picture
