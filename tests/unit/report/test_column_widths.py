"""Columns of a table in Word: no word breaks while there is room, and no number is parted."""

from __future__ import annotations

import pytest

from ikea_effect.report.cards import Column, Row, Table
from ikea_effect.report.column_widths import BOLD_MM, LETTER_MM, PADDING_MM, column_widths

PAGE = 160


def table(titles: list[str], *rows: list[str], words: int = 1) -> Table:
    columns = tuple(
        Column(title, "text" if place < words else "number") for place, title in enumerate(titles)
    )
    return Table("Cells", columns, tuple(Row(tuple(row)) for row in rows))


def test_a_long_head_keeps_its_word_whole() -> None:
    """Dutch heads are long, and stood broken in columns as wide as one digit asks for."""
    shown = table(["Conditie", "Gepland", "Geanalyseerd"], ["Bouwers", "80", "19"])
    widths = column_widths(shown, PAGE)
    assert sum(widths) == pytest.approx(PAGE)
    assert widths[2] >= PADDING_MM + BOLD_MM * len("Geanalyseerd")
    assert widths[0] > widths[2] > widths[1]


def test_a_number_with_its_limits_stays_on_one_line() -> None:
    shown = table(
        ["Hypothese", "95%-interval"], ["Wie bouwt, biedt meer dan wie niet bouwt", "−1,52 tot −0,26"]
    )
    assert column_widths(shown, PAGE)[1] >= PADDING_MM + LETTER_MM * len("−1,52 tot −0,26")


def test_words_share_what_numbers_leave_by_what_they_hold() -> None:
    shown = table(
        ["A", "B", "n"], ["short one", "a cell that holds many more words than the first", "9"], words=2
    )
    widths = column_widths(shown, PAGE)
    assert widths[1] > 2 * widths[0]


def test_where_not_even_words_fit_all_are_narrower_alike() -> None:
    shown = table(["Longheadedness"] * 12, ["1"] * 12, words=0)
    widths = column_widths(shown, PAGE)
    assert widths == pytest.approx([PAGE / 12] * 12)


def test_a_table_without_rows_or_of_numbers_alone_has_the_page() -> None:
    assert sum(column_widths(table(["a", "b"], words=0), PAGE)) == pytest.approx(PAGE)
    assert sum(column_widths(table(["a", "b"], ["1", "2"], words=0), PAGE)) == pytest.approx(PAGE)
