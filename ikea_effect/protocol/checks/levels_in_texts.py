"""Texts that are worded by level (liking@build): the levels are there, and never two wordings fit at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ikea_effect.errors import Fault, did_you_mean, listed
from ikea_effect.protocol.levels import MARK
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.texts import variants_in
from ikea_effect.protocol.wordings import Wording


def levels_in_texts(protocol: Protocol, texts: Mapping[str, Wording]) -> Iterator[Fault]:
    """What is wrong with the levels in the keys of one language's texts, each told at its text."""
    factors = {level: name for name, factor in protocol.factors.items() for level in factor.levels}
    for bare, variants in variants_in(texts).items():
        of = {levels: frozenset(factors.get(level, "") for level in levels) for levels in variants}
        for levels, key in variants.items():
            if message := _unknown(levels, factors) or _doubtful(bare, levels, of):
                yield texts[key].fault(message)


def _unknown(levels: Collection[str], factors: Mapping[str, str]) -> str:
    wrong = next((level for level in sorted(levels) if level not in factors), None)
    if wrong is None:
        return ""
    hint = did_you_mean(wrong, factors).strip()
    message = f"is worded at '{wrong}', which is no level of a factor. Levels: {listed(factors)}."
    return f"{message}\n{hint}" if hint else message


def _doubtful(bare: str, levels: frozenset[str], of: Mapping[frozenset[str], frozenset[str]]) -> str:
    """Another variant that may fit the same person, where neither says more than the other."""
    other = next(
        (
            one
            for one, factors in of.items()
            if factors != of[levels] and len(one) == len(levels) and one | levels not in of
        ),
        None,
    )
    if other is None:
        return ""
    both = MARK.join([bare.partition(".")[0], *sorted(levels | other)])
    return (
        f"words '{bare}' at {listed(sorted(levels))}, another text does at {listed(sorted(other))}, and "
        f"somebody may be at both.\nWord it there too, under '{both}', or by one factor alone."
    )
