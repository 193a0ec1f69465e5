"""Whole participants: sessions and batches draw the same people, and models find what is planted in them."""

from __future__ import annotations

import copy
import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.resampling import generator
from ikea_effect.assignment.place import Place
from ikea_effect.diagnosis.diagnose import diagnose
from ikea_effect.diagnosis.one_by_one import planted, seeded_tables
from ikea_effect.diagnosis.sampler import Sampler
from ikea_effect.errors import ProtocolError
from ikea_effect.operations.simulate import simulate_one
from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import load_setup
from ikea_effect.record import observations
from ikea_effect.record.study import Plan

PEOPLE = 240
TWO = {"factor": "labor", "contrast": "build - prebuilt"}
MEASURES = ("pride", "owner", "wtp")


def study(**changes: Any) -> Protocol:
    """Builders feel prouder; pride (a scale) and owning move bids."""
    said = copy.deepcopy(dict(load_protocol("norton-2012-1a").said))
    pride = {"kind": "scale", "low": 1, "high": 7, "text": "liking", "items": ["a", "b", "c"]}
    said["measures"] |= {
        "pride": pride | {"reversed": ["b"]},
        "owner": {"kind": "choice", "text": "liking", "options": ["mine", "theirs"]},
        "why": {"kind": "free-text", "text": "liking", "min_words": 2},
    }
    place = next(n for n, step in enumerate(said["timeline"]) if "bidding" in step)
    first = {"questionnaire": {"id": "first", "measures": ["pride", "owner", "why"]}}
    said["timeline"].insert(place, first)
    owner = {"distribution": "choice", "chances": {"mine": 0.4, "theirs": 0.6}}
    bids = {"distribution": "normal", "mean": {"build": 2.5, "prebuilt": 2.4}, "sd": 0.5}
    said["simulation"] = {
        "wtp": bids | {"depends_on": {"pride": 0.3, "owner=mine": 0.5}},
        "pride": {"distribution": "rounded-normal", "mean": {"build": 4.6, "prebuilt": 3.6}, "sd": 1.0},
        "owner": owner | {"depends_on": {"mine": {"pride": 0.5}}},
        "why": {"distribution": "texts", "texts": ["I made it.", "It is there."]},
    }
    mediation = {"kind": "mediation", "factor": "labor", "contrast": "build - prebuilt"}
    said["hypotheses"] = [{
        "id": "through-pride", "claim": "Builders bid more because they are proud", "measure": "wtp",
        "model": mediation | {"mediators": ["pride"], "resamples": 200}, "alternative": "greater",
    }]  # fmt: skip
    said["published"], said["claims"], said["replication"] = [], [], None
    return protocol_from_said({name: part for name, part in (said | changes).items() if part is not None})


def sessions(protocol: Protocol, n: int, condition: dict[str, str]) -> pd.DataFrame:
    """The wide table of n simulated sessions of one condition."""
    setup = replace(load_setup("norton-2012-1a"), protocol=protocol)
    plan = Plan("s", "simulated", protocol, "", "en", setup.hashes, 1)
    journals = [
        simulate_one(setup, plan, bytes(32), number, Place(number, condition)).events for number in range(n)
    ]
    return observations.frame(observations.tables(protocol, journals))


def numbers(table: pd.DataFrame) -> Any:
    """Pride, owning (0 or 1) and bids, shape (people, 3)."""
    return np.column_stack([table["pride"], table["owner"] == "mine", table["wtp"]]).astype(float)


@pytest.mark.slow
def test_sessions_and_batches_agree_in_mean_sd_and_correlation() -> None:
    protocol = study()
    for condition in protocol.conditions:
        mine = numbers(sessions(protocol, PEOPLE, condition))
        sampler = Sampler(protocol, condition, MEASURES)
        drawn = sampler.draw(generator(1), 200_000, 1)
        mine_too = sampler.options("owner").index("mine")
        theirs = np.column_stack([drawn["pride"], drawn["owner"] == mine_too, drawn["wtp"]])
        error = theirs.std(axis=0) / np.sqrt(PEOPLE)
        assert (np.abs(mine.mean(axis=0) - theirs.mean(axis=0)) < 4 * error).all()
        assert mine.std(axis=0, ddof=1) == pytest.approx(theirs.std(axis=0), rel=0.25)
        for one, other in itertools.combinations(range(3), 2):
            r, expected = (np.corrcoef(x[:, one], x[:, other])[0, 1] for x in (mine, theirs))
            assert abs(np.arctanh(r) - np.arctanh(expected)) < 4 / np.sqrt(PEOPLE - 3)


def test_open_answers_are_the_sample_texts() -> None:
    table = sessions(study(), 12, {"labor": "build"})
    assert set(table["why"]) == {"I made it.", "It is there."}


@pytest.mark.slow
def test_what_is_planted_of_a_mediation_is_found() -> None:
    """a = 1 in pride times b = 0.3 on bids; nothing is lost in items, grid and rounding."""
    protocol = study()
    bids = protocol.simulation["wtp"].model_copy(update={"depends_on": {"pride": 0.3}})
    alone = protocol.model_copy(update={"simulation": dict(protocol.simulation) | {"wtp": bids}})
    found = planted(alone, alone.hypotheses[0])
    assert found.estimate == pytest.approx(0.3, abs=0.02)


@pytest.mark.slow
def test_power_of_a_mediation_is_told_with_bias_and_coverage() -> None:
    found = diagnose(study(), "through-pride", 40, studies=60)
    assert found.engine == "batch"
    assert (found.power.value or 0) > 0.8
    assert abs(found.bias.value or 1) < 0.05
    assert (found.coverage.value or 0) > 0.85
    assert any("target is what it finds in 20,000" in note for note in found.notes)


def test_a_table_has_every_condition_and_column() -> None:
    protocol = study()
    [table] = seeded_tables(protocol, protocol.hypotheses[0], 5, [generator(1)])
    assert table["labor"].value_counts().to_dict() == {"build": 5, "prebuilt": 5}
    assert list(table.columns) == ["labor", "wtp", "pride"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("measure", "model", "planted_value"),
    [
        ("wtp", {"kind": "regression", "slope": "pride", "beside": ["owner=mine", "labor=build"]}, 0.3),
        ("wtp", {"kind": "moderation", **TWO, "moderator": "pride"}, 0.0),
        ("wtp", {"kind": "welch", **TWO, "in": {"labor": ["build", "prebuilt"]}}, None),
        ("owner", {"kind": "chi-square", "factor": "labor"}, None),
        ("owner", {"kind": "logit", **TWO, "option": "mine", "covariates": ["pride"]}, 0.0),
    ],
)
def test_power_of_models_of_whole_tables(
    measure: str, model: dict[str, Any], planted_value: float | None
) -> None:
    """What is planted is found in the large table; shares of variance and V have power, and no coverage."""
    asked = {"id": "h", "claim": "c", "measure": measure, "model": model}
    if "in" in model:
        with pytest.raises(ProtocolError, match="keeps to some levels of labor, which the model compares"):
            study(hypotheses=[asked])
        return
    found = diagnose(study(hypotheses=[asked]), "h", 30, studies=40)
    assert found.engine == "batch"
    assert 0 <= (found.power.value or 0) <= 1
    assert (found.coverage.value is None) == (model["kind"] == "chi-square")
    if planted_value is not None:
        assert found.planted == pytest.approx(planted_value, abs=0.02)


# --- how simulated participants behave --------------------------------------------------------------------


@pytest.mark.slow
def test_who_leaves_is_interrupted_and_has_no_later_answers() -> None:
    stays = sessions(study(), 40, {"labor": "build"})
    leaves = sessions(study(simulated={"leaves": 0.5}), 40, {"labor": "build"})
    gone = leaves["status"] == "interrupted"
    assert 8 <= gone.sum() <= 32
    same = ["pride", "wtp"]
    pd.testing.assert_frame_equal(leaves.loc[~gone, same], stays.loc[~gone, same])


@pytest.mark.slow
def test_who_does_not_attend_answers_at_random() -> None:
    """The share of those whose bid follows their pride falls to nothing."""
    table = numbers(sessions(study(simulated={"attends": 0.0}), 120, {"labor": "build"}))
    assert abs(np.corrcoef(table[:, 0], table[:, 2])[0, 1]) < 0.3
    assert table[:, 0].std() < 1.4  # means of three items from 1 to 7, each as likely: 2 / sqrt(3)
    assert table[:, 0].mean() == pytest.approx(4, abs=0.4)


@pytest.mark.slow
def test_who_tires_answers_late_screens_at_random() -> None:
    """At 1 for each screen before it, everything after the first screen is a guess."""
    table = sessions(study(simulated={"tires": 1.0}), 60, {"labor": "build"})
    assert not set(table["why"]) & {"I made it.", "It is there."}


def test_how_many_understand_is_declared() -> None:
    never = sessions(study(simulated={"understands": 0.0}), 10, {"labor": "build"})
    assert set(never["bid.comprehension"]) == {"failed"}


def test_in_pairs_who_belong_together_share_what_varies_between_pairs() -> None:
    protocol = load_protocol("norton-2012-2")
    [table] = seeded_tables(protocol, protocol.hypotheses[0], 6, [generator(1)])
    assert list(table.groupby("pair").size()) == [2] * 9
    assert (table.groupby("pair")["labor"].nunique() == 1).all()
