"""Looks that were planned and taken while participants still came: each with its bound and what followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.language import Sayings, say, written
from ikea_effect.report.cards import Block, Card, Column, Prose, Row, Table
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.sections.naming import claim_of
from ikea_effect.report.wording import count, joined, number, plural

PLANS = Sayings(
    {
        "group-sequential": "a group sequential plan",
        "e-values": "a plan by e-values",
        "bayes-factor": "a plan by Bayes factors",
    }
)
SPENDING = {"obrien-fleming": "O’Brien-Fleming", "pocock": "Pocock"}
DECIDED = Sayings(
    {
        "effect": "an effect of this sign shown: collection ended",
        "no-effect": "no effect shown to be there: collection ended",
        "go-on": "collection went on",
        "not-shown": "last look: an effect not shown",
        "not-ruled-out": "last look: an effect of the size that matters not ruled out",
    }
)
SIGNS = {"p": "p", "e": "e", "bf10": "BF₁₀"}


def looks_card(material: ReportMaterial) -> Card | None:
    """The plan and every look; nothing where no looks are planned."""
    found = material.analysis.get("sequential")
    if not found:
        return None
    words = f"“{claim_of(material.protocol, found['hypothesis'])}”"
    per = joined(count(one) for one in found["looks"])
    told = say(
        "Before the first participant, {plan} of {looks} at {words} was declared, at {per} "
        "participants of each condition. {rule}",
        plan=PLANS[found["plan"]],
        looks=plural(len(found["looks"]), "look"),
        words=words,
        per=per,
        rule=rule_in_words(found),
    )
    blocks: list[Block] = [Prose(told), _taken(found)]
    return Card("looks", say("Looks during collection"), tuple(blocks))


def held_back(material: ReportMaterial, hypothesis: str, words: str) -> str:
    """What stands in place of support that the plan of looks does not give; "" where it gives it or is none.

    A plan spends alpha over its looks, so that p < .05 at one of them is not yet an effect.
    """
    plan = material.analysis.get("sequential")
    if not plan or plan["hypothesis"] != hypothesis or not plan["taken"]:
        return ""
    last = plan["taken"][-1]
    if last["decision"] == "go-on":
        return say(
            "Nothing is concluded yet for {words}: look {look} of {of} did not end collection.",
            words=words,
            look=last["look"],
            of=last["of"],
        )
    if last["decision"] == "not-shown":
        return say("This leaves {words} open: the last planned look did not show an effect.", words=words)
    if last["decision"] == "not-ruled-out":
        return say(
            "This leaves {words} open: the last planned look did not rule out an effect of the size that "
            "matters.",
            words=words,
        )
    return ""


def rule_in_words(plan: Mapping[str, Any]) -> str:
    """By what collection ends, for a report or a registration."""
    if plan["plan"] == "group-sequential":
        spending = SPENDING[plan["spending"]]
        return say(
            "Collection ends at a look where p is at most that look’s bound: together the bounds "
            "spend alpha = {alpha:g} ({spending} spending after Lan and DeMets, by the share of "
            "participants who have finished).",
            alpha=plan["alpha"],
            spending=spending,
        )
    if plan["plan"] == "e-values" and plan.get("shows") == "equivalence":
        return say(
            "Collection ends at a look where the e-value of Student’s t against effects of d = {d:g} or "
            "more, on either side, is at least {least:g}: such an effect reaches that in at most "
            "{alpha:.3g} of studies.",
            d=plan["d"],
            least=1 / plan["alpha"],
            alpha=plan["alpha"],
        )
    if plan["plan"] == "e-values":
        return say(
            "Collection ends at a look where the e-value of Student’s t for d = {d:g} is at least "
            "{least:g}: a true zero reaches that in at most {alpha:.3g} of studies.",
            d=plan["d"],
            least=1 / plan["alpha"],
            alpha=plan["alpha"],
        )
    return say(
        "Collection ends at a look where BF₁₀ of Student’s t (Cauchy prior, scale {scale:.3g}) "
        "is at least {effect_at:g}, for an effect, or at most {none_at:.3g}, for none.",
        scale=plan["scale"],
        effect_at=plan["effect_at"],
        none_at=plan["none_at"],
    )


def _taken(found: Mapping[str, Any]) -> Block:
    looks = found["taken"]
    if not looks:
        return Prose(say("No look has been taken yet."), "note")
    sign = SIGNS[looks[0]["evidence"]]
    columns = (
        Column(say("Look"), "text"), Column(say("Participants")), Column(say("Estimate")),
        Column(sign), Column(say("Bound")), Column(say("What followed"), "text"),
    )  # fmt: skip
    rows = tuple(_row(one) for one in looks)
    return Table(say("Planned looks, each at all who had finished"), columns, rows)


def _row(one: Mapping[str, Any]) -> Row:
    bound = written(f"{one['bound']:.3g}") + (
        "" if one["lower"] is None else say(" and {lower:.3g}", lower=one["lower"])
    )
    people = say("{complete} of {planned}", complete=count(one["complete"]), planned=count(one["planned"]))
    value, estimate = f"{one['value']:.3g}", number(one["estimate"], 2)
    return Row(
        (
            say("{look} of {of}", look=one["look"], of=one["of"]),
            people,
            estimate,
            value,
            bound,
            DECIDED[one["decision"]],
        )
    )
