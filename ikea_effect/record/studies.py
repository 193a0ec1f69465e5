"""Studies by name: found in a folder of results, or in the store that desks share and copied from there.

What makes a study (study.json, protocol.json, its secret) is put into the store by the desk that begins it;
every other desk makes its folder from that.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa

from ikea_effect.errors import StationError
from ikea_effect.record.database import AwayStoreError, Database, shown
from ikea_effect.record.disk import disk_errors, folder_in_making, sync_folder, write_durably
from ikea_effect.record.exchange import PARTS, exchange, parts_of
from ikea_effect.record.ledger_acts import SHARED_LEDGER, fetch_ledger
from ikea_effect.record.lines import put_file
from ikea_effect.record.store_place import FILE as URL_FILE
from ikea_effect.record.store_place import VARIABLE, checked_url, keep_url, url_of
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.store_tables import FILES as _files
from ikea_effect.record.study import Plan, Study, checked_id, same_study, sought_id
from ikea_effect.record.study import find_study as _found_here
from ikea_effect.record.study import open_study as _opened_here

_log = logging.getLogger(__name__)


def find_study(results: Path, name: str) -> Study:
    """The study of that name, its journals brought up to what other desks wrote.

    Where the store does not answer, what this desk holds is taken, which is said. Raises: RecordError with
    the names that there are.
    """
    folder, url = results / sought_id(name), os.environ.get(VARIABLE)
    if url and not (folder / "study.json").is_file():
        join(results, name, checked_url(url))
    study = _found_here(results, name)
    try:
        bring_up_to_date(study)
    except AwayStoreError as error:
        _log.warning("%s What this desk holds is taken; what others did since is not in it.", error)
    return study


def bring_up_to_date(study: Study) -> None:
    """Sends and fetches what the desks' copies of the study differ in; nothing where no store is shared."""
    if url_of(study.folder) is not None:
        with store_of(study) as store:
            fetch_ledger(study, store)


def open_study(results: Path, plan: Plan, created: str, url: str | None = None) -> Study:
    """The study that the plan describes, begun now or gone on with; its store at the URL, where one is told.

    Raises: RecordError if it was begun otherwise, or another study has this name in the store; StationError
    if the store does not answer.
    """
    if url is None:
        return _opened_here(results, plan, created)
    folder = results / checked_id(plan.name, "study")
    if not (folder / "study.json").is_file():
        join(results, plan.name, url)
    study = _opened_here(results, plan, created)
    if url_of(folder) is None:
        try:
            _share(study, url)
        except _ElsewhereFirst:
            shutil.rmtree(folder)  # it was begun a moment ago; nobody took part here, or withdrew
            join(results, plan.name, url)
            study = Study(folder)
            same_study(study, plan)
    return study


def store_for(results: Path, name: str, asked: str | None, here: str | None) -> str | None:
    """The URL of the study's store: as it is kept; else as `asked` for, as this computer has it, or `here`.

    `asked` is what somebody wrote now, `here` what the lab's set-up says.
    Raises: StationError where the study was begun with another one.
    """
    url = asked or os.environ.get(VARIABLE) or here
    url = checked_url(url) if url else None
    folder = results / checked_id(name, "study")
    kept = url_of(folder)
    if kept and url and kept != url:
        raise StationError(
            f"study '{name}' has its store at {shown(kept)}, not at {shown(url)}. If the server has moved, "
            f"write its new URL into {folder / URL_FILE} at every desk."
        )
    if url and not kept and not asked and (folder / "study.json").is_file():
        raise StationError(
            f"study '{name}' was begun on this computer alone, and keeps its store in its folder. To move it "
            f"to the store of this computer, run once with --store {shown(url)}; or take another --study."
        )
    return kept or url


# --- what makes a study, in the store ---------------------------------------------------------------------


class _ElsewhereFirst(Exception):
    """Another desk began the study a moment before."""


def join(results: Path, name: str, url: str) -> bool:
    """Makes the study's folder from the store; False where the store has no study of this name yet.

    The folder is there whole or not at all.
    """
    with contextlib.closing(Database(results / name, url)) as database:
        parts = parts_of(database)
        if not parts:
            return False
        with folder_in_making(results, name) as being_made:
            _write_folder(being_made, parts, url)
            with disk_errors(results):
                _put(being_made, results / name)
                sync_folder(results)
        exchange(Study(results / name), database)
    return True


def _write_folder(folder: Path, parts: Mapping[str, bytes], url: str) -> None:
    with disk_errors(folder):
        folder.chmod(0o755)
        for inner in ("journals", "artifacts", "exports"):
            (folder / inner).mkdir()
    keep_url(folder, url)
    for part in PARTS:
        write_durably(folder / part, parts[part], mode=0o600 if part == "secret" else 0o644)


def _put(source: Path, target: Path) -> None:
    """Renames, unless another program at this desk was faster."""
    try:
        source.rename(target)
    except OSError:
        if not (target / "study.json").is_file():
            raise


def _share(study: Study, url: str) -> None:
    """Puts the study into the store, and keeps where it is. Nobody may be in a session of it here."""
    own = {part: (study.folder / part).read_bytes() for part in PARTS}
    with contextlib.closing(Database(study.folder, url)) as database:
        with database.transaction() as connection:
            if not connection.scalar(sa.select(sa.func.count()).select_from(_files)):
                rows = [{"name": part, "content": content} for part, content in own.items()]
                connection.execute(_files.insert(), rows)
                if (ledger := study.folder / SHARED_LEDGER).exists():
                    put_file(connection, SHARED_LEDGER, ledger.read_bytes())
        if parts_of(database) != own and not any(study.journals.iterdir()):
            raise _ElsewhereFirst
        exchange(study, database)
    keep_url(study.folder, url)
