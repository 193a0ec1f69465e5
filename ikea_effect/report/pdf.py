"""Cards as a tagged PDF (PDF/UA-1) by typst: the same words and pictures, no date, the same bytes."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal

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
    files: dict[str, bytes] = {}
    return compiled("report.typ", _data(document, files), files)


def compiled(template: str, data: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF in the report's own typefaces; where they lack a character, in what the machine has.

    `data` is what the template reads as data.json, `files` are the pictures that it names. A character that
    no typeface has is shown as an empty box, and the file then claims no standard.
    """
    for own_only in (True, False):
        if (made := _with_typefaces(own_only, template, data, files)) is not None:
            return made
    return bytes(_compiler(True).compile(_given(template, data, files)))


def compiled_alike(template: str, data: Mapping[str, Any]) -> bytes | None:
    """The PDF as `compiled` makes it on any machine; None where it needs typefaces that differ among them."""
    return _with_typefaces(True, template, data, None)


def _with_typefaces(
    own_only: bool, template: str, data: Mapping[str, Any], files: Mapping[str, bytes] | None
) -> bytes | None:
    """The PDF, or None where these typefaces lack a character."""
    import typst

    try:
        return bytes(_compiler(own_only).compile(_given(template, data, files), pdf_standards="ua-1"))
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return None


def _given(template: str, data: Mapping[str, Any], files: Mapping[str, bytes] | None) -> dict[str, bytes]:
    return {"main": _source(template), "data.json": json.dumps(data).encode(), **(files or {})}


def picture(figure: Figure, form: Literal["png", "pdf"], banner: str = "") -> bytes:
    """One figure alone, as large as it is drawn: PNG at 300 dpi, or PDF, in the report's own typefaces.

    `banner` is what every reader must know of the data; it stands below.
    """
    given = {"main": _source("figure.typ"), "figure.svg": figure.svg.encode()}
    given["data.json"] = json.dumps({"alt": figure.alt, "banner": banner}).encode()
    options: dict[str, Any] = {"format": "png", "ppi": 300} if form == "png" else {"format": "pdf"}
    return bytes(_compiler(True).compile(given, **options))


@functools.cache
def _compiler(own_only: bool) -> Any:
    """Kept, with the fonts it has read: a study may have thousands of receipts. Its types know no files."""
    import typst

    return typst.Compiler(font_paths=[font_folder()], ignore_system_fonts=own_only)


@functools.cache
def _source(template: str) -> bytes:
    return (template_folder() / template).read_bytes()


def _data(document: Document, files: dict[str, bytes]) -> dict[str, Any]:
    said = {
        name: getattr(document, name) for name in ("title", "kicker", "subtitle", "banner", "footer", "head")
    }
    cards = [
        {"id": card.id, "title": card.title, "blocks": [_block(block, files) for block in card.blocks]}
        for card in document.cards
    ]
    return {**said, "cards": cards, "words": dict(document.words), "language": document.language}


def _block(block: Block, files: dict[str, bytes]) -> dict[str, Any]:
    """The block as JSON values, its texts in pieces, its pictures as files."""
    if isinstance(block, Figure):
        files[f"{block.name}.svg"] = block.svg.encode()
        return {
            "kind": "figure",
            "file": f"{block.name}.svg",
            "alt": block.alt,
            "caption": pieces(block.caption),
            "label": block.label,
        }
    if isinstance(block, Gallery):
        return {
            "kind": "gallery",
            "pictures": [_picture(block, place, files) for place in range(len(block.pictures))],
        }
    return {name: _pieces(block.kind, name, value) for name, value in asdict(block).items()}


def _picture(block: Gallery, place: int, files: dict[str, bytes]) -> dict[str, Any]:
    picture = block.pictures[place]
    name = f"screen-{place}.jpg"
    files[name] = picture.jpeg
    return {"file": name, "alt": picture.alt, "caption": picture.caption}


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
