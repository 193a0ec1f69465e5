"""What a spreadsheet may take for a formula is defused in every table; everything else is left as it is."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.record.export import csv_bytes

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
