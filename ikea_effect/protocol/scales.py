"""Scales as files: protocols/scales/<name>.yaml holds items, keying, scoring and words that studies share.

A protocol says `{kind: scale, use: <name>}`. What the file says is filled in when the protocol is loaded, so
that the protocol's hash covers it and a study keeps it, whatever becomes of the file.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from ikea_effect.errors import Fault, ProtocolError, did_you_mean, listed
from ikea_effect.protocol.base import Declared, Language, Line, Name, Words
from ikea_effect.protocol.faults import validated
from ikea_effect.protocol.measures import Point
from ikea_effect.protocol.resources import folders, shipped, underscored
from ikea_effect.protocol.tree import Tree, in_order, read_tree

FILLED_IN = ("low", "high", "items", "reversed", "score")
"""Keys that only the file says; `missing` and `text` may also be said by the protocol."""


class AtLeast(Declared):
    """The rule for missing items: a score where so many are answered."""

    at_least: int = Field(ge=1, le=100)


class ScaleTexts(Declared):
    """A scale's words in one language."""

    question: Words
    low: Line
    high: Line
    items: dict[Name, Words] = Field(min_length=2, max_length=100)


Texts = Annotated[dict[Language, ScaleTexts], Field(max_length=20)]


class ScaleAbout(Declared):
    """Where a scale comes from, and its words: what a file says of it beside its items.

    `wordings_from` says where the words are to be had of a published scale that ships without them, as others
    own them: a lab fills them in before anybody is asked.
    """

    title: Line
    meaning: Words
    status: Line
    source: Words
    license: Line
    wordings_from: Words | None = None
    texts: Texts = Field(default_factory=dict)


class ScaleFile(ScaleAbout):
    """One file. Every item is `positive` or `reversed`; each language words every item."""

    low: Point
    high: Point
    items: dict[Name, Literal["positive", "reversed"]] = Field(min_length=2, max_length=100)
    score: Literal["mean", "sum"] = "mean"
    missing: AtLeast | None = None


def scale_names(beside: Path | None = None) -> tuple[str, ...]:
    """The scales that can be used: those beside the protocol, those in ./protocols and the shipped ones."""
    places = [folder / "scales" for folder in folders("protocols", beside)]
    return tuple(sorted({path.stem.replace("_", "-") for place in places for path in place.glob("*.yaml")}))


def shipped_scales() -> dict[str, ScaleFile]:
    """Every scale that came with the package, by name."""
    paths = sorted((shipped("protocols") / "scales").glob("*.yaml"))
    return {path.stem.replace("_", "-"): _read(read_tree(path))[0] for path in paths}


def filled_in(tree: Tree, users: Mapping[str, dict[str, Any]]) -> tuple[Tree, list[Fault]]:
    """The protocol's tree with the scales of these measures filled in; of those that cannot be, why."""
    faults: list[Fault] = []
    path = Path(tree.file)
    beside = path.parent if path.is_file() else None
    changed = {name: _filled(tree, name, body, beside, faults) for name, body in users.items()}
    data = {**tree.data, "measures": {**tree.data["measures"], **changed}}
    return Tree(data, tree.file, tree.keys, tree.values, tree.texts), in_order(faults)


def _filled(
    tree: Tree, name: str, body: dict[str, Any], beside: Path | None, faults: list[Fault]
) -> dict[str, Any]:
    """What the measure says, with what the file says; as it is where that cannot be."""
    use, way = body["use"], ("measures", name)
    twice = [key for key in FILLED_IN if key in body]
    faults += [
        tree.fault((*way, key), f"is said by the scale '{use}'. Leave it out, or leave `use` out.")
        for key in twice
    ]
    path = _find(use, beside)
    if path is None:
        names = scale_names(beside)
        hint = did_you_mean(use, names).strip()
        message = f"names scale '{use}', of which there is no file protocols/scales/{underscored(use)}.yaml."
        faults.append(
            tree.fault((*way, "use"), f"{message}\nScales: {listed(names)}." + (f"\n{hint}" if hint else ""))
        )
        return body
    try:
        filled = said_of(path)
    except ProtocolError as error:
        faults += error.faults
        return body
    faults += _without_words(tree, way, use, filled["scale"])
    return body if twice else {"text": use, **filled, **body}


def _without_words(tree: Tree, way: tuple[str, str], use: str, about: Mapping[str, Any]) -> Iterator[Fault]:
    """Languages of the study in which nobody has filled in the words of a scale that ships without them."""
    languages = tree.data.get("languages")
    spoken = [one for one in languages if isinstance(one, str)] if isinstance(languages, list) else []
    missing = [one for one in spoken if one not in about.get("texts", {})]
    if "wordings_from" not in about or not missing:
        return
    message = (
        f"names scale '{use}', whose words do not ship: {about['license'].rstrip('.')}.\n"
        f"Copy its file to ./protocols/scales/{underscored(use)}.yaml and write texts in {listed(missing)}. "
        f"{about['wordings_from']}"
    )
    yield tree.fault((*way, "use"), message)._replace(stops="collection")


def _find(name: str, beside: Path | None) -> Path | None:
    places = (folder / "scales" / f"{underscored(name)}.yaml" for folder in folders("protocols", beside))
    return next((path for path in places if path.is_file()), None)


def said_of(path: Path) -> dict[str, Any]:
    """What a file fills in, as JSON types. Raises: ProtocolError with every fault of the file."""
    tree = read_tree(path)
    found, said = _read(tree)
    about = {key: said[key] for key in ScaleAbout.model_fields if key in said}
    turned = [item for item, keyed in found.items.items() if keyed == "reversed"]
    filled: dict[str, Any] = {"low": found.low, "high": found.high, "items": list(found.items)}
    filled |= {"reversed": turned} if turned else {}
    filled |= {key: said[key] for key in ("score", "missing") if key in said}
    return {**filled, "scale": about}


@functools.lru_cache(maxsize=128)
def _read(tree: Tree) -> tuple[ScaleFile, Mapping[str, Any]]:
    found, faults = validated(ScaleFile, tree)
    if found is not None:
        faults = [*faults, *_incoherent(found, tree)]
    if found is None or faults:
        raise ProtocolError(faults)
    return found, tree.data


def _incoherent(found: ScaleFile, tree: Tree) -> Iterator[Fault]:
    """Items without words, words without items, a range without room, a rule that nobody can meet."""
    if found.low >= found.high:
        yield tree.fault(("high",), f"is {found.high}, which is not above low: {found.low}.")
    if found.missing is not None and found.missing.at_least > len(found.items):
        message = f"is {found.missing.at_least}, and the scale has {len(found.items)} items."
        yield tree.fault(("missing", "at_least"), message)
    for language, texts in found.texts.items():
        way = ("texts", language, "items")
        for item in [item for item in found.items if item not in texts.items]:
            yield tree.fault(way, f"has no words for item '{item}'.")
        for item in [item for item in texts.items if item not in found.items]:
            message = f"words '{item}', which has no key. Write items: {{{item}: positive}}, or reversed."
            yield tree.fault((*way, item), message, at_key=True)
