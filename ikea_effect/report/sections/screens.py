"""What participants saw: pictures of the screens of a scripted session."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from ikea_effect.report.cards import Card, Gallery, Picture
from ikea_effect.report.material import ReportMaterial

MOST = 24
WIDTH_PX = 640


def screens_card(material: ReportMaterial) -> Card | None:
    """Up to 24 screens in the order of their names; None where there are none."""
    chosen = evenly(material.screens, MOST)
    if not chosen:
        return None
    return Card("screens", "What participants saw", (Gallery(tuple(map(_picture, chosen))),))


def evenly(files: Sequence[Path], most: int) -> tuple[Path, ...]:
    """At most so many of the files, spread over all of them."""
    if len(files) <= most:
        return tuple(files)
    return tuple(files[round(place * (len(files) - 1) / (most - 1))] for place in range(most))


def _picture(file: Path) -> Picture:
    from PIL import Image

    with Image.open(file) as opened:
        image = opened.convert("RGB")
    image.thumbnail((WIDTH_PX, WIDTH_PX))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, optimize=True)
    return Picture(out.getvalue(), image.width, image.height, f"Screen {file.stem}", file.stem)
