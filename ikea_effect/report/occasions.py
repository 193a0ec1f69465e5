"""Whose answers to a measure are shown together: a condition's, at each level at which it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ikea_effect.protocol.kinds import placements
from ikea_effect.protocol.levels import at_levels, column_of
from ikea_effect.protocol.models import Protocol
from ikea_effect.report.people import Group, People
from ikea_effect.report.sections.naming import condition_label

if TYPE_CHECKING:
    from pandas import Series


class Occasion(NamedTuple):
    """One condition at one of the levels of what is repeated; without levels where nothing is."""

    group: Group
    label: str
    name: str
    """The measure's name with the levels: wtp@own."""

    def column(self, fact: str = "") -> str:
        """The column of the measure, or of a fact of it: wtp.own, wtp.low.own."""
        return column_of(f"{self.name}.{fact}" if fact else self.name)

    def values(self, everyone: People, fact: str = "") -> Series[Any]:
        """What was answered, as numbers; what was not is left out."""
        return everyone.values(self.group, self.column(fact))


def occasions(protocol: Protocol, everyone: People, measure: str) -> tuple[Occasion, ...]:
    """Every condition, at each level at which the measure is asked."""
    return tuple(_occasions(protocol, everyone, measure))


def _occasions(protocol: Protocol, everyone: People, measure: str) -> Iterator[Occasion]:
    for group in everyone.groups:
        for levels in placements(protocol, measure):
            label = " · ".join(filter(None, (group.label, levels_label(protocol, levels))))
            yield Occasion(group, label, at_levels(measure, levels.values()))


def levels_label(protocol: Protocol, levels: Mapping[str, str]) -> str:
    """The levels of what is repeated in words; empty where nothing is."""
    return condition_label(protocol, dict(levels)) if levels else ""
