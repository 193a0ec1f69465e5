"""Cards as a Word document to write in: the same words and pictures in Word's own styles, the same bytes."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ikea_effect.report.cards import (
    Block,
    Commands,
    Document,
    Facts,
    Figure,
    Gallery,
    Panel,
    Prose,
    Table,
)
from ikea_effect.report.column_widths import column_widths
from ikea_effect.report.marks import pieces
from ikea_effect.report.pdf import picture

WIDTH_MM = 160
"""Of the text on A4 with the margins below."""
STYLES = {"heading": "Heading 2", "lead": "Normal", "note": "Normal", "plain": "Normal", "warning": "Quote"}
MONO = "DejaVu Sans Mono"


def word(document: Document) -> bytes:
    """The document as .docx: headings, captions and header rows are Word's; pictures have their alt."""
    from docx import Document as begin

    out = begin()
    _page(out, document)
    for text, style in ((document.kicker, "Subtitle"), (document.title, "Title")):
        out.add_paragraph(text, style=style)
    for line in filter(None, (document.banner, document.subtitle)):
        out.add_paragraph().add_run(line).bold = line == document.banner
    for number, card in enumerate(document.cards):
        _bookmark(out.add_heading(card.title, level=1), number, card.id)
        for block in card.blocks:
            _block(out, block)
    return _same_bytes(out)


def _page(out: Any, document: Document) -> None:
    """A4 with its head and foot; no author and no time, since the report names its own."""
    from docx.shared import Mm, Pt, RGBColor

    out.core_properties.title, out.core_properties.author = document.head, ""
    out.core_properties.comments = ""
    for one in [one for one in out.core_properties._element if one.tag.endswith(("created", "modified"))]:
        out.core_properties._element.remove(one)
    out.styles["Normal"].font.name, out.styles["Normal"].font.size = "Calibri", Pt(10.5)
    out.styles["Caption"].font.bold, out.styles["Caption"].font.color.rgb = False, RGBColor(0x40, 0x40, 0x40)
    section = out.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - WIDTH_MM) / 2)
    section.header.paragraphs[0].text = document.banner
    foot = section.footer.paragraphs[0]
    foot.text = f"{document.footer} · "
    _element(foot._p, "w:fldSimple", instr="PAGE")


def _block(out: Any, block: Block) -> None:
    match block:
        case Prose():
            _said(out.add_paragraph(style=STYLES[block.tone]), block.text)
        case Facts():
            _facts(out, block)
        case Table():
            _table(out, block)
        case Figure():
            _figure(out, block)
        case Panel():
            _panel(out, block)
        case Commands():
            for line in block.lines:
                out.add_paragraph().add_run(line).font.name = MONO
        case Gallery():
            for one in block.pictures:
                _picture(out, one.jpeg, one.alt)
                out.add_paragraph(one.caption, style="Caption")


def _said(paragraph: Any, text: str) -> None:
    """Adds the text with its marks."""
    for kind, piece in pieces(text):
        run = paragraph.add_run(piece)
        run.bold = True if kind == "strong" else None
        if kind == "code":
            run.font.name = MONO


def _facts(out: Any, block: Facts) -> None:
    for label, text in block.rows:
        paragraph = out.add_paragraph()
        paragraph.add_run(f"{label}: ").bold = True
        _said(paragraph, text)


def _table(out: Any, block: Table) -> None:
    from docx.shared import Mm

    caption = out.add_paragraph(style="Caption")
    caption.paragraph_format.keep_with_next = True
    _said(caption, _labeled(block.label, block.caption))
    table = out.add_table(rows=1 + len(block.rows), cols=len(block.columns))
    _rules(table)
    titles = tuple(column.title for column in block.columns)
    table.autofit = False
    widths = [Mm(width) for width in column_widths(block, WIDTH_MM)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row, cells in zip(table.rows, (titles, *(one.cells for one in block.rows)), strict=True):
        for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = widths[place]
            _cell(cell.paragraphs[0], text, block.columns[place].align == "number")
    for row, one in zip(list(table.rows)[1:], block.rows, strict=True):
        if one.to:
            _lead(row.cells[-1].paragraphs[0], one.to)
    bold = (True, *(row.marked for row in block.rows))
    for cell in (
        cell for row, is_bold in zip(table.rows, bold, strict=True) if is_bold for cell in row.cells
    ):
        for run in cell.paragraphs[0].runs:
            run.bold = True
    _element(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader", val="true")
    for note in block.notes:
        _said(out.add_paragraph(), note)
    if not block.notes:
        out.add_paragraph()


def _cell(paragraph: Any, text: str, right: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    _said(paragraph, text)
    paragraph.paragraph_format.space_after = Pt(2)
    for run in paragraph.runs:
        run.font.size = Pt(9)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _rules(table: Any) -> None:
    """Lines above, below and between rows, none beside them."""
    properties = table._tbl.tblPr
    borders = _element(properties, "w:tblBorders")
    properties.remove(borders)
    properties.insert(len(properties) - 1, borders)  # the schema's order: before tblLook
    for side, eighths in (("top", "8"), ("bottom", "8"), ("insideH", "2")):
        _element(borders, f"w:{side}", val="single", sz=eighths, space="0", color="888888")


def _figure(out: Any, block: Figure) -> None:
    _picture(out, picture(block, "png"), block.alt)
    _said(out.add_paragraph(style="Caption"), _labeled(block.label, block.caption))


def _picture(out: Any, content: bytes, alt: str) -> None:
    from docx.shared import Mm

    paragraph = out.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(BytesIO(content), width=Mm(WIDTH_MM))
    shape._inline.docPr.set("descr", alt)


def _panel(out: Any, block: Panel) -> None:
    out.add_heading(block.title, level=2)
    for one in block.criteria:
        paragraph = out.add_paragraph(style="List Bullet")
        decides = f" ({block.words['decides']})" if one.decides else ""
        value = f", {one.value}" if one.value else ""
        paragraph.add_run(f"{one.name}{decides}: {block.words[one.state]}{value}. ").bold = True
        _said(paragraph, one.sentence)


def _bookmark(paragraph: Any, number: int, name: str) -> None:
    """Makes the paragraph a place that a link can lead to by its name."""
    _element(paragraph._p, "w:bookmarkStart", id=str(number), name=name)
    _element(paragraph._p, "w:bookmarkEnd", id=str(number))


def _lead(paragraph: Any, name: str) -> None:
    """Makes the paragraph's words a link to a bookmark."""
    runs = [run._r for run in paragraph.runs]
    link = _element(paragraph._p, "w:hyperlink", anchor=name)
    for run in runs:
        link.append(run)


def _labeled(label: str, caption: str) -> str:
    return f"{label}. {caption}" if label else caption


def _element(parent: Any, name: str, /, **values: str) -> Any:
    """A new element of Word's at the end of its parent, with its attributes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    parent.append(element)
    return element


def _same_bytes(out: Any) -> bytes:
    """The file without the time at which it was packed."""
    packed, whole = BytesIO(), BytesIO()
    out.save(packed)
    with ZipFile(packed) as old, ZipFile(whole, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name), old.read(name), ZIP_DEFLATED)
    return whole.getvalue()
