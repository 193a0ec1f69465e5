"""What the study is: its card, its design, and where it differs from the original."""

from __future__ import annotations

from typing import Any

from ikea_effect.language import Sayings, own_name, say
from ikea_effect.protocol.assignments import ROLE
from ikea_effect.protocol.effects import side_of
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.kinds import kind_of
from ikea_effect.protocol.kinds.steps.bidding import Bidding, biddings
from ikea_effect.protocol.levels import bare
from ikea_effect.protocol.models import Factor, Protocol
from ikea_effect.report.cards import Block, Card, Column, Facts, Prose, Row, Table
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.sections.naming import claim, good_name, measure_label, rule_label, side_name
from ikea_effect.report.wording import (
    amount,
    capital,
    joined,
    language_name,
    lowered,
    moment,
    plural,
    sentence,
    spoken,
    unlist,
)

MODES = Sayings(
    {
        "lab": "people in a laboratory",
        "simulated": "simulated participants, not people",
        "scripted": "scripted sessions driven by a program, not people",
        "data": "files from elsewhere",
    }
)
_BETWEEN = Sayings(
    {
        "participant": "between participants{whose}",
        "group": "between groups{whose}",
        "pair": "between pairs{whose}",
    }
)
PAYS = Sayings(
    {
        "drawn-price": "; whoever buys pays the drawn price",
        "own-bid": "; whoever buys pays the amount that they bid",
    }
)


def study_card(material: ReportMaterial) -> Card:
    """The facts that identify the study."""
    protocol, study = material.protocol, material.study
    source = protocol.source
    rows = [
        *(() if material.reading else ((say("Study"), unlist(study.get("study"))),)),
        (say("Protocol"), say("`{id}`, version {version}", id=protocol.id, version=protocol.version)),
        (say("Follows"), _follows(source)),
        (say("Data from"), MODES.get(material.mode, material.mode)),
        *(() if material.reading else _occasion(material)),
        (say("Payment"), _payment(material)),
        (say("Planned sample"), planned(protocol)),
    ]
    if protocol.sample.original:
        rows.append((say("Original sample"), plural(protocol.sample.original, "participant")))
    notes = () if protocol.source else tuple(Prose(note, "note") for note in protocol.notes)
    return Card("study", say("The study"), (Facts(tuple(rows)), *notes))


def _occasion(material: ReportMaterial) -> tuple[tuple[str, str], ...]:
    """When a study of ours began, and in which language it is."""
    return (say("Begun"), begun(material)), (say("Language"), language_name(material.study.get("language")))


def planned(protocol: Protocol) -> str:
    """How many participants there are to be, by role where there are roles."""
    sample, roles = protocol.sample, protocol.factors.get(ROLE)
    if sample.per_role and roles is not None:
        return "; ".join(f"{roles.levels[role].label}: {count}" for role, count in sample.per_role.items())
    return say("{participants} per condition", participants=plural(sample.per_condition, "participant"))


def begun(material: ReportMaterial) -> str:
    """When the study began; a simulation has no time of its own."""
    return (
        say("on a virtual clock") if material.mode == "simulated" else moment(material.study.get("created"))
    )


def _follows(source: Any) -> str:
    if source is None:
        return say("no publication")
    parts = [
        source.citation,
        source.study or "",
        say("doi:{doi}", doi=source.doi) if source.doi else "",
    ]
    return " ".join(part for part in parts if part)


def _payment(material: ReportMaterial) -> str:
    payment, unit = material.protocol.payment, material.protocol.currency
    given = ((payment.show_up, say("for coming")), (payment.endowment, say("as an endowment")))
    parts = [f"{amount(what, unit)} {why}" for what, why in given if what]
    for prize in payment.prizes.values():
        parts.append(say("a prize of {one} by what judges gave", one=amount(prize.amount, unit)))
    fixed = ", ".join(parts) or say("nothing in money")
    rate = payment.points_per_unit
    return (
        say("{fixed}, {one} for every {rate} points", fixed=fixed, one=amount(1, unit), rate=rate)
        if rate
        else fixed
    )


def design_card(material: ReportMaterial) -> Card:
    """Conditions, bidding rule, hypotheses and the rule of decision, as declared before data."""
    protocol = material.protocol
    return Card(
        "design",
        say("Design and hypotheses"),
        (
            _conditions(material),
            *(Prose(_bidding(material, *same)) for same in rules_of_bidding(protocol)),
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
                say("by role, not drawn") if name == ROLE and protocol.roles else _varied(factor),
            )
        )
        for name, factor in protocol.factors.items()
        for key, level in factor.levels.items()
    ]
    columns = tuple(
        Column(title, "text")
        for title in (say("Factor"), say("Condition"), say("In the data"), say("Varied"))
    )
    return Table(say("Conditions"), columns, tuple(rows), (assigned_by(protocol),))


def _varied(factor: Factor) -> str:
    if factor.within:
        return say("within participants")
    whose = say(" in the role {role}", role=spoken(factor.role)) if factor.role else ""
    return _BETWEEN[factor.between or "participant"].format(whose=whose)


def assigned_by(protocol: Protocol) -> str:
    """How participants came to conditions."""
    assignment = protocol.assignment
    if protocol.only_roles:
        return say(
            "Roles were given as participants came.{yoked}{taken}",
            yoked=_yoked(protocol),
            taken=_taken(protocol),
        )
    found = say("Assignment: {scheme}", scheme=spoken(assignment.scheme))
    if assignment.block_sizes:
        found += say(", block sizes {block_sizes}", block_sizes=joined(map(str, assignment.block_sizes)))
    if assignment.scheme == "minimization":
        found += say(", followed with probability {probability:g}", probability=assignment.probability)
    if assignment.strata:
        found += say(", by {strata}", strata=joined(map(spoken, assignment.strata)))
    pairs = say(" Participants came in pairs.") if protocol.is_paired else ""
    return f"{found}.{pairs}{_yoked(protocol)}{_taken(protocol)}"


def _taken(protocol: Protocol) -> str:
    """Which steps took something of somebody who had finished."""
    takes = [(one, one.takes) for one in protocol.timeline if one.takes is not None]
    return "".join(
        say(
            " What {name} took from {step} was that of {whom} who had finished.",
            name=spoken(step.name),
            step=spoken(take.step),
            whom=say("a participant")
            if len(step.parts_taken) == 1
            else plural(len(step.parts_taken), "participant"),
        )
        for step, take in takes
    )


def _yoked(protocol: Protocol) -> str:
    """Who saw what others made, and how often a piece was shown."""
    yoke = protocol.assignment.yoke
    if yoke is None:
        return ""
    whom = say(" and ").join(spoken(level) for levels in yoke.to.levels.values() for level in levels)
    often = say("once") if yoke.uses == 1 else say("{uses} times", uses=yoke.uses)
    return say(
        " Each {whom} saw {pieces} of others’, each shown at most {often}.",
        whom=whom,
        pieces=plural(yoke.each, "piece"),
        often=often,
    )


def rules_of_bidding(protocol: Protocol) -> list[list[Bidding]]:
    """The steps in which bids are made; what is repeated at the levels of a factor together."""
    found: dict[str, list[Bidding]] = {}
    for step in biddings(protocol.timeline):
        found.setdefault(bare(step.id), []).append(step)
    return [*found.values()]


def _goods(material: ReportMaterial, step: Bidding) -> str:
    """What the bids were on: one good, or the one that each participant had chosen."""
    names = [good_name(material.study, good) for good in step.its_goods]
    return (
        say("the {good}", good=names[0])
        if len(names) == 1
        else say("what they had chosen ({names})", names=", ".join(names))
    )


def _bidding(material: ReportMaterial, step: Bidding, *again: Bidding) -> str:
    goods = joined(dict.fromkeys(_goods(material, one) for one in (step, *again)))
    rule, unit = step.mechanism, material.protocol.currency
    low, high, grid = (getattr(rule, part, None) for part in ("low", "high", "step"))
    kind = kind_of(rule)
    how = say("Participants valued {goods} {how}", goods=goods, how=say(kind.how))
    text = f"**{say('Valuation') if kind.hypothetical else say('Bidding')}.** {how}"
    if low is not None and high is not None:
        text += say(", from {low} to {high}", low=amount(low, unit), high=amount(high, unit))
    if grid is not None:
        text += say(" in steps of {grid}", grid=amount(grid, unit))
    text += PAYS.get(str(getattr(rule, "pays", "")), "")
    if (rounds := getattr(rule, "rounds", 1)) > 1:
        text += say("; of {rounds} rounds one counts", rounds=rounds)
    text += say(". Hypothetical: nothing is bought") if kind.hypothetical else ""
    paid = say(", whose gains are paid in points") if step.practice_points else ""
    return say(
        "{text}. Practice rounds: {practice_rounds}{paid}.",
        text=text,
        practice_rounds=step.practice_rounds,
        paid=paid,
    )


def _hypotheses(material: ReportMaterial) -> Table:
    protocol = material.protocol
    several = {hypothesis.purpose for hypothesis in protocol.hypotheses} != {"confirmatory"}
    rows = tuple(
        Row(
            (
                claim(protocol, hypothesis),
                *((spoken(hypothesis.purpose),) if several else ()),
                measure_label(protocol, hypothesis.measure),
                _model(hypothesis.model),
                side_name(side_of(protocol, hypothesis)),
                _smallest(hypothesis),
            )
        )
        for hypothesis in protocol.hypotheses
    )
    titles = (
        say("Hypothesis"),
        *((say("Purpose"),) if several else ()),
        say("Measure"),
        say("Model"),
        say("Alternative"),
        say("Smallest effect of interest"),
    )
    return Table(say("Hypotheses"), tuple(Column(title, "text") for title in titles), rows)


def _smallest(hypothesis: Hypothesis) -> str:
    """The smallest effect that matters; of a test of equivalence its bounds say that, in one unit."""
    bounds = getattr(hypothesis.model, "bounds", None)
    if declared := hypothesis.smallest_effect or (bounds if getattr(bounds, "d", None) else None):
        return say("d = {d:g}", d=declared.d)
    if ratio := getattr(bounds, "ratio", None):
        return say("a ratio of {ratio:g}", ratio=ratio)
    if difference := getattr(bounds, "difference", None):
        return say("a difference of {difference:g}", difference=difference)
    return say("not declared")


_OF_PEOPLE = {"mann whitney": "Mann-Whitney", "brunner munzel": "Brunner-Munzel", "tost": "TOST"}
"""Models that are called by people's names, or by letters; another language says the whole name itself."""


def _model(model: Any) -> str:
    """The model in words, with its contrast and the measure that it is held against, where it has them."""
    called = own_name(model.kind.replace("-", " "))  # a measure may be called "demand", too
    name = capital(_OF_PEOPLE.get(called, called))
    contrast, against = (getattr(model, key, None) for key in ("contrast", "against"))
    second = say("against {other}", other=spoken(against)) if against else ""
    parts = ", ".join(filter(None, (contrast, second)))
    return f"{name}: {parts}" if parts else name


def _decision(material: ReportMaterial) -> str:
    replication = material.protocol.replication
    if replication is None:
        return say("**Decision.** No replication criterion is declared.")
    rule = lowered(rule_label(replication.decides))
    decided = say(
        "**Decision.** Whether the original finding replicated is decided by {rule}; all criteria are shown.",
        rule=rule,
    )
    return f"{decided} {replication.because}" if replication.because else decided


def differences_card(material: ReportMaterial) -> Card:
    """Where the study differs from the published one: by the protocol, then by this lab."""
    blocks: list[Block] = []
    if material.protocol.source is not None:
        blocks.append(_noted(material))
    here = tuple(Row((sentence(difference),)) for difference in material.differences)
    said = Prose(
        say(
            "How the study ran is not known from files: nothing here says where it differed from the "
            "protocol.",
        )
        if material.reading
        else say("This lab changes nothing: the study ran as the protocol declares it.")
    )
    column = (Column(say("Difference"), "text"),)
    blocks.append(Table(say("What this lab changes against the protocol"), column, here) if here else said)
    other = say("the published study") if material.protocol.source else say("the protocol")
    return Card("differences", say("Differences from {other}", other=other), tuple(blocks))


def _noted(material: ReportMaterial) -> Block:
    """What the protocol itself notes of how it departs from the publication."""
    rows = tuple(Row((note,)) for note in material.protocol.notes)
    if not rows:
        return Prose(say("The protocol notes no difference from the published study."), "note")
    return Table(say("What the protocol notes"), (Column(say("Difference"), "text"),), rows)


__all__ = ["assigned_by", "begun", "design_card", "differences_card", "planned", "study_card"]
