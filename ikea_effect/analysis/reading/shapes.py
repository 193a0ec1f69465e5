"""What survey programs add to a table: a second header, names of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

import numpy as np
import pandas as pd

from ikea_effect.analysis.reading.cells import rows_written
from ikea_effect.analysis.reading.file_facts import Facts
from ikea_effect.errors import listed
from ikea_effect.protocol.models import Protocol

LABELS = "label rows"
"""The attribute with how many rows below the header were known to be no data."""

SAID = "second header"
"""The attribute with {column: what a second header calls it}, where the first says nothing: V1 to V10."""


def without_second_header(data: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Qualtrics' rows of question texts and ImportIds, which are no participants; what they say is kept.

    Its older exports call the columns V1 to V10, and say in the second row what these are.
    """
    if len(data) and "V1" in data.columns and data["V1"].iloc[0].strip() in ("ResponseID", "ResponseId"):
        notes.append(f"{rows_written(data.index[:1])}: Qualtrics' second header, not read as data.")
        said = {str(name): str(says).strip() for name, says in data.iloc[0].items()}
        return _below(data, 1, {SAID: Facts(said)})
    if _surveymonkey_header(data):
        notes.append(f"{rows_written(data.index[:1])}: SurveyMonkey's second header, not read as data.")
        return _below(data, 1, {})
    head = data.iloc[:2]
    marks = head.apply(lambda row: row.str.contains('"ImportId"', regex=False).any(), axis=1)
    if not len(head) or not marks.any():
        return data
    last = int(np.flatnonzero(marks.to_numpy())[-1]) + 1
    notes.append(f"{rows_written(data.index[:last])}: Qualtrics' second header, not read as data.")
    return _below(data, last, {})


def _surveymonkey_header(data: pd.DataFrame) -> bool:
    """Whether the first row is SurveyMonkey's second header: nobody's, with words such as Response."""
    own = [name for name in map(str, data.columns) if name.lower().replace(" ", "_") in _SURVEYMONKEY]
    if len(own) < len(_SURVEYMONKEY) or not len(data):
        return False
    first = data.iloc[0].str.strip()
    return bool((first[own] == "").all() and (first != "").any())


_SURVEYMONKEY = ("respondent_id", "collector_id", "date_created")
"""Columns that SurveyMonkey always writes, and fills for each person."""


def _below(data: pd.DataFrame, rows: int, attributes: Mapping[str, object]) -> pd.DataFrame:
    rest = data.iloc[rows:]
    rest.attrs |= {LABELS: rows, **attributes}
    return rest


def from_otree(data: pd.DataFrame, protocol: Protocol, notes: list[str]) -> pd.DataFrame:
    """oTree's `participant.code` and `<app>.1.player.<field>`, where the plain names are not there."""
    if "participant.code" not in data.columns:
        return data
    wanted = {"participant.code": "participant"} if "participant" not in data.columns else {}
    for ours in (*protocol.factors, *protocol.measures):
        ends = [
            column for column in data.columns if re.fullmatch(rf"(.*\.)?player\.{re.escape(ours)}", column)
        ]
        if ours not in data.columns and len(ends) == 1:
            wanted[ends[0]] = ours
        elif ours not in data.columns and ends:
            notes.append(f"Each of {listed(ends)} could be {ours}: say which with --map {ends[0]}={ours}.")
    notes.extend(f"Column {theirs} was read as {ours}." for theirs, ours in wanted.items())
    return data.rename(columns=wanted)


_FIELD = re.compile(r"\bplayer\..+$")


def other_rounds(data: pd.DataFrame, named: Collection[str]) -> Iterator[str]:
    """Notes on oTree's fields of which one round or app was `named`, and another holds other answers."""
    fields = {name: found[0] for name in map(str, data.columns) if (found := _FIELD.search(name))}
    for theirs in [name for name in fields if name in named]:
        alike = [name for name in fields if fields[name] == fields[theirs] and name not in named]
        others = [name for name in alike if _answers_besides(data, name, theirs)]
        if others:
            yield (
                f"Not read, of another round or app than {theirs}: {listed(others)}. If they count too, a "
                f"--mapping file says so: long: {{over: repetition, columns: {{OURS: {{1: {theirs}, "
                f"2: {others[0]}}}}}}}."
            )


def _answers_besides(data: pd.DataFrame, column: str, other: str) -> bool:
    return bool(((data[column] != "") & (data[column] != data[other])).any())
