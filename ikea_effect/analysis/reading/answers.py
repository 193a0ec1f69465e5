"""Rows that each hold one answer, as jsPsych and Gorilla write them: a column for each answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ikea_effect.analysis.reading.cells import MISSING
from ikea_effect.analysis.reading.mapping_file import Answers
from ikea_effect.errors import AnalysisError, did_you_mean, listed


def with_answers(part: pd.DataFrame, answers: Answers, notes: list[str]) -> pd.DataFrame:
    """The file with a column for each answer besides; a row holds its own, the others are empty.

    Raises: AnalysisError for a column that is not there, and for an answer that is named like a column.
    """
    for theirs in filter(None, (answers.said, answers.asked)):
        if theirs not in part.columns:
            raise AnalysisError(
                f"The mapping names column '{theirs}', which the data do not have."
                f"{did_you_mean(theirs, map(str, part.columns))} Columns: {listed(map(str, part.columns))}."
            )
    asked = part[answers.asked].str.strip() if answers.asked else pd.Series("", index=part.index)
    found = [_answers(said, key) for said, key in zip(part[answers.said], asked, strict=True)]
    names = list(dict.fromkeys(name for row in found for name in row))
    if taken := [name for name in names if name in part.columns]:
        raise AnalysisError(f"{answers.said} holds an answer named {listed(taken)}, as a column is.")
    if not names:
        raise AnalysisError(f"{answers.said} holds no answer with a name: say with asked which it is.")
    held = pd.DataFrame([[row.get(name, "") for name in names] for row in found], part.index, names)
    notes.append(f"Answers {listed(names)} were read from {answers.said}, one in each row.")
    wide = pd.concat([part, held], axis=1)
    wide.attrs = part.attrs
    return wide


def _answers(said: str, key: str) -> dict[str, str]:
    """{name: answer} of one cell; an object of one answer under a key is that answer."""
    said = said.strip()
    inside = _object(said)
    if inside is None:
        return {key: said} if key and said not in MISSING else {}
    if key and len(inside) == 1:
        return {key: _written(next(iter(inside.values())))}
    return {f"{key}.{name}" if key else str(name): _written(value) for name, value in inside.items()}


def _object(said: str) -> Mapping[str, Any] | None:
    if not said.startswith("{"):
        return None
    try:
        found = json.loads(said)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _written(value: Any) -> str:
    """An answer as a cell of text."""
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
