"""One session at a window: a person's, or a scripted hand's."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ikea_effect.assignment.place import place_of
from ikea_effect.assignment.slots import Slots, misplaced
from ikea_effect.errors import ParticipantError, RecordError
from ikea_effect.operations.artifacts import finish_what_was_cut_off
from ikea_effect.operations.give_again import give_again
from ikea_effect.operations.run_check import checked_to_run
from ikea_effect.operations.run_claim import checked_new, claim_of
from ikea_effect.operations.run_desk import StudyDesk
from ikea_effect.operations.run_lease import (
    ToldFrontend,
    checked_desk,
    lease_taken,
    lease_told,
    refuse_running,
    refuse_unsent,
)
from ikea_effect.operations.run_pause import heeding_pauses, refuse_while_paused
from ikea_effect.operations.run_place import place_taken, wish_of
from ikea_effect.operations.session_facts import consents, plan_of, started
from ikea_effect.protocol.checks import stand_ins
from ikea_effect.protocol.resources import is_path
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.record.claims import Claims, enter_begun, enter_ended
from ikea_effect.record.connections import connected
from ikea_effect.record.courier import Courier
from ikea_effect.record.database import AwayStoreError
from ikea_effect.record.deadline import within
from ikea_effect.record.desks import FACT, PREPARED, block_from, refuse_other_desk, refuse_while_at_desks
from ikea_effect.record.disk import swept
from ikea_effect.record.events import Event, timestamp
from ikea_effect.record.journal import FileJournal, read_as_far_as_it_holds, read_journal
from ikea_effect.record.leases import Lease
from ikea_effect.record.sessions import other_facts
from ikea_effect.record.store_rebuild import enter_how_far, store_of
from ikea_effect.record.studies import bring_up_to_date, find_study, join, open_study, store_for
from ikea_effect.record.study import Plan, Study, checked_id
from ikea_effect.record.versions import Files, keep_version
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Screen
from ikea_effect.session.artifacts import write_artifacts
from ikea_effect.session.engine import play
from ikea_effect.session.frontends.base import Frontend, SessionInterrupted, SessionWaits
from ikea_effect.session.gathering import Desk
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.timeline import timeline

_log = logging.getLogger(__name__)

Answer = Callable[[Screen], tuple[Mapping[str, Any], int]]
OpenFrontend = Callable[[Setup, Answer], Frontend]
OpenJournal = Callable[[Path, bool], FileJournal]


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is asked for: one participant of one study."""

    protocol: str
    participant: str
    study: str | None = None
    experiment: str | None = None
    language: str | None = None
    results: Path = Path("results")
    resume: bool = False
    mode: str = "lab"
    seed: int | None = None
    role: str | None = None
    strata: tuple[str, ...] = ()
    """Values of the protocol's strata: "woman", or "gender=woman" where there are several."""
    store: str | None = None
    """The URL of a store that several desks share."""
    desk: str = ""
    """What this desk is called, such as 3."""
    even_so: bool = False
    """Go on although another desk may hold answers that were not sent."""


_PATIENCE_S = 60.0
"""How long whoever sits at the desk waits for its store in all: to be looked up, for a place, to begin, and
at the end to be entered."""


class RunOutcome(NamedTuple):
    """How the session ended: "finished", "interrupted", or "waiting" for others of its group."""

    participant: str
    condition: Mapping[str, str]
    state: str
    shown: int
    journal: Path

    @property
    def finished(self) -> bool:
        """Whether it went to its end."""
        return self.state == "finished"


def run_session(
    request: RunRequest, open_frontend: OpenFrontend, open_journal: OpenJournal | None = None
) -> RunOutcome:
    """Runs the session, from its beginning or from where it stopped.

    What is wrong with the input is told first (ProtocolError, ParticipantError, RecordError), then what is
    wrong with the machine (StationError).
    """
    with connected():
        return _run(request, open_frontend, open_journal or _on_disk)


def _run(request: RunRequest, open_frontend: OpenFrontend, open_journal: OpenJournal) -> RunOutcome:
    setup = load_setup(request.protocol, request.experiment, request.language)
    participant, desk = checked_id(request.participant), checked_desk(request.desk)
    plan = plan_of(setup, request.protocol, request.study or setup.protocol.id, request.mode, request.seed)
    url = store_for(request.results, plan.name, request.store, setup.experiment.station.store)
    _check_before(request, plan, setup, url)
    if request.mode == "lab":
        stand_ins.refuse(setup)
    wish = wish_of(plan.protocol, request.role, request.strata, new=not request.resume)
    checked = checked_to_run(setup, request.protocol, request.experiment, request.results / plan.name)
    voice = _Voice()
    frontend = open_frontend(setup, voice.answer)
    with contextlib.closing(frontend):
        with within(_PATIENCE_S):
            study = open_study(request.results, plan, timestamp(datetime.now(UTC)), url)
            plan = replace(plan, study_sha256=study.sha256, desk=study.facts.get(FACT) or {})
            swept(study.folder)
            keep_version(study, plan.hashes, setup.texts.wordings, checked, _files(study, request, setup))
            if (after_min := setup.experiment.station.gives_up_after_min) is not None:
                give_again(study, after_min, besides=participant)
            place = place_taken(study, plan.protocol, participant, wish)
        with _journal(study, participant, open_journal) as journal:
            with within(_PATIENCE_S):
                _may_go_on(study, participant, journal.events, request.resume)  # another may be faster
                claim = claim_of(study, participant, journal.events)
                context = Context(
                    setup, participant, place.condition, study.secret, claim=claim.value, place=place
                )
                voice.respondent = Respondent(context, journal.events)
                lease = lease_taken(study, participant, desk)
                _begin(context, plan, place.slot, frontend, journal, claim.follows, lease)
                enter_begun(study, journal.events[0])
            with (
                Courier(journal.path, lease, url, begins=len(journal.events) == 1) as courier,
                heeding_pauses(frontend, courier, journal),
            ):
                told = ToldFrontend(frontend, courier)
                shown, state = _play(context, told, journal, StudyDesk(study, plan.protocol))
                courier.left(state)
            events = journal.events
            write_artifacts(setup, events, study.folder / "artifacts" / participant)
        _enter(study, participant, events, passed=courier.passed)
    return RunOutcome(participant, context.condition, state, shown, study.journal(participant))


def _enter(study: Study, participant: str, events: Sequence[Event], *, passed: bool) -> None:
    """Enters how the session was left. A store that is away keeps nobody: it is entered when it answers.

    One that `passed` to another desk is entered there; one that was stopped there ends here all the same.
    """
    try:
        with within(_PATIENCE_S):
            if events[-1].kind == "finished" and not passed:
                enter_ended(study, events[-1], participant)
            with store_of(study) as store:
                if not passed or Claims(study).stopped(participant):
                    enter_how_far(store, study, participant, events)
    except AwayStoreError as error:
        _log.warning(
            "%s The session of %s is whole on this computer. It is entered as soon as anything is asked of "
            "the study here: ikea-effect status %s", error, participant, study.name,
        )  # fmt: skip


class _Voice:
    """What a scripted hand is told to reply; known once the condition is."""

    respondent: Respondent | None = None

    def answer(self, screen: Screen) -> tuple[Mapping[str, Any], int]:
        assert self.respondent is not None
        return self.respondent.answer(screen)


def _check_before(request: RunRequest, plan: Plan, setup: Setup, url: str | None) -> None:
    """What can be told without opening a window. Artifacts that a kill took are made first."""
    checked_id(plan.name, "study")
    if not (request.results / plan.name / "study.json").is_file() and (
        url is None or not join(request.results, plan.name, url)
    ):
        if request.resume:
            find_study(request.results, plan.name)
        return
    with within(_PATIENCE_S):
        study = open_study(request.results, plan, "", url)
        refuse_other_desk(study, request.desk)
        bring_up_to_date(study)
        _check_study(study)
        finish_what_was_cut_off(study, setup)
        _check_participant(study, request)


def _check_study(study: Study) -> None:
    """Raises RecordError where the secret or study.json are not what they were: nothing more would hold."""
    _ = study.secret
    for participant in study.participants():
        read = read_as_far_as_it_holds(study.journal(participant))
        if read.events:
            if changed := other_facts(study, read.events[0].data):
                raise changed
            return


def _check_participant(study: Study, request: RunRequest) -> None:
    participant, resume = request.participant, request.resume
    refuse_while_at_desks(study, participant)
    like = [name for name in study.participants() if name.casefold() == participant.casefold()]
    if like and like[0] != participant:
        raise ParticipantError(
            f"participant {participant}: {like[0]} took part already. Use a quite different id."
        )
    if not like:
        refuse_while_paused(study)
        checked_new(study, participant)
        if resume:
            raise ParticipantError(
                f"participant {participant} has not begun in study '{study.name}': nothing to resume. "
                "Leave --resume out, or check the id."
            )
        return
    refuse_running(study, participant, "Wait for its end, or use another id.", ParticipantError)
    _may_go_on(study, participant, read_journal(study.journal(participant)).events, resume)
    if not request.even_so:
        refuse_unsent(study, participant)


def _may_go_on(study: Study, participant: str, events: Sequence[Event], resume: bool) -> None:
    """Raises ParticipantError for a session that has ended, or was begun and is not to be resumed."""
    if events and events[-1].kind == "finished":
        raise ParticipantError(
            f"participant {participant} has finished (at {events[-1].at}) in study '{study.name}'. "
            "Use another id."
        )
    if events and Claims(study).stopped(participant):
        raise ParticipantError(
            f"participant {participant} was stopped in study '{study.name}', and the place given to somebody "
            "else. Use another id."
        )
    if events and not resume:
        raise ParticipantError(
            f"participant {participant} has begun in study '{study.name}' and was interrupted "
            f"(last at {events[-1].at}). Go on with --resume, or use another id."
        )


def _on_disk(path: Path, resume: bool) -> FileJournal:
    return FileJournal(path, resume=resume)


@contextlib.contextmanager
def _journal(study: Study, participant: str, opened: OpenJournal) -> Iterator[FileJournal]:
    path = study.journal(participant)
    with opened(path, path.exists()) as journal:
        yield journal


def _begin(
    context: Context,
    plan: Plan,
    slot: int,
    frontend: Frontend,
    journal: FileJournal,
    follows: str,
    lease: Lease,
) -> None:
    """Writes who it is, or that the session is resumed, before the first screen."""
    past = journal.events
    if past:
        frontend.resume_at(past[-1].clock_ms)
        torn = {"torn_bytes": len(journal.torn)} if journal.torn else {}
        mended: dict[str, Any] = {}
        if _last_hashes(past) != plan.hashes:
            mended = {"hashes": dict(plan.hashes), "consent": consents(context)}
        told = {"last_at": past[-1].at, "frontend": frontend.facts(), "lease": lease_told(lease)}
        resumed: dict[str, Any] = {**told, **torn, **mended}
        journal.append("resumed", resumed, frontend.clock_ms(), frontend.now())
        _same_condition(context, past[0])
    else:
        facts = {**started(context, plan, slot, frontend, follows), "lease": lease_told(lease)}
        journal.append("started", facts, frontend.clock_ms(), frontend.now())


def _play(context: Context, frontend: Frontend, journal: FileJournal, desk: Desk) -> tuple[int, str]:
    """How many screens were shown, and how it ended."""
    past: list[Event] = list(journal.events)
    try:
        played = play(timeline(context), frontend, journal, past, desk)
    except SessionInterrupted as why:
        waits = isinstance(why, SessionWaits)
        journal.append("interrupted", {"waits": True} if waits else {}, frontend.clock_ms(), frontend.now())
        return 0, "waiting" if waits else "interrupted"
    journal.append("finished", {"to_end": bool(played.outcome)}, frontend.clock_ms(), frontend.now())
    return played.shown, "finished"


def _files(study: Study, request: RunRequest, setup: Setup) -> Files | None:
    """Where protocol and experiment lie, as seen from the study's folder, where names do not find them."""
    file = setup.protocol.file
    if file is None or not (is_path(request.protocol) or is_path(request.experiment or "")):
        return None
    with contextlib.suppress(ValueError):  # on another drive
        protocol = os.path.relpath(file, study.folder)
        return Files(protocol, os.path.relpath(setup.folder, study.folder) if setup.experiment.said else "")
    return None


def _last_hashes(past: Sequence[Event]) -> Mapping[str, str]:
    """The version of texts, set-up and materials that the session met last."""
    return next((event.data["hashes"] for event in reversed(past) if "hashes" in event.data), {})


def _same_condition(context: Context, first: Event) -> None:
    """Raises RecordError where the session's place is not what the study's secret gives for it."""
    block = block_from(first.data.get(PREPARED))
    slots = Slots(context.protocol, context.secret, block.first if block else 0)
    if wrong := misplaced(slots, place_of(first.data)):
        raise RecordError(
            f"{context.participant}: by the study's secret {wrong}. "
            "The folder was put together from two studies."
        )
