"""Begins a study in one more language: every text that it can show, in files to be translated."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ikea_effect.errors import Fault, ProtocolError
from ikea_effect.protocol.checks.design import language_problem
from ikea_effect.protocol.checks.shared_texts import shown_by
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.resources import shipped, underscored
from ikea_effect.protocol.tree import read_tree
from ikea_effect.protocol.wordings import Wording, common_wordings, flat, wordings
from ikea_effect.record.disk import write_whole


@dataclass(frozen=True, slots=True)
class Begun:
    """The files, how many texts each holds, and those that were there already and are left as they are."""

    source: str
    texts: Mapping[Path, int]
    kept: tuple[Path, ...]

    def text(self) -> str:
        """What was written, for a person."""
        lines = [f"{path.as_posix()}  {count} texts in '{self.source}'" for path, count in self.texts.items()]
        return "\n".join([*lines, *(f"{path.as_posix()}  is there already: kept" for path in self.kept)])


def begin_translation(reference: str, language: str, out: Path = Path()) -> Begun:
    """Writes the texts into `out`, as the study words them now; a file that is there is never touched.

    Raises: ProtocolError for a language whose numbers cannot be written, or a study without texts.
    """
    protocol = load_protocol(reference)
    if problem := language_problem(language):
        raise ProtocolError([Fault("LANGUAGE", "", problem)])
    source = next(one for one in ("en", *protocol.languages) if one in protocol.languages)
    if language == source:
        raise ProtocolError([Fault("LANGUAGE", "", f"'{language}' is what it is translated from.")])
    files = _files(protocol, source, language, _in_other_files(out, language))
    if not files:
        message = f"is '{language}', in which every text of {protocol.id} is there already."
        more = "To word some otherwise, write them in experiment.yaml under overrides: texts."
        raise ProtocolError([Fault("LANGUAGE", "", f"{message}\n{more}")])
    written: dict[Path, int] = {}
    kept: list[Path] = []
    for name, texts in files.items():
        path = out / "protocols" / "texts" / name
        if path.exists():
            kept.append(path)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, _as_yaml(texts, source, language).encode())
        written[path] = len(texts)
    return Begun(source, written, tuple(kept))


def _in_other_files(out: Path, language: str) -> dict[str, str]:
    """Shared texts that are there already: key -> the file's name, which need not be the program's."""
    paths = sorted((out / "protocols" / "texts" / "common" / language).glob("*.yaml"))
    return {key: path.name for path in paths for key in flat(read_tree(path))[0]}


def _files(
    protocol: Protocol, source: str, language: str, own: Mapping[str, str]
) -> dict[PurePosixPath, dict[str, str]]:
    """file -> its texts by key: the study's own, with those of its scales, and of the shared ones."""
    found: dict[PurePosixPath, dict[str, str]] = {}
    there = _shipped(protocol, language)
    for key, wording, shared in _shown(protocol, source):
        if key in there:
            continue
        name = Path(wording.tree.file).name if shared else f"{language}.yaml"
        if shared and own.get(key, name) != name:
            continue
        folder = PurePosixPath("common", language) if shared else PurePosixPath(underscored(protocol.id))
        found.setdefault(folder / name, {})[key] = wording.text
    return found


def _shipped(protocol: Protocol, language: str) -> set[str]:
    """The texts that come with the program in the language: a file of one's own would stand before them."""
    try:
        there = wordings(protocol, language)
    except ProtocolError:  # the study has no texts in it yet
        there = common_wordings(language)
    home = shipped("protocols").resolve()
    return {key for key, one in there.items() if Path(one.tree.file).resolve().is_relative_to(home)}


def _shown(protocol: Protocol, source: str) -> Iterator[tuple[str, Wording, bool]]:
    """Each text that a screen or paper of the study can show, and whether all studies share it."""
    is_shown = shown_by(protocol)
    for key, wording in wordings(protocol, source).items():
        shared = f"texts/common/{source}/" in Path(wording.tree.file).as_posix()
        if not shared or is_shown(key):
            yield key, wording, shared


def _as_yaml(texts: Mapping[str, str], source: str, language: str) -> str:
    from ruamel.yaml import YAML

    writer, file = YAML(), io.StringIO()
    writer.width = 4096
    writer.dump(_nested(texts), file)
    return (
        f"# To be translated from '{source}' into '{language}'. What stands in {{}} stays.\n{file.getvalue()}"
    )


def _nested(texts: Mapping[str, str]) -> dict[str, Any]:
    from ruamel.yaml.scalarstring import LiteralScalarString

    found: dict[str, Any] = {}
    for key, text in texts.items():
        *above, last = key.split(".")
        inner = found
        for part in above:
            inner = inner.setdefault(part, {})
        inner[last] = LiteralScalarString(text) if "\n" in text else text
    return found
