"""Whether what steps took of others is what those left, drawn as the protocol says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ikea_effect.assignment.place import Place, Taken, place_of
from ikea_effect.assignment.yokes import take_stream, taken_from
from ikea_effect.operations.run_take import takers, value_in
from ikea_effect.operations.verify_yokes import Yoked
from ikea_effect.protocol.timeline import Take
from ikea_effect.record.events import Event
from ikea_effect.record.sessions import sound_journals
from ikea_effect.record.study import Study

Sessions = Mapping[str, Sequence[Event]]


def takes_verified(study: Study) -> Yoked:
    """Everything that was taken of others, beside their journals, and the draw that chose whose."""
    if not any(step.takes for step in study.protocol.timeline):
        return Yoked((), ())
    sessions = {who: read.events for who, read in sound_journals(study, []) if read.events}
    problems: list[str] = []
    gone: Counter[str] = Counter()
    for who, events in sessions.items():
        place = place_of(events[0].data)
        for name, take in takers(study.protocol, place.condition):
            found = place.taken.get(name)
            if found is None:
                problems.append(f"{who}.jsonl: does not say what step {name} took of others")
                continue
            problems += [f"{who}.jsonl: {one}" for one in _wrong(study, place, name, take, found, sessions)]
            if found.participant and found.participant not in sessions:
                gone[found.participant] += 1
    left = [
        f"what {who} left was taken by {n} participants, and its journal is not there"
        for who, n in gone.items()
    ]
    return Yoked(tuple(problems), tuple(left))


def _wrong(
    study: Study, place: Place, name: str, take: Take, found: Taken, sessions: Sessions
) -> Iterator[str]:
    if found.participant != taken_from(found.among, take_stream(study.secret, place.slot, name)):
        yield f"step {name} takes of {found.participant or 'nobody'}, which was not drawn"
    if not found.participant and found.value != take.stand_in:
        yield f"step {name} takes {found.value}, which does not stand in for what others left"
    if found.participant in sessions and value_in(take, sessions[found.participant]) != found.value:
        yield f"step {name} takes of {found.participant} what its journal does not tell"
