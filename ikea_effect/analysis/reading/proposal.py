"""A mapping that is proposed for a file from elsewhere: what each column may be, and what is left to say.

Nothing here decides: a code without a meaning in the file is left open, and reading refuses it until said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from ikea_effect.analysis.reading.answers import with_answers
from ikea_effect.analysis.reading.files import VALUE_LABELS, read_file
from ikea_effect.analysis.reading.ids import may_name_a_person, may_number_people
from ikea_effect.analysis.reading.looks import Look, look_at
from ikea_effect.analysis.reading.mapping_file import Answers, MappingFile
from ikea_effect.analysis.reading.markers import summaries
from ikea_effect.analysis.reading.matching import Match, matches
from ikea_effect.analysis.reading.programs import Program, label_rows, own_names, program_of
from ikea_effect.analysis.reading.reshape import reshaped
from ikea_effect.analysis.reading.shapes import without_second_header
from ikea_effect.errors import AnalysisError
from ikea_effect.protocol.models import Protocol


class Proposal(NamedTuple):
    """What a file looks like and how it might be read: `mapping` has the keys of a mapping file.

    `questions` are what a person has to say; as long as there are some, the file is not read.
    """

    program: str | None
    rows: int
    looks: tuple[Look, ...]
    mapping: Mapping[str, Any]
    matches: tuple[Match, ...]
    questions: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The proposal as JSON values."""
        return {
            "program": self.program,
            "rows": self.rows,
            "columns": [look.to_json() for look in self.looks],
            "mapping": dict(self.mapping),
            "questions": list(self.questions),
        }


def propose(path: Path, protocol: Protocol | None = None) -> Proposal:
    """A mapping of the file to the protocol's columns; without a protocol, only of people and rows.

    Raises: AnalysisError for a file that cannot be read.
    """
    whole = read_file(path, "", [])
    part = without_second_header(whole, [])
    names = own_names(part)
    program = program_of(names.values())
    says = _questions(whole, len(whole) - len(part))
    shape: dict[str, Any] = {}
    if rows := label_rows(part, program):
        shape["label_rows"] = rows
        says = _questions(part, rows)
    person = _person(part.iloc[rows:], program, names)
    if person is not None:
        shape["participant"] = person
    shape |= _shape(part, program, person)
    says |= dict(_shown(part, shape.get("answers", {}).get("asked")))
    [part] = reshaped([part], MappingFile.model_validate(shape), [], []).parts
    part = part.rename(columns={"participant": person}) if person else part
    part = part[~summaries(part[person])] if person else part  # as reading leaves them out
    own = {column for column, name in names.items() if program is not None and program.adds(name)}
    looks = tuple(look_at(part, str(column), says, own, person) for column in part.columns)
    found = matches(looks, protocol, part.attrs.get(VALUE_LABELS, {})) if protocol else ()
    columns = {match.ours: match.declared() for match in found if match.theirs}
    questions = (*_who(person), *(match.question for match in found if match.question))
    mapping = shape | ({"columns": columns} if columns else {})
    return Proposal(program.name if program else None, len(part), looks, mapping, found, questions)


def _who(person: str | None) -> Iterator[str]:
    if person is None:
        yield "No column names the person for certain: say which with participant: THEIR_COLUMN."


def _questions(part: pd.DataFrame, rows: int) -> dict[str, str]:
    """{column: what the file words as its question}, of the first row above the data."""
    if not rows:
        return {}
    return {str(column): str(part[column].iloc[0]) for column in part.columns}


def _shown(part: pd.DataFrame, asked: str | None) -> Iterator[tuple[str, str]]:
    """What jsPsych showed with each answer, where that was one text: the words below which it was given."""
    if asked is None or "stimulus" not in part.columns:
        return
    for name, rows in part.groupby(part[asked].str.strip()):
        texts = {re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", text)).strip() for text in rows["stimulus"]}
        if len(texts) == 1 and (text := texts.pop()):
            yield str(name), text


def _person(part: pd.DataFrame, program: Program | None, names: Mapping[str, str]) -> str | None:
    """The column that names the person: as the program calls it, or the only one that is called so."""
    filled = [str(column) for column in part.columns if (part[column].str.strip() != "").mean() > 0.9]
    for called in program.person if program else ():
        for name in filled:
            if names[name] == called:
                return name
    likely = [name for name in filled if may_name_a_person(names[name]) or may_name_a_person(name)]
    likely = likely or [name for name in filled if may_number_people(name) and part[name].is_unique]
    return likely[0] if len(likely) == 1 else None


def _shape(part: pd.DataFrame, program: Program | None, person: str | None) -> dict[str, Any]:
    """What has to be done with rows, where a program writes several of each person."""
    if program is None or person is None or not part[person].duplicated().any():
        return {}
    shape: dict[str, Any] = {}
    if program.said is not None and program.said in part.columns:
        asked = program.asked if program.asked in part.columns else _asked(part, program.said, person)
        answers = {"said": program.said} | ({"asked": asked} if asked else {})
        if _has_answers(part, answers):
            shape["answers"] = answers
    if ends := _ends(part, program):
        shape["drop_rows"] = ends
    return shape | {"one_row_per": person}


def _asked(part: pd.DataFrame, said: str, person: str) -> str | None:
    """The column that tells answers of one name apart, where a person has several; None where none has."""

    def tells_apart(asked: str | None) -> bool:
        try:
            wide = with_answers(part, Answers(said=said, asked=asked), [])
        except AnalysisError:
            return False
        new = [name for name in wide.columns if name not in part.columns]
        return all(not wide.loc[wide[name] != "", person].duplicated().any() for name in new)

    if tells_apart(None):
        return None
    return next((one for one in _TRIALS if one in part.columns and tells_apart(one)), None)


_TRIALS = ("name", "task", "trial_name", "trial_id", "screen", "trial_type", "trial_index")
"""Columns that people give a trial a name in, and what jsPsych itself calls it."""


def _has_answers(part: pd.DataFrame, answers: Mapping[str, str]) -> bool:
    if "asked" in answers:
        return True
    return bool(part[answers["said"]].str.strip().str.startswith("{").any()) and bool(
        len(with_answers(part, Answers.model_validate(answers), []).columns)
    )


def _ends(part: pd.DataFrame, program: Program) -> list[dict[str, Any]]:
    """Rows that are no data: Gorilla's last line, and what PsychoPy wrote while people practiced."""
    if program.name == "Gorilla" and (part["Event Index"] == "END OF FILE").any():
        return [{"column": "Event Index", "values": ["END OF FILE"]}]
    practice = [str(one) for one in part.columns if str(one).endswith(".thisN") and "practice" in str(one)]
    return [{"column": one, "values": sorted(set(part[one].str.strip()) - {""})} for one in practice]
