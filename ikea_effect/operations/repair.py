"""Repair: what can be saved of sessions whose journals do not hold, and, where asked for, saving it.

The damaged file is kept aside. Nothing is made up: a byte is put back only where the chain proves it, and a
journal is cut only behind its last line that holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ikea_effect.errors import StationError
from ikea_effect.operations.settle_absences import of_sessions
from ikea_effect.operations.settle_ledger import alone
from ikea_effect.record.disk import disk_errors, is_held, write_durably
from ikea_effect.record.events import Event, timestamp
from ikea_effect.record.journal import JournalRead, journal_in, read_as_far_as_it_holds
from ikea_effect.record.ledger import FILE as LEDGER
from ikea_effect.record.ledger import SET_ASIDE, Kept, kept_ledger, restore_ledger
from ikea_effect.record.mending import mended
from ikea_effect.record.sessions import OtherFactsError, foreign
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import adding, damage_of, study_journal


@dataclass(frozen=True, slots=True)
class Damage:
    """One session that is set apart: why, how many of its lines can be saved, and what is to be done.

    `how` is restore (nothing is lost), cut (behind the lines that hold), move (it is no session of this
    study) or nothing (only a copy helps).
    """

    participant: str
    why: str
    how: str
    lines: int
    saved: int
    advice: str

    def text(self) -> str:
        """For people."""
        return f"{self.participant}: {self.why}\n  {self.advice}"

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


def damages(study: Study) -> list[Damage]:
    """Every session of the study that is set apart, and what can be saved of it. Nothing is written."""
    return [damage for damage, _content in _found(study, kept_ledger(study))]


def repair(study: Study) -> list[Damage]:
    """Saves what can be saved, and returns what was damaged.

    Raises: StationError while one of these sessions, or the books, are in use, or where the disk refuses.
    """
    with alone(study), adding(study):
        ledger = kept_ledger(study)
        found = list(_found(study, ledger))
        sessions = [one for one in found if one[0].participant != LEDGER]
        for damage, _content in sessions:
            if is_held(study.journal(damage.participant)):
                raise StationError(f"{damage.participant} is being run right now. Nothing was repaired.")
        if ledger.wrong:
            restore_ledger(study, ledger.rows, ledger.times)
        for damage, content in sessions:
            if damage.how != "nothing":
                _keep_aside(study, damage.participant)
            if content is not None:
                write_durably(study.journal(damage.participant), content)
            elif damage.how == "move":
                _remove(study.journal(damage.participant))
    return [damage for damage, _content in found]


def _found(study: Study, ledger: Kept) -> Iterator[tuple[Damage, bytes | None]]:
    """Each damage, with what the journal is to hold instead; None where nothing is to be written."""
    paid: dict[str, set[str]] = {}
    if ledger.wrong:
        lines = len(ledger.rows)
        yield Damage(LEDGER, ledger.wrong, "restore", lines, lines, _COPIED), None
    for row in of_sessions(study, ledger.rows):
        paid.setdefault(row.line.participant, set()).add(row.journal)
    if (path := study_journal(study)).exists():
        yield from _of_the_study(study, path)
    for who in study.participants():
        read = read_as_far_as_it_holds(study.journal(who))
        if read.torn and (whole := _end_put_back(study, who)):
            yield _end_changed(who, len(read.events) + 1), whole
        elif read.broken:
            yield _broken(study, who, read, paid.get(who, set()))
        elif isinstance(wrong := foreign(study, who, read), OtherFactsError):
            yield Damage(who, str(wrong), "nothing", len(read.events), len(read.events), _OTHER_FACTS), None
        elif wrong:
            advice = f"It is no session of {who} here, and can be moved to {SET_ASIDE}/."
            yield Damage(who, str(wrong), "move", len(read.events), 0, advice), None


def _end_put_back(study: Study, who: str) -> bytes | None:
    """The journal with the end of its last line, where only that was changed; nothing for a torn line."""
    content = study.journal(who).read_bytes()
    whole = mended(content)
    return None if whole == content else whole


def _end_changed(who: str, line: int) -> Damage:
    return Damage(
        who, f"{who}.jsonl:{line}: the end of the line was changed.", "restore", line, line, _PROVED
    )


def _of_the_study(study: Study, path: Path) -> Iterator[tuple[Damage, bytes | None]]:
    """The damage of the study's own journal, which is never cut: what it tells of sessions would be lost."""
    if (wrong := damage_of(study)) is None:
        return
    content = path.read_bytes() if path.is_file() else b""
    read, lines = read_as_far_as_it_holds(path), content.count(b"\n")
    why, whole = str(wrong), mended(content) if content else None
    if whole is None:
        advice = "What it tells behind that line counts for nothing. Restore a copy of the file."
        yield Damage(path.stem, why, "nothing", lines, len(read.events), advice), None
    else:
        yield Damage(path.stem, why, "restore", lines, whole.count(b"\n"), _PROVED), whole


_OTHER_FACTS = "The journal holds. Only a copy of study.json helps."

_COPIED = "One of the two is what was written last: the other can be made anew, and nothing is lost."

_PROVED = "The chain proves what stood there: it can be put back, and nothing is lost."


def _broken(study: Study, who: str, read: JournalRead, paid: set[str]) -> tuple[Damage, bytes | None]:
    """What can be saved of a journal whose chain breaks; `paid` names the heads that were paid from."""
    why, saved = str(read.broken), len(read.events)
    try:
        content = study.journal(who).read_bytes()
    except OSError:
        return Damage(who, why, "nothing", 0, 0, "Restore a copy of the file."), None
    lines, whole = content.count(b"\n"), mended(content)
    if whole is not None and not foreign(study, who, journal_in(whole, who)):
        return Damage(who, why, "restore", lines, whole.count(b"\n"), _PROVED), whole
    if not saved or foreign(study, who, read):
        advice = "No line can be saved. Restore a copy of the file."
        return Damage(who, why, "nothing", lines, 0, advice), None
    if not paid <= _heads(read):
        advice = "It was paid by lines that do not hold any more. Restore a copy of the file."
        return Damage(who, why, "nothing", lines, saved, advice), None
    advice = (
        f"{saved} of {lines} lines hold, up to {_told(read.events[-1])}. The rest can be cut off, and the "
        "session gone on with (run --resume)."
    )
    return Damage(who, why, "cut", lines, saved, advice), _cut(read, content, lines)


def _heads(read: JournalRead) -> set[str]:
    return {*(event.prev for event in read.events[1:]), read.head}


def _told(event: Event) -> str:
    return f"{event.data.get('screen') or event.kind} at {event.at}"


def _cut(read: JournalRead, content: bytes, lines: int) -> bytes:
    """The lines that hold, and one that tells what was cut off."""
    last = read.events[-1]
    data: Mapping[str, Any] = {
        "lines_lost": lines - len(read.events),
        "file_sha256": hashlib.sha256(content).hexdigest(),
    }
    now = timestamp(datetime.now(UTC))
    told = Event(last.seq + 1, "repaired", now, last.clock_ms, read.head, data)
    kept = content.split(b"\n")[: len(read.events)]
    return b"\n".join([*kept, told.line(), b""])


def _keep_aside(study: Study, who: str) -> Path:
    """The journal as it is, under a name that is free."""
    folder, path = study.folder / SET_ASIDE, study.journal(who)
    with disk_errors(folder):
        folder.mkdir(exist_ok=True)
        content = path.read_bytes()
    number = 1
    while (kept := folder / f"{who}-{number}.jsonl").exists():
        number += 1
    write_durably(kept, content)
    return kept


def _remove(path: Path) -> None:
    with disk_errors(path):
        path.unlink()
