"""Who took part, who is left out and why, counted once for every card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ikea_effect.protocol.models import Protocol
from ikea_effect.report.origins import Computed
from ikea_effect.report.sections.naming import condition_label

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from ikea_effect.report.material import ReportMaterial

COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Group:
    """One condition of the protocol: its key as the analysis writes it, and its label for people."""

    key: str
    label: str
    levels: Mapping[str, str]


def groups(protocol: Protocol) -> tuple[Group, ...]:
    """Every condition, in the protocol's order; several factors are keyed "factor=level,factor=level"."""
    alone = all(len(levels) == 1 for levels in protocol.conditions)
    return tuple(
        Group(
            _key(levels, alone),
            condition_label(protocol, levels),
            levels,
        )
        for levels in protocol.conditions
    )


def _key(levels: Mapping[str, str], alone: bool) -> str:
    if alone:
        return next(iter(levels.values()))
    return ",".join(f"{factor}={level}" for factor, level in levels.items())


@dataclass(frozen=True)
class People:
    """The participants of a study. `left_out` holds, per participant, "" or why they are not analyzed."""

    groups: tuple[Group, ...]
    table: DataFrame
    left_out: Series[Any]
    reasons: tuple[str, ...]  # every reason that can apply, in the order it is applied

    @cached_property
    def kept(self) -> DataFrame:
        """The rows that are analyzed."""
        return self.table[self.left_out == ""]

    def of(self, group: Group, kept: bool = True) -> DataFrame:
        """The rows of one condition."""
        table, found = (self.kept if kept else self.table), self._parts
        if (group.key, kept) not in found:
            found[group.key, kept] = table[_member(table, group)]
        return found[group.key, kept]

    @cached_property
    def _parts(self) -> dict[tuple[str, bool], DataFrame]:
        """The rows of each condition that was asked for: cards ask again for every measure and option."""
        return {}

    def values(self, group: Group, column: str, kept: bool = True) -> Series[Any]:
        """What one condition said, as numbers; what was not answered is left out."""
        import pandas as pd

        table = self.of(group, kept)
        if column not in table.columns:
            return pd.Series(dtype=float)
        return pd.to_numeric(table[column], errors="coerce").astype(float).dropna()

    def counted(self, group: Group | None = None, kept: bool = True) -> Computed:
        """How many are analyzed, or recorded, in one condition or in all, with the id of this count."""
        table = self.of(group, kept) if group else self.kept if kept else self.table
        where = f"[{group.key}]" if group else ""
        return Computed(len(table), f"observations{where}.{'analyzed' if kept else 'recorded'}")

    def counted_out(self, reason: str) -> Computed:
        """How many are left out for this reason, with the id of this count."""
        return Computed(self.dropped(reason), f"observations.left_out[{reason}]")

    def dropped(self, reason: str, group: Group | None = None) -> int:
        """How many are left out for this reason, in one condition or in all."""
        chosen = self.left_out == reason
        if group is not None:
            chosen = chosen & _member(self.table, group)
        return int(chosen.sum())


def _member(table: DataFrame, group: Group) -> Series[Any]:
    import pandas as pd

    chosen = pd.Series(True, index=table.index)
    for factor, level in group.levels.items():
        chosen &= table[factor].astype("string").eq(level).fillna(False) if factor in table.columns else False
    return chosen.astype(bool)


def people(material: ReportMaterial) -> People:
    """The participants of the study with the reason, if any, why each is left out."""
    table = material.observations.reset_index(drop=True)
    left_out = _by_status(table)
    reasons = [reason for reason in ("interrupted", *sorted(set(left_out))) if reason in set(left_out)]
    for rule, drops in _rulings(material.protocol, table[left_out == ""]):
        left_out = left_out.mask(drops.reindex(table.index, fill_value=False) & (left_out == ""), rule)
        reasons.append(rule)
    reasons = list(dict.fromkeys(reason for reason in reasons if reason))
    return People(groups(material.protocol), table, left_out, tuple(reasons))


def _by_status(table: DataFrame) -> Series[Any]:
    import pandas as pd

    if "status" not in table.columns:
        return pd.Series("", index=table.index, dtype=object)
    status = table["status"].fillna("").astype(str).str.strip()
    return status.where(~status.isin((COMPLETE, "")), "").astype(object)


def _rulings(protocol: Protocol, table: DataFrame) -> Iterator[tuple[str, Series[Any]]]:
    """Each exclusion rule with the rows it drops; a row that the rule cannot decide stays."""
    import pandas as pd

    if not len(table) or not protocol.exclusions:
        yield from ((rule.id, pd.Series(False, index=table.index)) for rule in protocol.exclusions)
        return
    from ikea_effect.analysis.exclusions import rulings

    yield from (
        (ruling.rule.id, pd.Series(ruling.drops, index=table.index)) for ruling in rulings(protocol, table)
    )
