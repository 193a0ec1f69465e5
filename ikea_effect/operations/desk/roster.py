"""Who is to come: a CSV file of participants' codes and, where they are known, times."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ikea_effect.errors import ParticipantError, did_you_mean, listed
from ikea_effect.record.study import checked_id

COLUMNS = ("participant", "time")
_LONGEST = 1_000_000
"""So many bytes hold more people than any desk sees."""
_SHOWN = 5


class Expected(NamedTuple):
    """Somebody who is to come, and when, as it is written."""

    participant: str
    time: str = ""


def read_roster(path: Path) -> tuple[Expected, ...]:
    """Everyone on the roster, in its order.

    Raises: ParticipantError for a file that is none, a code that cannot be used, and one that stands twice.
    """
    try:
        if (size := path.stat().st_size) > _LONGEST:
            raise ParticipantError(
                f"--roster {path}: has {size:,} bytes; a roster has at most {_LONGEST:,}. Name the list of "
                "who is to come at this desk."
            )
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise ParticipantError(f"--roster {path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise ParticipantError(f"--roster {path}: is no text in UTF-8. Save it as CSV, UTF-8.") from error
    try:
        separator = _separator(text.partition("\n")[0])
        rows = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except csv.Error as error:
        raise ParticipantError(
            f"--roster {path}: cannot be read ({error}). Is there a quotation mark that nothing closes?"
        ) from error
    names = [name.strip().lower() for name in rows[0]] if rows else []
    _checked_columns(path, names)
    return tuple(_expected(path, names, rows[1:]))


def _separator(head: str) -> str:
    return next((sign for sign in ";\t" if sign in head), ",")


def _checked_columns(path: Path, names: Sequence[str]) -> None:
    unknown = [name for name in names if name not in COLUMNS]
    if "participant" not in names or unknown or len({*names}) != len(names):
        hint = did_you_mean(unknown[0], COLUMNS) if unknown else ""
        raise ParticipantError(
            f"--roster {path}:1: the columns are {listed(name[:40] for name in names[:_SHOWN])}. Write "
            f"participant and, if you like, time.{hint}"
        )


def _expected(path: Path, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Expected]:
    there: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(names):
            raise ParticipantError(f"--roster {path}:{number}: has {len(row)} cells, not {len(names)}.")
        cells = dict(zip(names, (cell.strip() for cell in row), strict=True))
        who = _code(path, number, cells["participant"])
        if (before := there.setdefault(who.casefold(), number)) != number:
            raise ParticipantError(
                f"--roster {path}:{number}: {who} stands in line {before} already. Nobody comes twice: take "
                "one out."
            )
        yield Expected(who, _shown(cells.get("time", "")))


def _shown(time: str) -> str:
    """What stands beside the code on the experimenter's screen."""
    return "".join(sign for sign in time[:40] if sign.isprintable())


def _code(path: Path, number: int, written: str) -> str:
    try:
        return checked_id(written)
    except ParticipantError as error:
        raise ParticipantError(f"--roster {path}:{number}: {error}") from error
