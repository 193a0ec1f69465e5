"""Who is left out, by declared rules alone: blind to the outcome, counted rule by rule."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ikea_effect.analysis.basis import ExclusionResult
from ikea_effect.protocol.expressions import evaluate, parse_expression
from ikea_effect.protocol.hypotheses import Exclusion
from ikea_effect.protocol.models import Protocol

ONE_ROW_EACH = "one row per participant"
"""The attribute of a table in which no participant stands twice: a million ids are then not counted again."""


class Ruling(NamedTuple):
    """One rule, what became of it, and which rows it drops (all False if it was not decided)."""

    rule: Exclusion
    result: ExclusionResult
    drops: NDArray[np.bool_]


def rulings(protocol: Protocol, data: pd.DataFrame) -> tuple[Ruling, ...]:
    """Every declared rule applied to every row, each on its own."""
    return tuple(_ruling(rule, data) for rule in protocol.exclusions)


def kept(found: tuple[Ruling, ...], data: pd.DataFrame) -> pd.DataFrame:
    """The rows that no ruling drops."""
    drops = np.zeros(len(data), dtype=bool)
    for ruling in found:
        drops |= ruling.drops
    return data[~drops] if drops.any() else data


def _ruling(rule: Exclusion, data: pd.DataFrame) -> Ruling:
    says = _verdicts(rule, data)
    undecided = int(np.sum(says == -1))
    if undecided == len(data):
        reason = f"these data do not hold what '{rule.drop_if}' asks for"
        return Ruling(rule, ExclusionResult(rule.id, None, reason), np.zeros(len(data), dtype=bool))
    drops = _whole_participants(says == 1, data)
    reason = rule.drop_if
    if undecided:
        reason += f" (not decided for {undecided} of {len(data)} rows, which are kept)"
    return Ruling(rule, ExclusionResult(rule.id, participants(data[drops]), reason), drops)


def _verdicts(rule: Exclusion, data: pd.DataFrame) -> NDArray[np.int8]:
    """1 drop, 0 keep, -1 not decided, for every row; each combination of cells is evaluated once."""
    expression = parse_expression(rule.drop_if)
    asked = data[[column for column in data.columns if str(column) in rule.drop_if]]
    if not len(asked.columns):
        return np.full(len(data), _code(evaluate(expression, {})), dtype=np.int8)
    group = asked.groupby(list(asked.columns), dropna=False, observed=True, sort=False).ngroup()
    combinations = asked[~group.duplicated()].to_dict("records")
    codes = [_code(evaluate(expression, _present(row))) for row in combinations]
    return np.array(codes, dtype=np.int8)[group.to_numpy()]


def _code(says: bool | None) -> int:
    return -1 if says is None else int(says)


def _present(row: dict[object, object]) -> dict[str, object]:
    return {str(name): value for name, value in row.items() if not pd.isna(value)}  # type: ignore[call-overload]


def _whole_participants(drops: NDArray[np.bool_], data: pd.DataFrame) -> NDArray[np.bool_]:
    """A participant with several rows is dropped with all of them."""
    if "participant" not in data.columns or not drops.any() or data.attrs.get(ONE_ROW_EACH):
        return drops
    return data["participant"].isin(data.loc[drops, "participant"]).to_numpy()


def participants(data: pd.DataFrame) -> int:
    """How many participants the rows belong to."""
    if "participant" not in data.columns or data.attrs.get(ONE_ROW_EACH):
        return len(data)
    return int(data["participant"].nunique())
