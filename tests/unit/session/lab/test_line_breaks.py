"""Where a line may break, and an answer in rows that changes at its end only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.session.frontends.lab.line_breaks import clusters, units
from ikea_effect.session.frontends.lab.written_rows import WrittenRows


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("two words", "two |words"),
        ("a  b", "a  |b"),
        ("a well-known one", "a |well-|known |one"),
        ("the T-shirt, an e-mail", "the |T-shirt, |an |e-mail"),
        ("from -5 to 2-3", "from |-5 |to |2-3"),
        ("我做的盒子。很好", "我|做|的|盒|子。|很|好"),
        ("「箱」を作った", "「箱」|を|作っ|た"),
        ("コーヒー", "コー|ヒー"),
        ("กำลังทำ", "กำ|ลั|ง|ทำ"),
        ("เก่ง", "เก่|ง"),
        ("한국어 문장", "한|국|어 |문|장"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("e\u0301te\u0301", "e\u0301te\u0301"),
        ("box (made)", "box |(made)"),
        ("箱box", "箱|box"),
    ],
)
def test_a_line_breaks_where_the_script_lets_it(text: str, pieces: str) -> None:
    assert units(text) == pieces.split("|")


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("e\u0301a", ["e\u0301", "a"]),
        ("\U0001f469\u200d\U0001f527x", ["\U0001f469\u200d\U0001f527", "x"]),
        ("\U0001f1f3\U0001f1f1\U0001f1e7\U0001f1ea", ["\U0001f1f3\U0001f1f1", "\U0001f1e7\U0001f1ea"]),
        ("\U0001f44d\U0001f3fd!", ["\U0001f44d\U0001f3fd", "!"]),
        ("क\u094d\u200dष", ["क\u094d\u200dष"]),
    ],
)
def test_what_a_reader_takes_for_one_sign_stays_together(text: str, signs: list[str]) -> None:
    assert clusters(text) == signs


WORDS = st.text("ab -\n我。กำe\u0301\u200d(", max_size=60)


def rows(text: str, room: float = 7) -> list[str]:
    return WrittenRows(room, len, text).rows


@given(WORDS)
def test_rows_hold_all_that_was_written_and_none_is_too_wide(text: str) -> None:
    assert "".join(rows(text)) == text
    for row in rows(text):
        assert len(row.rstrip(" \n")) <= 7 or len(clusters(row.rstrip(" \n"))) == 1


@given(WORDS)
def test_rows_typed_one_by_one_are_those_of_the_whole(text: str) -> None:
    typed = WrittenRows(7, len)
    for number, sign in enumerate(text, start=1):
        typed.append(sign)
        assert typed.rows == rows(text[:number])


@given(WORDS)
def test_rows_after_a_deletion_are_those_of_what_is_left(text: str) -> None:
    typed = WrittenRows(7, len, text)
    while typed.text:
        before = typed.text
        typed.take_back()
        assert typed.text == before[:-1].rstrip("\u200d")
        assert typed.rows == rows(typed.text)


def test_a_word_that_was_cut_before_its_hyphen_breaks_behind_it_still() -> None:
    text = "abcdefgh-lmnopq"  # two letters stand before the hyphen, one of them in the row before
    assert rows(text) == ["abcdefg", "h-", "lmnopq"]
    typed = WrittenRows(7, len)
    for sign in text:
        typed.append(sign)
    assert typed.rows == rows(text)
    typed.append("!")
    typed.take_back()
    assert typed.rows == rows(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (" aaaaaa\u200da", [" aaaaaa"]),  # joined, the last two signs were too wide for the row before
        (" aaaaaW", [" aaaaa"]),
        ("b\n aaaaaW", ["b\n", " aaaaa"]),
        ("aaaaaaa aaaaaW", ["aaaaaaa ", "aaaaa"]),
        ("aaaaaaaaaaaaaaW", ["aaaaaaa", "aaaaaaa"]),
    ],
)
def test_a_word_that_fits_again_goes_on_in_the_row_before(text: str, left: list[str]) -> None:
    def width(written: str) -> float:
        return len(written) + 2 * written.count("W")

    typed = WrittenRows(7, width, text)
    typed.take_back()
    assert typed.rows == left == WrittenRows(7, width, typed.text).rows
