"""The ledger on disk: results/<study>/ledger.csv, one line per row, only ever longer.

Each row holds the head of the journal that it follows from, and the SHA-256 of itself with the participant's
row before: a changed, added or removed row shows. The rows of one participant are a chain of their own, so
that a participant who withdraws can be taken out and the rest still holds.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ikea_effect.errors import MoneyError, RecordError
from ikea_effect.money import Money
from ikea_effect.payment.entries import Line
from ikea_effect.record.disk import disk_errors, write_durably
from ikea_effect.record.ledger_acts import COPY, Written, copy_of, enter_ledger, sha256_of, written_last
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import Entry

FILE = "ledger.csv"
BY_HAND, CLOSED = "by hand", "closed for good"
"""Reasons that no journal gives: a person's correction, and that what waited was settled for good.

With spaces, so that no step can have that name."""

COLUMNS = (
    "posting", "participant", "reason", "account", "amount", "currency", "good", "quantity",
    "group", "note", "at", "mode", "journal", "digest",
)  # fmt: skip
_HEADER = ",".join(COLUMNS)
_END, _HEX = "\r\n", 64
_ODD = "it is not written the way this program writes it"


class Row(NamedTuple):
    """A line of the ledger as it is kept: when it came about, what was noted, and its place in the chain.

    `written` is the row in the file; its digest comes last.
    """

    line: Line
    note: str
    at: str
    mode: str
    journal: str
    written: str

    @property
    def digest(self) -> str:
        """What the participant's next row follows."""
        return self.written[-_HEX:]


class Posted(NamedTuple):
    """Lines of one participant to be added, with what is kept beside each of them."""

    lines: Sequence[Line]
    note: str
    at: str
    journal: str


class Kept(NamedTuple):
    """The rows of a ledger, and what is wrong with its file where they were read from its copy.

    `times` is how often a ledger was written when these were read: who writes goes on from there.
    """

    rows: list[Row]
    wrong: str = ""
    times: int = 0


def read_ledger(study: Study) -> list[Row]:
    """Every row of the study's ledger, its chains checked; none if there is no ledger yet.

    Raises: RecordError as `kept_ledger` does.
    """
    return kept_ledger(study).rows


def kept_ledger(study: Study) -> Kept:
    """The rows that were written last: of the ledger, or of its copy where the ledger says something else.

    Raises: RecordError where neither does, at the first row that was changed, added or taken away after it
    was written, or of the whole file where an earlier one was put back.
    """
    content, last = _content(study.folder / FILE), written_last(study)
    if last is None:
        return Kept(_rows(content, study) if content is not None else [])
    copy = _content(copy_of(study))
    if content is not None and sha256_of([content]) == last.sha256:
        alike = copy == content
        wrong = "" if alike else f"journals/{COPY} is not what {FILE} is"
        return Kept(_rows(content, study), wrong, last.times)
    if copy is not None and sha256_of([copy]) == last.sha256:
        return Kept(_rows(copy, study), _other(content, last), last.times)
    if content is None and not last.by_hand and not last.closings:
        return Kept([], times=last.times)  # journals give it again
    if content is None:
        raise RecordError(
            f"{FILE}: it is not there, and its copy, journals/{COPY}, is not what was written last "
            f"({last.rows} rows, {last.at}). Nothing was written. Restore either file from a copy."
        )
    rows = _rows(content, study)
    raise RecordError(
        f"{FILE}: it is not what was written last ({last.rows} rows, {last.at}), and its copy, "
        f"journals/{COPY}, is not either: this one has {len(rows)} rows, and an earlier one may "
        "have been put back. Nothing was written. Restore either file from a copy."
    )


def _other(content: bytes | None, last: Written) -> str:
    what = "is not there" if content is None else "was changed, or an earlier one was put back"
    return f"{FILE} {what}: its {last.rows} rows of {last.at} are read from journals/{COPY}"


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RecordError(f"{path}: the ledger cannot be read ({error.strerror}).") from error


def _rows(content: bytes, study: Study) -> list[Row]:
    try:
        first, *written = content.decode("utf-8").split(_END)
    except UnicodeDecodeError as error:
        raise _damaged(1, f"it is no table in UTF-8 ({error})") from error
    if first != _HEADER:
        raise _damaged(1, "its first line does not name the columns")
    if not written or written.pop():
        raise _damaged(len(written) + 2, "its last line has no end")
    begun = origin(study)
    heads: dict[str, str] = {}
    rows = []
    for number, row in enumerate(written, start=2):
        try:
            rows.append(_row(row, begun, heads))
        except (csv.Error, MoneyError, ValueError) as error:
            raise _damaged(number, str(error)) from error
    return rows


def _row(written: str, begun: str, heads: dict[str, str]) -> Row:
    """The row, if it follows from the participant's row before; `heads` is kept up. Raises ValueError."""
    cells = _cells(written)
    if len(cells) != len(COLUMNS):
        raise ValueError(f"it has {len(cells)} cells, not {len(COLUMNS)}")
    posting, who, reason, account, amount, currency, good, quantity, group = cells[:9]
    note, at, mode, journal, head = cells[9:]
    text = written[: -_HEX - 1]
    if head != chained(text, heads.get(who, begun)):
        raise ValueError("a row was changed, added or taken away after it was written")
    heads[who] = head
    line = Line(
        posting, who, reason, account, _minor(amount, currency), currency, good, _count(quantity), group
    )
    return Row(line, note, at, mode, journal, written)


def _damaged(number: int, what: str) -> RecordError:
    return RecordError(
        f"{FILE}:{number}: the ledger does not hold: {what}. Nothing was written. Restore a copy; "
        'to change an amount, add a line: settle STUDY --correct "P001=+1.00" --reason "..."'
    )


def origin(study: Study) -> str:
    """What the first row of every participant follows: this study, and no other."""
    return hashlib.sha256(f"{study.name}|{study.facts['seed_commitment']}".encode()).hexdigest()


def chained(text: str, before: str) -> str:
    """The digest of a row: SHA-256 of the digest before, a line feed, and the row's other cells as CSV."""
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def added(rows: Sequence[Row], more: Iterable[Posted], study: Study) -> list[Row]:
    """The rows and, after them, what is to be added, each chained to the participant's row before."""
    begun, mode = origin(study), study.mode
    heads = {row.line.participant: row.digest for row in rows}
    found = list(rows)
    new = tuple.__new__  # what Row(...) does, at half its cost: there may be half a million
    for lines, note, at, journal in more:
        who = lines[0].participant
        head, beside = heads.get(who, begun), _csv((note, at, mode, journal))
        for line in lines:
            text = f"{_moved(line)},{beside}"
            head = chained(text, head)
            found.append(new(Row, (line, note, at, mode, journal, f"{text},{head}")))
        heads[who] = head
    return found


def without(rows: Iterable[Row], participant: str) -> list[Row]:
    """The rows of everyone else; their chains hold."""
    return [row for row in rows if row.line.participant != participant]


def write_ledger(
    study: Study, rows: Sequence[Row], times: int | None = None, why: Sequence[Entry] = ()
) -> Path:
    """Writes the whole ledger, or leaves what was there. The same rows are the same bytes.

    A copy and an act in the study's journal are on disk before: whatever happens then, nothing is lost.
    `times`: of the `Kept` that the rows go on from; `why`: acts that are entered with them, or not at all.
    Raises: StationError, with nothing written, where another desk has written a ledger since.
    """
    path = study.folder / FILE
    by_hand = sum(row.line.reason == BY_HAND for row in rows)
    closings = sum(row.line.reason == CLOSED for row in rows)
    enter_ledger(study, _parts(rows), sha256_of(_parts(rows)), (len(rows), by_hand, closings), times, why)
    write_durably(path, _parts(rows))
    return path


SET_ASIDE = "set-aside"
"""The folder, inside a study's, of files as they were before they were repaired."""


def restore_ledger(
    study: Study, rows: Sequence[Row], times: int | None = None, why: Sequence[Entry] = ()
) -> None:
    """Writes ledger and copy anew; a ledger that was another one is kept aside."""
    folder, path = study.folder / SET_ASIDE, study.folder / FILE
    content, last = _content(path), written_last(study)
    if content is not None and (last is None or sha256_of([content]) != last.sha256):
        with disk_errors(folder):
            folder.mkdir(exist_ok=True)
        number = 1
        while (kept := folder / f"ledger-{number}.csv").exists():
            number += 1
        write_durably(kept, content)
    write_ledger(study, rows, times, why)


def _parts(rows: Iterable[Row]) -> Iterator[bytes]:
    """The file, some thousand rows at a time."""
    yield f"{_HEADER}{_END}".encode()
    left = iter(rows)
    while some := [row.written for row in itertools.islice(left, 5000)]:
        yield _END.join([*some, ""]).encode()


def _moved(line: Line) -> str:
    posting, who, reason, account, minor, currency, good, quantity, group = line
    amount = _amount(minor, currency)
    return _csv((posting, who, reason, account, amount, currency, good, str(quantity), group))


def _csv(cells: Sequence[str]) -> str:
    """The cells as a CSV row. Where one needs quotes, the csv module is asked, which takes longer."""
    text = ",".join(cells)
    if text.count(",") < len(cells) and '"' not in text and "\r" not in text and "\n" not in text:
        return text
    return _quoted(cells)


def _quoted(cells: Sequence[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=_END).writerow(cells)
    return out.getvalue().removesuffix(_END)


def _cells(written: str) -> list[str]:
    """The cells of a row. Raises csv.Error or ValueError if this program would not write it like this."""
    if '"' not in written and "\r" not in written and "\n" not in written:
        return written.split(",")
    [cells] = csv.reader([written], strict=True)
    if _quoted(cells) != written:
        raise ValueError(_ODD)
    return cells


# The same few amounts stand in most rows.


@functools.lru_cache(maxsize=1 << 16)
def _amount(minor: int, currency: str) -> str:
    return format(Money(minor, currency).major, "f")


@functools.lru_cache(maxsize=1 << 16)
def _minor(amount: str, currency: str) -> int:
    minor = Money.of(amount, currency).minor
    if _amount(minor, currency) != amount:
        raise ValueError(_ODD)
    return minor


@functools.cache
def _count(quantity: str) -> int:
    if str(int(quantity)) != quantity:
        raise ValueError(_ODD)
    return int(quantity)


def by_participant(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    """The rows by participant, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.line.participant, []).append(row)
    return found
