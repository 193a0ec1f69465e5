"""Receipts and lists as files: self-contained HTML, and PDF by typst; the same data, the same bytes."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ikea_effect.report import looks
from ikea_effect.report.html import house_style
from ikea_effect.report.pdf import compiled, compiled_alike
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
    return receipts_pdf([page], page.head)


def receipts_pdf(pages: Sequence[ReceiptPage], title: str) -> bytes:
    """Several receipts as one PDF, to be printed at once: each on pages of its own, counted from 1."""
    return compiled("receipt.typ", _sealed(pages, title))


def receipt_pdf_alike(page: ReceiptPage) -> bytes | None:
    """The receipt's PDF where every machine makes the same; None where it needs the machine's typefaces."""
    return compiled_alike("receipt.typ", _sealed([page], page.head))


def _sealed(pages: Sequence[ReceiptPage], title: str) -> dict[str, Any]:
    logo = list(base64.b64decode(pages[0].logo)) if pages else []  # typst takes no files but texts
    return _said(pages, title) | {"seal": seal(pages, title), "logo": logo}


def seal(pages: Sequence[ReceiptPage], title: str, layout: str = "") -> str:
    """What a PDF of these receipts holds among its keywords: the SHA-256 of all it says, and of its layout.

    A PDF with this seal need not be made anew. `layout`: the SHA-256 of an earlier one.
    """
    said = json.dumps(_said(pages, title), sort_keys=True).encode()
    digest = bytes.fromhex(layout) if layout else hashlib.sha256(_template()).digest()
    return f"sha256:{hashlib.sha256(digest + said).hexdigest()}"


def is_dressed_otherwise(page: ReceiptPage, there: str) -> bool:
    """Whether a page says what this receipt does, in a style that an earlier version gave it."""
    before, opened, rest = there.partition("<style>\n")
    style, closed, after = rest.partition("</style>")
    known = hashlib.sha256(style.encode()).hexdigest() in looks.STYLES
    return known and f"{before}{opened}{_style()}{closed}{after}" == receipt_html(page)


def _said(pages: Sequence[ReceiptPage], title: str) -> dict[str, Any]:
    return {"title": title, "receipts": [asdict(page) | {"program": _program(page)} for page in pages]}


@functools.cache
def _template() -> bytes:
    return (template_folder() / "receipt.typ").read_bytes()


def _program(page: ReceiptPage) -> list[str]:
    """What stands before and after the command that checks."""
    before, _, after = page.words["check_program"].partition("\0")
    return [before, after]


def lists_html(page: ListsPage) -> str:
    """The cash-box list and the hand-over list as HTML 5. Every text is escaped."""
    return rendered("cash_box.html.jinja", page=page)
