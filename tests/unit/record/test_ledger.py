"""The ledger's file: CSV as the csv module writes it, chained by participant, refused after any change."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.errors import RecordError
from ikea_effect.payment.entries import Line
from ikea_effect.record.ledger import (
    BY_HAND,
    CLOSED,
    COLUMNS,
    FILE,
    Posted,
    added,
    by_participant,
    kept_ledger,
    origin,
    read_ledger,
    restore_ledger,
    without,
    write_ledger,
)
from ikea_effect.record.ledger_acts import copy_of, enter_ledger, sha256_of, written_last
from ikea_effect.record.study import Study
from tests.unit.operations.settle_bench import Lab

AT, HEAD = "2026-03-02T12:00:00.000Z", "c" * 64


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return Lab(tmp_path_factory.mktemp("lab")).study


def posted(who: str, minor: int, note: str = "", good: str = "", quantity: int = 0) -> Posted:
    """A line to be added."""
    line = Line(f"{who}/bid", who, "bid", who, minor, "EUR", good, quantity)
    return Posted((line,), note, AT, HEAD)


def cells(written: bytes) -> list[list[str]]:
    """The table as the csv module reads it."""
    return list(csv.reader(io.StringIO(written.decode(), newline=""), strict=True))


def by_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """The table as the csv module writes it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def test_a_row_holds_the_amount_in_units_of_the_currency_and_what_is_kept_beside_it(study: Study) -> None:
    path = write_ledger(study, added([], [posted("P001", -75, 'he said "no", twice', "box", 1)], study))
    head, row = path.read_bytes().decode().removesuffix("\r\n").split("\r\n")
    assert head == ",".join(COLUMNS)
    expected = f'P001/bid,P001,bid,P001,-0.75,EUR,box,1,,"he said ""no"", twice",{AT},lab,{HEAD}'
    assert row.startswith(f"{expected},")
    assert (
        row.removeprefix(f"{expected},")
        == hashlib.sha256(f"{origin(study)}\n{expected}".encode()).hexdigest()
    )


NOTES = st.text(st.sampled_from("ab,\"'; €é\n\u2028"), max_size=8)
LINES = st.builds(
    posted,
    st.sampled_from(["P001", "P002", "p"]),
    st.integers(-(10**12), 10**12),
    NOTES,
    NOTES,
    st.integers(-2, 2),
)


@pytest.mark.slow
@given(lines=st.lists(LINES, max_size=6))
def test_it_is_what_the_csv_module_writes_and_its_digests_are_a_chain_by_participant(
    study: Study, lines: list[Posted]
) -> None:
    written = write_ledger(study, added([], lines, study)).read_bytes()
    table = cells(written)
    assert written == by_csv(table)
    heads: dict[str, str] = {}
    for row in table[1:]:
        before = heads.get(row[1], origin(study))
        text = by_csv([row[:-1]]).decode().removesuffix("\r\n")
        heads[row[1]] = hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
        assert row[-1] == heads[row[1]]


@pytest.mark.slow
@given(lines=st.lists(LINES, max_size=6), cut=st.integers(0, 6))
def test_what_is_read_is_what_was_written_at_once_or_in_two_parts(
    study: Study, lines: list[Posted], cut: int
) -> None:
    once = added([], lines, study)
    write_ledger(study, added([], lines[:cut], study))
    write_ledger(study, added(read_ledger(study), lines[cut:], study))
    assert read_ledger(study) == once


def in_both(study: Study, content: bytes) -> None:
    """The ledger and its copy, written over."""
    (study.folder / FILE).write_bytes(content)
    copy_of(study).write_bytes(content)


def test_a_row_changed_after_it_was_written_is_refused_although_the_books_name_the_new_file(
    study: Study,
) -> None:
    path = write_ledger(study, added([], [posted("P001", 500), posted("P002", 200)], study))
    content = path.read_bytes().replace(b"5.00", b"9.00")
    enter_ledger(study, [content], sha256_of([content]), (2, 0, 0))
    in_both(study, content)
    with pytest.raises(RecordError, match=f"{FILE}:2: .*a row was changed"):
        read_ledger(study)


@pytest.mark.slow
@given(data=st.data())
def test_any_other_byte_is_refused(study: Study, data: st.DataObject) -> None:
    lines = [posted("P001", 500), posted("P002", -75, 'a "note"'), posted("P001", -500)]
    path = write_ledger(study, added([], lines, study))
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    in_both(study, bytes(content))
    with pytest.raises(RecordError, match=FILE):
        read_ledger(study)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b",5.00,", b",5.0,"),
        (b",5.00,", b",05.00,"),
        (b",EUR,,0,", b",EUR,,+0,"),
        (b"P001/bid,", b'"P001/bid",'),
    ],
)
def test_another_way_to_write_the_same_row_is_refused_even_with_a_digest_of_its_own(
    study: Study, before: bytes, after: bytes
) -> None:
    path = write_ledger(study, added([], [posted("P001", 500)], study))
    head, row, _ = path.read_bytes().replace(before, after).split(b"\r\n")
    text = row.rpartition(b",")[0]
    digest = hashlib.sha256(origin(study).encode() + b"\n" + text).hexdigest()
    in_both(study, b"\r\n".join([head, text + b"," + digest.encode(), b""]))
    with pytest.raises(RecordError, match="not written the way this program writes it"):
        read_ledger(study)


@pytest.mark.parametrize("cut", [1, 2, 40])
def test_a_file_without_its_end_is_refused(study: Study, cut: int) -> None:
    path = write_ledger(study, added([], [posted("P001", 500)], study))
    in_both(study, path.read_bytes()[:-cut])
    with pytest.raises(RecordError, match=f"{FILE}:2"):
        read_ledger(study)


def test_a_study_that_was_never_settled_has_no_rows(tmp_path: Path) -> None:
    assert read_ledger(Lab(tmp_path).study) == []


def test_a_ledger_that_was_changed_or_put_back_is_read_from_its_copy_and_told(study: Study) -> None:
    first = added([], [posted("P001", 500)], study)
    early = write_ledger(study, first).read_bytes()
    rows = added(first, [posted("P001", 100)], study)
    path = write_ledger(study, rows)
    for content in (early, early[:-9], b""):
        path.write_bytes(content)
        assert kept_ledger(study).rows == rows
        assert "was changed, or an earlier one was put back" in kept_ledger(study).wrong
    path.unlink()
    assert kept_ledger(study).rows == rows
    assert "is not there" in kept_ledger(study).wrong


def test_a_copy_that_was_changed_or_lost_is_told_and_made_anew(study: Study) -> None:
    rows = added([], [posted("P001", 500)], study)
    written = write_ledger(study, rows).read_bytes()
    for spoil in (lambda path: path.write_bytes(written[:-9]), Path.unlink):
        spoil(copy_of(study))
        assert kept_ledger(study).rows == rows
        assert "is not what ledger.csv is" in kept_ledger(study).wrong
        restore_ledger(study, rows)
        assert kept_ledger(study).wrong == ""
        assert copy_of(study).read_bytes() == written
    assert not (study.folder / "set-aside").exists()


def test_an_earlier_ledger_with_its_copy_is_refused(study: Study) -> None:
    first = added([], [posted("P001", 500)], study)
    early = write_ledger(study, first).read_bytes()
    write_ledger(study, added(first, [posted("P001", 100)], study))
    in_both(study, early)
    with pytest.raises(RecordError, match="not what was written last"):
        read_ledger(study)


def test_where_the_journal_of_the_study_cannot_be_read_the_ledger_is_read_as_it_is(study: Study) -> None:
    rows = added([], [posted("P001", 500)], study)
    write_ledger(study, rows)
    with (study.journals / "_study.jsonl").open("ab") as file:
        file.write(b"damaged\n")
    assert written_last(study) is None
    assert read_ledger(study) == rows


def test_the_same_ledger_is_entered_once_and_names_nobody(tmp_path: Path) -> None:
    study = Lab(tmp_path).study
    rows = added([], [posted("Q777", 500, "for a fee")], study)
    for _ in range(2):
        write_ledger(study, rows)
    told = (study.journals / "_study.jsonl").read_bytes()
    assert told.count(b'"books"') == 1
    assert b"Q777" not in told
    assert b"fee" not in told


def test_how_often_a_ledger_was_written_is_told_to_whoever_goes_on_from_it(tmp_path: Path) -> None:
    study = Lab(tmp_path).study
    assert kept_ledger(study) == ([], "", 0)
    rows = added([], [posted("P001", 500)], study)
    path = write_ledger(study, rows)
    assert kept_ledger(study) == (rows, "", 1)
    more = added(rows, [posted("P002", 500)], study)
    write_ledger(study, more)
    assert kept_ledger(study) == (more, "", 2)
    copy_of(study).unlink()
    assert kept_ledger(study) == (more, "journals/_ledger.csv is not what ledger.csv is", 2)
    path.unlink()
    assert kept_ledger(study) == ([], "", 2), "journals give it again"


@pytest.mark.parametrize("reason", [BY_HAND, CLOSED])
def test_what_no_journal_gives_again_is_missed_where_the_ledger_and_its_copy_are_gone(
    tmp_path: Path, reason: str
) -> None:
    study = Lab(tmp_path).study
    line = Line(f"P001/{reason}", "P001", reason, "P001", 100, "EUR")
    path = write_ledger(study, added([], [Posted((line,), "", AT, HEAD)], study))
    path.unlink()
    copy_of(study).unlink()
    with pytest.raises(RecordError, match=r"ledger\.csv: it is not there, and its copy, .* \(1 rows, 20"):
        kept_ledger(study)
    path.write_bytes(",".join(COLUMNS).encode() + b"\r\n")
    with pytest.raises(RecordError, match=r"not what was written last \(1 rows, .* this one has 0 rows"):
        kept_ledger(study)


def test_a_ledger_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    study = Lab(tmp_path).study
    (study.folder / FILE).mkdir()
    with pytest.raises(RecordError, match=r"ledger\.csv: the ledger cannot be read"):
        read_ledger(study)


ROW = f"P001/bid,P001,bid,P001,5.00,EUR,,0,,,{AT},lab,{HEAD},"


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"\xff\xfe", 1, "it is no table in UTF-8"),
        (b"a,b\r\n", 1, "its first line does not name the columns"),
        (",".join(COLUMNS).encode(), 2, "its last line has no end"),
        ((",".join(COLUMNS) + f"\r\n{ROW}").encode(), 2, "its last line has no end"),
        ((",".join(COLUMNS) + f"\r\n{ROW},\r\n").encode(), 2, "it has 15 cells, not 14"),
        ((",".join(COLUMNS) + "\r\n\r\n").encode(), 2, "it has 1 cells, not 14"),
        ((",".join(COLUMNS) + '\r\n"' + "\r\n").encode(), 2, "unexpected end of data"),
    ],
)
def test_what_is_no_ledger_is_told_by_its_line(tmp_path: Path, content: bytes, line: int, what: str) -> None:
    study = Lab(tmp_path).study
    (study.folder / FILE).write_bytes(content)
    with pytest.raises(RecordError) as refused:
        read_ledger(study)
    assert str(refused.value).startswith(f"ledger.csv:{line}: the ledger does not hold: {what}")
    assert "Nothing was written. Restore a copy" in str(refused.value)


def test_the_ledger_of_another_study_does_not_hold_here(tmp_path: Path) -> None:
    one, other = Lab(tmp_path / "one", seed=1).study, Lab(tmp_path / "other", seed=2).study
    content = write_ledger(one, added([], [posted("P001", 500)], one)).read_bytes()
    (other.folder / FILE).write_bytes(content)
    with pytest.raises(RecordError, match=f"{FILE}:2: .*a row was changed"):
        read_ledger(other)


def test_rows_of_everyone_else_hold_without_a_participants(study: Study) -> None:
    rows = added([], [posted("P001", 500), posted("P002", 200), posted("P001", 100)], study)
    left = without(rows, "P001")
    assert left == [rows[1]]
    assert by_participant(rows) == {"P001": [rows[0], rows[2]], "P002": [rows[1]]}
    write_ledger(study, left)
    assert read_ledger(study) == left


def test_each_ledger_that_was_another_one_is_set_aside_under_a_number_of_its_own(tmp_path: Path) -> None:
    study = Lab(tmp_path).study
    rows = added([], [posted("P001", 500)], study)
    path = write_ledger(study, rows)
    for content in (b"first", b"second"):
        path.write_bytes(content)
        restore_ledger(study, rows)
    aside = study.folder / "set-aside"
    assert {one.name: one.read_bytes() for one in aside.iterdir()} == {
        "ledger-1.csv": b"first", "ledger-2.csv": b"second",
    }  # fmt: skip
    assert kept_ledger(study).rows == rows
    assert kept_ledger(study).wrong == ""


def test_a_long_ledger_is_written_whole(tmp_path: Path) -> None:
    study = Lab(tmp_path).study
    rows = added([], [posted(f"P{number}", number) for number in range(5001)], study)
    write_ledger(study, rows)
    assert read_ledger(study) == rows


@pytest.mark.parametrize("note", ["a,b", 'a "b"', '"', "a\rb", "a\nb", "a", ""])
def test_a_note_of_any_signs_is_written_as_the_csv_module_does_and_read_again(
    study: Study, note: str
) -> None:
    rows = added([], [posted("P001", 500, note, note)], study)
    written = write_ledger(study, rows).read_bytes()
    assert written == by_csv(cells(written))
    assert read_ledger(study) == rows
    assert (read_ledger(study)[0].note, read_ledger(study)[0].line.good) == (note, note)
