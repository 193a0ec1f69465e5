"""The report says how participants came to their places: roles, pieces of others, pairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.protocol.loading import load_protocol
from ikea_effect.report.sections.study import _scheme

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "makers_and_judges",
            "Roles were given as participants came. Each judge saw 1 piece of others’, "
            "each shown at most 3 times.",
        ),
        ("partners", "Assignment: permuted blocks, block sizes 2 and 4. Participants came in pairs."),
    ],
)
def test_how_places_came_about_is_said(name: str, says: str) -> None:
    assert _scheme(load_protocol(PROTOCOLS / f"{name}.yaml")) == says
