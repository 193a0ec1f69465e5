"""The models: what each needs its measure and its other columns to be, and what answers it.

Descriptors lie in the files of this folder, so that a protocol with one model loads no others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from ikea_effect.protocol.base import Declared
from ikea_effect.protocol.registry import is_kind, model_kind
from ikea_effect.protocol.simulation import atoms

if TYPE_CHECKING:
    from ikea_effect.protocol.registry import Sort

Takes = Literal["numbers", "money", "bounds", "choice"]
Knows = Literal["nothing", "averages", "models"]
"""What a model does with several values of one person: takes them as people's, averages them, models them."""


def terms_named(model: Any) -> tuple[str, ...]:
    """The terms that a model without a factor names (`slope`, `beside`), the one that answers last."""
    slope = getattr(model, "slope", None)
    return (*getattr(model, "beside", ()), slope) if slope else ()


def columns_named(model: Any) -> tuple[str, ...]:
    """What stands under the keys that name a column, or several, and in terms."""
    single = [getattr(model, name, None) for name in ("against", "moderator")]
    several = [column for name in ("mediators", "covariates") for column in getattr(model, name, ())]
    own = [atom.name for term in terms_named(model) for atom in atoms(term)]
    return tuple(dict.fromkeys(column for column in (*single, *several, *own) if column))


def factors_named(model: Any) -> tuple[str, ...]:
    """What stands under `factor` or `factors`."""
    factor = getattr(model, "factor", None)
    return (factor,) if factor else tuple(getattr(model, "factors", ()))


def contrasts_named(model: Any) -> dict[str, str]:
    """{factor: contrast} of a model of crossed factors."""
    return dict(getattr(model, "contrasts", {}))


@dataclass(frozen=True, slots=True, eq=False)
class ModelKind:
    """A way to answer a hypothesis.

    `engine` ("module:name") makes the estimate of a question. `takes`: a measure of numbers, of money alone,
    known up to an interval, or a choice. `numeric` are the keys that name columns which have to hold numbers;
    other columns may also have levels. `knows` is what it does with several values of one person; one that
    `clusters` keeps those who belong together apart and takes pairs, or pieces, as independent (`unit`). The
    functions say, of what is declared, which columns, factors, terms and contrasts it names.
    """

    sort: ClassVar[Sort] = "model"

    name: str
    model: type[Declared]
    engine: str
    takes: Takes = "numbers"
    numeric: tuple[str, ...] = ()
    knows: Knows = "nothing"
    clusters: bool = False
    columns: Callable[[Any], tuple[str, ...]] = columns_named
    factors: Callable[[Any], tuple[str, ...]] = factors_named
    terms: Callable[[Any], tuple[str, ...]] = terms_named
    contrasts: Callable[[Any], dict[str, str]] = contrasts_named

    @property
    def meaning(self) -> str:
        """In one line, for `ikea-effect kinds`."""
        return (self.model.__doc__ or "").strip().partition("\n")[0].rstrip(".")


def declared_model(said: dict[str, Any]) -> ModelKind | None:
    """The kind that a file's model names; nothing where it names none that there is."""
    kind = said.get("kind")
    return model_kind(str(kind)) if is_kind("model", kind) else None
