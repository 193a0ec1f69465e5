"""Claims made of several tests: an outcome for the set, which holds only if every part does.

Since all parts must hold, each is tested at the full level (intersection-union); no correction is needed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from ikea_effect.analysis.replication.criteria import tost
from ikea_effect.analysis.replication.criterion import p_text
from ikea_effect.analysis.replication.evidence import evidence
from ikea_effect.analysis.replication.sources import estimated_summary, standard
from ikea_effect.analysis.replication.summary import ALPHA
from ikea_effect.analysis.results import Estimate, Outcome, Verdict
from ikea_effect.protocol.hypotheses import Claim, Hypothesis
from ikea_effect.protocol.models import Protocol


class Part(NamedTuple):
    """What one hypothesis says of its part of a claim."""

    hypothesis: str
    shows: str
    outcome: Outcome
    p: float | None
    sentence: str


def judge_claims(protocol: Protocol, primary: Mapping[str, Estimate]) -> tuple[Verdict, ...]:
    """One verdict (rule "claim") per claim that the protocol makes of several hypotheses."""
    hypotheses = {hypothesis.id: hypothesis for hypothesis in protocol.hypotheses}
    return tuple(_judged(protocol, claim, hypotheses, primary) for claim in protocol.claims)


def _judged(
    protocol: Protocol, claim: Claim, hypotheses: Mapping[str, Hypothesis], primary: Mapping[str, Estimate]
) -> Verdict:
    parts = []
    for declared in claim.all_of:
        test = _effect if declared.shows == "effect" else _no_effect
        hypothesis = hypotheses[declared.hypothesis]
        parts.append(test(protocol, hypothesis, primary.get(declared.hypothesis)))
    order: tuple[Outcome, ...] = ("cannot-be-computed", "not-met", "undecided")
    outcomes = [part.outcome for part in parts]
    outcome: Outcome = next((one for one in order if one in outcomes), "met")
    held = outcomes.count("met")
    inputs: dict[str, Any] = {"parts": [part._asdict() for part in parts], "alpha": ALPHA}
    said = "; ".join(part.sentence for part in parts)
    sentence = f"{claim.claim}: {held} of {len(parts)} parts hold. {said[:1].upper()}{said[1:]}."
    return Verdict(claim.id, "claim", outcome, held, inputs, sentence)


def _effect(_: Protocol, hypothesis: Hypothesis, estimate: Estimate | None) -> Part:
    """An effect is shown if the declared test of "no effect", with its alternative, has p below .05.

    A test of equivalence asks something else: an effect beside it is Welch's, which it rests on.
    """
    if estimate is None or estimate.problem:
        return _unable(hypothesis, "effect", estimate)
    p = evidence(estimate).p if estimate.alternative == "equivalence" else estimate.p
    if p is None:
        return _unable(hypothesis, "effect", estimate)
    met = p < ALPHA
    said = f"{hypothesis.id} shows {'an' if met else 'no significant'} effect ({p_text(p)})"
    return Part(hypothesis.id, "effect", "met" if met else "not-met", p, said)


def _no_effect(protocol: Protocol, hypothesis: Hypothesis, estimate: Estimate | None) -> Part:
    """Absence is shown by equivalence to zero, not by a large p: within the bounds of a test of equivalence,
    else within the smallest effect."""
    if estimate is None or estimate.problem:
        return _unable(hypothesis, "no-effect", estimate)
    found = _absence(protocol, hypothesis, estimate)
    if found is None:
        return _unable(hypothesis, "no-effect", estimate)
    p, within = found
    of_effect = evidence(estimate).p
    significant = of_effect is not None and of_effect < ALPHA
    outcome: Outcome = "met" if p < ALPHA else "not-met" if significant else "undecided"
    words = {
        "met": f"is equivalent to zero within {within}",
        "not-met": "shows an effect where none is claimed",
        "undecided": f"shows neither an effect nor its absence within {within}",
    }
    said = f"{hypothesis.id} {words[outcome]} (equivalence {p_text(p)})"
    return Part(hypothesis.id, "no-effect", outcome, p, said)


def _absence(protocol: Protocol, hypothesis: Hypothesis, estimate: Estimate) -> tuple[float, str] | None:
    """p of equivalence to zero and within what, in the terms of the hypothesis' own model."""
    if estimate.alternative == "equivalence":
        bounds = estimate.details.get("bounds") or {}
        within = ", ".join(f"{name} = {value:g}" for name, value in bounds.items())
        return None if estimate.p is None else (estimate.p, within or "its bounds")
    smallest = hypothesis.smallest_effect
    found = estimated_summary(estimate, standard(protocol, hypothesis)).effect
    if smallest is None or found is None:
        return None
    return tost(found.d, math.sqrt(found.v), smallest.d), f"d = {smallest.d:g}"


def _unable(hypothesis: Hypothesis, shows: str, estimate: Estimate | None) -> Part:
    if estimate is None or estimate.problem:
        reason = "it was not estimated" if estimate is None else str(estimate.problem).rstrip(".")
    elif shows == "effect":
        reason = f"{estimate.method} gives no p"
    elif hypothesis.smallest_effect is None:
        reason = "no smallest effect is declared"
    else:
        reason = f"a standardized difference is not defined for {estimate.method}"
    said = f"{hypothesis.id} cannot be computed: {reason}"
    return Part(hypothesis.id, shows, "cannot-be-computed", None, said)
