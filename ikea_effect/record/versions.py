"""Versions of a running study: its texts, set-up and materials as sessions met them, each under its hashes.

A wording or picture that is mended while data are collected makes a new version. Every session names the
hashes that it ran with, so which version somebody met follows from the journals; what the texts said is kept
beside.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ikea_effect.errors import listed
from ikea_effect.protocol.models import canonical_json
from ikea_effect.record.database import Database
from ikea_effect.record.disk import disk_errors, write_durably
from ikea_effect.record.events import Event
from ikea_effect.record.lines import file_in, put_file
from ikea_effect.record.store_tables import FILES
from ikea_effect.record.study import Study

FOLDER = "versions"
"""The folder, inside a study's, of what each version's texts said."""

Hashes = Mapping[str, str]


class Met(NamedTuple):
    """The versions that one session met, in order, by their hashes."""

    participant: str
    slot: int
    hashes: tuple[Hashes, ...]


class Version(NamedTuple):
    """One version: its number from 1, what changed since the one before, and who met it first."""

    number: int
    hashes: Hashes
    changed: tuple[str, ...]
    wordings: tuple[str, ...]
    first: str
    sessions: int

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "number": self.number,
            "hashes": dict(self.hashes),
            "changed": list(self.changed),
            "wordings": list(self.wordings),
            "first_met_by": self.first,
            "sessions": self.sessions,
        }


def version_id(hashes: Hashes) -> str:
    """A short name of the version with these hashes."""
    return hashlib.sha256(canonical_json(dict(hashes)).encode()).hexdigest()[:16]


def met_by(events: Sequence[Event]) -> Met | None:
    """What the session met, as it tells where it began and was resumed; nothing in an older journal."""
    if not events or "hashes" not in events[0].data:
        return None
    began = events[0].data
    found = [event.data["hashes"] for event in events if "hashes" in event.data]
    return Met(str(began["participant"]), int(began["slot"]), tuple(found))


def versions(study: Study, sessions: Iterable[Met]) -> list[Version]:
    """Every version that a session met, by the sessions' places; what the study began with comes first."""
    order: dict[str, Hashes] = {}
    first: dict[str, str] = {}
    count: dict[str, int] = {}
    begun = version_id(study.facts["hashes"])
    for met in sorted(sessions, key=lambda met: (version_id(met.hashes[0]) != begun, met.slot)):
        for name, hashes in {version_id(one): one for one in met.hashes}.items():
            order.setdefault(name, hashes)
            first.setdefault(name, met.participant)
            count[name] = count.get(name, 0) + 1
    found: list[Version] = []
    for name, hashes in order.items():
        before = found[-1].hashes if found else hashes
        changed = tuple(what for what in hashes if hashes[what] != before.get(what))
        wordings = _changed_wordings(study, version_id(before), name)
        found.append(Version(len(found) + 1, hashes, changed, wordings, first[name], count[name]))
    return found


def told(found: Sequence[Version], sessions: Sequence[Met]) -> Iterator[str]:
    """What a reader of the numbers has to know; nothing where there was one version all along."""
    if len(found) < 2:
        return
    for version in found[1:]:
        which = f" ({listed(version.wordings)})" if version.wordings else ""
        yield (
            f"{' and '.join(version.changed).capitalize()} changed during data collection{which}: "
            f"version {version.number} of the study, first met by {version.first}."
        )
    parts = ", ".join(f"{version.sessions} met version {version.number}" for version in found)
    both = sorted(met.participant for met in sessions if len({version_id(one) for one in met.hashes}) > 1)
    yield f"Of {len(sessions)} sessions, {parts}" + (f"; more than one: {listed(both)}." if both else ".")


# --- what the texts said ----------------------------------------------------------------------------------


def version_file(study: Study, hashes: Hashes) -> Path:
    """The file that keeps what a version's texts said."""
    return study.folder / FOLDER / f"{version_id(hashes)}.json"


class Files(NamedTuple):
    """Where the protocol and the experiment of a version lie, as seen from the study's folder."""

    protocol: str
    experiment: str


def keep_version(
    study: Study, hashes: Hashes, wordings: Mapping[str, str], checked: str, files: Files | None = None
) -> None:
    """Keeps the version's texts, what it was checked by, and where its files are, unless it is there."""
    path = version_file(study, hashes)
    if checked_by(study, hashes) == checked:
        return
    kept: dict[str, Any] = {"hashes": dict(hashes), "checked": checked}
    kept["wordings"] = dict(sorted(wordings.items()))
    before = max((_number(study, one) for one in _names(study)), default=0)
    kept["number"] = _number(study, path.stem) or before + 1
    if files:
        kept["files"] = files._asdict()
    _write(path, _as_bytes(kept))


def _number(study: Study, name: str) -> int:
    """The how-manieth version was kept here; 0 of one that came from elsewhere or was kept before numbers."""
    number = _kept(study, name).get("number")
    return number if type(number) is int else 0


def _as_bytes(kept: Mapping[str, Any]) -> bytes:
    return (json.dumps(kept, indent=1, ensure_ascii=False) + "\n").encode()


def _write(path: Path, content: bytes) -> None:
    with disk_errors(path):
        path.parent.mkdir(exist_ok=True)
    write_durably(path, content)


def files_of(study: Study) -> list[Files]:
    """Where the files of versions were, of the latest first: a protocol may lie anywhere.

    A copy of the folder has other file times, so that the numbers tell which is the latest.
    """
    names = sorted(path.stem for path in (study.folder / FOLDER).glob("*.json"))
    latest_first = sorted(names, key=lambda name: -_number(study, name))
    kept = (_kept(study, name).get("files") for name in latest_first)
    said = [one for one in kept if isinstance(one, dict) and one.keys() == set(Files._fields)]
    at = [Files(str(one["protocol"]), str(one["experiment"])) for one in said]
    return [Files(*(str(study.folder / path) if path else "" for path in one)) for one in at]


def known_versions(study: Study) -> frozenset[str]:
    """Names of the versions that a session can have met: what the study began with, and each that is kept."""
    return frozenset({version_id(study.facts["hashes"]), *_names(study)})


def _names(study: Study) -> set[str]:
    """Names of the versions that are kept, and are what they are named by."""
    names = (path.stem for path in (study.folder / FOLDER).glob("*.json"))
    return {name for name in names if version_id(_kept(study, name).get("hashes") or {}) == name}


def kept_wordings(study: Study) -> Iterator[tuple[str, Hashes, Mapping[str, str]]]:
    """Each version that is kept with what its texts said: name, hashes, wordings by key."""
    for name in sorted(_names(study)):
        kept = _kept(study, name)
        words = kept.get("wordings")
        yield name, kept["hashes"], words if isinstance(words, dict) else {}


IS_VERSION = FILES.c.name.startswith(f"{FOLDER}/", autoescape=True)
"""Which of the files that desks share are versions."""


def exchange_versions(study: Study, database: Database, shared: Collection[str]) -> None:
    """Sends and fetches what the versions were that sessions met at each desk; `shared` are the store's.

    Not what they were checked by, nor where their files lie: each desk checks and finds its own.
    """
    here, there = _names(study), {Path(name).stem for name in shared}
    if there - here:
        with database.reading() as connection:
            fetched = {name: file_in(connection, _shared_name(name)) for name in there - here}
        for name, content in fetched.items():
            if content is not None:
                _write(study.folder / FOLDER / f"{name}.json", content)
    if here - there:
        with database.transaction() as connection:
            for name in sorted(here - there):
                put_file(connection, _shared_name(name), _as_bytes(_met_here(study, name)))


def take_versions(study: Study, other: Study) -> None:
    """Keeps of each version that sessions of `other` met what its texts said, where it is not kept here."""
    for name in sorted(_names(other) - _names(study)):
        _write(study.folder / FOLDER / f"{name}.json", _as_bytes(_met_here(other, name)))


def _shared_name(name: str) -> str:
    return f"{FOLDER}/{name}.json"


def _met_here(study: Study, name: str) -> Mapping[str, Any]:
    kept = _kept(study, name)
    return {what: kept[what] for what in ("hashes", "wordings") if what in kept}


def checked_by(study: Study, hashes: Hashes) -> str:
    """What the version was checked by, as `keep_version` was told, or nothing."""
    return str(_kept(study, version_id(hashes)).get("checked", ""))


def _kept(study: Study, name: str) -> dict[str, Any]:
    """What is kept of the version; nothing if it is not there or damaged: it is only told."""
    try:
        found = json.loads((study.folder / FOLDER / f"{name}.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _changed_wordings(study: Study, before: str, after: str) -> tuple[str, ...]:
    """Keys of the texts that read otherwise in the later version, where both are kept."""
    old, new = _kept(study, before).get("wordings"), _kept(study, after).get("wordings")
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return ()
    return tuple(sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key)))
