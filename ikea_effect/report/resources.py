"""The files that a report carries: its fonts, its page and its style sheet."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
_FONTS = _HERE / "fonts"


def font_files() -> tuple[Path, ...]:
    """The report's typefaces as TrueType, for pictures and PDF."""
    return tuple(sorted(_FONTS.glob("*.ttf")))


def font_folder() -> Path:
    """Where the report's typefaces lie."""
    return _FONTS


def web_font(name: str) -> bytes:
    """One typeface as WOFF2, for the page."""
    return (_FONTS / f"{name}.woff2").read_bytes()


def template_folder() -> Path:
    """Where the page's template and style sheet lie."""
    return _HERE / "templates"
