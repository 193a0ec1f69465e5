"""Writes docs/gallery.md and its pictures, the screens of what ships: `docs/make_gallery.py [ID...]`.

It takes some minutes; with ids it draws only these. The pictures of reports are those of
`docs/make_report_pictures.py`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ikea_effect.money import format_money
from ikea_effect.operations.practical import label
from ikea_effect.operations.preview_screens import WRONG, photographed
from ikea_effect.protocol.loading import load_protocol, protocol_ids
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import Setup, in_language, load_setup
from ikea_effect.report.wording import joined, language_name
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.views import view_of

HERE = Path(__file__).resolve().parent
PAGE, PICTURES = HERE / "gallery.md", HERE / "pictures" / "gallery"
SCREEN = (1280, 1024)
SMALL, COLUMNS, GAP, LABEL = (320, 256), 4, 12, 22
MOST = 4  # of screens that differ in amounts or pieces alone
PAPER, INK = "#e9e4dc", "#3a332d"

HEAD = """# Every screen of the studies that ship

What a participant sees, drawn by the program at 1280 x 1024 as the window draws it, and reduced. A
screen that several conditions share is shown once, one that comes in many forms four times, and of
what is said after wrong answers the first of each question. `ikea-effect preview ID` draws them in
full size, sorted by condition, also for a study of your own. [What each study is
about](protocols.md) stands on a page of its own, and [every kind](kinds.md) has a page with its screens.

Below its screens stands the first page of each study's report, of simulated participants. What a
session pays is the mean of a few simulated sessions (`ikea-effect protocols --long`).

The sheets of every study, in both languages, were last looked at whole on 2026-11-30, at 3ab797cb, what
was drawn anew since then at 1efac6c7, and every study in which something is put together, taken apart,
folded or designed at 7db05f73: for
texts that are cut off, lines that break oddly, words that do not fit who reads them, and what one
language says and the other does not. What was found is mended.
"""


def page() -> str:
    """The page, from the protocols that ship."""
    found = (load_protocol(name) for name in protocol_ids())
    return "\n".join([HEAD, *chain.from_iterable(map(_section, found))])


def _section(one: Protocol) -> Iterator[str]:
    yield from (
        f"## {one.id}",
        "",
        f"{one.title}. Version {one.version}, in {joined(map(language_name, one.languages))}. "
        f"{_asks(one.id)}",
        "",
    )
    for language in one.languages:
        said = f"{one.id}: every screen in {language_name(language)}"
        yield from (f"![{said}](pictures/gallery/{one.id}-{language}.webp)", "")
    yield from (f"![{one.id}: the first page of its report](pictures/reports/{one.id}.webp)", "")


def _asks(name: str) -> str:
    """What a session asks of a lab: minutes, people at once, money, things to buy."""
    asked = label(name)
    minutes = "" if asked.minutes is None else f"About {asked.minutes} minutes. "
    together = "" if asked.together == 1 else f"{asked.together} people at once. "
    most = format_money(asked.most, "en")
    if not asked.most.minor:
        pays = "No money is paid."
    elif asked.usual is None:
        pays = f"What a session pays is settled later, at most {most}."
    elif asked.usual == asked.most:
        pays = f"A session pays {most}."
    else:
        pays = f"A session pays {format_money(asked.usual, 'en')}, at most {most}."
    buy = f" To buy: {'; '.join(asked.buy)}." if asked.buy else ""
    return f"{minutes}{together}{pays}{buy}"


def screens(setup: Setup) -> dict[bytes, tuple[str, Image.Image]]:
    """Each different screen once, small, by what it looks like: its id and its picture."""
    found: dict[bytes, tuple[str, Image.Image]] = {}
    told: Counter[tuple[str, str]] = Counter()
    for condition in setup.protocol.conditions:
        for one in photographed(setup, condition):
            if told[one.id, one.when] == (1 if one.when == WRONG else MOST):
                continue
            sheet = Sheet(SCREEN)
            view_of(one.screen, setup, SCREEN, haste=1000).draw(sheet)
            image = sheet.image.convert("RGB")
            if image.tobytes() not in found:
                found[image.tobytes()] = one.id, image.resize(SMALL, Image.Resampling.LANCZOS)
                told[one.id, one.when] += 1
    return found


def sheet(shown: list[tuple[str, Image.Image]]) -> Image.Image:
    """All screens on one sheet, row by row, each above its name."""
    rows = -(-len(shown) // COLUMNS)
    wide, high = SMALL[0] + GAP, SMALL[1] + LABEL + GAP
    whole = Image.new("RGB", (COLUMNS * wide + GAP, rows * high + GAP), PAPER)
    pen, font = ImageDraw.Draw(whole), ImageFont.load_default(13)
    for number, (name, image) in enumerate(shown):
        left, top = GAP + number % COLUMNS * wide, GAP + number // COLUMNS * high
        whole.paste(image, (left, top))
        pen.text((left + 2, top + SMALL[1] + 3), name, INK, font)
    return whole


def main(names: list[str]) -> None:
    """Draws the sheets of these studies, or of all, and writes the page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name in names or protocol_ids():
        first = load_setup(name)
        for language in first.protocol.languages:
            shown = list(screens(in_language(first, language)).values())
            path = PICTURES / f"{name}-{language}.webp"
            sheet(shown).save(path, quality=55, method=6)
            print(f"{path.name}: {len(shown)} screens, {path.stat().st_size // 1024} kB", flush=True)
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
