"""Finished pieces in a folder, one file each, so that a run goes on where another ended."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from ikea_effect.diagnosis.pieces import Piece, Work
from ikea_effect.diagnosis.tally import Tally
from ikea_effect.errors import StationError
from ikea_effect.record.disk import disk_errors, write_durably, write_whole

HEAD = "diagnosis.json"
FOLDER = "chunks"


@dataclass(frozen=True, slots=True)
class Chunks:
    """The folder of one protocol's diagnosis by one version of the program."""

    folder: Path

    @classmethod
    def opened(cls, out: Path, protocol: str, sha256: str, program: str) -> Chunks:
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
        return cls(out / FOLDER)

    def kept(self, piece: Piece) -> Tally | None:
        """The result of an earlier run; None where there is none, or where its file was damaged or edited."""
        try:
            body = {**json.loads(self._file(piece).read_text("utf-8"))}
            whole = body.pop("sha256") == _hash(body) and body["work"] == _key(piece.work)
            return Tally.from_json(body["tally"]) if whole else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, piece: Piece, tally: Tally) -> None:
        """Writes the result. It is not synced: what a power cut takes is run again."""
        work = piece.work
        body: dict[str, Any] = {
            "hypothesis": work.hypothesis, "n_per_condition": work.n, "seed": work.seed, "work": _key(work),
            "first": piece.first, "count": piece.count, "tally": tally.to_json(),
        }  # fmt: skip
        write_whole(self._file(piece), (json.dumps({**body, "sha256": _hash(body)}) + "\n").encode())

    def _file(self, piece: Piece) -> Path:
        work = piece.work
        name = f"{work.hypothesis}-n{work.n}-{_key(work)[:12]}-{piece.first:09d}-{piece.count}.json"
        return self.folder / name


def _key(work: Work) -> str:
    """The hash of all that the work's numbers follow from."""
    return _hash(astuple(work))


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
    what = "by another version of the program" if differ == ["program"] else f"of {there['protocol']}"
    if "protocol_sha256" in differ and there["protocol"] == head["protocol"]:
        what += " as it was before it was changed"
    raise StationError(
        f"{file.parent} holds chunks of a diagnosis {what} ({differ[-1]} {there[differ[-1]]}; now "
        f"{head[differ[-1]]}).\nChunks of two are not mixed: give --out another folder, or delete this one."
    )
