"""What is wrong with a YAML text: each fault in words, with its line and column.

The parser in C is ten times as fast; the one in Python says better what is wrong.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ikea_effect.errors import Fault, ProtocolError
from ikea_effect.protocol.marks import Mark, Steps, written
from ikea_effect.protocol.plain_yaml import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_ENTRIES,
    UNSEEN,
    Plain,
    scalar,
)


def with_faults(text: str, file: str) -> tuple[Plain, list[Fault]]:
    """What can be read of a text, and every fault in it. Raises: ProtocolError for what is not YAML."""
    builder = _built(text, file)
    if builder.documents == 0 or builder.top is None:
        raise ProtocolError([Fault(f"{file}:1:1", "", "is empty.")])
    return Plain(builder.top, builder.keys, builder.values, builder.texts), builder.faults


def _built(text: str, file: str) -> _Builder:
    """The tree as far as it can be read. Raises: ProtocolError for what is not YAML."""
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
        if unseen := UNSEEN.search(text):
            sign = f"U+{ord(unseen[0]):04X}, which is a control character or half of a character"
            self._refuse(mark, f"holds the sign {sign}. Delete it.")
        if len(text) > MAX_CHARACTERS:
            self._refuse(mark, f"is a text of {len(text)} characters. At most {MAX_CHARACTERS} are expected.")

    def _fault(self, steps: Steps, mark: Mark, message: str) -> Fault:
        return Fault(f"{self.file}:{mark.line}:{mark.column}", written(steps), message)

    def _refuse(self, mark: Mark, message: str) -> None:
        self.faults.append(self._fault((), mark, message))
