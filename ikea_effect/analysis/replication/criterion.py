"""What one criterion says, and how it says that a number it needs is not known."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ikea_effect.analysis.replication.chances import Chances
from ikea_effect.analysis.replication.summary import Summary
from ikea_effect.analysis.results import Outcome, plain
from ikea_effect.rounding import fixed, p_said

CANNOT = "cannot be computed: "


@dataclass(frozen=True, slots=True)
class Criterion:
    """What one criterion says, with the numbers it used."""

    id: str
    outcome: Outcome
    value: float | str | None
    inputs: Mapping[str, Any]
    sentence: str
    chances: Chances | None = None

    @property
    def reason(self) -> str:
        """Why it cannot be computed; "" where it can."""
        if self.outcome != "cannot-be-computed":
            return ""
        return self.sentence.removeprefix(CANNOT).removesuffix(".")

    def to_json(self) -> dict[str, Any]:
        """The criterion as JSON values; its chances only where they are known."""
        found = {
            "id": self.id, "outcome": self.outcome, "value": plain(self.value),
            "inputs": plain(self.inputs), "sentence": self.sentence,
        }  # fmt: skip
        return found if self.chances is None else {**found, "chances": self.chances.to_json()}


class Found(NamedTuple):
    """What a criterion found: everything but its name."""

    outcome: Outcome
    value: float | str | None
    inputs: Mapping[str, Any]
    sentence: str


class NotKnown(Exception):
    """A number that a criterion needs and nobody knows; the text says whose and which."""


def named(name: str) -> Callable[[Callable[..., Found]], Callable[..., Criterion]]:
    """Names a rule; where a number it needs is not known, the answer says so."""

    def of_rule(rule: Callable[..., Found]) -> Callable[..., Criterion]:
        @functools.wraps(rule)
        def criterion(original: Summary, replication: Summary, **options: Any) -> Criterion:
            try:
                return Criterion(name, *_of_a_finding(name, original, rule(original, replication, **options)))
            except NotKnown as missing:
                return cannot(name, str(missing))

        return criterion

    return of_rule


ASKS_NO_FINDING = ("prediction-interval",)
"""Criteria that ask whether two numbers agree, whatever each of them shows."""


def _of_a_finding(name: str, original: Summary, found: Found) -> Found:
    """What was found; undecided where the original itself shows no effect that could be replicated."""
    p = original.no_finding
    if p is None or name in ASKS_NO_FINDING:
        return found
    sentence = (
        f"{found.sentence} But the original itself does not show an effect ({p_text(p)}): it leaves no "
        "finding to be replicated, so that this decides nothing."
    )
    return found._replace(outcome="undecided", inputs={**found.inputs, "p_original": p}, sentence=sentence)


def cannot(name: str, reason: str) -> Criterion:
    """The criterion's answer when a number it needs is not known."""
    return Criterion(name, "cannot-be-computed", None, {}, f"{CANNOT}{reason}.")


def p_text(value: float) -> str:
    """p as a sentence has it."""
    return p_said(value)


def span_text(low: float, high: float) -> str:
    """An interval of d as a sentence has it."""
    return f"[{fixed(low, 3)}, {fixed(high, 3)}]"
