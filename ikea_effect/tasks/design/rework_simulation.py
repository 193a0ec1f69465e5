"""How simulated people change a design: one part after another, as many as their population says."""

from __future__ import annotations

from typing import Any

from ikea_effect.protocol.toolkits import Recipe, Toolkit
from ikea_effect.screens.rework import ReworkBoard
from ikea_effect.screens.screens import Values
from ikea_effect.screens.simulation import Someone, between
from ikea_effect.seeds import Stream
from ikea_effect.tasks.nearest import nearest_point

TURN, LARGER = 40, 15
"""By how many degrees a part is turned, and by how many percent it grows: nobody takes it for the old one."""


def simulated(screen: ReworkBoard, someone: Someone, stream: Stream) -> tuple[Values, int]:
    """The next part, or that one is content."""
    latent = someone.value(screen.measure)
    wanted = stream.below(screen.at_most + 1) if latent is None else _whole(latent, screen.at_most)
    taken = between(stream, 1200, 6000)
    if screen.tone == "wrong" or screen.changed >= wanted:
        return {"move": "done"}, taken
    toolkit = someone.context.setup.toolkits[screen.good]
    return _next(Recipe.model_validate(screen.recipe), screen.changed, toolkit), taken


def _whole(latent: float, most: int) -> int:
    return int(nearest_point(latent, 0, most))


def _next(recipe: Recipe, count: int, toolkit: Toolkit) -> dict[str, Any]:
    """Items in their order; then the color, if there is another; then, where there is room, more motifs."""
    if count < len(recipe.items):
        item = recipe.items[count]
        scale = min(item.scale + LARGER, toolkit.limits.high_scale)
        return {
            "move": "change",
            "item": count,
            "x": item.x,
            "y": item.y,
            "scale": scale,
            "angle": (item.angle + TURN) % 360,
        }
    others = [one for one in toolkit.base_colors if one != recipe.base]
    if count == len(recipe.items) and others:
        return {"move": "base", "color": others[0]}
    return {"move": "add", "motif": next(iter(toolkit.motifs)), "x": 0, "y": 0}
