"""What the oracle tests share: R's numbers, the tables both sides read, and a protocol to ask them under."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.reading.column_types import checked
from ikea_effect.analysis.results import Estimate
from ikea_effect.protocol.models import Protocol

HERE = Path(__file__).parent
Ask = Callable[..., Estimate]


def _levels(*names: str) -> dict[str, dict[str, str]]:
    return {name: {"label": name} for name in names}


def protocol_for(measure: str, model: dict[str, Any], table: pd.DataFrame, alternative: str) -> Protocol:
    factors = {"labor": {"between": "participant", "levels": _levels("build", "prebuilt", "unbuild")}}
    if "fate" in table.columns:
        factors["fate"] = {"between": "participant", "levels": _levels("kept", "destroyed")}
    if "good" in table.columns:
        factors["good"] = {"within": True, "levels": _levels("box", "crane", "frog", "lego")}
    if "status" in table.columns:
        factors["status"] = {"between": "participant", "levels": _levels("low", "middle", "high")}
    if "whose" in table.columns:
        factors["whose"] = {"within": True, "levels": _levels("own", "partner")}
    if not (table["labor"] == "unbuild").any():
        factors["labor"]["levels"] = _levels("build", "prebuilt")
    if others := set(table["labor"]) - {"build", "prebuilt", "unbuild"}:
        factors["labor"]["levels"] = _levels(*sorted(others))
    measures: dict[str, Any] = {
        "wtp": {"kind": "money"},
        "liking": {"kind": "rating", "low": 1, "high": 7, "text": "x"},
    }
    measures |= {"wtp-other": {"kind": "money"}, "list": {"kind": "money"}, "double": {"kind": "money"}}
    for name in ("skill", "joy", "pride", "tries"):
        measures[name] = {"kind": "number", "low": -100, "high": 100, "step": 0.001, "text": "x"}
    measures["pick"] = {"kind": "choice", "text": "x", "options": ["red", "blue", "none"]}
    measures["buy"] = {"kind": "choice", "text": "x", "options": ["yes", "no"]}
    mechanism = {"kind": "bdm", "low": 0, "high": 6, "step": 0.01}
    return Protocol.model_validate(
        {
            "id": "oracle", "version": 1, "title": "Oracle", "languages": ["en"], "currency": "EUR",
            "factors": factors, "assignment": {"block_sizes": [2]}, "sample": {"per_condition": 1},
            "goods": {"box": {}}, "measures": measures,
            "timeline": [{"bidding": {"id": "bid", "good": "box", "measure": "wtp", "mechanism": mechanism}}],
            "hypotheses": [{"id": "h", "measure": measure, "model": model, "alternative": alternative}],
        }
    )  # fmt: skip


@pytest.fixture(scope="session")
def tables() -> Callable[[str], pd.DataFrame]:
    return lambda name: pd.read_csv(HERE / "data" / f"{name}.csv")


@pytest.fixture(scope="session")
def ask(tables: Callable[[str], pd.DataFrame]) -> Ask:
    """The estimate of one model on one of the tables; two-level models get "build - prebuilt"."""

    def asked(
        kind: str, measure: str = "wtp", table: str = "participants", alternative: str = "two-sided",
        pair: bool = True, only: list[str] | None = None, **parts: Any,
    ) -> Estimate:  # fmt: skip
        data = tables(table)
        if only:
            data = data[data["labor"].isin(only)]
        model = {
            "kind": kind,
            **({"factor": "labor", "contrast": "build - prebuilt"} if pair else {}),
            **parts,
        }
        protocol = protocol_for(measure, model, data, alternative)
        found = answer(protocol, protocol.hypotheses[0], checked(protocol, data).data)
        assert found.problem is None, found.problem
        return found

    return asked


@pytest.fixture(scope="session")
def r() -> Callable[[str], dict[str, float]]:
    """R's numbers by name, as an R script in r/ printed them."""

    def read(name: str) -> dict[str, float]:
        lines = (HERE / "r" / f"{name}.csv").read_text("utf-8").splitlines()
        return {row["name"]: float(row["value"]) for row in csv.DictReader(x for x in lines if x[0] != "#")}

    return read
