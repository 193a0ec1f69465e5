"""Desks without a network: each has a block of a study's places, and a secret that follows from the study's.

A desk's folder is a study of its own, which says whose it is. Its secret is drawn from the study's by the
desk's number and cannot be turned back, so that a desk that is lost gives away its own draws alone.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ikea_effect.assignment.slots import Slots
from ikea_effect.errors import RecordError
from ikea_effect.protocol.models import Protocol, canonical_json
from ikea_effect.record.events import Event
from ikea_effect.record.journal import read_as_far_as_it_holds
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import legible, study_journal

PREPARED = "prepared"
"""The act's kind in the study's journal, and the name under which a session tells its desk."""

FACT = "desk"
"""The name under which the study.json of a desk tells which it is."""

_NAMES = ("number", "first", "places")


class Block(NamedTuple):
    """A desk's number, from 1, the first of its places, and how many it has."""

    number: int
    first: int
    places: int

    def as_data(self) -> dict[str, int]:
        """It as study.json and journals keep it."""
        return dict(self._asdict())


def block_from(said: Any) -> Block | None:
    """The block that these data tell; nothing where they tell none."""
    if not isinstance(said, dict) or any(type(said.get(name)) is not int for name in _NAMES):
        return None
    return Block(*(said[name] for name in _NAMES))


def own_block(study: Study) -> Block | None:
    """The block of the desk whose folder this is; nothing in a study that is whole."""
    return block_from(study.facts.get(FACT))


def desk_secret(secret: bytes, number: int) -> bytes:
    """The secret of a desk. No stream's key, claim or alias is made from such words."""
    return hmac.digest(secret, f"|desk|{number}".encode(), "sha256")


def desk_facts(facts: Mapping[str, Any], block: Block, commitment: str) -> dict[str, Any]:
    """What the study.json of a desk says; a seed would give away the study's secret."""
    return {**facts, "seed": None, "seed_commitment": commitment, FACT: block.as_data()}


class Prepared(NamedTuple):
    """A desk as it was prepared: its places, and what its secret comes to."""

    block: Block
    commitment: str


def prepared(study: Study) -> Mapping[int, Prepared]:
    """The desks that were prepared, by number."""
    path = study_journal(study)
    try:
        now = path.stat()
    except OSError:
        return {}
    return _prepared(study.folder, now.st_size, now.st_mtime_ns)


@functools.lru_cache(maxsize=8)  # asked for each session: the journal is read again only once it has grown
def _prepared(folder: Path, _size: int, _changed: int) -> Mapping[int, Prepared]:
    found: dict[int, Prepared] = {}
    for event in legible(Study(folder)):
        for one in event.data["desks"] if event.kind == PREPARED else ():
            if (block := block_from(one)) is not None:
                found.setdefault(block.number, Prepared(block, str(one.get("seed_commitment"))))
    return found


def desk_of(study: Study, began: Mapping[str, Any]) -> Prepared | None:
    """The desk that a session with this first event ran at; nothing where it ran in this study itself."""
    block = None if own_block(study) else block_from(began.get(PREPARED))
    desk = prepared(study).get(block.number) if block is not None else None
    return desk if desk is not None and desk.block == block else None


def commitment_of(study: Study, began: Mapping[str, Any]) -> str:
    """What the secret comes to that the session was to be drawn with."""
    desk = desk_of(study, began)
    return str(study.facts["seed_commitment"]) if desk is None else desk.commitment


def study_sha256_of(study: Study, began: Mapping[str, Any]) -> str:
    """The hash of the study.json that the session was begun with."""
    desk = desk_of(study, began)
    if desk is None:
        return study.sha256
    facts = desk_facts(study.facts, *desk)
    kept = {name: fact for name, fact in facts.items() if name != "planned"}
    return hashlib.sha256(canonical_json(kept).encode()).hexdigest()


def secret_of(study: Study, began: Mapping[str, Any]) -> bytes:
    """The secret that the session with this first event is drawn with."""
    desk = desk_of(study, began)
    return study.secret if desk is None else desk_secret(study.secret, desk.block.number)


class Drawing(NamedTuple):
    """The secret that a session's draws are made with, and the places that it gives."""

    secret: bytes
    slots: Slots


class Drawings:
    """What the sessions of a study are drawn with: those of each prepared desk with that desk's secret."""

    def __init__(self, study: Study, protocol: Protocol | None = None) -> None:
        self._study, self._protocol = study, protocol or study.protocol
        self._secret = study.secret
        own = own_block(study)
        self._own = Drawing(self._secret, Slots(self._protocol, self._secret, own.first if own else 0))
        self._desks: dict[Block, Drawing] = {}

    @property
    def own(self) -> Drawing:
        """What a session is drawn with that begins in this study itself."""
        return self._own

    def of(self, began: Mapping[str, Any]) -> Drawing:
        """What the session with this first event is drawn with."""
        desk = desk_of(self._study, began)
        return self._own if desk is None else self.at(desk.block)

    def giving(self, slot: int) -> tuple[int, Slots]:
        """The first place of the block that a place is of, and the places of that block."""
        for block, _ in prepared(self._study).values():
            if block.first <= slot < block.first + block.places:
                return block.first, self.at(block).slots
        own = own_block(self._study)
        return (own.first if own else 0), self._own.slots

    def at(self, block: Block) -> Drawing:
        """What sessions at a desk are drawn with."""
        if block not in self._desks:
            secret = desk_secret(self._secret, block.number)
            self._desks[block] = Drawing(secret, Slots(self._protocol, secret, block.first))
        return self._desks[block]


def journal_copy(study: Study, number: int) -> Path:
    """Where the journal lies that a desk kept of the study, once its results were collected."""
    return study.folder / "desks" / f"desk-{number}.jsonl"


def desk_journal(study: Study, number: int) -> list[Event]:
    """What a desk entered of its sessions, as far as it holds; nothing where it was not collected."""
    path = journal_copy(study, number)
    return read_as_far_as_it_holds(path).events if path.exists() else []


def refuse_while_at_desks(study: Study, participant: str) -> None:
    """Raises RecordError for a session that would begin or go on where desks have its places."""
    path, there = study.journal(participant), prepared(study)
    if not there or own_block(study):
        return
    read = read_as_far_as_it_holds(path).events if path.exists() else []
    desk = desk_of(study, read[0].data) if read else None
    if read and desk is None:  # it began here before desks were prepared
        return
    where = f"desk {desk.block.number}" if desk else f"one of the {len(there)} prepared desks"
    raise RecordError(
        f"participant {participant}: desks without a network were prepared for study '{study.name}', and "
        f"only they give places. Run the session at {where}, with its folder: ikea-effect desk --study "
        f"{study.name} --desk {desk.block.number if desk else 1} --results FOLDER"
    )


def refuse_other_desk(study: Study, desk: str) -> None:
    """Raises RecordError in a desk's own folder for a session or a day at a desk of another name.

    Two desks with one folder would give the same places twice, and the books would name the wrong one.
    """
    block = own_block(study)
    if block is None or desk in ("", str(block.number)):
        return
    raise RecordError(
        f"--desk {desk}: {study.folder} is the folder of desk {block.number} of study '{study.name}'. "
        f"Open it as that (--desk {block.number}, or IKEA_DESK={block.number}); desk {desk} has a folder of "
        "its own, if it was prepared."
    )


def refuse_at_desk(study: Study, what: str) -> None:
    """Raises RecordError in a desk's own folder for what is done once for all desks."""
    if (block := own_block(study)) is not None:
        raise RecordError(
            f"{study.folder}: this is desk {block.number} of study '{study.name}', without a network. {what} "
            f"where all desks are joined: ikea-effect collect {study.name} FOLDER"
        )
