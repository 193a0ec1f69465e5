"""The folder of a desk without a network: made whole or not at all, and looked at when it comes back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ikea_effect.errors import RecordError
from ikea_effect.record.desks import Block, Prepared, desk_facts, desk_secret, own_block, prepared
from ikea_effect.record.disk import disk_errors, folder_in_making, sync_folder, write_durably
from ikea_effect.record.journal import JournalRead, read_as_far_as_it_holds
from ikea_effect.record.sessions import foreign
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import damage_of


def make_desk(study: Study, block: Block, results: Path) -> Prepared:
    """The desk's folder, inside `results`, which is the desk's own folder of studies.

    One that was made in a command that was killed is kept. Raises: RecordError where another lies there.
    """
    secret = desk_secret(study.secret, block.number)
    desk = Prepared(block, hashlib.sha256(secret).hexdigest())
    said, folder = desk_facts(study.facts, *desk), results / study.name
    if folder.exists():
        _refuse_another(folder, said)
        return desk
    with folder_in_making(results, study.name) as being_made:
        _fill(being_made, study, said, secret)
        with disk_errors(results):
            being_made.rename(folder)
            sync_folder(results)
    return desk


def _refuse_another(folder: Path, said: Mapping[str, Any]) -> None:
    if Study(folder).facts != said:
        raise RecordError(
            f"{folder}: another study or desk lies there. Move it away, or choose another folder with --to."
        )


def _fill(folder: Path, study: Study, said: Mapping[str, Any], secret: bytes) -> None:
    with disk_errors(folder):
        folder.chmod(0o755)
        for inner in ("journals", "artifacts", "exports"):
            (folder / inner).mkdir()
        protocol = (study.folder / "protocol.json").read_bytes()
    write_durably(folder / "secret", secret, mode=0o600)
    write_durably(folder / "protocol.json", protocol)
    write_durably(folder / "study.json", (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode())


# --- when it comes back -----------------------------------------------------------------------------------


def desk_in(study: Study, path: Path) -> Study:
    """The desk's study in the folder that was named: the desk's own, or the study's inside it.

    Raises: RecordError where there is none, or it was not prepared with this study.
    """
    found = [one for one in (path, path / study.name) if (one / "study.json").is_file()]
    if not found:
        raise RecordError(
            f"{path}: no desk's folder of study '{study.name}' is here. Name the folder of a desk."
        )
    desk = Study(found[0])
    if desk.folder.resolve() == study.folder.resolve():
        raise RecordError(f"{path}: this is the study itself. Name the folders of its desks.")
    block = own_block(desk)
    if block is None:
        raise RecordError(
            f"{desk.folder}: this is a study of its own, and was prepared with none. Only what was prepared "
            f"together is joined: ikea-effect desk --study {study.name} --prepare N"
        )
    there = prepared(study).get(block.number)
    if there is None or there.commitment != desk.facts["seed_commitment"]:
        raise RecordError(
            f"{desk.folder}: this desk {block.number} of '{desk.facts['study']}' was not prepared with the "
            f"study in {study.folder}. Collect it where it was prepared."
        )
    if desk.facts != desk_facts(study.facts, *there):
        raise RecordError(
            f"{desk.folder / 'study.json'} was edited since the desk was prepared. Restore a copy."
        )
    return desk


def held_sessions(desk: Study) -> dict[str, JournalRead]:
    """Every session that has begun. Raises: RecordError where a file of the folder does not hold."""
    _ = desk.secret, desk.protocol
    if (wrong := damage_of(desk)) is not None:
        raise edited(desk, str(wrong))
    if strangers := desk.strangers():
        raise edited(desk, f"{strangers[0]} is nobody's journal")
    sessions = {who: read_as_far_as_it_holds(desk.journal(who)) for who in desk.participants()}
    for who, read in sessions.items():
        if (wrong := read.broken or foreign(desk, who, read)) is not None:
            raise edited(desk, str(wrong))
    return {who: read for who, read in sessions.items() if read.events}


def edited(desk: Study, what: str) -> RecordError:
    """That a file of a desk's folder does not hold."""
    return RecordError(
        f"{desk.folder} was edited or damaged: {what} Nothing was taken over. Restore a copy, or see what "
        f"can be saved: ikea-effect repair {desk.name} --results {desk.folder.parent}"
    )
