"""Places of people who left, given to the next who comes after the time that the lab declares."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from ikea_effect.errors import ParticipantError, StationError
from ikea_effect.operations.run_lease import place_of_folder
from ikea_effect.operations.stop import stop
from ikea_effect.record.claims import Claims
from ikea_effect.record.database import Database
from ikea_effect.record.disk import is_held
from ikea_effect.record.leases import RUNNING, Lease, Leases, Live
from ikea_effect.record.store_place import url_of
from ikea_effect.record.study import Study

_HEARS_S = 60.0
"""A store that heard of some desk since then answers."""


def give_again(study: Study, after_min: int, besides: str = "") -> list[str]:
    """Stops every session that was left so long ago and does not wait for others; returns whose.

    `besides` is who comes now: whoever comes back in time for nobody else goes on.
    """
    given = []
    for participant in _left(study, after_min):
        if participant != besides:
            with contextlib.suppress(ParticipantError, StationError):  # it ended, or goes on, meanwhile
                stop(study, participant)
                given.append(participant)
    return given


def _left(study: Study, after_min: int) -> Iterator[str]:
    """Whose desk was not heard of for so long, or was left for so long by whoever sat there."""
    url = url_of(study.folder)
    with contextlib.closing(Database(study.folder, url)) as database:
        live = Leases(database).live()
    claims = Claims(study)
    for lease in left(live, after_min, place_of_folder(study) if url else None):
        if not is_held(study.journal(lease.participant)) and not claims.stopped(lease.participant):
            yield lease.participant


def left(live: Live, after_min: int, here: str | None) -> Iterator[Lease]:
    """Leases of sessions that were left so long ago; `here` is this desk's place, where a store is shared.

    A store that was away heard of nobody, whoever may sit at another desk: its silence counts once it hears
    of somebody again.
    """
    hears = here is None or any(live.now - one.beaten < _HEARS_S for one in live.leases.values())
    for _, lease in sorted(live.leases.items()):
        silent = lease.state == RUNNING and (hears or lease.place == here)
        if (silent or lease.state == "interrupted") and live.silent_s(lease.participant) >= 60 * after_min:
            yield lease
