"""Who runs which session at which desk, right now: a lease for each, with a number that only ever grows.

Whoever holds the highest number writes the session's lines in the store; a desk that lost it adds nothing
more. Times are the store's own, so that a desk whose clock is wrong is not taken for dead.
"""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa

from ikea_effect.errors import StationError
from ikea_effect.record.connections import unanswered
from ikea_effect.record.database import Database
from ikea_effect.record.disk import in_turn, is_held, write_durably
from ikea_effect.record.lines import PassedError
from ikea_effect.record.store_tables import LEASES as _leases
from ikea_effect.record.store_tables import TICKS as _ticks

RUNNING, STOPPED = "running", "stopped"
_LONGEST = 500

GRACE_S = 10.0
"""A session that has not been heard of for so long does not run any more; its desk tells of it every 2 s."""


class Lease(NamedTuple):
    """A session at a desk: since when, heard of when, on which screen since when; times in s, UTC.

    `place` is the folder that holds the journal, `size` how many bytes that has, `state` running or how the
    session was left.
    """

    participant: str
    number: int
    desk: str
    place: str
    since: float
    beaten: float
    screen: str
    screen_since: float
    size: int
    state: str


def uptime_s() -> float:
    """How long this computer has run: it goes on whatever somebody sets the time of day to."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)  # also counts while it sleeps, where the system can
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class Live(NamedTuple):
    """Every lease by participant, and what time it is by the store.

    In a store of one computer `ticks` tells how long that had run when each was heard of, and `uptime` how
    long it runs now.
    """

    leases: dict[str, Lease]
    now: float
    ticks: Mapping[str, float] = MappingProxyType({})
    uptime: float = 0.0

    def silent_s(self, participant: str) -> float:
        """For how long nothing was heard of the session, at least as far as is certain.

        Where a computer counts how long it runs, that decides, not its time of day, which may have been set.
        If it was started since, the session was silent for as long as it runs, and before by the time of day.
        """
        by_day = self.now - self.leases[participant].beaten
        if (then := self.ticks.get(participant)) is None:
            return by_day
        since = self.uptime - then
        return since if since >= 0 else max(self.uptime, by_day)

    def runs(self, participant: str) -> bool:
        """Whether the session was heard of a moment ago."""
        return participant in self.leases and runs(self.leases[participant], self.now)


def runs(lease: Lease, now: float) -> bool:
    """Whether the session of this lease was heard of a moment ago and did not die on this computer."""
    return lease.state == RUNNING and now - lease.beaten < GRACE_S and not _died_here(lease)


MARK = ".place"
"""A file in the study's folder with a mark by chance, made once: computers may have one name and one path."""


def place_on(host: str, folder: Path) -> str:
    """A folder among all that share the store."""
    mark = _mark(folder)
    return f"{host}/{mark}:{folder}"[-_LONGEST:] if mark else f"{host}:{folder}"[-_LONGEST:]


def _mark(folder: Path) -> str:
    try:
        return (folder / MARK).read_text("utf-8").strip()[:_MARK_SIGNS]
    except (OSError, ValueError):
        return ""


_MARK_SIGNS = 16


def mark_place(folder: Path) -> None:
    """Gives the folder its mark, before anything runs there; once. Raises: StationError."""
    with in_turn(folder / f"{MARK}.lock"):
        if not _mark(folder):
            write_durably(folder / MARK, secrets.token_hex(_MARK_SIGNS // 2).encode() + b"\n")


def _died_here(lease: Lease) -> bool:
    """Whether the journal lies on this computer and no program holds it: whoever wrote it is gone."""
    folder = Path(lease.place.partition(":")[2])
    journal = folder / "journals" / f"{lease.participant}.jsonl"
    here = lease.place == place_on(socket.gethostname(), folder)
    return here and journal.is_file() and not is_held(journal)


class Leases:
    """The leases of one study."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def live(self) -> Live:
        """All that there are."""
        with self._database.reading() as connection:
            if not self._database.has(connection, _leases):
                return Live({}, self._database.now(connection))
            rows: Any = connection.execute(sa.select(_leases))
            leases = {row.participant: Lease(*row) for row in rows}
            ticks: dict[str, float] = {}
            if not self._database.is_shared and self._database.has(connection, _ticks):
                ticks = {row.participant: row.at for row in connection.execute(sa.select(_ticks))}
            return Live(leases, self._database.now(connection), ticks, uptime_s())

    def take(self, participant: str, desk: str, place: str) -> Lease:
        """The lease of a session that begins or goes on at this desk; it ends every other one.

        Raises: StationError while the session runs in another folder, which says where and since when.
        """
        with self._database.transaction() as connection:
            if not self._database.is_shared:  # there it was made when it was opened
                _leases.create(connection, checkfirst=True)
            now, before = self._now_and(connection, participant)
            if (
                before is not None
                and before.place != place
                and Live({participant: before}, now).runs(participant)
            ):
                raise StationError(runs_elsewhere(before))
            number = 1 + (before.number if before else 0)
            lease = Lease(participant, number, desk, place, now, now, "", now, 0, RUNNING)
            unanswered(connection)
            connection.execute(_leases.delete().where(_leases.c.participant == participant))
            connection.execute(_leases.insert(), lease._asdict())
            self._tick(connection, participant)
            return lease

    def end(self, participant: str) -> None:
        """Takes the session from whoever holds it: it is stopped, and its desk learns of that."""
        with self._database.transaction() as connection:
            if (before := self._known(connection, participant)) is not None:
                own = _leases.update().where(_leases.c.participant == participant)
                connection.execute(own, {"number": before.number + 1, "state": STOPPED})

    def beat(self, lease: Lease, screen: str, size: int, state: str = RUNNING) -> None:
        """Tells that the session goes on, or how it was left, and on which screen it is.

        Raises: PassedError if somebody else holds it by now.
        """
        with self._database.transaction() as connection:
            now, before = self._now_and(connection, lease.participant)
            if before is None or before.number != lease.number:
                raise PassedError(f"{lease.participant}: the session went on at another desk.")
            since = before.screen_since if screen == before.screen else now
            own = _leases.update().where(_leases.c.participant == lease.participant)
            new = {"beaten": now, "screen": screen, "screen_since": since, "size": size, "state": state}
            unanswered(connection)
            connection.execute(own, new)
            self._tick(connection, lease.participant)

    def _tick(self, connection: sa.Connection, participant: str) -> None:
        """Keeps how long this computer has run by now; one that shares its store asks the store's clock."""
        if not self._database.is_shared:
            _ticks.create(connection, checkfirst=True)
            connection.execute(_ticks.delete().where(_ticks.c.participant == participant))
            connection.execute(_ticks.insert(), {"participant": participant, "at": uptime_s()})

    def _now_and(self, connection: sa.Connection, participant: str) -> tuple[float, Lease | None]:
        """What time it is by the store, and the lease of the session."""
        clock = sa.select(self._database.clock.label("now")).subquery()
        own = clock.outerjoin(_leases, _leases.c.participant == participant)
        row = connection.execute(sa.select(clock.c.now, *_leases.c).select_from(own)).one()
        return float(row[0]), None if row[1] is None else Lease(*row[1:])

    def _known(self, connection: sa.Connection, participant: str) -> Lease | None:
        return self._of(connection, participant) if self._database.has(connection, _leases) else None

    def _of(self, connection: sa.Connection, participant: str) -> Lease | None:
        row: Any = connection.execute(
            sa.select(_leases).where(_leases.c.participant == participant)
        ).one_or_none()
        return None if row is None else Lease(*row)


def runs_elsewhere(lease: Lease) -> str:
    """What is said to whoever would run the session a second time."""
    return (
        f"participant {lease.participant} runs {at_desk(lease)} since {clock(lease.since)}. "
        "Wait for its end, or interrupt it there."
    )


def at_desk(lease: Lease) -> str:
    """At which desk: by its name, where it has one."""
    return f"at desk {lease.desk}" if lease.desk else "in another program"


def clock(moment_s: float) -> str:
    """The time of day here, as it is read off a clock on the wall."""
    return datetime.fromtimestamp(moment_s).strftime("%H:%M")
