"""What is concluded from an estimate: by the model's own test, in the direction that was declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ikea_effect.analysis.results import null_value
from ikea_effect.language import Sayings, phrase, say
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.origins import sourced, untagged
from ikea_effect.report.sections.finding import Finding
from ikea_effect.report.sections.findings import finding
from ikea_effect.report.sections.looks import held_back
from ikea_effect.report.sections.naming import claim, measure_label
from ikea_effect.report.wording import (
    MINUS,
    amount,
    count,
    effect_unit,
    finer,
    finite,
    joined,
    percent,
    sentence,
    span,
    spelled,
)

ALPHA = 0.05
NOBODY = phrase("No person took part: this says nothing about people.")


def answer(material: ReportMaterial, hypothesis: Hypothesis) -> list[str]:
    """Sentences: the estimate, what is compatible with the data, and what follows for the claim."""
    estimate = material.sourced_primary(hypothesis.id)
    words = f"“{claim(material.protocol, hypothesis)}”"
    if estimate is None or finite(estimate.get("estimate")) is None:
        problem = (estimate or {}).get("problem") or say("the analysis holds no estimate for it")
        return [
            say("Nothing can be said about {words}: {problem}", words=words, problem=sentence(str(problem)))
        ]
    found = Finding(material.protocol, hypothesis.model, estimate)
    nobody = [say(NOBODY)] if material.mode in ("simulated", "scripted") else []
    followed = interim_look(material) or " ".join([_by_plan(material, found, hypothesis), *nobody])
    return [finding(found), compatible(estimate), followed, *_purpose(hypothesis)]


def _purpose(hypothesis: Hypothesis) -> list[str]:
    """A sentence on a hypothesis that the protocol does not declare confirmatory."""
    if hypothesis.purpose == "exploratory":
        return [say("The protocol declares this hypothesis exploratory.")]
    if hypothesis.purpose == "manipulation-check":
        return [say("The protocol declares this a check of what was varied.")]
    return []


def _by_plan(material: ReportMaterial, found: Finding, hypothesis: Hypothesis) -> str:
    """The conclusion, unless a p < .05 would support what the declared plan of looks does not."""
    held = held_back(material, hypothesis.id, _claim(found, hypothesis)) if _is_clear(found) else ""
    return held or concluded(found, hypothesis)


def interim_look(material: ReportMaterial) -> str:
    """What stands in place of a conclusion while collection goes on; "" once the sample is complete."""
    interim = sourced(material.analysis.get("interim"), "analysis.interim")
    if not interim:
        return ""
    return say(
        "With {complete} of {planned} planned participants this is an interim look, from which "
        "nothing is concluded.",
        complete=count(interim["complete"]),
        planned=count(interim["planned"]),
    )


def compatible(estimate: Mapping[str, Any]) -> str:
    """The interval in words, with its level."""
    if not estimate.get("ci"):
        return say("No interval is given.")
    limits = spelled(span(estimate["ci"], effect_unit(estimate)))
    level = percent(estimate.get("level", 0.95))
    if not any(ends := [finite(limit) is not None for limit in estimate["ci"]]):
        return say("The {level}% confidence interval has no ends: these data rule out no value.", level=level)
    if estimate["ci"][1] == 0 and estimate.get("alternative") == "any":
        return say(
            "The {level}% confidence interval shrinks to 0: chance alone mostly gives larger differences.",
            level=level,
        )
    if near := _near_no_effect(estimate):
        return say(
            "Values from {limits} are compatible with these data ({level}% confidence interval; the limit "
            "next to no effect is {near} before rounding).",
            limits=limits,
            level=level,
            near=spelled(near),
        )
    if not all(ends):
        return say(
            "Values of {limits} are compatible with these data ({level}% confidence interval).",
            limits=limits,
            level=level,
        )
    return say(
        "Values from {limits} are compatible with these data ({level}% confidence interval).",
        limits=limits,
        level=level,
    )


def _near_no_effect(estimate: Mapping[str, Any]) -> str:
    """The limit with more decimals that is printed as no effect, though the interval leaves it out; or ""."""
    unit, null = effect_unit(estimate), null_value(str(estimate.get("unit")), str(estimate.get("term")))
    low, high = (finite(limit) for limit in estimate["ci"])
    out = (low is not None and low > null, high is not None and high < null)
    limit = estimate["ci"][out.index(True)] if any(out) else None  # as it is there, with its id
    if limit is None or untagged(amount(limit, unit)).lstrip(MINUS) != untagged(amount(null, unit)):
        return ""
    exact = finer(limit, unit)
    return "" if untagged(exact).lstrip(MINUS) == untagged(finer(null, unit)) else exact


def _claim(found: Finding, hypothesis: Hypothesis) -> str:
    """The claim as a part of a sentence."""
    return say("the claim “{claim}”", claim=claim(found.protocol, hypothesis))


def concluded(found: Finding, hypothesis: Hypothesis) -> str:
    """Whether the claim is supported, spoken against, or left open, and on which ground."""
    words = _claim(found, hypothesis)
    test = {"equivalence": _sameness, "any": _any_difference}.get(_alternative(found), _direction)
    return test(found, hypothesis, words) + _within_family(found) + _by_that_way(found)


def _by_that_way(found: Finding) -> str:
    """What an effect by way of a measured mediator takes for granted, where it is found."""
    if getattr(found.model, "kind", "") not in ("mediation", "paired-mediation") or not _is_clear(found):
        return ""
    names = joined([measure_label(found.protocol, name) for name in found.of_model("mediators", ())])
    return say(
        " That it comes about through {names} takes for granted that nothing else moves {names} and "
        "{topic} together, which these data cannot show.",
        names=names,
        topic=found.topic,
    )


def _alternative(found: Finding) -> str:
    return str(found.estimate.get("alternative") or "two-sided")


def _p(found: Finding) -> float | None:
    return finite(found.estimate.get("p"))


def _ends(found: Finding) -> tuple[float | None, float | None]:
    low, high = found.estimate.get("ci") or (None, None)
    return finite(low), finite(high)


def _is_clear(found: Finding) -> bool:
    """Whether the model's own test refutes no effect; without a p, whether the interval excludes it."""
    p = _p(found)
    return _side(found) != 0 if p is None else p < ALPHA


def _side(found: Finding) -> int:
    """On which side of no effect the whole interval lies: 1, -1, or 0 where it holds no effect."""
    null = null_value(str(found.estimate.get("unit")), found.term)
    low, high = _ends(found)
    return int(low is not None and low > null) - int(high is not None and high < null)


# --- a direction ------------------------------------------------------------------------------------------


def _direction(found: Finding, hypothesis: Hypothesis, words: str) -> str:
    null = null_value(str(found.estimate.get("unit")), found.term)
    above = found.value > null
    if _p(found) is None and not found.estimate.get("ci"):
        return say("The model gives no test, so that nothing follows for {words}.", words=words)
    if _alternative(found) == "two-sided":
        return _two_sided(found, hypothesis, words, above)
    claimed = 1 if _alternative(found) == "greater" else -1
    if _is_clear(found) and above == (claimed > 0):
        return say(
            "This supports {words}{one_sided_only}.", words=words, one_sided_only=_one_sided_only(found)
        )
    if _is_against(found, claimed):
        return say("This points against {words}: the effect has the other direction.", words=words)
    return say("This leaves {words} open: no effect at all is compatible with these data, too.", words=words)


def _one_sided_only(found: Finding) -> str:
    """Beside an interval with two sides: why the claim is supported though the interval holds no effect."""
    if _side(found) or not found.estimate.get("ci"):
        return ""
    return say(
        " by the one-sided test that was declared; by a two-sided one, no effect at all would be "
        "compatible with these data",
    )


def _is_against(found: Finding, claimed: int) -> bool:
    """Whether the effect is clear in the direction that was not claimed, tested on both sides."""
    p = _p(found)
    return _side(found) == -claimed if found.estimate.get("ci") else p is not None and p > 1 - ALPHA / 2


def _two_sided(found: Finding, hypothesis: Hypothesis, words: str, above: bool) -> str:
    """A two-sided test knows no claimed direction: what is supported depends on what the claim means."""
    if not _is_clear(found):
        return say(
            "This leaves {words} open: no effect at all is compatible with these data, too.", words=words
        )
    if not hypothesis.claim:  # then the claim is worded as what is tested: that there is an effect
        return say("This supports {words}, with {leaning}.", words=words, leaning=_leaning(found, above))
    return say(
        "This supports {words} only if it means {leaning}: the test was two-sided.",
        words=words,
        leaning=_leaning(found, above),
    )


_TOWARDS = Sayings(
    {
        "higher": "an indirect effect towards higher {topic} for {first}",
        "lower": "an indirect effect towards lower {topic} for {first}",
    }
)
_WRITTEN = Sayings(
    {
        "above": "an effect above zero as it is written here",
        "below": "an effect below zero as it is written here",
    }
)


def _leaning(found: Finding, above: bool) -> str:
    """Which direction the estimate has, in words."""
    kind, pair = str(getattr(found.model, "kind", "")), found.pair
    if kind == "moderation" and " within " not in found.term:
        moderator = measure_label(found.protocol, str(found.of_model("moderator")))
        return (
            say(
                "a difference ({versus}) that grows with {moderator}",
                versus=found.versus,
                moderator=moderator,
            )
            if above
            else say(
                "a difference ({versus}) that falls with {moderator}",
                versus=found.versus,
                moderator=moderator,
            )
        )
    if found.of_model("compare"):
        a, b = (measure_label(found.protocol, name) for name in found.of_model("compare"))
        return say("a larger part by way of {a} than by way of {b}", a=a if above else b, b=b if above else a)
    if kind == "regression" and found.of_model("slope"):
        return say("a slope above zero") if above else say("a slope below zero")
    if kind == "counts" and pair is not None:
        return say("higher counts for {first}", first=found.label(pair[0] if above else pair[1]))
    if kind in ("mediation", "paired-mediation") and not found.of_model("moderator"):
        towards = _TOWARDS["higher" if above else "lower"]
        return towards.format(topic=found.topic, first=_first(found))
    if pair is None or found.term.count(" - ") > 1 or kind in ("mediation", "moderation"):
        return _WRITTEN["above" if above else "below"]
    winner = found.label(pair[0] if above else pair[1])
    if kind in ("proportion", "logit"):
        return say(
            "more choices of “{option}” by {winner}",
            option=found.of_model("option"),
            winner=winner,
        )
    if kind == "demand":
        return say("a higher price that earns most for {winner}", winner=winner)
    return say("higher {topic} for {winner}", topic=found.topic, winner=winner)


def _first(found: Finding) -> str:
    return found.label(found.pair[0]) if found.pair else say("the first")


# --- no direction, and sameness ---------------------------------------------------------------------------


def _any_difference(found: Finding, _: Hypothesis, words: str) -> str:
    if not _is_clear(found):
        return say(
            "This leaves {words} open: that nothing differs is compatible with these data, too.", words=words
        )
    return say(
        "Some difference is there, which supports {words} as far as the differences are those it "
        "means: the test has no direction.",
        words=words,
    )


def _sameness(found: Finding, _: Hypothesis, words: str) -> str:
    """Two one-sided tests: met where the whole interval lies within the bounds, against where beyond."""
    bounds = _bounds(found)
    if bounds is None:
        met = _is_clear(found)
        return (
            say("This supports {words}.", words=words)
            if met
            else say("This leaves {words} open.", words=words)
        )
    low, high = _ends(found)
    shown = spelled(span(bounds, effect_unit(found.estimate)))
    same = say("values from {shown}, which count as the same", shown=shown)
    if (p := _p(found)) is not None and p < ALPHA:
        return say("This supports {words}: all of these are among the {same}.", words=words, same=same)
    if (low is not None and low > bounds[1]) or (high is not None and high < bounds[0]):
        return say("This points against {words}: none of these is among the {same}.", words=words, same=same)
    return say("This leaves {words} open: not all of these are among the {same}.", words=words, same=same)


def _bounds(found: Finding) -> tuple[float, float] | None:
    details = found.estimate.get("details") or {}
    ratio, margin = finite((details.get("bounds") or {}).get("ratio")), finite(details.get("margin"))
    if ratio is not None:
        return 1 / ratio, ratio
    return None if margin is None else (-margin, margin)


# --- several tests ----------------------------------------------------------------------------------------


def _within_family(found: Finding) -> str:
    """What Holm's adjustment over the declared family changes; nothing where it changes nothing."""
    details, p = found.estimate.get("details") or {}, _p(found)
    adjusted = finite(details.get("p_holm"))
    if adjusted is None or p is None or not p < ALPHA <= adjusted:
        return ""
    return say(
        " Adjusted for being one of {family_size} tests (Holm), it is no longer clear.",
        family_size=count(details.get("family_size")),
    )
