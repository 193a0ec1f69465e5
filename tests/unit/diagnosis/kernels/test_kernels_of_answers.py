"""Amounts with many zeros, prices, choices, ordered answers and counts of many studies at once."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.cumulative import cumulative_logit
from ikea_effect.analysis.replication.sources import standard
from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis.block import Block, drawn_block
from ikea_effect.diagnosis.diagnose import ask, diagnose
from ikea_effect.diagnosis.kernels import kernel_of
from ikea_effect.diagnosis.kernels.estimates import can_be_judged, estimates
from ikea_effect.diagnosis.one_by_one import samplers_of, with_resamples
from ikea_effect.diagnosis.pieces import outcomes_of, run_piece
from ikea_effect.protocol.hypotheses import DECIDERS, Hypothesis
from ikea_effect.protocol.models import Protocol
from tests.unit.diagnosis.kernels.test_kernels import changed, published, table

NEAR = {"negative-binomial": 1e-6}
"""The negative binomial is searched for until the likelihood's slope is 1e-9: 5e-8 of its estimate."""
SIDES = ("two-sided", "greater", "less")
LABOR = {"factor": "labor", "contrast": "build - prebuilt"}
SHIRTS = {"factor": "reward", "contrast": "money - task"}
ANSWER = {"factor": "answer", "contrast": "used - ignored"}
PROBLEMS = {"factor": "problems", "contrast": "hard - easy"}
BIDS, LIKING = ("norton-2012-1a", "builders-bid-more"), ("norton-2012-1a", "builders-like-more")
Case = tuple[tuple[str, str], dict[str, Any]]
AMOUNTS: list[Case] = [
    (BIDS, {"kind": "hurdle", **LABOR}),
    (("sarstedt-2017", "assemblers-bid-more"),
     {"kind": "hurdle", "factor": "labor", "contrast": "assemble - choose", "seed": 5}),
    (("made-for-you", "for-you-pays"),
     {"kind": "hurdle", "factor": "told", "contrast": "for-you - made", "in": {"role": "recipient"}}),
    (BIDS, {"kind": "demand", **LABOR}),
    (BIDS, {"kind": "demand", **LABOR, "unit_cost": 1.5, "seed": 7}),
    (("fuchs-2010-voting", "deciding-raises-demand"),
     {"kind": "demand", "factor": "decision", "contrast": "customers - company",
      "in": {"outcome": "preferred"}}),
]  # fmt: skip
CHOICES: list[Case] = [
    (("contest-rewards", "money-came-across"), {"kind": "logit", **SHIRTS, "option": "money"}),
    (("mochon-2012-3", "threatened-choose-to-assemble"),
     {"kind": "logit", **PROBLEMS, "option": "self-assembly"}),
    (("mochon-2012-3", "threatened-choose-to-assemble"),
     {"kind": "logit", **PROBLEMS, "option": "self-assembly", "covariates": ["competence", "solved"]}),
    (("label-or-fact", "human-came-across"),
     {"kind": "logit", "factor": "maker", "contrast": "human - machine", "option": "human",
      "in": {"replay": "shown"}}),
]  # fmt: skip
ORDERED: list[Case] = [
    (LIKING, {"kind": "ordinal", **LABOR}),
    (BIDS, {"kind": "ordinal", **LABOR}),
    (("voice-and-feedback", "a-vote-is-enough"), {"kind": "ordinal", **ANSWER, "in": {"voice": "poll"}}),
    (("voice-and-feedback", "use-raises-loyalty"), {"kind": "ordinal", **ANSWER, "covariates": ["fun"]}),
]  # fmt: skip
COUNTED: list[Case] = [
    (("contest-rewards", "money-draws-entries"), {"kind": "counts", **SHIRTS}),
    (("voice-and-feedback", "bought-more-often"), {"kind": "counts", **ANSWER}),
    (("voice-and-feedback", "bought-more-often"), {"kind": "counts", **ANSWER, "in": {"voice": "poll"}}),
    (("voice-and-feedback", "bought-more-often"), {"kind": "counts", **ANSWER, "covariates": ["fun"]}),
    (("engagement-motivators", "autonomy-goes-on"),
     {"kind": "counts", "factor": "motivator", "contrast": "autonomy - none",
      "distribution": "negative-binomial"}),
    (("voice-and-feedback", "bought-more-often"),
     {"kind": "counts", **ANSWER, "distribution": "negative-binomial"}),
    (("mochon-2012-3", "hard-problems-were-hard"),
     {"kind": "counts", **PROBLEMS, "distribution": "negative-binomial"}),
]  # fmt: skip
ALL = [*AMOUNTS, *CHOICES, *ORDERED, *COUNTED]


def held(protocol: Protocol, hypothesis: Hypothesis, block: Block, n: int) -> list[str]:
    """In which studies of a block kernel and model differ; both limits and p < .05 beside the estimate."""
    asked = with_resamples(hypothesis, 200)
    kernel, near = kernel_of(protocol, asked, n), NEAR.get(getattr(asked.model, "distribution", ""), 1e-8)
    assert kernel is not None
    found, wrong = kernel(block), []
    for study in range(len(found.estimate)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            one = answer(protocol, asked, table(block, study))
        theirs = [np.nan if end is None else end for end in (one.estimate, *(one.ci or (None, None)))]
        ours = [found.estimate[study], found.low[study], found.high[study]]
        same = np.allclose(theirs, ours, rtol=near, atol=near / 10, equal_nan=True)
        if not same or (one.p is not None and one.p < 0.05) != found.significant[study]:
            wrong.append(f"{asked.id} {asked.model.kind} {study}: {theirs} {one.p}, {ours}, {one.problem}")
    return wrong


def block_of(protocol: Protocol, asked: Hypothesis, n: int, studies: int) -> Block:
    return drawn_block(samplers_of(protocol, asked), n, studies, generator(3))


def label(case: Case) -> str:
    (name, _), model = case
    more = [str(model[one]) for one in ("distribution", "covariates", "unit_cost", "in") if one in model]
    return "-".join((model["kind"], name, *more))


@pytest.mark.slow
@pytest.mark.parametrize("case", ALL, ids=label)
def test_a_kernel_finds_what_the_model_finds_and_nothing_where_that_refuses(case: Case) -> None:
    """With 3 and 6 per condition many studies are refused: separated, nobody bids, one answer alone."""
    name, model = case
    for n, side in zip((3, 6, 20), SIDES, strict=True):
        protocol, asked = changed(*name, {"model": model, "alternative": side})
        assert held(protocol, asked, block_of(protocol, asked, n, 8), n) == []


@pytest.mark.slow
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("case", [AMOUNTS[0], AMOUNTS[3], CHOICES[1], ORDERED[0], COUNTED[0]], ids=label)
def test_every_alternative_has_the_p_of_its_side(case: Case, side: str) -> None:
    name, model = case
    protocol, asked = changed(*name, {"model": model, "alternative": side})
    assert held(protocol, asked, block_of(protocol, asked, 15, 8), 15) == []


REFUSED: dict[str, tuple[Case, list[tuple[list[float], list[float]]]]] = {
    "hurdle": (AMOUNTS[0], [
        ([0.0], [0.0, 1.0, 2.0]),  # nobody bids
        ([0.5, 1.0], [0.0, 1.0, 2.0]),  # all bid
        ([0.0, 1.0], [0.0, 1.0, 2.0]),  # all who bid, bid the same
        ([0.0, 0.0, 0.0, 0.0, 1.0, 2.0], [0.0, 1.0, 2.0]),  # two bid
    ]),
    "demand": (AMOUNTS[4], [([0.0, 1.0], [0.0, 2.0]), ([0.0], [0.0])]),
    "logit": (CHOICES[1], [([0.0], [0.0]), ([1.0], [1.0]), ([0.0], [1.0]), ([0.0, 1.0], [1.0])]),
    "ordinal": (ORDERED[0], [
        ([4.0], [4.0]),
        ([1.0, 2.0], [1.0, 2.0]),  # two answers
        ([7.0], [1.0, 2.0, 3.0]),  # the cells lie apart
        ([1.0], [1.0, 2.0, 3.0]),  # one cell holds one end of the scale
    ]),
    "counts": (COUNTED[0], [
        ([0.0], [0.0, 1.0, 2.0]),
        ([2.0], [3.0]),
        ([1.5, 2.0], [1.0, 2.0]),
        ([-1.0, 2.0], [1.0, 2.0]),
    ]),
    "negative-binomial": (COUNTED[4], [([0.0], [0.0, 1.0, 2.0]), ([2.0], [3.0]), ([0.5], [1.0])]),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_study_that_the_model_refuses_has_no_estimate_from_the_kernel_either(kind: str) -> None:
    ((name, model), studies) = REFUSED[kind]
    protocol, asked = changed(*name, {"model": {**model, "in": {}}, "alternative": "two-sided"})
    levels = {asked.model.factor: tuple(one.strip() for one in model["contrast"].split(" - "))}  # type: ignore[union-attr]
    block = block_of(protocol, asked, 8, len(studies))
    high, low = (block.rows({factor: (one,)}) for factor, both in levels.items() for one in both)
    for values, (one, other) in zip(block.columns[asked.measure], studies, strict=True):
        values[high], values[low] = np.resize(one, high.sum()), np.resize(other, low.sum())
    kernel = kernel_of(protocol, with_resamples(asked, 200), 8)
    assert kernel is not None
    found = kernel(block)
    assert np.isnan([found.estimate, found.low, found.high]).all()
    assert not found.significant.any()
    assert held(protocol, asked, block, 8) == []


def test_studies_at_the_edge_of_what_a_model_takes_have_its_estimate() -> None:
    """A constant cell of counts, counts that spread less than their means, prices that no resample moves."""
    protocol, asked = changed(*COUNTED[4][0], {"model": COUNTED[4][1], "alternative": "less"})
    block = block_of(protocol, asked, 8, 3)
    high, low = (block.rows({"motivator": (one,)}) for one in ("autonomy", "none"))
    for values, (one, other) in zip(
        block.columns[asked.measure], [([3], [1, 2]), ([3, 4], [1, 2]), ([0, 9], [0, 1])], strict=True
    ):
        values[high], values[low] = np.resize(one, 8), np.resize(other, 8)
    assert held(protocol, asked, block, 8) == []
    protocol, asked = changed(*BIDS, {"model": AMOUNTS[3][1], "alternative": "two-sided"})
    block = block_of(protocol, asked, 8, 2)
    for values, price in zip(block.columns[asked.measure], (0.4, 0.5), strict=True):
        values[:] = np.where(block.rows({"labor": ("build",)}), 0.1, price)
    kernel = kernel_of(protocol, with_resamples(asked, 200))
    assert kernel is not None
    found = kernel(block)
    assert found.estimate == pytest.approx([-0.3, -0.4])
    assert np.isnan([found.low, found.high, found.p]).all()
    assert held(protocol, asked, block, 8) == []


def test_a_hurdle_of_two_cells_is_the_difference_of_their_means() -> None:
    protocol, asked = changed(*BIDS, {"model": AMOUNTS[0][1]})
    block = block_of(protocol, asked, 40, 3)
    kernel = kernel_of(protocol, with_resamples(asked, 200))
    assert kernel is not None
    values = block.columns[asked.measure]
    sides = [values[:, block.rows({"labor": (one,)})].mean(axis=1) for one in ("build", "prebuilt")]
    assert kernel(block).estimate == pytest.approx(sides[0] - sides[1], rel=1e-12)


@pytest.mark.slow
def test_newtons_steps_end_where_statsmodels_search_does() -> None:
    """OrderedModel's own search and its differences come to 1e-5."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    rng = np.random.default_rng(4)
    x = rng.normal(size=(4, 60, 2))
    behind = x[..., 0] - 0.5 * x[..., 1] + rng.logistic(size=(4, 60))
    codes = np.clip(np.round(behind + 2), 0, 4).astype(np.int64)
    fits = cumulative_logit(x, codes, np.ones(codes.shape))
    assert fits.known.all()
    for study in range(4):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fit = OrderedModel(codes[study], x[study], distr="logit").fit(
                method="bfgs", disp=0, gtol=1e-9, maxiter=1000
            )
        assert fits.params[study] == pytest.approx(fit.params[:2], abs=1e-6)
        assert np.sqrt(np.diagonal(fits.covariance[study])) == pytest.approx(fit.bse[:2], rel=1e-4)
        assert fits.log_likelihood[study] == pytest.approx(fit.llf, rel=1e-10)


def test_a_row_that_is_there_twice_counts_as_two_rows() -> None:
    x, codes = np.array([[[1.0], [1.0], [0.0], [0.0], [0.0]]]), np.array([[1, 2, 0, 1, 2]])
    often = np.array([[3.0, 2.0, 4.0, 1.0, 1.0]])
    once = cumulative_logit(x, codes, often)
    places = np.repeat(np.arange(5), often[0].astype(int))
    each = cumulative_logit(x[:, places], codes[:, places], np.ones((1, len(places))))
    assert once.params == pytest.approx(each.params, rel=1e-12)
    assert once.log_likelihood == pytest.approx(each.log_likelihood, rel=1e-12)


def test_a_covariate_far_from_0_or_in_small_units_changes_no_other_coefficient() -> None:
    """Years of birth, and thousandths: a linear predictor of 100 is no sign of cells that lie apart."""
    rng = np.random.default_rng(2)
    x = np.stack([np.repeat([1.0, 0.0], 30), rng.normal(0, 10, 60)], axis=1)[None]
    codes = np.digitize(x[..., 0] + 0.1 * x[..., 1] + rng.logistic(size=(1, 60)), [-1, 0, 1])
    near, often = cumulative_logit(x, codes, np.ones((1, 60))), np.ones((1, 60))
    for factor, shift in ((1.0, 1990.0), (1e-6, 0.0), (1.0, -1e5)):
        far = cumulative_logit(x * [1, factor] + [0, shift], codes, often)
        assert far.known.all()
        assert far.params[0, 0] == pytest.approx(near.params[0, 0], rel=1e-9)
        assert far.params[0, 1] * factor == pytest.approx(near.params[0, 1], rel=1e-9)
        assert far.covariance[0, 0, 0] == pytest.approx(near.covariance[0, 0, 0], rel=1e-9)


# --- criteria ---------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("case", ALL, ids=label)
def test_criteria_judge_what_these_kernels_tell_as_they_judge_the_model(case: Case) -> None:
    name, model = case
    said, _ = changed(*name, {"model": model})
    [own] = (one for one in said.hypotheses if one.id == name[1])
    protocol = published(said, own)
    [asked] = (with_resamples(one, 200) for one in protocol.hypotheses if one.id == name[1])
    kernel, judged = kernel_of(protocol, asked, 12), 0
    assert kernel is not None
    block = block_of(protocol, asked, 12, 4)
    found = kernel(block)
    assert can_be_judged(asked, found)
    light = estimates(asked, block, found, standard(protocol, asked), 4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = tuple(answer(protocol, asked, table(block, study)) for study in range(4))
    for rule in DECIDERS:
        if rule != "equivalence" or asked.smallest_effect is not None:
            outcomes = outcomes_of(protocol, asked, rule, full)
            assert outcomes_of(protocol, asked, rule, light) == outcomes, rule
            judged += len({*outcomes} - {"not-estimable", "inconclusive"})
    assert judged


@pytest.mark.parametrize("kind", ["hurdle", "demand", "ordinal"])
def test_their_studies_are_judged_at_once(kind: str) -> None:
    protocol, asked = changed(*BIDS, {"model": {"kind": kind, **LABOR}})
    judged = ask(protocol, asked.id)
    assert judged.rules
    assert judged.at_once
    [piece] = judged.pieces(20, 50, 1)
    assert sum(run_piece(piece).outcomes[judged.rules[0]].values()) == 50


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "model"),
    [
        (BIDS, {"kind": "hurdle", **LABOR, "covariates": ["age"], "resamples": 200}),
        (COUNTED[5][0], {**COUNTED[5][1], "covariates": ["fun"]}),
        (CHOICES[1][0], {**CHOICES[1][1], "covariates": ["gender"]}),
    ],
)
def test_what_has_no_kernel_is_said_to_be_fitted_one_by_one(
    name: tuple[str, str], model: dict[str, Any]
) -> None:
    protocol, asked = changed(*name, {"model": model})
    assert kernel_of(protocol, asked) is None
    found = diagnose(protocol, asked.id, 20, studies=2)
    assert found.engine == "loop"
    assert any("its studies are fitted one by one" in note for note in found.notes)
