"""Sentences in the language of a report: made in English where they belong, said in another by a catalogue.

A sentence is a template with named places. In English the template is the sentence; in another language
`languages/<code>/*.yaml` says, for each template, the same with the same places. Who asks for a report says
the language once, for everything below it: an analysis that is printed or kept as JSON is always English.
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import resources
from typing import Any

QUOTED = "quoted_"
"""How files begin that hold what is kept in English: sentences of analyses and journals."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Sentences that are kept in English, and what each is: by template, and as a pattern of its places."""

    whole: Mapping[str, str] = field(default_factory=dict)
    patterns: tuple[tuple[re.Pattern[str], str], ...] = ()
    templates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    """A language: what each English template is in it, and its signs in numbers.

    `names` are words that the program gives to kinds, schemes and rules, under those of a study for its own;
    what is none of these is a name of the protocol, and stays. `own` are the program's alone.
    """

    code: str = "en"
    sentences: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    quoted: Quoted = field(default_factory=Quoted)
    signs: Mapping[int, str] = field(default_factory=dict)  # as str.translate takes them: {ord("."): ","}
    own: Mapping[str, str] = field(default_factory=dict)


ENGLISH = Language()
_SPOKEN: ContextVar[Language] = ContextVar("language", default=ENGLISH)


class NotInCatalogueError(LookupError):
    """A sentence that the language does not have: a test reads every template, so this is our fault."""


def language() -> str:
    """The code of the language that is spoken: "en", "nl"."""
    return _SPOKEN.get().code


@contextmanager
def speaking(spoken: Language) -> Iterator[None]:
    """Within, everything is said in this language."""
    before = _SPOKEN.set(spoken)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def say(template: str, /, **places: object) -> str:
    """The sentence in the language that is spoken, its places filled; numbers as the language writes them.

    Raises: NotInCatalogueError where the catalogue lacks the template.
    """
    spoken = _SPOKEN.get()
    wording = template if spoken.code == ENGLISH.code else spoken.sentences.get(template)
    if wording is None:
        raise NotInCatalogueError(f"languages/{spoken.code}: no sentence for {template!r}.")
    if not places:
        return wording
    return (wording.format if spoken.code == ENGLISH.code else functools.partial(_FILLED.format, wording))(
        **places
    )


def name(word: str) -> str:
    """A word of the program's own, such as a kind or a scheme; a name of the protocol as it stands."""
    return _SPOKEN.get().names.get(word, word)


def own_name(word: str) -> str:
    """A word of the program's own, whatever a study calls a measure of the same name."""
    return _SPOKEN.get().own.get(word) or name(word)


def anew(sentence: str) -> str:
    """A sentence that was kept in English (of an analysis, a journal) in the language that is spoken.

    It is read by the templates that made it; one that none of them made stands as it was kept.
    """
    spoken = _SPOKEN.get()
    return sentence if spoken.code == ENGLISH.code else _anew(sentence, spoken) or sentence


def _anew(sentence: str, spoken: Language) -> str | None:
    if sentence in spoken.own:
        return spoken.own[sentence]
    if sentence in spoken.names or sentence in spoken.quoted.whole:
        return spoken.names.get(sentence) or spoken.quoted.whole[sentence]
    for pattern, wording in spoken.quoted.patterns:
        if (found := pattern.fullmatch(sentence)) and (said := _filled(wording, found, spoken)) is not None:
            return said
    return None


def _filled(wording: str, found: re.Match[str], spoken: Language) -> str | None:
    """The wording with what stood in each place; None where a place for a sentence holds no sentence."""
    parts = {}
    for key, part in found.groupdict("").items():
        if key.endswith(EACH):
            parts[key.removesuffix(EACH)] = ", ".join(_anew(one, spoken) or one for one in part.split(", "))
            continue
        if key.endswith(CODE):
            parts[key.removesuffix(CODE)] = part
            continue
        said = _anew(part, spoken)
        if said is None and key.endswith(SENTENCE):
            return None
        parts[key.removesuffix(SENTENCE)] = _part(part) if said is None else said
    return wording.format(**parts)


def _part(text: str) -> str:
    """What stood in a place and is no sentence: a number, a list; else a name, which stays."""
    if _NUMBER.fullmatch(text):
        return written(re.sub(r"^(-?)\.", r"\g<1>0.", text))
    *most, last = re.split(r", | and ", text)
    return say("{most} and {last}", most=", ".join(most), last=last) if " and " in text and most else text


def _pattern(template: str) -> re.Pattern[str]:
    """What the template makes: {place} of anything, {place:n} of a number, :w of a word,
    :s of a sentence, :l of a list of such, :m of a mark in brackets that may be there, :c of a code or a
    column as the data have it, which is said in no language.
    """
    parts = []
    for literal, place, kind, _ in string.Formatter().parse(template):
        name = f"{place}{_MARKS.get(kind or '', '')}"
        parts.append(re.escape(literal) + (f"(?P<{name}>{_OF[kind or '']})" if place else ""))
    return re.compile("".join(parts), re.DOTALL)


SENTENCE, EACH, CODE = "_said", "_each", "_code"
_MARKS = {"s": SENTENCE, "l": EACH, "c": CODE}
_OF = {
    "": ".*?",
    "s": ".+?",
    "l": ".+?",
    "c": ".*?",
    "n": r"[-+.,\deinf]+%?",
    "w": r"[^\s,;:()]+",
    "m": r"(?: \([^()]*\))?",
}
_NUMBER = re.compile(r"[-$€£¥]*(\d{1,3}(,\d{3})+|\d*)(\.\d+)?(e[+-]?\d+)?%?")


def written(number: str) -> str:
    """A number that is written with a decimal point, as the language writes it."""
    return number.translate(_SPOKEN.get().signs)


def in_a_row(numbers: Iterable[str]) -> str:
    """Numbers beside each other: "1, 98.2", and with a decimal comma "1; 98,2"."""
    return ("; " if written(".") == "," else ", ").join(numbers)


def phrase(template: str) -> str:
    """The template as it stands: it is said later, and the catalogue has to hold it."""
    return template


class _Filled(string.Formatter):
    """Numbers in places get the language's signs."""

    def format_field(self, value: Any, format_spec: str) -> str:
        shown = str(format(value, format_spec))
        return written(shown) if isinstance(value, int | float | Decimal) else shown


_FILLED = _Filled()


class Sayings(Mapping[str, str]):
    """Words by key that are read in the language that is spoken."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self.templates = templates

    def __getitem__(self, key: str) -> str:
        return say(self.templates[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self.templates)

    def __len__(self) -> int:
        return len(self.templates)


def spoken_language(code: str) -> Language:
    """The language with this code, one of `report_languages`."""
    return ENGLISH if code == "en" else _read(code)


@functools.cache
def _read(code: str) -> Language:
    """The catalogue of a language, from its folder. Numbers get a comma, and a point between thousands."""
    from ruamel.yaml import YAML

    folder = resources.files(__package__).joinpath("languages", code)
    files = {one.name: one for one in folder.iterdir() if one.name.endswith(".yaml")}
    parts = {name: YAML(typ="safe").load(files[name].read_text("utf-8")) for name in sorted(files)}
    names = parts.pop("names.yaml", {})
    quoted = {
        key: said for name, part in parts.items() if name.startswith(QUOTED) for key, said in part.items()
    }
    said = {
        key: said for name, part in parts.items() if not name.startswith(QUOTED) for key, said in part.items()
    }
    return Language(code, said, names, _quoted(quoted), {ord("."): ",", ord(","): "."}, names)


def _quoted(templates: Mapping[str, str]) -> Quoted:
    """The templates, those with most words of their own first."""
    with_places = [one for one in templates if "{" in one]
    ordered = sorted(with_places, key=lambda one: -len(re.sub(r"{[\w:]+}", "", one)))
    whole = {one: said for one, said in templates.items() if "{" not in one}
    return Quoted(whole, tuple((_pattern(one), templates[one]) for one in ordered), tuple(templates))
