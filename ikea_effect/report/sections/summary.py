"""The first card: what was found, in four sentences and a verdict, without a p value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.analysis.results import null_value
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.models import Protocol
from ikea_effect.report.cards import Block, Card, Criterion, Panel, Prose
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import People
from ikea_effect.report.sections.naming import (
    PROVENANCE,
    cells_in_order,
    claim,
    is_money,
    level_label,
    measure_label,
    rule_label,
)
from ikea_effect.report.wording import (
    amount,
    finite,
    joined,
    lowered,
    plural,
    sentence,
    span,
    true_minus,
)

PARTICIPANTS = {"simulated": "simulated participant", "scripted": "scripted session"}
ANSWERS = {
    "met": "Yes: by the criterion declared before data, the original finding replicated.",
    "not-met": "No: by the criterion declared before data, the original finding did not replicate.",
    "larger-same-direction": "The effect has the original’s direction and is larger: by the criterion "
    "declared before data, the finding replicated in direction, not in size.",
    "undecided": "Open: by the criterion declared before data, this study does not decide it.",
}


def summary(material: ReportMaterial, everyone: People) -> Card:
    """What was found, for a reader who reads nothing else."""
    lead = Prose(" ".join(_sentences(material, everyone)), "lead")
    return Card("summary", "In plain words", (lead, _verdict(material)))


def _sentences(material: ReportMaterial, everyone: People) -> list[str]:
    first = _who(material, everyone)
    if not material.protocol.hypotheses:
        return [first, "The protocol declares no hypothesis."]
    hypothesis = material.protocol.hypotheses[0]
    estimate = material.primary(hypothesis.id)
    if estimate is None or finite(estimate.get("estimate")) is None:
        problem = (estimate or {}).get("problem") or "the analysis holds no estimate for it"
        words = lowered(claim(material.protocol, hypothesis))
        return [first, f"Whether {words} cannot be said: {sentence(str(problem))}"]
    concluded = _not_yet(material) or _claimed(material.protocol, hypothesis, estimate)
    return [first, _found(material, estimate), _compatible(estimate), concluded]


def _not_yet(material: ReportMaterial) -> str:
    """What stands in place of a conclusion while collection goes on; "" once the sample is complete."""
    interim = material.analysis.get("interim")
    if not interim:
        return ""
    return (
        f"With {interim['complete']:,} of {interim['planned']:,} planned participants this is an interim "
        "look, from which nothing is concluded."
    )


def _who(material: ReportMaterial, everyone: People) -> str:
    recorded, kept = len(everyone.table), len(everyone.kept)
    if not recorded:
        return "No participant has been recorded yet."
    name = PARTICIPANTS.get(material.mode, "participant")
    parts = [f"{group.label}: {everyone.of(group).shape[0]:,}" for group in everyone.groups]
    took = f"{plural(recorded, name)} {'was' if recorded == 1 else 'were'} recorded"
    return f"{took}, of which {kept:,} {'is' if kept == 1 else 'are'} analyzed ({'; '.join(parts)})."


def _found(material: ReportMaterial, estimate: Mapping[str, Any]) -> str:
    """The means and their difference; for other models the estimate by its term."""
    protocol, unit, term = material.protocol, str(estimate.get("unit")), str(estimate.get("term") or "")
    shown = f"**{amount(estimate['estimate'], unit)}**"
    means = {key: mean for key, mean in (estimate.get("mean") or {}).items() if finite(mean) is not None}
    if set(term.split(" - ")) != set(means) or unit in ("share", "ratio"):
        return f"The estimate for {term or estimate.get('measure')} is {shown}."
    measure = str(estimate.get("measure"))
    keys = cells_in_order(protocol, means, term)
    said = joined(f"{amount(means[key], unit)} ({level_label(protocol, key)})" for key in keys)
    topic = "bids" if is_money(protocol, measure) else f"scores on {measure_label(protocol, measure)}"
    return f"On average, {topic} were {said}: a difference of {shown}."


def _compatible(estimate: Mapping[str, Any]) -> str:
    if not estimate.get("ci"):
        return "The model gives no interval for it."
    limits, level = span(estimate["ci"], str(estimate.get("unit"))), estimate.get("level", 0.95)
    return f"Values from {limits} are compatible with these data ({level:.0%} confidence interval)."


def no_effect(estimate: Mapping[str, Any]) -> float:
    """The value that would mean no effect on the estimate's scale."""
    return null_value(str(estimate.get("unit")), str(estimate.get("term") or ""))


def _claimed(protocol: Protocol, hypothesis: Hypothesis, estimate: Mapping[str, Any]) -> str:
    null = no_effect(estimate)
    low, high = (finite(limit) for limit in (estimate.get("ci") or (None, None)))
    above, below = low is not None and low > null, high is not None and high < null
    words = lowered(claim(protocol, hypothesis))
    if not above and not below:
        return f"This leaves open whether {words}, because no effect at all is among these values."
    if hypothesis.alternative == "two-sided" or above == (hypothesis.alternative == "greater"):
        return f"This supports the claim that {words}."
    return f"This points against the claim that {words}."


def _verdict(material: ReportMaterial) -> Block:
    """The criterion that the protocol declared to decide, for the first hypothesis it was applied to."""
    if material.protocol.replication is None:
        return Prose("The protocol does not declare a replication criterion.", "note")
    decides = material.protocol.replication.decides
    for hypothesis in material.protocol.hypotheses:
        for verdict in material.verdicts:
            if (verdict.get("hypothesis"), verdict.get("rule")) == (hypothesis.id, decides):
                said = _answer(material, hypothesis, verdict)
                criterion = Criterion(rule_label(decides), verdict["outcome"], said, decides=True)
                return Panel(f"Did “{claim(material.protocol, hypothesis)}” replicate?", (criterion,))
    missing = f"{rule_label(decides)} was declared to decide, but the analysis holds no such verdict."
    return Prose(missing, "note")


def _answer(material: ReportMaterial, hypothesis: Hypothesis, verdict: Mapping[str, Any]) -> str:
    said = ANSWERS.get(str(verdict["outcome"])) or sentence(true_minus(str(verdict.get("sentence"))))
    if verdict["outcome"] == "withheld":
        return said
    if material.mode in PARTICIPANTS:
        said += " No person took part, so this tests the procedure and not the finding."
    sources = {one.provenance for one in material.protocol.published if one.hypothesis == hypothesis.id}
    for source in sorted(sources - {"paper"}):
        said += f" The original’s numbers are {PROVENANCE[source]}."
    return said
