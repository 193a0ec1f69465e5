"""Whether exported tables and the report of a study say what its journals and ledger give now.

A table that is merely older is named as that. What no earlier moment can have given does not hold: another
value of somebody who had finished, a row of nobody, one that is missing among people who finished later.
"""

from __future__ import annotations

import csv
import functools
import io
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ikea_effect.errors import IkeaEffectError, listed
from ikea_effect.operations.verify_papers import Held
from ikea_effect.payment.group_columns import AUCTION_COLUMNS
from ikea_effect.protocol.kinds.judges import JUDGES

if TYPE_CHECKING:
    from ikea_effect.record.observations import Tables
    from ikea_effect.record.study import Study

_SHOWN = 3
_CODEBOOK = "codebook.csv"
Cells = Mapping[str, str]


class _Table(NamedTuple):
    """A file's columns and rows, every cell as text."""

    columns: tuple[str, ...]
    rows: tuple[Cells, ...]


def tables_held(study: Study) -> Held:
    """Every table in exports/ that `export` writes, beside the one that it would write now."""
    from ikea_effect.operations.data import due_tables, read_study

    folder = study.folder / "exports"
    files = sorted(path for path in folder.glob("[!.]*"))
    if not files:
        return Held((), (), ())
    found = read_study(study).tables
    due = due_tables(study, found)
    there = {path.name: path.read_bytes() for path in files if path.name in due and path.is_file()}
    ends = _ends(study, found)
    told = [
        _other(name, there[name], due[name], _alone(study, found, name), ends, _moments(study))
        for name in there
        if there[name] != due[name]
    ]
    left_out = [what for wrong, what in told if not wrong]
    if more := [path.name for path in files if path.name not in due]:
        left_out.append(f"exports/: nothing was held to {_some(more)}")
    fine = f"exported tables ({len(there)}): are what journals and ledger give"
    wrong = tuple(what for wrong, what in told if wrong)
    return Held((fine,) if there and not told else (), wrong, tuple(left_out))


def _other(
    name: str,
    content: bytes,
    due: bytes,
    alone: Callable[[str], _Alone],
    ends: Mapping[str, _End],
    moments: _Moments,
) -> tuple[bool, str]:
    """Whether a table was changed, or is older or of another version; and what is to be said of it."""
    there, right = _read(name, content), _read(name, due)
    if there is None or right is None:
        return True, f"exports/{name}: is damaged. Run export: it writes the table anew."
    if there.columns != right.columns or name == _CODEBOOK:
        return False, f"exports/{name} is not what this version writes. Run export, and compare"
    whole = "status" in right.columns
    found = (
        _whole_rows(there, right, alone, ends)
        if whole
        else (*_values(there, right, alone), *_lines_gone(there, right, ends, moments))
    )
    if changed := sorted(set(found)):
        return True, (
            f"exports/{name}: says of {_some(changed)} what journals and ledger never gave. It was edited, "
            "or another version wrote it. Run export: it writes the table anew."
        )
    return False, f"exports/{name} is older than the journals. Run export"


def _whole_rows(
    there: _Table, right: _Table, alone: Callable[[str], _Alone], ends: Mapping[str, _End]
) -> Iterator[str]:
    """Of whom a row of the file is none that there ever was, or is missing among others who came later."""
    known = {row["participant"]: row for row in right.rows}
    kept = {row["participant"]: row for row in there.rows}
    complete = [ends[who] for who, row in kept.items() if row["status"] == "complete" and who in ends]
    groups = _groups(there.columns)
    told = {(column, row[column]) for row in there.rows for column in groups}
    for who, row in kept.items():
        if who not in known or (row["status"] == "complete" and _differ(row, known[who], alone)):
            yield who
        elif any(not row[one] and known[who][one] and (one, known[who][one]) in told for one in groups):
            yield who  # what a group came to is told of all its members at once
    for who, end in ends.items():
        lacks = who in known and (who not in kept or kept[who]["status"] != "complete")
        if lacks and any(end.before(other) for other in complete):
            yield who


def _differ(row: Cells, right: Cells, alone: Callable[[str], _Alone]) -> bool:
    """Whether a cell is another one than it ever was.

    What others decide comes into a row after its session has ended, and does not go again: of one step all
    of it at once, and of what others judged a little more with each who judges.
    """
    others = {column for column, cell in row.items() if cell != right[column]}
    if not others:
        return False
    own, judged = alone(row["participant"])
    if {column for column in others - judged if row[column] != own[column]}:
        return True
    come = {column for column in right if right[column] != own[column]} - judged
    steps = {_step(column) for column in others & come}
    return not all(column in others for column in come if _step(column) in steps) or (
        bool(others & judged) and not _fewer(row, right, judged)
    )


class _End(NamedTuple):
    """When a complete session ended: by the clock, and in which line of the study's journal it is entered."""

    at: str
    entered: int | None

    def before(self, other: _End) -> bool:
        """Whether no table can tell of the other end and not of this one.

        Both orders have to say so: a clock may be set back, a desk without a network is joined later, and
        an end that a kill kept from being entered is entered late. Of one moment, the journal decides.
        """
        if self.entered is None or other.entered is None:
            return self.at < other.at
        return self.at <= other.at and self.entered < other.entered


def _ends(study: Study, found: Tables) -> dict[str, _End]:
    """The end of everyone who is complete."""
    from ikea_effect.record.claims import alias, ends_entered

    entered, secret = ends_entered(study), study.secret
    return {
        row["participant"]: _End(str(row["finished_at"]), entered.get(alias(secret, row["participant"])))
        for row in found.wide
        if row["status"] == "complete"
    }


def _groups(columns: Sequence[str]) -> list[str]:
    """The columns that name the group in which somebody bid."""
    return [column for column in columns if column.endswith(f".{AUCTION_COLUMNS[0]}")]


def _step(column: str) -> str:
    return column.partition(".")[0]


def _fewer(row: Cells, right: Cells, judged: Collection[str]) -> bool:
    """Whether the row tells of fewer judges than there are now."""
    counts = [column for column in judged if column.endswith(f".{JUDGES}")]
    return any(int(row[one] or 0) < int(right[one] or 0) for one in counts if (row[one] or "0").isdigit())


class _Alone(NamedTuple):
    """A participant's row as the own journal gives it, and which columns of it others' ratings fill."""

    cells: Cells
    judged: frozenset[str]


def _alone(study: Study, found: Tables, name: str) -> Callable[[str], _Alone]:
    """Each participant's row in this table, as if nobody else had come."""
    from ikea_effect.operations.data import due_tables
    from ikea_effect.record.journal import read_as_far_as_it_holds
    from ikea_effect.record.judges import judged_cells
    from ikea_effect.record.observations import Tables, tables

    judged = {who: frozenset(cells) for who, cells in judged_cells(study.protocol, found.wide).items()}

    @functools.cache
    def row(who: str) -> _Alone:
        [own] = tables(study.protocol, [read_as_far_as_it_holds(study.journal(who)).events]).wide
        whole = Tables(found.columns, [{column: own.get(column) for column in found.columns}], [])
        made = _read(name, due_tables(study, whole)[name])
        assert made is not None
        return _Alone(next(iter(made.rows), {}), judged.get(who, frozenset()))

    return row


def _values(there: _Table, right: _Table, alone: Callable[[str], _Alone]) -> Iterator[str]:
    """Of whom a line of the file tells a value that the journals do not; others may have judged since."""
    known = {tuple(row.values()) for row in right.rows}
    people = {row["participant"] for row in right.rows}
    for row in there.rows:
        who = row["participant"]
        if tuple(row.values()) not in known and not (
            who in people and row["value"] and row["measure"] in alone(who).judged
        ):
            yield who


def _lines_gone(there: _Table, right: _Table, ends: Mapping[str, _End], moments: _Moments) -> Iterator[str]:
    """Of whom the file lacks a line that it had by then, or has one twice.

    It had all lines of whoever ended before somebody of whom it tells all; of anybody else it tells what the
    own journal held at some moment. What others decide may come at any time, and is held to neither.
    """
    mine, due = _by_person(there), _by_person(right)
    whole = [who for who in mine if who in ends and not due.get(who, Counter()) - mine[who]]
    for who, lines in due.items():
        kept = mine.get(who, Counter())
        if any(kept[line] > many for line, many in lines.items()):
            yield who
        elif gone := lines - kept:
            own = next(moments(who), Counter())
            if not gone & own:
                continue
            by_then = who in ends and any(ends[who].before(ends[other]) for other in whole)
            if by_then or (kept and all(moment & lines != kept & own for moment in moments(who))):
                yield who


_Lines = Counter[tuple[str, ...]]
_Moments = Callable[[str], Iterator[_Lines]]


def _by_person(table: _Table) -> dict[str, _Lines]:
    found: dict[str, _Lines] = {}
    for row in table.rows:
        found.setdefault(row["participant"], Counter())[tuple(row.values())] += 1
    return found


def _moments(study: Study) -> _Moments:
    """The lines of a participant as the own journal gave them, the last moment first."""
    from ikea_effect.record.export import csv_bytes
    from ikea_effect.record.journal import read_as_far_as_it_holds
    from ikea_effect.record.observations import tables, tidy_columns

    columns = tidy_columns(study.protocol)

    def lines(who: str) -> Iterator[_Lines]:
        events = read_as_far_as_it_holds(study.journal(who)).events
        for end in range(len(events), 0, -1):
            made = _csv(csv_bytes(columns, tables(study.protocol, [events[:end]]).tidy))
            assert made is not None
            yield Counter(tuple(row.values()) for row in made.rows)

    return lines


def _read(name: str, content: bytes) -> _Table | None:
    """The table; None where it is none."""
    try:
        return _parquet(content) if name.endswith(".parquet") else _csv(content)
    except (ValueError, OSError, csv.Error):
        return None


def _csv(content: bytes) -> _Table | None:
    columns, *rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    if any(len(row) != len(columns) for row in rows):
        return None
    return _Table(tuple(columns), tuple(dict(zip(columns, row, strict=True)) for row in rows))


def _parquet(content: bytes) -> _Table:
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(content))
    columns, rows = tuple(table.column_names), table.to_pylist()
    return _Table(columns, tuple({name: _written(row[name]) for name in columns} for row in rows))


def _written(value: object) -> str:
    return "" if value is None else str(value)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{listed(names[:_SHOWN])}{more}"


# --- reports -----------------------------------------------------------------------------------------------


def report_held(study: Study) -> Held:
    """The page of the report, made again as `report STUDY` makes it; of other files, that they are there."""
    page = study.folder / "report.html"
    others = sorted(path.name for path in study.folder.glob("report.*") if path != page)
    left_out = [f"{name} was not made again: compare it with a new one" for name in others]
    if not page.is_file():
        return Held((), (), tuple(left_out))
    there = page.read_bytes()
    head, made = _report(study)
    if made == there:
        return Held(("report.html: says what the data give",), (), tuple(left_out))
    return Held((), (), (_why(head.encode() in there), *left_out))


def _why(of_these: bool) -> str:
    if not of_these:
        return "report.html is of other journals than these: it was made before the last came. Run report"
    return (
        "report.html is not the page that report makes here without options: it was made with some, by "
        "another version or with other typefaces, or edited. Run report as it was run, and compare"
    )


def _report(study: Study) -> tuple[str, bytes]:
    """The digest of all journals, and the page; no page where none can be made of these data."""
    from ikea_effect.operations.report import material_of
    from ikea_effect.report.document import document
    from ikea_effect.report.html import page

    try:
        material = material_of(study)
        return str(material.study["journal_head"]), page(document(material)).encode()
    except IkeaEffectError:
        return "", b""
