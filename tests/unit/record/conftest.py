"""What is asked of the operating system while a record is written, for tests of what survives a power cut."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest


class Synced(NamedTuple):
    """A file or folder that was made durable: which it is, its size then, and what names stand there."""

    inode: int
    size: int
    names: frozenset[str]


@pytest.fixture
def synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Synced]:
    """Whatever is made durable from now on, in its order."""
    seen: list[Synced] = []
    fsync = os.fsync

    def noted(handle: int) -> None:
        fsync(handle)
        it = os.fstat(handle)
        seen.append(Synced(it.st_ino, it.st_size, frozenset(path.name for path in tmp_path.iterdir())))

    monkeypatch.setattr(os, "fsync", noted)
    return seen


@pytest.fixture
def left_open(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The handles that os.open gave from now on and os.close did not take back."""
    handles: set[int] = set()
    opened, closed = os.open, os.close

    def open_noted(*said: object, **named: object) -> int:
        handle = opened(*said, **named)  # type: ignore[arg-type]
        handles.add(handle)
        return handle

    def close_noted(handle: int) -> None:
        closed(handle)
        handles.discard(handle)

    monkeypatch.setattr(os, "open", open_noted)
    monkeypatch.setattr(os, "close", close_noted)
    return handles


@pytest.fixture
def usual_rights() -> Iterator[None]:
    """The rights that a new file has are those of most computers, whoever runs the tests."""
    before = os.umask(0o022)
    yield
    os.umask(before)
