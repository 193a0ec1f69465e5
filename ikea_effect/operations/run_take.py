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
from ikea_effect.protocol.timeline import Step, Take
from ikea_effect.record.events import Event, went_to_end
from ikea_effect.record.sessions import sound_journals
from ikea_effect.record.study import Study

Values = Mapping[str, Mapping[str, str | float]]
"""{step that takes: {who has finished: what is taken of theirs}}."""


def takers(protocol: Protocol, condition: Condition) -> Iterator[tuple[Step, Take]]:
    """The steps of somebody of this condition that take of others, with what they take."""
    for step in protocol.timeline:
        if step.takes is not None and step.reaches(condition):
            yield step, step.takes


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
    lacking = [take.step for step, take in takers(protocol, place.condition) if step.name not in found.taken]
    if lacking:
        raise ParticipantError(nobody_finished(participant, lacking[0], "No place was taken."))
    return found


def nobody_finished(participant: str, step: str, ending: str) -> str:
    """Why a session cannot begin, and what to do."""
    return (
        f"participant {participant} is told of what somebody else's step '{step}' came to, and nobody who "
        f"has met it has finished yet. Run such sessions to their end first. {ending}"
    )


def values_left(protocol: Protocol, journals: Iterable[Sequence[Event]]) -> Values:
    """What those who went to their end left for each step that takes."""
    takes = {step.name: step.takes for step in protocol.timeline if step.takes is not None}
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
    return next((cells[name] for name in take.columns if cells.get(name) is not None), None)


def _is_of(event: Event, step: str) -> bool:
    return event.kind == "replied" and step_of(event.data["screen"]) == step


def with_values(
    protocol: Protocol, secret: bytes, place: Place, left: Values, others: Sequence[Mapping[str, Any]]
) -> Place:
    """The place with what is drawn of those who left something, or else with what stands in."""
    taken: dict[str, Taken] = {}
    for step, take in takers(protocol, place.condition):
        among = handed_on(step.name, left[step.name], others)
        who = taken_from(among, take_stream(secret, place.slot, step.name))
        value = left[step.name][who] if who else take.stand_in
        if value is not None:
            taken[step.name] = Taken(who, value, among)
    return replace(place, taken=taken)
