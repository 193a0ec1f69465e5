"""The scripts of analysis/ on real data: the reference numbers, R's, and the same from the protocol.

r/replication_data.R, output in r/replication_data.csv.
"""

import csv
import importlib.util
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.analyze import analyze
from ikea_effect.protocol.loading import load_protocol

ROOT = Path(__file__).parents[2]


def script(name):
    spec = importlib.util.spec_from_file_location(f"analysis_{name}", ROOT / "analysis" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def r_values(name):
    rows = (Path(__file__).parent / "r" / name).read_text().splitlines()
    return {row["name"]: float(row["value"]) for row in csv.DictReader(r for r in rows if r[0] != "#")}


R = r_values("replication_data.csv")
GOALS, TAL_OR, KRISTROM = script("goalstudy"), script("tal_or"), script("kristrom")


def close(value, rel=1e-6):
    return pytest.approx(value, rel=rel)


def answers(name, table):
    protocol = load_protocol(ROOT / "analysis" / "protocols" / f"{name}.yaml")
    return {
        one.hypothesis: one for one in analyze(protocol, table, "data").estimates if one.role == "primary"
    }


# --- goalstudy: 2 x 2 on bids -----------------------------------------------------------------------------


def test_goalstudy_cells():
    data = GOALS.recoded()
    cells = data.groupby(["progress", "variety"])["bid"].agg(["count", "mean", "std", "median"]).round(3)
    assert cells.loc[("low", "low")].tolist() == [27, 2.347, 2.795, 1]
    assert cells.loc[("high", "low")].tolist() == [27, 4.388, 4.272, 4]
    assert cells.loc[("low", "high")].tolist() == [23, 4.5, 4.328, 4]
    assert cells.loc[("high", "high")].tolist() == [28, 2.304, 3.75, 0]
    assert (len(data), (data["bid"] == 0).sum(), data["bid"].max()) == (105, 35, 15)


def test_goalstudy_equals_the_reference_and_r():
    data = GOALS.recoded()
    table = GOALS.type_three(data, "bid")
    crossed = table.loc["C(progress, Sum):C(variety, Sum)"]
    assert (round(crossed["F"], 4), round(crossed["PR(>F)"], 5)) == (8.0508, 0.0055)
    assert round(crossed["partial_eta2"], 4) == 0.0738
    outcomes = {"bid": data, "logged": data.assign(logged=np.log1p(data["bid"])), "perceivedsim": data}
    terms = {"progress": "C(progress, Sum)", "prodvar": "C(variety, Sum)",
             "progress:prodvar": "C(progress, Sum):C(variety, Sum)"}  # fmt: skip
    for outcome, rows in outcomes.items():
        found = GOALS.type_three(rows, outcome)
        assert found.loc["Residual", "sum_sq"] == close(R[f"{outcome}.sse"])
        for theirs, ours in terms.items():
            assert found.loc[ours, "F"] == close(R[f"{outcome}.{theirs}.F"])
            assert found.loc[ours, "PR(>F)"] == close(R[f"{outcome}.{theirs}.p"])


def test_goalstudy_by_its_protocol_gives_the_script_s_numbers():
    data = GOALS.recoded()
    found = answers("goalstudy", data)
    crossed = found["variety-turns-with-progress"]
    assert crossed.statistic.value**2 == close(R["bid.progress:prodvar.F"])
    assert crossed.p == close(R["bid.progress:prodvar.p"])
    assert found["variety-is-seen"].statistic.value ** 2 == close(R["perceivedsim.prodvar.F"])
    simple = GOALS.simple_effects(data)
    assert crossed.estimate == close(simple.loc["high", "difference"] - simple.loc["low", "difference"])


# --- Tal-Or: simple and serial mediation ------------------------------------------------------------------


def test_tal_or_equals_the_reference_and_r():
    data = TAL_OR.recoded()
    found = TAL_OR.paths(data)
    rounded = {name: round(float(value), 4) for name, value in found.items()}
    assert rounded["a"] == 0.4765
    assert (rounded["b"], rounded["total"], rounded["direct"]) == (0.5064, 0.4957, 0.2544)
    assert rounded["indirect"] == 0.2413
    for name, value in found.items():
        assert value == close(R[f"tal_or.{name}"]), name
    assert TAL_OR.serial(data)["indirect"] == close(R["tal_or.serial"])
    assert round(TAL_OR.serial(data)["indirect"], 5) == 0.04875


@pytest.mark.slow
def test_tal_or_s_bootstrap_interval_is_the_reference_within_its_simulation_error():
    low, high = TAL_OR.bootstrap(TAL_OR.recoded(), draws=4000)
    assert low == pytest.approx(0.010, abs=0.012)
    assert high == pytest.approx(0.522, abs=0.025)


def test_tal_or_by_its_protocol_gives_the_script_s_numbers():
    data = TAL_OR.recoded()
    found = answers("tal_or", data)
    assert found["through-presumed-influence"].estimate == close(TAL_OR.paths(data)["indirect"])
    low, high = found["through-presumed-influence"].ci
    assert (low, high) == (pytest.approx(0.010, abs=0.012), pytest.approx(0.522, abs=0.025))
    assert found["through-importance-and-influence"].estimate == close(TAL_OR.serial(data)["indirect"])


# --- Kriström: take it or leave it ------------------------------------------------------------------------


def test_kristrom_acceptance_is_the_reference():
    table = KRISTROM.accepted(KRISTROM.read())
    assert table.index.tolist() == [100, 400, 700, 1000, 1500, 2000, 2500, 3000, 5000, 7000]
    assert table["accepted"].tolist() == [51, 29, 33, 31, 25, 16, 21, 16, 21, 5]
    assert table["asked"].tolist() == [60, 52, 60, 57, 64, 56, 53, 53, 62, 45]


def test_kristrom_s_logit_and_shares_equal_r():
    data = KRISTROM.read()
    for name, value in KRISTROM.logit(data).items():
        assert value == close(R[f"kristrom.{name}"]), name
    assert KRISTROM.lower_bound_mean(data) == close(R["kristrom.lower_bound"])
    assert KRISTROM.survival(data).is_monotonic_decreasing


# --- 176 replication pairs --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pairs():
    return script("stanford_replications")


def test_the_coding_of_the_176_pairs(pairs):
    coded = pd.read_csv(pairs.DATA)["sub_rep"].value_counts().sort_index()
    assert coded.to_dict() == {0: 67, 0.25: 11, 0.5: 22, 0.75: 14, 1: 62}


def test_the_stored_prediction_intervals_are_reproduced(pairs):
    """61 inside, 76 outside, 39 not computable, pair by pair, with variances read as standard errors."""
    found = pairs.outcomes(stored=True)["prediction-interval"].replace("undecided", "met")
    stored = (
        pd.read_csv(pairs.DATA)["predInt"].map({True: "met", False: "not-met"}).fillna("cannot-be-computed")
    )
    assert found.value_counts().to_dict() == {"not-met": 76, "met": 61, "cannot-be-computed": 39}
    assert (found == stored).all()


def test_with_their_roots_more_replications_fall_inside(pairs):
    found = pairs.outcomes()
    inside = found["prediction-interval"].replace("undecided", "met")
    assert inside.value_counts().to_dict() == {
        "met": 95, "not-met": 42, "cannot-be-computed": 39,
    }  # fmt: skip
    assert (found["small-telescopes"] == "cannot-be-computed").all()
    by = found.groupby("significance")["coded"].mean()
    assert by["met"] > 0.8 > 0.3 > by["not-met"]


# --- Norton 1A ---------------------------------------------------------------------------------------------


def simulated(n=60, seed=3):
    random = np.random.default_rng(seed)
    labor = np.repeat(["build", "prebuilt"], n)
    wtp = np.round(random.gamma(1.6, np.where(labor == "build", 0.5, 0.35)), 2).clip(0, 5)
    return pd.DataFrame({"participant": [f"P{i:03}" for i in range(2 * n)], "labor": labor, "wtp": wtp,
                         "liking": random.integers(1, 8, 2 * n)})  # fmt: skip


OF_P = ("lebel", "significance", "sceptical-p", "controlled-sceptical-p", "edgington")
"""Criteria that take the tests' own p."""


def test_norton_1a_by_its_protocol_gives_the_script_s_numbers():
    norton, data = script("norton_2012_1a"), simulated()
    found = analyze(load_protocol("norton-2012-1a"), data.assign(**{"bid.comprehension": "passed"}), "data")
    for hypothesis, outcome in (("builders-bid-more", "wtp"), ("builders-like-more", "liking")):
        ours, theirs = found.primary(hypothesis), norton.welch(data, outcome)
        assert ours.estimate == close(theirs["difference"])
        assert ours.se == close(theirs["se"])
        assert (ours.statistic.value, ours.statistic.df) == close((theirs["t"], theirs["df"]))
    verdicts = {one.rule: one for one in found.verdicts if one.hypothesis == "builders-bid-more"}
    for one in norton.panel(data).criteria:
        assert verdicts[one.id].outcome == one.outcome
        if one.id not in OF_P:  # the script's p is Student's, the protocol's is Welch's
            assert verdicts[one.id].value == close(one.value)


@pytest.mark.parametrize("name", ["goalstudy", "kristrom", "stanford_replications", "norton_2012_1a"])
def test_every_script_prints(name, tmp_path, capsys):
    file = tmp_path / "bids.csv"
    simulated().to_csv(file, index=False)
    script(name).main([str(file)] if name == "norton_2012_1a" else [])
    assert len(capsys.readouterr().out.splitlines()) > 8
    assert "analysis" not in sys.modules
