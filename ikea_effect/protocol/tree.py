"""YAML as plain data that remembers where everything stands.

The YAML is 1.2 (`no` is a word) and a part of it: no anchors, no aliases, no tags, one document, each key
once. What is left means the same in every YAML reader, can be hashed as JSON, and every value of it has one
line and column. `plain_yaml` reads what is in order, `yaml_faults` says what is not.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from ikea_effect.errors import Fault, ProtocolError, brief
from ikea_effect.protocol.marks import Mark, Steps, written
from ikea_effect.protocol.plain_yaml import plain

MAX_BYTES = 1_000_000
"""Of a file; what else holds for every one of them stands in `plain_yaml`."""


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A file's data as JSON types, and where each key and each value of it begins."""

    data: Any
    file: str
    keys: Mapping[Steps, Mark]
    values: Mapping[Steps, Mark]
    texts: Mapping[Steps, str] = field(default_factory=dict)
    """Every single value as it is written: 5.20 stays "5.20"."""

    def mark(self, steps: Steps, *, at_key: bool = False) -> Mark:
        """Where the value (or its key) begins; for what is not there, where its nearest parent's key is."""
        first, second = (self.keys, self.values) if at_key else (self.values, self.keys)
        if steps in first or steps in second:
            return first.get(steps) or second[steps]
        while steps := steps[:-1]:
            if steps in self.keys or steps in self.values:
                return self.keys.get(steps) or self.values[steps]
        return self.values.get((), Mark(1, 1))

    def fault(self, steps: Steps, message: str, *, at_key: bool = False) -> Fault:
        """The message as a fault at this place."""
        mark = self.mark(steps, at_key=at_key)
        return Fault(f"{self.file}:{mark.line}:{mark.column}", written(steps), message)


def in_order(faults: list[Fault]) -> list[Fault]:
    """The faults without repetition, file by file and from the top down."""

    def place(fault: Fault) -> tuple[str, int, int]:
        file, _, rest = fault.where.rpartition(":")
        file, _, line = file.rpartition(":")
        return (file, int(line), int(rest)) if line.isdecimal() and rest.isdecimal() else (fault.where, 0, 0)

    return sorted(dict.fromkeys(faults), key=place)


def shown(path: Path) -> str:
    """The path from where the user stands, or the whole path if it lies elsewhere."""
    return _shown(str(path), os.getcwd())


@functools.lru_cache(maxsize=1024)
def _shown(path: str, here: str) -> str:
    """The path as it is shown from `here`; a check asks a hundred times, and each asks the disk for links."""
    try:
        return Path(path).resolve().relative_to(Path(here).resolve()).as_posix()
    except ValueError:
        return path


def read_tree(path: Path) -> Tree:
    """The mapping that a YAML file holds. Raises: ProtocolError with every fault found in it."""
    file = shown(path)
    return parse_tree(_text(path, file), file)


def _text(path: Path, file: str) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ProtocolError([Fault(file, "", "does not exist.")]) from None
    except IsADirectoryError:
        raise ProtocolError([Fault(file, "", "is a folder. Name a YAML file.")]) from None
    except OSError as error:
        raise ProtocolError([Fault(file, "", f"cannot be read: {error.strerror}.")]) from None
    if len(raw) > MAX_BYTES:
        raise ProtocolError([Fault(file, "", f"is larger than {MAX_BYTES // 1_000_000} MB; no protocol is.")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        message = f"is not UTF-8: byte 0x{raw[error.start]:02x}.\nSave the file with the encoding UTF-8."
        raise ProtocolError([Fault(f"{file}:{line}:{column}", "", message)]) from None


@functools.lru_cache(maxsize=256)
def parse_tree(text: str, file: str) -> Tree:
    """The mapping that a YAML text holds; nobody may change it. Raises: ProtocolError with every fault."""
    if faults := list(islice(_lines_of_no_editor(text, file), _MOST_SIGNS)):
        raise ProtocolError(faults)
    if (found := plain(text)) is not None:
        return Tree(found.data, file, found.keys, found.values, found.texts)
    from ikea_effect.protocol.yaml_faults import with_faults

    found, faults = with_faults(text, file)
    if not isinstance(found.data, dict):
        message = f"holds {kind_of(found.data)}. A mapping (key: value) is expected at the top."
        faults.append(Fault(f"{file}:1:1", "", message))
    if faults:
        raise ProtocolError(in_order(faults))
    return Tree(found.data, file, found.keys, found.values, found.texts)


_MOST_SIGNS = 20  # of one file are told; whoever deletes these finds the rest
_BREAKS = re.compile("[\x85\u2028\u2029]")
_BREAK_NAMES = {"\x85": "next line", "\u2028": "line separator", "\u2029": "paragraph separator"}


def _lines_of_no_editor(text: str, file: str) -> Iterator[Fault]:
    """A fault for each sign that begins a line for some readers of YAML and for no editor.

    They would see other lines than whoever wrote the file, and every later line would have another number.
    """
    for sign in _BREAKS.finditer(text):
        lines = re.split("\r\n|\r|\n", text[: sign.start()])
        name = f"U+{ord(sign[0]):04X} ({_BREAK_NAMES[sign[0]]})"
        message = f"holds the sign {name}, which nobody sees and which begins a new line for some programs."
        where = f"{file}:{len(lines)}:{len(lines[-1]) + 1}"
        yield Fault(where, "", f"{message}\nDelete it, or press Enter there.")


def kind_of(value: Any) -> str:
    """What a value is, in words: "a list", "the text 'x'", "the number 3"."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    return f"the text '{brief(value)}'" if isinstance(value, str) else f"the number {brief(value)}"
