"""How many participants withdrew from a study: a number, and for as long as one is taken out, who it is."""

from __future__ import annotations

import json
from typing import Any

from ikea_effect.errors import RecordError
from ikea_effect.record.disk import write_durably
from ikea_effect.record.study import Study

FILE = "withdrawn.json"


def withdrawn_count(study: Study) -> int:
    """How many participants withdrew."""
    return int(_kept(study)["count"])


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


def done(study: Study) -> None:
    """The withdrawal is finished: no code is kept."""
    _keep(study, withdrawn_count(study), "")


def _kept(study: Study) -> dict[str, Any]:
    path = study.folder / FILE
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return {"count": 0, "under_way": ""}
    except ValueError as error:
        raise RecordError(f"{path}: this file is damaged. Restore a copy.") from error


def _keep(study: Study, count: int, participant: str) -> None:
    said = {"count": count, "under_way": participant}
    write_durably(study.folder / FILE, (json.dumps(said) + "\n").encode())
