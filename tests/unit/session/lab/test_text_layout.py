from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.session.frontends.lab.text_layout import lines


def by_letters(words: str, bold: bool) -> float:
    """Every letter is 1 wide, a bold one 2."""
    return len(words) * (2 if bold else 1)


def laid(text: str, width: float = 20) -> list[str]:
    return [line.words for line in lines(text, width, by_letters)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two three", ["one two three"]),
        ("one two three four five", ["one two three four", "five"]),
        ("one\ntwo", ["one two"]),
        ("one\n\ntwo", ["one", "two"]),
        ("first:\n• one\n• two", ["first:", "one", "two"]),
        ("it costs €\u00a05,00 in all of it", ["it costs €\u00a05,00 in", "all of it"]),
        ("Donaudampfschifffahrtsgesellschaft", ["Donaudampfschifffahr", "tsgesellschaft"]),
        ("", []),
    ],
)
def test_lines(text: str, expected: list[str]) -> None:
    assert laid(text) == expected


def test_a_new_paragraph_has_space_above_and_the_first_has_none() -> None:
    assert [line.new_paragraph for line in lines("one\n\ntwo\n\n• three", 20, by_letters)] == [
        False,
        True,
        True,
    ]


def test_a_bullet_is_indented_and_only_its_first_line_has_the_dot() -> None:
    first, second = lines("• one two three four", 14, by_letters, indent=2)
    assert (first.bullet, second.bullet) == (True, False)
    assert first.pieces[0].x == second.pieces[0].x == 2


def test_bold_begins_where_the_plain_words_end() -> None:
    (line,) = lines("pay **at most** that", 40, by_letters)
    assert [(piece.words, piece.bold, piece.x) for piece in line.pieces] == [
        ("pay", False, 0),
        (" at most", True, 3),
        (" that", False, 19),
    ]


def test_a_word_that_is_bold_in_part_is_not_broken_between() -> None:
    assert laid("some words **bold**, and", 16) == ["some words", "bold, and"]


@given(st.text("ab •*\n ", max_size=80), st.integers(3, 30))
def test_no_line_is_wider_than_the_width_and_no_letter_is_lost(text: str, width: int) -> None:
    found = lines(text, width, by_letters, indent=1)
    for line in found:
        last = line.pieces[-1]
        assert last.x + by_letters(last.words, last.bold) <= width
    kept = "".join(line.words for line in found)
    assert kept.count("a") == text.count("a")
    assert kept.count("b") == text.count("b")
