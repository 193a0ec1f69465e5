"""How far a study is: its participants by condition and state, and who sits where right now."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from ikea_effect.errors import StationError
from ikea_effect.operations.data import Read, read_study
from ikea_effect.operations.interim import collection_notes
from ikea_effect.record.absences import ABSENT, absences
from ikea_effect.record.cash_acts import cash_book, paid_by_name
from ikea_effect.record.claims import Claims
from ikea_effect.record.database import FILE, Database
from ikea_effect.record.desks import desk_of, prepared
from ikea_effect.record.disk import is_held
from ikea_effect.record.events import timestamp
from ikea_effect.record.journal import read_as_far_as_it_holds
from ikea_effect.record.leases import Lease, Leases, Live
from ikea_effect.record.pauses import pause_of, unheard
from ikea_effect.record.store_place import url_of
from ikea_effect.record.study import Study
from ikea_effect.record.wrong_codes import wrong_codes_note

LEFT = ("complete", "ended-early", "interrupted", "waiting", "stopped")
"""How a session stands that does not run, in the data's words; a stopped one does not go on."""

STATES = (*LEFT, "running", "crashed", "finished")
"""What every condition counts. `finished` are complete and ended-early ones together."""


class _Seat(NamedTuple):
    """Where a participant is: the state, and what the lease tells where one is kept."""

    state: str
    desk: str | None
    screen: str | None
    since: str | None


def status(study: Study, conditions: bool = False) -> dict[str, Any]:
    """How far the study is. Who has which condition is told only where `conditions` are asked for."""
    return status_of(study, read_study(study, settled=False), conditions)


def status_of(study: Study, found: Read, conditions: bool = False) -> dict[str, Any]:
    """As `status`, of tables that were read a moment ago."""
    seats = dict(_seats(study, found))
    cells = _cells(study, found, seats)
    paid, people = _paid(study, list(seats)), []
    for row in found.tables.wide:
        who = str(row["participant"])
        told = {"participant": who, **seats[who]._asdict(), "paid": who in paid}
        people.append(told | ({"condition": _key(study, row)} if conditions else {}))
    count = Counter(one.kind for one in absences(study))
    return {
        "study": study.name,
        "mode": study.mode,
        "protocol": study.protocol.id,
        "n": len(people),
        "conditions": cells,
        "participants": people,
        "took_no_part": {kind: count.get(kind, 0) for kind in ABSENT},
        "waiting": [one["participant"] for one in people if one["state"] == "waiting"],
        "versions": [version.to_json() for version in found.versions],
        "apart": [one._asdict() for one in found.apart],
        "notes": [*_paused(study), *_wrong_codes(study), *found.notes, *collection_notes(study)],
    }


def _paused(study: Study) -> Iterator[str]:
    if (pause := pause_of(study)) is not None:
        yield (
            f"All desks are paused since {pause.since}, by {pause.by}: {pause.reason}. To go on: "
            f"ikea-effect continue {study.name} --by NAME"
        )
        if elsewhere := unheard(study):
            yield elsewhere


def _wrong_codes(study: Study) -> Iterator[str]:
    if said := wrong_codes_note(study):
        yield said


def _paid(study: Study, participants: Sequence[str]) -> set[str]:
    """Who of these was handed money, and did not give it back."""
    return {who for who, minor in paid_in(study, participants).items() if minor}


def paid_in(study: Study, participants: Sequence[str]) -> dict[str, int]:
    """What each of these was handed so far, in minor units; a copy without a secret tells of nobody."""
    book = cash_book(study)
    tells = book.paid and (study.folder / "secret").exists()
    return paid_by_name(study, book, participants) if tells else {}


def _cells(study: Study, found: Read, seats: Mapping[str, _Seat]) -> dict[str, dict[str, int]]:
    """{condition: {planned, and a count of each state}}, the counts also where they are zero."""
    protocol, none = study.protocol, dict.fromkeys(STATES, 0)
    cells = {_key(study, one): {"planned": protocol.planned(one), **none} for one in protocol.conditions}
    for row in found.tables.wide:
        cell = cells.setdefault(_key(study, row), dict(none))
        state = seats[str(row["participant"])].state
        cell[state] += 1
        cell["finished"] += state in ("complete", "ended-early")
    return cells


def _key(study: Study, row: Mapping[str, Any]) -> str:
    between = [name for name, factor in study.protocol.factors.items() if not factor.within]
    return ",".join(f"{name}={row[name]}" for name in between if row.get(name) is not None)


# --- who sits where ---------------------------------------------------------------------------------------


def _seats(study: Study, found: Read) -> Iterator[tuple[str, _Seat]]:
    """Of everyone in the tables, where they are. A session is running while its desk is heard of."""
    live, shared = _live(study), url_of(study.folder) is not None
    claims = Claims(study) if (study.folder / "secret").exists() else None  # a copy that is shown has none
    for row in found.tables.wide:
        who, state = str(row["participant"]), str(row["status"])
        lease = live.leases.get(who)
        if state not in ("complete", "ended-early"):
            if claims is not None and claims.stopped(who):
                state = "stopped"
            elif is_held(study.journal(who)) or (shared and live.runs(who)):
                state = "running"
            elif state == "interrupted" and not _left_in_order(study, who):
                state = "crashed"
        seat = _seat(state, lease)
        yield who, seat if lease is not None else seat._replace(desk=_prepared_desk(study, who))


def _prepared_desk(study: Study, participant: str) -> str | None:
    """The desk without a network that the session ran at, where it was joined; it goes on there alone."""
    if not prepared(study):
        return None
    events = read_as_far_as_it_holds(study.journal(participant)).events
    desk = desk_of(study, events[0].data) if events else None
    return str(desk.block.number) if desk is not None else None


def _live(study: Study) -> Live:
    """Every lease; none where the store cannot be asked, which keeps nobody from reading the rest."""
    url = url_of(study.folder)
    if url is not None or (study.folder / FILE).exists():
        with contextlib.suppress(StationError), contextlib.closing(Database(study.folder, url)) as database:
            return Leases(database).live()
    return Live({}, 0.0)


def _left_in_order(study: Study, participant: str) -> bool:
    """Whether the session was interrupted by somebody, and did not just end."""
    events = read_as_far_as_it_holds(study.journal(participant)).events
    return bool(events) and events[-1].kind == "interrupted"


def _seat(state: str, lease: Lease | None) -> _Seat:
    if lease is None:
        return _Seat(state, None, None, None)
    since = lease.screen_since if state == "running" else lease.beaten
    screen = lease.screen or None
    if state in ("complete", "ended-early"):
        screen = None
    return _Seat(state, lease.desk or None, screen, timestamp(datetime.fromtimestamp(since, UTC)))
