"""A study's folder at one of several desks: it sends what it holds more, and gets what the others wrote.

What a desk writes goes into its own folder first and then to the store. Lines that were not sent, because the
network was gone or the program was killed, are sent the next time anything is asked of the study here.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from ikea_effect.errors import RecordError, listed
from ikea_effect.record.claims import Claims
from ikea_effect.record.copies import bring_together
from ikea_effect.record.database import Database
from ikea_effect.record.disk import disk_errors, in_turn
from ikea_effect.record.lines import STUDY, Head, Lines
from ikea_effect.record.participant_files import own_files, shared_files
from ikea_effect.record.store_tables import FILES as _files
from ikea_effect.record.store_tables import HEADS as _heads
from ikea_effect.record.store_tables import RELEASED, SLOTS
from ikea_effect.record.study import Study
from ikea_effect.record.versions import IS_VERSION, exchange_versions

PARTS = ("secret", "protocol.json", "study.json")
"""What makes a study; the last is what a folder is known by."""

_TELLING = ("secret", "study.json")
"""Those of them that tell one study from another."""

_log = logging.getLogger(__name__)


class Exchanged(NamedTuple):
    """Whose lines were sent, and whether nobody had ever had a place in the store by then."""

    sent: list[str]
    is_empty: bool


def exchange(study: Study, database: Database) -> Exchanged:
    """Sends what this folder holds more, fetches what the store does.

    A journal that a program writes right now is left to that program.
    """
    with in_turn(study.folder / ".copies.lock"):
        there, lines = _look(database), Lines(database)
        _same_there(study, database.where, there.parts)
        heads = there.heads
        bring_together(study.folder, lines, STUDY, heads.get(STUDY, Head()))
        exchange_versions(study, database, there.versions)
        here = study.participants()
        gone = _withdrew(study, {*heads, *here} - {STUDY})
        for participant in gone:
            remove_copies(study, participant)
        sent = []
        for participant in sorted({*heads, *here} - {STUDY} - gone):
            if bring_together(study.folder, lines, participant, heads.get(participant, Head())):
                sent.append(participant)
        return Exchanged(sent, there.is_empty)


def fetch(study: Study, database: Database, participant: str) -> None:
    """Brings one participant's journal, if nobody writes it here, up to what the store holds."""
    with in_turn(study.folder / ".copies.lock"):
        lines = Lines(database)
        bring_together(study.folder, lines, participant, lines.heads().get(participant, Head()))


def _withdrew(study: Study, participants: Iterable[str]) -> set[str]:
    """Who of these withdrew, as the study's journal tells."""
    if not (study.folder / "secret").exists():
        return set()
    claims = Claims(study)
    return {who for who in participants if claims.withdrew(who)}


def remove_copies(study: Study, participant: str) -> None:
    """Takes what this folder holds of a session out, and what was made from everyone's data.

    Whoever it is of withdrew at another desk. The journal goes last: what was cut off is done the next time.
    """
    journal, everyones = study.journal(participant), shared_files(study)
    for path in (*everyones, *(own for own in own_files(study, participant) if own != journal), journal):
        with disk_errors(path):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    if everyones:
        _log.warning(
            "Somebody withdrew at another desk. What was made here from everyone's data is taken out: %s. "
            "Make it anew (settle, export, report).",
            listed(path.relative_to(study.folder).as_posix() for path in everyones),
        )


class _There(NamedTuple):
    """What the store holds of the study: what tells it, its versions' names, how far its journals are."""

    parts: dict[str, bytes]
    versions: frozenset[str]
    heads: dict[str, Head]
    is_empty: bool


_NO, _NONE, _NO_BYTES = sa.literal(""), sa.literal(0), sa.cast(sa.null(), sa.LargeBinary)
_SEATS, _GIVEN_BACK = (
    sa.select(sa.func.count()).select_from(one).scalar_subquery() for one in (SLOTS, RELEASED)
)
_ALL = sa.union_all(
    sa.select(sa.literal("part"), _files.c.name, _files.c.content, _NONE, _NO, _NONE).where(
        _files.c.name.in_(_TELLING)
    ),
    sa.select(sa.literal("version"), _files.c.name, _NO_BYTES, _NONE, _NO, _NONE).where(IS_VERSION),
    sa.select(
        sa.literal("head"), _heads.c.journal, _NO_BYTES, _heads.c.size, _heads.c.digest, _heads.c.lease
    ),
    sa.select(sa.literal("seats"), _NO, _NO_BYTES, _SEATS + _GIVEN_BACK, _NO, _NONE),
)
"""All of it in one answer: a server may be far away, or slow."""


def _look(database: Database) -> _There:
    parts, versions, heads, seats = {}, set(), {}, 0
    with database.look() as connection:
        for what, name, content, size, last, lease in connection.execute(_ALL):
            if what == "part":
                parts[name] = bytes(content)
            elif what == "version":
                versions.add(name)
            elif what == "head":
                heads[name] = Head(size, last, lease)
            else:
                seats = size
    return _There(parts, frozenset(versions), heads, not seats)


def parts_of(database: Database) -> dict[str, bytes]:
    """What makes the study that the store holds, {name: content}; nothing where it holds none."""
    with database.look() as connection:
        rows: Any = connection.execute(sa.select(_files).where(_files.c.name.in_(PARTS)))
        return {row.name: bytes(row.content) for row in rows}


def _same_there(study: Study, where: str, parts: Mapping[str, bytes]) -> None:
    """Raises RecordError where the store holds nothing of the study, or another of the same name."""
    if not parts:
        raise RecordError(
            f"{where} holds nothing of study '{study.name}', whose store it is to be: was the "
            "database emptied, or is the URL another's? Put the database back from its copy."
        )
    if hashlib.sha256(parts["secret"]).hexdigest() != study.facts["seed_commitment"]:
        created = json.loads(parts["study.json"]).get("created", "another day")
        raise RecordError(
            f"{where} holds another study called '{study.name}' (begun {created}). Take another "
            "name with --study, or another database."
        )
