"""The results of desks that had no network, joined in the study that they were prepared with."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ikea_effect.errors import ParticipantError, RecordError
from ikea_effect.operations.verify_claims import places_verified
from ikea_effect.record.claims import (
    CLAIMED,
    STOPPED,
    WITHDREW,
    Claims,
    alias,
    enter_begun,
    enter_stopped,
)
from ikea_effect.record.desk_folders import desk_in, edited, held_sessions
from ikea_effect.record.desks import desk_of, journal_copy, own_block, refuse_at_desk
from ikea_effect.record.disk import disk_errors, in_turn, swept, write_durably
from ikea_effect.record.events import Event, digest
from ikea_effect.record.journal import JournalRead, read_as_far_as_it_holds
from ikea_effect.record.store_rebuild import catch_up, enter_how_far, store_of
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import append, legible, study_journal
from ikea_effect.record.versions import take_versions
from ikea_effect.record.withdrawals import at_least


class _Desk(NamedTuple):
    """A desk's folder, its number, and the sessions that it holds."""

    study: Study
    number: int
    sessions: Mapping[str, JournalRead]


@dataclass(slots=True)
class Collected:
    """What was taken over of each desk, and what is left to do."""

    study: str
    counts: list[tuple[int, int, int]] = field(default_factory=list)
    """[desk, sessions that it holds, of them new or longer than before]."""
    notes: list[str] = field(default_factory=list)

    def text(self) -> str:
        """For people."""
        lines = [
            f"desk {number}: {n} sessions, {new} of them new or longer" for number, n, new in self.counts
        ]
        return "\n".join([*lines, *self.notes, f"Look at the whole: ikea-effect status {self.study}"])


def collect(study: Study, folders: Sequence[Path]) -> Collected:
    """Takes over what the desks in these folders hold. Twice changes nothing; cut off, it goes on later.

    Everything is checked before anything is written. Raises: RecordError for a folder that was not prepared
    with the study, does not hold, or is a second copy of a desk; ParticipantError for an id that took part
    twice.
    """
    refuse_at_desk(study, "Collect")
    with in_turn(study.folder / ".desks.lock"):
        desks = sorted(_checked_desks(study, folders), key=lambda desk: desk.number)
        _one_folder_each(desks)
        _once_each(study, desks)
        swept(study.folder)
        found = Collected(study.name)
        for desk in desks:
            _take(study, desk, found)
    return found


# --- before anything is written ---------------------------------------------------------------------------


def _checked_desks(study: Study, folders: Sequence[Path]) -> Iterator[_Desk]:
    for path in folders:
        desk = desk_in(study, path)
        block, sessions = own_block(desk), held_sessions(desk)
        assert block is not None
        if problems := places_verified(desk).problems:
            raise edited(desk, f"{problems[0]}.")
        _goes_on(study, desk, block.number)
        yield _Desk(desk, block.number, sessions)


def _goes_on(study: Study, desk: Study, number: int) -> None:
    """Raises RecordError where the desk's journal of the study is not the one that was collected before."""
    before, now = _content(journal_copy(study, number)), _content(study_journal(desk))
    if not (now.startswith(before) or before.startswith(now)):
        raise RecordError(
            f"{desk.folder}: another folder of desk {number} was collected before, which tells otherwise. "
            "The desk's folder was edited, or ran at two desks: their places overlap. Nothing was taken over."
        )


def _content(path: Path) -> bytes:
    if not path.exists():
        return b""
    with disk_errors(path):
        return path.read_bytes()


def _one_folder_each(desks: Sequence[_Desk]) -> None:
    for one, other in itertools.pairwise(desks):
        if one.number == other.number:
            raise RecordError(
                f"{one.study.folder} and {other.study.folder} are both desk {one.number}. Name the one where "
                "its sessions took place."
            )


def _once_each(study: Study, desks: Sequence[_Desk]) -> None:
    """Raises ParticipantError for an id at two places, RecordError for a session told in two ways."""
    where = {who.casefold(): f"{study.folder} ({who})" for who in study.participants()}
    for desk in desks:
        for who in desk.sessions:
            path = study.journal(who)
            if path.exists() and _is_of(study, path, desk.number):
                _same_beginning(path, desk, who)
            elif other := where.get(who.casefold()):
                raise ParticipantError(
                    f"participant {who} took part twice: in {desk.study.folder} and in {other}. Nothing was "
                    "taken over. Find out whose session is whose; take one of them out of its folder: "
                    "ikea-effect withdraw --results FOLDER."
                )
            where[who.casefold()] = f"{desk.study.folder} ({who})"


def _is_of(study: Study, path: Path, number: int) -> bool:
    events = read_as_far_as_it_holds(path).events
    desk = desk_of(study, events[0].data) if events else None
    return not events or (desk is not None and desk.block.number == number)


def _same_beginning(path: Path, desk: _Desk, who: str) -> None:
    own, there = _whole(path), _whole(desk.study.journal(who))
    if not (own.startswith(there) or there.startswith(own)):
        raise RecordError(
            f"{desk.study.journal(who)} tells the session of {who} otherwise than {path}, which was "
            "collected before: one of them was edited. Nothing was taken over. Restore a copy."
        )


def _whole(path: Path) -> bytes:
    """The lines that were finished."""
    finished, newline, _ = _content(path).rpartition(b"\n")
    return finished + newline


# --- taking over ------------------------------------------------------------------------------------------


def _take(study: Study, desk: _Desk, found: Collected) -> None:
    copy, log = journal_copy(study, desk.number), _whole(study_journal(desk.study))
    if any(_is_older(study, desk)):
        found.notes.append(
            f"{desk.study.folder} is an older copy of desk {desk.number} than was collected before: what "
            "came since is kept. What was done with this copy alone is missing: look for the desk's folder."
        )
    if len(log) > len(_content(copy)) or not copy.exists():  # an empty one: it was collected, nobody had come
        with disk_errors(copy):
            copy.parent.mkdir(exist_ok=True)
        write_durably(copy, log)
    take_versions(study, desk.study)
    new = [who for who in _in_order(desk) if _take_session(study, desk, who, found)]
    _enter_all(study, desk, found, new)
    _take_withdrawals(study, desk, found)
    found.counts.append((desk.number, len(desk.sessions), len(new)))


def _is_older(study: Study, desk: _Desk) -> Iterator[bool]:
    """Whether the desk's journal of the study, or that of a session, is shorter than what is here."""
    yield len(_whole(study_journal(desk.study))) < len(_content(journal_copy(study, desk.number)))
    for who in desk.sessions:
        yield len(_whole(desk.study.journal(who))) < len(_whole(study.journal(who)))


def _in_order(desk: _Desk) -> list[str]:
    """Everyone at the desk, in the order in which they came, as its journal tells it, not its clock."""
    came = [str(event.data["began"]) for event in legible(desk.study) if event.kind == CLAIMED]
    order = {began: place for place, began in enumerate(came)}
    last = len(order)  # a session that its desk did not enter any more: the program was killed right then
    first = {who: digest(read.events[0].line()) for who, read in desk.sessions.items()}
    return sorted(first, key=lambda who: (order.get(first[who], last), who))


def _take_session(study: Study, desk: _Desk, who: str, found: Collected) -> bool:
    """Takes over the session as far as the desk has it; returns whether that is further than before."""
    if Claims(study).withdrew(who):
        found.notes.append(
            f"{who} withdrew here, and is not taken over. At the desk too: ikea-effect withdraw {study.name} "
            f"--participant {who} --results {desk.study.folder.parent}"
        )
        return False
    path, there = study.journal(who), _whole(desk.study.journal(who))
    if is_longer := len(there) > len(_whole(path)):
        _take_artifacts(study, desk, who)
        write_durably(path, there)
    return is_longer


def _take_artifacts(study: Study, desk: _Desk, who: str) -> None:
    """What the session left beside its journal."""
    source, target = (one.folder / "artifacts" / who for one in (desk.study, study))
    for file in sorted(source.rglob("*")) if source.is_dir() else ():
        if file.is_file():
            with disk_errors(target):
                own = target / file.relative_to(source)
                own.parent.mkdir(parents=True, exist_ok=True)
            write_durably(own, _content(file))


def _enter_all(study: Study, desk: _Desk, found: Collected, longer: Collection[str]) -> None:
    """Enters every session, and who was stopped, where they are not; brings the store up to that."""
    here = [who for who in _in_order(desk) if study.journal(who).exists()]
    claims, at_desk = Claims(study), Claims(desk.study)
    for who in here:
        events = desk.sessions[who].events
        if not claims.began(who):
            enter_begun(study, events[0])
        for stop in (event for event in at_desk.of(who) if event.kind == STOPPED):
            if not claims.stopped(who):
                enter_stopped(study, who, str(stop.data.get("by", "")), str(stop.data.get("pays", "")))
            if stop.data.get("pays"):
                found.notes.append(_to_pay(study, who, str(stop.data["pays"])))
    with store_of(study) as store:
        catch_up(store, study)
        finished = {seat.participant for seat in store.seats() if seat.state == "finished"}
        for who in here:
            if who in longer or who not in finished or not claims.ended(who):
                enter_how_far(store, study, who, read_as_far_as_it_holds(study.journal(who)).events)


def _to_pay(study: Study, who: str, pays: str) -> str:
    return (
        f"{who} was stopped at the desk. For the receipt, unless it was made: ikea-effect stop {study.name} "
        f"--participant {who} --pays {pays} --reason WHY"
    )


def _take_withdrawals(study: Study, desk: _Desk, found: Collected) -> None:
    """Counts who withdrew at the desk. Whoever was collected before is still here, and is named."""
    gone = {str(event.data["who"]) for event in legible(desk.study) if event.kind == WITHDREW}
    names = {alias(desk.study.secret, who): who for who in study.participants()}
    for name in sorted(gone & names.keys()):
        found.notes.append(
            f"{names[name]} withdrew at desk {desk.number} after being collected. Here too: ikea-effect "
            f"withdraw {study.name} --participant {names[name]}"
        )
    known = {str(event.data["who"]) for event in legible(study) if event.kind == WITHDREW}
    counted = _begun_by(legible(study), known)  # whoever withdrew here as well has another alias here
    for name in sorted(gone - names.keys() - known):
        if not counted & _begun_by(legible(desk.study), {name}):
            append(study, WITHDREW, {"who": name})
    at_least(study, len({str(event.data["who"]) for event in legible(study) if event.kind == WITHDREW}))


def _begun_by(events: Iterable[Event], aliases: Collection[str]) -> set[str]:
    """The digests of first lines of sessions of these: the same at the desk as where desks are joined."""
    claimed = (one.data for one in events if one.kind == CLAIMED and one.data["who"] in aliases)
    return {str(data["began"]) for data in claimed if "began" in data}
