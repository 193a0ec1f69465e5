"""A study that was never run: 200 made-up participants, and an analysis in the form that is promised."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.report import ReportMaterial

Make = Callable[..., ReportMaterial]


def made_up_participants(n: int = 200, seed: int = 7) -> pd.DataFrame:
    """Every 67th is interrupted, about one in twenty misread the rule."""
    draw = np.random.default_rng(seed)
    labor = np.where(np.arange(n) % 2 == 0, "build", "prebuilt")
    mean = np.where(labor == "build", 0.78, 0.48)
    wtp = np.round(np.minimum(5, draw.gamma((mean / 0.5) ** 2, 0.25 / mean)), 2)
    wtp[draw.random(n) < 0.1] = 0.0
    price = np.round(draw.integers(0, 501, n) / 100, 2)
    status = np.where(np.arange(n) % 67 == 66, "interrupted", "complete")
    return pd.DataFrame(
        {
            "participant": [f"S{i + 1:04d}" for i in range(n)],
            "labor": labor,
            "status": status,
            "wtp": np.where(status == "complete", wtp, np.nan),
            "liking": np.clip(np.round(draw.normal(np.where(labor == "build", 4.5, 3.6), 1.4)), 1, 7),
            "bid.comprehension": np.where(draw.random(n) < 0.05, "failed", "passed"),
            "bid.price": price,
            "bid.bought": wtp >= price,
            "bid.paid": np.where(wtp >= price, price, 0.0),
            "started_at": "2026-01-01T10:00:00.000Z",
            "duration_s": draw.normal(900, 120, n),
            "interruptions": (draw.random(n) < 0.03).astype(int),
        }
    )


def estimate(
    hypothesis: str, measure: str, unit: str, role: str = "primary", **changes: Any
) -> dict[str, Any]:
    """One estimate with made-up numbers, in the form of `ikea-effect analyze --json`."""
    return {
        "hypothesis": hypothesis, "role": role, "measure": measure, "unit": unit, "method": "Welch's t test",
        "term": "build - prebuilt", "n": {"build": 98, "prebuilt": 96},
        "mean": {"build": 0.8, "prebuilt": 0.32}, "sd": {"build": 0.54, "prebuilt": 0.38},
        "estimate": 0.48, "se": 0.066, "ci": [0.35, 0.61],
        "statistic": {"name": "t", "value": 7.28, "df": 174.0}, "p": 1e-9, "alternative": "greater",
        "effect_size": {"name": "hedges_g", "value": 1.04, "ci": [0.74, 1.34]},
        "formula": "wtp ~ C(labor, Treatment('prebuilt'))", "library": "statsmodels 0.15.0", **changes,
    }  # fmt: skip


def verdict(rule: str, outcome: str, value: float | None, sentence: str, **inputs: Any) -> dict[str, Any]:
    """One verdict on the first hypothesis."""
    return {
        "hypothesis": "builders-bid-more", "rule": rule, "outcome": outcome, "value": value,
        "inputs": inputs, "sentence": sentence,
    }  # fmt: skip


def made_up_analysis(recorded: int = 200, kept: int = 189) -> dict[str, Any]:
    """The whole object that an analysis prints."""
    return {
        "protocol": "norton-2012-1a", "protocol_sha256": "0" * 64, "mode": "simulated",
        "n": {"recorded": recorded, "kept": kept},
        "exclusions": [{"id": "misread-rule", "dropped": 4, "reason": "bid.comprehension is failed"}],
        "notes": ["Row 12: wtp 0.755 is off the grid"],
        "estimates": [
            estimate("builders-bid-more", "wtp", "USD"),
            estimate("builders-bid-more", "wtp", "USD", "without-exclusions", estimate=0.47),
            estimate("builders-like-more", "liking", "points", estimate=1.0, alternative="two-sided"),
        ],
        "verdicts": [
            verdict("significance", "met", 1e-9, "Same sign, p < .001."),
            verdict("prediction-interval", "met", 1.041, "Inside the interval.", low=-0.043, high=1.219,
                    d_original=0.588, v_original=0.0803, v_replication=0.0234),
            verdict("small-telescopes", "met", 1.0, "Not smaller than d33 [-0.1, 0.2].", d33=0.4322),
            verdict("bayes-factor", "cannot-be-computed", None, "cannot be computed: its n is not known."),
        ],
    }  # fmt: skip


STUDY: dict[str, Any] = {
    "study": "dry-run", "mode": "simulated", "created": "2026-01-01T10:00:00.000Z", "language": "en",
    "seed": 7, "software": {"ikea-effect": "0.1.0", "python": "3.11.2"},
    "protocol_sha256": "0" * 64, "journals": 200, "journal_head": "ab" * 32, "seed_commitment": "cd" * 32,
    "notes": ["S0007: a torn last line is ignored"],
}  # fmt: skip


@pytest.fixture(scope="session")
def make() -> Make:
    """A material; `said` changes the protocol's text, the rest replaces fields."""
    text = load_protocol("norton-2012-1a").said

    def build(
        said: dict[str, Any] | None = None, study: dict[str, Any] | None = None, **fields: Any
    ) -> ReportMaterial:
        protocol = protocol_from_said({**copy.deepcopy(dict(text)), **(said or {})})
        found = {"observations": made_up_participants(), "analysis": made_up_analysis(), **fields}
        return ReportMaterial(protocol=protocol, study={**STUDY, **(study or {})}, **found)

    return build
