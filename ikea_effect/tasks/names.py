"""What pages and draws within a step are called: built here, and read again in protocol/levels."""

from __future__ import annotations


def name_in(step: str, name: str) -> str:
    """The page or draw of a step, or of a practice round within it."""
    return f"{step}.{name}"
