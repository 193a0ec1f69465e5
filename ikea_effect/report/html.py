"""Cards as one self-contained HTML file: inline style, inline pictures, its own fonts, no request."""

from __future__ import annotations

import base64
import re

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ikea_effect.report.cards import Document
from ikea_effect.report.marks import marked_pieces
from ikea_effect.report.origins import retagged
from ikea_effect.report.resources import template_folder, web_font

FACES = (
    ("Source Sans 3", 400, "normal", "SourceSans3-Regular"),
    ("Source Sans 3", 600, "normal", "SourceSans3-SemiBold"),
    ("Source Sans 3", 400, "italic", "SourceSans3-Italic"),
    ("Source Serif 4", 600, "normal", "SourceSerif4-SemiBold"),
)


def page(document: Document) -> str:
    """The document as HTML 5. Every text is escaped; only our own pictures are inserted as they are."""
    environment = Environment(
        loader=FileSystemLoader(template_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(marked=marked, svg=_svg, base64=_base64)
    template = environment.get_template("page.html.jinja")
    return template.render(document=document, style=Markup(house_style()))


def house_style() -> str:
    """The style sheet of every page, with its typefaces inside."""
    return _fonts() + (template_folder() / "page.css").read_text(encoding="utf-8")


_SIGNED = re.compile("\u2212(?=[^\\d\\s])")
"""A minus sign before a currency's sign; the two stay on one line."""
_DATA = '<data title="{0}" value="{1}">{2}</data>'
_ELEMENTS = {"plain": "{}", "strong": "<strong>{}</strong>", "code": "<code>{}</code>"}


def marked(text: str) -> Markup:
    """The text, escaped, with **strong**, `code` and numbers that know where they are from as elements."""
    whole = _SIGNED.sub("\u2212\u2060", text)
    told = "".join(Markup(_ELEMENTS[kind]).format(piece) for kind, piece in marked_pieces(whole))
    return Markup(retagged(told, _DATA.format))


def _svg(svg: str, alt: str) -> Markup:
    """Our own drawing with its alt sentence; its texts were escaped when it was drawn."""
    return Markup(svg.replace("<svg", f'<svg role="img" aria-label="{escape(alt)}"', 1))


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _fonts() -> str:
    return "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};"
        f"src:url(data:font/woff2;base64,{_base64(web_font(file))}) format('woff2')}}\n"
        for family, weight, style, file in FACES
    )
