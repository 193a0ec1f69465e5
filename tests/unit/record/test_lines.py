"""Lines of journals in a store that desks share, and the copies in the desks' folders."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.record.copies import bring_together
from ikea_effect.record.database import Database
from ikea_effect.record.events import Event
from ikea_effect.record.journal import FileJournal
from ikea_effect.record.lines import (
    GENESIS,
    Head,
    Lines,
    PassedError,
    drop_lines,
    end_of,
    file_in,
    lease_in,
    put_file,
)
from ikea_effect.record.memory_journal import MemoryJournal
from tests.unit.record.unanswered_bench import noting, waits_for_no_write

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def lines_of(*events: tuple[str, dict[str, Any]]) -> list[bytes]:
    journal = MemoryJournal()
    for kind, data in events:
        journal.append(kind, data, 0, NOON)
    return journal.lines


SESSION = lines_of(
    ("started", {"lease": {"number": 1}}), ("replied", {"values": {}}), ("replied", {"values": {"bid": 7}})
)


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[Lines]:
    """The lines of a store that desks share; a file stands in for the server."""
    url = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    with contextlib.closing(Database(tmp_path, url)) as database:
        yield Lines(database)


def size(lines: list[bytes]) -> int:
    return sum(len(line) + 1 for line in lines)


def desk(folder: Path, name: str, content: list[bytes], torn: bytes = b"") -> Path:
    (folder / name / "journals").mkdir(parents=True)
    (folder / name / "journals" / "P1.jsonl").write_bytes(b"".join(line + b"\n" for line in content) + torn)
    return folder / name


def journal(folder: Path) -> list[bytes]:
    return (folder / "journals" / "P1.jsonl").read_bytes().split(b"\n")[:-1]


def together(folder: Path, lines: Lines) -> bool:
    return bring_together(folder, lines, "P1", lines.heads().get("P1", Head()))


def test_lines_are_added_where_the_journal_ends_and_once(lines: Lines) -> None:
    assert lines.heads() == {}
    lines.add("P1", 0, SESSION[:2])
    head = lines.add("P1", 0, SESSION)  # the first two again, as after an answer that was lost
    assert (head.size, head.lease) == (size(SESSION), 1)
    assert lines.after("P1", 0) == SESSION
    assert lines.after("P1", size(SESSION[:2])) == SESSION[2:]


def test_lines_that_leave_a_gap_are_refused(lines: Lines) -> None:
    with pytest.raises(PassedError):
        lines.add("P1", size(SESSION[:2]), SESSION[2:])
    assert lines.heads() == {}


def test_who_lost_the_session_to_another_desk_adds_nothing_more(lines: Lines) -> None:
    resumed = MemoryJournal()
    for kind, lease in (("started", 1), ("resumed", 2)):
        resumed.append(kind, {"lease": {"number": lease}}, 0, NOON)
    lines.add("P1", 0, resumed.lines)
    own = MemoryJournal()
    own.append("started", {"lease": {"number": 1}}, 0, NOON)
    own.append("replied", {"values": {}}, 0, NOON)
    with pytest.raises(PassedError, match="another desk"):
        lines.add("P1", size(own.lines[:1]), own.lines[1:])
    assert lines.after("P1", 0) == resumed.lines


def test_a_desk_sends_what_it_has_more_and_another_gets_it(tmp_path: Path, lines: Lines) -> None:
    one, other = desk(tmp_path, "one", SESSION), desk(tmp_path, "other", SESSION[:1], torn=b'{"seq":1,')
    assert together(one, lines)
    assert not together(one, lines)
    assert not together(other, lines)
    assert journal(other) == SESSION
    assert lines.heads()["P1"].size == size(SESSION)


def test_a_line_that_was_never_finished_is_sent_to_nobody(tmp_path: Path, lines: Lines) -> None:
    one = desk(tmp_path, "one", SESSION[:2], torn=SESSION[2])
    together(one, lines)
    assert lines.after("P1", 0) == SESSION[:2]


def test_what_a_desk_has_more_of_a_session_that_went_on_elsewhere_is_set_aside(
    tmp_path: Path, lines: Lines
) -> None:
    late = desk(tmp_path, "late", SESSION)
    there = MemoryJournal()
    there.append("started", {"lease": {"number": 1}}, 0, NOON)
    there.append("resumed", {"lease": {"number": 2}}, 0, NOON)
    lines.add("P1", 0, there.lines)
    assert not together(late, lines)
    assert journal(late) == there.lines
    assert (late / "set-aside" / "P1-1.jsonl").read_bytes() == b"".join(line + b"\n" for line in SESSION)


class Busy(Lines):
    """The lines of a store to which another desk adds between one look and the next."""

    def after(self, journal: str, size: int) -> list[bytes]:
        self.add("P1", 0, SESSION)
        return super().after(journal, size)


def test_lines_that_come_between_two_looks_at_the_store_are_no_other_session(
    tmp_path: Path, lines: Lines
) -> None:
    one = desk(tmp_path, "one", SESSION[:1])
    lines.add("P1", 0, SESSION[:2])
    with contextlib.closing(Database(tmp_path, f"sqlite:///{tmp_path / 'shared.sqlite'}")) as database:
        assert not together(one, Busy(database))
    assert journal(one) == SESSION[:2]
    assert not (one / "set-aside").exists()
    assert not together(one, lines)
    assert journal(one) == SESSION


def test_a_journal_that_a_session_writes_is_left_to_it(tmp_path: Path, lines: Lines) -> None:
    folder = desk(tmp_path, "one", [])
    (folder / "journals" / "P1.jsonl").unlink()
    with FileJournal(folder / "journals" / "P1.jsonl") as writing:
        writing.append("started", {}, 0, NOON)
        assert not together(folder, lines)
    assert lines.heads() == {}
    assert together(folder, lines)
    assert lines.heads()["P1"].digest != GENESIS


def test_of_each_journal_the_store_tells_how_far_it_is_and_its_last_line(lines: Lines) -> None:
    head, other = lines.add("P1", 0, SESSION), lines.add("P2", 0, SESSION[:1])
    assert lines.add("P1", 0, SESSION) == head, "nothing is new"
    assert lines.heads() == {"P1": head, "P2": other}
    with lines._database.transaction() as connection:
        assert end_of(connection, "P1") == (head, SESSION[2])
        assert end_of(connection, "P2") == (other, SESSION[0])
        assert end_of(connection, "P3") == (Head(), None) == (Head(0, GENESIS, 0), None)
        drop_lines(connection, "P1")
    assert lines.heads() == {"P2": other}
    assert (lines.after("P1", 0), lines.after("P2", 0)) == ([], SESSION[:1])


def test_a_file_that_desks_share_is_the_one_that_was_put_last(lines: Lines) -> None:
    with lines._database.transaction() as connection:
        for name, content in (("a", b"one"), ("b", b"two"), ("a", b"three")):
            put_file(connection, name, content)
        assert [file_in(connection, name) for name in "abc"] == [b"three", b"two", None]


def test_lines_that_are_added_wait_for_no_answer_to_what_is_written(lines: Lines) -> None:
    said = noting(lines._database)
    lines.add("P1", 0, SESSION)
    assert waits_for_no_write(said), said


@pytest.mark.parametrize(
    ("data", "number"),
    [({}, 0), ({"lease": None}, 0), ({"lease": {"desk": "1"}}, 0), ({"lease": {"number": 3}}, 3)],
)
def test_a_lease_is_told_by_its_number(data: dict[str, Any], number: int) -> None:
    assert lease_in(Event(0, "started", "", 0, GENESIS, data)) == number
