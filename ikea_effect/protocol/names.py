"""What a report in another language calls what a protocol declares: names/<language>/<protocol>.yaml.

These names are for readers of a report alone. No session shows one and no hash covers them: a study goes on,
and verifies, whatever is said here. What has no name here stands as the protocol declares it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ikea_effect.errors import Fault, ProtocolError, did_you_mean, listed
from ikea_effect.protocol.base import Declared, Line, Name, Words
from ikea_effect.protocol.faults import validated
from ikea_effect.protocol.models import Factor, Protocol
from ikea_effect.protocol.resources import folders, underscored
from ikea_effect.protocol.tree import Tree, in_order, read_tree

COMMON = "common"
"""The file of words that many protocols use."""
Word = Annotated[str, Field(min_length=1, max_length=200)]
"""An identifier as the protocol declares it (preference_fit, take-apart), or what a scale says of itself."""


class Names(Declared):
    """The protocol's names in a language: labels and claims by their ids, other words as they stand."""

    title: Line | None = None
    labels: dict[Name, dict[Name, Line]] = Field(default_factory=dict, max_length=12)
    claims: dict[Name, Words] = Field(default_factory=dict, max_length=150)
    words: dict[Word, Line] = Field(default_factory=dict, max_length=1000)


def names_of(protocol: Protocol, language: str) -> Names:
    """What readers of the language call the protocol's parts; its own file goes before the common one.

    Raises: ProtocolError for a file that is none of names.
    """
    (common, _), (own, _) = (_read(protocol, language, name) for name in (COMMON, underscored(protocol.id)))
    return own.model_copy(update={"words": {**common.words, **own.words}})


def _read(protocol: Protocol, language: str, name: str) -> tuple[Names, Tree | None]:
    beside = protocol.file.parent if protocol.file else None
    relative = Path("names") / language / f"{name}.yaml"
    path = next((one / relative for one in folders("protocols", beside) if (one / relative).is_file()), None)
    if path is None:
        return Names(), None
    tree = read_tree(path)
    names, faults = validated(Names, tree)
    if names is None:
        raise ProtocolError(faults)
    return names, tree


def named(protocol: Protocol, names: Names) -> Protocol:
    """The protocol with its title, labels and claims in the language of the names."""
    factors = {name: _factor(one, names.labels.get(name, {})) for name, one in protocol.factors.items()}
    return protocol.model_copy(
        update={
            "title": names.title or protocol.title,
            "factors": factors,
            "hypotheses": tuple(
                one.model_copy(update={"claim": names.claims.get(one.id, one.claim)})
                for one in protocol.hypotheses
            ),
            "claims": tuple(
                one.model_copy(update={"claim": names.claims.get(one.id, one.claim)})
                for one in protocol.claims
            ),
        }
    )


def _factor(factor: Factor, labels: Mapping[str, str]) -> Factor:
    levels = {
        name: level.model_copy(update={"label": labels.get(name, level.label)})
        for name, level in factor.levels.items()
    }
    return factor.model_copy(update={"levels": levels})


def spoken_words(names: Names) -> dict[str, str]:
    """The words, as they are written in a file and as a sentence has them: "preference fit".

    A level that only one factor has, and no word says otherwise, is called by its label.
    """
    labels = [pair for of_factor in names.labels.values() for pair in of_factor.items()]
    alone = {level: label for level, label in labels if [one for one, _ in labels].count(level) == 1}
    plain = {word.replace("-", " ").replace("_", " "): said for word, said in names.words.items()}
    return {**alone, **plain, **names.words}


def name_faults(protocol: Protocol, language: str) -> list[Fault]:
    """Names of the protocol's own file that are of nothing that it declares. Raises: ProtocolError."""
    names, tree = _read(protocol, language, underscored(protocol.id))
    return [] if tree is None else in_order(list(_faults(protocol, names, tree)))


def _faults(protocol: Protocol, names: Names, tree: Tree) -> Iterator[Fault]:
    yield from _unknown(tree, ("labels",), names.labels, protocol.factors)
    for factor, labels in names.labels.items():
        if factor in protocol.factors:
            yield from _unknown(tree, ("labels", factor), labels, protocol.factors[factor].levels)
    declared = dict.fromkeys([one.id for one in protocol.hypotheses] + [one.id for one in protocol.claims])
    yield from _unknown(tree, ("claims",), names.claims, declared)


def _unknown(
    tree: Tree, at: tuple[str, ...], said: Mapping[str, object], declared: Mapping[str, object]
) -> Iterator[Fault]:
    for one in said:
        if one not in declared:
            message = f"names '{one}', which the protocol does not declare. Declared: {listed(declared)}."
            yield tree.fault((*at, one), message + did_you_mean(one, declared), at_key=True)
