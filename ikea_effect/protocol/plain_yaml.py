"""YAML in which nothing is wrong, as plain data with its places.

Nearly every file is such a one, and a check reads thousands of values. What is wrong where something is, says
`yaml_faults`, which reads the text again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ikea_effect.protocol.marks import Mark, Steps

MAX_DEPTH = 40
MAX_ENTRIES = 2000
MAX_CHARACTERS = 20_000
MAX_DIGITS = 18
"""What holds for every file, whatever it declares; a model's own bounds are narrower."""

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Signs that no screen, report or journal can hold: control characters but tabs, halves of characters."""


class Plain(NamedTuple):
    """A file's mapping, where each key and value of it begins, and every single value as it is written."""

    data: dict[str, Any]
    keys: dict[Steps, Mark]
    values: dict[Steps, Mark]
    texts: dict[Steps, str]


def plain(text: str) -> Plain | None:
    """The mapping that a YAML text holds; nothing where it holds none, or anything is wrong with it.

    Nothing either where the parser in C is not installed: then `yaml_faults` reads, by the one in Python.

    The parser in C is ten times as fast as the one in Python. Its events are asked for without the loader
    that ruamel puts around it, which takes as long again.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.parser import Parser

    in_c: Any = YAML(typ="safe").Parser
    if in_c is Parser:
        return None
    try:
        return _mapping(in_c(text))
    except YAMLError:
        return None


def _mapping(parser: Any) -> Plain | None:
    """What a parser's events come to, in one loop: a call for each would take as long as the parser."""
    from ruamel.yaml import events

    scalars, mappings = events.ScalarEvent, events.MappingStartEvent
    ends, begins = (events.MappingEndEvent, events.SequenceEndEvent), events.DocumentStartEvent
    nodes = (scalars, mappings, events.SequenceStartEvent, events.AliasEvent)
    data, keys, values, texts = found = Plain({}, {}, {}, {})
    opened: list[tuple[Any, Steps]] = []
    into: Any = None
    steps: Steps = ()
    key: str | None = None
    documents = 0
    event: Any
    while (event := parser.get_event()) is not None:
        kind = type(event)
        if kind in ends:
            into, steps = opened.pop()
            continue
        if kind not in nodes:
            documents += kind is begins
            continue
        if event.anchor is not None or event.tag is not None or documents > 1 or len(opened) == MAX_DEPTH:
            return None
        mark = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
        if into is None:
            if kind is not mappings:
                return None
            opened.append((into, steps))
            into = data
        elif kind is not scalars:
            if (key is None and type(into) is dict) or len(into) == MAX_ENTRIES:
                return None
            value: Any = {} if kind is mappings else []
            here = _put(into, steps, key, value)
            values[here], key = mark, None
            opened.append((into, steps))
            into, steps = value, here
        elif not _is_readable(event.value):
            return None
        elif key is None and type(into) is dict:
            key = event.value
            if (*steps, key) in keys:
                return None
            keys[*steps, key] = mark
        else:
            value = scalar(event.value) if event.implicit[0] else event.value
            if not _is_usable(value) or len(into) == MAX_ENTRIES:
                return None
            here = _put(into, steps, key, value)
            values[here], texts[here], key = mark, event.value, None
    return found if documents == 1 else None


def _put(into: Any, steps: Steps, key: str | None, value: Any) -> Steps:
    """The way to the value, which now stands in the mapping or list."""
    if key is None:
        into.append(value)
        return (*steps, len(into) - 1)
    into[key] = value
    return (*steps, key)


def _is_readable(text: str) -> bool:
    """Whether the text holds no sign that cannot be seen, and is no longer than any text is."""
    return len(text) <= MAX_CHARACTERS and (text.isprintable() or not UNSEEN.search(text))


def _is_usable(value: Any) -> bool:
    """Whether a number, if it is one, is finite and of so many digits as may be."""
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or abs(value) < 10**MAX_DIGITS


_INT = re.compile(r"[-+]?[0-9]{1,300}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_BEGIN_NUMBERS = frozenset("+-.0123456789")
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
    if text[0] not in _BEGIN_NUMBERS:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
