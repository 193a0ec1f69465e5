"""Texts from YAML: what all studies share, what the study says, what the lab words otherwise.

Nested keys are joined by dots: `ui.continue`. A study's texts stand above common ones, a lab's above both.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from ikea_effect.errors import Fault, ProtocolError, did_you_mean, listed
from ikea_effect.protocol.faults import value_at
from ikea_effect.protocol.marks import Mark, Steps
from ikea_effect.protocol.models import Protocol, canonical_json
from ikea_effect.protocol.part_texts import names_a_part
from ikea_effect.protocol.resources import folders, shipped, underscored
from ikea_effect.protocol.texts import Texts
from ikea_effect.protocol.texts_by_file import TextsByFile
from ikea_effect.protocol.tree import Tree, in_order, kind_of, read_tree

_KEY = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*(@[a-z][a-z0-9-]*)*")
"""A part of a key; one with levels words what is repeated at these: intro@own."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text of one language, and where it is written."""

    text: str
    tree: Tree
    steps: Steps

    @property
    def mark(self) -> Mark:
        """Where the wording begins."""
        return self.tree.mark(self.steps)

    def fault(self, message: str) -> Fault:
        """The message as a fault at this text."""
        return self.tree.fault(self.steps, message)


class LabTexts(NamedTuple):
    """Texts that a lab words otherwise, what is wrong with others, and `own`: what it says of itself."""

    changed: Mapping[str, Wording]
    faults: tuple[Fault, ...] = ()
    own: Mapping[str, Wording] = {}


def wordings(protocol: Protocol, language: str, lab: LabTexts | Path | None = None) -> TextsByFile[Wording]:
    """Every text of the language by its key; `lab` are those of the lab, or their file.

    Raises: ProtocolError for files that are missing or hold something else than texts.
    """
    study = _study_file(protocol, language)
    common = common_wordings(language, _beside(protocol))
    texts, wrong = flat(read_tree(study))
    own = {**common.own, **_of_scales(protocol, language), **texts}
    found = TextsByFile(own, common.files)
    faults = list(wrong)
    if lab is not None:
        theirs = lab if isinstance(lab, LabTexts) else LabTexts(*flat(read_tree(lab)))
        faults += theirs.faults
        unknown = [
            (key, text) for key, text in theirs.changed.items() if key not in found and not names_a_part(key)
        ]
        faults += [text.fault(_unknown(key, found)) for key, text in unknown]
        found = TextsByFile({**own, **theirs.changed, **theirs.own}, common.files)
    if faults:
        raise ProtocolError(in_order(faults))
    return found


def load_texts(protocol: Protocol, language: str, lab: LabTexts | Path | None = None) -> Texts:
    """The texts that participants read in the language. Raises: ProtocolError."""
    return texts_of(language, spoken_wordings(protocol, language, lab))


def spoken_wordings(
    protocol: Protocol, language: str, lab: LabTexts | Path | None = None
) -> TextsByFile[Wording]:
    """The same as `wordings`, of a language that the protocol declares. Raises: ProtocolError."""
    if language not in protocol.languages:
        message = f"language '{language}' is not one of the protocol's: {listed(protocol.languages)}."
        raise ProtocolError([Fault(protocol.id, "languages", message)])
    return wordings(protocol, language, lab)


def texts_of(language: str, written: TextsByFile[Wording]) -> Texts:
    """What is written there, as participants read it."""
    files = {
        begins: functools.cache(functools.partial(_words, read)) for begins, read in written.files.items()
    }
    return Texts(language, TextsByFile(_words(lambda: written.own), files))


def _words(read: Callable[[], Mapping[str, Wording]]) -> dict[str, str]:
    return {key: one.text for key, one in read().items()}


def texts_hash(texts: Texts) -> str:
    """SHA-256 of the language and every wording that a session may show; receipts are written afterwards."""
    import hashlib

    shown = {key: words for key, words in texts.wordings.items() if not key.startswith("receipts.")}
    said = {"language": texts.language, "wordings": shown}
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()


def common_wordings(language: str, beside: Path | None = None) -> TextsByFile[Wording]:
    """The texts that all studies share; those nearer to the user replace the shipped ones.

    A shipped file is called by what all its keys begin with: `bidding.bdm.yaml`. A user's may hold any.
    """
    home = shipped("protocols").resolve()
    files = {
        path.stem: functools.cache(functools.partial(_texts_in, path)) for path in _common(home, language)
    }
    shared = TextsByFile[Wording]({}, files)
    own: dict[str, Wording] = {}
    faults: list[Fault] = []
    for folder in reversed(folders("protocols", beside)):
        if folder == home:
            own = {key: text for key, text in own.items() if key not in shared}
            continue
        here: dict[str, Wording] = {}
        for path in _common(folder, language):
            texts, wrong = flat(read_tree(path))
            twice = ((key, here[key]) for key in texts if key in here)
            faults += [
                texts[key].fault(f"is worded in {one.tree.file}, too. Keep one.") for key, one in twice
            ]
            here |= texts
            faults += wrong
        own |= here
    if faults:
        raise ProtocolError(in_order(faults))
    return TextsByFile(own, files)


def _common(folder: Path, language: str) -> list[Path]:
    return sorted((folder / "texts" / "common" / language).glob("*.yaml"))


def _texts_in(path: Path) -> Mapping[str, Wording]:
    """The texts of a file. Raises: ProtocolError."""
    texts, faults = flat(read_tree(path))
    if faults:
        raise ProtocolError(in_order([*faults]))
    return texts


def _beside(protocol: Protocol) -> Path | None:
    return protocol.file.parent if protocol.file else None


def _of_scales(protocol: Protocol, language: str) -> dict[str, Wording]:
    """The words of scales that the protocol uses; its own texts may say them otherwise."""
    found: dict[str, Wording] = {}
    for name, declared in protocol.measures.items():
        measure: Any = declared
        about = getattr(measure, "scale", None)
        if about is None or language not in about.texts:
            continue
        said = about.texts[language].model_dump()
        tree = Tree(said, f"protocols/scales/{underscored(measure.use or name)}.yaml", {}, {})
        texts, _ = flat(tree)
        found |= {f"{measure.text}.{key}": replace(text, tree=tree) for key, text in texts.items()}
    return found


def _study_file(protocol: Protocol, language: str) -> Path:
    relative = Path("texts") / underscored(protocol.id) / f"{language}.yaml"
    looked = folders("protocols", _beside(protocol))
    path = next((folder / relative for folder in looked if (folder / relative).is_file()), None)
    if path is None:
        message = f"is not there: the texts of '{protocol.id}' in the language '{language}'."
        lead = _begin(protocol, language)
        raise ProtocolError([Fault(f"protocols/{relative.as_posix()}", "", f"{message}\n{lead}")])
    return path


def _begin(protocol: Protocol, language: str) -> str:
    """How the texts of a language that has none are begun."""
    if language == protocol.languages[0]:
        return (
            "Begin the file with one text, such as `consent: {title: Welcome}`; `ikea-effect check` then "
            "names every other one that is shown."
        )
    return f"`ikea-effect translate` begins it: ikea-effect translate {protocol.id} {language}"


@functools.lru_cache(maxsize=256)
def flat(tree: Tree) -> tuple[Mapping[str, Wording], tuple[Fault, ...]]:
    """The file's texts by key, and what is wrong with the others."""
    return flat_at(tree, ())


def flat_at(tree: Tree, top: Steps) -> tuple[Mapping[str, Wording], tuple[Fault, ...]]:
    """The texts by key that stand at a place of a file, and what is wrong with the others."""
    texts: dict[str, Wording] = {}
    faults: list[Fault] = []
    for inner, value in _leaves(value_at(tree.data, top), ()):
        steps = (*top, *inner)
        wrong = next((step for step in inner if not _is_key(step)), None)
        if wrong is not None:
            faults.append(tree.fault(steps, f"'{wrong}' is not a key: lower case letters, digits, hyphens."))
        elif not isinstance(value, str) or not value.strip():
            quote = "\nPut it in quotation marks." if isinstance(value, bool | int | float) else ""
            faults.append(tree.fault(steps, f"is {kind_of(value)}. A text is expected.{quote}"))
        else:
            texts[".".join(map(str, inner))] = Wording(value.strip("\n"), tree, steps)
    return texts, tuple(faults)


@functools.lru_cache(maxsize=4096)
def _is_key(step: str | int) -> bool:
    """Whether it can be a part of a key; the same few parts come again and again."""
    return bool(_KEY.fullmatch(str(step)))


def _leaves(data: object, steps: Steps) -> Iterator[tuple[Steps, object]]:
    if isinstance(data, Mapping) and data:
        for key, value in data.items():
            yield from _leaves(value, (*steps, key))
    else:
        yield steps, data


def _unknown(key: str, known: Mapping[str, object]) -> str:
    hint = did_you_mean(key, known).strip()
    return "is a text that no screen shows." + (f"\n{hint}" if hint else "")
