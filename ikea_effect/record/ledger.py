"""The ledger on disk: results/<study>/ledger.csv, one line per row, only ever longer.

Each row holds the head of the journal that it follows from, and the SHA-256 of itself with the participant's
row before: a changed, added or removed row shows. The rows of one participant are a chain of their own, so
that a participant who withdraws can be taken out and the rest still holds.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ikea_effect.elicitation.ledger import Line
from ikea_effect.errors import MoneyError, RecordError
from ikea_effect.money import Money
from ikea_effect.record.disk import write_durably
from ikea_effect.record.study import Study

FILE = "ledger.csv"
COLUMNS = (
    "posting", "participant", "reason", "account", "amount", "currency", "good", "quantity",
    "group", "note", "at", "mode", "journal", "digest",
)  # fmt: skip
_END = "\r\n"


class Row(NamedTuple):
    """A line of the ledger as it is kept: when it came about, what was noted, and its place in the chain."""

    line: Line
    note: str
    at: str
    mode: str
    journal: str
    digest: str


class Posted(NamedTuple):
    """A line to be added, with what is kept beside it."""

    line: Line
    note: str
    at: str
    journal: str


def read_ledger(study: Study) -> list[Row]:
    """Every row of the study's ledger, its chains checked; none if there is no ledger yet.

    Raises: RecordError at the first row that was changed, added or taken away after it was written.
    """
    path = study.folder / FILE
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RecordError(f"{path}: the ledger cannot be read ({error.strerror}).") from error
    return _rows(content, study)


def _rows(content: bytes, study: Study) -> list[Row]:
    try:
        text = content.decode("utf-8")
        found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _damaged(1, f"it is no table in UTF-8 ({error})") from error
    if not found or tuple(found[0]) != COLUMNS:
        raise _damaged(1, "its first line does not name the columns")
    heads: dict[str, str] = {}
    rows = []
    for number, cells in enumerate(found[1:], start=2):
        rows.append(_row(cells, number, heads, study))
    if text != f"{_csv([COLUMNS])}{_csv(_cells(row) for row in rows)}":
        raise _damaged(1, "it is not written the way this program writes it")
    return rows


def _row(cells: Sequence[str], number: int, heads: dict[str, str], study: Study) -> Row:
    """The row, if it follows from the participant's row before; `heads` is kept up."""
    if len(cells) != len(COLUMNS):
        raise _damaged(number, f"it has {len(cells)} cells, not {len(COLUMNS)}")
    posting, who, reason, account, amount, currency, good, quantity, group = cells[:9]
    note, at, mode, journal, digest = cells[9:]
    if digest != chained(cells[:-1], heads.get(who, origin(study))):
        raise _damaged(number, "a row was changed, added or taken away after it was written")
    heads[who] = digest
    try:
        minor = Money.of(amount, currency).minor
        line = Line(posting, who, reason, account, minor, currency, good, int(quantity), group)
    except (MoneyError, ValueError) as error:
        raise _damaged(number, str(error)) from error
    return Row(line, note, at, mode, journal, digest)


def _damaged(number: int, what: str) -> RecordError:
    return RecordError(
        f"{FILE}:{number}: the ledger does not hold: {what}. Nothing was written. Restore a copy; "
        'to change an amount, add a line: settle STUDY --correct "P001=+1.00" --reason "..."'
    )


def origin(study: Study) -> str:
    """What the first row of every participant follows: this study, and no other."""
    return hashlib.sha256(f"{study.name}|{study.facts['seed_commitment']}".encode()).hexdigest()


def chained(cells: Sequence[str], before: str) -> str:
    """The digest of a row: SHA-256 of the digest before, a line feed, and the row's other cells as CSV."""
    return hashlib.sha256(f"{before}\n{_csv([cells]).removesuffix(_END)}".encode()).hexdigest()


def added(rows: Sequence[Row], more: Iterable[Posted], study: Study) -> list[Row]:
    """The rows and, after them, what is to be added, each chained to the participant's row before."""
    heads = {row.line.participant: row.digest for row in rows}
    found = list(rows)
    for line, note, at, journal in more:
        row = Row(line, note, at, study.mode, journal, "")
        digest = chained(_cells(row)[:-1], heads.get(line.participant, origin(study)))
        heads[line.participant] = digest
        found.append(row._replace(digest=digest))
    return found


def without(rows: Iterable[Row], participant: str) -> list[Row]:
    """The rows of everyone else; their chains hold."""
    return [row for row in rows if row.line.participant != participant]


def write_ledger(study: Study, rows: Iterable[Row]) -> Path:
    """Writes the whole ledger, or leaves what was there. The same rows are the same bytes."""
    path = study.folder / FILE
    write_durably(path, f"{_csv([COLUMNS])}{_csv(_cells(row) for row in rows)}".encode())
    return path


def _cells(row: Row) -> tuple[str, ...]:
    line = row.line
    amount = format(Money(line.amount_minor, line.currency).major, "f")
    money = (amount, line.currency, line.good, str(line.quantity), line.group)
    kept = (row.note, row.at, row.mode, row.journal, row.digest)
    return (line.posting, line.participant, line.reason, line.account, *money, *kept)


def _csv(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=_END).writerows(rows)
    return out.getvalue()


def by_participant(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    """The rows by participant, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.line.participant, []).append(row)
    return found
