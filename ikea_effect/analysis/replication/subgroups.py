"""Studies pooled apart by what is known of them in words; whether groups differ, the regression says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ikea_effect.analysis.replication.meta import EffectKind, Meta, Study, fitted_json, pooled
from ikea_effect.analysis.replication.meta_fit import Fit
from ikea_effect.analysis.results import plain
from ikea_effect.errors import listed


class Subgroup(NamedTuple):
    """The studies of one level of a moderator, pooled; `fit` is None where there is one study."""

    moderator: str
    level: str
    labels: tuple[str, ...]
    fit: Fit | None

    def to_json(self, effect: EffectKind) -> dict[str, Any]:
        """The group for JSON; `pooled` is None where there is one study."""
        found = None if self.fit is None else fitted_json(self.fit, effect)
        body = {"moderator": self.moderator, "level": self.level, "studies": self.labels, "pooled": found}
        return plain(body)  # type: ignore[no-any-return]


def groups_of(found: Meta) -> tuple[Subgroup, ...]:
    """The groups by every moderator in words that is known of all studies, except their source."""
    names = dict.fromkeys(name for one in found.studies for name in one.moderators if name != "source")
    return tuple(one for name in names for one in subgroups(found.studies, name))


def of_two(groups: Sequence[Subgroup]) -> tuple[str, ...]:
    """A sentence on groups of two studies, of which tau2 is not told; none where there is no such group."""
    two = [f"{one.moderator}: {one.level}" for one in groups if len(one.labels) == 2]
    if not two:
        return ()
    return (
        f"{listed(two)}: two studies{' each' if len(two) > 1 else ''}, pooled by fixed effect, since two "
        "cannot tell heterogeneity from chance: the mean of these studies, and not of others like them.",
    )


def subgroups(studies: Sequence[Study], moderator: str) -> tuple[Subgroup, ...]:
    """Each level with its studies, sorted; none where the moderator is a number or not known for all."""
    values = [one.moderators.get(moderator) for one in studies]
    levels = sorted({value for value in values if isinstance(value, str)})
    if not levels or not all(isinstance(value, str) for value in values):
        return ()
    return tuple(_subgroup(studies, moderator, level) for level in levels)


def _subgroup(studies: Sequence[Study], moderator: str, level: str) -> Subgroup:
    there = [one for one in studies if one.moderators[moderator] == level]
    d, v = (np.array([getattr(one.effect, name) for one in there]) for name in ("d", "v"))
    fit = pooled(d, v) if len(there) > 1 else None
    return Subgroup(moderator, level, tuple(one.label for one in there), fit)
