"""The experiment's own pictures that a study shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ikea_effect.protocol.kinds.kind import Study
from ikea_effect.protocol.registry import measure_kind, step_kind


class ShownPicture(NamedTuple):
    """A picture's place in the experiment's folder, and what shows it."""

    path: str
    by: str


def shown_pictures(study: Study) -> Iterator[ShownPicture]:
    """Every picture of steps and of the measures that they ask for."""
    asked = {name for step in study.timeline for name in step.asks_for}
    for step in study.timeline:
        for path in step_kind(step.kind).pictures(step):
            yield ShownPicture(path, f"the step '{step.name}'")
    for name, measure in study.measures.items():
        for path in measure_kind(measure.kind).pictures(measure) if name in asked else ():
            yield ShownPicture(path, f"the measure '{name}'")
