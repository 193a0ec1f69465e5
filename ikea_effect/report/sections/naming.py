"""The protocol's names as people read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ikea_effect.language import Sayings, language, say
from ikea_effect.language import name as name_of
from ikea_effect.protocol.analyses import factors_of, terms_of
from ikea_effect.protocol.assignments import ROLE
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.kinds.mechanisms import kind_of
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.model_base import levels_kept
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.registry import measure_kind
from ikea_effect.protocol.simulation import atoms
from ikea_effect.report.wording import MINUS, Words, joined, spoken

RULES = Sayings(
    {
        "significance": "Same sign and significance",
        "prediction-interval": "Prediction interval",
        "small-telescopes": "Small telescopes",
        "equivalence": "Equivalence",
        "bayes-factor": "Replication Bayes factor",
        "sceptical-p": "Sceptical p-value",
        "controlled-sceptical-p": "Controlled sceptical p-value",
        "edgington": "Edgington’s sum of p",
        "pooled": "Pooled estimate",
        "lebel": "Signal and consistency",
        "relative-effect-size": "Relative effect size",
    }
)
PROVENANCE = Sayings(
    {
        "paper": "read in the article itself",
        "secondary": "secondary: not read in the article itself",
        "unverified": "unverified: seen in one place only, not checked",
    }
)


def level_label(protocol: Protocol, key: str) -> str:
    """The label of a cell, keyed as the analysis keys it: "build" or "factor=level,factor=level"."""
    parts = [part.split("=", 1) if "=" in part else ["", part] for part in key.split(",")]
    return " · ".join(_label(protocol, factor, level) for factor, level in parts)


def condition_label(protocol: Protocol, levels: Mapping[str, str]) -> str:
    """The label of a combination of levels."""
    return " · ".join(_label(protocol, factor, level) for factor, level in levels.items())


def kept_label(protocol: Protocol, hypothesis: str) -> str:
    """Whom the hypothesis asks, where its model keeps to some cells: "labor: Builders"; else nothing."""
    models = [one.model for one in protocol.hypotheses if one.id == hypothesis]
    kept = {name: levels for model in models for name, levels in levels_kept(model).items()}
    return " · ".join(
        joined([condition_label(protocol, {name: level}) for level in levels])
        for name, levels in kept.items()
    )


def _label(protocol: Protocol, factor: str, level: str) -> str:
    """The level's label; with its factor where there are several, so that "Yes · No" says what is meant."""
    having = [name for name in protocol.factors if level in protocol.factors[name].levels]
    named = factor if factor in having else having[0] if len(having) == 1 else ""
    if not having:
        return spoken(level)
    label = protocol.factors[named or having[0]].levels[level].label
    return f"{spoken(named)}: {label}" if named and len(protocol.factors) > 1 else label


def label_in_a_sentence(protocol: Protocol, model: Any, level: str) -> str:
    """The label of a level of the model's factor: alone, where no other factor has the same word."""
    factor = getattr(model, "factor", None)
    whole = level_label(protocol, f"{factor}={level}" if factor else level)
    labels = [one.label for declared in protocol.factors.values() for one in declared.levels.values()]
    alone = [label for label in labels if whole.endswith(f": {label}")]
    return alone[0] if len(alone) == 1 else whole


def good_name(study: Mapping[str, Any], good: str) -> str:
    """What the good is called: as participants read it in the report's language, else by its id."""
    name = str((study.get("words") or {}).get(f"goods.{good}.name") or "")
    if name and str(study.get("language")).partition("-")[0] == language():
        return name
    return f"{spoken(good)} (“{name}”)" if name else spoken(good)


def words_of(protocol: Protocol, name: str) -> Words:
    """What the amounts of a measure of money are called, by how they are asked for.

    What nothing follows from is stated, not bid; from prices that are taken or left an amount follows.
    """
    kinds = [kind_of(step.mechanism) for step in biddings(protocol.timeline) if step.measure == name]
    if kinds and all(kind.hypothetical for kind in kinds):
        return Words(say("stated amount"), say("stated amounts"), say("the stated amount"))
    if kinds and all(kind.name == "prediction" for kind in kinds):
        return Words(say("prediction"), say("predictions"), say("the prediction"))
    asked = any(kind.yields == "amount" or kind.name == "english" for kind in kinds)
    if asked or is_bid(protocol, name):
        return Words(say("bid"), say("bids"), say("the bid"))
    return Words(say("amount"), say("amounts"), say("the amount"))


def measure_label(protocol: Protocol, name: str) -> str:
    """What is measured, in words: "bid" for an amount that is bid, else the measure's name."""
    return words_of(protocol, name).one if is_bid(protocol, name) else spoken(name)


def is_bid(protocol: Protocol, name: str) -> bool:
    """Whether the measure of money needs no name of its own: it is the bid, or what stands for it."""
    return is_money(protocol, name) and name in ("wtp", "bid")


def is_money(protocol: Protocol, name: str) -> bool:
    """Whether the measure is an amount of money."""
    declared = protocol.measures.get(name)
    return declared is not None and measure_kind(declared.kind).unit == "currency"


def rule_label(rule: str) -> str:
    """A replication rule in words."""
    return RULES.get(rule, spoken(rule).capitalize())


def claim(protocol: Protocol, hypothesis: Hypothesis) -> str:
    """What a hypothesis claims; where the protocol does not say it, the sentence that its model tests."""
    if hypothesis.claim:
        return hypothesis.claim
    said = tested(protocol, hypothesis)
    return said[:1].upper() + said[1:]


_THAN = Sayings(
    {
        "two-sided": "{what} differs between {high} and {low}",
        "greater": "{what} is higher for {high} than for {low}",
        "less": "{what} is lower for {high} than for {low}",
    }
)


_THAN_OTHER = Sayings(
    {
        "two-sided": "{what} differs from {other}",
        "greater": "{what} is higher than {other}",
        "less": "{what} is lower than {other}",
    }
)
_THAN_OTHER_OF = Sayings(
    {
        "two-sided": "{what} of {high} differs from {other} of {low}",
        "greater": "{what} of {high} is higher than {other} of {low}",
        "less": "{what} of {high} is lower than {other} of {low}",
    }
)


def tested(protocol: Protocol, hypothesis: Hypothesis) -> str:
    """What the model of a hypothesis tests, as a part of a sentence: "the bid is higher for A than for B"."""
    model: Any = hypothesis.model
    if kept := levels_kept(model):
        labels = [level_label(protocol, f"{name}={one}") for name, levels in kept.items() for one in levels]
        return say("{tested} (among {labels})", tested=_tested(protocol, hypothesis), labels=joined(labels))
    return _tested(protocol, hypothesis)


_RISES = Sayings(
    {
        "two-sided": "{what} depends on {parts}",
        "greater": "{what} rises with {parts}",
        "less": "{what} falls with {parts}",
    }
)


def _the(protocol: Protocol, measure: str) -> str:
    # In quotes, for a name that is no singular noun would break the sentence: "the looks is higher".
    if is_bid(protocol, measure):
        return words_of(protocol, measure).the
    return say("“{measure}”", measure=spoken(measure))


def _tested(protocol: Protocol, hypothesis: Hypothesis) -> str:
    model: Any = hypothesis.model
    what = _the(protocol, hypothesis.measure)
    if terms_of(model):
        parts = [spoken(atom.value or atom.name) for atom in atoms(model.slope)]
        return _RISES[hypothesis.alternative].format(what=what, parts=say(" times ").join(parts))
    if (term := getattr(model, "term", ())) and len(term) > 1:
        first, *others = map(spoken, term)
        return say(
            "the effect of {first} on {what} depends on {others}",
            first=first,
            what=what,
            others=joined(others),
        )
    if compare := getattr(model, "compare", None):
        a, b = map(spoken, compare)
        return say(
            "the effect of {factor} on {what} runs more through {a} than through {b}",
            factor=spoken(model.factor),
            what=what,
            a=a,
            b=b,
        )
    if getattr(model, "moderator", None):
        return say(
            "the effect of {factor} on {what} depends on {moderator}",
            factor=spoken(model.factor),
            what=what,
            moderator=spoken(model.moderator),
        )
    if getattr(model, "mediators", ()):
        through = joined([spoken(name) for name in model.mediators])
        return say(
            "the effect of {factor} on {what} runs through {through}",
            factor=spoken(model.factor),
            what=what,
            through=through,
        )
    if option := getattr(model, "option", None):
        what = say("the share that chose {option}", option=spoken(option))
    pair = [part.strip() for part in (getattr(model, "contrast", None) or "").split(" - ")]
    other = _the(protocol, model.against) if getattr(model, "against", None) else ""
    if other and len(pair) != 2:
        return _THAN_OTHER[hypothesis.alternative].format(what=what, other=other)
    if len(pair) == 2:
        high, low = (label_in_a_sentence(protocol, model, level) for level in pair)
        if other:
            return _THAN_OTHER_OF[hypothesis.alternative].format(what=what, other=other, high=high, low=low)
        if model.kind == "tost":
            return say("{what} is the same for {high} and {low}", what=what, high=high, low=low)
        return _THAN[hypothesis.alternative].format(what=what, high=high, low=low)
    factors = term or factors_of(model)
    return say("{what} depends on {factors}", what=what, factors=joined([spoken(name) for name in factors]))


def claim_of(protocol: Protocol, identifier: str) -> str:
    """The claim of the hypothesis with this id."""
    for hypothesis in protocol.hypotheses:
        if hypothesis.id == identifier:
            return claim(protocol, hypothesis)
    return spoken(identifier).capitalize()


def measure_of(protocol: Protocol, identifier: str, level: str) -> str:
    """What the hypothesis asks of those at the level: its measure, or what that is held against."""
    [asked] = [one for one in protocol.hypotheses if one.id == identifier]
    model: Any = asked.model
    second = (getattr(model, "contrast", None) or "").rpartition(" - ")[2].strip()
    return str(getattr(model, "against", None) or asked.measure) if level == second else asked.measure


def compares_roles(protocol: Protocol, identifier: str) -> bool:
    """Whether the hypothesis with this id compares people in roles, which were not drawn."""
    models = (one.model for one in protocol.hypotheses if one.id == identifier)
    return bool(protocol.roles) and any(ROLE in factors_of(model) for model in models)


def term_in_words(protocol: Protocol, term: str) -> str:
    """A contrast with the labels of its levels: "(Builders − Non-builders) within Kept − .."."""
    levels = {level for factor in protocol.factors.values() for level in factor.levels}

    def label(word: re.Match[str]) -> str:
        return label_in_a_sentence(protocol, None, word[0]) if word[0] in levels else word[0]

    worded = re.sub(r"[^\s()*]+", label, term)
    signed = worded.replace(" - ", f" {MINUS} ").replace("*", " × ")
    return signed.replace(") within ", f"){say(' within ')}")


def cells_in_order(protocol: Protocol, values: Mapping[str, Any], term: str = "") -> list[str]:
    """The keys of a per-cell mapping: in the order of the term ("a - b"), then as the protocol declares."""
    named = [part for part in term.replace(" - ", " ").split() if part in values]
    declared = [level for factor in protocol.factors.values() for level in factor.levels if level in values]
    return list(dict.fromkeys([*named, *declared, *values]))


def variable_label(protocol: Protocol, term: str) -> str:
    """A term of a model in words: "Builders × liking" of "labor[build]:liking"."""
    parts = []
    for part in term.split(":"):
        named = re.fullmatch(r"(.+)\[(.+)\]", part)
        parts.append(
            level_label(protocol, f"{named[1]}={named[2]}") if named else measure_label(protocol, part)
        )
    return " × ".join(parts)


def side_name(alternative: str) -> str:
    """The side of a test in words; an F of several levels has none."""
    return say("without a side") if alternative == "any" else name_of(alternative)


def sides_named(sides: set[str]) -> str:
    """Whose side p values are on, of tests of these alternatives."""
    if sides == {"any"}:
        return say("are of tests without a side")
    if not sides <= {"two-sided", "any"}:
        return say("follow the declared alternative of each hypothesis")
    return say("are two-sided, where a test has a side") if "any" in sides else say("are two-sided")
