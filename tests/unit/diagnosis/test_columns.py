"""Many studies answered at once as columns: each is what the declared model finds in its table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis.columns import Block, drawn_block, kernel_of
from ikea_effect.diagnosis.diagnose import ask, diagnose
from ikea_effect.diagnosis.one_by_one import samplers_of, with_resamples
from ikea_effect.diagnosis.pieces import run_piece
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.loading import load_protocol, protocol_from_said, protocol_ids
from ikea_effect.protocol.models import Protocol

KINDS = ("mediation", "factorial", "proportion", "contrast")
PAIRED = {("marsh-2018", "builders-keep-their-own"), ("marsh-2018", "did-came-across")}
"""Whose participants come in pairs: fitted one by one."""


def table(block: Block, study: int) -> pd.DataFrame:
    """One study of the block, as it would be analyzed."""
    levels = {name: np.array(one, dtype=object) for name, one in block.levels.items()}
    values = {name: one[study] for name, one in block.columns.items()}
    words = {
        name: np.array(options, dtype=object)[values[name].astype(int)]
        for name, options in block.options.items()
        if options
    }
    return pd.DataFrame({**levels, **values, **words})


def disagreement(protocol: Protocol, hypothesis: Hypothesis, n: int, studies: int) -> str:
    """In what the kernel and the model differ, in a few studies; empty where they agree to 1e-8."""
    asked = with_resamples(hypothesis, 200)
    kernel = kernel_of(protocol, asked)
    assert kernel is not None
    block = drawn_block(samplers_of(protocol, asked), n, studies, generator(3))
    found = kernel(block)
    for study in range(studies):
        one = answer(protocol, asked, table(block, study))
        theirs = [one.estimate, *(one.ci or (None, None))]
        ours = [found.estimate[study], found.low[study], found.high[study]]
        told = [np.nan if value is None else value for value in theirs]
        same = np.allclose(told, ours, rtol=1e-8, atol=1e-9, equal_nan=True)
        if not same or (one.p is not None and one.p < 0.05) != found.significant[study]:
            return f"{protocol.id} {hypothesis.id} {study}: {told} {one.p}, {ours} {found.significant[study]}"
    return ""


@pytest.mark.parametrize(
    ("protocol", "hypothesis"),
    [
        ("customer-photos", "customers-seem-authentic"),
        ("fuchs-2010-voting", "deciding-raises-demand"),
        ("label-or-fact", "human-came-across"),
        ("dahl-2015-user-driven", "through-empowerment-and-identification"),
    ],
)
def test_a_kernel_finds_what_the_model_finds(protocol: str, hypothesis: str) -> None:
    declared = load_protocol(protocol)
    [asked] = (one for one in declared.hypotheses if one.id == hypothesis)
    assert disagreement(declared, asked, 9, 2) == ""


@pytest.mark.slow
def test_kernels_find_what_models_find_in_every_shipped_protocol() -> None:
    """Every hypothesis of these kinds has a kernel, but those of pairs; each is held to its model."""
    found, without = [], set()
    for name in protocol_ids():
        protocol = load_protocol(name)
        for one in protocol.hypotheses:
            if one.model.kind not in KINDS:
                continue
            if kernel_of(protocol, one) is None:
                without.add((name, one.id))
            elif different := disagreement(protocol, one, 12, 2):
                found.append(different)
    assert found == []
    assert without == PAIRED


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
