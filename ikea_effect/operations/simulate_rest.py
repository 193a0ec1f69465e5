"""The rest of a simulation that was cut off: what is there, and what of it holds.

Sessions follow from the study's secret, so that each can be played anew and compared: whatever a program that
was killed had written is the beginning of what is written now.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ikea_effect.errors import RecordError, listed
from ikea_effect.operations.simulate_session import participant_name
from ikea_effect.record.claims import Claims
from ikea_effect.record.disk import disk_errors
from ikea_effect.record.journal import read_as_far_as_it_holds
from ikea_effect.record.store import Store
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import legible


class Extent(NamedTuple):
    """How far a simulated study is: how many it is to hold, and how many of the first are entered."""

    planned: int
    entered: int
    is_whole: bool


def extent_of(study: Study) -> Extent:
    """How far it is. Whole is one whose every session is there, entered in its journal and in its store.

    Raises: RecordError where somebody withdrew: whoever is played anew would be there again.
    """
    planned, claims = int(study.facts.get("planned") or len(study.participants())), Claims(study)
    names = [participant_name(number) for number in range(planned)]
    if gone := [name for name in names if claims.withdrew(name)]:
        raise RecordError(f"study '{study.name}' cannot go on: {listed(gone)} withdrew.")
    entered = next((at for at, name in enumerate(names) if not claims.began(name)), planned)
    if entered < planned or not set(study.participants()).issuperset(names):
        return Extent(planned, entered, False)
    with store_of(study) as store:
        seats = store.seats()
    return Extent(planned, entered, len(seats) >= planned and all(one.state != "taken" for one in seats))


def begins_at(study: Study, extent: Extent) -> int:
    """The number of the first participant who has to be played; of the last one entered the end may lack."""
    there = set(study.participants())
    missing = (number for number in range(extent.planned) if participant_name(number) not in there)
    return max(0, min(extent.entered - 1, next(missing, extent.planned)))


def is_written(path: Path, content: bytes) -> bool:
    """Whether the journal is there, whole. What a killed program left of it is taken away.

    Raises: RecordError where it holds something else.
    """
    with disk_errors(path):
        if not path.exists():
            return False
        there = path.read_bytes()
        if there == content:
            return True
        if not content.startswith(there):
            raise RecordError(
                f"{path} holds what this simulation did not write. Choose another name with --study, or make "
                "the study anew with --replace."
            )
        path.unlink()
        return False


def entered_by_now(study: Study) -> frozenset[tuple[str, str]]:
    """What stands in the study's journal: kinds of lines, and about whom."""
    return frozenset((event.kind, str(event.data.get("who"))) for event in legible(study))


def seat_the_rest(store: Store, slots: Mapping[str, int]) -> None:
    """Seats whoever of these has no place yet."""
    seated = {seat.participant for seat in store.seats()}
    if rest := {name: slot for name, slot in slots.items() if name not in seated}:
        store.seat(rest)


def mark_those_before(study: Study, store: Store) -> None:
    """Keeps how the sessions ended that were there before, as their journals tell it."""
    names = [seat.participant for seat in store.seats() if seat.state == "taken"]
    ended = {name: read_as_far_as_it_holds(study.journal(name)).events[-1].kind for name in names}
    store.mark([name for name in names if ended[name] == "finished"], "finished")
    store.mark([name for name in names if ended[name] != "finished"], "interrupted")
