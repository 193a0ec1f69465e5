"""The first card: what was found, in four sentences and a verdict, without a p value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.language import Sayings, say
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.report.cards import Block, Card, Criterion, Panel, Prose
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import People
from ikea_effect.report.sections.answers import answer, interim_look
from ikea_effect.report.sections.counts import counts_of_many
from ikea_effect.report.sections.naming import PROVENANCE, claim, rule_label
from ikea_effect.report.wording import count, joined, plural, sentence, spoken, true_minus

PARTICIPANTS = {"simulated": "simulated participant", "scripted": "scripted session"}
RECORDED = Sayings({"one": "{people} was recorded", "many": "{people} were recorded"})
ANALYZED = Sayings(
    {"one": "of whom {kept} is analyzed ({parts})", "many": "of whom {kept} are analyzed ({parts})"}
)
ANSWERS = Sayings(
    {
        "met": "Yes: by the criterion declared before data, the original finding replicated.",
        "not-met": "No: by the criterion declared before data, the original finding did not replicate.",
        "larger-same-direction": "The effect has the original’s direction and is larger: by the criterion "
        "declared before data, the finding replicated in direction, not in size.",
        "undecided": "Open: by the criterion declared before data, this study does not decide it.",
    }
)


def summary(material: ReportMaterial, everyone: People) -> Card:
    """What was found, for a reader who reads nothing else."""
    lead = Prose(" ".join(_sentences(material, everyone)), "lead")
    return Card("summary", say("In plain words"), (lead, _verdict(material)))


def _sentences(material: ReportMaterial, everyone: People) -> list[str]:
    first = _who(material, everyone)
    if not material.protocol.hypotheses:
        return [first, say("The protocol declares no hypothesis.")]
    return [first, *answer(material, material.protocol.hypotheses[0])]


def _who(material: ReportMaterial, everyone: People) -> str:
    recorded, kept = everyone.counted(kept=False), everyone.counted()
    if not recorded:
        return say("No participant has been recorded yet.")
    name = PARTICIPANTS.get(material.mode, "participant")
    took = RECORDED["one" if recorded == 1.0 else "many"].format(people=plural(recorded, name))
    dropped = {reason: everyone.counted_out(reason) for reason in everyone.reasons}
    reasons = [f"{count(n)} {spoken(reason)}" for reason, n in dropped.items() if n]
    left_out = say(" Left out: {reasons}.", reasons=joined(reasons)) if reasons else ""
    analyzed = ANALYZED["one" if kept == 1.0 else "many"].format(kept=count(kept), parts=_parts(everyone))
    return f"{took}, {analyzed}.{left_out}"


def _parts(everyone: People) -> str:
    if said := counts_of_many(everyone):
        return said
    return "; ".join(f"{group.label}: {count(everyone.counted(group))}" for group in everyone.groups)


def _verdict(material: ReportMaterial) -> Block:
    """The criterion that the protocol declared to decide, for the first hypothesis it was applied to."""
    if material.protocol.replication is None:
        return Prose(say("The protocol does not declare a replication criterion."), "note")
    decides = material.protocol.replication.decides
    for hypothesis in material.protocol.hypotheses:
        for verdict in material.verdicts:
            if (verdict.get("hypothesis"), verdict.get("rule")) == (hypothesis.id, decides):
                said = _answer(material, hypothesis, verdict)
                criterion = Criterion(rule_label(decides), verdict["outcome"], said, decides=True)
                return Panel(
                    say("Did “{claim}” replicate?", claim=claim(material.protocol, hypothesis)), (criterion,)
                )
    missing = say(
        "{rule} was declared to decide, but the analysis holds no such verdict.",
        rule=rule_label(decides),
    )
    return Prose(missing, "note")


def _answer(material: ReportMaterial, hypothesis: Hypothesis, verdict: Mapping[str, Any]) -> str:
    said = ANSWERS.get(str(verdict["outcome"])) or sentence(true_minus(str(verdict.get("sentence"))))
    if verdict["outcome"] == "withheld":
        return said
    if look := interim_look(material):
        said += f" {look}"
    if material.mode in PARTICIPANTS:
        said += say(" No person took part, so this tests the procedure and not the finding.")
    sources = {one.provenance for one in material.protocol.published if one.hypothesis == hypothesis.id}
    for source in sorted(sources - {"paper"}):
        said += say(" The original’s numbers are {provenance}.", provenance=PROVENANCE[source])
    return said
