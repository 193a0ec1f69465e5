"""Cards as a tagged PDF (PDF/UA-1) by typst: the same words and pictures, no date, the same bytes."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ikea_effect.report.cards import Block, Document, Figure, Gallery
from ikea_effect.report.marks import pieces
from ikea_effect.report.resources import font_folder, template_folder

_MARKED = {
    "prose": ("text",),
    "facts": ("rows",),
    "table": ("caption", "rows", "notes"),
    "figure": ("caption",),
    "panel": ("criteria",),
}


def pdf(document: Document) -> bytes:
    """The document as PDF. Words and pictures are handed over as data; typst evaluates none of them."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "data.json").write_text(json.dumps(_data(document, root)), encoding="utf-8")
        template = root / "report.typ"
        template.write_bytes((template_folder() / "report.typ").read_bytes())
        return compiled(template)


def compiled(template: Path) -> bytes:
    """The PDF in the report's own typefaces; where they lack a character, in what the machine has.

    A character that no typeface has is shown as an empty box, and the file then claims no standard.
    """
    import typst

    fonts = [font_folder()]
    for own_only in (True, False):
        given: dict[str, Any] = {"font_paths": fonts, "ignore_system_fonts": own_only}
        try:
            return bytes(typst.compile(template, pdf_standards="ua-1", **given))
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    return bytes(typst.compile(template, font_paths=fonts, ignore_system_fonts=True))


def _data(document: Document, root: Path) -> dict[str, Any]:
    said = {
        name: getattr(document, name) for name in ("title", "kicker", "subtitle", "banner", "footer", "head")
    }
    cards = [
        {"title": card.title, "blocks": [_block(block, root) for block in card.blocks]}
        for card in document.cards
    ]
    return {**said, "cards": cards}


def _block(block: Block, root: Path) -> dict[str, Any]:
    """The block as JSON values, its texts in pieces, its pictures as files."""
    if isinstance(block, Figure):
        (root / f"{block.name}.svg").write_text(block.svg, encoding="utf-8")
        return {
            "kind": "figure",
            "file": f"{block.name}.svg",
            "alt": block.alt,
            "caption": pieces(block.caption),
        }
    if isinstance(block, Gallery):
        return {
            "kind": "gallery",
            "pictures": [_picture(block, place, root) for place in range(len(block.pictures))],
        }
    return {name: _pieces(block.kind, name, value) for name, value in asdict(block).items()}


def _picture(block: Gallery, place: int, root: Path) -> dict[str, Any]:
    picture = block.pictures[place]
    file = root / f"screen-{place}.jpg"
    file.write_bytes(picture.jpeg)
    return {"file": file.name, "alt": picture.alt, "caption": picture.caption}


def _pieces(kind: str, name: str, value: Any) -> Any:
    """The value with every text that may hold marks in pieces."""
    if name not in _MARKED.get(kind, ()):
        return value
    if kind == "facts":
        return [(label, pieces(text)) for label, text in value]
    if kind == "panel":
        return [{**one, "sentence": pieces(one["sentence"])} for one in value]
    if name == "rows":
        return [{**row, "cells": [pieces(cell) for cell in row["cells"]]} for row in value]
    return [pieces(note) for note in value] if name == "notes" else pieces(value)
