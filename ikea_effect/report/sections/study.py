"""What the study is: its card, its design, and where it differs from the original."""

from __future__ import annotations

from typing import Any

from ikea_effect.protocol.assignments import ROLE
from ikea_effect.protocol.kinds import kind_of
from ikea_effect.protocol.kinds.steps.bidding import Bidding, biddings
from ikea_effect.protocol.models import Factor, Protocol
from ikea_effect.report.cards import Block, Card, Column, Facts, Prose, Row, Table
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.sections.naming import claim, good_name, measure_label, rule_label
from ikea_effect.report.wording import (
    NOT_RECORDED,
    amount,
    joined,
    language_name,
    lowered,
    moment,
    plural,
    sentence,
    spoken,
    unlist,
)

MODES = {
    "lab": "people in a laboratory",
    "simulated": "simulated participants, not people",
    "scripted": "scripted sessions driven by a program, not people",
    "data": "files from elsewhere",
}
PAYS = {
    "drawn-price": "; whoever buys pays the drawn price",
    "own-bid": "; whoever buys pays the amount that they bid",
}


def study_card(material: ReportMaterial) -> Card:
    """The facts that identify the study."""
    protocol, study = material.protocol, material.study
    source = protocol.source
    rows = [
        *(() if material.reading else (("Study", unlist(study.get("study"))),)),
        ("Protocol", f"`{protocol.id}`, version {protocol.version}"),
        ("Follows", _follows(source)),
        ("Data from", MODES.get(material.mode, material.mode)),
        *(() if material.reading else _occasion(material)),
        ("Payment", _payment(material)),
        ("Planned sample", planned(protocol)),
    ]
    if protocol.sample.original:
        rows.append(("Original sample", plural(protocol.sample.original, "participant")))
    notes = () if protocol.source else tuple(Prose(note, "note") for note in protocol.notes)
    return Card("study", "The study", (Facts(tuple(rows)), *notes))


def _occasion(material: ReportMaterial) -> tuple[tuple[str, str], ...]:
    """When a study of ours began, and in which language it is."""
    return ("Begun", begun(material)), ("Language", language_name(material.study.get("language")))


def planned(protocol: Protocol) -> str:
    """How many participants there are to be, by role where there are roles."""
    sample, roles = protocol.sample, protocol.factors.get(ROLE)
    if sample.per_role and roles is not None:
        return "; ".join(f"{roles.levels[role].label}: {count}" for role, count in sample.per_role.items())
    return f"{plural(sample.per_condition, 'participant')} per condition"


def begun(material: ReportMaterial) -> str:
    """When the study began; a simulation has no time of its own."""
    return "on a virtual clock" if material.mode == "simulated" else moment(material.study.get("created"))


def _follows(source: Any) -> str:
    if source is None:
        return "no publication"
    parts = [source.citation, source.study or "", f"doi:{source.doi}" if source.doi else ""]
    return " ".join(part for part in parts if part)


def _payment(material: ReportMaterial) -> str:
    payment, unit = material.protocol.payment, material.protocol.currency
    given = ((payment.show_up, "for coming"), (payment.endowment, "as an endowment"))
    fixed = ", ".join(f"{amount(what, unit)} {why}" for what, why in given if what) or "nothing in money"
    rate = payment.points_per_unit
    return f"{fixed}, {amount(1, unit)} for every {rate} points" if rate else fixed


def design_card(material: ReportMaterial) -> Card:
    """Conditions, bidding rule, hypotheses and the rule of decision, as declared before data."""
    protocol = material.protocol
    return Card(
        "design",
        "Design and hypotheses",
        (
            _conditions(material),
            *(Prose(_bidding(material, step)) for step in biddings(protocol.timeline)),
            _hypotheses(material),
            Prose(_decision(material)),
        ),
    )


def _conditions(material: ReportMaterial) -> Table:
    protocol = material.protocol
    rows = [
        Row(
            (
                spoken(name),
                level.label,
                f"`{key}`",
                "by role, not drawn" if name == ROLE and protocol.roles else _varied(factor),
            )
        )
        for name, factor in protocol.factors.items()
        for key, level in factor.levels.items()
    ]
    columns = tuple(Column(title, "text") for title in ("Factor", "Condition", "In the data", "Varied"))
    return Table("Conditions", columns, tuple(rows), (assigned_by(protocol),))


def _varied(factor: Factor) -> str:
    if factor.within:
        return "within participants"
    whose = f" in the role {spoken(factor.role)}" if factor.role else ""
    return f"between {factor.between or 'participant'}s{whose}"


def assigned_by(protocol: Protocol) -> str:
    """How participants came to conditions."""
    assignment = protocol.assignment
    if protocol.only_roles:
        return f"Roles were given as participants came.{_yoked(protocol)}{_taken(protocol)}"
    found = f"Assignment: {spoken(assignment.scheme)}"
    if assignment.block_sizes:
        found += f", block sizes {joined(map(str, assignment.block_sizes))}"
    if assignment.scheme == "minimization":
        found += f", followed with probability {assignment.probability:g}"
    if assignment.strata:
        found += f", by {joined(map(spoken, assignment.strata))}"
    pairs = " Participants came in pairs." if protocol.is_paired else ""
    return f"{found}.{pairs}{_yoked(protocol)}{_taken(protocol)}"


def _taken(protocol: Protocol) -> str:
    """Which steps took something of somebody who had finished."""
    takes = [(one, one.takes) for one in protocol.timeline if one.takes is not None]
    return "".join(
        f" What {spoken(step.name)} took from {spoken(take.step)} was that of "
        f"{'a participant' if len(step.parts_taken) == 1 else plural(len(step.parts_taken), 'participant')} "
        "who had finished."
        for step, take in takes
    )


def _yoked(protocol: Protocol) -> str:
    """Who saw what others made, and how often a piece was shown."""
    yoke = protocol.assignment.yoke
    if yoke is None:
        return ""
    whom = " and ".join(spoken(level) for levels in yoke.to.levels.values() for level in levels)
    often = "once" if yoke.uses == 1 else f"{yoke.uses} times"
    return f" Each {whom} saw {plural(yoke.each, 'piece')} of others’, each shown at most {often}."


def _goods(material: ReportMaterial, step: Bidding) -> str:
    """What the bids were on: one good, or the one that each participant had chosen."""
    names = [good_name(material.study, good) for good in step.its_goods]
    return f"the {names[0]}" if len(names) == 1 else f"what they had chosen ({', '.join(names)})"


def _bidding(material: ReportMaterial, step: Bidding) -> str:
    rule, unit = step.mechanism, material.protocol.currency
    low, high, grid = (getattr(rule, part, None) for part in ("low", "high", "step"))
    kind = kind_of(rule)
    text = f"**Bidding.** Participants valued {_goods(material, step)} {kind.how}"
    if low is not None and high is not None:
        text += f", from {amount(low, unit)} to {amount(high, unit)}"
    if grid is not None:
        text += f" in steps of {amount(grid, unit)}"
    text += PAYS.get(str(getattr(rule, "pays", "")), "")
    if (rounds := getattr(rule, "rounds", 1)) > 1:
        text += f"; of {rounds} rounds one counts"
    text += ". Hypothetical: nothing is bought" if kind.hypothetical else ""
    paid = ", whose gains are paid in points" if step.practice_points else ""
    return f"{text}. Practice rounds: {step.practice_rounds}{paid}."


def _hypotheses(material: ReportMaterial) -> Table:
    protocol = material.protocol
    rows = tuple(
        Row(
            (
                claim(protocol, hypothesis),
                measure_label(protocol, hypothesis.measure),
                _model(hypothesis.model),
                hypothesis.alternative,
                f"d = {hypothesis.smallest_effect.d:g}" if hypothesis.smallest_effect else "not declared",
            )
        )
        for hypothesis in protocol.hypotheses
    )
    titles = ("Hypothesis", "Measure", "Model", "Alternative", "Smallest effect of interest")
    return Table("Hypotheses", tuple(Column(title, "text") for title in titles), rows)


def _model(model: Any) -> str:
    """The model in words, with its contrast where it has one."""
    name = spoken(model.kind).capitalize()
    return f"{name}: {model.contrast}" if getattr(model, "contrast", None) else name


def _decision(material: ReportMaterial) -> str:
    replication = material.protocol.replication
    if replication is None:
        return "**Decision.** No replication criterion is declared."
    rule = lowered(rule_label(replication.decides))
    return (
        f"**Decision.** Whether the original finding replicated is decided by {rule}; all criteria are shown."
    )


def differences_card(material: ReportMaterial) -> Card:
    """Where the study differs from the published one: by the protocol, then by this lab."""
    blocks: list[Block] = []
    if material.protocol.source is not None:
        blocks.append(_noted(material))
    here = tuple(Row((sentence(difference),)) for difference in material.differences)
    said = Prose(
        "How the study ran is not known from files: nothing here says where it differed from the protocol."
        if material.reading
        else "This lab changes nothing: the study ran as the protocol declares it."
    )
    column = (Column("Difference", "text"),)
    blocks.append(Table("What this lab changes against the protocol", column, here) if here else said)
    other = "the published study" if material.protocol.source else "the protocol"
    return Card("differences", f"Differences from {other}", tuple(blocks))


def _noted(material: ReportMaterial) -> Block:
    """What the protocol itself notes of how it departs from the publication."""
    rows = tuple(Row((note,)) for note in material.protocol.notes)
    if not rows:
        return Prose("The protocol notes no difference from the published study.", "note")
    return Table("What the protocol notes", (Column("Difference", "text"),), rows)


__all__ = ["NOT_RECORDED", "assigned_by", "begun", "design_card", "differences_card", "planned", "study_card"]
