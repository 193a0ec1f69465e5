"""Columns as SPSS and Stata hold them: a name that they can take, a label, what codes mean, a level."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ikea_effect.protocol.kinds import Column
from ikea_effect.protocol.texts import Variants, variants_in
from ikea_effect.record.export import worded_values, wordings
from ikea_effect.record.observations import Row

Level = Literal["nominal", "ordinal", "scale"]
NUMERIC = ("amount", "boolean", "integer", "number")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program can take: a name's signs besides letters and digits, its length, words it keeps.

    Lengths of names and labels are counted in bytes of UTF-8.
    """

    program: str
    ending: str
    signs: str
    name: int
    label: int
    value_label: int
    file_label: int
    text: int
    kept: frozenset[str]


_SPSS_WORDS = "all and by eq ge gt le lt ne not or to with"
_STATA_WORDS = "_all _b _coef _cons _n _pi _pred _rc _skip byte double float if in int long strl using with e"
LIMITS: Mapping[str, Limits] = {
    "spss": Limits("SPSS", "sav", "_.", 64, 256, 120, 64, 32_767, frozenset(_SPSS_WORDS.split())),
    "stata": Limits("Stata", "dta", "_", 32, 80, 32_000, 80, 2_045, frozenset(_STATA_WORDS.split())),
}


@dataclass(frozen=True, slots=True)
class Variable:
    """A column and what the file says of it. `codes`: {number: label}; `coded`: words became numbers."""

    column: Column
    name: str
    label: str
    codes: Mapping[int | float, str]
    coded: bool
    level: Level

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers in the file."""
        return self.coded or self.column.type in NUMERIC

    @property
    def decimals(self) -> int:
        """Decimals that the program shows; it keeps all."""
        if self.column.type == "amount":
            return len(self.column.written(Decimal(0)).partition(".")[2])
        return 3 if self.column.type == "number" else 0


def variables(
    columns: Iterable[Column], texts: Mapping[str, str], named: Collection[str], limits: Limits
) -> tuple[Variable, ...]:
    """Every column as a variable. Words of what is `named` (factors, measures) become codes from 1."""
    every, variants = tuple(columns), variants_in(texts)
    names = names_for([one.name for one in every], limits)
    return tuple(_variable(one, names[one.name], texts, variants, named, limits) for one in every)


def _variable(
    column: Column,
    name: str,
    texts: Mapping[str, str],
    variants: Variants,
    named: Collection[str],
    limits: Limits,
) -> Variable:
    said = wordings(column, texts, variants)
    coded = column.type == "text" and column.name in named and _codable(column.values)
    codes: dict[int | float, str] = {
        code: cut(text, limits.value_label) for code, text in _codes(column, said, coded)
    }
    return Variable(column, name, cut(_label(column, said), limits.label), codes, coded, _level(column))


def _codable(values: tuple[str, ...]) -> bool:
    """Whether numbers can stand for the words: where one looks like a number, 1 could mean two things."""
    return bool(values) and not any(re.fullmatch(r"[+-]?[0-9.,]+", value) for value in values)


def _codes(column: Column, said: list[str], coded: bool) -> Iterator[tuple[int, str]]:
    if coded:
        yield from enumerate(column.values, 1)
    elif column.type == "boolean":
        yield from enumerate(("false", "true"))
    elif column.type == "integer":
        for value, text in zip(worded_values(column), said[1:], strict=False):
            if text and re.fullmatch("-?[0-9]+", value):
                yield int(value), text


def _label(column: Column, said: list[str]) -> str:
    """What participants were asked, otherwise what the column means; an amount with its currency."""
    unit = f" ({column.unit})" if column.type == "amount" and column.unit else ""
    return " ".join((said[0] if said and said[0] else column.meaning).split()) + unit


def _level(column: Column) -> Level:
    if column.type not in NUMERIC or column.type == "boolean":
        return "nominal"
    return "ordinal" if column.type == "integer" and column.wording else "scale"


def names_for(names: Iterable[str], limits: Limits) -> dict[str, str]:
    """{our name: a name that the program takes}; a second one alike, in any capitals, ends in _2."""
    found: dict[str, str] = {}
    for name in names:
        plain = _plain(name, limits)
        tried, number = plain, 2
        while tried.lower() in {one.lower() for one in found.values()}:
            end = f"_{number}"
            tried, number = plain[: limits.name - len(end)] + end, number + 1
        found[name] = tried
    return found


def _plain(name: str, limits: Limits) -> str:
    allowed = re.escape(limits.signs)
    plain = re.sub(f"[^A-Za-z0-9{allowed}]", "_", name)
    plain = plain if plain[:1].isalpha() else f"v_{plain}"
    if plain.lower() in limits.kept or re.fullmatch("str[0-9]+", plain.lower()):
        plain += "_1"
    return plain[: limits.name].rstrip(".")


def cut(text: str, most: int) -> str:
    """The text, cut to so many bytes with "..." at its end."""
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - 3].decode(errors="ignore").rstrip() + "..."


VARIABLE_COLUMNS = ("variable", "codes", "level")
"""What a codebook says besides: the name in the file, its codes, its level."""


def told(variable: Variable) -> Row:
    """A variable's own cells in the codebook."""
    codes = " | ".join(f"{code} = {text}" for code, text in variable.codes.items())
    return {"variable": variable.name, "codes": codes, "level": variable.level}
