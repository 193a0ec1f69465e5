"""How far a session has come, along the top edge of every screen."""

from __future__ import annotations

from ikea_effect.session.frontends.lab.canvas import ACCENT, LINE, Canvas


def draw_progress(canvas: Canvas, share: float) -> None:
    """How far the session has come, along the top edge; nothing at 0."""
    if share > 0:
        width = canvas.aspect
        canvas.rectangle(0, 0.4965, width, 0.007, LINE)
        canvas.rectangle(-width / 2 + width * share / 2, 0.4965, width * share, 0.007, ACCENT)
