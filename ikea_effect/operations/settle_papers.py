"""The papers of a settled study, made from its books: receipts, the cash-box list, the goods list.

What may have been handed out is never lost: before a receipt's PDF is made anew, the one there is kept.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ikea_effect.errors import ProtocolError
from ikea_effect.operations.receipts import as_json, receipt_data, receipt_of_stopped
from ikea_effect.operations.session_facts import LOGO
from ikea_effect.operations.settle_absences import receipts_of_absent
from ikea_effect.operations.settle_checks import declared_lines
from ikea_effect.operations.settle_ledger import Books
from ikea_effect.operations.settlement_sessions import Progress
from ikea_effect.payment.group_terms import group_terms
from ikea_effect.protocol.setup import load_setup
from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.protocol.wordings import common_wordings
from ikea_effect.record.cash_acts import cash_book
from ikea_effect.record.claims import alias, stopped_at
from ikea_effect.record.disk import disk_errors, write_whole
from ikea_effect.record.export import csv_bytes
from ikea_effect.record.ledger import by_participant
from ikea_effect.record.participant_files import EARLIER, ONE_PDF
from ikea_effect.record.study import Study
from ikea_effect.report.receipt_lists import Handed, cash_rows, goods_rows

if TYPE_CHECKING:
    from ikea_effect.report.cash_sheets import CashSheet
    from ikea_effect.report.receipt import ReceiptPage


ENDINGS = (".html", ".pdf", ".json")
"""What a receipt is written as."""


class Papers(NamedTuple):
    """The files that are written or were right; whose receipt was made anew, in figures or in looks."""

    files: tuple[Path, ...]
    in_figures: tuple[str, ...]
    in_looks: tuple[str, ...]


class Receipt(NamedTuple):
    """One receipt's data and page."""

    who: str
    data: Mapping[str, Any]
    page: ReceiptPage


def written(
    study: Study,
    books: Books,
    handed: Handed,
    chosen: Collection[str] | None = None,
    one_pdf: bool = False,
    progress: Progress | None = None,
) -> Papers:
    """Writes everything that follows from the books.

    Lists and the one PDF of all receipts are of those who were `chosen`, in files of their own; by default,
    of everyone.
    """
    folder = study.folder / "receipts"
    with disk_errors(folder):
        folder.mkdir(exist_ok=True)
    receipts = list(receipt_pages(study, receipts_of(study, books)))
    printed = [one for one in receipts if _is_in(one.who, chosen)]
    _drop_stale(study, receipts, None if chosen is None else printed)
    files: list[Path] = []
    anew: dict[str, list[str]] = {"figures": [], "looks": []}
    for done, one in enumerate(receipts):
        if progress and done % 100 == 0:
            progress(done, len(receipts))
        if (how := _write_receipt(folder / one.who, one)) is not None:
            anew[how].append(one.who)
        files += [folder / f"{one.who}{ending}" for ending in ENDINGS]
    files += _write_lists(study, handed, "" if chosen is None else "-selected")
    if one_pdf:
        name = ONE_PDF[chosen is not None]
        files += _write_one_pdf(study, study.folder / name, printed)
    return Papers(tuple(files), tuple(anew["figures"]), tuple(anew["looks"]))


def _is_in(who: str, chosen: Collection[str] | None) -> bool:
    return chosen is None or who in chosen


# --- receipts ---------------------------------------------------------------------------------------------


def receipt_pages(study: Study, receipts: Mapping[str, Mapping[str, Any]]) -> Iterator[Receipt]:
    """The page of each receipt, from its data."""
    from ikea_effect.report.receipt import receipt_page

    languages = {data["language"] for data in receipts.values()}
    texts = {language: receipt_texts(study, language) for language in languages}
    logo = str(study.facts.get("words", {}).get(LOGO, ""))
    for who, data in receipts.items():
        yield Receipt(who, data, receipt_page(data, texts[data["language"]], logo))


def receipts_of(study: Study, books: Books) -> dict[str, dict[str, Any]]:
    """The data of every receipt, by participant: of whose session ended, or was stopped and paid."""
    protocol, rows = study.protocol, by_participant(books.rows)
    waits: dict[str, set[str]] = {}
    for step, members in books.waiting.items():
        for who in members:
            waits.setdefault(who, set()).add(step)
    ended = {who: one for who, one in books.recorded.items() if one.ended is not None}
    terms = group_terms(protocol, [one.session() for one in ended.values()], declared_lines(books.rows))
    found = {
        who: receipt_data(study, protocol, one, rows.get(who, []), waits.get(who, set()), terms)
        for who, one in ended.items()
    }
    for who, at in stopped_and_paid(study, books).items():
        found[who] = receipt_of_stopped(study, protocol, books.recorded[who], rows[who], at)
    found.update(receipts_of_absent(study, books.rows, {**found, **books.apart, **books.read}))
    return found


def stray_receipts(study: Study, books: Books) -> list[str]:
    """Receipts of nobody in these books: copies, or made up. Nothing is due on them."""
    known = {*books.apart, *(line.participant for line in books.lines)}
    known |= {who for who, one in books.recorded.items() if one.ended is not None}
    there = (study.folder / "receipts").glob("[!.]*")  # with a dot begins what a system put there
    return sorted(path.name for path in there if path.suffix in ENDINGS and path.stem not in known)


def stopped_and_paid(study: Study, books: Books) -> dict[str, str]:
    """Who was stopped before the end and stands in the books for that, and when it was."""
    there = {line.participant for line in books.lines}
    return stopped_at(study, [who for who in books.unfinished if who in there])


def _write_receipt(stem: Path, one: Receipt) -> str | None:
    """Writes one receipt's three files; returns what is other than in a PDF that was there, or nothing.

    The PDF takes longest. It is made anew only if its seal says that words, figures or layout are others.
    """
    from ikea_effect.report.receipt_files import receipt_html, receipt_pdf, seal

    pdf, told = stem.with_suffix(".pdf"), stem.with_suffix(".json")
    content, anew = as_json(one.data), None
    if not sealed(pdf, seal([one.page], one.page.head)):
        made = receipt_pdf(one.page)
        if _keep_earlier(pdf):
            anew = "looks" if _same_figures(told, one.data) else "figures"
        _write(pdf, made)
    _write(stem.with_suffix(".html"), receipt_html(one.page).encode())
    _write(told, content)
    return anew


def sealed(pdf: Path, seal: str) -> bool:
    """Whether the PDF is there, whole, and of what this seal stands for."""
    return pdf.exists() and _whole(content := pdf.read_bytes()) and seal.encode() in content


def _whole(content: bytes) -> bool:
    return content.rstrip().endswith(b"%%EOF")


def _keep_earlier(pdf: Path) -> bool:
    """Keeps a PDF that may have been handed out, as receipts/earlier/<participant>-<number>.pdf.

    Returns whether there was one. One that a power cut has torn was never handed out.
    """
    if not pdf.exists() or not _whole(content := pdf.read_bytes()):
        return False
    folder = pdf.parent / EARLIER
    with disk_errors(folder):
        folder.mkdir(exist_ok=True)
    number = 1
    while (kept := folder / f"{pdf.stem}-{number}.pdf").exists():
        if kept.read_bytes() == content:  # a run was stopped after it had kept this one
            return True
        number += 1
    _write(kept, content)
    return True


def _same_figures(told: Path, data: Mapping[str, Any]) -> bool:
    """Whether money and goods are those that were told before."""
    try:
        before = json.loads(told.read_bytes())
        return all(before[part] == data[part] for part in ("lines", "total_minor", "goods"))
    except (OSError, ValueError, KeyError, TypeError):
        return False


# --- for the lab ------------------------------------------------------------------------------------------


def _write_lists(study: Study, handed: Handed, suffix: str) -> Iterator[Path]:
    """The cash-box list and the goods list, as a page and as tables."""
    from ikea_effect.report.receipt_files import lists_html
    from ikea_effect.report.receipt_lists import lists_page

    page = lists_page(handed, receipt_texts(study, study.facts["language"]))
    money = "transfers" if handed.by_bank else "cash-box"
    for name, content in ((f"{money}{suffix}.html", lists_html(page).encode()), *tables(handed, suffix)):
        _write(study.folder / name, content)
        yield study.folder / name
    if not suffix:
        yield from write_cash_sheets(study, handed)


def tables(handed: Handed, suffix: str = "") -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the lists as tables."""
    yield f"{'transfers' if handed.by_bank else 'cash-box'}{suffix}.csv", csv_bytes(*cash_rows(handed))
    yield f"goods{suffix}.csv", csv_bytes(*goods_rows(handed))


def write_cash_sheets(study: Study, handed: Handed) -> Iterator[Path]:
    """The day sheet, and a closing statement for each time that the box was closed.

    No earlier version is kept: whoever withdrew since is named in none.
    """
    from ikea_effect.report.cash_sheets import sheet_pdf, sheet_seal

    for name, sheet in cash_sheets(study, handed).items():
        path = study.folder / name
        if not sealed(path, sheet_seal(sheet)):
            _write(path, sheet_pdf(sheet))
        yield path


def cash_sheets(study: Study, handed: Handed) -> dict[str, CashSheet]:
    """The sheets by the names of their files; none where nobody enters cash."""
    from ikea_effect.report.cash_sheets import closing_statement, day_sheet

    book, secret = cash_book(study), study.secret
    if not book.acts or handed.by_bank:  # nobody enters cash here: the cash-box list is all that is needed
        return {}
    texts = receipt_texts(study, study.facts["language"])
    names = {alias(secret, who): who for who in {*study.participants(), *handed.amounts}}
    sheets = {"cash-box-day.pdf": day_sheet(handed, book, texts)}
    for number, day in enumerate(book.days, start=1):
        sheets[f"cash-box-closing-{number}.pdf"] = closing_statement(handed, day, names, texts)
    return sheets


def _drop_stale(study: Study, everyone: Sequence[Receipt], selected: Sequence[Receipt] | None) -> None:
    """Removes the PDF of many receipts that says anything but these: nobody is to print it any more.

    Without a selection, that of an earlier one goes too: nobody can tell whose receipts it was to hold.
    """
    for name, receipts in zip(ONE_PDF, (everyone, selected or ()), strict=True):
        path = study.folder / name
        if path.exists() and not (receipts and sealed(path, _seal_of_many(study, receipts))):
            with disk_errors(path):
                path.unlink(missing_ok=True)


def _write_one_pdf(study: Study, path: Path, receipts: Sequence[Receipt]) -> Iterator[Path]:
    """All these receipts in one file, to be printed at once; none if there are none."""
    from ikea_effect.report.receipt_files import receipts_pdf

    if not receipts:
        return
    if not sealed(path, _seal_of_many(study, receipts)):
        _write(path, receipts_pdf([one.page for one in receipts], _title_of_many(study, receipts)))
    yield path


def _seal_of_many(study: Study, receipts: Sequence[Receipt]) -> str:
    from ikea_effect.report.receipt_files import seal

    return seal([one.page for one in receipts], _title_of_many(study, receipts))


def _title_of_many(study: Study, receipts: Sequence[Receipt]) -> str:
    texts = receipt_texts(study, study.facts["language"])
    title = texts.render(Text("receipts.all", {"study": study.name}))
    banner = receipts[0].page.banner
    return f"{title} · {banner}" if banner else title


def _write(path: Path, content: bytes) -> None:
    """Writes the whole file, if it says something else: what a power cut takes, the next run makes anew."""
    if _other(path, content):
        write_whole(path, content)


def _other(path: Path, content: bytes) -> bool:
    """Whether the file is not there or says something else."""
    return not path.exists() or path.read_bytes() != content


def receipt_texts(study: Study, language: str) -> Texts:
    """The wordings of receipts: common ones, the study's own of its goods, and its files where at hand."""
    common = {key: text.text for key, text in common_wordings("en").items()}
    common |= {key: text.text for key, text in common_wordings(language).items()}
    return Texts(language, common | _said_at_the_start(study, language) | dict(_own_texts(study, language)))


def _said_at_the_start(study: Study, language: str) -> dict[str, str]:
    """What the study's goods were called when it began; nothing in another language, or in an older study."""
    return dict(study.facts.get("words", {})) if language == study.facts["language"] else {}


def _own_texts(study: Study, language: str) -> Mapping[str, str]:
    """The texts of protocol and experiment; nothing where they are not at hand.

    Studies that had no experiment may name the folder that they were begun in.
    """
    for experiment in dict.fromkeys((study.facts["experiment"] or None, None)):
        with contextlib.suppress(ProtocolError):
            return load_setup(study.facts["protocol"], experiment, language, collecting=False).texts.wordings
    return {}


def unworded(study: Study, language: str) -> str:
    """What is to be said where receipts cannot name the study's goods in its own words; else nothing."""
    known = _said_at_the_start(study, language) or _own_texts(study, language)
    if all(f"goods.{good}.name" in known for good in study.protocol.goods):
        return ""
    return (
        f"the texts of '{study.facts['protocol']}' ({language}) are not at hand, so that receipts name goods "
        "as the protocol does. Run settle where protocols/ and experiments/ lie; receipts are then made anew."
    )
