"""A verdict's own chances in a sentence: how often it would be false."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.language import say
from ikea_effect.report.wording import number


def chances_said(chances: Mapping[str, Any]) -> str:
    """How often the criterion is met, and not met, with no effect and with the original's."""
    zero, original = chances["zero"], chances["original"]
    return say(
        "Of studies of this size {zero_met} meet it and {zero_not} do not if there is no effect; {met} meet "
        "it and {not_met} do not if the effect is the original’s (d = {d}).",
        zero_met=_percent(zero.get("met", 0.0)),
        zero_not=_percent(zero.get("not-met", 0.0)),
        met=_percent(original.get("met", 0.0)),
        not_met=_percent(original.get("not-met", 0.0)),
        d=number(chances["d"]),
    )


def _percent(share: float) -> str:
    """A chance in percent; none is printed as 0 or 1, which a chance too small for a float would be, too."""
    if share < 0.0005:
        return f"<{number(0.1, 1)}%"
    if share >= 0.9995:
        return f">{number(99.9, 1)}%"
    return f"{number(100 * share, 1)}%"
