"""Every kind of model printed, as JSON, beside an original, in the report: no trace, no empty word."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.operations.analyze import printed, protocol_and_analysis
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.replicate import Asked, replication_of
from ikea_effect.protocol.registry import BUILT_IN
from ikea_effect.report import ReportMaterial
from ikea_effect.report.writing import write_report
from tests.quick import quick

TWO = {"factor": "labor", "contrast": "build - prebuilt"}
CROSSED = {"factors": ["labor", "fate"]}
MODELS: dict[str, dict[str, Any]] = {
    "welch": TWO,
    "student": TWO,
    "paired": {"against": "other"},
    "ratio": {**TWO, "resamples": 200},
    "mann-whitney": TWO,
    "brunner-munzel": TWO,
    "yuen": TWO,
    "quantile": {**TWO, "resamples": 200},
    "tost": {**TWO, "bounds": {"d": 0.3}},
    "contrast": TWO,
    "one-way": {"factor": "labor"},
    "factorial": {**CROSSED, "term": ["fate"]},
    "mixed": {**CROSSED, "term": ["labor", "fate"], "group": "pair"},
    "regression": {**TWO, "covariates": ["other"]},
    "moderation": {**TWO, "moderator": "other"},
    "mediation": {**TWO, "mediators": ["other"], "resamples": 200},
    "tobit": TWO,
    "interval": TWO,
    "turnbull": {**TWO, "resamples": 200},
    "demand": {**TWO, "resamples": 200},
    "hurdle": {**TWO, "resamples": 200},
    "proportion": {**TWO, "option": "yes"},
    "logit": {**TWO, "option": "yes"},
    "ordinal": TWO,
    "multiverse": {**TWO, "covariates": ["other"], "permutations": 100},
    "chi-square": {"factor": "labor"},
    "counts": {**TWO, "covariates": ["other"]},
    "paired-mediation": {
        "factor": "whose", "contrast": "own - partner", "mediators": ["other"], "resamples": 200,
    },
    "regression by slope": {"slope": "other", "beside": ["labor=build"]},
    "regression by product": {"slope": "other*liking*buy=yes"},
    "moderation by levels": {**TWO, "moderator": "fate"},
    "moderation by two levels": {**TWO, "moderator": "buy"},
    "mediation compared": {
        **TWO, "mediators": ["other", "liking"], "compare": ["other", "liking"], "resamples": 200,
    },
    "welch in a cell": {**TWO, "in": {"fate": "kept"}},
    "factorial of pairs": {**CROSSED, "term": ["labor"], "unit": "pair"},
}  # fmt: skip
MEASURE = {"proportion": "buy", "logit": "buy", "ordinal": "liking", "interval": "listed",
           "turnbull": "listed", "chi-square": "buy", "counts": "liking"}  # fmt: skip
EMPTY = re.compile(r"\b(None|nan|NaN|inf)\b")


def _levels(*names: str) -> dict[str, Any]:
    return {name: {"label": name.capitalize()} for name in names}


def write_example(folder: Path, kind: str) -> tuple[Path, Path]:
    """A protocol with one hypothesis of the kind, and a CSV of sixty participants."""
    mechanism = {"kind": "bdm", "low": 0, "high": 5, "step": 0.01}
    prices = {"kind": "price-list", "prices": [1, 2, 3]}
    kind, parts = kind.partition(" ")[0], MODELS[kind]
    measure = MEASURE.get(kind, "wtp")
    said = {
        "id": "outputs", "version": 1, "title": "Outputs", "languages": ["en"], "currency": "USD",
        "source": {"citation": "Doe, J. (2012). A paper. Journal, 1(1), 1-2."},
        "factors": {"labor": {"between": "participant", "levels": _levels("build", "prebuilt", "unbuild")},
                    "fate": {"between": "participant", "levels": _levels("kept", "destroyed", "sold")}},
        "assignment": {"block_sizes": [9]}, "sample": {"per_condition": 20}, "goods": {"box": {}},
        "payment": {"show_up": 5, "endowment": 5},
        "timeline": [
            {"bidding": {"id": "bid", "good": "box", "measure": "wtp", "mechanism": mechanism}},
            {"bidding": {"id": "list", "good": "box", "measure": "listed", "mechanism": prices}},
            {"questionnaire": {"id": "attitudes", "measures": ["liking", "buy", "other"]}},
            {"debrief": {"text": "debrief"}},
        ],
        "measures": {"wtp": {"kind": "money"}, "listed": {"kind": "money"},
                     "liking": {"kind": "rating", "low": 1, "high": 7, "text": "x"},
                     "other": {"kind": "rating", "low": 1, "high": 9, "text": "x"},
                     "buy": {"kind": "choice", "text": "x", "options": ["yes", "no"]}},
        "hypotheses": [{"id": "h", "measure": measure, "model": {"kind": kind, **parts}}],
        "replication": {"decides": "small-telescopes"},
        "published": [{"hypothesis": "h", "n": {"total": 60}, "statistic": {"t": 2.4, "df": 58},
                       "locator": "p. 1", "provenance": "secondary"}],
    }  # fmt: skip
    if kind == "interval":
        said["hypotheses"][0]["model"]["covariates"] = ["other"]
    protocol, data = folder / "outputs.yaml", folder / "data.csv"
    protocol.write_text(json.dumps(said), "utf-8")
    table = _participants()
    if kind == "paired-mediation":
        whose = {"within": True, "levels": _levels("own", "partner")}
        said["factors"]["whose"] = whose
        protocol.write_text(json.dumps(said), "utf-8")
        less = table.assign(whose="partner", other=table["other"] - 0.1 * table["liking"])
        less["wtp"] = (table["wtp"] - 0.05 * table["liking"] - 0.03 * table["wtp"]).clip(0).round(2)
        table = pd.concat([table.assign(whose="own"), less])
    table.to_csv(data, index=False)
    return protocol, data


def _participants() -> pd.DataFrame:
    rng, n = np.random.default_rng(5), 90
    labor, fate = np.tile(["build", "prebuilt", "unbuild"], 30), np.repeat(["kept", "destroyed", "sold"], 30)
    build = labor == "build"
    wtp = np.clip(rng.normal(1.6 + 0.9 * build, 1.4), 0, 5).round(2)
    accepted = np.floor(np.clip(wtp, 0, 3))
    return pd.DataFrame(
        {
            "participant": [f"p{i}" for i in range(n)], "labor": labor, "fate": fate, "wtp": wtp,
            "listed.low": accepted, "listed.high": np.where(accepted < 3, accepted + 1, np.nan),
            "liking": rng.integers(1, 8, n), "other": np.clip(np.round(wtp + rng.normal(4, 1, n)), 1, 9),
            "buy": np.where(rng.random(n) < 0.3 + 0.4 * build, "yes", "no"),
            "pair": np.arange(n) // 6 * 3 + np.arange(n) % 3,
        }
    )  # fmt: skip


def test_every_kind_of_model_is_here() -> None:
    assert {name.partition(" ")[0] for name in MODELS} == set(BUILT_IN["model"])


@pytest.mark.slow
@pytest.mark.parametrize("kind", MODELS)
def test_it_is_told_whole_in_words_and_json(tmp_path: Path, kind: str) -> None:
    path, data = write_example(tmp_path, kind)
    _, analysis = protocol_and_analysis(str(path), tmp_path, DataFiles((data,)))
    estimate = analysis.estimates[0]
    assert estimate.problem is None, estimate.problem
    beside = replication_of(Asked(str(path), DataFiles((data,))))
    for words in (printed(analysis), beside.text()):
        assert not EMPTY.search(words), words[: EMPTY.search(words).end()][-200:]  # type: ignore[union-attr]
    for found in (analysis.to_json(), beside.to_json()):
        json.dumps(found, allow_nan=False)


@pytest.mark.slow
@pytest.mark.parametrize("kind", quick(MODELS, "mediation"))
def test_its_report_has_no_empty_word(tmp_path: Path, kind: str) -> None:
    path, data = write_example(tmp_path, kind)
    protocol, analysis = protocol_and_analysis(str(path), tmp_path, DataFiles((data,)))
    observations = pd.read_csv(data).assign(status="complete")
    material = ReportMaterial(protocol, observations, analysis.to_json(), {"study": "x", "mode": "lab"})
    page = write_report(material, tmp_path / "report.html").read_text("utf-8")
    body = re.sub(r"<(script|style|svg).*?</\1>", "", page, flags=re.DOTALL)
    words = re.sub(r"<[^>]+>|data:[^\"')]+", " ", body)
    assert not EMPTY.search(words), words[: EMPTY.search(words).end()][-200:]  # type: ignore[union-attr]


def test_a_statistic_with_two_degrees_of_freedom_is_printed(tmp_path: Path) -> None:
    path, data = write_example(tmp_path, "one-way")
    _, analysis = protocol_and_analysis(str(path), tmp_path, DataFiles((data,)))
    statistic = analysis.estimates[0].statistic
    assert statistic is not None
    assert isinstance(statistic.df, tuple)
    assert f"F(2.0, {statistic.df[1]:.1f}) = {statistic.value:.2f}, p" in printed(analysis)


def test_an_interval_that_shrinks_to_nothing_says_so(tmp_path: Path) -> None:
    """Three cells of one mean: F is smaller than nearly all that chance gives."""
    path, data = write_example(tmp_path, "one-way")
    table = pd.read_csv(data)
    table["wtp"] = table.groupby("labor")["wtp"].transform(lambda one: np.linspace(1, 3, len(one)))
    table.to_csv(data, index=False)
    _, analysis = protocol_and_analysis(str(path), tmp_path, DataFiles((data,)))
    assert "90% CI [0, 0]: chance alone mostly gives more" in printed(analysis)
    assert "[0.000, 0.000]" not in printed(analysis)


@pytest.mark.parametrize("kind", ["quantile", "ratio"])
def test_limits_at_zero_of_a_difference_or_a_ratio_are_limits(tmp_path: Path, kind: str) -> None:
    """Most bid nothing: medians differ by 0 in nearly all resamples, which is not less than by chance."""
    path, data = write_example(tmp_path, kind)
    table = pd.read_csv(data)
    cell = table.groupby("labor").cumcount()
    table["wtp"] = np.where(cell % 10 < 3, 1.0 + cell / 100, 0.0)
    if kind == "ratio":  # nobody in the first cell bids
        table["wtp"] = np.where(table["labor"] == "build", 0.0, 1.0 + cell / 100)
    table.to_csv(data, index=False)
    _, analysis = protocol_and_analysis(str(path), tmp_path, DataFiles((data,)))
    assert tuple(analysis.estimates[0].ci or ()) == (0.0, 0.0)
    assert "95% CI [0.000, 0.000]" in printed(analysis)
    assert "chance alone" not in printed(analysis)
