"""What a lab's set-up changes against the protocol, in sentences computed from what both files say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import Setup
from ikea_effect.report.wording import amount, count, finite, joined, language_name, spoken

_AMOUNTS = {
    ("payment", "show_up"): "The payment for coming",
    ("payment", "endowment"): "The endowment",
    ("payment", "round_to"): "The smallest coin",
}


class Difference(NamedTuple):
    """A sentence, and the facet of a study in which it makes this one another; "" for how many take part."""

    facet: str
    text: str


def differences(setup: Setup, reference: str) -> tuple[str, ...]:
    """One sentence per difference from the protocol: language, amounts, payment, sample, goods, wording."""
    return tuple(one.text for one in differences_by_facet(setup, reference))


def differences_by_facet(setup: Setup, reference: str) -> tuple[Difference, ...]:
    """The same, each with the facet of the study that it is a difference in."""
    original, here = load_protocol(reference), setup.protocol
    overrides = setup.experiment.overrides
    goods = (f"Instead of the {spoken(good)}: {instead}." for good, instead in overrides.goods.items())
    found = [*_of_the_language(setup, original), *_of_the_protocol(original, here)]
    found += [Difference("iv_stimuli", text) for text in goods]
    if setup.language in overrides.texts:
        worded = f"Texts in {language_name(setup.language)} are worded otherwise."
        found.append(Difference("procedure", worded))
    return tuple(found)


def _of_the_language(setup: Setup, original: Protocol) -> Iterator[Difference]:
    if setup.language != original.languages[0]:
        spoken_here, first = language_name(setup.language), language_name(original.languages[0])
        text = f"Participants read {spoken_here}; the protocol’s first language is {first}."
        yield Difference("context", text)


def _of_the_protocol(original: Protocol, here: Protocol) -> Iterator[Difference]:
    """What the two protocols say otherwise; what no sentence is made for is named by its keys, in words."""
    before, after = original.said, here.said
    if original.currency != here.currency:
        yield Difference("context", f"The currency is {here.currency} instead of {original.currency}.")
    for (part, key), name in _AMOUNTS.items():
        one, other = _at(before, part, key), _at(after, part, key)
        yield from _instead("procedure", name, (one, original), (other, here))
    yield from _of_the_sample(original, here)
    for step, there in zip(before["timeline"], after["timeline"], strict=True):
        if step.get("bidding") != there.get("bidding"):
            yield from _of_a_bidding(step["bidding"], there["bidding"], original, here)
    told = {"currency", "payment", "sample", "timeline"}
    for key in sorted({*before, *after} - told):
        if before.get(key) != after.get(key):
            yield Difference("procedure", f"The protocol’s {spoken(str(key))} is declared otherwise.")


def _of_the_sample(original: Protocol, here: Protocol) -> Iterator[Difference]:
    """How many are planned, by condition or by role."""
    for role, before in original.sample.per_role.items():
        if (now := here.sample.per_role.get(role)) is not None and now != before:
            who = f"participants in the role {spoken(role)}"
            yield Difference("", f"{count(now)} {who} are planned instead of {count(before)}.")
    planned = original.sample.per_condition, here.sample.per_condition
    if planned[0] != planned[1]:
        many = f"{count(planned[1])} participants per condition are planned instead of {count(planned[0])}."
        yield Difference("", many)


def _of_a_bidding(
    before: Mapping[str, Any], after: Mapping[str, Any], original: Protocol, here: Protocol
) -> Iterator[Difference]:
    """The amounts of one mechanism: its range, its step, its prices."""
    one, other = before.get("mechanism") or {}, after.get("mechanism") or {}
    step = spoken(str(after.get("id") or "bidding"))
    ends = [[rule.get(end) for end in ("low", "high")] for rule in (one, other)]
    if ends[0] != ends[1] and None not in (*ends[0], *ends[1]):
        was, now = (_range(*pair) for pair in zip(ends, (original, here), strict=True))
        yield Difference("dv_stimuli", f"The price range of {step} goes from {now} instead of {was}.")
    for key in sorted({*one, *other}):
        if key in ("low", "high") and None not in (*ends[0], *ends[1]):
            continue
        name = f"The {spoken(str(key))} of {step}"
        yield from _instead("dv_stimuli", name, (one.get(key), original), (other.get(key), here))


def _range(ends: list[Any], of: Protocol) -> str:
    low, high = (amount(end, of.currency) for end in ends)
    return f"{low} to {high}"


def _instead(
    facet: str, name: str, before: tuple[Any, Protocol], after: tuple[Any, Protocol]
) -> Iterator[Difference]:
    if before[0] != after[0]:
        yield Difference(facet, f"{name} is {_worded(*after)} instead of {_worded(*before)}.")


def _worded(value: Any, of: Protocol) -> str:
    """An amount or a list of amounts in the protocol's currency; nested values part by part."""
    if value is None:
        return "none"
    if isinstance(value, Mapping):
        return joined(f"{spoken(str(key))} {_worded(one, of)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return joined(_worded(one, of) for one in value)
    return amount(value, of.currency) if finite(value) is not None else str(value)


def _at(said: Mapping[str, Any], part: str, key: str) -> Any:
    return (said.get(part) or {}).get(key)
