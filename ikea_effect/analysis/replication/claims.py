"""Claims made of several tests: an outcome for the set, which holds only if every part does.

Since all parts must hold, each is tested at the full level (intersection-union); no correction is needed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from ikea_effect.analysis.replication.criteria import ALPHA, tost
from ikea_effect.analysis.replication.criterion import p_text
from ikea_effect.analysis.replication.sources import estimated_summary, standard
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
    """An effect is shown if the declared test, with its alternative, has p below .05."""
    if estimate is None or estimate.p is None:
        return _unable(hypothesis, "effect", estimate)
    met = estimate.p < ALPHA
    said = f"{hypothesis.id} shows {'an' if met else 'no significant'} effect ({p_text(estimate.p)})"
    return Part(hypothesis.id, "effect", "met" if met else "not-met", estimate.p, said)


def _no_effect(protocol: Protocol, hypothesis: Hypothesis, estimate: Estimate | None) -> Part:
    """Absence is shown if d is equivalent to zero within the smallest effect; not by a large p."""
    smallest = hypothesis.smallest_effect
    found = estimated_summary(estimate, standard(protocol, hypothesis)).effect
    if smallest is None or found is None:
        return _unable(hypothesis, "no-effect", estimate)
    p = tost(found.d, math.sqrt(found.v), smallest.d)
    significant = estimate is not None and estimate.p is not None and estimate.p < ALPHA
    outcome: Outcome = "met" if p < ALPHA else "not-met" if significant else "undecided"
    words = {
        "met": f"is equivalent to zero within d = {smallest.d:g}",
        "not-met": "shows an effect where none is claimed",
        "undecided": f"shows neither an effect nor its absence within d = {smallest.d:g}",
    }
    said = f"{hypothesis.id} {words[outcome]} (equivalence {p_text(p)})"
    return Part(hypothesis.id, "no-effect", outcome, p, said)


def _unable(hypothesis: Hypothesis, shows: str, estimate: Estimate | None) -> Part:
    if estimate is None or estimate.problem:
        reason = "it was not estimated" if estimate is None else str(estimate.problem).rstrip(".")
    else:
        reason = "it has no standardized difference, or no smallest effect is declared"
    said = f"{hypothesis.id} cannot be computed: {reason}"
    return Part(hypothesis.id, shows, "cannot-be-computed", None, said)
