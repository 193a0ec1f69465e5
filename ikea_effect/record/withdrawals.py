"""How many participants withdrew from a study: a number, and for as long as one is taken out, who it is."""

from __future__ import annotations

import functools
import json
import logging
from pathlib import Path
from typing import Any

from ikea_effect.errors import RecordError
from ikea_effect.record.claims import WITHDREW
from ikea_effect.record.disk import write_durably
from ikea_effect.record.events import Event
from ikea_effect.record.store_place import url_of
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import FILE as JOURNAL
from ikea_effect.record.study_journal import legible

FILE = "withdrawn.json"

_log = logging.getLogger(__name__)


def withdrawn_count(study: Study) -> int:
    """How many participants withdrew; where desks share a store, at any of them."""
    if url_of(study.folder) is not None:
        return _in_the_journal(study)
    return int(_kept(study)["count"])


def withdrawn_after(study: Study, kind: str) -> int:
    """How many withdrew of those who had begun (CLAIMED) or ended (ENDED), as the study's journal tells.

    Whoever a rule of the protocol ended early did not come to the end, and is not among the latter, as nobody
    is who stays: the place is given again. Whoever was sent away and withdrew never took part. An early study
    keeps no such lines: then it is all.
    """
    if study.facts["format"] < 2:
        return withdrawn_count(study)
    lines = [(event.kind, str(event.data.get("who"))) for event in legible(study) if _came(event, kind)]
    return len({who for one, who in lines if one == kind} & {who for one, who in lines if one == WITHDREW})


def _came(event: Event, kind: str) -> bool:
    """Whether the line tells of a withdrawal, or that somebody came as far as is asked for."""
    return event.kind == WITHDREW or (event.kind == kind and event.data.get("to_end", True) is True)


def under_way(study: Study) -> str:
    """Whose withdrawal was begun and not finished, or ""."""
    return str(_kept(study)["under_way"])


def counted(study: Study, participant: str) -> int:
    """Counts a withdrawal that begins, once, also if it begins twice; returns how many there are.

    Raises: RecordError if another one was begun and not finished.
    """
    if (other := under_way(study)) not in ("", participant):
        raise RecordError(
            f"the withdrawal of {other} was cut off. Nothing was removed. Finish that one first: "
            f"ikea-effect withdraw {study.name} --participant {other} --yes"
        )
    count = withdrawn_count(study) + (under_way(study) != participant)
    _keep(study, count, participant)
    return count


def at_least(study: Study, count: int) -> None:
    """Counts withdrawals from elsewhere as well, once they stand in the study's journal."""
    if withdrawn_count(study) < count:
        _keep(study, count, under_way(study))


def done(study: Study) -> None:
    """The withdrawal is finished: no code is kept."""
    _keep(study, withdrawn_count(study), "")


def _kept(study: Study) -> dict[str, Any]:
    path = study.folder / FILE
    try:
        kept = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {"count": 0, "under_way": ""}
    except OSError as error:
        raise RecordError(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError):
        kept = None
    return kept if _is_whole(kept) else _as_the_journal_tells(study, path)


def _is_whole(kept: Any) -> bool:
    if not isinstance(kept, dict) or not isinstance(kept.get("under_way"), str):
        return False
    return type(kept.get("count")) is int and kept["count"] >= 0


def _as_the_journal_tells(study: Study, path: Path) -> dict[str, Any]:
    """The count as it follows from the study's journal, in place of a file that is damaged."""
    if study.facts["format"] < 2:  # that journal was not kept yet
        raise RecordError(f"{path}: this file is damaged. Restore a copy.")
    _say_damaged(path)
    return {"count": _in_the_journal(study), "under_way": ""}


def _in_the_journal(study: Study) -> int:
    """How many participants withdrew, as the study's journal tells."""
    return len({str(event.data.get("who")) for event in legible(study) if event.kind == WITHDREW})


@functools.cache
def _say_damaged(path: Path) -> None:
    """Says it once in a command, however often the count is asked for."""
    _log.warning("%s is damaged. Who withdrew is counted in journals/%s.", path, JOURNAL)


def _keep(study: Study, count: int, participant: str) -> None:
    said = {"count": count, "under_way": participant}
    write_durably(study.folder / FILE, (json.dumps(said) + "\n").encode())
