"""Indirect effects of many studies at once, moderated and within participants: what the model finds."""

from __future__ import annotations

import pytest

from tests.unit.diagnosis.test_columns import changed, disagreement

PRIDE = ("mochon-2012-1", "competence-mediates")
MODERATED = {
    "kind": "mediation",
    "factor": "labor",
    "contrast": "build - prebuilt",
    "mediators": ["competence"],
}
OWN = ("norton-2012-2", "builders-bid-more-for-their-own")
WITHIN = {"kind": "paired-mediation", "factor": "whose", "contrast": "own - partner", "mediators": ["liking"]}
MODELS: list[tuple[tuple[str, str], dict[str, object]]] = [
    (PRIDE, {**MODERATED, "moderator": "age"}),
    (PRIDE, {**MODERATED, "moderator": "liking", "covariates": ["age"], "interval": "bias-corrected"}),
    (OWN, WITHIN),
    (OWN, {**WITHIN, "contrast": "partner - own", "in": {"labor": "build"}, "interval": "bias-corrected"}),
    (OWN, {**WITHIN, "unit": "pair", "seed": 5}),
    (OWN, {**WITHIN, "unit": "pair", "in": {"labor": ["build", "unbuild"]}}),
]


@pytest.mark.slow
@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize("n", [2, 3, 12, 13])
@pytest.mark.parametrize(("name", "model"), MODELS)
def test_moderated_and_within_participants(
    name: tuple[str, str], model: dict[str, object], n: int, alternative: str
) -> None:
    """Of two per condition the model refuses, of three some studies; of thirteen somebody is in no pair."""
    protocol, asked = changed(*name, {"model": model, "alternative": alternative})
    assert disagreement(protocol, asked, n, 4) == ""
