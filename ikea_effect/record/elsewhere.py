"""Which tables, reports and bundles of a study were written outside its folder: a withdrawal names them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from ikea_effect.errors import IkeaEffectError
from ikea_effect.record.disk import write_durably
from ikea_effect.record.study import Study

FILE = "elsewhere.json"


class Elsewhere(NamedTuple):
    """A file or folder outside the study's folder, what it is, and the day it was last written."""

    path: str
    what: str
    on: str


def enter_elsewhere(study: Study, path: Path | None, what: str) -> None:
    """Keeps where something of a study was written; nothing of what lies inside its folder.

    What cannot be kept (a study that may only be read) keeps nobody from their tables.
    """
    if path is None or path.resolve().is_relative_to(study.folder.resolve()):
        return
    one = Elsewhere(str(path.resolve()), what, datetime.now(UTC).date().isoformat())
    known = [each for each in _kept(study) if (each.path, each.what) != (one.path, one.what)]
    with suppress(IkeaEffectError):
        lines = json.dumps([each._asdict() for each in (*known, one)], ensure_ascii=False, indent=1)
        write_durably(study.folder / FILE, f"{lines}\n".encode())


def elsewhere(study: Study) -> tuple[Elsewhere, ...]:
    """What was written outside the study's folder and is still there, as far as this desk knows."""
    return tuple(each for each in _kept(study) if Path(each.path).exists())


def _kept(study: Study) -> Iterator[Elsewhere]:
    """What the file tells; a damaged one tells nothing."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        for each in json.loads((study.folder / FILE).read_text("utf-8")):
            yield Elsewhere(str(each["path"]), str(each["what"]), str(each["on"]))
