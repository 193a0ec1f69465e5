"""What depends on the operating system: durable writes, folder sync, locks.

POSIX syncs folders and locks with flock; Windows has no folder sync (the file's own fsync is what there
is) and locks by msvcrt. Nothing else in the package asks which system it runs on for files.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from ikea_effect.errors import StationError

_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


def sync_folder(folder: Path) -> None:
    """Makes a new name in the folder durable, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_durably(path: Path, content: bytes | Iterable[bytes], mode: int = 0o644) -> None:
    """Writes the whole file, at once or in parts, or leaves what was there: temporary file, fsync, rename."""
    with disk_errors(path):
        _write_whole(path, content, mode, synced=True)
        sync_folder(path.parent)


def write_whole(path: Path, content: bytes) -> None:
    """Writes the whole file or nothing. It is not synced: for what is made again if a power cut takes it."""
    with disk_errors(path):
        _write_whole(path, (content,), 0o644, synced=False)


def _write_whole(path: Path, content: bytes | Iterable[bytes], mode: int, *, synced: bool) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    handle = _held_draft(draft, mode)
    try:
        try:
            for part in (content,) if isinstance(content, bytes) else content:
                write_all(handle, part)
            if synced:
                os.fsync(handle)
            if sys.platform != "win32":  # Windows renames no open file
                draft.replace(path)
        finally:
            os.close(handle)
        if sys.platform == "win32":
            draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _held_draft(draft: Path, mode: int) -> int:
    """The draft, open and held for as long as it is written, so that nobody sweeps it away."""
    while True:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
        _wait(handle)
        if draft.exists():
            return handle
        os.close(handle)  # it was swept away before it was held


_DRAFT = re.compile(r"\..+\.[0-9]+\.(tmp|part)")


def swept(folder: Path) -> list[Path]:
    """Removes drafts that a program left which was killed, and returns them. What is being written stays."""
    return [path for path in sorted(folder.rglob(".*")) if _DRAFT.fullmatch(path.name) and _sweep(path)]


def is_draft(path: Path) -> bool:
    """Whether the file is one in the making, named as `write_durably` names it until it is whole."""
    return _DRAFT.fullmatch(path.name) is not None


def _sweep(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        _lock(handle)
        if sys.platform != "win32":
            path.unlink()
    except OSError:  # somebody writes it, or the disk is read-only
        return False
    finally:
        os.close(handle)
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            path.unlink()
    return not path.exists()


@contextlib.contextmanager
def folder_in_making(parent: Path, name: str) -> Iterator[Path]:
    """A folder beside the one of that name, to be filled and renamed; gone afterwards where it was not.

    It is held as long as it is made, so that others sweep only what a killed program left. No time of a file
    tells these apart: clocks are set, and a secret may lie in there.
    """
    with disk_errors(parent):
        parent.mkdir(parents=True, exist_ok=True)
        _sweep_half_made(parent, name)
        path = parent / f".{name}.{os.getpid()}-{secrets.token_hex(4)}"
        held = _holder(path)
        handle = _held_draft(held, 0o600)
    try:
        with disk_errors(parent):
            path.mkdir(mode=0o700)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(handle)
        _sweep(held)


def _holder(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.held")


def _sweep_half_made(parent: Path, name: str) -> None:
    """Removes folders that nobody makes any more, and what they were held by."""
    for path in parent.glob(f".{name}.*"):
        if path.is_dir() and (not _holder(path).exists() or _sweep(_holder(path))):
            shutil.rmtree(path, ignore_errors=True)
        elif path.suffix == ".held":
            _sweep(path)


def write_all(handle: int, content: bytes) -> None:
    """Writes every byte; a short write is continued, not lost."""
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]


@contextlib.contextmanager
def disk_errors(path: Path | str) -> Iterator[None]:
    """Turns what the disk refuses into a StationError that says what to do."""
    try:
        yield
    except OSError as error:
        raise StationError(disk_message(path, error)) from error


def refused_by_disk(error: OSError) -> bool:
    """Whether the disk or its rights refused a file, so that another place helps; else it is our mistake."""
    places = {errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EISDIR, errno.EEXIST}
    return error.errno in _FULL or (error.errno in places and error.filename is not None)


def disk_message(path: Path | str, error: OSError) -> str:
    """What the disk refused, and what to do."""
    if error.errno in _FULL:
        return f"{path}: the disk is full. Free some space, then go on; what was answered before is kept."
    if error.errno == errno.EROFS:
        return f"{path}: the disk is read-only. Choose another folder: --results or --out."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"{path}: no permission to write here. Choose another folder: --results or --out."
    if error.errno in {errno.ENOTDIR, errno.EEXIST}:
        return f"{path}: a file stands where a folder is needed. Choose another folder: --results or --out."
    if error.errno == errno.EISDIR:
        return f"{path}: a folder stands where a file is needed. Name a file."
    return f"{path}: the disk refused ({error.strerror})."


@contextlib.contextmanager
def locked(handle: int, busy: str) -> Iterator[None]:
    """Holds the open file alone. Raises StationError(busy) if another process has it."""
    try:
        _lock(handle)
    except OSError as error:
        raise StationError(busy) from error
    yield


def locked_now(handle: int) -> bool:
    """Whether the open file is held alone from now on until it is closed; False if another has it."""
    try:
        _lock(handle)
    except OSError:
        return False
    return True


def is_held(path: Path) -> bool:
    """Whether a living process holds the file; one that was killed holds nothing."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:  # not there, or nobody may write to it: then nobody does
        return False
    try:
        _lock(handle)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


@contextlib.contextmanager
def in_turn(path: Path) -> Iterator[None]:
    """Waits until no other process is in a block of the same file; a process that dies leaves at once."""
    with disk_errors(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _wait(handle)
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30
    """Windows keeps others from reading a locked byte: this one lies behind the end of every file."""

    def _lock(handle: int) -> None:
        _at_far(handle, msvcrt.LK_NBLCK)

    def _wait(handle: int) -> None:
        with contextlib.suppress(OSError):  # after ten seconds it goes on without
            _at_far(handle, msvcrt.LK_LOCK)

    def _at_far(handle: int, how: int) -> None:
        before = os.lseek(handle, 0, os.SEEK_CUR)
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, how, 1)
        finally:
            os.lseek(handle, before, os.SEEK_SET)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _wait(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
