"""Whether what participants were shown of their partners is what those had made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ikea_effect.assignment.place import place_of
from ikea_effect.assignment.slots import partner_slot
from ikea_effect.operations.verify_yokes import Yoked
from ikea_effect.protocol.levels import where
from ikea_effect.protocol.shorthand import PARTNER
from ikea_effect.record.events import Event
from ikea_effect.record.sessions import sound_journals
from ikea_effect.record.study import Study


def pairs_verified(study: Study) -> Yoked:
    """Every piece of a partner that was shown, beside the journal of whoever made it."""
    protocol = study.protocol
    if not any(other.whose == PARTNER for other in protocol.goods_of_others.values()):
        return Yoked((), ())
    sessions = {who: read.events for who, read in sound_journals(study, []) if read.events}
    problems: list[str] = []
    left: list[str] = []
    for who, events in sessions.items():
        expected = partner_slot(protocol, place_of(events[0].data).slot)
        for good, shown in _met(events):
            maker = shown["partner"]
            if maker not in sessions:
                left.append(f"what {maker} made was shown to {who}, and its journal is not there")
                continue
            theirs = sessions[maker]
            offered = [
                event.data for event in theirs if event.kind == "offered" and event.data["good"] == good
            ]
            if place_of(theirs[0].data).slot != expected:
                problems.append(f"{who}.jsonl: shows what {maker} made, who is not the partner")
            elif not offered or offered[-1]["recipe"] != shown["recipe"]:
                problems.append(f"{who}.jsonl: shows as made by {maker} what its journal does not tell")
    return Yoked(tuple(problems), tuple(left))


def _met(events: Sequence[Event]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The good and what was shown of it, for each time that a partner was there."""
    for event in events:
        values = event.data.get("values") or {} if event.kind == "replied" else {}
        if values.get("partner"):
            yield where(event.data["screen"]), values
