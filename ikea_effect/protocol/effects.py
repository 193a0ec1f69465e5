"""The effect that a model of crossed factors is about: its factors, and the direction it is told in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ikea_effect.protocol.base import Declared
from ikea_effect.protocol.expressions import parse_contrast
from ikea_effect.protocol.model_base import levels_kept
from ikea_effect.protocol.registry import is_kind, model_kind

if TYPE_CHECKING:
    from ikea_effect.protocol.hypotheses import Hypothesis
    from ikea_effect.protocol.models import Protocol


def require_known(term: tuple[str, ...], factors: tuple[str, ...], contrasts: Mapping[str, str]) -> None:
    """Raises ValueError if the term names no factor of the model, or a contrast none of the term."""
    if unknown := [name for name in term if name not in factors]:
        raise ValueError(f"`term` names {', '.join(unknown)}, which `factors` does not.")
    if unknown := [name for name in contrasts if name not in term]:
        raise ValueError(f"`contrasts` names {', '.join(unknown)}, which `term` does not.")


def effect_contrasts(
    model: Declared, levels: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]] | None:
    """{factor: {level: weight}} of the effect that a model of crossed factors is about, in `levels`' order.

    A factor of two levels compares the first with the second, unless `contrasts` says otherwise. None where
    several levels are compared without a contrast: such an effect has no direction.
    """
    kind = getattr(model, "kind", None)
    declared = model_kind(str(kind)).contrasts(model) if is_kind("model", kind) else {}
    found = {}
    for factor, names in levels.items():
        if factor in declared:
            found[factor] = dict(parse_contrast(declared[factor]))
        elif len(names) == 2:
            found[factor] = {names[0]: 1.0, names[1]: -1.0}
        else:
            return None
    return found


def side_of(protocol: Protocol, asked: Hypothesis) -> str:
    """What its test tells: greater, less or two-sided; any where it knows no side; equivalence."""
    model = asked.model
    if model.kind == "tost":
        return "equivalence"
    term = [name for name in getattr(model, "term", ()) if name in protocol.factors]
    levels = {name: tuple(protocol.factors[name].levels) for name in term}
    of_several = bool(term) and effect_contrasts(model, levels) is None
    by_f = of_several or _moderated_by_several(protocol, model)
    return "any" if by_f or model.kind in ("one-way", "chi-square") else asked.alternative


def _moderated_by_several(protocol: Protocol, model: Declared) -> bool:
    """Whether an effect is compared at three levels of a moderator or more, none of which is set apart."""
    name = getattr(model, "moderator", None)
    if getattr(model, "kind", None) != "moderation" or name is None or getattr(model, "levels", None):
        return False
    if name in protocol.factors:
        levels = levels_kept(model).get(name, tuple(protocol.factors[name].levels))
    else:
        levels = tuple(getattr(protocol.measures.get(name), "options", ()))
    return len(levels) > 2
