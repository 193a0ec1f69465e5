"""Trimmed means, ranks, ratios and quantiles of many studies at once: each is what the model finds."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.replication.evidence import evidence
from ikea_effect.analysis.replication.sources import standard
from ikea_effect.analysis.resampling import generator
from ikea_effect.analysis.robust import _quantiles
from ikea_effect.diagnosis.block import drawn_block
from ikea_effect.diagnosis.diagnose import ask, diagnose
from ikea_effect.diagnosis.kernels import kernel_of
from ikea_effect.diagnosis.kernels.estimates import can_be_judged, estimates
from ikea_effect.diagnosis.kernels.resamples import _resampled_quantiles
from ikea_effect.diagnosis.one_by_one import samplers_of, with_resamples
from ikea_effect.diagnosis.pieces import outcomes_of, run_piece
from ikea_effect.diagnosis.tally import Tally
from ikea_effect.protocol.analyses_of_cells import Quantile
from ikea_effect.protocol.hypotheses import DECIDERS, Hypothesis
from ikea_effect.protocol.loading import load_protocol, protocol_from_said, protocol_ids
from ikea_effect.protocol.models import Protocol
from ikea_effect.report.power_deciders import why_not_computed
from tests.unit.diagnosis.kernels.test_kernels import (
    AGES,
    BIDS,
    CROSSED,
    LABOR,
    changed,
    disagreement,
    published,
    table,
)

MODELS: list[dict[str, Any]] = [
    {"kind": "yuen"},
    {"kind": "yuen", "trim": 0.35},
    {"kind": "brunner-munzel"},
    {"kind": "brunner-munzel", "scale": "share"},
    {"kind": "ratio"},
    {"kind": "ratio", "interval": "bootstrap", "seed": 7},
    {"kind": "quantile"},
    {"kind": "quantile", "quantile": 0.3, "seed": 5},
]
SIDES = ("two-sided", "greater", "less")


def welch_hypotheses() -> list[tuple[str, str, dict[str, Any]]]:
    """Of each shipped protocol the first Welch test of one measure, and the first of people within a cell."""
    found: dict[tuple[str, bool], tuple[str, str, dict[str, Any]]] = {}
    for name in protocol_ids():
        for one in load_protocol(name).hypotheses:
            if one.model.kind == "welch" and one.model.against is None:
                said = one.model.model_dump(by_alias=True, exclude_defaults=True)
                found.setdefault((name, bool(one.model.in_cells)), (name, one.id, said))
    return [*found.values()]


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS, ids=lambda one: "-".join(map(str, one.values())))
def test_each_finds_what_the_model_finds_in_every_shipped_comparison(model: dict[str, Any]) -> None:
    """In place of each shipped Welch test; with four or five people some studies are refused."""
    different = []
    for name, hypothesis, said in welch_hypotheses():
        for n in (4, 12):
            protocol, asked = changed(name, hypothesis, {"model": {**said, **model}})
            different.append(disagreement(protocol, asked, n, 2))
    assert len(different) > 30
    assert [one for one in different if one] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda one: "-".join(map(str, one.values())))
@pytest.mark.parametrize("alternative", SIDES)
def test_each_tests_the_side_that_is_declared(model: dict[str, Any], alternative: str) -> None:
    protocol, asked = changed(*BIDS, {"model": {**LABOR, **model}, "alternative": alternative})
    assert disagreement(protocol, asked, 15, 2) == ""


# --- studies that are like no others ----------------------------------------------------------------------

HIGH_LOW: list[tuple[list[float], list[float]]] = [
    ([2.0] * 6, [2.0] * 6),
    ([0.0] * 6, [0.0] * 6),
    ([0.0] * 6, [0.0, 1.0, 2.0, 3.0, 2.0, 1.0]),
    ([0.0, 1.0, 2.0, 3.0, 2.0, 1.0], [0.0] * 6),
    ([0.35] * 6, [0.1] * 6),
    ([0.1] * 6, [0.0] * 6),
    ([0.1, 0.1, 0.1, 0.1, 0.1, 0.3], [0.0] * 6),
    ([4.0, 5.0, 6.0, 6.0, 7.0, 8.0], [1.0, 2.0, 3.0, 3.0, 3.0, 2.0]),
    ([1.0, 1.0, 1.0, 1.0, 1.0, 2.0], [1.0, 1.0, 1.0, 1.0, 1.0, 3.0]),
    ([0.1, 0.2, 0.3, 0.4, 0.7, 0.3], [0.3, 0.2, 0.1, 0.4, 0.7, 0.3]),
    ([0.15, 0.35, 0.1, 0.1, 2.35, 1.15], [0.1, 1.05, 0.2, 0.6, 0.05, 0.05]),
    ([1.0, 2.0, 3.0, 1.0, 2.0, 3.0], [0.0, 0.0, 0.0, 0.0, 0.0, 1.0]),
    ([0.0, 0.0, 0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0, 0.0, 9.0]),
    ([2.0] * 6, [1.0, 2.0, 3.0, 1.0, 2.0, 3.0]),
]
"""Cells that do not vary, all zeros, ties everywhere, cells apart, values whose sums are rounded."""

SIZES = [("two-sided", 0), ("greater", 1), ("less", 2), ("less", 4)]
"""Alternatives, and how many values of the second cell are left out: two are too few for some."""


def odd_studies(model: dict[str, Any], alternative: str, fewer: int = 0) -> tuple[Any, ...]:
    """What the kernel finds in the studies above, of which the last `fewer` values are left out."""
    protocol, asked = changed(*BIDS, {"model": {**LABOR, **model}, "alternative": alternative})
    block = drawn_block(samplers_of(protocol, asked), 6, len(HIGH_LOW), generator(1))
    high = block.rows({"labor": ("build",)})
    for study, (more, less) in enumerate(HIGH_LOW):
        block.columns[asked.measure][study, high] = more
        block.columns[asked.measure][study, ~high] = less
    for kept in (block.columns, block.levels):
        for name, values in kept.items():
            kept[name] = values[..., : 12 - fewer] if kept is block.columns else values[: 12 - fewer]
    kernel = kernel_of(protocol, asked, 6)
    assert kernel is not None
    return protocol, asked, block, kernel(block)


@pytest.mark.parametrize("model", MODELS, ids=lambda one: "-".join(map(str, one.values())))
@pytest.mark.parametrize(
    ("alternative", "fewer"), [("two-sided", 0), ("greater", 1), ("less", 2), ("less", 4)]
)
def test_studies_that_the_model_refuses_have_no_estimate(
    model: dict[str, Any], alternative: str, fewer: int
) -> None:
    protocol, asked, block, found = odd_studies({**model, "resamples": 200} if "seed" in model else model,
                                                alternative, fewer)  # fmt: skip
    known = np.isfinite(found.estimate).sum()
    assert known < len(HIGH_LOW)
    assert known > 0 or fewer
    for study in range(len(HIGH_LOW)):
        one = answer(protocol, asked, table(block, study))
        theirs = [one.estimate, *(one.ci or (None, None)), one.p]
        ours = [each[study] for each in (found.estimate, found.low, found.high, found.p)]
        told = [np.nan if value is None else value for value in theirs]
        assert np.allclose(told, ours, rtol=1e-8, atol=1e-9, equal_nan=True), (study, told, ours)
        assert found.significant[study] == (one.p is not None and one.p < 0.05)
        if found.t is not None and one.statistic is not None:
            told = [one.statistic.value, one.statistic.df]
            assert np.allclose(told, [found.t[study], found.df[study]], rtol=1e-8), study


@pytest.mark.parametrize("unit", [1, 0.01, 0.03])
@pytest.mark.parametrize("kind", ["hurdle", "quantile", "demand"])
def test_resamples_at_no_effect_tie_with_it_as_in_the_model(kind: str, unit: float) -> None:
    """Means of the same amounts, added up in another order or in cents, are the same mean."""
    protocol, asked = changed(*BIDS, {"model": {**LABOR, "kind": kind, "resamples": 2_000}})
    block = drawn_block(samplers_of(protocol, asked), 6, 1, generator(1))
    high = block.rows({"labor": ("build",)})
    block.columns[asked.measure][0, high] = [unit * one for one in (10, 20, 30, 40, 70, 0)]
    block.columns[asked.measure][0, ~high] = [unit * one for one in (10, 20, 30, 10, 0, 0)]
    kernel = kernel_of(protocol, asked, 6)
    assert kernel is not None
    found = kernel(block).p
    assert found is not None
    assert found[0] == pytest.approx(answer(protocol, asked, table(block, 0)).p, rel=1e-9)


@pytest.mark.parametrize("n", [5, 50, 255, 256])
@pytest.mark.parametrize("at", [0.01, 0.3, 0.5, 0.75])
def test_resampled_quantiles_are_the_models_to_the_last_bit(n: int, at: float) -> None:
    """Of values on a grid; also where a count of what was drawn needs more than one byte."""
    values = np.round(generator(n).gamma(2, 1, (3, n)), 1) * 0.35
    model = Quantile(kind="quantile", factor="labor", contrast="a - b", quantile=at, resamples=200, seed=4)
    ours = _resampled_quantiles(values, model, 1)
    assert all((one == _quantiles(row, at, 200, 4, 1)).all() for one, row in zip(ours, values, strict=True))


# --- criteria ---------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    "model", [*MODELS, {"kind": "mann-whitney"}], ids=lambda one: "-".join(map(str, one.values()))
)
def test_criteria_judge_what_each_tells_as_they_judge_the_model(model: dict[str, Any]) -> None:
    """Every criterion, in place of each shipped Welch test, whichever side it tests."""
    seen = set()
    for place, (name, hypothesis, said) in enumerate(welch_hypotheses()):
        more = {"model": {**said, **model}, "alternative": SIDES[place % 3]}
        changed_protocol, asked = changed(name, hypothesis, more)
        protocol = published(changed_protocol, asked)
        seen |= _same_outcomes(protocol, with_resamples(asked, 200))
    assert {"met", "not-met"} <= seen


def _same_outcomes(protocol: Protocol, asked: Hypothesis) -> set[str]:
    """What criteria say of a few studies: of what the kernel tells, and of the model, the same."""
    kernel = kernel_of(protocol, asked, 12)
    assert kernel is not None
    block = drawn_block(samplers_of(protocol, asked), 12, 3, generator(5))
    found, by = kernel(block), standard(protocol, asked)
    assert can_be_judged(asked, found)
    light = estimates(asked, block, found, by, 3)
    full = tuple(answer(protocol, asked, table(block, study)) for study in range(3))
    for one, other in zip(light, full, strict=True):
        assert (one.problem is None) == (other.problem is None)
        assert one.problem or evidence(one) == pytest.approx(evidence(other), rel=1e-8)
    seen: set[str] = set()
    for rule in DECIDERS:
        if rule == "equivalence" and asked.smallest_effect is None:
            continue
        said = outcomes_of(protocol, asked, rule, light)
        assert said == outcomes_of(protocol, asked, rule, full), (protocol.id, asked.id, rule)
        seen |= {*said}
    return seen


@pytest.mark.parametrize("model", MODELS[::2], ids=lambda one: one["kind"])
def test_power_answers_them_at_once_with_a_decider(model: dict[str, Any]) -> None:
    protocol, asked = changed(*BIDS, {"model": {**LABOR, **model}})
    judged = ask(protocol, asked.id)
    assert judged.rules
    assert judged.at_once
    told = diagnose(protocol, asked.id, 20, studies=20)
    assert told.engine == "batch"
    assert told.verdict is not None
    assert not any("one by one" in note or "resamples" in note for note in told.notes)


def test_power_says_why_a_criterion_cannot_be_computed_and_how_often() -> None:
    """Where trimmed and whole means point to different sides there is no d, which a Bayes factor needs."""
    model = {"model": {**LABOR, "kind": "yuen"}, "alternative": "two-sided"}
    protocol, asked = changed(*BIDS, model)
    said = dict(protocol.said) | {"replication": {"decides": "bayes-factor", "because": "it is tried"}}
    told = diagnose(protocol_from_said(said), asked.id, 10, studies=100, name="zero")
    assert told.verdict is not None
    [(reason, share)] = told.verdict.reasons.items()
    assert reason == (
        "the replication's raw means point the other way than yuen, so that no d of theirs stands for it"
    )
    assert share == told.verdict.outcomes["cannot-be-computed"]
    assert share.value is not None
    assert 0 < share.value < 0.5
    [line] = why_not_computed([told])
    assert line == (f"bayes-factor cannot be computed in {share.percent} of studies at n = 10: {reason}.")
    again = Tally.from_json(json.loads(json.dumps(_tally(protocol_from_said(said), asked).to_json())))
    assert again == _tally(protocol_from_said(said), asked)
    both = again.and_those(again)
    assert sum(both.reasons["bayes-factor"].values()) == 2 * sum(again.reasons["bayes-factor"].values()) > 0


def _tally(protocol: Protocol, asked: Hypothesis) -> Tally:
    judged = ask(protocol, asked.id, "zero")
    return run_piece(judged.pieces(10, 100, 1)[0])


@pytest.mark.slow
def test_pairs_as_the_unit_are_fitted_one_by_one_which_is_said() -> None:
    parts = {"factor": "labor", "contrast": "build - prebuilt", "unit": "pair"}
    protocol, asked = changed(*CROSSED, {"model": {"kind": "yuen", **parts}, **AGES})
    assert not ask(protocol, asked.id).at_once
    told = diagnose(protocol, asked.id, 10, studies=4)
    assert told.engine == "loop"
    assert "yuen has no batched kernel: its studies are fitted one by one." in told.notes
