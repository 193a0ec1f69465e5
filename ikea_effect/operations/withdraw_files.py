"""Where a withdrawal leaves a code: the files in which it still stands afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import FILE, legible, study_journal

STUDY_JOURNAL = f"journals/{FILE}"
"""The study's own journal, as it stands in the study's folder."""


class StillNaming(NamedTuple):
    """Files in which a code stands that was withdrawn: of others at its desk, and for other reasons.

    The study's own journal, where a reason or remark of an earlier version may name somebody, is with the
    first: it has to stay, as theirs have.
    """

    at_one_desk: tuple[str, ...]
    elsewhere: tuple[str, ...]
    not_searched: tuple[str, ...]


def still_naming(study: Study, participant: str) -> StillNaming:
    """Every file of the study's folder in which, or in whose name, the code still stands."""
    named = re.compile(rf"(?<![A-Za-z0-9_-]){re.escape(participant)}(?![A-Za-z0-9_-])".encode())
    others = {study.journal(who) for who in study.participants()}
    desk: list[str] = []
    elsewhere: list[str] = []
    unread: list[str] = []
    for path in sorted(path for path in study.folder.rglob("*") if path.is_file()):
        relative = path.relative_to(study.folder).as_posix()
        content = _words(study) if path == study_journal(study) else _content(path)
        if content is None:
            unread.append(relative)
        elif (path in others or path == study_journal(study)) and named.search(content):
            desk.append(relative)
        elif named.search(content) or named.search(relative.encode()):
            elsewhere.append(relative)
        elif content.startswith(_PACKED) and not relative.startswith("receipts/"):
            unread.append(relative)
    return StillNaming(tuple(desk), tuple(elsewhere), tuple(unread))


def _words(study: Study) -> bytes:
    """What people wrote into the study's journal; nobody is named in the rest of it."""
    words = (str(event.data.get(key, "")) for event in legible(study) for key in ("by", "why", "remark"))
    return "\n".join(words).encode()


def _content(path: Path) -> bytes | None:
    """What can be searched of a file; none where it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return _beside_pixels(content) if content.startswith(_PNG) else content


_PNG = b"\x89PNG\r\n\x1a\n"


def _beside_pixels(content: bytes) -> bytes:
    """What a PNG says beside what it shows: in packed pixels a short code stands by chance."""
    chunks, at = [], len(_PNG)
    while at + 12 <= len(content):  # length, name, data, checksum
        end = at + 8 + int.from_bytes(content[at : at + 4], "big")
        if content[at + 4 : at + 8] != b"IDAT":
            chunks.append(content[at + 8 : end])
        at = end + 4
    return b"\n".join([*chunks, content[at:]])


_PACKED = (
    b"PK", b"\x1f\x8b", b"%PDF", b"PAR1", b"7z", b"\xd0\xcf\x11\xe0", b"$FL2", b"$FL3", b"BZh", b"\xfd7zXZ",
)  # fmt: skip
"""How files begin whose text cannot be searched: spreadsheets, archives, PDF, Parquet, SPSS."""


def relative_names(study: Study, paths: list[Path]) -> Iterator[str]:
    """The paths as they stand inside the study's folder."""
    return (path.relative_to(study.folder).as_posix() for path in paths)
