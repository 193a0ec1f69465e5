import errno
import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from ikea_effect.errors import StationError
from ikea_effect.record import disk


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
