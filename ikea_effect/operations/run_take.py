"""What steps take of sessions that have finished, for whoever begins now: drawn in the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ikea_effect.assignment.place import Place, Taken
from ikea_effect.assignment.yokes import handed_on, take_stream, taken_from
from ikea_effect.errors import ParticipantError
from ikea_effect.protocol.levels import step_of
from ikea_effect.protocol.models import Condition, Protocol
from ikea_effect.protocol.timeline import Take
from ikea_effect.record.events import Event, went_to_end
from ikea_effect.record.sessions import sound_journals
from ikea_effect.record.study import Study

Values = Mapping[str, Mapping[str, str | float]]
"""{what takes: {who has finished: what is taken of theirs}}."""


def takers(protocol: Protocol, condition: Condition) -> Iterator[tuple[str, Take]]:
    """What somebody of this condition takes of others, by the name of the step, or of its part."""
    for step in protocol.timeline:
        if step.reaches(condition):
            yield from step.parts_taken.items()


def takes_later(protocol: Protocol, place: Place) -> bool:
    """Whether the place has yet to be given what it takes of others."""
    return not place.taken and any(takers(protocol, place.condition))


def taking_place(
    study: Study, protocol: Protocol, participant: str, place: Place, others: Sequence[Mapping[str, Any]]
) -> Place:
    """The place with what its steps take; `others` is what the others' places hold.

    Raises: ParticipantError where nobody has finished, and nothing stands in.
    """
    if not takes_later(protocol, place):
        return place
    journals = [read.events for _, read in sound_journals(study, [])]
    found = with_values(protocol, study.secret, place, values_left(protocol, journals), others)
    if lacking := lacking_for(protocol, found):
        raise ParticipantError(nobody_finished(participant, lacking, "No place was taken."))
    return found


def lacking_for(protocol: Protocol, place: Place) -> list[str]:
    """The steps of others from which nothing is left for the place, each as often as it is wanted."""
    return [take.step for name, take in takers(protocol, place.condition) if name not in place.taken]


def nobody_finished(participant: str, lacking: Sequence[str], ending: str) -> str:
    """Why a session cannot begin, and what to do."""
    count = lacking.count(lacking[0])
    needed = f"{count} more {'is' if count == 1 else 'are'} needed"
    return (
        f"participant {participant} is told of what somebody else's step '{lacking[0]}' came to, and too few "
        f"who meet it have finished yet: {needed}. Run such sessions to their end first. {ending}"
    )


def values_left(protocol: Protocol, journals: Iterable[Sequence[Event]]) -> Values:
    """What those who went to their end left for each step that takes."""
    takes = {name: take for step in protocol.timeline for name, take in step.parts_taken.items()}
    found: dict[str, dict[str, str | float]] = {name: {} for name in takes}
    for events in journals if takes else ():
        if not events or not went_to_end(events):
            continue
        for name, take in takes.items():
            if (value := value_in(take, events)) is not None:
                found[name][str(events[0].data["participant"])] = value
    return found


def value_in(take: Take, events: Sequence[Event]) -> str | float | None:
    """The first of the columns that the session filled, or how long the step's screens were there."""
    if not take.columns:
        times = [one.data["rt_ms"] for one in events if _is_of(one, take.step)]
        return sum(times) / 1000 if times else None
    cells = {event.data["name"]: event.data["value"] for event in events if event.kind == "noted"}
    filled = [cells[name] for name in take.columns if cells.get(name) is not None]
    if take.whole:
        return "\n".join(map(str, filled)) or None
    return next(iter(filled), None)


def _is_of(event: Event, step: str) -> bool:
    return event.kind == "replied" and step_of(event.data["screen"]) == step


def with_values(
    protocol: Protocol, secret: bytes, place: Place, left: Values, others: Sequence[Mapping[str, Any]]
) -> Place:
    """The place with what is drawn of those who left something, or else with what stands in.

    The parts of a step take of different people.
    """
    taken: dict[str, Taken] = {}
    for name, take in takers(protocol, place.condition):
        before = {one.participant for part, one in taken.items() if step_of(part) == step_of(name)}
        among = handed_on(name, left[name].keys() - before, others)
        who = taken_from(among, take_stream(secret, place.slot, name))
        value = left[name][who] if who else take.stand_in
        if value is not None:
            taken[name] = Taken(who, value, among)
    return replace(place, taken=taken)
