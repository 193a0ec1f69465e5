"""Many studies answered at once as columns: each is what the declared model finds in its table."""

from __future__ import annotations

import copy

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.replication.sources import standard
from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis.block import Block, drawn_block
from ikea_effect.diagnosis.diagnose import ask, diagnose
from ikea_effect.diagnosis.kernels import kernel_of
from ikea_effect.diagnosis.kernels.estimates import can_be_judged, estimates
from ikea_effect.diagnosis.one_by_one import samplers_of, with_resamples
from ikea_effect.diagnosis.pieces import outcomes_of, run_piece
from ikea_effect.diagnosis.studies import by_batch
from ikea_effect.protocol.analyses_of_means import Welch
from ikea_effect.protocol.hypotheses import DECIDERS, Hypothesis
from ikea_effect.protocol.loading import load_protocol, protocol_from_said, protocol_ids
from ikea_effect.protocol.models import Protocol

SEARCHED = 1e-5
"""How near a mixed model comes whose maximum is searched for, and whose df come of differences."""


def table(block: Block, study: int) -> pd.DataFrame:
    """One study of the block, as it would be analyzed."""
    levels = {name: np.array(one, dtype=object) for name, one in block.levels.items()}
    values = {name: one[study] for name, one in block.columns.items()}
    words = {
        name: np.array(options, dtype=object)[values[name].astype(int)]
        for name, options in block.options.items()
        if options
    }
    pairs = {} if block.pairs is None else {"pair": block.pairs}
    return pd.DataFrame({**levels, **pairs, **values, **words})


def disagreement(protocol: Protocol, hypothesis: Hypothesis, n: int, studies: int) -> str:
    """In what the kernel and the model differ, in a few studies; empty where they agree to 1e-8."""
    asked = with_resamples(hypothesis, 200)
    kernel, near = kernel_of(protocol, asked, n), SEARCHED if asked.model.kind == "mixed" else 1e-8
    assert kernel is not None
    block = drawn_block(samplers_of(protocol, asked), n, studies, generator(3))
    found = kernel(block)
    for study in range(studies):
        one = answer(protocol, asked, table(block, study))
        theirs = [one.estimate, *(one.ci or (None, None))]
        ours = [found.estimate[study], found.low[study], found.high[study]]
        told = [np.nan if value is None else value for value in theirs]
        same = np.allclose(told, ours, rtol=near, atol=near / 10, equal_nan=True)
        if not same or (one.p is not None and one.p < 0.05) != found.significant[study]:
            return f"{protocol.id} {hypothesis.id} {study}: {told} {one.p}, {ours} {found.significant[study]}"
    return ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("protocol", "hypothesis"),
    [
        ("customer-photos", "customers-seem-authentic"),
        ("fuchs-2010-voting", "deciding-raises-demand"),
        ("label-or-fact", "human-came-across"),
        ("dahl-2015-user-driven", "through-empowerment-and-identification"),
        ("engagement-motivators", "purpose-goes-on"),
        ("engagement-motivators", "needs-differ"),
        ("fuchs-2010-voting", "as-much-liked"),
        ("fuchs-2010-voting", "choices-apart"),
        ("franke-schreier-2010-scarf", "enjoyment-counts-more-with-fit"),
        ("label-or-fact", "seeing-narrows"),
        ("norton-2012-2", "builders-bid-more-for-their-own"),
        ("marsh-2018", "holders-do-so-less"),
    ],
)
def test_a_kernel_finds_what_the_model_finds(protocol: str, hypothesis: str) -> None:
    declared = load_protocol(protocol)
    [asked] = (one for one in declared.hypotheses if one.id == hypothesis)
    assert disagreement(declared, asked, 10, 2) == ""


@pytest.mark.slow
def test_kernels_find_what_models_find_in_every_shipped_protocol() -> None:
    """Every hypothesis has a kernel."""
    found, without = [], set()
    for name in protocol_ids():
        protocol = load_protocol(name)
        for one in protocol.hypotheses:
            if kernel_of(protocol, one) is None:
                without.add(one.model.kind)
            elif different := disagreement(protocol, one, 12, 2):
                found.append(different)
    assert found == []
    assert without == set()


def variants() -> list[tuple[str, dict[str, object]]]:
    """Models as protocols declare them that do not ship, of the mediation with two mediators."""
    return [
        ("serial", {"structure": "serial"}),
        ("bias-corrected", {"interval": "bias-corrected"}),
        ("serial", {"structure": "serial", "interval": "bias-corrected"}),
    ]


@pytest.mark.parametrize(("name", "changes"), variants())
@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_chains_and_other_intervals_agree_too(
    name: str, changes: dict[str, object], alternative: str
) -> None:
    declared = load_protocol("fuchs-2013-luxury")
    said = {**declared.said, "hypotheses": [*map(dict, declared.said["hypotheses"])]}
    places = [
        place
        for place, one in enumerate(declared.hypotheses)
        if len(getattr(one.model, "mediators", ())) == 2
    ]
    place = places[0]
    one = dict(said["hypotheses"][place])
    one["model"] = {**one["model"], **changes}
    one["alternative"] = alternative
    said["hypotheses"][place] = one
    protocol = protocol_from_said(said)
    assert disagreement(protocol, protocol.hypotheses[place], 10, 2) == "", name


def changed(name: str, hypothesis: str, more: dict[str, object]) -> tuple[Protocol, Hypothesis]:
    """A shipped protocol of which one hypothesis is declared otherwise."""
    said = copy.deepcopy(dict(load_protocol(name).said))
    [place] = (place for place, one in enumerate(said["hypotheses"]) if one["id"] == hypothesis)
    said["hypotheses"][place].update(more)
    protocol = protocol_from_said(said)
    return protocol, protocol.hypotheses[place]


BIDS, LABOR = ("norton-2012-1a", "builders-bid-more"), {"factor": "labor", "contrast": "build - prebuilt"}
CROSSED = ("norton-2012-2", "labor-by-whose")
CHILDREN = ("marsh-2018", "holders-do-so-less")
PAIRS = {"kind": "mixed", "factors": ["labor", "whose"], "group": "pair"}
OTHERS: list[tuple[tuple[str, str], dict[str, object], dict[str, object]]] = [
    (BIDS, {"kind": "tobit", **LABOR}, {}),
    (BIDS, {"kind": "student", **LABOR}, {"alternative": "less"}),
    (BIDS, {"kind": "mann-whitney", **LABOR}, {"alternative": "two-sided"}),
    (
        ("engagement-motivators", "needs-differ"),
        {"kind": "one-way", "factor": "motivator", "variances": "pooled"},
        {},
    ),
    (CROSSED, {**PAIRS, "term": ["labor"]}, {}),
    (CROSSED, {**PAIRS, "term": ["labor", "whose"], "contrasts": {"labor": "build - prebuilt"}}, {}),
    (CROSSED, {**PAIRS, "term": ["whose"], "contrasts": {"whose": "partner - own"}}, {}),
    (CHILDREN, {**PAIRS, "term": ["labor"], "group": "participant"}, {}),
]


@pytest.mark.slow
def test_models_that_no_shipped_hypothesis_declares_agree_too() -> None:
    """Studies of four per condition: some have a variance of 0 between people, or between pairs."""
    for name, model, more in OTHERS:
        protocol, asked = changed(*name, {"model": model, **more})
        assert disagreement(protocol, asked, 4, 4) == ""


ANSWERS = ("voice-and-feedback", "use-raises-loyalty")
AGES: dict[str, object] = {"measure": "age"}
BY_TERMS: list[tuple[tuple[str, str], dict[str, object], dict[str, object]]] = [
    (ANSWERS, {"kind": "factorial", "factors": ["voice", "answer"], "term": ["answer"]}, {}),
    (ANSWERS, {"kind": "factorial", "factors": ["voice", "answer", "goal"], "term": ["voice", "answer"],
               "covariates": ["gender", "told", "fun"], "covariance": "classic"}, {}),
    (ANSWERS, {"kind": "factorial", "factors": ["voice", "answer"], "term": ["answer"],
               "contrasts": {"answer": "used - ignored"}, "covariates": ["gender"]}, {"alternative": "less"}),
    (ANSWERS, {"kind": "one-way", "factor": "answer", "variances": "hc3"}, {}),
    (ANSWERS, {"kind": "regression", "factor": "answer", "contrast": "used - ignored",
               "covariates": ["gender", "fun"]}, {}),
    (ANSWERS, {"kind": "moderation", "factor": "goal", "contrast": "clear - unclear",
               "moderator": "told", "covariates": ["gender"], "covariance": "classic"}, {}),
    (ANSWERS, {"kind": "moderation", "factor": "goal", "contrast": "clear - unclear", "moderator": "answer",
               "levels": "used - 0.5*thanked - 0.5*ignored", "covariates": ["gender"]}, {}),
    (ANSWERS, {"kind": "contrast", "factor": "answer", "contrast": "used - ignored",
               "variances": "pooled"}, {}),
    (CROSSED, {"kind": "regression", "factor": "labor", "contrast": "build - prebuilt", "unit": "pair",
               "covariates": ["gender", "knows"]}, AGES),
    (CROSSED, {"kind": "moderation", "factor": "labor", "contrast": "build - prebuilt", "unit": "pair",
               "moderator": "gender"}, AGES),
    (CROSSED, {"kind": "moderation", "factor": "labor", "contrast": "build - prebuilt", "unit": "pair",
               "moderator": "knows"}, AGES),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("n", [5, 12])
def test_any_terms_words_and_pairs_agree_too(n: int) -> None:
    """Several degrees of freedom, covariates of words, CR2 by pairs, of which one person is alone at 5."""
    for name, model, more in BY_TERMS:
        protocol, asked = changed(*name, {"model": model, "alternative": "two-sided", **more})
        assert disagreement(protocol, asked, n, 6) == ""
        kernel = kernel_of(protocol, asked, n)
        assert kernel is not None
        found = kernel(drawn_block(samplers_of(protocol, asked), n, 6, generator(3)))
        assert np.isfinite(found.estimate).any()


# --- criteria ---------------------------------------------------------------------------------------------


def published(protocol: Protocol, hypothesis: Hypothesis) -> Protocol:
    """The protocol with a result of the original, by which every criterion can judge."""
    weights = standard(protocol, hypothesis).weights
    row = {
        "hypothesis": hypothesis.id, "locator": "p. 1", "provenance": "paper",
        "n": {"total": 80} | ({"per_condition": dict.fromkeys(weights, 40)} if weights else {}),
        "statistic": {"t": 2.4, "df": 78},
    }  # fmt: skip
    said = {**protocol.said, "published": [row]}
    others = {"replication"} if hypothesis.smallest_effect is not None else {"replication", "claims"}
    return protocol_from_said({key: value for key, value in said.items() if key not in others})


@pytest.mark.slow
def test_criteria_judge_what_kernels_tell_as_they_judge_the_model() -> None:
    """Every hypothesis of every shipped protocol whose studies are judged at once, every criterion."""
    seen = set()
    for name in protocol_ids():
        for one in load_protocol(name).hypotheses:
            protocol = published(load_protocol(name), one)
            [asked] = (each for each in protocol.hypotheses if each.id == one.id)
            lighter = with_resamples(asked, 200)
            kernel = kernel_of(protocol, lighter, 12)
            if kernel is None or asked.model.kind == "welch":
                continue
            block = drawn_block(samplers_of(protocol, lighter), 12, 2, generator(5))
            found = kernel(block)
            if not can_be_judged(lighter, found):
                continue
            seen.add(asked.model.kind)
            light = estimates(lighter, block, found, standard(protocol, lighter), 2)
            full = tuple(answer(protocol, lighter, table(block, study)) for study in range(2))
            for rule in DECIDERS:
                if rule == "equivalence" and asked.smallest_effect is None:
                    continue
                assert outcomes_of(protocol, lighter, rule, light) == outcomes_of(
                    protocol, lighter, rule, full
                ), (name, asked.id, rule)
    assert seen == {
        "contrast",
        "factorial",
        "interval",
        "mann-whitney",
        "mediation",
        "mixed",
        "moderation",
        "paired",
        "proportion",
        "regression",
        "turnbull",
    }


def test_judged_studies_of_other_models_are_answered_at_once() -> None:
    protocol, asked = changed(*BIDS, {"model": {"kind": "student", **LABOR}})
    judged = ask(protocol, asked.id)
    assert judged.rules
    assert judged.at_once
    [piece] = judged.pieces(20, 100, 1)
    tally = run_piece(piece)
    assert sum(tally.outcomes[judged.rules[0]].values()) == 100
    alike = {"kind": "tost", **LABOR, "bounds": {"d": 0.5}}
    close, asked = changed(*BIDS, {"model": alike, "alternative": "two-sided"})
    assert not ask(close, asked.id).at_once


def test_studies_in_which_nothing_varies_have_no_estimate() -> None:
    protocol = load_protocol("customer-photos")
    [asked] = (one for one in protocol.hypotheses if one.id == "customers-seem-authentic")
    kernel = kernel_of(protocol, asked)
    assert kernel is not None
    block = drawn_block(samplers_of(protocol, asked), 4, 2, generator(1))
    block.columns[asked.measure][1] = 4.0
    found = kernel(block)
    assert np.isfinite(found.estimate[0])
    assert np.isnan([found.estimate[1], found.low[1], found.high[1]]).all()
    assert not found.significant[1]


def test_what_a_piece_draws_follows_from_its_first_study_alone() -> None:
    asked = ask(load_protocol("customer-photos"), "customers-seem-authentic")
    pieces = asked.pieces(10, 250, 4)
    assert [piece.count for piece in pieces] == [100, 100, 50]
    assert run_piece(pieces[1]) == run_piece(pieces[1])
    assert run_piece(pieces[0]).estimate != run_piece(pieces[1]).estimate
    told = diagnose(load_protocol("customer-photos"), "customers-seem-authentic", 10, studies=100)
    assert told.engine == "batch"
    assert not any("one by one" in note for note in told.notes)


def test_a_kind_that_extends_welchs_is_not_answered_as_welchs() -> None:
    """What another package makes of it only its own model knows."""

    class Trimmed(Welch):
        trim: float = 0.1

    protocol = load_protocol("norton-2012-1a")
    [asked, *_] = protocol.hypotheses
    model = Trimmed.model_validate(asked.model.model_dump(mode="json", exclude_defaults=True))
    other = asked.model_copy(update={"model": model})
    assert (by_batch(asked), by_batch(other)) == (True, False)
    assert kernel_of(protocol, other) is None
