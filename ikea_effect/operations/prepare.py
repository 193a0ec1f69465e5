"""Desks that will have no network: a folder for each, with places and a secret of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ikea_effect.assignment.slots import MOST, queues
from ikea_effect.assignment.whole import whole_places
from ikea_effect.errors import RecordError
from ikea_effect.operations.cash import signed
from ikea_effect.operations.desk.study import begun, settled
from ikea_effect.operations.run import RunRequest
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.registry import mechanism_kind
from ikea_effect.record.desk_folders import make_desk
from ikea_effect.record.desks import PREPARED, Block, Prepared, desk_secret, prepared, refuse_at_desk
from ikea_effect.record.disk import in_turn
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.studies import store_for
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import append


@dataclass(frozen=True, slots=True)
class PrepareRequest:
    """What is asked for: so many desks of a study, and where their folders are made."""

    session: RunRequest
    desks: int
    to: Path = Path("desks")
    places: int | None = None
    """Of each desk, in each stratum; by default twice its share of the planned sample."""


class Made(NamedTuple):
    """The desks that were made, with their folders."""

    study: str
    desks: tuple[tuple[Block, Path], ...]

    def text(self) -> str:
        """For people: what lies where, and what is done with it."""
        lines = [
            f"desk {block.number}: {folder} ({block.places} places, from {block.first})"
            for block, folder in self.desks
        ]
        number = self.desks[0][0].number
        return "\n".join(
            [
                *lines,
                f"Copy each folder to its desk, to none twice. There: ikea-effect desk --study {self.study} "
                f"--desk {number} --results desk-{number}",
                f"Afterwards here: ikea-effect collect {self.study} FOLDER...",
            ]
        )


def prepare(request: PrepareRequest) -> Made:
    """Makes the folders of desks that are not there yet; the study is begun where it was not.

    A folder holds all places of its desk, or is not there. Only once all are there the study tells of them.
    Raises: RecordError for a study whose participants meet, or where so many are there already.
    """
    _refuse_store(request.session, request.session.study, None)
    session, setup = settled(request.session)
    refuse_meeting(setup.protocol)
    _refuse_store(session, session.study, setup.experiment.station.store)
    study = begun(session, setup)
    refuse_at_desk(study, "Prepare desks")
    with in_turn(study.folder / ".desks.lock"):
        desks = list(_new(study, request))
        made = [make_desk(study, block, folder) for block, folder in desks]
        told = [{**one.block.as_data(), "seed_commitment": one.commitment} for one in made]
        append(study, PREPARED, {"desks": told}, signed(None))
    return Made(study.name, tuple(desks))


def _refuse_store(session: RunRequest, name: str | None, here: str | None) -> None:
    """Raises RecordError for a study whose desks ask a server for each place. It is not asked for that."""
    if name is not None and store_for(session.results, name, session.store, here) is not None:
        raise RecordError(
            f"study '{name}' has a store that its desks share: they need no places beforehand. Leave "
            "--prepare out, or take another --study with no store set (IKEA_STORE, --store, station.store)."
        )


def _new(study: Study, request: PrepareRequest) -> Iterator[tuple[Block, Path]]:
    """The blocks that are given now, each behind those before."""
    there, protocol = prepared(study), study.protocol
    if request.desks <= len(there):
        raise RecordError(
            f"study '{study.name}' has {len(there)} prepared desks already. For more, say how many there are "
            f"to be in all: --prepare {len(there) + 1}"
        )
    first = _free_from(study, there.values())
    wanted = request.places or -(-2 * protocol.planned_in_all // request.desks) or 1
    for number in range(len(there) + 1, request.desks + 1):
        places = whole_places(protocol, desk_secret(study.secret, number), wanted)
        if first + places > MOST:
            raise RecordError(f"--places {wanted}: a study has at most {MOST} places in all. Take fewer.")
        yield Block(number, first, places), request.to / f"desk-{number}"
        first += places


def _free_from(study: Study, there: Iterable[Prepared]) -> int:
    """The first place that nobody has, at the beginning of a round of queues."""
    ends = [desk.block.first + desk.block.places for desk in there]
    with store_of(study) as store:
        ends += [seat.slot + 1 for seat in store.seats()]
    of = len(queues(study.protocol))
    return -(-max(ends, default=0) // of) * of


def refuse_meeting(protocol: Protocol) -> None:
    """Raises RecordError for a study in which somebody's session depends on somebody else's."""
    if why := next(_meetings(protocol), None):
        raise RecordError(
            f"protocol {protocol.id}: {why}, who may sit at another desk. Desks without a network cannot "
            "know. Let the desks share a store (--store)."
        )


def _meetings(protocol: Protocol) -> Iterator[str]:
    if protocol.is_paired:
        yield "participants come in pairs, and each may need the partner"
    if protocol.assignment.yoke is not None or any(step.parts_taken for step in protocol.timeline):
        yield "participants are given what others left"
    if protocol.roles:
        yield "who takes which role depends on those who came before"
    if protocol.assignment.scheme == "minimization":
        yield "a condition depends on all who came before (minimization)"
    kinds = [mechanism_kind(step.mechanism.kind) for step in biddings(protocol.timeline)]
    if any(kind.settles not in ("alone", "never") for kind in kinds):
        yield "bids are settled with those of others"
