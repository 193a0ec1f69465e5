"""A small protocol to analyze under, and tables to analyze."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.protocol.models import Protocol

Declare = Callable[..., Protocol]


def declared(**changes: Any) -> Protocol:
    """Two cells, a bid and a rating; `changes` replace whole parts."""
    welch = {"kind": "welch", "factor": "labor", "contrast": "build - prebuilt"}
    mechanism = {"kind": "bdm", "low": 0, "high": 5, "step": 0.01}
    parts: dict[str, Any] = {
        "id": "two-cells",
        "version": 1,
        "title": "Two cells",
        "languages": ["en"],
        "currency": "USD",
        "factors": {"labor": {"between": "participant", "levels": _levels("build", "prebuilt")}},
        "assignment": {"block_sizes": [2]},
        "sample": {"per_condition": 10},
        "goods": {"box": {}},
        "timeline": [{"bidding": {"id": "bid", "good": "box", "measure": "wtp", "mechanism": mechanism}}],
        "measures": {
            "wtp": {"kind": "money"},
            "liking": {"kind": "rating", "low": 1, "high": 7, "text": "liking"},
        },
        "exclusions": [{"id": "misread-rule", "drop_if": 'bid.comprehension == "failed"'}],
        "hypotheses": [
            {"id": "bid-more", "measure": "wtp", "model": welch, "alternative": "greater"},
            {"id": "like-more", "measure": "liking", "model": welch},
        ],
    }
    return Protocol.model_validate({**parts, **changes})


def _levels(*names: str) -> dict[str, dict[str, str]]:
    return {name: {"label": name} for name in names}


@pytest.fixture
def declare() -> Declare:
    return declared


@pytest.fixture
def two_cells() -> pd.DataFrame:
    """Forty participants with bids and ratings; the fourth and fifth misread the rule."""
    rng = np.random.default_rng(7)
    labor = ["build", "prebuilt"] * 20
    return pd.DataFrame(
        {
            "participant": [f"p{i}" for i in range(40)],
            "labor": labor,
            "wtp": np.clip(rng.gamma(2, [0.6 if cell == "build" else 0.4 for cell in labor]), 0, 5).round(2),
            "liking": rng.integers(1, 8, 40),
            "bid.comprehension": ["failed" if i in (3, 4) else "passed" for i in range(40)],
        }
    )
