"""A study's tables for others: numbers in place of participants' codes, and no times of day.

A code links answers to a list of names that a lab keeps, a time links them to a calendar. The numbers follow
neither: people stand in the order of keyed hashes of their codes, the same whenever the study is bundled.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ikea_effect.errors import RecordError
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.models import Protocol
from ikea_effect.record.observations import Row, Tables

PAIR = "pair"

Numbers = Mapping[str, str]
"""Participant's code -> number, from 1."""


def numbers_of(codes: Iterable[str], secret: bytes) -> dict[str, str]:
    """The number of each code, in the order of the codes' hashes keyed with the study's secret."""

    def keyed(code: str) -> bytes:
        return hmac.digest(secret, f"hand-over {code}".encode(), hashlib.sha256)

    return {code: str(number) for number, code in enumerate(sorted(set(codes), key=keyed), 1)}


def without_codes(found: Tables, protocol: Protocol, numbers: Numbers) -> Tables:
    """The tables with numbers for codes, in the order of the numbers, and without times of day."""
    declared = columns_of(protocol)
    times = {one.name for one in declared if one.type == "time"}
    who = {one.name for one in declared if one.signs == "people"}

    def numbered(rows: Iterable[Row]) -> list[Row]:
        return _numbered(({n: v for n, v in row.items() if n not in times} for row in rows), numbers, who)

    columns = tuple(name for name in found.columns if name not in times)
    return Tables(columns, numbered(found.wide), numbered(found.tidy))


def _numbered(rows: Iterable[Row], numbers: Numbers, who: set[str]) -> list[Row]:
    """The rows with numbers for codes; columns of `who` hold nothing else, whatever their codes look like."""
    renamed = [{name: _cell(name in who, value, numbers) for name, value in row.items()} for row in rows]
    return _with_pairs(sorted(renamed, key=lambda row: int(row["participant"])))


def _with_pairs(rows: list[Row]) -> list[Row]:
    """The rows with pairs numbered as they first stand there: they were numbered as people came."""
    pairs = dict.fromkeys(pair for row in rows if (pair := row.get(PAIR)) is not None)
    order = {pair: number for number, pair in enumerate(pairs, 1)}
    return [{**row, PAIR: order[row[PAIR]]} if row.get(PAIR) in order else row for row in rows]


def _cell(are_codes: bool, value: Any, numbers: Numbers) -> Any:
    if not isinstance(value, str):
        return value
    if are_codes:
        return " ".join(numbers.get(code, code) for code in value.split(" "))
    return numbers[value] if _telling(value) and value in numbers else in_words(value, numbers)


def in_words(sentence: str, numbers: Numbers) -> str:
    """The sentence with numbers for the codes in it; a code of digits alone is one where it begins a line."""
    said = re.sub(r"^(\S+):", lambda at: f"{numbers.get(at[1], at[1])}:", sentence)
    return re.sub(r"[\w.-]*\w", lambda at: numbers[at[0]] if _is_code(at[0], numbers) else at[0], said)


def _is_code(word: str, numbers: Numbers) -> bool:
    return _telling(word) and word in numbers


def _telling(code: str) -> bool:
    """Whether the code can be told from a number or a word of an answer: letters and digits, or several."""
    return len(code) > 3 and bool(re.search(r"[^\W\d]", code)) and bool(re.search(r"\d", code))


def require_none(files: Mapping[str, bytes], numbers: Numbers) -> None:
    """Raises RecordError where a file still names somebody by a code."""
    codes = [code for code in numbers if _telling(code)]
    if not codes:
        return
    named = re.compile(rf"(?<![\w+/=-])({'|'.join(map(re.escape, codes))})(?![\w+/=-])")
    for name, content in files.items():
        if found := named.search(content.decode("utf-8", "ignore")):
            raise RecordError(
                f"{name} would name the participant {found[1]}. Nothing was written: tell us, or hand over "
                "the files of 'ikea-effect export' after you looked through them."
            )
