"""Looks that were planned and taken while participants still came: each with its bound and what followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.report.cards import Block, Card, Column, Prose, Row, Table
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.sections.naming import claim_of
from ikea_effect.report.wording import count, joined, number, plural

PLANS = {
    "group-sequential": "a group sequential plan",
    "e-values": "a plan by e-values",
    "bayes-factor": "a plan by Bayes factors",
}
SPENDING = {"obrien-fleming": "O’Brien-Fleming", "pocock": "Pocock"}
DECIDED = {
    "effect": "an effect of this sign shown: collection ended",
    "no-effect": "no effect shown to be there: collection ended",
    "go-on": "collection went on",
    "not-shown": "last look: an effect not shown",
}
SIGNS = {"p": "p", "e": "e", "bf10": "BF₁₀"}


def looks_card(material: ReportMaterial) -> Card | None:
    """The plan and every look; nothing where no looks are planned."""
    found = material.analysis.get("sequential")
    if not found:
        return None
    words = f"“{claim_of(material.protocol, found['hypothesis'])}”"
    per = joined(count(one) for one in found["looks"])
    told = (
        f"Before the first participant, {PLANS[found['plan']]} of {plural(len(found['looks']), 'look')} at "
        f"{words} was declared, at {per} participants of each condition. {rule_in_words(found)}"
    )
    blocks: list[Block] = [Prose(told), _taken(found)]
    return Card("looks", "Looks during collection", tuple(blocks))


def rule_in_words(plan: Mapping[str, Any]) -> str:
    """By what collection ends, for a report or a registration."""
    if plan["plan"] == "group-sequential":
        spending = SPENDING[plan["spending"]]
        return (
            "Collection ends at a look where p is at most that look’s bound: together the bounds spend "
            f"alpha = {plan['alpha']:g} ({spending} spending after Lan and DeMets, by the share of "
            "participants who have finished)."
        )
    if plan["plan"] == "e-values":
        return (
            f"Collection ends at a look where the e-value of Student’s t for d = {plan['d']:g} is at least "
            f"{1 / plan['alpha']:g}: a true zero reaches that in at most {plan['alpha']:.3g} of studies."
        )
    return (
        f"Collection ends at a look where BF₁₀ of Student’s t (Cauchy prior, scale {plan['scale']:.3g}) is "
        f"at least {plan['effect_at']:g}, for an effect, or at most {plan['none_at']:.3g}, for none."
    )


def _taken(found: Mapping[str, Any]) -> Block:
    looks = found["taken"]
    if not looks:
        return Prose("No look has been taken yet.", "note")
    sign = SIGNS[looks[0]["evidence"]]
    columns = (
        Column("Look", "text"), Column("Participants"), Column("Estimate"), Column(sign), Column("Bound"),
        Column("What followed", "text"),
    )  # fmt: skip
    rows = tuple(_row(one) for one in looks)
    return Table("Planned looks, each at all who had finished", columns, rows)


def _row(one: Mapping[str, Any]) -> Row:
    bound = f"{one['bound']:.3g}" + ("" if one["lower"] is None else f" and {one['lower']:.3g}")
    people = f"{count(one['complete'])} of {count(one['planned'])}"
    value, estimate = f"{one['value']:.3g}", number(one["estimate"], 2)
    return Row((f"{one['look']} of {one['of']}", people, estimate, value, bound, DECIDED[one["decision"]]))
