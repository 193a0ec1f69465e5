"""A study's data as a Psych-DS data set: names, metadata and folders as the published schema 1.5 has them.

What nobody declared (authors, a license, a funder) is left out, not made up: a validator warns of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from ikea_effect import __version__
from ikea_effect.errors import RecordError
from ikea_effect.operations.analyze import analysis_of_study
from ikea_effect.operations.data import Read, about, told_of
from ikea_effect.operations.scripts import script_files
from ikea_effect.protocol.kinds import Column, columns_of
from ikea_effect.protocol.models import Protocol
from ikea_effect.record.disk import disk_errors, write_durably
from ikea_effect.record.export import CODEBOOK_COLUMNS, codebook, csv_bytes
from ikea_effect.record.observations import Tables, tidy_columns
from ikea_effect.record.study import Study

ROW_ID = "row_id"
"""The column that numbers the rows of a file; the schema asks for different values in it."""

_TIDY = {
    "participant": "The participant's code in this study",
    "condition": "The condition, as factor=level, of several joined by commas",
    "measure": "What was measured",
    "item": "The item of the measure; empty where it has none",
    "repetition": "Which repetition of the measure, from 0",
    "value": "The answer",
    "unit": "The unit of the answer",
    "mode": "How the data came about: lab, simulated or scripted",
}


def export_psych_ds(
    study: Study, out: Path | None = None, tell: Callable[[str], None] | None = None
) -> list[Path]:
    """Writes the data set, by default exports/psych-ds in the study's folder, and returns its files.

    What is to be known of the data, such as who is set apart, is told to `tell`.
    Raises: RecordError where the folder holds something else: a data set is whole, or it is none.
    """
    folder = out or study.folder / "exports" / "psych-ds"
    _refuse(folder, study)
    files = dict(_files(study, told_of(study, tell)))
    with disk_errors(folder):
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, content)
    return [folder / name for name in files]


def _refuse(folder: Path, study: Study) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise RecordError(f"--out {folder} is a file: name a folder.")
    if not any(folder.iterdir()):
        return
    try:
        said = json.loads((folder / "dataset_description.json").read_bytes())
    except (OSError, ValueError):
        said = {}
    if not isinstance(said, dict) or "name" not in said:
        raise RecordError(f"--out {folder} holds files that are no Psych-DS data set: name an empty folder.")
    if said["name"] != study.name:
        raise RecordError(f"--out {folder} holds the data set of '{said['name']}': name another folder.")


def _files(study: Study, read: Read) -> Iterator[tuple[str, bytes]]:
    """Every file by its place in the data set."""
    protocol, found = study.protocol, read.tables
    declared = tuple(one for one in columns_of(protocol) if one.name in found.columns)
    wide = (ROW_ID, *found.columns)
    tidy = (ROW_ID, *tidy_columns(protocol))
    analysis = analysis_of_study(study, read).to_json()
    words = study.facts.get("words", {})
    yield "dataset_description.json", _json(description(study, found, declared))
    yield f"data/{file_name(protocol.id, 'participants')}", csv_bytes(wide, _numbered(found.wide))
    yield f"data/{file_name(protocol.id, 'answers')}", csv_bytes(tidy, _numbered(found.tidy))
    yield "documentation/codebook.csv", csv_bytes(CODEBOOK_COLUMNS, codebook(declared, words))
    yield "materials/protocol.json", _json(protocol.said)
    yield "results/analysis.json", _json(analysis)
    yield "analysis/README.md", _how(study).encode()
    people = f"../data/{file_name(protocol.id, 'participants')}"
    yield from ((f"analysis/{name}", content) for name, content in script_files(study, read, people))
    yield "README.md", _readme(study).encode()
    yield "CHANGES.md", _changes(study).encode()
    yield ".psychds-ignore", b"documentation/\nmaterials/\nresults/\nanalysis/\n"


def file_name(protocol: str, what: str) -> str:
    """The name of a data file in keywords: study-norton20121a_description-participants_data.csv."""
    return f"study-{re.sub('[^a-zA-Z0-9]', '', protocol)}_description-{what}_data.csv"


def description(study: Study, found: Tables, declared: tuple[Column, ...]) -> dict[str, Any]:
    """The metadata as schema.org's Dataset, with every column of every file under variableMeasured."""
    protocol = study.protocol
    known = {one.name: _variable(one) for one in declared}
    rows = {"@type": "PropertyValue", "name": ROW_ID, "description": "The number of the row in its file"}
    columns = [rows, *(known.get(name) or _plain(name, protocol) for name in found.columns)]
    there = {one["name"] for one in columns}
    columns += [_plain(name, protocol) for name in tidy_columns(protocol) if name not in there]
    source = {} if protocol.source is None else {"citation": protocol.source.citation}
    return {
        "@context": "http://schema.org/",
        "@type": "Dataset",
        "name": study.name,
        "description": about(study),
        "schemaVersion": "Psych-DS 1.5.0",
        "keywords": ["IKEA effect", "behavioral experiment", *_kept_words(protocol)],
        **source,
        "variableMeasured": columns,
    }


def _kept_words(protocol: Protocol) -> list[str]:
    return [factor.replace("_", " ") for factor in protocol.factors]


def _variable(column: Column) -> dict[str, Any]:
    """A column as schema.org's PropertyValue: meaning, unit, range, and the values that it can have."""
    found: dict[str, Any] = {"@type": "PropertyValue", "name": column.name, "description": column.meaning}
    if column.unit:
        found["unitText"] = column.unit
    for key, end in (("minValue", column.low), ("maxValue", column.high)):
        if end is not None:
            found[key] = float(Decimal(column.written(end)))
    if column.values:
        found["value"] = " | ".join(column.values)
    return found


def _plain(name: str, protocol: Protocol) -> dict[str, Any]:
    """A column of the table of answers, or a factor in it."""
    said = _TIDY.get(name) or (f"The level of {name}" if name in protocol.factors else f"The column {name}")
    return {"@type": "PropertyValue", "name": name, "description": said}


def _numbered(rows: Any) -> list[dict[str, Any]]:
    return [{ROW_ID: number, **row} for number, row in enumerate(rows, 1)]


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n").encode()


def _readme(study: Study) -> str:
    protocol = study.protocol
    wide, tidy = file_name(protocol.id, "participants"), file_name(protocol.id, "answers")
    return (
        f"# {study.name}\n\n{about(study)}\n\n"
        f"- `data/{wide}`: one row for each participant\n- `data/{tidy}`: one row for each answer\n"
        "- `documentation/codebook.csv`: every column: type, unit, values, meaning, question\n"
        "- `materials/protocol.json`: the protocol, which holds design, texts' keys, hypotheses and rules\n"
        "- `results/analysis.json`: every estimate, in the form of `ikea-effect schema --of analyze`\n\n"
        "Metadata follow Psych-DS 1.5. Authors, license and funding are for you to add to "
        f"dataset_description.json.\n\nWritten by ikea-effect {__version__}.\n"
    )


def _how(study: Study) -> str:
    """How the numbers in results/ come about again."""
    return (
        "# Analysis\n\nFrom the study's journals:\n\n"
        f"    ikea-effect analyze {study.name} --json\n\nFrom this data set:\n\n"
        f"    ikea-effect analyze {study.protocol.id} --data "
        f"data/{file_name(study.protocol.id, 'participants')} --json\n\n"
        "From this data set without ikea-effect, where scripts tell the model; both compare with\n"
        "estimates.csv:\n\n    python analysis/analysis.py\n    Rscript analysis/analysis.R\n"
    )


def _changes(study: Study) -> str:
    return f"# Changes\n\n- Written from the journals of {study.name}, begun {study.facts['created']}.\n"
