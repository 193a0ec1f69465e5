"""What a spreadsheet may take for a formula is defused in every table; everything else is left as it is."""

from __future__ import annotations

import csv
import io
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.protocol.kinds import Column
from ikea_effect.record.export import codebook, csv_bytes

CELL = "HYPERLINK(A1)"


def cell(text: str) -> str:
    """The cell as a program that reads CSV sees it."""
    content = csv_bytes(["note"], [{"note": text}]).decode("utf-8")
    return list(csv.reader(io.StringIO(content, newline="")))[1][0]


FORMULAS = [
    f"{before}{sign}{CELL}"
    for sign in ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66")
    for before in ("", " ", "  ", "\t", "\r", "\n", "\u00a0", "\u3000", "\u200b", "\ufeff", "\x00", " \t ")
]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["\tx", "\rx", "\nx"])
def test_a_leading_tab_or_line_end_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "-", "=", "5 - 3", " a", "\u2014 so", "caf\u00e9", "1+1", " "])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert cell(text) == text


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=2, max_size=8))
def test_no_cell_begins_like_a_formula_however_it_is_disguised(text: str) -> None:
    first = unicodedata.normalize("NFKC", cell(text)).lstrip()
    assert first[:1] not in tuple("=+-@") or len(cell(text).strip()) == 1


@pytest.mark.parametrize("text", ["=A", "\u2a75A", "+1"])
def test_a_formula_of_one_sign_or_of_a_sign_that_stands_for_two_is_text(text: str) -> None:
    """U+2A75 is one sign that programs read as ==."""
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (0.1, "0.1"),
        (1e-7, "1e-07"),
        (Decimal("0.00"), "0.00"),
        (Decimal("1E+2"), "100"),
        (Decimal("0.0000001"), "0.0000001"),
    ],
)
def test_a_cell_is_written_by_its_type(value: object, written: str) -> None:
    content = csv_bytes(["a", "b"], [{"a": value, "b": 1}]).decode()
    assert content == f"a,b\r\n{written},1\r\n"


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (Column("at", "time", "When"), "ISO 8601"),
        (Column("bought", "boolean", "Whether"), "true | false"),
        (Column("pick", "text", "Which", values=("a", "b")), "a | b"),
        (Column("faces", "integer", "Which", values=("1", "2"), low=Decimal(1), high=Decimal(2)), "1 | 2"),
        (Column("said", "text", "What"), ""),
        (Column("age", "number", "Years", low=Decimal(18)), ">= 18"),
        (Column("liking", "integer", "How much", low=Decimal(1), high=Decimal(7), step=Decimal(1)), "1 to 7"),
        (Column("mass", "number", "Grams", low=Decimal(0), high=Decimal(9)), "0 to 9"),
        (
            Column("wtp", "amount", "Worth", "EUR", low=Decimal(0), high=Decimal(5), step=Decimal("0.05")),
            "0.00 to 5.00 in steps of 0.05",
        ),
    ],
)
def test_a_codebook_says_which_values_a_cell_can_have(column: Column, values: str) -> None:
    [row] = codebook([column], {})
    assert row["values"] == values
    assert (row["name"], row["type"], row["unit"], row["description"], row["wording"]) == (
        column.name, column.type, column.unit, column.meaning, "",
    )  # fmt: skip


def worded(texts: dict[str, str], **said: Any) -> str:
    [row] = codebook([Column("liking", "integer", "How much", **said)], texts)
    return str(row["wording"])


ENDS: dict[str, Any] = {"low": Decimal(1), "high": Decimal(7)}


def test_a_question_without_words_for_its_ends_stands_alone() -> None:
    assert worded({"q": "How much?"}, wording=("q",), **ENDS) == "How much?"
    assert worded({"q": "How much?", "lo": "not"}, wording=("q", "lo", "hi"), **ENDS) == "How much? [1: not]"
    assert worded({"lo": "not", "hi": "very"}, wording=("q", "lo", "hi"), **ENDS) == "[1: not; 7: very]"


def test_a_question_that_is_worded_otherwise_for_some_has_each_wording_with_its_levels() -> None:
    texts = {"q": "Of a box?", "q@own": "Of yours?", "q@own@dark": "Of yours, in the dark?", "lo": "not"}
    said = worded(texts, wording=("q", "lo"), **ENDS)
    assert said == "Of a box? / own: Of yours? / dark, own: Of yours, in the dark? [1: not]"
    own = worded(texts, wording=("q", "lo"), levels=(("whose", "own"),), **ENDS)
    assert own == "Of yours? / dark, own: Of yours, in the dark? [1: not]"
