"""Which column of a file may be which factor or measure of a protocol, and by what it seems so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from ikea_effect.analysis.reading.cells import OPEN
from ikea_effect.analysis.reading.derivations import parts_of
from ikea_effect.analysis.reading.looks import CONDITION_WORDS, MONEY_WORDS, RATING_WORDS, Look, in_numbers
from ikea_effect.analysis.support import support
from ikea_effect.errors import listed
from ikea_effect.protocol.kinds import form_of, main_column
from ikea_effect.protocol.models import Protocol

ALSO_CALLED: Mapping[str, tuple[str, ...]] = {
    "woman": ("female", "women", "f", "vrouw", "v", "frau", "weiblich", "w"),
    "man": ("male", "men", "m", "mann", "männlich"),
    "other": ("non-binary", "nonbinary", "another gender", "anders", "divers", "x"),
    "unsaid": ("prefer not to say", "rather not say", "prefer not to answer", "zeg ik liever niet"),
}
"""What files of other programs call the answers on gender. Proposed, and shown, like every match."""

ALSO_ASKED: Mapping[str, frozenset[str]] = {
    "age": frozenset({"old", "oud", "leeftijd", "alt", "alter"}),
}
"""Words of questions that ask for a measure without naming it. Proposed, and shown, like every match."""

_ENOUGH = 3
"""Named like it, or all its values are those that are declared: less is a guess."""

_CODE = re.compile(r"-\d|-?([789])\1+")
"""What programs write for no answer: -1, 99, 999, -77. Two digits alike may be an answer."""


class Match(NamedTuple):
    """One of our columns, theirs that may be it, what its values are, and what is left to say."""

    ours: str
    theirs: str | None
    values: Mapping[str, str] = {}
    missing: tuple[str, ...] = ()
    question: str | None = None

    def declared(self) -> Any:
        """As a mapping file declares it: their name alone, or with values."""
        if not self.values and not self.missing:
            return self.theirs
        found: dict[str, Any] = {"column": self.theirs}
        found |= {"values": dict(self.values)} if self.values else {}
        return found | ({"missing": list(self.missing)} if self.missing else {})


def matches(
    looks: Sequence[Look], protocol: Protocol, labels: Mapping[str, Mapping[str, str]]
) -> tuple[Match, ...]:
    """The best column for each factor and each measure of the protocol.

    `labels` are what the file itself says of codes: {column: {code: label}}.
    """
    free = [look for look in looks if look.may_be not in ("program", "person", "empty", "one value")]
    rows = max((look.filled for look in looks), default=0)
    found: list[Match] = []
    for name, factor in protocol.factors.items():
        levels = {key: level.label for key, level in factor.levels.items()}
        match = _factor(name, levels, free, labels)
        if not factor.within or (match.theirs and match.question is None):
            found.append(match)  # a table may hold levels within a person beside each other: nothing is asked
        free = [look for look in free if look.name not in [match.theirs for match in found]]
    used = set(_asked_about(protocol))
    for name in sorted(protocol.measures, key=lambda one: one not in used):
        match = _measure(name, protocol, free, rows)
        if match.theirs or name in used:
            found.append(match)
        free = [look for look in free if look.name != match.theirs]
    return tuple(found)


def _asked_about(protocol: Protocol) -> Iterator[str]:
    """What hypotheses are about, and what their models look at besides."""
    for hypothesis in protocol.hypotheses:
        yield hypothesis.measure
        for model in (hypothesis.model, *hypothesis.robustness):
            yield from filter(None, (getattr(model, "against", None), getattr(model, "moderator", None)))
            yield from (*getattr(model, "covariates", ()), *getattr(model, "mediators", ()))


def _factor(
    name: str, levels: Mapping[str, str], looks: Sequence[Look], labels: Mapping[str, Mapping[str, str]]
) -> Match:
    def score(look: Look) -> int:
        if not 2 <= look.different <= max(len(levels), 2) or len(look.values) < look.different:
            return 0
        meant = _meant(look, levels, labels.get(look.name, {}))
        named = bool(look.words & (_words(name) | CONDITION_WORDS))
        return 4 * named + 3 * (OPEN not in meant.values()) + (look.different == len(levels))

    best = _best(looks, score)
    if best is None:
        return Match(
            name, None, question=_which(name, [one for one in looks if one.different == len(levels)])
        )
    meant = _meant(best, levels, labels.get(best.name, {}))
    same = all(theirs == ours for theirs, ours in meant.items())
    question = None
    if OPEN in meant.values():
        unknown = [value for value, ours in meant.items() if ours == OPEN]
        question = f"{best.name} says {listed(unknown)}: which of {listed(levels)} is each?"
    return Match(name, best.name, {} if same else meant, question=question)


def _meant(look: Look, levels: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """{their value: our level}, by the level's name or label; OPEN where the file does not say it."""
    of_gender = {"woman", "man"} <= set(levels)
    ours = {_plain(word): key for key in levels if of_gender for word in ALSO_CALLED.get(key, ())}
    ours |= {_plain(word): key for key, label in levels.items() for word in (key, label)}
    return {value: ours.get(_plain(value)) or ours.get(_plain(labels.get(value, ""))) or OPEN
            for value, _ in sorted(look.values)}  # fmt: skip


def _measure(name: str, protocol: Protocol, looks: Sequence[Look], rows: int) -> Match:
    form, main = form_of(protocol, name), main_column(protocol, name)
    if form == "choice" and main is not None:
        return _factor(name, {value: value for value in main.values}, looks, {})
    if form not in ("amount", "number"):
        return Match(name, None)
    asked = ALSO_ASKED.get(name, frozenset()) | _words(name)
    kind = MONEY_WORDS if form == "amount" else RATING_WORDS if _words(name) & RATING_WORDS else asked
    fitting = [look for look in looks if _fits(look, protocol, name)]
    best = _best(
        fitting, lambda look: _by_words(look, _words(name), kind) + (look.whole != (form == "amount"))
    )
    if best is None and form == "number" and (worded := _worded(name, looks, kind)):
        return worded
    if best is None:
        hints = _split(name, fitting, kind, rows) or _no_numbers(name, looks, kind) or _items(protocol, name)
        return Match(name, None, question=_which(name, fitting) + hints)
    question = None
    if best.odd:
        said = listed([f"'{value}'" for value, _ in best.odd])
        question = f"{best.name} says {said}: a number of {name} (values), or no answer (missing)?"
    open_values = {value: OPEN for value, _ in best.odd}
    return Match(name, best.name, open_values, tuple(_codes(best, protocol, name)), question)


def _by_words(look: Look, name: frozenset[str], kind: frozenset[str]) -> int:
    """How much the column is called or worded like the measure."""
    return 4 * bool(name and name <= look.words) + 3 * bool(look.words & kind)


def _worded(name: str, looks: Sequence[Look], kind: frozenset[str]) -> Match | None:
    """The only one called like a rating whose answers are words; a number at their beginning is meant."""
    choices = [look for look in looks if look.low is None and look.different == len(look.values)]
    best = _best(choices, lambda look: _by_words(look, _words(name), kind))
    if best is None:
        return None
    meant = {value: _leading_number(value) for value, _ in sorted(best.values)}
    unknown = [value for value, ours in meant.items() if ours == OPEN]
    question = f"{best.name} says {listed(unknown)}: which number of {name} is each?" if unknown else None
    return Match(
        name, best.name, {theirs: ours for theirs, ours in meant.items() if theirs != ours}, question=question
    )


def _leading_number(value: str) -> str:
    found = re.match(r"(\d+)(?![\d.,])", value)
    return found[1] if found else OPEN


def _split(name: str, looks: Sequence[Look], kind: frozenset[str], rows: int) -> str:
    """A hint where columns that are worded like it may each hold the answers of other rows."""
    parts = [look for look in looks if _by_words(look, _words(name), kind)]
    if len(parts) < 2 or sum(look.filled for look in parts) > rows:
        return ""
    names = listed(look.name for look in parts)
    return f" If a row holds one of them, such as one for each condition: {name}: [{names}]."


def _items(protocol: Protocol, name: str) -> str:
    """A hint where the measure can be worked out from columns of its own."""
    parts = parts_of(protocol, name)
    return f" Or say which are its items: {listed(parts)}." if parts else ""


def _no_numbers(name: str, looks: Sequence[Look], kind: frozenset[str]) -> str:
    """A hint where a column is called so, and some of its cells are no numbers."""
    called = [look for look in looks if look.low is None and _by_words(look, _words(name), kind)]
    for look in called:
        bad = [f"'{cell}'" for cell, _ in look.values if in_numbers(pd.Series([cell])) is None]
        if bad and look.different > len(bad):
            return f" {look.name} is called so, but {listed(bad[:3])} in it are no numbers."
    return ""


def _fits(look: Look, protocol: Protocol, name: str) -> bool:
    """Whether its numbers are those that can be answered, but for codes."""
    if look.low is None or look.high is None:
        return False
    codes = {float(code) for code in _codes(look, protocol, name)}
    known = [float(value.replace(",", ".")) for value, _ in look.values if _number(value)]
    ends = [end for end in (look.low, look.high, *known) if end not in codes]
    declared = support(protocol, name)
    least = -1e18 if declared.low is None else declared.low
    most = 1e18 if declared.high is None else declared.high
    return all(least <= end <= most for end in ends)


def _codes(look: Look, protocol: Protocol, name: str) -> list[str]:
    """Values beyond the range that are written like codes for no answer: -9, 99, 999."""
    declared = support(protocol, name)
    least = 0.0 if declared.low is None else declared.low
    most = 1e18 if declared.high is None else declared.high
    ends = {f"{end:g}" for end in (look.low, look.high) if end is not None}
    values = {value for value, _ in look.values} | ends
    return sorted(value for value in values if _CODE.fullmatch(value) and not least <= float(value) <= most)


def _number(value: str) -> bool:
    return re.fullmatch(r"-?\d+(?:[.,]\d+)?", value) is not None


def _best(looks: Sequence[Look], score: Any) -> Look | None:
    """The one with the highest score, if that is enough and no other has it too."""
    ranked = sorted(((score(look), -place) for place, look in enumerate(looks)), reverse=True)
    if not ranked or ranked[0][0] < _ENOUGH or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
        return None
    return looks[-ranked[0][1]]


def _which(ours: str, looks: Sequence[Look]) -> str:
    names = [look.name for look in looks][:6]
    return f"Which column is {ours}?" + (f" It may be {' or '.join(names)}." if names else "")


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()


def _words(name: str) -> frozenset[str]:
    return frozenset(_plain(name).split())
