"""Settling a study: journals in, ledger, receipts and lists out. Twice pays once.

The ledger is written first; everything else follows from it and from the journals, and is made anew where it
is not there or says something else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ikea_effect.elicitation.ledger import goods_moved, handed_over
from ikea_effect.errors import ProtocolError, listed
from ikea_effect.money import format_money
from ikea_effect.operations.books import Books, Correction, correction, keep_books
from ikea_effect.operations.receipts import as_json, marked, receipt_data
from ikea_effect.protocol.setup import load_setup
from ikea_effect.protocol.texts import Texts
from ikea_effect.protocol.wordings import common_wordings
from ikea_effect.record.disk import disk_errors
from ikea_effect.record.export import csv_bytes
from ikea_effect.record.ledger import FILE, by_participant
from ikea_effect.record.study import Study
from ikea_effect.report.receipt_lists import Handed, cash_rows, goods_rows
from ikea_effect.report.wording import plural

__all__ = ["Settled", "correction", "receipts_of", "settle"]


class Settled(NamedTuple):
    """The books, what everyone is handed, and the files that say so."""

    study: Study
    books: Books
    handed: Handed
    files: tuple[Path, ...]

    @property
    def title(self) -> str:
        """The study, and that it is not about people where that is so."""
        return marked(f"Study {self.study.name}", self.study.mode)

    def to_json(self) -> dict[str, Any]:
        """For programs; amounts in major units."""
        handed = self.handed
        return {
            "title": self.title,
            "study": self.study.name,
            "mode": self.study.mode,
            "currency": handed.currency,
            "ledger": str(self.study.folder / FILE),
            "lines": len(self.books.rows),
            "added": self.books.new,
            "handed": {who: _major(handed, minor) for who, minor in sorted(handed.amounts.items())},
            "total": _major(handed, sum(handed.amounts.values())),
            "cash_box": {str(handed.money(value).major): count for value, count in handed.cash.items()},
            "goods": [
                {"participant": who, "good": good, "quantity": quantity}
                for (who, good), quantity in sorted(handed.goods.items())
            ],
            "waiting": dict(handed.waiting),
            "unfinished": list(handed.unfinished),
            "owing": handed.owing,
            "files": [str(path) for path in self.files],
        }

    def text(self) -> str:
        """For people, in a few lines."""
        return "\n".join(self._said())

    def _said(self) -> Iterator[str]:
        handed, added = self.handed, self.books.new
        out = format_money(handed.money(sum(max(minor, 0) for minor in handed.amounts.values())), "en")
        yield f"{self.title}: {plural(len(handed.amounts), 'participant')}, handed {out} in all"
        yield f"ledger: {self.study.folder / FILE} ({f'{added} lines added' if added else 'nothing to add'})"
        stock: dict[str, int] = {}
        for (_, good), quantity in sorted(handed.goods.items()):
            stock[good] = stock.get(good, 0) + quantity
        if stock:
            yield "goods to hand over: " + listed(f"{n} x {good}" for good, n in stock.items())
        for step, waiting in handed.waiting.items():
            yield f"waiting for others in {step}: {listed(waiting)} (--close settles them as they are)"
        if handed.unfinished:
            yield f"begun and not finished, not paid: {listed(handed.unfinished)}"
        if handed.owing:
            due = format_money(handed.money(-sum(handed.amounts[who] for who in handed.owing)), "en")
            yield f"to be paid by participants before a good is handed over, {due}: {listed(handed.owing)}"
        yield f"receipts: {self.study.folder / 'receipts'}/ · cash box: {self.study.folder / 'cash-box.html'}"


def _major(handed: Handed, minor: int) -> float:
    return float(handed.money(minor).major)


def settle(study: Study, close: bool = False, corrections: Sequence[Correction] = ()) -> Settled:
    """Brings the ledger up to date; then writes receipts, cash-box list and goods list from it.

    Raises: RecordError, with nothing written, where a journal or the ledger does not hold or sums differ;
    StationError where the disk refuses: the ledger is then whole, and the next run writes what is missing.
    """
    books = keep_books(study, close, corrections)
    protocol, lines = study.protocol, books.lines
    handed = Handed(
        study.name,
        protocol.title,
        study.mode,
        protocol.currency,
        handed_over(lines),
        goods_moved(lines),
        books.unfinished,
        books.waiting,
    )
    return Settled(study, books, handed, tuple(_papers(study, books, handed)))


# --- files -------------------------------------------------------------------------------------------------


def _papers(study: Study, books: Books, handed: Handed) -> Iterator[Path]:
    """Writes everything that follows from the books, and names it."""
    from ikea_effect.report.receipt_files import lists_html
    from ikea_effect.report.receipt_lists import lists_page

    folder = study.folder / "receipts"
    with disk_errors(folder):
        folder.mkdir(exist_ok=True)
    spoken: dict[str, Texts] = {}
    for who, data in receipts_of(study, books).items():
        texts = spoken.setdefault(data["language"], receipt_texts(study, data["language"]))
        yield from _receipt(folder / who, data, texts)
    page = lists_page(handed, receipt_texts(study, study.facts["language"]))
    for name, content in (
        ("cash-box.html", lists_html(page).encode()),
        ("cash-box.csv", csv_bytes(*cash_rows(handed))),
        ("goods.csv", csv_bytes(*goods_rows(handed))),
    ):
        _write(study.folder / name, content)
        yield study.folder / name


def receipts_of(study: Study, books: Books) -> dict[str, dict[str, Any]]:
    """The data of every receipt, by participant: of everyone whose session ended."""
    protocol, rows = study.protocol, by_participant(books.rows)
    return {
        who: receipt_data(study, protocol, one, rows.get(who, []), _waits(who, books.waiting))
        for who, one in books.recorded.items()
        if one.ended is not None
    }


def _waits(who: str, waiting: Mapping[str, Sequence[str]]) -> set[str]:
    return {step for step, waiting_there in waiting.items() if who in waiting_there}


def _receipt(stem: Path, data: Mapping[str, Any], texts: Texts) -> Iterator[Path]:
    """One receipt's three files. The PDF takes longest, and is made again only if the page is another."""
    from ikea_effect.report.receipt import receipt_page
    from ikea_effect.report.receipt_files import receipt_html, receipt_pdf

    page = receipt_page(data, texts)
    html, pdf = stem.with_suffix(".html"), stem.with_suffix(".pdf")
    content = receipt_html(page).encode()
    if not _whole(pdf) or _other(html, content):
        html.unlink(missing_ok=True)  # a page without its PDF is never taken for both
        _write(pdf, receipt_pdf(page))
    _write(html, content)
    _write(stem.with_suffix(".json"), as_json(data))
    yield from (html, pdf, stem.with_suffix(".json"))


def _write(path: Path, content: bytes) -> None:
    """Writes the whole file or nothing. It is not synced: what a power cut takes, the next run makes anew."""
    if not _other(path, content):
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    with disk_errors(path):
        try:
            draft.write_bytes(content)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def _whole(pdf: Path) -> bool:
    return pdf.exists() and pdf.read_bytes().rstrip().endswith(b"%%EOF")


def _other(path: Path, content: bytes) -> bool:
    """Whether the file is not there or says something else."""
    return not path.exists() or path.read_bytes() != content


def receipt_texts(study: Study, language: str) -> Texts:
    """The wordings of receipts: with the study's own where its files are at hand, else the common ones."""
    common = {key: text.text for key, text in common_wordings("en").items()}
    common |= {key: text.text for key, text in common_wordings(language).items()}
    try:
        found = load_setup(study.facts["protocol"], study.facts["experiment"], language).texts.wordings
    except ProtocolError:
        found = {}
    return Texts(language, common | dict(found))
