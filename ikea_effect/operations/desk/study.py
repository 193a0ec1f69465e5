"""A desk of a study: its sessions, run one after the other in one window."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ikea_effect.errors import ParticipantError, RecordError
from ikea_effect.money import Money
from ikea_effect.operations.cash import not_entered
from ikea_effect.operations.desk.desk import Desk, Ended
from ikea_effect.operations.desk.roster import read_roster
from ikea_effect.operations.desk.script import Rehearsal
from ikea_effect.operations.desk.unfinished import unfinished
from ikea_effect.operations.desk.window import Between, DeskWindow
from ikea_effect.operations.run import OpenFrontend, RunRequest, run_session
from ikea_effect.operations.run_check import checked_to_run
from ikea_effect.operations.run_lease import checked_desk
from ikea_effect.operations.session_facts import plan_of
from ikea_effect.operations.stop import amount_of, stop
from ikea_effect.protocol.checks import stand_ins
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.record.absences import absent_among
from ikea_effect.record.claims import Claims
from ikea_effect.record.connections import connected
from ikea_effect.record.database import AwayStoreError
from ikea_effect.record.deadline import within
from ikea_effect.record.desks import own_block, refuse_other_desk
from ikea_effect.record.events import timestamp
from ikea_effect.record.journal import read_as_far_as_it_holds
from ikea_effect.record.ledger import read_ledger
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.studies import find_study, join, open_study, store_for
from ikea_effect.record.study import Study, checked_id, of_protocol
from ikea_effect.record.wrong_codes import enter_wrong_code

_PATIENCE_S = 20.0
"""How long a desk's page waits for the store in all; then what this desk knows is taken."""


@dataclass(frozen=True, slots=True)
class StudySessions:
    """Sessions of one study at this desk."""

    request: RunRequest
    window: DeskWindow
    over: set[str] = field(default_factory=set)
    """Whose session has ended, as far as it was read."""

    @property
    def _study(self) -> Study | None:
        """The study, once somebody has begun in it."""
        name = self.request.study or ""  # found anew each time: other desks write too
        there = (self.request.results / name / "study.json").is_file()
        return find_study(self.request.results, name) if there else None

    def run(self, participant: str, *, resume: bool, even_so: bool = False) -> Ended:
        """Runs the session to where it is left."""
        who = checked_id(participant)
        request = replace(self.request, participant=who, resume=resume, even_so=even_so)
        outcome = run_session(request, self.window.lend)
        study = self._study
        assert study is not None
        owed = owed_to(study, participant, outcome.journal) if outcome.finished else None
        return Ended(outcome.state, owed)

    def begun(self) -> frozenset[str]:
        """Everyone who has begun, at any desk; here, where the store does not answer or is very slow."""
        with within(_PATIENCE_S):
            return self._begun()

    def _begun(self) -> frozenset[str]:
        if (study := self._study) is None:
            return frozenset()
        here = frozenset(study.participants())
        try:
            with store_of(study) as store:
                return here | {seat.participant for seat in store.seats()}
        except AwayStoreError:  # as far as this desk knows; whoever takes the seat is told then
            return here

    def absent(self, participants: Sequence[str]) -> frozenset[str]:
        """Who of these was sent away, or entered as not seen, at any desk."""
        with within(_PATIENCE_S):
            if (study := self._study) is None:
                return frozenset()
            return frozenset(absent_among(study, participants))

    def unfinished(self) -> Sequence[str]:
        """Whose session was cut off or left at this desk and can go on, the latest first."""
        with within(_PATIENCE_S):
            study = self._study
            return [] if study is None else unfinished(study, self.request.desk, self.over)

    def can_resume(self, participant: str) -> bool:
        """Whether a session was begun here or elsewhere, has not ended and was not stopped."""
        with within(_PATIENCE_S):
            if (study := self._study) is None or participant not in self.begun():
                return False
        journal = study.journal(participant)
        events = read_as_far_as_it_holds(journal).events if journal.exists() else []
        ended = bool(events) and events[-1].kind == "finished"
        return not ended and not Claims(study).stopped(participant)

    def stop(self, participant: str, why: str, pays: str) -> Money:
        """Stops a session for good; returns what is to be paid."""
        study = self._study
        assert study is not None
        stop(study, participant, why, pays, f"desk {self.request.desk}")
        return amount_of(study, pays) if own_block(study) else not_entered(study, participant)


def owed_to(study: Study, participant: str, journal: Path) -> Money | None:
    """What is owed to somebody whose session is over; who was stopped elsewhere meanwhile, by the books."""
    if Claims(study).stopped(participant) and any(
        row.line.participant == participant for row in read_ledger(study)
    ):
        return not_entered(study, participant)
    return owed_in(journal)


def owed_in(journal: Path) -> Money | None:
    """What the last page said is owed."""
    for event in reversed(read_as_far_as_it_holds(journal).events):
        if event.kind == "noted" and event.data["name"] == "owed":
            value = event.data["value"]
            return Money(int(value["minor"]), str(value["currency"]))
    return None


@dataclass(frozen=True, slots=True)
class DeskRequest:
    """What is asked for: a study and a desk; the session that is run for each who comes."""

    session: RunRequest
    roster: Path | None = None

    @property
    def scripted(self) -> bool:
        """Whether a scripted hand sits there, to try the desk out."""
        return self.session.mode == "scripted"


def run_desk(request: DeskRequest, opener: OpenFrontend) -> int:
    """Waits for participants and runs their sessions until the desk is closed; returns how many ended.

    What is wrong with roster, study or machine is told before the window opens. With the first desk that is
    open the study begins.
    """
    expected = read_roster(request.roster) if request.roster is not None else ()
    session, setup = settled(request.session)
    if not session.desk:
        raise ParticipantError("--desk: say what this desk is called, such as --desk 3.")
    if request.scripted and not expected:
        raise ParticipantError("--scripted: a rehearsal needs --roster, which says who comes.")
    checked_desk(session.desk)
    if (session.results / str(session.study) / "study.json").is_file():
        refuse_other_desk(find_study(session.results, str(session.study)), session.desk)
    script = Rehearsal() if request.scripted else None
    with connected(), contextlib.closing(DeskWindow(setup, opener, script)) as window:
        study = begun(session, setup)
        window.between = Between(lambda: enter_wrong_code(study, session.desk))
        return Desk(session.desk, expected, window.show, StudySessions(session, window)).open()


def begun(session: RunRequest, setup: Setup) -> Study:
    """The study of these sessions, begun where it was not: the box may be counted before the first comes.

    Raises: RecordError where it was begun otherwise; StationError where its store does not answer.
    """
    name = session.study or setup.protocol.id
    plan = plan_of(setup, session.protocol, name, session.mode, session.seed)
    url = store_for(session.results, name, session.store, setup.experiment.station.store)
    return open_study(session.results, plan, timestamp(datetime.now(UTC)), url)


def settled(session: RunRequest) -> tuple[RunRequest, Setup]:
    """The request with the protocol that its study was begun with, and that protocol's set-up, checked."""
    if name := session.study or "":
        _join(session, name)
    if not session.protocol and not (session.results / name / "study.json").is_file():
        find_study(session.results, name)  # says which studies there are
    if (session.results / name / "study.json").is_file():
        facts = _facts(session, name)
        if session.protocol:
            of_protocol(name, facts["protocol"], load_protocol(session.protocol).id)
        session = replace(
            session,
            protocol=session.protocol or facts["protocol"],
            experiment=session.experiment or facts["experiment"] or None,
            language=session.language or facts["language"],
        )
    setup = load_setup(session.protocol, session.experiment, session.language)
    name = name or setup.protocol.id
    session = replace(session, study=name)
    if _join(session, name, setup.experiment.station.store):
        _facts(session, name)
    if session.mode == "lab":
        stand_ins.refuse(setup)
    checked_to_run(setup, session.protocol, session.experiment, session.results / name)
    return session, setup


def _join(session: RunRequest, name: str, here: str | None = None) -> bool:
    """Takes over a study that was begun at another desk, so that nobody who began there is offered a seat."""
    url = store_for(session.results, name, session.store, here)
    there = (session.results / name / "study.json").is_file()
    return url is not None and not there and join(session.results, name, url)


def _facts(session: RunRequest, name: str) -> Mapping[str, Any]:
    """What the study was begun with. Raises RecordError where its sessions are of another mode."""
    facts = find_study(session.results, name).facts
    if session.mode != facts["mode"]:
        raise RecordError(f"study '{name}' holds {facts['mode']} sessions. Choose another --study.")
    return facts
