"""What every model of a hypothesis is declared with: the cells that are asked, the unit, and two levels."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from ikea_effect.protocol.base import Declared, Name

Column = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]*([-_.][A-Za-z0-9]+)*$", max_length=80)]
Columns = Annotated[tuple[Column, ...], Field(max_length=20)]
Contrast = Annotated[str, Field(max_length=400)]
Factors = Annotated[tuple[Name, ...], Field(max_length=4)]
Resamples = Annotated[int, Field(ge=200, le=100_000)]
Seed = Annotated[int, Field(ge=0, lt=2**63)]
Levels = Annotated[tuple[Name, ...], Field(min_length=1, max_length=50)]


class Asked(Declared):
    """What a model is asked of. `in` keeps to some levels of other factors: {labor: build}.

    `unit: pair` takes two people who belong together as one: by their mean, or where a model has covariates,
    moderators or several factors by standard errors that need only independent pairs. `unit: piece` does so
    with those who made, saw or judged one piece (column `yoked`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, populate_by_name=True)

    in_cells: dict[Name, Name | Levels] = Field(default_factory=dict, max_length=8, alias="in")
    unit: Literal["participant", "pair", "piece"] | None = None


class TwoCells(Asked):
    """Two cells of one factor; `contrast` is "level - level"."""

    factor: Name
    contrast: Contrast


def levels_kept(model: Declared) -> dict[str, tuple[str, ...]]:
    """{factor: levels} that the model keeps to; empty where it asks everyone."""
    kept = getattr(model, "in_cells", {})
    return {name: (levels,) if isinstance(levels, str) else tuple(levels) for name, levels in kept.items()}
