"""YAML as plain data that remembers where everything stands.

The YAML is 1.2 (`no` is a word) and a part of it: no anchors, no aliases, no tags, one document, each key
once. What is left means the same in every YAML reader, can be hashed as JSON, and every value of it has one
line and column.
"""

from __future__ import annotations

import contextlib
import functools
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ikea_effect.errors import Fault, ProtocolError, brief

Steps = tuple[str | int, ...]
"""The way from the top of a file to one value: ("timeline", 2, "assembly", "good")."""

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_ENTRIES = 2000
MAX_CHARACTERS = 20_000
MAX_DIGITS = 18
"""What holds for every file, whatever it declares; a model's own bounds are narrower."""


class Mark(NamedTuple):
    """A place in a file; both count from 1."""

    line: int
    column: int


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


def written(steps: Steps) -> str:
    """The way as people write it: timeline[2].assembly.good."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return "".join(parts).removeprefix(".")


def in_order(faults: list[Fault]) -> list[Fault]:
    """The faults without repetition, file by file and from the top down."""

    def place(fault: Fault) -> tuple[str, int, int]:
        file, _, rest = fault.where.rpartition(":")
        file, _, line = file.rpartition(":")
        return (file, int(line), int(rest)) if line.isdecimal() and rest.isdecimal() else (fault.where, 0, 0)

    return sorted(dict.fromkeys(faults), key=place)


def shown(path: Path) -> str:
    """The path from where the user stands, or the whole path if it lies elsewhere."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return str(path)


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


@functools.lru_cache(maxsize=64)
def parse_tree(text: str, file: str) -> Tree:
    """The mapping that a YAML text holds; nobody may change it. Raises: ProtocolError with every fault."""
    builder = _built(text, file)
    if builder.documents == 0 or builder.top is None:
        raise ProtocolError([Fault(f"{file}:1:1", "", "is empty.")])
    if not isinstance(builder.top, dict):
        message = f"holds {kind_of(builder.top)}. A mapping (key: value) is expected at the top."
        builder.faults.append(Fault(f"{file}:1:1", "", message))
    if builder.faults:
        raise ProtocolError(in_order(builder.faults))
    return Tree(builder.top, file, builder.keys, builder.values, builder.texts)


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


def _built(text: str, file: str) -> _Builder:
    """The tree as far as it can be read. Raises: ProtocolError for what is not YAML.

    The parser in C is ten times as fast; the one in Python says better what is wrong.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    with contextlib.suppress(YAMLError):
        return _fed(_Builder(file), YAML(typ="safe").parse(text))
    try:
        return _fed(_Builder(file), YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        raise ProtocolError([_broken(error, text, file)]) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        column = error.position - (text.rfind("\n", 0, error.position) + 1) + 1
        message = f"holds a control character (code {ord(text[error.position])}). Delete it."
        raise ProtocolError([Fault(f"{file}:{line}:{column}", "", message)]) from None
    except YAMLError as error:
        raise ProtocolError([Fault(f"{file}:1:1", "", f"is not YAML: {error}.")]) from None


def _fed(builder: _Builder, events: Iterator[Any]) -> _Builder:
    for event in events:
        builder.take(event)
    return builder


_COLON = "has a ':' where none may stand.\nIs the indentation right? A text with ': ' needs quotation marks."


def _broken(error: Any, text: str, file: str) -> Fault:
    """A syntax error in words: where it shows and, for what is never closed, where it began."""
    mark, context = error.problem_mark, error.context_mark
    problem = str(error.problem or "cannot be read as YAML")
    lines = text.splitlines()
    at = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    opened = {"while parsing a flow mapping": "{", "while parsing a flow sequence": "["}.get(
        str(error.context)
    )
    if context is not None and opened:
        mark, message = context, f"opens '{opened}', which is not closed before line {mark.line + 1}."
    elif context is not None and "quoted scalar" in str(error.context):
        mark, message = context, "opens a quotation mark that is never closed."
    elif "'\\t'" in problem or at[: mark.column + 1].strip(" ").startswith("\t"):
        message = "is indented with a tab. YAML is indented with spaces."
    elif problem.startswith("mapping values are not allowed"):
        message = _COLON
    elif problem.startswith("expected <block end>"):
        message = "is not indented like the lines above that it belongs to."
    else:
        message = f"cannot be read as YAML: {problem}."
    return Fault(f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else f"{file}:1:1", "", message)


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read."""

    steps: Steps
    into: dict[str, Any] | list[Any]
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Puts the parser's events together, one by one; deep nesting costs no recursion."""

    file: str
    documents: int = 0
    top: Any = None
    keys: dict[Steps, Mark] = field(default_factory=dict)
    values: dict[Steps, Mark] = field(default_factory=dict)
    texts: dict[Steps, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    in_key: int = 0

    def take(self, event: Any) -> None:
        """Adds what the event tells to the tree."""
        kind = type(event).__name__
        if kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._close()
            return
        start = event.start_mark
        mark = Mark(start.line + 1, start.column + 1)
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents == 2:
                self._refuse(mark, "begins a second document. One file holds one.")
        elif kind in ("AliasEvent", "ScalarEvent", "MappingStartEvent", "SequenceStartEvent"):
            self._plain_yaml(event, kind, mark)
            self._place(event, kind, mark)

    def _plain_yaml(self, event: Any, kind: str, mark: Mark) -> None:
        if kind == "AliasEvent":
            self._refuse(
                mark, f"uses the alias '*{event.anchor}'. Write the value out; aliases are not read."
            )
        elif event.anchor is not None:
            self._refuse(mark, f"sets the anchor '&{event.anchor}'. Write values out; anchors are not read.")
        if getattr(event, "tag", None) is not None:
            self._refuse(mark, f"carries the tag '{event.tag}'. Delete it; tags are not read.")

    def _place(self, event: Any, kind: str, mark: Mark) -> None:
        container: dict[str, Any] | list[Any] | None = None
        if kind.endswith("StartEvent"):
            container = {} if kind.startswith("Mapping") else []
        if self.in_key or self._expects_key():
            return self._key(event, kind, mark)
        if len(self.stack) == MAX_DEPTH and container is not None:
            raise ProtocolError([self._fault((), mark, "is nested too deeply.")])
        if self.stack and len(self.stack[-1].into) == MAX_ENTRIES:
            message = f"has more than {MAX_ENTRIES} entries; nothing that can be declared has so many."
            raise ProtocolError([self._fault(self.stack[-1].steps, mark, message)])
        value = container if container is not None else self._scalar(event, mark)
        steps = self._put(value, mark)
        if container is not None:
            self.stack.append(_Open(steps, container))
        elif hasattr(event, "value"):
            self.texts[steps] = event.value
        return None

    def _expects_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].into, dict) and self.stack[-1].key is None

    def _key(self, event: Any, kind: str, mark: Mark) -> None:
        if kind.endswith("StartEvent"):
            self._refuse(mark, "is a list or mapping in the place of a key. A key is a word.")
            self.in_key += 1
            return
        if self.in_key:
            return
        parent = self.stack[-1]
        name = str(getattr(event, "value", ""))
        self._readable(name, mark)
        first = self.keys.get((*parent.steps, name))
        if first:
            message = f"is given twice; the first is on line {first.line}."
            self.faults.append(self._fault((*parent.steps, name), mark, message))
        else:
            self.keys[*parent.steps, name] = mark
        parent.key = name

    def _put(self, value: Any, mark: Mark) -> Steps:
        if not self.stack:
            if self.documents < 2:
                self.top = value
            return ()
        parent = self.stack[-1]
        if isinstance(parent.into, list):
            steps: Steps = (*parent.steps, len(parent.into))
            parent.into.append(value)
        else:
            assert parent.key is not None
            steps = (*parent.steps, parent.key)
            parent.into[parent.key], parent.key = value, None
        self.values.setdefault(steps, mark)
        return steps

    def _close(self) -> None:
        if self.in_key:
            self.in_key -= 1
            if not self.in_key:
                self.stack[-1].key = "?"
            return
        self.stack.pop()

    def _scalar(self, event: Any, mark: Mark) -> Any:
        if not hasattr(event, "value"):
            return None
        self._readable(event.value, mark)
        value = scalar(event.value) if event.implicit[0] else event.value
        if isinstance(value, int) and abs(value) >= 10**MAX_DIGITS:
            self._refuse(mark, f"is a number of more than {MAX_DIGITS} digits. Nothing is that many.")
            return 0
        if isinstance(value, float) and not math.isfinite(value):
            self._refuse(mark, f"is '{event.value}'. A number that is not finite cannot be used.")
        return value

    def _readable(self, text: str, mark: Mark) -> None:
        """Refuses signs that no screen, report or journal can hold, and texts longer than any of them."""
        if not text.replace("\n", "").isprintable():  # hardly any: the signs are looked at one by one
            self._seen(text, mark)
        if len(text) > MAX_CHARACTERS:
            self._refuse(mark, f"is a text of {len(text)} characters. At most {MAX_CHARACTERS} are expected.")

    def _seen(self, text: str, mark: Mark) -> None:
        for sign in text:
            if sign not in "\n\t" and unicodedata.category(sign) in _UNSEEN:
                self._refuse(mark, f"holds the sign U+{ord(sign):04X}, which is {_UNSEEN_NAME}. Delete it.")
                return

    def _fault(self, steps: Steps, mark: Mark, message: str) -> Fault:
        return Fault(f"{self.file}:{mark.line}:{mark.column}", written(steps), message)

    def _refuse(self, mark: Mark, message: str) -> None:
        self.faults.append(self._fault((), mark, message))


_UNSEEN = frozenset({"Cc", "Cs"})
_UNSEEN_NAME = "a control character or half of a character"
_INT = re.compile(r"[-+]?[0-9]{1,300}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Mapping[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), math.inf),
    "-.inf": -math.inf,
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}


def scalar(text: str) -> Any:
    """What an unquoted word means in YAML 1.2: nothing, true or false, a number, or the word itself."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
