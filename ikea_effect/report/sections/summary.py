"""The first card: what was found, in four sentences and a verdict, without a p value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.report.cards import Block, Card, Criterion, Panel, Prose
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import People
from ikea_effect.report.sections.naming import (
    OUTCOMES,
    cells_in_order,
    claim,
    is_money,
    level_label,
    measure_label,
    rule_label,
)
from ikea_effect.report.wording import amount, finite, joined, plural, sentence, span

PARTICIPANTS = {"simulated": "simulated participant", "scripted": "scripted session"}


def summary(material: ReportMaterial, everyone: People) -> Card:
    """What was found, for a reader who reads nothing else."""
    blocks: list[Block] = [Prose(" ".join(_sentences(material, everyone)), "lead")]
    blocks += _verdict(material)
    return Card("summary", "In plain words", tuple(blocks))


def _sentences(material: ReportMaterial, everyone: People) -> list[str]:
    first = [_who(material, everyone)]
    if not material.protocol.hypotheses:
        return [*first, "The protocol declares no hypothesis."]
    hypothesis = material.protocol.hypotheses[0]
    estimate = material.primary(hypothesis.id)
    if estimate is None or finite(estimate.get("estimate")) is None:
        problem = (estimate or {}).get("problem") or "the analysis holds no estimate for it"
        return [*first, f"Whether {_lowered(claim(hypothesis))} cannot be said: {sentence(str(problem))}"]
    return [
        *first,
        _means(material, estimate),
        _compatible(estimate),
        _claimed(hypothesis, estimate),
    ]


def _who(material: ReportMaterial, everyone: People) -> str:
    recorded, kept = len(everyone.table), len(everyone.kept)
    name = PARTICIPANTS.get(material.mode, "participant")
    if not recorded:
        return "No participant has been recorded yet."
    parts = [f"{everyone.of(group).shape[0]:,} {group.label}" for group in everyone.groups]
    took = f"{plural(recorded, name)} {'was' if recorded == 1 else 'were'} recorded"
    return f"{took}, of which {kept:,} {'is' if kept == 1 else 'are'} analyzed ({joined(parts)})."


def _means(material: ReportMaterial, estimate: Mapping[str, Any]) -> str:
    protocol, unit = material.protocol, str(estimate.get("unit"))
    means = dict(estimate.get("mean") or {})
    keys = cells_in_order(protocol, means, str(estimate.get("term", "")))
    measure = str(estimate.get("measure"))
    verb = "bid" if is_money(protocol, measure) else "scored"
    parts = [
        f"{level_label(protocol, key)} {verb if i == 0 else ''} {amount(means[key], unit)}"
        for i, key in enumerate(keys)
    ]
    topic = "" if is_money(protocol, measure) else f" on {measure_label(protocol, measure)}"
    said = joined(" ".join(part.split()) for part in parts)
    return f"On average, {said}{topic}: a difference of **{amount(estimate['estimate'], unit)}**."


def _compatible(estimate: Mapping[str, Any]) -> str:
    limits = span(estimate.get("ci"), str(estimate.get("unit")))
    return f"Differences from {limits} are compatible with these data (95% confidence interval)."


def _claimed(hypothesis: Hypothesis, estimate: Mapping[str, Any]) -> str:
    low, high = (finite(limit) for limit in (estimate.get("ci") or (None, None)))
    words = _lowered(claim(hypothesis))
    if (low is not None and low > 0) or (high is not None and high < 0):
        up = low is not None and low > 0
        if hypothesis.alternative == "two-sided" or up == (hypothesis.alternative == "greater"):
            return f"This supports the claim that {words}."
        return f"This points against the claim that {words}."
    return f"This leaves open whether {words}, because no difference at all is among these values."


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


def _verdict(material: ReportMaterial) -> list[Block]:
    """The criterion that the protocol declared to decide, for the first hypothesis it was applied to."""
    if material.protocol.replication is None:
        return [Prose("The protocol does not declare a replication criterion.", "note")]
    decides = material.protocol.replication.decides
    for hypothesis in material.protocol.hypotheses:
        for verdict in material.verdicts:
            if verdict.get("hypothesis") == hypothesis.id and verdict.get("rule") == decides:
                name = f"{rule_label(decides)}: {OUTCOMES.get(str(verdict['outcome']), verdict['outcome'])}"
                criterion = Criterion(name, verdict["outcome"], str(verdict["sentence"]), decides=True)
                return [Panel(f"Replication of “{claim(hypothesis)}”", (criterion,))]
    return [
        Prose(
            f"{rule_label(decides)} was declared to decide, but the analysis holds no such verdict.", "note"
        )
    ]
