"""One journal in a desk's folder and in the store: what is sent, taken, cut off or set aside."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ikea_effect.record.copies import SET_ASIDE
from ikea_effect.record.lines import Lines
from tests.unit.record.conftest import Synced
from tests.unit.record.test_lines import SESSION, desk, journal, lines, lines_of, size, together

__all__ = ["lines"]

OTHER = lines_of(
    ("started", {"lease": {"numbeR": 1}}), ("replied", {"values": {}}), ("replied", {"values": {"bid": 7}})
)
"""Another session, whose lines are as long."""


def set_aside(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / SET_ASIDE).glob("*"))


def whole(folder: Path) -> bytes:
    return (folder / "journals" / "P1.jsonl").read_bytes()


def test_what_a_desk_has_more_is_sent(tmp_path: Path, lines: Lines) -> None:
    assert [len(one) for one in OTHER] == [len(one) for one in SESSION]
    lines.add("P1", 0, SESSION[:2])
    one = desk(tmp_path, "one", SESSION)
    assert together(one, lines)
    assert lines.after("P1", 0) == journal(one) == SESSION
    assert set_aside(one) == []


@pytest.mark.parametrize("known", [1, 2])
def test_what_a_desk_has_more_of_another_session_is_set_aside(
    tmp_path: Path, lines: Lines, known: int
) -> None:
    lines.add("P1", 0, SESSION[:known])
    one = desk(tmp_path, "one", OTHER)
    assert not together(one, lines)
    assert lines.after("P1", 0) == journal(one) == SESSION[:known]
    assert set_aside(one) == ["P1-1.jsonl"]


@pytest.mark.parametrize("known", [0, 1, 3])
def test_a_torn_line_behind_what_the_store_has_is_cut_off(tmp_path: Path, lines: Lines, known: int) -> None:
    if known:
        lines.add("P1", 0, SESSION[:known])
    one = desk(tmp_path, "one", SESSION[:known], torn=b'{"seq":')
    assert not together(one, lines)
    assert whole(one) == b"".join(line + b"\n" for line in SESSION[:known])
    assert set_aside(one) == []


def test_as_many_bytes_of_another_session_are_set_aside_each_time_under_a_number(
    tmp_path: Path, lines: Lines
) -> None:
    lines.add("P1", 0, SESSION)
    one = desk(tmp_path, "one", OTHER, torn=b"torn")
    for number in (1, 2):
        assert not together(one, lines)
        assert journal(one) == SESSION
        assert set_aside(one) == [f"P1-{n + 1}.jsonl" for n in range(number)]
        (one / "journals" / "P1.jsonl").write_bytes(b"".join(line + b"\n" for line in OTHER) + b"torn")
    assert size(OTHER) == size(SESSION)


@pytest.mark.parametrize("there", [1, 2])
def test_lines_that_do_not_follow_are_not_added_to_another_session(
    tmp_path: Path, lines: Lines, there: int
) -> None:
    lines.add("P1", 0, SESSION)
    one = desk(tmp_path, "one", OTHER[:there])
    assert not together(one, lines)
    assert journal(one) == SESSION
    assert set_aside(one) == ["P1-1.jsonl"]


def test_what_is_set_aside_is_durable_and_told(
    tmp_path: Path, lines: Lines, synced: list[Synced], caplog: pytest.LogCaptureFixture
) -> None:
    lines.add("P1", 0, SESSION)
    one = desk(tmp_path, "one", OTHER, torn=b"torn")
    together(one, lines)
    if sys.platform != "win32":
        inodes = [it.inode for it in synced]
        taken = inodes.index((one / "journals" / "P1.jsonl").stat().st_ino)
        assert {(one / SET_ASIDE).stat().st_ino, one.stat().st_ino} <= set(inodes[:taken])
    assert "P1 went on at another desk." in caplog.text
    assert "is kept in set-aside/P1-1.jsonl, and counts in nothing" in caplog.text


def test_where_nobody_has_a_line_no_file_is_made(tmp_path: Path, lines: Lines) -> None:
    one = desk(tmp_path, "one", [])
    (one / "journals" / "P1.jsonl").unlink()
    assert not together(one, lines)
    assert not list((one / "journals").iterdir())


@pytest.mark.usefixtures("usual_rights")
def test_what_is_taken_is_durable_and_may_be_read(tmp_path: Path, lines: Lines, synced: list[Synced]) -> None:
    lines.add("P1", 0, SESSION)
    one = desk(tmp_path, "one", [])
    path = one / "journals" / "P1.jsonl"
    path.unlink()
    assert not together(one, lines)
    assert (synced[-1].inode, synced[-1].size) == (path.stat().st_ino, size(SESSION))
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o644


def test_a_journal_that_cannot_be_opened_is_told_where_it_is_read(tmp_path: Path, lines: Lines) -> None:
    one = desk(tmp_path, "one", [])
    (one / "journals" / "P1.jsonl").unlink()
    (one / "journals" / "P1.jsonl").mkdir()
    assert not together(one, lines)
    assert lines.heads() == {}
