import errno
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
