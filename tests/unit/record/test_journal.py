import errno
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.errors import RecordError, StationError
from ikea_effect.record import events
from ikea_effect.record import journal as journal_module
from ikea_effect.record.events import GENESIS, Event, digest, ended_early, timestamp, went_to_end
from ikea_effect.record.journal import FileJournal, read_as_far_as_it_holds, read_journal
from ikea_effect.record.memory_journal import MemoryJournal
from tests.unit.record.conftest import Synced

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps other rights, and syncs no folder")
AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def write(path: Path, *kinds: str) -> None:
    with FileJournal(path) as journal:
        for number, kind in enumerate(kinds):
            journal.append(kind, {"screen": f"s{number}"}, number, AT)


def test_each_line_names_the_digest_of_the_line_before(tmp_path: Path) -> None:
    write(tmp_path / "P1.jsonl", "started", "replied", "replied")
    lines = (tmp_path / "P1.jsonl").read_bytes().splitlines()
    found = [json.loads(line) for line in lines]
    assert [event["seq"] for event in found] == [0, 1, 2]
    assert GENESIS == "0" * 64
    assert [event["prev"] for event in found] == [GENESIS, digest(lines[0]), digest(lines[1])]
    assert found[0]["at"] == "2026-01-02T03:04:05.678Z"
    assert list(found[0]) == ["seq", "kind", "at", "clock_ms", "prev", "data"]


def test_memory_and_file_write_the_same_bytes(tmp_path: Path) -> None:
    memory = MemoryJournal()
    with FileJournal(tmp_path / "P1.jsonl") as file:
        for journal in (memory, file):
            journal.append("started", {"text": "€ é \n"}, 0, AT)
            journal.append("replied", {"screen": "a"}, 5, AT)
    assert (tmp_path / "P1.jsonl").read_bytes() == memory.content()


@POSIX
@pytest.mark.usefixtures("usual_rights")
def test_each_event_is_durable_when_it_is_given_back_and_so_is_the_files_name(
    tmp_path: Path, synced: list[Synced], left_open: set[int]
) -> None:
    path = tmp_path / "P1.jsonl"
    with FileJournal(path) as journal:
        assert [one.inode for one in synced] == [tmp_path.stat().st_ino]
        for number, kind in enumerate(("started", "replied"), start=1):
            event = journal.append(kind, {}, 0, AT)
            assert event == read_journal(path).events[-1]
            assert (synced[number].inode, synced[number].size) == (path.stat().st_ino, path.stat().st_size)
    assert len(synced) == 3
    assert path.stat().st_mode & 0o777 == 0o644
    assert not left_open


def test_a_journal_in_memory_gives_back_and_keeps_each_event(tmp_path: Path) -> None:
    memory = MemoryJournal()
    given = [memory.append(kind, {"screen": kind}, 7, AT) for kind in ("started", "replied")]
    (tmp_path / "P1.jsonl").write_bytes(memory.content())
    assert memory.events == given == read_journal(tmp_path / "P1.jsonl").events


def test_the_head_of_a_journal_is_the_digest_of_its_last_whole_line(tmp_path: Path) -> None:
    path = tmp_path / "P1.jsonl"
    path.write_bytes(b"")
    assert read_journal(path).head == GENESIS
    write(tmp_path / "P2.jsonl", "started", "replied", "finished")
    content = (tmp_path / "P2.jsonl").read_bytes()
    path.write_bytes(content + b'{"seq":3')
    assert read_journal(path).head == digest(content.splitlines()[2])
    assert read_as_far_as_it_holds(path).torn == b'{"seq":3'
    path.write_bytes(content + b"no event\nhalf")
    read = read_as_far_as_it_holds(path)
    assert (read.head, read.torn, len(read.events)) == (digest(content.splitlines()[2]), b"", 3)


def test_a_journal_that_is_not_there_is_told(tmp_path: Path) -> None:
    read = read_as_far_as_it_holds(tmp_path / "P1.jsonl")
    assert (read.events, read.torn, read.head) == ([], b"", GENESIS)
    with pytest.raises(RecordError, match=r"P1\.jsonl: the journal cannot be read"):
        read_journal(tmp_path / "P1.jsonl")


@pytest.mark.parametrize("keep", [1, 40, 5])
def test_a_torn_last_line_is_told_and_gone_on_from_the_line_before(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "P1.jsonl"
    write(path, "started", "replied")
    whole = path.read_bytes()
    first_two = whole + whole.splitlines()[1][:keep]
    path.write_bytes(first_two)
    assert read_journal(path).torn == whole.splitlines()[1][:keep]
    with FileJournal(path, resume=True) as journal:
        assert len(journal.torn) == keep
        journal.append("resumed", {}, 9, AT)
    read = read_journal(path)
    assert [event.kind for event in read.events] == ["started", "replied", "resumed"]
    assert read.torn == b""


@pytest.mark.parametrize("change", ["value", "order", "gone", "added"])
def test_a_line_that_was_touched_breaks_the_chain(tmp_path: Path, change: str) -> None:
    path = tmp_path / "P1.jsonl"
    write(path, "started", "replied", "replied", "finished")
    lines = path.read_bytes().splitlines()
    if change == "value":
        lines[1] = lines[1].replace(b'"s1"', b'"s7"')
    elif change == "order":
        lines[1], lines[2] = lines[2], lines[1]
    elif change == "gone":
        del lines[1]
    else:
        lines.insert(2, lines[1])
    path.write_bytes(b"\n".join(lines) + b"\n")
    with pytest.raises(RecordError, match=r"P1\.jsonl:[23]"):
        read_journal(path)


def test_nonsense_in_the_middle_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "P1.jsonl"
    write(path, "started", "replied")
    lines = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([lines[0], b"not json", lines[1]]) + b"\n")
    with pytest.raises(RecordError, match=r"P1\.jsonl:2: this line is not an event"):
        read_journal(path)


DEEP = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    "line",
    [
        DEEP,
        b'{"seq":1,"kind":"x","at":"y","clock_ms":0,"prev":"z","data":' + DEEP + b"}",
        b'{"seq":1,"kind":"x","at":"y","clock_ms":0,"prev":"z","data":[]}',
        b'{"seq":1,"kind":["x"],"at":"y","clock_ms":0,"prev":"z","data":{}}',
        b'{"seq":1,"kind":"x","at":"y","clock_ms":"0","prev":"z","data":{}}',
        b'{"seq":1.0,"kind":"x","at":"y","clock_ms":0,"prev":"z","data":{}}',
        b'{"seq":1,"kind":"\xff","at":"y","clock_ms":0,"prev":"z","data":{}}',
        b"[]",
        b"",
    ],
)
def test_a_line_that_is_no_event_is_a_sentence(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "P1.jsonl"
    write(path, "started")
    path.write_bytes(path.read_bytes() + line + b"\n")
    with pytest.raises(RecordError, match=r"P1\.jsonl:2: this line is not an event"):
        read_journal(path)


def test_nothing_is_added_to_a_session_that_has_finished(tmp_path: Path) -> None:
    path = tmp_path / "P1.jsonl"
    write(path, "started", "finished")
    before = path.read_bytes()
    with FileJournal(path, resume=True) as journal, pytest.raises(RecordError, match="has finished"):
        journal.append("resumed", {}, 1, AT)
    assert path.read_bytes() == before


def test_a_full_disk_leaves_no_torn_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "P1.jsonl"
    with FileJournal(path) as journal:
        journal.append("started", {}, 0, AT)
        before = path.read_bytes()

        def half_then_full(handle: int, content: bytes) -> None:
            os.write(handle, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(journal_module, "write_all", half_then_full)
            with pytest.raises(StationError, match="the disk is full"):
                journal.append("replied", {"screen": "a"}, 1, AT)
        assert path.read_bytes() == before
        journal.append("replied", {"screen": "a"}, 1, AT)
    assert [event.kind for event in read_journal(path).events] == ["started", "replied"]


def test_two_programs_cannot_hold_one_journal(tmp_path: Path, left_open: set[int]) -> None:
    path = tmp_path / "P1.jsonl"
    with FileJournal(path):
        with pytest.raises(StationError, match="P1 is being run by another program"):
            FileJournal(path, resume=True)
        assert len(left_open) == 1


def test_a_second_new_journal_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "P1.jsonl"
    write(path, "started")
    with pytest.raises(StationError):
        FileJournal(path)
    assert len(read_journal(path).events) == 1


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), values, max_size=4))
def test_a_line_is_the_json_that_pythons_own_encoder_writes(data: dict[str, Any]):
    event = Event(0, "noted", "2000-01-01T00:00:00.000Z", 7, GENESIS, data)
    whole = {"seq": 0, "kind": "noted", "at": event.at, "clock_ms": 7, "prev": GENESIS, "data": data}
    assert event.line() == json.dumps(whole, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.fixture
def another_python(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], str]:
    """The encoder of a Python that has no fast one."""
    monkeypatch.setattr(json.encoder, "c_make_encoder", None)
    return events._encoder()


def test_a_python_without_a_fast_encoder_writes_the_same(another_python: Callable[[Any], str]) -> None:
    data = {"z": "caf\u00e9", "a": [1, 2.5, None, True], "m": {"n": "\n"}}
    expected = '{"z":"caf\u00e9","a":[1,2.5,null,true],"m":{"n":"\\n"}}'
    assert another_python(data) == events._encode(data) == expected
    with pytest.raises(ValueError, match="JSON"):
        another_python(float("nan"))


def test_a_key_that_is_no_text_is_refused_and_not_left_out(another_python: Callable[[Any], str]) -> None:
    for encode in (another_python, events._encode):
        with pytest.raises(TypeError, match="keys must be"):
            encode({(1, 2): 3})


@pytest.mark.parametrize(
    ("kinds", "to_end", "whole", "early"),
    [
        ((), None, False, False),
        (("started",), None, False, False),
        (("finished", "resumed"), None, False, False),
        (("started", "finished"), None, True, False),  # as before there was anything else
        (("started", "finished"), True, True, False),
        (("started", "finished"), False, False, True),
    ],
)
def test_a_session_ends_at_its_end_or_early_or_not(
    kinds: tuple[str, ...], to_end: bool | None, whole: bool, early: bool
) -> None:
    data = {} if to_end is None else {"to_end": to_end}
    before = {"to_end": to_end is False}  # what an event before the last says of an end is not asked
    said = [
        Event(seq, kind, "", 0, GENESIS, data if seq == len(kinds) - 1 else before)
        for seq, kind in enumerate(kinds)
    ]
    assert (went_to_end(said), ended_early(said)) == (whole, early)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_has_no_number_for_is_never_written(value: float):
    with pytest.raises(ValueError, match="JSON"):
        Event(0, "noted", "", 0, GENESIS, {"value": value}).line()


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_timestamp_is_iso_8601_in_milliseconds(moment: datetime):
    assert timestamp(moment) == moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def deleted(path: Path) -> None:
    path.unlink()


def moved(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def added_to(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"{}\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files that are open where they are")
@pytest.mark.parametrize("happens", [deleted, moved, emptied, added_to])
def test_a_journal_that_is_not_where_it_was_is_kept_elsewhere_and_nothing_is_added_unseen(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    happens: Callable[[Path], None],
    synced: list[Synced],
    left_open: set[int],
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = tmp_path / "journals" / "P1.jsonl"
    path.parent.mkdir()
    with FileJournal(path) as journal:
        for kind in ("started", "replied"):
            journal.append(kind, {}, 0, AT)
        before = path.read_bytes()
        happens(path)
        with pytest.raises(StationError, match="was deleted, moved or changed while its session ran") as told:
            journal.append("replied", {}, 0, AT)
    [kept] = re.findall(r"is kept in (\S+\.jsonl):", str(told.value))
    assert Path(kept).read_bytes() == before
    assert (synced[-1].inode, synced[-1].size) == (Path(kept).stat().st_ino, len(before))
    assert not left_open
    assert Path(kept).stat().st_mode & 0o777 == 0o600
    path.parent.mkdir(exist_ok=True)
    shutil.copy(kept, path)
    with FileJournal(path, resume=True) as journal:
        assert [event.kind for event in journal.events] == ["started", "replied"]
        journal.append("resumed", {}, 0, AT)
