import errno
import multiprocessing
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ikea_effect.errors import StationError
from ikea_effect.record import disk
from tests.unit.record.conftest import Synced


def full(_handle: int, _content: bytes) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table.csv"
    disk.write_durably(path, b"before")
    monkeypatch.setattr(disk, "write_all", full)
    with pytest.raises(StationError, match=r"table\.csv: the disk is full"):
        disk.write_durably(path, b"after")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StationError, match="--results"):
        disk.write_durably(tmp_path / "file" / "table.csv", b"x")


def counts_up(folder: str, times: int) -> None:
    count = Path(folder) / "count"
    for _ in range(times):
        with disk.in_turn(Path(folder) / "lock"):
            count.write_text(str(int(count.read_text()) + 1))


@pytest.mark.slow
def test_processes_that_take_turns_do_not_meet(tmp_path: Path) -> None:
    (tmp_path / "count").write_text("0")
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        pool.starmap(counts_up, [(str(tmp_path), 200)] * 3)
    assert (tmp_path / "count").read_text() == "600"


def test_what_a_killed_program_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "receipts").mkdir()
    left = [
        ".ledger.csv.4711.tmp",
        ".receipts.pdf.12.part",
        "receipts/.P1.json.3.tmp",
        ".withdrawn.json.9.tmp",
    ]
    others = ["ledger.csv", ".ledger.lock", ".hidden.tmp", "receipts/P1.tmp", "notes.4711.tmp"]
    for name in (*left, *others):
        (tmp_path / name).write_text(name)
    assert [path.relative_to(tmp_path).as_posix() for path in disk.swept(tmp_path)] == sorted(left)
    assert disk.swept(tmp_path) == []
    assert all((tmp_path / name).read_text() == name for name in others)


def test_what_is_being_written_is_not_swept(tmp_path: Path) -> None:
    def parts() -> Iterator[bytes]:
        yield b"half"
        assert disk.swept(tmp_path) == []
        yield b" and half"

    disk.write_durably(tmp_path / "table.csv", parts())
    assert (tmp_path / "table.csv").read_bytes() == b"half and half"
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]


def test_a_write_that_is_broken_off_leaves_nothing(tmp_path: Path) -> None:
    def parts() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        disk.write_durably(tmp_path / "table.csv", parts())
    assert not list(tmp_path.iterdir())


def test_a_file_is_held_by_the_living_only(tmp_path: Path) -> None:
    assert not disk.is_held(tmp_path / "not-there")
    path = tmp_path / "held"
    with path.open("wb") as file, disk.locked(file.fileno(), "busy"):
        assert disk.is_held(path)
    assert not disk.is_held(path)


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps other rights, and syncs no folder")


def rights(path: Path) -> int:
    return path.stat().st_mode & 0o777


@POSIX
def test_a_file_is_durable_before_it_has_its_name_and_its_folder_after(
    tmp_path: Path, synced: list[Synced], left_open: set[int]
) -> None:
    path = tmp_path / "table.csv"
    disk.write_durably(path, b"three")
    draft = f".table.csv.{os.getpid()}.tmp"
    assert [(one.inode, one.names) for one in synced] == [
        (path.stat().st_ino, {draft}),
        (tmp_path.stat().st_ino, {"table.csv"}),
    ]
    assert synced[0].size == 5
    assert not left_open


def test_what_is_made_again_is_written_whole_and_not_synced(tmp_path: Path, synced: list[Synced]) -> None:
    disk.write_whole(tmp_path / "copy.csv", b"all of it")
    assert (tmp_path / "copy.csv").read_bytes() == b"all of it"
    assert not synced


@POSIX
@pytest.mark.usefixtures("usual_rights")
def test_only_the_owner_writes_to_files_and_what_is_secret_only_the_owner_reads(tmp_path: Path) -> None:
    disk.write_durably(tmp_path / "table.csv", b"")
    disk.write_whole(tmp_path / "copy.csv", b"")
    disk.write_durably(tmp_path / "secret", b"", 0o600)
    with disk.in_turn(tmp_path / "lock"):
        pass
    modes = {path.name: rights(path) for path in tmp_path.iterdir()}
    assert modes == {"table.csv": 0o644, "copy.csv": 0o644, "secret": 0o600, "lock": 0o644}
    with disk.folder_in_making(tmp_path / "keys", "P1") as folder:
        assert rights(folder) == 0o700
        assert rights(folder.with_name(f"{folder.name}.held")) == 0o600


def test_a_disk_that_refuses_only_when_the_file_is_closed_is_told_by_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = os.close

    def closed_on_a_full_drive(handle: int) -> None:
        close(handle)
        raise OSError(errno.EDQUOT, "Disk quota exceeded")  # as drives of a network do

    monkeypatch.setattr(os, "close", closed_on_a_full_drive)
    with pytest.raises(StationError, match="the disk is full"):
        disk.write_durably(tmp_path / "table.csv", b"x")


def test_a_draft_that_is_swept_before_it_is_held_is_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left_open: set[int]
) -> None:
    wait, waits = disk._wait, []

    def swept_first(handle: int) -> None:
        if not waits:
            [draft] = tmp_path.iterdir()
            draft.unlink()
        waits.append(handle)
        wait(handle)

    monkeypatch.setattr(disk, "_wait", swept_first)
    disk.write_durably(tmp_path / "table.csv", b"x")
    assert len(waits) == 2
    assert (tmp_path / "table.csv").read_bytes() == b"x"
    assert not left_open


def test_sweeping_leaves_no_file_open_and_passes_over_what_it_may_not_open(
    tmp_path: Path, left_open: set[int]
) -> None:
    (tmp_path / ".table.csv.4711.tmp").write_text("half")
    (tmp_path / ".folder.4711.tmp").mkdir()
    assert [path.name for path in disk.swept(tmp_path)] == [".table.csv.4711.tmp"]
    assert not left_open


def test_a_folder_in_making_is_held_and_gone_where_it_was_not_renamed(
    tmp_path: Path, left_open: set[int]
) -> None:
    parent = tmp_path / "not" / "there"
    with disk.folder_in_making(parent, "P1") as folder:
        assert folder.parent == parent
        assert re.fullmatch(rf"\.P1\.{os.getpid()}-[0-9a-f]{{8}}", folder.name)
        (folder / "half").write_text("x")
        with disk.folder_in_making(parent, "P1") as other:  # another station of the same id
            assert (folder / "half").exists()
            other.rename(parent / "P1")
    assert [path.name for path in parent.iterdir()] == ["P1"]
    assert not left_open


def test_what_a_killed_program_made_half_is_swept_by_the_next(tmp_path: Path) -> None:
    for name in (".P1.7-aa", ".P1.8-bb", ".P2.9-cc", "P1.10-dd"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "secret").write_text("x")
    (tmp_path / ".P1.8-bb.held").write_text("")
    (tmp_path / ".P1.11-ee.held").write_text("")
    (tmp_path / ".P1.notes").write_text("x")
    with disk.folder_in_making(tmp_path, "P1"):
        pass
    assert {path.name for path in tmp_path.iterdir()} == {".P2.9-cc", "P1.10-dd", ".P1.notes"}


@pytest.mark.parametrize(
    ("number", "has_name", "elsewhere"),
    [
        (errno.ENOSPC, False, True),
        (errno.EDQUOT, False, True),
        (errno.EROFS, True, True),
        (errno.EACCES, True, True),
        (errno.EACCES, False, False),
        (errno.EIO, True, False),
        (errno.ENOENT, True, False),
    ],
)
def test_another_place_helps_where_this_one_is_full_or_not_ours(
    number: int, has_name: bool, elsewhere: bool
) -> None:
    error = OSError(number, "why", "name") if has_name else OSError(number, "why")
    assert disk.refused_by_disk(error) is elsewhere


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full. Free some space"),
        (errno.EROFS, "the disk is read-only. Choose another folder"),
        (errno.EACCES, "no permission to write here"),
        (errno.EPERM, "no permission to write here"),
        (errno.ENOTDIR, "a file stands where a folder is needed"),
        (errno.EEXIST, "a file stands where a folder is needed"),
        (errno.EISDIR, "a folder stands where a file is needed"),
        (errno.EIO, "the disk refused (why)"),
    ],
)
def test_each_refusal_of_a_disk_says_what_to_do(number: int, said: str) -> None:
    message = disk.disk_message("results", OSError(number, "why"))
    assert message.startswith(f"results: {said}")


def test_a_short_write_is_continued(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []

    def three_bytes(_handle: int, content: memoryview) -> int:
        written.append(bytes(content[:3]))
        return len(written[-1])

    monkeypatch.setattr(os, "write", three_bytes)
    disk.write_all(0, b"all of it")
    assert written == [b"all", b" of", b" it"]


def test_a_file_is_held_alone_until_it_is_closed(tmp_path: Path, left_open: set[int]) -> None:
    path = tmp_path / "held"
    with path.open("wb") as one, path.open("rb+") as other:
        assert disk.locked_now(one.fileno())
        assert not disk.locked_now(other.fileno())
        assert disk.is_held(path)
        with pytest.raises(StationError, match="busy"), disk.locked(other.fileno(), "busy"):
            pass
    assert not disk.is_held(path)
    assert not left_open


def test_a_turn_is_held_for_as_long_as_its_block_lasts(tmp_path: Path, left_open: set[int]) -> None:
    with disk.in_turn(tmp_path / "lock"):
        assert disk.is_held(tmp_path / "lock")
    assert not disk.is_held(tmp_path / "lock")
    assert not left_open


def test_what_may_not_be_swept_keeps_nobody_from_making_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".P1.7-aa").mkdir()

    def refused(path: object, **_said: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rmdir", refused)
        with disk.folder_in_making(tmp_path, "P1") as folder:
            folder.rename(tmp_path / "P1")
    assert {path.name for path in tmp_path.iterdir()} == {".P1.7-aa", "P1"}


@pytest.mark.parametrize(
    ("name", "is_one"),
    [(".receipts.pdf.4711.part", True), (".P001.jsonl.12.tmp", True), ("P001.jsonl", False),
     ("P001.jsonl.12.tmp", False), (".P001.tmp", False), (".P001.12.tmp.jsonl", False)],
)  # fmt: skip
def test_a_file_in_the_making_is_known_by_its_name(tmp_path: Path, name: str, is_one: bool) -> None:
    assert disk.is_draft(tmp_path / name) is is_one
