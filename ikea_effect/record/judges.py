"""What judges gave, joined to whoever made what they judged: the mean of all who went to their end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ikea_effect.protocol.kinds.judges import JUDGES, Whose, filled_later, judging_of, makers_of
from ikea_effect.protocol.levels import column_of
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.timeline import Step

Row = Mapping[str, Any]
Cells = dict[str, dict[str, Any]]
"""{participant: {column: what others gave}}."""


def judged_cells(protocol: Protocol, rows: Sequence[Row]) -> Cells:
    """For each whose work was rated, the measures that take it and how many judges there were.

    `rows` is the wide table. Who did not go to the end has judged nothing: a rating that was given in
    passing and could be taken back does not count.
    """
    found: Cells = defaultdict(dict)
    for step in protocol.timeline:
        if filled_later(step):
            for maker, given in _given(protocol, step, rows).items():
                found[maker] |= _means(step, given)
    return found


def _given(protocol: Protocol, step: Step, rows: Sequence[Row]) -> dict[str, dict[str, list[float]]]:
    """{maker: {judging step.scale: what each judge gave}}."""
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for judging in judging_of(step, protocol):
        whose = makers_of(judging, step, protocol)
        for row in rows:
            if row.get("status") == "complete":
                for maker, scale, rating in _of_judge(judging, whose, row):
                    found[maker][f"{judging.name}.{scale}"].append(float(rating))
    return found


def _of_judge(judging: Step, whose: Mapping[str, Whose], row: Row) -> Iterator[tuple[str, str, Any]]:
    """Whose work this participant rated, on which scale, and how."""
    for piece, (column, number) in whose.items():
        makers = str(row.get(column) or "").split()
        for scale in judging.gives_others if makers else ():
            rating = row.get(f"{column_of(judging.name)}.{scale}.{piece}")
            if rating is not None:
                yield makers[number], scale, rating


def _means(step: Step, given: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    named: Mapping[str, str] = getattr(step, "measures", {})
    means = {
        column_of(named[what]): sum(all_of) / len(all_of) for what, all_of in given.items() if what in named
    }
    return {**means, f"{column_of(step.name)}.{JUDGES}": max(map(len, given.values()))}
