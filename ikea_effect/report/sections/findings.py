"""What an estimate is, in one sentence: every kind of model in the terms of its own estimate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ikea_effect.analysis.support import unit as unit_of
from ikea_effect.protocol.simulation import Atom, atoms
from ikea_effect.report.sections.finding import Finding
from ikea_effect.report.sections.naming import (
    cells_in_order,
    label_in_a_sentence,
    measure_label,
    term_in_words,
)
from ikea_effect.report.wording import amount, effect_unit, finite, joined, number, spoken, unrounded

MOST_MEANS = 6
"""So many cells are named with their means in a sentence."""


def finding(found: Finding) -> str:
    """The sentence that says what was estimated, and how large it is."""
    said = _KINDS.get(str(getattr(found.model, "kind", "")), _plain)(found)
    return f"{found.among}{said[:1].lower()}{said[1:]}" if found.among else said


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _plain(found: Finding) -> str:
    return f"The estimate for {found.versus or found.topic} is {found.shown}."


def _parts(found: Finding, lead: str, values: Mapping[str, Any], unit: str) -> str:
    """The two values that are compared, and their difference; without them, the difference alone."""
    high, low = (finite(values.get(key)) for key in found.pair or ("", ""))
    if found.pair is None or high is None or low is None:
        return _differ(found)
    shown = joined(f"{amount(values[key], unit)} ({found.label(key)})" for key in found.pair)
    exact = unrounded(high, low, found.value, effect_unit(found.estimate))
    note = f" ({exact} before rounding)" if exact else ""
    return f"{lead} {shown}: a difference of {found.shown}{note}."


def _means(found: Finding) -> str:
    unit = unit_of(found.protocol, str(found.estimate.get("measure")))
    return _parts(found, f"On average, {found.topic} were", found.estimate.get("mean") or {}, unit)


def _differ(found: Finding, lead: str = "") -> str:
    text = f"{lead or found.held}{found.topic} differ on average by {found.shown} ({found.versus})."
    return _sentence(text)


def _adjusted(found: Finding) -> str:
    if found.of_model("slope"):
        return _sloping(found)
    return _differ(found) if found.held else _means(found)


def _ratio(found: Finding) -> str:
    if found.pair is None or " / " not in found.term:
        return _means(found)
    high, low = map(found.label, found.pair)
    times = f"**{number(found.value)} times**"
    return f"On average, {found.topic} were {times} as high for {high} as for {low}."


def _ranks(found: Finding) -> str:
    high, low = map(found.label, found.pair or ("the first", "the second"))
    return (
        f"Taking one from {high} and one from {low} by chance, the one from {high} has the higher "
        f"{found.one} with a chance of {found.shown}, ties counted half (50% would be no effect)."
    )


def _trimmed(found: Finding) -> str:
    trim = f"{number(100 * found.of_model('trim', 0.2), 0)}%"
    lead = f"Without the lowest and the highest {trim} of each condition, {found.topic} were on average"
    return _parts(found, lead, found.detail("trimmed_mean"), str(found.estimate.get("unit")))


def _quantile(found: Finding) -> str:
    at = float(found.of_model("quantile", 0.5))
    name = "median" if at == 0.5 else f"{number(100 * at, 1).removesuffix('.0')}% quantile"
    lead = f"The {name} of {found.topic} was"
    if not found.detail("quantile"):
        return f"The {name} of {found.topic} differs by {found.shown} ({found.versus})."
    return _parts(found, lead, found.detail("quantile"), str(found.estimate.get("unit")))


def _planned(found: Finding) -> str:
    weights = found.detail("weights")
    if sorted(weights.values()) == [-1, 1] and found.pair and found.term.count(" - ") == 1:
        return _means(found)
    return f"The planned contrast of the means of {found.topic}, {found.versus}, is {found.shown}."


def _variance(found: Finding) -> str:
    """Effects of several degrees of freedom: which means, and which share of the variance goes with them."""
    means = {key: mean for key, mean in (found.estimate.get("mean") or {}).items() if mean is not None}
    unit = unit_of(found.protocol, str(found.estimate.get("measure")))
    keys = cells_in_order(found.protocol, means)
    shown = joined(f"{amount(means[key], unit)} ({found.label(key)})" for key in keys)
    first = f"On average, {found.topic} were {shown}. " if 1 < len(keys) <= MOST_MEANS else ""
    names = joined(map(spoken, found.term.split(" x ")))
    effect = f"The interaction of {names} takes" if " x " in found.term else f"Differences by {names} take"
    left = " that the model’s other effects leave" if len(found.of_model("factors", ())) > 1 else ""
    return f"{first}{effect} {found.shown} of the variance of {found.topic}{left} (partial eta squared)."


def _crossed(found: Finding) -> str:
    if found.estimate.get("alternative") == "any":
        return _variance(found)
    if " within " in found.term:
        lead = f"{found.held}the difference of differences in mean {found.topic}, "
        return _sentence(f"{lead}{term_in_words(found.protocol, found.term)}, is {found.shown}.")
    own = found.of_model("term", ())
    others = [spoken(name) for name in found.of_model("factors", ()) if name not in own]
    over = f"averaged over {joined(others)}, " if others else ""
    text = f"{over}{found.held[:1].lower() + found.held[1:] if over else found.held}"
    return _differ(found, text)


def _sloping(found: Finding) -> str:
    """The slope of a measure, a difference by an option or level, or how a slope changes."""
    parts = [_part(found, atom) for atom in atoms(str(found.of_model("slope")))]
    numbers = [words for words, is_number in parts if is_number]
    holding = joined(words for words, is_number in parts if not is_number)
    shown = f"{found.shown}{_unit_of_slope(found)}"
    where = f"{holding}, " if holding else ""
    if not numbers:
        return _sentence(f"{found.held}{where}{found.topic} are on average higher by {shown}.")
    first, *others = numbers
    if not others and not holding:
        return _sentence(f"{found.held}for each unit more of {first}, {found.topic} change by {shown}.")
    more = f"for each unit more of {joined(others)}, " if others else ""
    return _sentence(
        f"{found.held}{where}{more}the slope of {first} on {found.topic} is higher by {shown} (at the "
        "means of the others)."
    )


def _part(found: Finding, atom: Atom) -> tuple[str, bool]:
    """A part of a term in words, and whether it is a number."""
    name = measure_label(found.protocol, atom.name)
    if atom.value is None:
        return name, True
    if atom.name in found.protocol.factors:
        return f"among {label_in_a_sentence(found.protocol, None, atom.value)}", False
    return f"where {name} is “{spoken(atom.value)}”", False


def _moderated(found: Finding) -> str:
    if found.estimate.get("alternative") == "any":
        levels = found.estimate["details"]["effects_by_level"]
        unit = unit_of(found.protocol, str(found.estimate.get("measure")))
        shown = joined(f"{amount(one['estimate'], unit)} ({spoken(str(one['level']))})" for one in levels)
        return _sentence(
            f"{found.held}the difference in {found.topic} ({found.contrasted}) is {shown}; that it differs "
            f"takes {found.shown} of the variance that the model’s other effects leave (partial eta squared)."
        )
    if " within " in found.term:
        return _crossed(found)
    moderator = measure_label(found.protocol, str(found.of_model("moderator")))
    unit = _unit_of_slope(found)
    return _sentence(
        f"{found.held}for each unit more of {moderator}, the difference in {found.topic} "
        f"({found.versus}) changes by {found.shown}{unit}."
    )


def _unit_of_slope(found: Finding) -> str:
    unit = str(found.estimate.get("unit")).partition(" per unit of ")[0]
    return "" if unit == "points" else f" {unit}"


def _mediated(found: Finding) -> str:
    names = [measure_label(found.protocol, name) for name in found.of_model("mediators", ())]
    way = joined(names) if found.of_model("structure") != "serial" else ", then ".join(names)
    if compare := found.of_model("compare"):
        a, b = (measure_label(found.protocol, name) for name in compare)
        return _sentence(
            f"{found.held}the part of the difference in {found.topic} ({found.contrasted}) that runs by "
            f"way of {a} minus the part by way of {b} is {found.shown}."
        )
    if moderator := found.of_model("moderator"):
        of = measure_label(found.protocol, str(moderator))
        return _sentence(
            f"{found.held}for each unit more of {of}, the part of the difference in {found.topic} "
            f"({found.versus}) that runs by way of {way} changes by {found.shown} (index of moderated "
            "mediation)."
        )
    return _sentence(
        f"{found.held}the part of the difference in {found.topic} ({found.versus}) that runs by way of {way} "
        f"is {found.shown} (indirect effect)."
    )


def _latent(found: Finding) -> str:
    return _sentence(
        f"{found.held}the values behind the {found.topic}, which bounds or intervals hide, differ on average "
        f"by {found.shown} ({found.versus}), as the model reckons them ({found.estimate.get('method')})."
    )


def _least(found: Finding) -> str:
    lead = f"Taking the least that everyone’s answers allow, {found.topic} were on average"
    return _parts(found, lead, found.estimate.get("mean") or {}, str(found.estimate.get("unit")))


def _best_prices(found: Finding) -> str:
    prices = {key: one.get("price") for key, one in found.detail("revenue_maximizing").items()}
    if found.pair is None or not all(key in prices for key in found.pair):
        return f"The prices that earn most differ by {found.shown} ({found.versus})."
    return _parts(found, "The price that earns most is", prices, str(found.estimate.get("unit")))


def _hurdle(found: Finding) -> str:
    return _differ(found, f"{found.held}with whether people bid at all and how much they bid modeled apart, ")


def _chose(found: Finding) -> str:
    option = spoken(str(found.of_model("option")))
    return _parts(found, f"“{option}” was chosen by", found.estimate.get("mean") or {}, "share")


def _chance(found: Finding) -> str:
    option = spoken(str(found.of_model("option")))
    if not found.held:
        return _chose(found)
    return f"{found.held}the chance of choosing “{option}” differs by {found.shown} ({found.versus})."


def _log_odds(found: Finding) -> str:
    return _sentence(
        f"{found.held}the log odds of a higher {found.one} differ by {found.shown} ({found.versus}, "
        "cumulative logit)."
    )


def _associated(found: Finding) -> str:
    factor = spoken(str(found.of_model("factor")))
    return (
        f"How often each option of {measure_label(found.protocol, str(found.estimate.get('measure')))} was "
        f"chosen goes with {factor} by a Cramér’s V of {found.shown} (0 would be not at all, 1 wholly)."
    )


def _times_as_many(found: Finding) -> str:
    high, low = map(found.label, found.pair or ("the first", "the second"))
    measure = measure_label(found.protocol, str(found.estimate.get("measure")))
    return _sentence(
        f"{found.held}counts of {measure} were on average **{number(found.value)} times** as high for {high} "
        f"as for {low}."
    )


def _many(found: Finding) -> str:
    count = len((found.estimate.get("details") or {}).get("specifications") or ())
    return (
        f"Over {number(count, 0)} defensible analyses of {found.topic}, the median of the differences is "
        f"**{number(found.value)}** standard deviations ({found.versus})."
    )


_KINDS: Mapping[str, Callable[[Finding], str]] = {
    "welch": _means,
    "student": _means,
    "paired": _means,
    "ratio": _ratio,
    "mann-whitney": _ranks,
    "brunner-munzel": _ranks,
    "yuen": _trimmed,
    "quantile": _quantile,
    "tost": _ratio,
    "contrast": _planned,
    "one-way": _variance,
    "factorial": _crossed,
    "mixed": _crossed,
    "regression": _adjusted,
    "moderation": _moderated,
    "mediation": _mediated,
    "paired-mediation": _mediated,
    "tobit": _latent,
    "interval": _latent,
    "turnbull": _least,
    "demand": _best_prices,
    "hurdle": _hurdle,
    "proportion": _chose,
    "logit": _chance,
    "ordinal": _log_odds,
    "chi-square": _associated,
    "counts": _times_as_many,
    "multiverse": _many,
}
