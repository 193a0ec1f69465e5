"""The models: what each needs its measure and its other columns to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from ikea_effect.protocol.analyses import Model
from ikea_effect.protocol.base import Declared

Takes = Literal["numbers", "money", "bounds", "choice"]


@dataclass(frozen=True, slots=True)
class ModelKind:
    """A way to answer a hypothesis.

    `takes`: a measure of numbers, of money alone, known up to an interval, or a choice. `numeric` are the
    keys that name columns which have to hold numbers; other columns may also have levels.
    """

    name: str
    model: type[Declared]
    takes: Takes = "numbers"
    numeric: tuple[str, ...] = ()


_TAKES: dict[str, Takes] = {
    "demand": "money", "hurdle": "money", "interval": "bounds", "turnbull": "bounds",
    "proportion": "choice", "logit": "choice", "chi-square": "choice",
}  # fmt: skip
_NUMERIC = {
    "paired": ("against",),
    "mediation": ("mediators", "moderator", "covariates"),
    "paired-mediation": ("mediators",),
    "multiverse": ("covariates",),
}


def _kinds() -> dict[str, ModelKind]:
    found: dict[str, ModelKind] = {}
    for model in get_args(get_args(Model)[0]):
        [name] = get_args(model.model_fields["kind"].annotation)
        found[name] = ModelKind(name, model, _TAKES.get(name, "numbers"), _NUMERIC.get(name, ()))
    return found


MODELS = _kinds()
"""Every kind of model by its name."""


def declared_model(said: dict[str, Any]) -> ModelKind | None:
    """The kind that a file's model names; nothing where it names none that there is."""
    kind = said.get("kind")
    return MODELS.get(kind) if isinstance(kind, str) else None
