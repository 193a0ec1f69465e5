"""Withdrawal: everything of one participant out of a study, and what is left still holds.

A withdrawal that was cut off is finished by asking for it again: the journal goes last.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ikea_effect.errors import ParticipantError, RecordError, did_you_mean, listed
from ikea_effect.operations.run_lease import refuse_running
from ikea_effect.operations.settle_ledger import alone
from ikea_effect.operations.withdraw_files import STUDY_JOURNAL, relative_names, still_naming
from ikea_effect.record.absences import absence_of
from ikea_effect.record.claims import Claims, enter_withdrawal
from ikea_effect.record.disk import disk_errors, sync_folder
from ikea_effect.record.elsewhere import elsewhere
from ikea_effect.record.gatherings import Gatherings
from ikea_effect.record.journal import read_as_far_as_it_holds
from ikea_effect.record.ledger import FILE, kept_ledger, read_ledger, without, write_ledger
from ikea_effect.record.participant_files import DAMAGED_STORE, own_files, shared_files
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study, checked_id
from ikea_effect.record.withdrawals import counted, done, under_way

ELSEWHERE = (
    "What was handed on to people, copied, printed or backed up is not known here: find and delete it there."
)
"""Only what this program wrote outside the study's folder, at this desk, is known."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal took out, what has to be made anew without it, and where the id still stands."""

    participant: str
    removed: tuple[str, ...]
    to_make_anew: tuple[str, ...]
    named_in: tuple[str, ...]
    count: int
    left_in: tuple[str, ...] = ()
    """Files that this program did not write, or that could not be removed, in which the id stands."""
    not_searched: tuple[str, ...] = ()
    """Files that cannot be searched for it."""
    elsewhere: tuple[str, ...] = ()
    """Tables, reports and bundles that were written outside the study's folder and are still there."""

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)

    def text(self, study: str) -> str:
        """For people."""
        own = "1 file or folder" if len(self.removed) == 1 else f"{len(self.removed)} files and folders"
        everyones = f", and {len(self.to_make_anew)} that held everyone's data" if self.to_make_anew else ""
        lines = [f"{self.participant} is out of {study}. Removed: {own} of their own{everyones}."]
        if STUDY_JOURNAL in self.named_in:
            lines.append(
                f"The code {self.participant} still stands in {STUDY_JOURNAL}, in a reason or remark. Leave "
                "the file as it is: it says who was paid, and the study's books do not hold without it."
            )
        if others := [one for one in self.named_in if one != STUDY_JOURNAL]:
            lines.append(
                f"The code {self.participant} still stands in {listed(others)}: these belong to "
                f"others, who bid at the same desk or were shown what {self.participant} made, and "
                "their chains would not hold without it."
            )
        if self.left_in:
            lines.append(
                f"The code {self.participant} still stands in {listed(self.left_in)}, which this program "
                "does not keep. Look into each, and delete it by hand."
            )
        if self.not_searched:
            names = listed(self.not_searched)
            lines.append(f"{names} cannot be searched. Look whether {self.participant} is in there.")
        if self.to_make_anew:
            commands = {"exports": "export", "report": "report", "cash-box": "settle", "goods": "settle"}
            anew = {commands.get(re.split(r"[./]|-selected", one)[0], "settle") for one in self.to_make_anew}
            lines.append(
                "Make anew what held everyone's data: "
                + ", ".join(f"ikea-effect {command} {study}" for command in sorted(anew))
            )
        lines += outside(self.elsewhere)
        return "\n".join(lines)


def outside(named: Sequence[str]) -> list[str]:
    """What is to be said of what lies outside the study's folder."""
    known = (
        f"Written outside the study's folder, and still there: {listed(named)}. Delete it, or make it anew."
    )
    return [*([known] if named else []), ELSEWHERE]


def named_elsewhere(study: Study) -> tuple[str, ...]:
    """What was written outside the study's folder: where, what it is, and when."""
    return tuple(f"{one.path} ({one.what}, {one.on})" for one in elsewhere(study))


def withdraw(study: Study, participant: str, even_so: bool = False) -> Withdrawn:
    """Takes the participant out: journal, artifacts, receipts, ledger rows, slot, and every table and report.

    The slot goes to the next who comes. Raises: ParticipantError for someone of whom there is nothing;
    StationError while the session runs or the books are in use; RecordError, with nothing removed, where the
    ledger does not hold, another withdrawal was cut off, or (unless `even_so`) what others bought at the desk
    stands in this participant's journal alone.
    """
    _refuse_unknown(study, participant)
    with alone(study):
        _not_running(study, participant)
        if not even_so:
            _nothing_told_here_alone(study, participant)
        return _withdrawn(study, participant)


def _withdrawn(study: Study, participant: str) -> Withdrawn:
    own, shared = own_files(study, participant), shared_files(study)
    ledger = kept_ledger(study)
    count = counted(study, participant)
    if ledger.rows:
        write_ledger(study, without(ledger.rows, participant), ledger.times)
    journal = study.journal(participant)
    for path in (*shared, *(path for path in own if path != journal)):
        _remove(path)
    if (study.folder / "secret").exists():  # else nothing is ever drawn for an id again
        enter_withdrawal(study, participant)  # before the store forgets: no other desk sends its copy again
    with store_of(study) as store:
        Gatherings(store).leave(participant)
        store.forget(participant)
    _remove(journal)
    done(study)
    named = still_naming(study, participant)
    return Withdrawn(
        participant,
        tuple(relative_names(study, own)),
        tuple(name for name in relative_names(study, shared) if name != DAMAGED_STORE),
        named.at_one_desk,
        count,
        named.elsewhere,
        named.not_searched,
        named_elsewhere(study),
    )


def _nothing_told_here_alone(study: Study, participant: str) -> None:
    """Raises RecordError if others of a desk have yet to take over what this session recorded of the sale."""
    if not study.journal(participant).exists():
        return
    for sale in _sales(study, participant):
        others = [who for who in sale["bidders"] if who != participant and study.journal(who).exists()]
        waiting = [who for who in others if not _took_over(study, who, sale["bidding"])]
        if sale["held_by"] == participant and waiting:
            raise RecordError(
                f"what was sold at the desk stands in the journal of {participant} alone, and "
                f"{listed(waiting)} did not take it over yet. Nothing was removed. Go on with their sessions "
                "first (run --resume), or withdraw --even-so: then they bid anew."
            )


def _took_over(study: Study, participant: str, bidding: str) -> bool:
    return any(sale["bidding"] == bidding for sale in _sales(study, participant))


def _sales(study: Study, participant: str) -> list[Mapping[str, Any]]:
    events = read_as_far_as_it_holds(study.journal(participant)).events
    return [event.data for event in events if event.kind == "sale"]


def planned(study: Study, participant: str) -> list[str]:
    """What a withdrawal would remove or change, for people to read before. Nothing is touched."""
    _refuse_unknown(study, participant)
    files = relative_names(study, [*own_files(study, participant), *shared_files(study)])
    rows = sum(row.line.participant == participant for row in read_ledger(study))
    return [*files, *([f"{FILE}: {rows} rows"] if rows else [])]


# --- what there is ----------------------------------------------------------------------------------------


def _refuse_unknown(study: Study, participant: str) -> None:
    """Raises ParticipantError for someone of whom there is nothing. Who withdrew is no slip of the keys."""
    if _is_known(study, checked_id(participant)):
        return
    if Claims(study).withdrew(participant):
        raise ParticipantError(
            f"participant {participant} is out of study '{study.name}' already: nothing of them is left to "
            "remove."
        )
    raise ParticipantError(
        f"participant {participant}: nothing in study '{study.name}' is of them."
        + did_you_mean(participant, study.participants())
    )


def _is_known(study: Study, participant: str) -> bool:
    with store_of(study) as store:
        seated = any(seat.participant == participant for seat in store.seats())
    begun = under_way(study) == participant
    return (
        begun or seated or bool(own_files(study, participant)) or absence_of(study, participant) is not None
    )


def _not_running(study: Study, participant: str) -> None:
    """Raises StationError if a program runs the session right now."""
    refuse_running(study, participant, "Nothing was removed. End that session first.")


# --- taking it out ----------------------------------------------------------------------------------------


def _remove(path: Path) -> None:
    with disk_errors(path):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        sync_folder(path.parent)
