"""Artifacts made again: what participants made follows from their journals, whenever a file is lost.

A kill or a full disk may fall between a session's last line and its artifacts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.record.claims import enter_ended
from ikea_effect.record.disk import is_held
from ikea_effect.record.events import Event, ended_early
from ikea_effect.record.journal import JournalRead, read_as_far_as_it_holds
from ikea_effect.record.sessions import sound_journals
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study
from ikea_effect.session.artifacts import write_artifacts


class MadeAgain(NamedTuple):
    """The artifacts that are there, all written anew, and what could not be drawn."""

    files: tuple[Path, ...]
    notes: tuple[str, ...]


def all_artifacts(study: Study) -> MadeAgain:
    """Writes the artifacts of every session that holds. The same journals give the same bytes.

    Where the materials are not at hand that a session ran with, the recipe is written and no picture.
    """
    setup = setup_of(study)
    files: list[Path] = []
    without: list[str] = []
    for participant, read in sound_journals(study, []):
        if not any(event.kind == "made" for event in read.events):
            continue
        own = setup if setup and same_materials(setup, read.events) else None
        files += write_artifacts(own, read.events, study.folder / "artifacts" / participant)
        without += [] if own else [participant]
    notes = [
        f"{who}: the materials of this session are not at hand; its picture was not drawn." for who in without
    ]
    return MadeAgain(tuple(files), tuple(notes))


def setup_of(study: Study) -> Setup | None:
    """The study's set-up as its files are now; None where they are not at hand."""
    facts = study.facts
    try:
        return load_setup(facts["protocol"], facts["experiment"] or None, facts["language"], collecting=False)
    except ProtocolError:
        return None


def same_materials(setup: Setup, events: Sequence[Event]) -> bool:
    """Whether the session made what it made with these materials."""
    met = [event.data["hashes"] for event in events if "hashes" in event.data]
    return bool(met) and all(hashes.get("materials") == setup.digests["materials"] for hashes in met)


def finish_what_was_cut_off(study: Study, setup: Setup) -> list[str]:
    """Writes the artifacts of sessions that ended without them, and returns whose.

    A session is marked as finished in the store after its artifacts were written: whoever has finished and
    is not marked was cut off in between.
    """
    with store_of(study) as store:
        mended = list(
            _cut_off(study, [seat.participant for seat in store.seats() if seat.state != "finished"])
        )
        for participant, read in mended:
            own = setup if same_materials(setup, read.events) else None
            write_artifacts(own, read.events, study.folder / "artifacts" / participant)
            enter_ended(study, read.events[-1], participant)
            if ended_early(read.events):
                store.release(participant)  # the place goes to the next who comes
            else:
                store.mark([participant], "finished")
    return [participant for participant, _read in mended]


def _cut_off(study: Study, unmarked: list[str]) -> Iterator[tuple[str, JournalRead]]:
    for participant in unmarked:
        path = study.journal(participant)
        if path.exists() and not is_held(path):
            read = read_as_far_as_it_holds(path)
            if not read.broken and read.events and read.events[-1].kind == "finished":
                yield participant, read
