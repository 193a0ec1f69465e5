"""A step in which the making of a good is seen again, as a film."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from ikea_effect.errors import Fault
from ikea_effect.protocol.base import Name
from ikea_effect.protocol.goods import GoodName
from ikea_effect.protocol.kinds.columns_of_steps import count_column, seconds_column
from ikea_effect.protocol.kinds.kind import Column, Columns, StepKind, Study
from ikea_effect.protocol.kinds.texts_of_steps import texts_named
from ikea_effect.protocol.timeline import Step

if TYPE_CHECKING:
    from ikea_effect.protocol.contents import Loaded
    from ikea_effect.protocol.experiment import Experiment


class Replay(Step):
    """How the good was made, move by move, as whoever a yoke names made it: a film of `takes_s` seconds.

    Pauses are kept in proportion, and cut where somebody thought for long. Where nobody's good is shown the
    film is made from the materials, in their own order and at an even pace (`stand_in` in the data). One
    can go on when it has ended. Texts: <text>.title, .body.
    """

    kind = "replay"
    id: Name
    text: Name
    good: GoodName
    takes_s: float = Field(default=20, ge=2, le=180)


def _columns(step: Replay, _study: Study) -> Columns:
    stands_in = "Whether the film was made from the materials, since nobody's good is shown"
    told = "SHA-256 of the film: of every state of the good, and how long it was seen"
    return (
        count_column(step.id, "frames", "States of the good that the film shows", "states"),
        Column(f"{step.id}.stand_in", "boolean", stands_in),
        Column(f"{step.id}.film", "text", told, detail=True, signs="program"),
        seconds_column(step.id, "How long the page with the film was there"),
    )


_MADE_FROM = ("kit", "toolkit", "sheet")


def _faults(step: Replay, here: Experiment, _loaded: Loaded) -> Iterator[Fault]:
    """What is seen being made is made by what the materials say."""
    names = step.good if isinstance(step.good, tuple) else (step.good,)
    for name in map(str, names):
        materials = here.goods.get(name)
        if materials is not None and not any(getattr(materials, part, None) for part in _MADE_FROM):
            message = f"has no kit, toolkit or sheet for '{name}', whose making the step '{step.name}' shows."
            yield here.fault(("goods", name), f"{message}\nWrite kit: materials/...")


KIND = StepKind(
    name="replay",
    model=Replay,
    meaning="The making of a good is seen again, as a film, by those who did not make it",
    task="ikea_effect.tasks.replay.task:replay",
    shared=("making.assembly", "making.folding", "making.design"),
    columns=_columns,
    texts=texts_named("title", "body"),
    faults=_faults,
    looks=True,
    films=True,
)
