"""What is seen of a making: from every state and its time to a film of a given length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from ikea_effect.protocol.setup import Setup

MOST = 60
"""States that a film shows: of more, those nearest to even steps, and always the last."""
LONGEST = 3.0
"""No state takes more than so many times its even share: pauses to think are cut."""
LAST_MS = 1_500
"""What was made is seen for so long at the end."""


class Frame(NamedTuple):
    """A state of the good, and for how many milliseconds it was there."""

    recipe: Mapping[str, Any]
    ms: int


def distinct(frames: Iterable[Frame]) -> tuple[Frame, ...]:
    """The states one after the other, what did not change it (a wrong drop, a look) added to the time."""
    found: list[Frame] = []
    for recipe, ms in frames:
        if found and found[-1].recipe == recipe:
            found[-1] = found[-1]._replace(ms=found[-1].ms + ms)
        else:
            found.append(Frame(recipe, ms))
    return tuple(found)


def thinned(frames: Sequence[Frame], most: int = MOST) -> tuple[Frame, ...]:
    """No more states than that; each is seen until the next one that is left comes."""
    if len(frames) <= most:
        return tuple(frames)
    kept = sorted({round(place * (len(frames) - 1) / (most - 1)) for place in range(most)})
    ends = [0, *accumulate(frame.ms for frame in frames)]
    return tuple(
        Frame(frames[at].recipe, ends[until] - ends[at])
        for at, until in zip(kept, [*kept[1:], len(frames)], strict=True)
    )


def timed(frames: Sequence[Frame], takes_s: float) -> tuple[Frame, ...]:
    """The film in so many seconds; what was made is seen at the end, however fast it came."""
    *moving, last = frames
    room = max(0, round(takes_s * 1000) - LAST_MS)
    if not moving:
        return (last._replace(ms=room + LAST_MS),)
    share = sum(frame.ms for frame in moving) / len(moving)
    cut = [min(max(frame.ms, 1), LONGEST * max(share, 1)) for frame in moving]
    ends = [round(room * end / sum(cut)) for end in accumulate(cut)]
    lengths = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    paced = [frame._replace(ms=ms) for frame, ms in zip(moving, lengths, strict=True)]
    return (*paced, last._replace(ms=LAST_MS))


def stand_in(setup: Setup, good: str) -> tuple[Frame, ...]:
    """A making that nobody did: what the materials say, one thing after the other, each for as long."""
    return tuple(Frame(recipe, 1) for recipe in _states(setup, good))


def _states(setup: Setup, good: str) -> list[Mapping[str, Any]]:
    if good in setup.kits:
        order = setup.kits[good].order
        return [{"placed": list(order[:count])} for count in range(len(order) + 1)]
    if good in setup.sheets:
        whole = setup.sheets[good].whole
        return [{"folds": list(whole[:count])} for count in range(len(whole) + 1)]
    company = setup.toolkits[good].company.as_data()
    items = company.get("items", [])
    return [{**company, "items": items[:count]} for count in range(len(items) + 1)]
