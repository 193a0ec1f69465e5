"""Draws the picture of each kind's page, English beside Dutch: `python docs/make_kind_pictures.py [KIND]`."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

from kind_screens import PICTURES, Shown, picture_of, shown
from PIL import Image

from ikea_effect.operations.preview_screens import photographed
from ikea_effect.protocol.setup import Setup, in_language, load_setup
from ikea_effect.screens.screens import Screen
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.views import view_of

STUDIES = Path(__file__).resolve().parents[1] / "tests" / "data" / "protocols"
SCREEN, SMALL, GAP, PAPER = (1280, 1024), (480, 384), 10, "#e9e4dc"


@functools.cache
def setup_of(study: str, language: str) -> Setup:
    """A study in which kinds are tried."""
    return in_language(load_setup(str(STUDIES / f"{study}.yaml")), language)


@functools.cache
def screens(study: str, language: str) -> dict[tuple[str, int], Screen]:
    """Its screens by id and state, of the first condition that has them."""
    setup, found = setup_of(study, language), dict[tuple[str, int], Screen]()
    for condition in setup.protocol.conditions:
        seen: dict[str, int] = {}
        for one in photographed(setup, condition):
            found.setdefault((one.id, seen.setdefault(one.id, 0)), one.screen)
            seen[one.id] += 1
    return found


def drawn(study: str, language: str, screen: tuple[str, int]) -> Image.Image:
    """A screen as the window draws it, reduced."""
    sheet = Sheet(SCREEN)
    view_of(screens(study, language)[screen], setup_of(study, language), SCREEN, haste=1000).draw(sheet)
    return sheet.image.convert("RGB").resize(SMALL, Image.Resampling.LANCZOS)


def picture(one: Shown) -> Image.Image:
    """A row for each screen: English on the left, Dutch on the right."""
    wide, high = SMALL[0] + GAP, SMALL[1] + GAP
    whole = Image.new("RGB", (2 * wide + GAP, len(one.screens) * high + GAP), PAPER)
    for row, screen in enumerate(one.screens):
        for column, language in enumerate(("en", "nl")):
            whole.paste(drawn(one.study, language, screen), (GAP + column * wide, GAP + row * high))
    return whole


def main(names: list[str]) -> None:
    """Draws those of these names, or all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for (of, name), one in shown().items():
        if not names or name in names:
            path = picture_of(of, name)
            picture(one).save(path, quality=60, method=6)
            print(f"{path.name}: {path.stat().st_size // 1024} kB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
