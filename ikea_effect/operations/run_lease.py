"""The lease of a session that begins or goes on here: nobody runs it elsewhere, or somebody has to decide."""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Mapping
from typing import Any

from typing_extensions import override

from ikea_effect.errors import IkeaEffectError, ParticipantError, StationError
from ikea_effect.record.courier import Courier
from ikea_effect.record.database import Database
from ikea_effect.record.disk import is_held
from ikea_effect.record.leases import RUNNING, Lease, Leases, at_desk, clock, mark_place, place_on
from ikea_effect.record.store_place import url_of
from ikea_effect.record.study import Study
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.frontends.base import Frontend, SessionInterrupted
from ikea_effect.session.frontends.passing import PassingFrontend


class UnsentError(ParticipantError):
    """Another desk may hold answers that were not sent: which desk, and when it was last heard of."""

    def __init__(self, participant: str, desk: str, heard: str) -> None:
        where = f"at desk {desk}" if desk else "in another program"
        super().__init__(
            f"participant {participant} was {where} and did not end there: it was last heard of at "
            f"{heard}. What was answered there since is on that desk alone. Go on there with "
            "--resume, and nothing is lost; or here with --resume --even-so, and it is asked again."
        )
        self.desk, self.heard = desk, heard


def place_of_folder(study: Study) -> str:
    """This study's folder among all that share the store."""
    return place_on(socket.gethostname(), study.folder.resolve())


def refuse_running(
    study: Study, participant: str, advice: str, error: type[IkeaEffectError] = StationError
) -> None:
    """Raises the error while the session runs, here or at another desk: where, since when, what to do."""
    if (lease := running(study, participant)) is not None:
        where = f"{at_desk(lease)} since {clock(lease.since)}"
        raise error(f"participant {participant} runs {where}. {advice}")
    if is_held(study.journal(participant)):
        raise error(
            f"participant {participant} is running right now: the session is being run by another program. "
            f"{advice}"
        )


def running(study: Study, participant: str) -> Lease | None:
    """The lease of a session that runs right now, as far as the store tells."""
    held, url = is_held(study.journal(participant)), url_of(study.folder)
    if not held and url is None:
        return None
    with contextlib.suppress(StationError), contextlib.closing(_store(study)) as database:
        live = Leases(database).live()
        lease = live.leases.get(participant)
        if lease is not None and lease.state == RUNNING:
            elsewhere = lease.place != place_of_folder(study)
            return lease if held or (elsewhere and live.runs(participant)) else None
    return None


def refuse_unsent(study: Study, participant: str) -> None:
    """Raises UnsentError where another desk may hold answers of the session that nobody else has."""
    if url_of(study.folder) is None:
        return
    with contextlib.closing(_store(study)) as database:
        lease = Leases(database).live().leases.get(participant)
    if lease is not None and lease.state == RUNNING and lease.place != place_of_folder(study):
        raise UnsentError(participant, lease.desk, clock(lease.beaten))


def checked_desk(desk: str) -> str:
    """The desk's name, if it can stand in a table and on a page. Raises StationError."""
    if re.fullmatch(r"[\w .,#-]{0,40}", desk):
        return desk
    raise StationError(
        f"--desk {desk[:60]!r}: a desk is called by at most 40 letters, digits, spaces and .,#-. Write for "
        "example 3."
    )


def lease_taken(study: Study, participant: str, desk: str) -> Lease:
    """The lease of the session that begins or goes on here."""
    if url_of(study.folder) is not None:
        mark_place(study.folder)
    with contextlib.closing(_store(study)) as database:
        return Leases(database).take(participant, desk, place_of_folder(study))


def lease_told(lease: Lease) -> Mapping[str, Any]:
    """What the journal keeps of the lease: its number, and the desk where it has a name."""
    return {"number": lease.number, **({"desk": lease.desk} if lease.desk else {})}


def _store(study: Study) -> Database:
    return Database(study.folder, url_of(study.folder))


class ToldFrontend(PassingFrontend):
    """A front end whose screens the courier tells of; it stops where the session goes on elsewhere."""

    def __init__(self, frontend: Frontend, courier: Courier) -> None:
        super().__init__(frontend)
        self._courier = courier

    @override
    def show(self, screen: Screen) -> Reply:
        """The reply to one screen."""
        if self._courier.passed:
            raise SessionInterrupted("the session goes on at another desk")
        self._courier.shows(screen.id)
        return super().show(screen)
