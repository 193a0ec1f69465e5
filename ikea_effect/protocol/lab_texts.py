"""The texts that a lab words otherwise, in a file or in its experiment.yaml, and what it says of itself."""

from __future__ import annotations

from pathlib import Path

from ikea_effect.errors import Fault
from ikea_effect.protocol.experiment import Experiment
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.resources import inside
from ikea_effect.protocol.tree import in_order, read_tree
from ikea_effect.protocol.wordings import LabTexts, Wording, flat, flat_at

_TEXTS: Steps = ("overrides", "texts")


def lab_texts(here: Experiment, folder: Path, language: str) -> LabTexts:
    """What the lab words otherwise in the language, and the texts `lab.*` of itself.

    Raises: ProtocolError if its file cannot be read; nothing of it where it is not there.
    """
    changed, wrong = _changed(here, folder, language)
    own = {
        f"lab.{name}": Wording(words.strip("\n"), here._tree, ("lab", *steps))
        for name, words, steps in here.lab.words(language)
        if words.strip()
    }
    return LabTexts(changed, wrong, own)


def _changed(here: Experiment, folder: Path, language: str) -> tuple[dict[str, Wording], tuple[Fault, ...]]:
    said = here.overrides.texts.get(language)
    if said is None:
        return {}, ()
    if not isinstance(said, str):
        found, wrong = flat_at(here._tree, (*_TEXTS, language))
    else:
        path = inside(folder, said)
        if path is None or not path.is_file():
            return {}, ()
        found, wrong = flat(read_tree(path))
    return dict(found), wrong


def in_one_language_only(here: Experiment, folder: Path, languages: tuple[str, ...]) -> list[Fault]:
    """A warning for each text that is worded otherwise in one language and not in all of the protocol's."""
    there = {language: lab_texts(here, folder, language).changed for language in languages}
    found = [
        wording.fault(
            f"words {key} otherwise in '{language}' alone: in {_quoted(others)} it stays as it was.\n"
            "Word it there too, unless nobody is asked in that language."
        )
        for language, changed in there.items()
        for key, wording in changed.items()
        if (others := [other for other in languages if key not in there[other]])
    ]
    return in_order(found)


def _quoted(languages: list[str]) -> str:
    return ", ".join(f"'{one}'" for one in languages)


def logo_of(here: Experiment, folder: Path) -> Path | None:
    """The logo's file, if there is one."""
    path = inside(folder, here.lab.logo) if here.lab.logo is not None else None
    return path if path is not None and path.is_file() else None
