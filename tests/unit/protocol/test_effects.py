"""The side that a test knows, of what is declared."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ikea_effect.protocol.effects import side_of
from ikea_effect.protocol.loading import load_protocol, protocol_from_said


@pytest.mark.parametrize(
    ("moderator", "more", "side"),
    [
        ("wave", {}, "any"),
        ("wave", {"levels": "a - b"}, "two-sided"),
        ("wave", {"in": {"wave": ["a", "c"]}}, "two-sided"),
        ("age", {}, "two-sided"),
    ],
)
def test_an_effect_compared_at_several_levels_at_once_has_no_side(
    moderator: str, more: dict[str, Any], side: str
) -> None:
    """F of all products, as `analyze` has it; power and the report had said the declared side."""
    said = copy.deepcopy(dict(load_protocol("norton-2012-1a").said))
    levels = {name: {"label": name} for name in "abc"}
    said["assignment"]["block_sizes"] = [6]
    said["hypotheses"][0]["alternative"] = "two-sided"
    said["factors"]["wave"] = {"between": "participant", "levels": levels}
    said["hypotheses"][0]["model"] |= {"kind": "moderation", "moderator": moderator, **more}
    there = protocol_from_said(said)
    assert side_of(there, there.hypotheses[0]) == side
