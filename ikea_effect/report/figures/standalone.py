"""A picture as a file of its own: its typefaces inside, its alternative text as title."""

from __future__ import annotations

import base64
import re
from xml.sax.saxutils import escape

from ikea_effect.report.cards import Figure
from ikea_effect.report.resources import web_font

FACES = (("Source Sans 3", 400, "SourceSans3-Regular"), ("Source Sans 3", 600, "SourceSans3-SemiBold"))


BELOW = 16
"""Height of the line below, in the picture's units."""


def standalone(figure: Figure, banner: str = "") -> bytes:
    """The picture as SVG that looks the same on every machine; no other file, no request.

    `banner` is what every reader must know of the data; it stands below.
    """
    head, sign, rest = figure.svg.partition(">")
    if banner:
        head, rest = _with_line(head, rest, banner)
    inside = f"<title>{escape(figure.alt)}</title><style>{_faces()}</style>"
    body = head.replace("<svg", '<svg role="img"', 1) + sign + inside + rest
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def _with_line(head: str, rest: str, words: str) -> tuple[str, str]:
    """The picture made higher, with a line of words below it."""
    found = re.search(r'viewBox="([-\d. ]+)"', head)
    if found is None:
        raise ValueError("a picture without a viewBox")
    left, top, width, height = map(float, found[1].split())
    box = f'viewBox="{left:g} {top:g} {width:g} {height + BELOW:g}"'
    head = re.sub(r' height="[^"]*"', "", head.replace(found[0], box))
    style = "font-family:'Source Sans 3';font-size:10px;font-weight:600"
    line = f'<text x="{left:g}" y="{top + height + BELOW - 5:g}" style="{style}">{escape(words)}</text>'
    return head, rest.replace("</svg>", f"{line}</svg>")


def _faces() -> str:
    return "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};"
        f"src:url(data:font/woff2;base64,{base64.b64encode(web_font(file)).decode()}) format('woff2')}}"
        for family, weight, file in FACES
    )
