"""Scripts beside the data: they tell the program's estimates again, in Python and, where it is, in R."""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.operations.analyze import answered_from_files
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.protocol.expressions import parse_expression
from ikea_effect.record.export import csv_bytes
from ikea_effect.report.scripts.rules import PYTHON, Kind, R, surely
from ikea_effect.report.scripts.writing import ESTIMATE_COLUMNS, ESTIMATES, Data, estimate_rows, scripts

TWO = {"factor": "labor", "contrast": "build - prebuilt"}
CROSSED = {"factors": ["labor", "fate"]}
MODELS: dict[str, dict[str, Any]] = {
    "welch": {"kind": "welch", **TWO},
    "welch-in-a-cell": {"kind": "welch", **TWO, "in": {"fate": ["kept", "sold"]}},
    "student": {"kind": "student", **TWO},
    "against": {"kind": "paired", "against": "other"},
    "mann-whitney": {"kind": "mann-whitney", **TWO},
    "tost-d": {"kind": "tost", **TWO, "bounds": {"d": 0.3}},
    "tost-difference": {"kind": "tost", **TWO, "bounds": {"difference": 2}},
    "contrast": {"kind": "contrast", "factor": "labor", "contrast": "build - 1/2*prebuilt - 1/2*unbuild"},
    "contrast-pooled": {"kind": "contrast", **TWO, "variances": "pooled"},
    "one-way": {"kind": "one-way", "factor": "labor"},
    "one-way-pooled": {"kind": "one-way", "factor": "labor", "variances": "pooled"},
    "one-way-hc3": {"kind": "one-way", "factor": "labor", "variances": "hc3"},
    "main-effect": {"kind": "factorial", **CROSSED, "term": ["fate"]},
    "interaction": {"kind": "factorial", **CROSSED, "term": ["labor", "fate"], "covariates": ["other"]},
    "one-of-several": {"kind": "factorial", **CROSSED, "term": ["labor"],
                       "contrasts": {"labor": "build - unbuild"}},
    "covariates": {"kind": "regression", **TWO, "covariates": ["other", "buy"], "covariance": "classic"},
    "slope": {"kind": "regression", "slope": "other*liking*buy=yes", "beside": ["labor=build"]},
    "by-a-number": {"kind": "moderation", **TWO, "moderator": "other"},
    "by-two-levels": {"kind": "moderation", **TWO, "moderator": "buy"},
    "serial": {"kind": "mediation", **TWO, "mediators": ["other", "liking"], "structure": "serial",
               "resamples": 200},
    "compared": {"kind": "mediation", **TWO, "mediators": ["other", "liking"], "compare": ["other", "liking"],
                 "covariates": ["age"], "resamples": 200},
    "not-written": {"kind": "yuen", **TWO},
}  # fmt: skip


def _levels(*names: str) -> dict[str, Any]:
    return {name: {"label": name.capitalize()} for name in names}


def _protocol() -> dict[str, Any]:
    asked = ["liking", "buy", "other", "age"]
    mechanism = {"kind": "bdm", "low": 0, "high": 5, "step": 0.01}
    return {
        "id": "told-again", "version": 1, "title": "Told again", "languages": ["en"], "currency": "USD",
        "factors": {"labor": {"between": "participant", "levels": _levels("build", "prebuilt", "unbuild")},
                    "fate": {"between": "participant", "levels": _levels("kept", "destroyed", "sold")}},
        "assignment": {"block_sizes": [9]}, "sample": {"per_condition": 20}, "goods": {"box": {}},
        "payment": {"show_up": 5, "endowment": 5},
        "timeline": [
            {"bidding": {"id": "bid", "good": "box", "measure": "wtp", "mechanism": mechanism}},
            {"questionnaire": {"id": "attitudes", "measures": asked}},
            {"debrief": {"text": "debrief"}},
        ],
        "measures": {"wtp": {"kind": "money"}, "liking": {"kind": "rating", "low": 1, "high": 7, "text": "x"},
                     "other": {"kind": "rating", "low": 1, "high": 9, "text": "x"},
                     "age": {"kind": "number", "low": 18, "high": 99, "unit": "years", "text": "x"},
                     "buy": {"kind": "choice", "text": "x", "options": ["yes", "no"]}},
        "exclusions": [
            {"id": "old", "drop_if": 'age > 65 or (buy == "yes" and not liking in [1, 2, 3, 4, 5, 6])'}
        ],
        "hypotheses": [
            {"id": name, "measure": "wtp", "model": model,
             "alternative": "greater" if name == "student" else "two-sided"}
            for name, model in MODELS.items()
        ] + [{"id": "share", "measure": "buy", "model": {"kind": "proportion", **TWO, "option": "yes"}}],
    }  # fmt: skip


def _table() -> pd.DataFrame:
    """Ninety people with holes in what they said, one of whom broke off."""
    rng, n = np.random.default_rng(5), 90
    labor, fate = np.tile(["build", "prebuilt", "unbuild"], 30), np.repeat(["kept", "destroyed", "sold"], 30)
    build = labor == "build"
    wtp = np.clip(rng.normal(1.6 + 0.9 * build, 1.4), 0, 5).round(2)
    table = pd.DataFrame({
        "participant": [f"p{i}" for i in range(n)], "labor": labor, "fate": fate, "status": "complete",
        "mode": "lab", "wtp": wtp, "liking": rng.integers(1, 8, n).astype(float),
        "other": np.clip(np.round(wtp + rng.normal(4, 1, n)), 1, 9), "age": rng.integers(18, 70, n),
        "buy": np.where(rng.random(n) < 0.3 + 0.4 * build, "yes", "no"),
    })  # fmt: skip
    table.loc[3, "status"] = "interrupted"
    table.loc[[5, 31, 62], "other"] = np.nan
    table.loc[[8, 44], "buy"] = None
    table.loc[17, "wtp"] = np.nan
    return table


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set with its scripts."""
    made = tmp_path_factory.mktemp("scripts")
    (made / "protocol.yaml").write_text(json.dumps(_protocol()), "utf-8")
    _table().to_csv(made / "data.csv", index=False)
    found = answered_from_files(str(made / "protocol.yaml"), DataFiles((made / "data.csv",)))
    data = Data("data.csv", tuple(_table().columns), about="SIMULATED.")
    for name, text in scripts(found.protocol, found.analysis, data):
        (made / name).write_text(text, "utf-8")
    rows = estimate_rows(found.protocol, found.analysis, data)
    (made / ESTIMATES).write_bytes(csv_bytes(ESTIMATE_COLUMNS, rows))
    return made


def _run(script: Path) -> int:
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(script))
    return int(ended.value.code or 0)


def test_every_model_that_is_written_is_told_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(folder / "analysis.py") == 0, capsys.readouterr().out
    told = [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert told == [*(name for name in MODELS if name != "not-written"), "share"]


def test_a_script_says_what_it_does_not_tell_and_what_the_data_are(folder: Path) -> None:
    for name in ("analysis.py", "analysis.R"):
        text = (folder / name).read_text("utf-8")
        assert "- not-written: no script is written for the model yuen" in text
        assert "SIMULATED." in text
        assert "ikea_effect" not in text
    said = pd.read_csv(folder / ESTIMATES).set_index("hypothesis")["script"]
    assert said["not-written"] == "not written: no script is written for the model yuen"


def test_another_bid_is_found(folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    data = pd.read_csv(copy / "data.csv", dtype=object, keep_default_na=False)
    data.loc[0, "wtp"] = "4.99"
    data.to_csv(copy / "data.csv", index=False)
    assert _run(copy / "analysis.py") == 1


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_tells_every_model_again(folder: Path) -> None:
    ran = subprocess.run(
        ["Rscript", "--vanilla", folder / "analysis.R"], capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert [line.split()[0] for line in ran.stdout.splitlines()[1:]][-1] == "share"


KINDS: dict[str, Kind] = {"age": "number", "buy": "text", "right": "logical"}


@pytest.mark.parametrize(
    ("rule", "python", "r"),
    [
        ("age < 18", '(d["age"].notna() & (d["age"] < 18))', '(!is.na(d[["age"]]) & (d[["age"]] < 18))'),
        ("right == false", '(d["right"].notna() & (d["right"] == "false"))',
         '(!is.na(d[["right"]]) & (d[["right"]] == "false"))'),
        ("not age < 18", '(d["age"].notna() & (d["age"] >= 18))',
         '(!is.na(d[["age"]]) & (d[["age"]] >= 18))'),
        ('buy == 3 or gone == "x"', "((d.index < 0) | (d.index < 0))",
         "(rep(FALSE, nrow(d)) | rep(FALSE, nrow(d)))"),
    ],
)  # fmt: skip
def test_a_rule_holds_only_where_there_is_a_value_to_decide_by(rule: str, python: str, r: str) -> None:
    assert surely(parse_expression(rule), KINDS, PYTHON) == python
    assert surely(parse_expression(rule), KINDS, R) == r


@pytest.mark.slow
def test_a_number_that_is_missing_may_be_written_as_programs_write_it(folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    data = pd.read_csv(copy / "data.csv", dtype=object, keep_default_na=False)
    for column, word in (("wtp", "NA"), ("other", "N/A")):
        assert "" in set(data[column])
        data[column] = data[column].replace("", word)
    data.to_csv(copy / "data.csv", index=False)
    assert _run(copy / "analysis.py") == 0
    if shutil.which("Rscript"):
        done = subprocess.run(["Rscript", str(copy / "analysis.R")], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
