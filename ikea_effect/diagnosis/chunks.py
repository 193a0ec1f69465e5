"""Finished pieces in a folder, one file each, so that a run goes on where another ended."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from typing import Protocol as Shape

from ikea_effect.errors import StationError
from ikea_effect.record.disk import disk_errors, write_durably, write_whole

HEAD = "diagnosis.json"
FOLDER = "chunks"


class Told(Shape):
    """What studies came to, which a file can hold."""

    def to_json(self) -> dict[str, Any]:
        """All of it, to the last bit."""


class Labelled(Shape):
    """Studies of one kind at one n: a frozen dataclass of all that its numbers follow from."""

    @property
    def label(self) -> str:
        """What it is about, for the names of files."""

    @property
    def n(self) -> int:
        """Participants per condition."""

    @property
    def seed(self) -> int:
        """What its numbers follow from."""


class Part(Shape):
    """Studies of a work that are run at once."""

    @property
    def work(self) -> Labelled:
        """Which work."""

    @property
    def first(self) -> int:
        """The number of the first."""

    @property
    def count(self) -> int:
        """How many."""


T = TypeVar("T", bound=Told)


@dataclass(frozen=True, slots=True)
class Chunks(Generic[T]):
    """The folder of one protocol's diagnosis by one version of the program; `read` reads a result."""

    folder: Path
    read: Callable[[Mapping[str, Any]], T]

    @classmethod
    def opened(
        cls, out: Path, protocol: str, sha256: str, program: str, read: Callable[[Mapping[str, Any]], T]
    ) -> Chunks[T]:
        """The folder, made if it is not there.

        Raises: StationError if it holds a diagnosis of another protocol or by another version of the program.
        """
        head = {"protocol": protocol, "protocol_sha256": sha256, "program": program}
        with disk_errors(out):
            (out / FOLDER).mkdir(parents=True, exist_ok=True)
        file = out / HEAD
        if file.exists():
            _same(file, head)
        else:
            write_durably(file, (json.dumps(head, indent=2) + "\n").encode())
        return cls(out / FOLDER, read)

    def kept(self, piece: Part) -> T | None:
        """The result of an earlier run; None where there is none, or where its file was damaged or edited."""
        try:
            body = {**json.loads(self._file(piece).read_text("utf-8"))}
            whole = body.pop("sha256") == _hash(body) and body["work"] == _key(piece.work)
            return self.read(body["tally"]) if whole else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, piece: Part, tally: T) -> None:
        """Writes the result. It is not synced: what a power cut takes is run again."""
        work = piece.work
        body: dict[str, Any] = {
            "about": work.label, "n_per_condition": work.n, "seed": work.seed, "work": _key(work),
            "first": piece.first, "count": piece.count, "tally": tally.to_json(),
        }  # fmt: skip
        write_whole(self._file(piece), (json.dumps({**body, "sha256": _hash(body)}) + "\n").encode())

    def _file(self, piece: Part) -> Path:
        work = piece.work
        name = f"{work.label}-n{work.n}-{_key(work)[:12]}-{piece.first:09d}-{piece.count}.json"
        return self.folder / name


def _key(work: Labelled) -> str:
    """The hash of all that the work's numbers follow from."""
    return _hash(astuple(work))  # type: ignore[call-overload]


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _same(file: Path, head: dict[str, str]) -> None:
    try:
        there = json.loads(file.read_text("utf-8"))
        differ = [name for name in head if there[name] != head[name]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StationError(
            f"{file} cannot be read ({type(error).__name__}). Give --out another\nfolder, or delete this one."
        ) from error
    if not differ:
        return
    program = "by another version of the program, or of a package that the protocol requires"
    what = program if differ == ["program"] else f"of {there['protocol']}"
    if "protocol_sha256" in differ and there["protocol"] == head["protocol"]:
        what += " as it was before it was changed"
    raise StationError(
        f"{file.parent} holds chunks of a diagnosis {what} ({differ[-1]} {there[differ[-1]]}; now "
        f"{head[differ[-1]]}).\nChunks of two are not mixed: give --out another folder, or delete this one."
    )
