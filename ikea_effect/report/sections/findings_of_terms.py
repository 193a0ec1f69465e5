"""What an estimate of a model with several terms is, in one sentence: effects, slopes, ways."""

from __future__ import annotations

from ikea_effect.analysis.support import unit as unit_of
from ikea_effect.language import say
from ikea_effect.protocol.simulation import Atom, atoms
from ikea_effect.report.sections.finding import Finding
from ikea_effect.report.sections.naming import (
    cells_in_order,
    label_in_a_sentence,
    measure_label,
    term_in_words,
)
from ikea_effect.report.wording import amount, capital, joined, spoken

MOST_MEANS = 6
"""So many cells are named with their means in a sentence."""


def differ(found: Finding, lead: str = "") -> str:
    """By how much two differ on average, at what is held."""
    text = say(
        "{held}{topic} differ on average by {shown} ({versus}).",
        held=lead or found.held,
        topic=found.topic,
        shown=found.shown,
        versus=found.versus,
    )
    return capital(text)


def variance(found: Finding) -> str:
    """Effects of several degrees of freedom: which means, and which share of the variance goes with them."""
    means = {key: mean for key, mean in (found.estimate.get("mean") or {}).items() if mean is not None}
    unit = unit_of(found.protocol, str(found.estimate.get("measure")))
    keys = cells_in_order(found.protocol, means)
    shown = joined(f"{amount(means[key], unit)} ({found.label(key)})" for key in keys)
    first = (
        say("On average, {topic} were {shown}. ", topic=found.topic, shown=shown)
        if 1 < len(keys) <= MOST_MEANS
        else ""
    )
    names = joined(map(spoken, found.term.split(" x ")))
    effect = (
        say("The interaction of {names} takes", names=names)
        if " x " in found.term
        else say("Differences by {names} take", names=names)
    )
    left = say(" that the model’s other effects leave") if len(found.of_model("factors", ())) > 1 else ""
    return say(
        "{first}{effect} {shown} of the variance of {topic}{left} (partial eta squared).",
        first=first,
        effect=effect,
        shown=found.shown,
        topic=found.topic,
        left=left,
    )


def crossed(found: Finding) -> str:
    """An effect in a model of crossed factors: of several means, of two, or a difference of differences."""
    if found.estimate.get("alternative") == "any":
        return variance(found)
    if " within " in found.term:
        return capital(
            say(
                "{held}the difference of differences in mean {topic}, {term}, is {shown}.",
                held=found.held,
                topic=found.topic,
                term=term_in_words(found.protocol, found.term),
                shown=found.shown,
            )
        )
    own = found.of_model("term", ())
    others = [spoken(name) for name in found.of_model("factors", ()) if name not in own]
    over = say("averaged over {others}, ", others=joined(others)) if others else ""
    text = f"{over}{found.held[:1].lower() + found.held[1:] if over else found.held}"
    return differ(found, text)


def sloping(found: Finding) -> str:
    """The slope of a measure, a difference by an option or level, or how a slope changes."""
    parts = [_part(found, atom) for atom in atoms(str(found.of_model("slope")))]
    numbers = [words for words, is_number in parts if is_number]
    holding = joined(words for words, is_number in parts if not is_number)
    shown = f"{found.shown}{_unit_of_slope(found)}"
    where = f"{holding}, " if holding else ""
    if not numbers:
        return capital(
            say(
                "{held}{where}{topic} are on average higher by {shown}.",
                held=found.held,
                where=where,
                topic=found.topic,
                shown=shown,
            )
        )
    first, *others = numbers
    if not others and not holding:
        return capital(
            say(
                "{held}for each unit more of {first}, {topic} change by {shown}.",
                held=found.held,
                first=first,
                topic=found.topic,
                shown=shown,
            )
        )
    more = say("for each unit more of {others}, ", others=joined(others)) if others else ""
    return capital(
        say(
            "{held}{where}{more}the slope of {first} on {topic} is higher by {shown} (at the means "
            "of the others).",
            held=found.held,
            where=where,
            more=more,
            first=first,
            topic=found.topic,
            shown=shown,
        )
    )


def _part(found: Finding, atom: Atom) -> tuple[str, bool]:
    """A part of a term in words, and whether it is a number."""
    name = measure_label(found.protocol, atom.name)
    if atom.value is None:
        return name, True
    if atom.name in found.protocol.factors:
        return say("among {level}", level=label_in_a_sentence(found.protocol, None, atom.value)), False
    return say("where {name} is “{value}”", name=name, value=spoken(atom.value)), False


def moderated(found: Finding) -> str:
    """How a difference changes with the moderator."""
    if found.estimate.get("alternative") == "any":
        levels = found.estimate["details"]["effects_by_level"]
        unit = unit_of(found.protocol, str(found.estimate.get("measure")))
        shown = joined(f"{amount(one['estimate'], unit)} ({spoken(str(one['level']))})" for one in levels)
        return capital(
            say(
                "{held}the difference in {topic} ({contrasted}) is {by_level}; that it differs takes "
                "{shown} of the variance that the model’s other effects leave (partial eta squared).",
                held=found.held,
                topic=found.topic,
                contrasted=found.contrasted,
                by_level=shown,
                shown=found.shown,
            )
        )
    if " within " in found.term:
        return crossed(found)
    moderator = measure_label(found.protocol, str(found.of_model("moderator")))
    unit = _unit_of_slope(found)
    return capital(
        say(
            "{held}for each unit more of {moderator}, the difference in {topic} ({versus}) changes "
            "by {shown}{unit}.",
            held=found.held,
            moderator=moderator,
            topic=found.topic,
            versus=found.versus,
            shown=found.shown,
            unit=unit,
        )
    )


def _unit_of_slope(found: Finding) -> str:
    unit = str(found.estimate.get("unit")).partition(" per unit of ")[0]
    return "" if unit == "points" else f" {unit}"


def mediated(found: Finding) -> str:
    """The part of a difference that runs by way of mediators."""
    names = [measure_label(found.protocol, name) for name in found.of_model("mediators", ())]
    way = joined(names) if found.of_model("structure") != "serial" else say(", then ").join(names)
    if compare := found.of_model("compare"):
        a, b = (measure_label(found.protocol, name) for name in compare)
        return capital(
            say(
                "{held}the part of the difference in {topic} ({contrasted}) that runs by way of {a} "
                "minus the part by way of {b} is {shown}.",
                held=found.held,
                topic=found.topic,
                contrasted=found.contrasted,
                a=a,
                b=b,
                shown=found.shown,
            )
        )
    if moderator := found.of_model("moderator"):
        of = measure_label(found.protocol, str(moderator))
        return capital(
            say(
                "{held}for each unit more of {of}, the part of the difference in {topic} ({versus}) that "
                "runs by way of {way} changes by {shown} (index of moderated mediation).",
                held=found.held,
                of=of,
                topic=found.topic,
                versus=found.versus,
                way=way,
                shown=found.shown,
            )
        )
    return capital(
        say(
            "{held}the part of the difference in {topic} ({versus}) that runs by way of {way} is "
            "{shown} (indirect effect).",
            held=found.held,
            topic=found.topic,
            versus=found.versus,
            way=way,
            shown=found.shown,
        )
    )
