"""Whether the papers and pictures of a study say what its books and journals say.

All of them can be made again, so they are, and held to the files that are there. What is not there misleads
nobody. An edited page shows, also where the data beside it are right.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ikea_effect.operations.elsewhere import executor
from ikea_effect.operations.settle import handed_to
from ikea_effect.operations.settle_papers import (
    Receipt,
    cash_sheets,
    receipt_pages,
    sealed,
    tables,
    unworded,
)
from ikea_effect.record.desks import FACT
from ikea_effect.record.disk import is_draft
from ikea_effect.record.store_place import url_of

if TYPE_CHECKING:
    from ikea_effect.operations.settle_ledger import Books
    from ikea_effect.record.study import Study
    from ikea_effect.report.receipt import ReceiptPage
    from ikea_effect.report.receipt_lists import Handed

MADE_ANEW = "settle makes it anew"
_BY = re.compile(rb"/Creator\(([^)]*)\)")
_EARLIER = "an earlier version of this program"
_ANEW = "makes it anew"
_LAID_OUT = f"{_EARLIER}; it was not made again to compare it. Settle {_ANEW}"
_MANY = 100
"""PDFs, from which on other processes make them: to start one costs about as much."""


class Held(NamedTuple):
    """What was held to the books, what of it says something else, and what could not be held to them."""

    fine: tuple[str, ...]
    wrong: tuple[str, ...]
    left_out: tuple[str, ...]


class _Other(NamedTuple):
    """A file that says something else than is made from the books."""

    what: str


class _Missing(NamedTuple):
    """A file or folder that could be made from the journals, and is not there."""

    what: str


def papers_held(
    study: Study, books: Books, receipts: Mapping[str, Mapping[str, Any]], processes: int = 1
) -> Held:
    """Pages, PDFs, tables and cash sheets. `receipts` are those whose data hold."""
    languages = {study.facts["language"], *(str(data["language"]) for data in receipts.values())}
    handed = None if books.new else handed_to(study, books)  # before they are settled, lists are of others
    listed: list[_Other | str] = [] if handed is None else list(_tables(study, handed))
    if words := next((why for one in sorted(languages) if (why := unworded(study, one))), ""):
        left = f"receipts' pages and PDFs were not made again: {words}"
        return Held((), tuple(one.what for one in listed if isinstance(one, _Other)), (left,))
    listed += [] if handed is None else _sheets(study, handed)
    pages = list(receipt_pages(study, receipts))
    folder = study.folder / "receipts"
    shown = [one for one in pages if (folder / f"{one.who}.html").exists()]
    printed = [one for one in pages if (folder / f"{one.who}.pdf").exists()]
    told = [*_pages(folder, shown), *_pdfs(folder, printed, processes), *listed]
    wrong = tuple(one.what for one in told if isinstance(one, _Other))
    left_out = tuple(one for one in told if isinstance(one, str))
    fine = f"receipts' pages ({len(shown)}), PDFs ({len(printed)}) and tables: say what the books give"
    return Held(() if wrong or not (shown or printed) else (fine,), wrong, left_out)


def _pages(folder: Path, receipts: Sequence[Receipt]) -> Iterator[_Other | str]:
    from ikea_effect.report.receipt_files import is_dressed_otherwise, receipt_html

    for who, _data, page in receipts:
        path = folder / f"{who}.html"
        there = path.read_bytes()
        if there == receipt_html(page).encode():
            continue
        if is_dressed_otherwise(page, there.decode("utf-8", "replace")):
            yield f"receipts/{path.name} says what the books give, in the style of {_EARLIER}. Settle {_ANEW}"
        else:
            yield _Other(f"receipts/{path.name}: says something else than the books give. Run settle.")


def _pdfs(folder: Path, receipts: Sequence[Receipt], processes: int) -> Iterator[_Other | str]:
    from ikea_effect.report import looks
    from ikea_effect.report.receipt_files import seal

    made = _made([one.page for one in receipts], processes)
    for (who, _data, page), content in zip(receipts, made, strict=True):
        path = folder / f"{who}.pdf"
        if not sealed(path, seal([page], page.head)):
            if any(sealed(path, seal([page], page.head, one)) for one in looks.RECEIPTS):
                yield f"receipts/{path.name} is sealed as saying what the books give, laid out by {_LAID_OUT}"
                continue
            yield _Other(f"receipts/{path.name}: is of other words or figures, or torn. Run settle.")
        elif content is None:
            yield f"receipts/{path.name} was not made again: it needs typefaces of the machine that made it"
        else:
            yield from _printed(path, content)


def _printed(path: Path, content: bytes) -> Iterator[_Other | str]:
    """Whether a PDF with the right seal is the one that is made from the same words."""
    there = path.read_bytes()
    if there == content:
        return
    if _BY.findall(there) != _BY.findall(content):
        yield f"receipts/{path.name} was made by another version of the typesetter. Deleted, {MADE_ANEW}"
    else:
        yield _Other(
            f"receipts/{path.name}: was changed after it was made. Keep it aside; once it is not there, "
            f"{MADE_ANEW}."
        )


def _made(pages: Sequence[ReceiptPage], processes: int) -> list[bytes | None]:
    from ikea_effect.report.receipt_files import receipt_pdf_alike

    if processes == 1 or len(pages) < _MANY:
        return [receipt_pdf_alike(page) for page in pages]
    with executor(processes) as pool:
        return list(pool.map(receipt_pdf_alike, pages, chunksize=_MANY // 4))


def _tables(study: Study, handed: Handed) -> Iterator[_Other]:
    """The lists as tables. Their page tells who has begun, and is another one as soon as somebody has."""
    for name, content in tables(handed):
        path = study.folder / name
        if path.exists() and path.read_bytes() != content:
            yield _Other(f"{name}: {_OTHER_ENTRIES}")


def _sheets(study: Study, handed: Handed) -> Iterator[_Other | str]:
    """Cash sheets, also of a time that no entry tells of."""
    from ikea_effect.report import looks
    from ikea_effect.report.cash_sheets import sheet_seal

    known = cash_sheets(study, handed)
    there = (*study.folder.glob("cash-box-day.pdf"), *study.folder.glob("cash-box-closing-*.pdf"))
    for path in sorted(there):
        if path.name in known and sealed(path, sheet_seal(known[path.name])):
            continue
        if path.name in known and any(
            sealed(path, sheet_seal(known[path.name], one)) for one in looks.CASH_SHEETS
        ):
            yield f"{path.name} is sealed as saying what the books give, laid out by {_LAID_OUT}"
        else:
            yield _Other(f"{path.name}: {_OTHER_ENTRIES}")


_OTHER_ENTRIES = (
    "says something else than books and entries of cash. It was edited, a run was killed, or the last lines "
    "of journals/_study.jsonl were cut off. Compare with signed receipts first; then run settle."
)


# --- what participants made --------------------------------------------------------------------------------


def artifacts_held(study: Study, books: Books) -> Held:
    """Everything below artifacts/ beside what the journals give."""
    from ikea_effect.operations.artifacts import setup_of

    folders = _all_of(study.folder / "artifacts")
    setup = setup_of(study) if folders else None
    told = [one for path in folders for one in _artifacts(study, books, path, setup)]
    wrong = tuple(one.what for one in told if isinstance(one, _Other))
    left_out = [one for one in told if isinstance(one, str)]
    if missing := [*_without_any(study, books), *(one.what for one in told if isinstance(one, _Missing))]:
        listed = f"{', '.join(missing[:_SHOWN])}{_more_than_shown(missing)}"
        again = f"ikea-effect rebuild {study.name}"
        left_out.append(f"not there, though the journals tell of them: {listed}. Made again by: {again}")
    fine = f"artifacts ({len(folders)} participants): are what the journals give"
    return Held(() if wrong or not folders else (fine,), wrong, tuple(left_out))


def _all_of(folder: Path) -> list[Path]:
    """What lies in a folder, hidden or not; but for drafts being written and what systems put anywhere."""
    there = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in there if not is_draft(path) and not _of_a_system(path.name.casefold()))


def _of_a_system(name: str) -> bool:
    return name in _SYSTEMS or name.startswith("._")


def _without_any(study: Study, books: Books) -> Iterator[str]:
    """The folders of those who made something and of whom no artifact is there.

    Of simulated sessions none are made, and what was made at another desk lies there.
    """
    if study.mode == "simulated" or url_of(study.folder) is not None:
        return
    for who, one in sorted(books.read.items()):
        here = who not in books.apart and FACT not in one.began_with
        if here and one.made and one.ended and not (study.folder / "artifacts" / who).is_dir():
            yield f"artifacts/{who}"


def _artifacts(study: Study, books: Books, folder: Path, setup: Any) -> Iterator[_Other | _Missing | str]:
    from ikea_effect.operations.artifacts import same_materials
    from ikea_effect.record.journal import read_as_far_as_it_holds
    from ikea_effect.session.artifacts import artifacts

    where = f"artifacts/{folder.name}"
    if not folder.is_dir() or folder.name not in books.read:
        if folder.name not in books.apart:
            yield _Other(f"{where}: is of no session. Take it out.")
        return
    events = read_as_far_as_it_holds(study.journal(folder.name)).events
    own = setup if setup and same_materials(setup, events) else None
    due = dict(artifacts(own, events))
    for path in _all_of(folder):
        if path.name in due:
            if not _alike(path, due[path.name]):
                yield _Other(f"{where}/{path.name}: is not what the journal gives. Run rebuild.")
        elif own is None and path.suffix == ".png" and f"{path.stem}.json" in due:
            yield f"{where}/{path.name} was not drawn again: its materials are not at hand"
        else:
            yield _Other(f"{where}/{path.name}: the journal tells of no such thing. Take it out.")
    if books.read[folder.name].ended:  # of one that was killed, there is what there was when it was last left
        yield from (_Missing(f"{where}/{name}") for name in due if not (folder / name).exists())


def _alike(path: Path, content: bytes) -> bool:
    """The same bytes; of pictures the same points, however they were packed."""
    if not path.is_file():  # a folder, a pipe, or a link that leads nowhere
        return False
    there = path.read_bytes()
    if there == content or path.suffix != ".png":
        return there == content
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(there)) as one, Image.open(io.BytesIO(content)) as other:
            size, points = one.size, one.convert("RGBA").tobytes()
            return bool(size == other.size and points == other.convert("RGBA").tobytes())
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError):
        return False


# --- files of nobody ---------------------------------------------------------------------------------------

_OWN = re.compile(
    r"study\.json|protocol\.json|secret|ledger\.csv|withdrawn\.json|elsewhere\.json|store\.sqlite.*|store\.url|report\..*|cash-box.*|transfers.*"
    r"|goods.*\.csv|receipts.*\.pdf"
)
_FOLDERS = frozenset(
    {"journals", "receipts", "artifacts", "exports", "screens", "set-aside", "desks", "versions", "prepared"}
)
_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", ".ds_store", ".directory"})
_SHOWN = 5


def files_of_nobody(study: Study) -> Iterator[str]:
    """What lies in the study's folder and no part of this program makes: nothing was held to it."""
    known = {f"{who}.jsonl" for who in study.participants()} | {"_study.jsonl", "_ledger.csv"}
    found = [f"journals/{name}" for name in _names(study.journals) if name not in known]
    found += [
        path.name
        for path in sorted(study.folder.glob("[!.]*"))
        if not (path.name in _FOLDERS and path.is_dir()) and not _OWN.fullmatch(path.name)
    ]
    found = [one for one in found if Path(one).name.casefold() not in _SYSTEMS]
    if found:
        listed = f"{', '.join(found[:_SHOWN])}{_more_than_shown(found)}"
        yield f"files that this program did not make: {listed}"


def _more_than_shown(found: Sequence[str]) -> str:
    return f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("[!.]*"))
