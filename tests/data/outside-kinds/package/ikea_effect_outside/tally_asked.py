"""How a tally is asked, and how simulated participants count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ikea_effect.tasks.kinds import Ask, Asked, SimulatedAsk, Someone, Stream, Text, nearest_point
from ikea_effect_outside.tally import Tally


@dataclass(frozen=True, slots=True)
class Clicks(Ask):
    """A number by clicks. Value: a whole number from 0 to `most`."""

    simulated: ClassVar[str] = "ikea_effect_outside.tally_asked:SIMULATED"
    control: ClassVar[str] = "ikea_effect_outside.tally_window:CONTROL"

    question: Text
    most: int
    measure: str | None = None


def _asks(name: str, declared: Tally) -> tuple[Clicks, ...]:
    return (Clicks(name, Text(f"{declared.text}.question"), declared.most, measure=name),)


def _answer(ask: Clicks, someone: Someone, stream: Stream) -> int:
    value = someone.value(ask.measure)
    return stream.below(ask.most + 1) if value is None else nearest_point(value, 0, ask.most)


ASKED = Asked(_asks)
SIMULATED = SimulatedAsk(_answer)
