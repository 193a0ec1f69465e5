"""One printed result, and what one check of it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ikea_effect.analysis.replication.grim import Answers
from ikea_effect.analysis.results import plain

Outcome = Literal["consistent", "last-digit", "inconsistent", "not-applicable"]


@dataclass(frozen=True, slots=True)
class Reported:
    """One result as printed. `answers` is None where single answers are not whole numbers (money)."""

    name: str
    total: int | None = None
    n: Mapping[str, int] = field(default_factory=dict)
    inferred: str | None = None
    mean: Mapping[str, float] = field(default_factory=dict)
    sd: Mapping[str, float] = field(default_factory=dict)
    statistic: Mapping[str, float] = field(default_factory=dict)
    p: float | None = None
    p_below: float | None = None
    p_above: float | None = None
    alternative: str = "two-sided"
    answers: Answers | None = None
    provenance: str = "paper"
    cells: int | None = None
    """How many means the tested model has; None: two conditions."""


@dataclass(frozen=True, slots=True)
class Check:
    """What one check of one printed result says."""

    result: str
    id: str
    outcome: Outcome
    value: float | str | None
    inputs: Mapping[str, Any]
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """The check as JSON values."""
        return {
            "result": self.result, "id": self.id, "outcome": self.outcome, "value": plain(self.value),
            "inputs": plain(self.inputs), "sentence": self.sentence,
        }  # fmt: skip


def source_words(result: Reported) -> str:
    """What is to be known of the source, as words in brackets."""
    said = [] if result.provenance == "paper" else [result.provenance]
    if result.inferred and result.n:
        said.append(f"n per condition inferred: {result.inferred}")
    return f" ({'; '.join(said)})" if said else ""


def near(printed: float, low: float, high: float, places: int) -> Outcome:
    """Whether the printed number, half a unit (or one) of its last digit around it, meets the range."""
    unit = 10.0**-places
    if low - unit / 2 - 1e-12 <= printed <= high + unit / 2 + 1e-12:
        return "consistent"
    return "last-digit" if low - unit - 1e-12 <= printed <= high + unit + 1e-12 else "inconsistent"


def agreement(outcome: Outcome) -> str:
    """How a sentence goes on after the recomputed number."""
    return {
        "consistent": ", which agrees", "last-digit": ", off by one in the last digit",
        "inconsistent": ", which does not agree", "not-applicable": "",
    }[outcome]  # fmt: skip
