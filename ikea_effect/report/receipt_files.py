"""Receipts and lists as files: self-contained HTML, and PDF by typst; the same data, the same bytes."""

from __future__ import annotations

import functools
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ikea_effect.report.html import house_style
from ikea_effect.report.pdf import compiled
from ikea_effect.report.resources import template_folder

if TYPE_CHECKING:
    from ikea_effect.report.receipt import ReceiptPage
    from ikea_effect.report.receipt_lists import ListsPage


def receipt_html(page: ReceiptPage) -> str:
    """The receipt as HTML 5. Every text is escaped."""
    return rendered("receipt.html.jinja", page=page, program=_program(page))


def rendered(template: str, **values: Any) -> str:
    """A page of the house from its template and values; every value is escaped."""
    return _environment().get_template(template).render(style=_style(), **values)


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(template_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@functools.cache
def _style() -> Markup:
    return Markup(house_style() + (template_folder() / "receipt.css").read_text(encoding="utf-8"))


def receipt_pdf(page: ReceiptPage) -> bytes:
    """The receipt as a tagged PDF. Words are handed over as data; typst evaluates none of them."""
    said = asdict(page) | {"program": _program(page)}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "data.json").write_text(json.dumps(said), encoding="utf-8")
        template = root / "receipt.typ"
        template.write_bytes((template_folder() / "receipt.typ").read_bytes())
        return compiled(template)


def _program(page: ReceiptPage) -> list[str]:
    """What stands before and after the command that checks."""
    before, _, after = page.words["check_program"].partition("\0")
    return [before, after]


def lists_html(page: ListsPage) -> str:
    """The cash-box list and the hand-over list as HTML 5. Every text is escaped."""
    return rendered("cash_box.html.jinja", page=page)
