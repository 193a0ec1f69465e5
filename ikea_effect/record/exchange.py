"""A study's folder at one of several desks: it sends what it holds more, and gets what the others wrote.

What a desk writes goes into its own folder first and then to the store. Lines that were not sent, because the
network was gone or the program was killed, are sent the next time anything is asked of the study here.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ikea_effect.errors import RecordError
from ikea_effect.record.claims import Claims
from ikea_effect.record.copies import SET_ASIDE, bring_together
from ikea_effect.record.database import Database
from ikea_effect.record.disk import disk_errors, in_turn
from ikea_effect.record.lines import STUDY, Head, Lines
from ikea_effect.record.store_tables import FILES as _files
from ikea_effect.record.study import Study

PARTS = ("secret", "protocol.json", "study.json")
"""What makes a study; the last is what a folder is known by."""


def exchange(study: Study, database: Database) -> list[str]:
    """Sends what this folder holds more, fetches what the store does; returns whose lines were sent.

    A journal that a program writes right now is left to that program.
    """
    _same_there(study, database)
    with in_turn(study.folder / ".copies.lock"):
        lines = Lines(database)
        heads = lines.heads()
        bring_together(study.folder, lines, STUDY, heads.get(STUDY, Head()))
        here = study.participants()
        gone = _withdrew(study, {*heads, *here} - {STUDY})
        for participant in gone:
            remove_copies(study, participant)
        sent = []
        for participant in sorted({*heads, *here} - {STUDY} - gone):
            if bring_together(study.folder, lines, participant, heads.get(participant, Head())):
                sent.append(participant)
        return sent


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
    """Takes what this folder holds of a session out: whoever it is of withdrew at another desk."""
    for path in (study.folder / SET_ASIDE).glob(f"{participant}-*.jsonl"):
        path.unlink(missing_ok=True)
    shutil.rmtree(study.folder / "artifacts" / participant, ignore_errors=True)
    with disk_errors(study.journal(participant)):
        study.journal(participant).unlink(missing_ok=True)


def parts_of(database: Database) -> dict[str, bytes]:
    """What makes the study that the store holds, {name: content}; nothing where it holds none."""
    with database.reading() as connection:
        rows: Any = connection.execute(sa.select(_files).where(_files.c.name.in_(PARTS)))
        return {row.name: bytes(row.content) for row in rows}


def _same_there(study: Study, database: Database) -> None:
    """Raises RecordError where the store holds nothing of the study, or another of the same name."""
    parts = parts_of(database)
    if not parts:
        raise RecordError(
            f"{database.where} holds nothing of study '{study.name}', whose store it is to be: was the "
            "database emptied, or is the URL another's? Put the database back from its copy."
        )
    if hashlib.sha256(parts["secret"]).hexdigest() != study.facts["seed_commitment"]:
        created = json.loads(parts["study.json"]).get("created", "another day")
        raise RecordError(
            f"{database.where} holds another study called '{study.name}' (begun {created}). Take another "
            "name with --study, or another database."
        )
