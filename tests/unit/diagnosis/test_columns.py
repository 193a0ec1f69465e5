"""Many studies answered at once as columns: each is what the declared model finds in its table."""

from __future__ import annotations

import copy

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis.block import Block, drawn_block
from ikea_effect.diagnosis.columns import kernel_of
from ikea_effect.diagnosis.diagnose import ask, diagnose
from ikea_effect.diagnosis.one_by_one import samplers_of, with_resamples
from ikea_effect.diagnosis.pieces import run_piece
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.loading import load_protocol, protocol_from_said, protocol_ids
from ikea_effect.protocol.models import Protocol

BOUNDED = ("interval", "turnbull")
"""Kinds whose answers are known up to an interval, which whole sessions alone can draw."""
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
    """Every hypothesis has a kernel but those of answers that only sessions can draw."""
    found, without = [], set()
    for name in protocol_ids():
        protocol = load_protocol(name)
        for one in protocol.hypotheses:
            if kernel_of(protocol, one) is None:
                without.add(one.model.kind)
            elif different := disagreement(protocol, one, 12, 2):
                found.append(different)
    assert found == []
    assert without == set(BOUNDED)


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
