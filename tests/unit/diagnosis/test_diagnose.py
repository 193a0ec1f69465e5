"""What a design would find, held to theory and to the analysis of single studies."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.power import TTestIndPower

from ikea_effect.analysis.analyze import analyze
from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis.design import UNPLANTED, hypothesis_of
from ikea_effect.diagnosis.diagnose import (
    MORE,
    _away,
    _fits,
    ask,
    diagnose,
    estimable,
    needed_n,
    unaimed,
)
from ikea_effect.diagnosis.one_by_one import of_cells
from ikea_effect.diagnosis.pieces import outcomes_of, run_piece
from ikea_effect.diagnosis.results import SIDES
from ikea_effect.diagnosis.studies import cells_of, drawn, in_batches
from ikea_effect.diagnosis.tally import Moments
from ikea_effect.errors import AnalysisError
from ikea_effect.operations import json_output
from ikea_effect.protocol.effects import side_of
from ikea_effect.protocol.hypotheses import DECIDERS
from ikea_effect.protocol.loading import load_protocol, protocol_from_said, protocol_ids
from ikea_effect.protocol.models import Protocol
from tests.quick import quick

SHIPPED = [(name, h.id) for name in protocol_ids() for h in load_protocol(name).hypotheses]


def changed(model: str = "welch", alternative: str = "two-sided", **changes: Any) -> Protocol:
    """Norton's study with its first hypothesis asked in another way."""
    said = {**copy.deepcopy(dict(load_protocol("norton-2012-1a").said)), **changes}
    said["hypotheses"][0]["model"]["kind"] = model
    said["hypotheses"][0]["alternative"] = alternative
    return protocol_from_said(said)


def normal(d: float, alternative: str = "two-sided") -> Protocol:
    """A study whose ratings, on a fine and wide scale, are normal for all purposes."""
    said = copy.deepcopy(dict(load_protocol("norton-2012-1a").said))
    said["measures"]["liking"] = {"kind": "rating", "low": -100, "high": 100, "text": "liking"}
    mean = {"build": 20 * d, "prebuilt": 0}
    said["simulation"]["liking"] = {"distribution": "rounded-normal", "mean": mean, "sd": 20}
    said["hypotheses"][1]["alternative"] = alternative
    return protocol_from_said(said)


@pytest.mark.parametrize(
    ("protocol", "hypothesis"),
    [pytest.param(*one, marks=() if one[0] == "norton-2012-1a" else pytest.mark.slow) for one in SHIPPED],
)
def test_every_shipped_protocol_recovers_the_effect_it_plants(protocol: str, hypothesis: str) -> None:
    declared = load_protocol(protocol)
    asked = next(one for one in declared.hypotheses if one.id == hypothesis)
    planted = asked.model.kind not in UNPLANTED  # else all that is asked is whether they can be fitted
    batch = unaimed(declared, hypothesis).batch
    studies = 20_000 if batch else 200  # one by one takes its time
    found = diagnose(declared, hypothesis, 60, studies=studies if planted else 20)
    json_output.Diagnosis.model_validate(found.to_json())
    if found.bias.value is None:  # of a share of variance or a mixed model: nothing is planted as such
        assert found.power.value is not None
        return
    assert found.planted is not None
    assert found.bias.mc_error is not None
    both = 4 if batch else 6  # what is planted is read with an error, too
    assert abs(found.bias.value) < both * found.bias.mc_error
    level = 0.90 if asked.model.kind == "tost" else 0.95
    near = max(0.01, 4 * np.sqrt(level * (1 - level) / found.studies))  # 0 by its own share, if all cover
    crossed = 0.01 if len(declared.factors) > 1 else 0.0
    # places come in equal numbers over the other factors, of which Welch's error does not know: too careful
    assert found.coverage.value is not None
    assert level - near < found.coverage.value < level + near + crossed
    if found.planted == 0 and asked.model.kind != "tost":  # which is to find that there is nothing
        assert found.power.value == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / found.studies))


@pytest.mark.slow
@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize(("d", "n"), quick([(0.0, 30), (0.4, 50), (0.8, 20)], (0.4, 50), several=True))
def test_power_is_that_of_the_noncentral_t_on_a_normal_population(alternative: str, d: float, n: int) -> None:
    found = diagnose(normal(d, alternative), "builders-like-more", n, studies=40_000)
    side = {"greater": "larger", "less": "smaller"}.get(alternative, alternative)
    expected = TTestIndPower().power(d, n, 0.05, alternative=side)
    assert found.power.value is not None
    error = np.sqrt(max(expected * (1 - expected), 1e-4) / 40_000)
    assert abs(found.power.value - expected) < 4 * error + 0.0015  # what Welch's df cost at equal spread
    assert found.planted_d == pytest.approx(d, abs=1e-3)


@pytest.mark.parametrize(
    ("protocol", "hypothesis", "conditions", "planted"),
    [
        ("made-for-you", "for-you-makes-proud", 1, 4.6 - 3.9),
        ("ai-contribution", "a-plan-leaves-more", 2, (4.2 + 4.7) / 2 - (3.0 + 3.8) / 2),
    ],
)
def test_who_is_kept_out_of_an_analysis_is_kept_out_of_its_power(
    protocol: str, hypothesis: str, conditions: int, planted: float
) -> None:
    """`in: {role: recipient}`: designers, whose mean is another, are in neither cell."""
    there = load_protocol(protocol)
    cells = cells_of(there, next(one for one in there.hypotheses if one.id == hypothesis))
    assert len(cells.high.conditions) == len(cells.low.conditions) == conditions
    assert cells.planted == pytest.approx(planted, abs=0.03)  # answers end at the scale's ends


@pytest.mark.parametrize("n", [3, 12])
@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_the_batch_says_what_single_analyses_say(n: int, alternative: str) -> None:
    protocol = changed(alternative=alternative)
    hypothesis = protocol.hypotheses[0]
    cells = cells_of(protocol, hypothesis)
    batch = in_batches(cells, hypothesis, n, 40, 40, generator(5))
    loop = of_cells(protocol, cells, hypothesis, n, 40, generator(5))
    for name in ("estimate", "low", "high"):
        assert getattr(batch, name) == pytest.approx(getattr(loop, name), rel=1e-5, abs=1e-6)
    assert batch.significant.tolist() == loop.significant.tolist()
    one, same = (
        outcomes_of(protocol, hypothesis, "small-telescopes", found.first) for found in (batch, loop)
    )
    assert one == same


@pytest.mark.parametrize("rule", [rule for rule in DECIDERS if rule != "bayes-factor"])
def test_the_verdict_of_a_drawn_study_is_that_of_its_analysis(rule: str) -> None:
    protocol = changed(replication={"decides": rule})
    hypothesis = protocol.hypotheses[0]
    cells = cells_of(protocol, hypothesis)
    batch = in_batches(cells, hypothesis, 30, 3, 3, generator(8))
    high, low = next(iter(drawn(cells, 30, 3, generator(8))))
    for place in range(3):
        table = pd.DataFrame(
            {
                "participant": [f"P{n}" for n in range(60)], "labor": np.repeat(["build", "prebuilt"], 30),
                "wtp": np.concatenate([high[:, place], low[:, place]]), "liking": np.tile([3.0, 4.0], 30),
            }
        )  # fmt: skip
        verdicts = analyze(protocol, table, "simulated").verdicts
        reported = next(v for v in verdicts if v.rule == rule and v.hypothesis == hypothesis.id)
        said = outcomes_of(protocol, hypothesis, rule, batch.first[place : place + 1])
        assert said == [reported.outcome]


@pytest.mark.slow
def test_a_verdict_of_significance_is_as_likely_as_significance() -> None:
    protocol = changed(replication={"decides": "significance"})
    found = diagnose(protocol, "builders-bid-more", 30, studies=20_000)
    assert found.verdict is not None
    met = found.verdict.outcomes["met"]
    assert met.value == pytest.approx(found.power.value, abs=4 * (met.mc_error or 0))
    assert sum(share.value or 0 for share in found.verdict.outcomes.values()) == pytest.approx(1)


def test_without_a_published_result_there_is_no_verdict() -> None:
    assert diagnose(changed(published=[]), "builders-bid-more", 10, studies=100).verdict is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "engine", "said"),
    [
        ({"kind": "student"}, "batch", None),
        ({"kind": "tobit"}, "batch", None),
        ({"kind": "yuen"}, "batch", None),
        ({"kind": "mann-whitney"}, "batch", None),
        ({"kind": "tost", "bounds": {"d": 2}}, "loop", "criteria ask for more than its batched kernel"),
    ],
)
def test_what_is_analyzed_one_by_one_is_said(model: dict[str, Any], engine: str, said: str | None) -> None:
    said_of = copy.deepcopy(dict(load_protocol("norton-2012-1a").said))
    said_of["hypotheses"][0]["model"] |= model
    del said_of["hypotheses"][0]["alternative"]
    found = diagnose(protocol_from_said(said_of), "builders-bid-more", 20, studies=40)
    assert found.engine == engine
    assert (said is None) == (not any("one by one" in note for note in found.notes))
    assert said is None or any(said in note for note in found.notes)
    assert found.coverage.value == pytest.approx(0.95, abs=5 * np.sqrt(0.95 * 0.05 / 40))
    assert 0 < (found.power.value or 0) <= 1


TWO = {"factor": "labor", "contrast": "build - prebuilt"}
LEAST: list[tuple[dict[str, Any], int]] = [
    ({"kind": "student", **TWO}, 2), ({"kind": "mann-whitney", **TWO}, 2), ({"kind": "yuen", **TWO}, 2),
    ({"kind": "brunner-munzel", **TWO}, 2), ({"kind": "ratio", **TWO}, 2),
    ({"kind": "quantile", **TWO, "resamples": 200}, 5), ({"kind": "tost", **TWO, "bounds": {"d": 0.5}}, 2),
    ({"kind": "one-way", "factor": "labor"}, 2), ({"kind": "contrast", **TWO}, 2),
    ({"kind": "regression", **TWO, "covariates": ["liking"]}, 3), ({"kind": "tobit", **TWO}, 2),
    ({"kind": "hurdle", **TWO, "resamples": 200}, 5),
    ({"kind": "moderation", **TWO, "moderator": "liking"}, 3),
    ({"kind": "mediation", **TWO, "mediators": ["liking"], "resamples": 200}, 3),
    ({"kind": "multiverse", **TWO, "permutations": 100}, 5),
]  # fmt: skip
"""Models, and the fewest participants per condition to whom they can ever be fitted."""


@pytest.mark.slow
@pytest.mark.parametrize(("model", "least"), LEAST, ids=[str(model["kind"]) for model, _ in LEAST])
def test_fewer_than_a_model_needs_are_said_before_anything_runs(model: dict[str, Any], least: int) -> None:
    said = copy.deepcopy(dict(load_protocol("norton-2012-1a").said))
    said["hypotheses"] = [{**said["hypotheses"][0], "alternative": "two-sided", "model": model}]
    for key in ("published", "replication", "claims"):
        said.pop(key, None)
    asked = ask(protocol_from_said(said), "builders-bid-more")
    fits = [n for n in (2, *MORE) if _fits(asked, n, 1)]
    assert fits[0] >= least
    assert estimable(asked, max(fits), 1) is asked
    if fits[0] == 2:
        return
    with pytest.raises(
        AnalysisError, match=rf"with 2 participants .* gives no estimate in any of 20 .*--n {fits[0]} or"
    ):
        estimable(asked, 2, 1)


def test_studies_in_which_nothing_varies_find_nothing_and_are_counted() -> None:
    simulation = {"wtp": {"distribution": "gamma", "mean": 0.2, "sd": 1.0, "zero": 0.9}}
    simulation["liking"] = {"distribution": "rounded-normal", "mean": 4, "sd": 1}
    found = diagnose(changed(simulation=simulation), "builders-bid-more", 2, studies=5_000)
    assert found.not_estimable.value == pytest.approx(found.at_zero["build"] ** 4, abs=0.03)
    assert found.power.value is not None
    assert found.power.value < 0.05
    json.dumps(found.to_json(), allow_nan=False)


@pytest.mark.slow
def test_a_model_that_fits_a_third_of_studies_is_not_refused_for_the_first_three() -> None:
    """A logit of an option that is rare in one cell: in most studies of eight nobody there chooses it."""
    model = {"kind": "logit", "option": "woman", "factor": "labor", "contrast": "build - prebuilt"}
    said = copy.deepcopy(dict(load_protocol("norton-2012-1a").said))
    said["hypotheses"] = [{"id": "differs", "claim": "It does", "measure": "gender", "model": model}]
    chances = {"build": {"woman": 0.25, "man": 0.75}, "prebuilt": {"woman": 0.05, "man": 0.95}}
    said["simulation"]["gender"] = {"distribution": "choice", "chances": chances}
    del said["published"], said["replication"]
    asked = ask(protocol_from_said(said), "differs")
    first = [asked.pieces(8, 1, seed)[0] for seed in range(1, 9)]
    known = [
        [run_piece(replace(one, first=at, count=n)).known for at, n in ((0, 1), (1, 2))] for one in first
    ]
    assert [0, 0] in known
    assert all(_fits(asked, 8, seed) for seed in range(1, 9))
    tally = run_piece(replace(first[0], count=100))
    assert tally.known / 100 == pytest.approx((1 - 0.95**8) * (1 - 0.75**8), abs=0.15)


@pytest.mark.slow
def test_the_same_arguments_give_the_same_numbers() -> None:
    protocol = load_protocol("norton-2012-1a")
    one, same, other = (diagnose(protocol, "builders-bid-more", 25, 1_500, seed) for seed in (1, 1, 2))
    assert one.to_json() == same.to_json()
    assert one.power != other.power
    json.dumps(one.to_json(), allow_nan=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("builders-bid-mor", 20), "Did you mean 'builders-bid-more'?"),
        (("builders-bid-more", 1), "two participants per condition or more"),
        (("builders-bid-more", 20, 0), "one study or more"),
    ],
)
def test_what_cannot_be_diagnosed_is_refused(arguments: tuple[Any, ...], said: str) -> None:
    with pytest.raises(AnalysisError) as refused:
        diagnose(load_protocol("norton-2012-1a"), *arguments)
    assert said in str(refused.value)


def test_a_model_that_asks_for_another_column_is_refused() -> None:
    said = copy.deepcopy(dict(load_protocol("norton-2012-1a").said))
    said["hypotheses"][0]["model"] |= {"kind": "regression", "covariates": ["liking"]}
    del said["simulation"]["liking"]
    with pytest.raises(AnalysisError, match="no population is declared for liking, which its model looks at"):
        diagnose(protocol_from_said(said), "builders-bid-more", 20)


@pytest.mark.parametrize(("d", "alternative"), [(0.3, "two-sided"), (0.5, "greater"), (2.5, "two-sided")])
def test_the_needed_n_is_the_smallest_with_that_power(d: float, alternative: str) -> None:
    n = needed_n(normal(d, alternative), "builders-like-more")
    side = "larger" if alternative == "greater" else alternative
    assert n is not None
    assert TTestIndPower().power(d, n, 0.05, alternative=side) >= 0.799
    assert n == 2 or TTestIndPower().power(d, n - 1, 0.05, alternative=side) < 0.801


@pytest.mark.parametrize(("d", "alternative"), [(0.0, "two-sided"), (0.4, "less"), (-0.4, "greater")])
def test_no_n_is_enough_for_an_effect_that_is_not_planted(d: float, alternative: str) -> None:
    assert needed_n(normal(d, alternative), "builders-like-more") is None


@pytest.mark.parametrize("kind", ["mann-whitney", "yuen", "ordinal", "hurdle"])
def test_the_noncentral_t_tells_nothing_of_a_model_that_is_no_t_test(kind: str) -> None:
    said = copy.deepcopy(dict(normal(0.5).said))
    said["hypotheses"][1]["model"] |= {"kind": kind}
    assert needed_n(protocol_from_said(said), "builders-like-more") is None


@pytest.mark.slow
def test_a_factor_crossed_with_another_takes_its_answers_from_both_conditions() -> None:
    said = copy.deepcopy(dict(load_protocol("norton-2012-1a").said))
    said["factors"]["price"] = {
        "between": "participant",
        "levels": {"hi": {"label": "Hi"}, "lo": {"label": "Lo"}},
    }
    said["assignment"] = {"block_sizes": [4]}
    said["simulation"]["liking"] = {
        "distribution": "rounded-normal",
        "mean": {"hi": 6.0, "lo": 3.0},
        "sd": 0.5,
    }
    protocol = protocol_from_said(said)
    found = diagnose(protocol, "builders-like-more", 20, studies=4_000)
    assert found.planted == pytest.approx(0, abs=1e-9)
    cells = cells_of(protocol, protocol.hypotheses[1])
    high, _ = next(iter(drawn(cells, 20, 10, generator(1))))
    assert high.shape == (40, 10)
    assert cells.high.variance == pytest.approx(high.var(), rel=0.2)


def _in_rounds(repeated: str | None) -> Protocol:
    said = copy.deepcopy(dict(load_protocol("norton-2012-1a").said))
    step = next(one["bidding"] for one in said["timeline"] if "bidding" in one)
    step["mechanism"]["rounds"] = 5
    said["hypotheses"][0] |= {} if repeated is None else {"repeated": repeated}
    return protocol_from_said(said)


def test_rounds_that_the_analysis_could_not_choose_from_have_no_power() -> None:
    with pytest.raises(AnalysisError, match=r"answered in 5 rounds.*`repeated: mean`, `first` or `last`"):
        diagnose(_in_rounds(None), "builders-bid-more", 20, studies=10)


@pytest.mark.parametrize(("repeated", "noted"), [("mean", True), ("first", False)])
def test_a_mean_of_rounds_is_said_to_be_taken_as_one_answer(repeated: str, noted: bool) -> None:
    found = diagnose(_in_rounds(repeated), "builders-bid-more", 20, studies=10)
    assert any("mean of 5 rounds" in note for note in found.notes) is noted


def test_the_error_of_a_target_that_was_read_is_part_of_that_of_the_bias() -> None:
    """Two studies, .5 and .6: their mean is known to .1 / 2 = .05; with .12 of the reading that is .13."""
    found = _away(Moments.of(np.array([0.5, 0.6])), 0.4, 0.12)
    assert found.value == pytest.approx(0.15)
    assert found.mc_error == pytest.approx(0.13)


@pytest.mark.parametrize("kind", ["welch", "regression", "mann-whitney"])
def test_pieces_that_others_made_are_drawn_in_whole_sessions_alone(kind: str) -> None:
    """Welch's test had counted everybody as independent there, though its analysis takes pieces."""
    said = copy.deepcopy(dict(load_protocol("maker-and-judges").said))
    model = {"kind": kind, "factor": "role", "contrast": "maker - judge", "unit": "piece"}
    said["hypotheses"] = [{"id": "looks", "claim": "x", "measure": "looks", "model": model}]
    with pytest.raises(AnalysisError, match=r"its unit is the piece.*--full runs whole sessions"):
        diagnose(protocol_from_said(said), "looks", 20, studies=10)


@pytest.mark.parametrize(
    ("protocol", "hypothesis", "side", "words"),
    [
        ("fuchs-2010-voting", "as-much-liked", "equivalence", "tost, two one-sided tests"),
        ("fuchs-2010-voting", "choices-apart", "any", "chi-square, without a side"),
        ("engagement-motivators", "needs-differ", "any", "one-way, without a side"),
        ("fuchs-2010-voting", "deciding-raises-all-designs", "two-sided", "mixed, two-sided"),
        ("norton-2012-1a", "builders-bid-more", "greater", "welch, greater"),
    ],
)
def test_the_side_of_a_test_is_that_of_its_estimate(
    protocol: str, hypothesis: str, side: str, words: str
) -> None:
    there = load_protocol(protocol)
    asked = hypothesis_of(there, hypothesis)
    assert side_of(there, asked) == side
    assert f"{asked.model.kind}, {SIDES.get(side, side)}" == words


@pytest.mark.slow
def test_what_is_told_names_the_side() -> None:
    found = diagnose(load_protocol("fuchs-2010-voting"), "as-much-liked", 20, studies=20)
    assert (found.alternative, found.tested_by) == ("equivalence", "tost, two one-sided tests")
    assert found.to_json()["alternative"] == "equivalence"
