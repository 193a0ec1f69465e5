"""Whether chance made comparable conditions: what was asked before they parted, without a test."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ikea_effect.language import phrase, say
from ikea_effect.protocol.kinds import form_of
from ikea_effect.protocol.models import Protocol
from ikea_effect.report.cards import Block, Card, Column, Prose, Row, Table
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import People
from ikea_effect.report.sections.counts import EACH_NAMED, counts_of_many
from ikea_effect.report.sections.naming import level_label
from ikea_effect.report.wording import count, finite, joined, number, spoken

if TYPE_CHECKING:
    from pandas import DataFrame

    from ikea_effect.analysis.balance import Difference

BACKGROUND = ("age", "gender")
"""Columns of data from elsewhere that no assignment can have changed."""

FURTHEST = phrase("Of every two conditions, those that differ most.")

NOTE = phrase(
    "Standardized difference: the difference of two means (of two shares, for a level of text) by their "
    "pooled SD. Everyone recorded. No test is made: where chance assigned, every difference is chance."
)


def balance_card(material: ReportMaterial, everyone: People) -> Card:
    """What stood fixed before the conditions parted, compared between them."""
    return Card("balance", say("Were the conditions comparable?"), tuple(_blocks(material, everyone)))


def _blocks(material: ReportMaterial, everyone: People) -> Iterator[Block]:
    if not len(everyone.table):
        yield Prose(say("No participant has been recorded yet."))
        return
    counts = counts_of_many(everyone, kept=False) or joined(
        f"{group.label} {count(everyone.counted(group, kept=False))}" for group in everyone.groups
    )
    protocol = material.protocol
    scheme = (
        say("their roles, which were not drawn")
        if protocol.only_roles
        else spoken(protocol.assignment.scheme)
    )
    came = (
        say("The protocol assigns participants")
        if material.reading
        else say("Participants came to conditions")
    )
    yield Prose(say("{came} by {scheme}. Recorded: {counts}.", came=came, scheme=scheme, counts=counts))
    columns = fixed_beforehand(protocol, everyone)
    if len(everyone.groups) < 2:
        yield Prose(say("There is one condition: nothing can be set beside it."), "note")
        return
    if not columns:
        said = say(
            "Nothing is known to have been asked before the conditions parted: no more can be compared.",
        )
        yield Prose(said, "note")
        return
    yield comparison(material.protocol, everyone, columns)


def fixed_beforehand(protocol: Protocol, everyone: People) -> list[str]:
    """The columns of the data that conditions are compared on: asked before they parted, or background."""
    there = everyone.table.columns
    columns = [name for name in before_parting(protocol) if name in there]
    return [*columns, *(name for name in BACKGROUND if name in there and name not in columns)]


def before_parting(protocol: Protocol) -> list[str]:
    """The measures that are asked before the first step that is not the same in all conditions.

    None where no step is: data from elsewhere were then made otherwise, and nobody tells when.
    """
    found: list[str] = []
    for step in protocol.timeline:
        if step.only_in or _by_condition(step.model_dump(), protocol):
            return found
        found += [name for name in step.asks_for if form_of(protocol, name) != "words"]
    return []


def _by_condition(said: object, protocol: Protocol) -> bool:
    """Whether something in a step, at any depth, goes `by` a factor that conditions differ in."""
    if isinstance(said, list | tuple):
        return any(_by_condition(part, protocol) for part in said)
    if not isinstance(said, dict):
        return False
    by = said.get("by")
    named = (by,) if isinstance(by, str) else by if isinstance(by, list | tuple) else ()
    between = (name for name in named if name in protocol.factors and not protocol.factors[name].within)
    return any(between) or any(_by_condition(part, protocol) for part in said.values())


def comparison(protocol: Protocol, everyone: People, columns: Sequence[str]) -> Table:
    """Every two conditions on each column; where there are many, the two that are furthest apart."""
    from ikea_effect.analysis.balance import differences

    titles = (
        "",
        say("Compared"),
        say("First: mean or share"),
        say("Second"),
        say("Standardized difference"),
    )
    found = differences(protocol, _typed(everyone.table, columns), columns)
    many = len(everyone.groups) > EACH_NAMED
    found = _furthest(found) if many else found
    rows = tuple(_row(protocol, one) for one in found)
    heads = tuple(Column(title, "text" if place < 2 else "number") for place, title in enumerate(titles))
    later = [name for name in columns if name not in before_parting(protocol)]
    notes = (*_asked_later(later), *([say(FURTHEST)] if many else []), say(NOTE))
    return Table(say("What stood fixed before the conditions parted"), heads, rows, notes)


def _furthest(found: Sequence[Difference]) -> tuple[Difference, ...]:
    """Of each column the two conditions that are furthest apart: of many, nobody reads every two."""
    columns = dict.fromkeys(one.column for one in found)
    return tuple(max((one for one in found if one.column == name), key=_apart) for name in columns)


def _apart(one: Difference) -> float:
    """How far they are apart; nothing is further than two that do not vary and differ."""
    return math.inf if one.standardized is None else abs(one.standardized)


def _asked_later(names: Sequence[str]) -> Iterator[str]:
    """What stood fixed and was not asked until the conditions had parted, or elsewhere."""
    if names:
        what = joined(spoken(name) for name in names).capitalize()
        yield say(
            "{what}: fixed beforehand, but told later or recorded elsewhere; who answered may differ.",
            what=what,
        )


def _typed(table: DataFrame, columns: Sequence[str]) -> DataFrame:
    """The table with the columns that hold numbers as numbers."""
    import pandas as pd

    typed: dict[str, Any] = {}
    for name in columns:
        numbers = pd.to_numeric(table[name], errors="coerce")
        whole = bool((numbers.notna() | table[name].isna()).all())
        typed[name] = numbers.astype(float) if whole else table[name]
    return table.assign(**typed)


def _row(protocol: Protocol, found: Difference) -> Row:
    name, _, level = found.column.partition("=")
    label = f"{spoken(name)}: {spoken(level)}" if level else spoken(name)
    compared = f"{level_label(protocol, found.high)} − {level_label(protocol, found.low)}"
    means = [number(mean) if finite(mean) is not None else "–" for mean in found.means]
    return Row((label, compared, *means, "–" if found.standardized is None else number(found.standardized)))
