"""The report in Word: the same cards, in Word's own headings, captions and header rows."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from docx import Document as opened

from ikea_effect.report.cards import (
    Card,
    Column,
    Criterion,
    Document,
    Facts,
    Figure,
    Panel,
    Prose,
    Row,
    Table,
)
from ikea_effect.report.cards import numbered as with_numbers
from ikea_effect.report.html import page
from ikea_effect.report.word import word

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10" width="40"><path d="M0 5H40"/></svg>'
BIDS = Table(
    "Bids", (Column("Condition", "text"), Column("n")), (Row(("Builders", "96")), Row(("All", "96"), True))
)
CARDS = with_numbers(
    (
        Card("study", "The study", (Facts((("Protocol", "`norton`"),)), BIDS)),
        Card(
            "more",
            "More",
            (Prose("A **bold** claim"), BIDS, Figure("line", SVG, "A line of 40.", "**Line.**")),
        ),
        Card("verdict", "Verdict", (Panel("Did it?", (Criterion("p", "not-met", "No.", "0.20", True),)),)),
    )
)
SMALL = Document("Box", "Study report", "After Norton", "Simulated participants", CARDS, "Protocol", "Box")


def test_tables_and_figures_are_numbered_through_the_whole_document() -> None:
    blocks = [block for card in CARDS for block in card.blocks]
    assert [one.label for one in blocks if isinstance(one, (Table, Figure))] == [
        "Table 1",
        "Table 2",
        "Figure 1",
    ]


def test_the_page_says_the_same_numbers() -> None:
    html = page(SMALL)
    assert html.index('<span class="label">Table 1.</span>') < html.index(
        '<span class="label">Table 2.</span>'
    )
    assert '<span class="label">Figure 1.</span>' in html


def test_word_holds_the_cards_in_its_own_styles() -> None:
    out = opened(BytesIO(word(SMALL)))
    by_style = [(one.style.name, one.text) for one in out.paragraphs if one.style is not None and one.text]
    assert [text for style, text in by_style if style == "Heading 1"] == ["The study", "More", "Verdict"]
    captions = ["Table 1. Bids", "Table 2. Bids", "Figure 1. Line."]
    assert [text for style, text in by_style if style == "Caption"] == captions
    assert ("List Bullet", "p (decides): not met, 0.20. No.") in by_style
    assert out.sections[0].header.paragraphs[0].text == "Simulated participants"


def test_the_first_row_of_a_table_comes_again_on_each_page_and_marked_rows_are_bold() -> None:
    table = opened(BytesIO(word(SMALL))).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Condition", "n"],
        ["Builders", "96"],
        ["All", "96"],
    ]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    bold = [table.cell(row, 0).paragraphs[0].runs[0].bold for row in range(3)]
    assert bold == [True, None, True]


def test_a_picture_in_word_has_its_sentence_and_the_file_has_no_author_and_no_time() -> None:
    first = word(SMALL)
    out = opened(BytesIO(first))
    assert 'descr="A line of 40."' in out.element.xml
    assert (out.core_properties.author, out.core_properties.created) == ("", None)
    assert word(replace(SMALL)) == first
