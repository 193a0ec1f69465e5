"""What an estimate is, in one sentence: every kind of model in the terms of its own estimate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ikea_effect.analysis.support import unit as unit_of
from ikea_effect.language import anew, say
from ikea_effect.report.sections.finding import Finding
from ikea_effect.report.sections.findings_of_terms import (
    crossed,
    differ,
    mediated,
    moderated,
    sloping,
    variance,
)
from ikea_effect.report.sections.naming import (
    measure_label,
)
from ikea_effect.report.wording import (
    amount,
    capital,
    effect_unit,
    finite,
    joined,
    number,
    spelled,
    spoken,
    unrounded,
)


def finding(found: Finding) -> str:
    """The sentence that says what was estimated, and how large it is."""
    said = _KINDS.get(str(getattr(found.model, "kind", "")), _plain)(found)
    return f"{found.among}{said[:1].lower()}{said[1:]}" if found.among else said


def _plain(found: Finding) -> str:
    return say("The estimate for {what} is {shown}.", what=found.versus or found.topic, shown=found.shown)


def _parts(found: Finding, lead: str, values: Mapping[str, Any], unit: str) -> str:
    """The two values that are compared, and their difference; without them, the difference alone."""
    high, low = (finite(values.get(key)) for key in found.pair or ("", ""))
    if found.pair is None or high is None or low is None:
        return differ(found)
    shown = joined(f"{amount(values[key], unit)} ({found.label(key)})" for key in found.pair)
    exact = unrounded(high, low, found.value, effect_unit(found.estimate))
    note = say(" ({exact} before rounding)", exact=spelled(exact)) if exact else ""
    return say(
        "{lead} {both}: a difference of {shown}{note}.",
        lead=lead,
        both=shown,
        shown=found.shown,
        note=note,
    )


def _means(found: Finding) -> str:
    unit = unit_of(found.protocol, str(found.estimate.get("measure")))
    lead = say("On average, {topic} were", topic=found.topic)
    if found.of_model("contrast") and (against := found.of_model("against")):
        own = measure_label(found.protocol, str(found.estimate.get("measure")))
        other = measure_label(found.protocol, against)
        lead = say("On average, {own} (of the first) and {other} (of the second) were", own=own, other=other)
    return _parts(found, lead, found.estimate.get("mean") or {}, unit)


def _adjusted(found: Finding) -> str:
    if found.of_model("slope"):
        return sloping(found)
    return differ(found) if found.held else _means(found)


def _ratio(found: Finding) -> str:
    if found.pair is None or " / " not in found.term:
        return _means(found)
    high, low = map(found.label, found.pair)
    times = say("**{value} times**", value=number(found.value))
    return say(
        "On average, {topic} were {times} as high for {high} as for {low}.",
        topic=found.topic,
        times=times,
        high=high,
        low=low,
    )


def _ranks(found: Finding) -> str:
    high, low = map(found.label, found.pair or (say("the first"), say("the second")))
    return say(
        "Taking one from {high} and one from {low} by chance, the one from {high} has the higher "
        "{one} with a chance of {shown}, ties counted half (50% would be no effect).",
        high=high,
        low=low,
        one=found.one,
        shown=found.shown,
    )


def _trimmed(found: Finding) -> str:
    trim = f"{number(100 * found.of_model('trim', 0.2), 0)}%"
    lead = say(
        "Without the lowest and the highest {trim} of each condition, {topic} were on average",
        trim=trim,
        topic=found.topic,
    )
    return _parts(found, lead, found.detail("trimmed_mean"), str(found.estimate.get("unit")))


def _quantile(found: Finding) -> str:
    at = float(found.of_model("quantile", 0.5))
    name = say("The median") if at == 0.5 else say("The {percent:g}% quantile", percent=100 * at)
    lead = say("{name} of {topic} was", name=name, topic=found.topic)
    if not found.detail("quantile"):
        return say(
            "{name} of {topic} differs by {shown} ({versus}).",
            name=name,
            topic=found.topic,
            shown=found.shown,
            versus=found.versus,
        )
    return _parts(found, lead, found.detail("quantile"), str(found.estimate.get("unit")))


def _planned(found: Finding) -> str:
    weights = found.detail("weights")
    if sorted(weights.values()) == [-1, 1] and found.pair and found.term.count(" - ") == 1:
        return _means(found)
    return say(
        "The planned contrast of the means of {topic}, {versus}, is {shown}.",
        topic=found.topic,
        versus=found.versus,
        shown=found.shown,
    )


def _latent(found: Finding) -> str:
    return capital(
        say(
            "{held}the values behind the {topic}, which bounds or intervals hide, differ on average "
            "by {shown} ({versus}), as the model reckons them ({method}).",
            held=found.held,
            topic=found.topic,
            shown=found.shown,
            versus=found.versus,
            method=anew(str(found.estimate.get("method"))),
        )
    )


def _least(found: Finding) -> str:
    lead = say("Taking the least that everyone’s answers allow, {topic} were on average", topic=found.topic)
    return _parts(found, lead, found.estimate.get("mean") or {}, str(found.estimate.get("unit")))


def _best_prices(found: Finding) -> str:
    prices = {key: one.get("price") for key, one in found.detail("revenue_maximizing").items()}
    if found.pair is None or not all(key in prices for key in found.pair):
        return say(
            "The prices that earn most differ by {shown} ({versus}).", shown=found.shown, versus=found.versus
        )
    return _parts(found, say("The price that earns most is"), prices, str(found.estimate.get("unit")))


def _hurdle(found: Finding) -> str:
    return differ(
        found,
        say(
            "{held}with whether {topic} are above zero and how high those are modeled apart, ",
            held=found.held,
            topic=found.topic,
        ),
    )


def _chose(found: Finding) -> str:
    option = spoken(str(found.of_model("option")))
    return _parts(
        found, say("“{option}” was chosen by", option=option), found.estimate.get("mean") or {}, "share"
    )


def _chance(found: Finding) -> str:
    option = spoken(str(found.of_model("option")))
    if not found.held:
        return _chose(found)
    return say(
        "{held}the chance of choosing “{option}” differs by {shown} ({versus}).",
        held=found.held,
        option=option,
        shown=found.shown,
        versus=found.versus,
    )


def _log_odds(found: Finding) -> str:
    return capital(
        say(
            "{held}the log odds of a higher {one} differ by {shown} ({versus}, cumulative logit).",
            held=found.held,
            one=found.one,
            shown=found.shown,
            versus=found.versus,
        )
    )


def _associated(found: Finding) -> str:
    factor = spoken(str(found.of_model("factor")))
    return say(
        "How often each option of {measure} was chosen goes with {factor} by a Cramér’s V of "
        "{shown} (0 would be not at all, 1 wholly).",
        measure=measure_label(found.protocol, str(found.estimate.get("measure"))),
        factor=factor,
        shown=found.shown,
    )


def _times_as_many(found: Finding) -> str:
    high, low = map(found.label, found.pair or (say("the first"), say("the second")))
    measure = measure_label(found.protocol, str(found.estimate.get("measure")))
    return capital(
        say(
            "{held}counts of {measure} were on average **{value} times** as high for {high} as for {low}.",
            held=found.held,
            measure=measure,
            value=number(found.value),
            high=high,
            low=low,
        )
    )


def _many(found: Finding) -> str:
    count = len((found.estimate.get("details") or {}).get("specifications") or ())
    return say(
        "Over {count} defensible analyses of {topic}, the median of the differences is "
        "**{value}** standard deviations ({versus}).",
        count=number(count, 0),
        topic=found.topic,
        value=number(found.value),
        versus=found.versus,
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
    "one-way": variance,
    "factorial": crossed,
    "mixed": crossed,
    "regression": _adjusted,
    "moderation": moderated,
    "mediation": mediated,
    "paired-mediation": mediated,
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
