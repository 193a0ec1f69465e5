"""The making of a good seen again: the film of whoever made it, or one that stands in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from ikea_effect.protocol.kinds.steps.replay import Replay
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.reel import Reel, Shot
from ikea_effect.screens.screens import GoodPicture, Page, Task
from ikea_effect.screens.simulation import SimulatedAsk
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.notes import noted, seconds
from ikea_effect.tasks.replay.cut import Frame, stand_in, timed


def replay(step: Replay, context: Context) -> Task:
    """The page with the film; what it showed, and whether that stood in for somebody's."""
    recorded = recorded_film(step, context)
    frames = timed(recorded or stand_in(context.setup, step.good), step.takes_s)
    yield noted(step.id, "frames", len(frames))
    yield noted(step.id, "stand_in", not recorded)
    yield noted(step.id, "film", sha256(frames))
    reel = Reel("film", tuple(Shot(GoodPicture(step.good, recipe), ms) for recipe, ms in frames))
    reply = yield Page(
        name_in(step.id, "film"),
        title=Text(f"{step.text}.title"),
        body=(Text(f"{step.text}.body"),),
        asks=(reel,),
        minimum_s=reel.ms / 1000,
    )
    yield seconds(step.id, [reply])


def recorded_film(step: Replay, context: Context) -> tuple[Frame, ...]:
    """The film of the good that somebody else made and that is shown here; nothing where there is none."""
    other = context.protocol.shown_as(context.condition).get(step.good)
    if other is None or context.place is None:
        return ()
    piece = context.place.piece(other.good, other.piece)
    return tuple(Frame(recipe, ms) for recipe, ms in piece.film or ()) if piece is not None else ()


def sha256(frames: Sequence[Frame]) -> str:
    """What the film is known by, in hex."""
    said = json.dumps([[frame.recipe, frame.ms] for frame in frames], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


SIMULATED = SimulatedAsk(lambda _ask, _someone, _stream: True)
