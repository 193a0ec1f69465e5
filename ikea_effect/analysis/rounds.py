"""Rounds that stand beside each other in a table (wtp, wtp.2, wtp.3), one below the other."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from ikea_effect.analysis.question import Question
from ikea_effect.protocol.analyses import columns_of


def in_long_form(question: Question) -> Question:
    """One row per value of the measure, with the column `repetition`.

    The question itself where there are no later rounds, or where the model names one of them.
    """
    rounds = _rounds(question)
    if not rounds or "repetition" in question.data.columns:
        return question
    data = question.data
    if "participant" not in data.columns:
        data = data.assign(participant=np.arange(len(data)))
    later = [column for columns in rounds.values() for column in columns]
    first = data.drop(columns=later).assign(repetition=1)
    values = [column for column in first.columns if _of(str(column), question.measure)]
    parts = [first]
    for number, columns in rounds.items():
        part = first.drop(columns=values).assign(repetition=number)
        parts.append(part.assign(**{ours: data[theirs] for theirs, ours in columns.items()}))
    return replace(question, data=pd.concat(parts)[list(first.columns)])


def _of(column: str, measure: str) -> bool:
    return column == measure or column.startswith(f"{measure}.")


def _rounds(question: Question) -> dict[int, dict[str, str]]:
    """{2: {"wtp.2.low": "wtp.low"}}: the columns of every later round, with their name in the first."""
    found: dict[int, dict[str, str]] = {}
    asked = columns_of(question.model)
    for column in map(str, question.data.columns):
        later = re.fullmatch(rf"{re.escape(question.measure)}\.([0-9]+)(\..+)?", column)
        if later and column in asked:
            return {}
        if later:
            found.setdefault(int(later[1]), {})[column] = question.measure + (later[2] or "")
    return dict(sorted(found.items()))
