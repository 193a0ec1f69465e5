"""What was chosen: options one by one, several together, and options put in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ikea_effect.language import say
from ikea_effect.protocol.kinds import Column, columns_of, form_of, main_column
from ikea_effect.protocol.models import Protocol
from ikea_effect.report.cards import Block, Card, Row, Table
from ikea_effect.report.cards import Column as Head
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import Group, People
from ikea_effect.report.sections.attention import truths
from ikea_effect.report.wording import number, share, spoken

_BESIDE = ("declined", "right")


def chosen_card(material: ReportMaterial, everyone: People) -> Card | None:
    """Shares of options and mean ranks by condition; None where nothing is chosen."""
    protocol = material.protocol
    blocks: list[Block] = [table for name in protocol.measures for table in _tables(protocol, everyone, name)]
    return Card("chosen", say("What was chosen"), tuple(blocks)) if blocks else None


def _tables(protocol: Protocol, everyone: People, name: str) -> Iterator[Table]:
    main = main_column(protocol, name)
    there = [one for one in columns_of(protocol) if one.of == name and one.name in everyone.kept.columns]
    parts = [one for one in there if one.name != name and one.name.partition(".")[2] not in _BESIDE]
    if form_of(protocol, name) == "choice" and main is not None and main in there:
        ranks = [one for one in parts if one.type == "integer"]
        caption = f"{spoken(name).capitalize()}: " + (say("put first") if ranks else say("chosen"))
        yield _table(everyone, caption, [(value, _options(everyone, name, value)) for value in main.values])
        if ranks:
            caption = say("{name}: mean rank (1 is first)", name=spoken(name).capitalize())
            yield _table(everyone, caption, [(_part(one), _means(everyone, one)) for one in ranks])
    elif ticks := [one for one in parts if one.type == "boolean"]:
        caption = say("{name}: chosen, several being possible", name=spoken(name).capitalize())
        yield _table(everyone, caption, [(_part(one), _ticked(everyone, one)) for one in ticks])


def _table(everyone: People, caption: str, rows: Sequence[tuple[str, Sequence[str]]]) -> Table:
    heads = (Head(say("Option"), "text"), *(Head(group.label) for group in everyone.groups))
    return Table(caption, heads, tuple(Row((spoken(option), *cells)) for option, cells in rows))


def _part(column: Column) -> str:
    return column.name.partition(".")[2]


def _options(everyone: People, name: str, option: str) -> list[str]:
    """How many of each condition chose it, of those who chose."""
    cells = [everyone.of(group)[name].dropna().astype(str) for group in everyone.groups]
    return [_of((one == option).sum(), len(one)) for one in cells]


def _ticked(everyone: People, column: Column) -> list[str]:
    cells = [truths(everyone.of(group)[column.name]) for group in everyone.groups]
    return [_of(one.sum(), len(one)) for one in cells]


def _means(everyone: People, column: Column) -> list[str]:
    return [_mean(everyone, group, column.name) for group in everyone.groups]


def _mean(everyone: People, group: Group, column: str) -> str:
    values = everyone.values(group, column)
    return number(values.mean()) if len(values) else "–"


def _of(count: int, n: int) -> str:
    return say("{count} of {n} ({share})", count=count, n=n, share=share(count, n)) if n else "–"
