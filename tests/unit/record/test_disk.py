import errno
import multiprocessing
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


def test_processes_that_take_turns_do_not_meet(tmp_path: Path) -> None:
    (tmp_path / "count").write_text("0")
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        pool.starmap(counts_up, [(str(tmp_path), 200)] * 3)
    assert (tmp_path / "count").read_text() == "600"
