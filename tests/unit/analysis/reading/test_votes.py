"""What votes and judges gave, read from somebody else's table: shares, places, two measures of one person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy import stats

from ikea_effect.analysis.analyze import analyze
from ikea_effect.analysis.reading.options import Reading
from ikea_effect.analysis.reading.proposal import propose
from ikea_effect.analysis.reading.table import read_table
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.models import Protocol

SHARES = {"build": [63.0, 71.5, 40.0, 88.0, 55.0], "prebuilt": [41.0, 38.5, 52.0, 60.0, 20.0]}


def _declared(declare: Any, high: int) -> Protocol:
    found: Protocol = declare(
        measures={"wtp": {"kind": "money"}, "won": {"kind": "score", "low": 0, "high": high}},
        hypotheses=[
            {
                "id": "wins",
                "measure": "won",
                "model": {"kind": "welch", "factor": "labor", "contrast": "build - prebuilt"},
            }
        ],
    )
    return found


@pytest.mark.parametrize(("high", "times"), [(1, 0.01), (100, 1.0)])
def test_shares_of_votes_in_percent_are_those_of_scipy(
    tmp_path: Path, declare: Any, high: int, times: float
) -> None:
    rows = [f"{cell},{share:g} %" for cell, shares in SHARES.items() for share in shares]
    text = "\n".join(["participant,labor,won", *(f"{n},{row}" for n, row in enumerate(rows))])
    (tmp_path / "votes.csv").write_text(text, encoding="utf-8")
    protocol = _declared(declare, high)
    table = read_table(tmp_path / "votes.csv", protocol)
    found = analyze(protocol, table.data, "lab").estimates[0]
    theirs = stats.ttest_ind(*SHARES.values(), equal_var=False)
    assert found.p == pytest.approx(theirs.pvalue, rel=1e-9)
    assert found.statistic is not None
    assert found.statistic.value == pytest.approx(theirs.statistic, rel=1e-9)
    assert found.estimate == pytest.approx(times * (63.5 - 42.3))


PLACES = [(2, 3.0), (1, 2.5), (3, 3.5), (2, 2.0), (4, 4.5), (1, 3.0), (2, 4.0), (3, 2.5)]
BY_JUDGES = [3, 4, 2, 3, 5, 4, 3, 2]


def _places(tmp_path: Path) -> Path:
    makers = [
        f"{n};maker;5;{own}.;{str(others).replace('.', ',')}" for n, (own, others) in enumerate(PLACES, 1)
    ]
    judges = [f"{n};judge;4;{place}.;" for n, place in enumerate(BY_JUDGES, 20)]
    path = tmp_path / "places.csv"
    path.write_text("\n".join(["Nr;role;looks;Rang;Rang der Juroren", *makers, *judges]), encoding="utf-8")
    return path


def test_places_of_makers_and_judges_are_compared_as_scipy_does(tmp_path: Path) -> None:
    protocol = load_protocol("maker-and-judges")
    names = {"Nr": "participant", "Rang": "place", "Rang der Juroren": "others-place"}
    table = read_table(_places(tmp_path), protocol, Reading(names))
    found = {one.hypothesis: one for one in analyze(protocol, table.data, "lab").estimates}
    own, others = zip(*PLACES, strict=True)
    ranks = stats.mannwhitneyu(BY_JUDGES, own, alternative="greater")
    assert found["makers-place-it-higher"].p == pytest.approx(ranks.pvalue, rel=1e-9)
    paired = stats.ttest_rel(own, others, alternative="less")
    assert found["egocentric-bias"].p == pytest.approx(paired.pvalue, rel=1e-9)
    assert found["egocentric-bias"].n == {"place": 8, "others-place": 8}
    assert found["makers-bid-more"].problem is not None  # nobody's bids are in the file
    assert pd.api.types.is_float_dtype(table.data["place"])


def test_what_a_model_sets_a_measure_against_is_looked_for_too(tmp_path: Path) -> None:
    questions = propose(_places(tmp_path), load_protocol("maker-and-judges")).questions
    assert any(one.startswith("Which column is others-place?") for one in questions)
