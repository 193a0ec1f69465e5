"""The protocol's names as people read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ikea_effect.protocol.models import Protocol
from ikea_effect.report.wording import spoken

RULES = {
    "significance": "Same sign and significance",
    "prediction-interval": "Prediction interval",
    "small-telescopes": "Small telescopes",
    "equivalence": "Equivalence",
    "bayes-factor": "Replication Bayes factor",
    "sceptical-p": "Sceptical p-value",
    "pooled": "Pooled estimate",
    "lebel": "Signal and consistency",
    "relative-effect-size": "Relative effect size",
}
OUTCOMES = {
    "met": "met",
    "not-met": "not met",
    "undecided": "undecided",
    "larger-same-direction": "larger, same direction",
    "cannot-be-computed": "cannot be computed",
    "withheld": "withheld",
}
PROVENANCE = {
    "paper": "read in the article itself",
    "secondary": "secondary: not read in the article itself",
    "unverified": "unverified: seen in one place only, not checked",
}


def level_label(protocol: Protocol, key: str) -> str:
    """The label of a cell, keyed as the analysis keys it: "build" or "factor=level,factor=level"."""
    parts = [part.split("=", 1) if "=" in part else ["", part] for part in key.split(",")]
    return " · ".join(_label(protocol, factor, level) for factor, level in parts)


def _label(protocol: Protocol, factor: str, level: str) -> str:
    for name, declared in protocol.factors.items():
        if factor in ("", name) and level in declared.levels:
            return declared.levels[level].label
    return spoken(level)


def measure_label(protocol: Protocol, name: str) -> str:
    """What is measured, in words: "bid" for an amount that is bid, else the measure's name."""
    return "bid" if is_money(protocol, name) and name in ("wtp", "bid") else spoken(name)


def is_money(protocol: Protocol, name: str) -> bool:
    """Whether the measure is an amount of money."""
    declared = protocol.measures.get(name)
    return declared is not None and declared.kind == "money"


def rule_label(rule: str) -> str:
    """A replication rule in words."""
    return RULES.get(rule, spoken(rule).capitalize())


def claim(hypothesis: Any) -> str:
    """What a hypothesis claims, or its id in words where the protocol says no more."""
    return str(hypothesis.claim or spoken(hypothesis.id).capitalize())


def claim_of(protocol: Protocol, identifier: str) -> str:
    """The claim of the hypothesis with this id."""
    for hypothesis in protocol.hypotheses:
        if hypothesis.id == identifier:
            return claim(hypothesis)
    return spoken(identifier).capitalize()


def cells_in_order(protocol: Protocol, values: Mapping[str, Any], term: str = "") -> list[str]:
    """The keys of a per-cell mapping: in the order of the term ("a - b"), then as the protocol declares."""
    named = [part for part in term.replace(" - ", " ").split() if part in values]
    declared = [level for factor in protocol.factors.values() for level in factor.levels if level in values]
    return list(dict.fromkeys([*named, *declared, *values]))


def variable_label(protocol: Protocol, term: str) -> str:
    """A term of a model in words: "Builders × liking" of "labor[build]:liking"."""
    parts = []
    for part in term.split(":"):
        named = re.fullmatch(r"(.+)\[(.+)\]", part)
        parts.append(
            level_label(protocol, f"{named[1]}={named[2]}") if named else measure_label(protocol, part)
        )
    return " × ".join(parts)
