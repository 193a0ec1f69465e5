"""A study's tables: read from its journals, written to its exports folder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ikea_effect.errors import listed
from ikea_effect.operations.settle_checks import closed, declared_lines
from ikea_effect.payment.group_columns import results
from ikea_effect.payment.payout import Session, Told
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.record.claims import CLAIMED
from ikea_effect.record.disk import disk_errors, swept, write_durably
from ikea_effect.record.events import Event
from ikea_effect.record.export import CODEBOOK_COLUMNS, codebook, csv_bytes, parquet_bytes
from ikea_effect.record.journal import JournalRead
from ikea_effect.record.ledger import read_ledger
from ikea_effect.record.observations import Tables, tables, tidy_columns
from ikea_effect.record.sessions import Apart, sound_journals
from ikea_effect.record.study import Study
from ikea_effect.record.versions import Met, Version, met_by, told, versions
from ikea_effect.record.withdrawals import withdrawn_after, withdrawn_count


class Read(NamedTuple):
    """A study's tables, what was noted while reading, the heads of all chains, and at what pace it ran.

    Who is set `apart` is in none of the tables: the journal does not hold.
    """

    tables: Tables
    notes: tuple[str, ...]
    heads: dict[str, str]
    paces: tuple[str, ...]
    apart: tuple[Apart, ...] = ()
    versions: tuple[Version, ...] = ()


def read_study(study: Study, settled: bool = True, among: Collection[str] | None = None) -> Read:
    """The tables of all journals that hold, and in them what was `settled` with others, as the ledger has it.

    `among`: only the journals of these participants, as if there were no others.
    Raises: RecordError where the chain of the ledger does not hold.
    """
    notes: list[str] = []
    heads: dict[str, str] = {}
    paces: set[str] = set()
    waited: list[Session] = []
    apart: list[Apart] = []
    met: list[Met] = []
    ended = 0

    def journals() -> Iterator[Sequence[Event]]:
        nonlocal ended
        for participant, read in sound_journals(study, apart):
            if among is not None and participant not in among:
                continue
            ended += bool(read.events) and read.events[-1].kind in ("finished", "interrupted")
            met.extend(filter(None, [met_by(read.events)]))
            heads[participant] = read.head
            notes.extend(_cut(participant, read))
            paces.update(_paces(read.events))
            waited.extend(waited_sessions(read.events))
            yield read.events

    if gone := withdrawn_after(study, CLAIMED):
        notes.append(f"{gone} participant{'s' * (gone > 1)} withdrew; nothing of them is kept.")

    def unreadable(participant: str, error: Exception) -> None:
        nonlocal ended
        ended -= 1  # it counts among those that are set apart
        heads.pop(participant)
        waited[:] = [one for one in waited if one.participant != participant]
        apart.append(Apart(participant, f"{participant}.jsonl: a fact cannot be read ({error!r})."))

    found = tables(study.protocol, journals(), lambda: _results(study, waited) if settled else {}, unreadable)
    notes += [one.note(study.name) for one in apart]
    if strangers := study.strangers():
        notes.append(f"journals/ holds what is nobody's journal, which is not read: {listed(strangers)}.")
    changed = versions(study, met)
    notes += [*told(changed, met), *_cut_short(study, ended + len(apart))]
    return Read(found, tuple(notes), heads, tuple(sorted(paces)), tuple(apart), tuple(changed))


def _cut_short(study: Study, ended: int) -> Iterator[str]:
    """Of a simulation that was cut off: how far it came. Who was taken out or set apart since, came."""
    planned, there = study.facts.get("planned"), ended + withdrawn_count(study)
    if study.mode == "simulated" and planned is not None and there < planned:
        yield f"The simulation is incomplete: it stopped at {there} of {planned} participants."


def _cut(participant: str, read: JournalRead) -> Iterator[str]:
    """What was lost of a journal that holds."""
    if read.torn:
        yield f"{participant}: a torn last line of {len(read.torn)} bytes was left out."
    for event in read.events:
        if event.kind == "repaired":
            yield f"{participant}: {event.data['lines_lost']} damaged lines were cut off by repair."


def waited_sessions(events: Sequence[Event]) -> Iterator[Session]:
    """The session, if it has ended with a bid or prediction that others decide."""
    if events and events[-1].kind == "finished":
        facts = [Told.read(event.kind, event.data, event.at) for event in events if event.kind == "pending"]
        if facts:
            began = events[0].data
            yield Session(began["participant"], began["condition"], facts, slot=began.get("slot"))


def _results(study: Study, waited: Sequence[Session]) -> dict[str, dict[str, Any]]:
    if not waited:
        return {}
    rows = read_ledger(study)
    return results(study.protocol, waited, declared_lines(rows), closed(rows))


def _paces(events: Sequence[Event]) -> Iterator[str]:
    """The pace at which each window of a session showed its screens; a simulation has none."""
    for event in events:
        pace = (event.data.get("frontend") or {}).get("pace")
        if pace:
            yield str(pace)


def about(study: Study) -> str:
    """One sentence of what this is, which begins with what must be known of it."""
    warned = {
        "simulated": "SIMULATED participants, not people. ",
        "scripted": "SCRIPTED sessions, not people. ",
    }
    return f"{warned.get(study.mode, '')}{study.protocol.title} (protocol {study.protocol.id})."


def export(study: Study, out: Path | None = None, tell: Callable[[str], None] | None = None) -> list[Path]:
    """Writes observations (wide, tidy, Parquet) and codebook. The same journals give the same bytes.

    What is to be known of the data, such as who is set apart, is told to `tell`.
    """
    swept(study.folder)
    found = told_of(study, tell).tables
    folder = out or study.folder / "exports"
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    files = due_tables(study, found)
    for name, content in files.items():
        write_durably(folder / name, content)
    return [folder / name for name in files]


def told_of(study: Study, tell: Callable[[str], None] | None) -> Read:
    """The study read, and every note on it told: who is set apart, who withdrew, what was lost."""
    read = read_study(study)
    if tell:
        for note in read.notes:
            tell(note)
    return read


def due_tables(study: Study, found: Tables) -> dict[str, bytes]:
    """{name of the file: what stands in it} of the study's tables."""
    declared = tuple(one for one in columns_of(study.protocol) if one.name in found.columns)
    return {
        "observations.csv": csv_bytes(found.columns, found.wide),
        "observations-tidy.csv": csv_bytes(tidy_columns(study.protocol), found.tidy),
        "codebook.csv": csv_bytes(CODEBOOK_COLUMNS, codebook(declared, study.facts.get("words", {}))),
        "observations.parquet": parquet_bytes(declared, found.wide),
    }
