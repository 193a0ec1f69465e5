"""What is concluded where looks were planned: p < .05 alone does not support a claim then."""

from __future__ import annotations

from typing import Any

import pytest

from ikea_effect.report.origins import untagged
from ikea_effect.report.sections.answers import answer
from tests.unit.report.conftest import estimate

CLAIM = "the claim “Builders bid more than non-builders”"
SUPPORTS = f"This supports {CLAIM}. No person took part: this says nothing about people."


def concluded(make: Any, decision: str, p: float, *, hypothesis: str = "builders-bid-more") -> str:
    """The conclusion on the first hypothesis, after a look that came to this."""
    look = {"look": 2, "of": 3, "decision": decision}
    analysis = {
        "estimates": [estimate("builders-bid-more", "wtp", "USD", p=p)],
        "sequential": {"hypothesis": hypothesis, "taken": [look]},
    }
    material = make(analysis=analysis)
    return untagged(answer(material, material.protocol.hypotheses[0])[-1])


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ("go-on", f"Nothing is concluded yet for {CLAIM}: look 2 of 3 did not end collection."),
        ("not-shown", f"This leaves {CLAIM} open: the last planned look did not show an effect."),
        (
            "not-ruled-out",
            f"This leaves {CLAIM} open: the last planned look did not rule out an effect of the size that "
            "matters.",
        ),
    ],
)
def test_a_p_that_misses_the_bound_of_its_look_supports_nothing(make, decision: str, said: str) -> None:
    assert concluded(make, decision, 0.02).startswith(said)


def test_a_look_that_shows_an_effect_supports_the_claim(make) -> None:
    assert concluded(make, "effect", 0.001) == SUPPORTS


def test_looks_say_nothing_of_another_hypothesis(make) -> None:
    assert concluded(make, "go-on", 0.02, hypothesis="builders-like-more") == SUPPORTS


def test_before_the_first_look_the_conclusion_is_the_models(make) -> None:
    material = make(
        analysis={
            "estimates": [estimate("builders-bid-more", "wtp", "USD", p=0.02)],
            "sequential": {"hypothesis": "builders-bid-more", "taken": []},
        }
    )
    assert untagged(answer(material, material.protocol.hypotheses[0])[-1]) == SUPPORTS
