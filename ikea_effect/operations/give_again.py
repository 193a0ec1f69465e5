"""Places of people who left, given to the next who comes after the time that the lab declares."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from ikea_effect.errors import ParticipantError, StationError
from ikea_effect.operations.stop import stop
from ikea_effect.record.claims import Claims
from ikea_effect.record.database import Database
from ikea_effect.record.disk import is_held
from ikea_effect.record.leases import RUNNING, Leases
from ikea_effect.record.store_place import url_of
from ikea_effect.record.study import Study


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
    with contextlib.closing(Database(study.folder, url_of(study.folder))) as database:
        live = Leases(database).live()
    claims = Claims(study)
    for participant, lease in sorted(live.leases.items()):
        left = lease.state in (RUNNING, "interrupted") and live.now - lease.beaten >= 60 * after_min
        if left and not is_held(study.journal(participant)) and not claims.stopped(participant):
            yield participant
