"""The report says how participants came to their places: roles, pieces of others, pairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.protocol.loading import load_protocol
from ikea_effect.report.sections.naming import compares_roles
from ikea_effect.report.sections.study import assigned_by

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
    assert assigned_by(load_protocol(PROTOCOLS / f"{name}.yaml")) == says


@pytest.mark.parametrize(
    ("protocol", "hypothesis", "drawn"),
    [
        ("maker-and-judges", "makers-bid-more", False),
        ("maker-and-judges", "looks-carry-it", False),
        ("made-for-you", "for-you-pays", True),  # told by chance, among people of one role
        ("made-for-you", "designers-are-prouder", False),
        ("norton-2012-1b", "builders-bid-more", True),
    ],
)
def test_a_comparison_of_roles_is_known_as_one_that_chance_did_not_make(
    protocol: str, hypothesis: str, drawn: bool
) -> None:
    assert compares_roles(load_protocol(protocol), hypothesis) is not drawn
