"""Indirect effects of many studies at once, moderated and within participants: what the model finds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.replication.sources import standard
from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis.block import Block, drawn_block
from ikea_effect.diagnosis.diagnose import diagnose
from ikea_effect.diagnosis.kernels import kernel_of
from ikea_effect.diagnosis.kernels.estimates import can_be_judged, estimates
from ikea_effect.diagnosis.one_by_one import samplers_of, with_resamples
from ikea_effect.diagnosis.pieces import outcomes_of
from ikea_effect.protocol.hypotheses import DECIDERS, Hypothesis
from ikea_effect.protocol.models import Protocol
from tests.unit.diagnosis.kernels.test_kernels import changed, disagreement, published, table
from tests.unit.within_bench import changed as within
from tests.unit.within_bench import step_of

PRIDE = ("mochon-2012-1", "competence-mediates")
MODERATED: dict[str, Any] = {
    "kind": "mediation", "factor": "labor", "contrast": "build - prebuilt",
    "mediators": ["competence"], "moderator": "age",
}  # fmt: skip
OWN = ("norton-2012-2", "builders-bid-more-for-their-own")
WITHIN: dict[str, Any] = {
    "kind": "paired-mediation", "factor": "whose", "contrast": "own - partner", "mediators": ["liking"],
}  # fmt: skip
MODELS: list[tuple[tuple[str, str], dict[str, Any], str]] = [
    (PRIDE, MODERATED, "two-sided"),
    (
        PRIDE,
        {**MODERATED, "moderator": "liking", "covariates": ["age"], "interval": "bias-corrected"},
        "less",
    ),
    (OWN, WITHIN, "greater"),
    (OWN, {**WITHIN, "contrast": "partner - own", "in": {"labor": "build"}, "seed": 5}, "less"),
    (OWN, {**WITHIN, "unit": "pair", "interval": "bias-corrected"}, "two-sided"),
    (OWN, {**WITHIN, "unit": "pair", "in": {"labor": ["build", "unbuild"]}}, "two-sided"),
]


def judged_otherwise(protocol: Protocol, asked: Hypothesis, n: int = 12) -> list[str]:
    """Criteria that judge two studies by what the kernel tells otherwise than by the model's fit."""
    protocol, lighter = published(protocol, asked), with_resamples(asked, 200)
    kernel, block = (
        kernel_of(protocol, lighter, n),
        drawn_block(samplers_of(protocol, lighter), n, 2, generator(5)),
    )
    assert kernel is not None
    found = kernel(block)
    assert can_be_judged(lighter, found)
    light = estimates(lighter, block, found, standard(protocol, lighter), 2)
    full = tuple(answer(protocol, lighter, table(block, study)) for study in range(2))
    rules = [one for one in DECIDERS if one != "equivalence" or asked.smallest_effect is not None]
    return [
        rule
        for rule in rules
        if outcomes_of(protocol, lighter, rule, light) != outcomes_of(protocol, lighter, rule, full)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("n", [2, 3, 12, 13])
@pytest.mark.parametrize(("name", "model", "alternative"), MODELS)
def test_moderated_and_within_participants(
    name: tuple[str, str], model: dict[str, Any], alternative: str, n: int
) -> None:
    """Of two per condition the model refuses, of three some studies; of thirteen somebody is in no pair."""
    protocol, asked = changed(*name, {"model": model, "alternative": alternative})
    assert disagreement(protocol, asked, n, 4) == ""


@pytest.mark.slow
@pytest.mark.parametrize(("name", "model", "alternative"), MODELS)
def test_criteria_judge_them_as_they_judge_the_model(
    name: tuple[str, str], model: dict[str, Any], alternative: str
) -> None:
    assert judged_otherwise(*changed(*name, {"model": model, "alternative": alternative})) == []


def two_mediators(compare: list[str] | None) -> Protocol:
    """People who like and trust two boxes, both of which may carry what they bid."""

    def change(said: dict[str, Any]) -> None:
        said["measures"]["trust"] = {"kind": "rating", "low": 1, "high": 7, "text": "trust"}
        step_of(said, "questionnaire")["measures"] = ["liking", "trust"]
        said["simulation"]["trust"] = {
            "distribution": "rounded-normal", "mean": {"own": 5, "partner": 4.5}, "sd": 1.5,
            "correlation": 0.2,
        }  # fmt: skip
        model = {**WITHIN, "mediators": ["liking", "trust"], "in": {"labor": ["build"]}}
        said["hypotheses"][0]["model"] = {**model, **({"compare": compare} if compare else {})}

    return within(change)


@pytest.mark.slow
@pytest.mark.parametrize("compare", [None, ["trust", "liking"]])
def test_two_mediators_within_participants(compare: list[str] | None) -> None:
    protocol = two_mediators(compare)
    assert disagreement(protocol, protocol.hypotheses[0], 24, 4) == ""


def held(block: Block, study: int, **columns: object) -> None:
    """Puts these values in the place of a study's."""
    for name, value in columns.items():
        block.columns[name][study] = value


@pytest.mark.slow
def test_studies_that_the_model_refuses_have_no_estimate() -> None:
    """A moderator or outcome that is the same for all; a mediator that repeats the moderator, or says all."""
    protocol, asked = changed(*PRIDE, {"model": MODERATED})
    lighter = with_resamples(asked, 200)
    kernel, block = (
        kernel_of(protocol, lighter, 12),
        drawn_block(samplers_of(protocol, lighter), 12, 5, generator(1)),
    )
    assert kernel is not None
    held(block, 1, age=30.0)
    held(block, 2, wtp=1.0)
    held(block, 3, competence=block.columns["age"][3])
    held(block, 4, wtp=2 * block.columns["competence"][4])
    found = kernel(block)
    fits = [answer(protocol, lighter, table(block, study)) for study in range(5)]
    assert [one.estimate is not None for one in fits] == [True, False, False, False, False]
    assert np.isfinite(found.estimate).tolist() == [True, False, False, False, False]
    protocol, asked = changed(*OWN, {"model": WITHIN})
    lighter = with_resamples(asked, 200)
    kernel, block = (
        kernel_of(protocol, lighter, 8),
        drawn_block(samplers_of(protocol, lighter), 8, 3, generator(1)),
    )
    assert kernel is not None
    block.columns["liking.own"][1] = block.columns["liking.partner"][1]
    block.columns["wtp.own"][2] = block.columns["wtp.partner"][2]
    assert np.isfinite(kernel(block).estimate).tolist() == [True, False, False]
    fits = [answer(protocol, lighter, table(block, study)) for study in range(3)]
    assert [one.estimate is not None for one in fits] == [True, False, False]


def test_a_mediation_without_numbers_has_no_kernel() -> None:
    """The model refuses words as moderator."""
    protocol, asked = changed(*PRIDE, {"model": {**MODERATED, "moderator": "gender"}})
    assert kernel_of(protocol, asked) is None


@pytest.mark.slow
def test_power_answers_them_at_once() -> None:
    for name, model, alternative in MODELS[:3:2]:
        protocol, asked = changed(*name, {"model": {**model, "resamples": 200}, "alternative": alternative})
        told = diagnose(protocol, asked.id, 12, studies=100)
        assert told.engine == "batch"
        assert not any("one by one" in note for note in told.notes)
