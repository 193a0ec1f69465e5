"""The rules of Psych-DS, read from its published schema and held against a folder: what is wrong."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCHEMA = json.loads(Path("tests/data/psych-ds/schema.json").read_text("utf-8"))
RULES = SCHEMA["rules"]
DATAFILE = RULES["files"]["tabular_data"]["data"]["Datafile"]
FIELDS = RULES["compiled_metadata"]["CompiledMetadata"]["fields"]
WORDS = re.findall(r"- (\w+)", SCHEMA["objects"]["common_principles"]["keywords"]["description"])


def faults(folder: Path) -> list[str]:
    """Every error of the schema; nothing for a data set that is one."""
    return list(_faults(folder))


def _faults(folder: Path) -> Iterator[str]:
    if not (folder / "dataset_description.json").is_file():
        yield "MISSING_DATASET_DESCRIPTION"
        return
    said = json.loads((folder / "dataset_description.json").read_text("utf-8"))
    yield from (
        f"JSON_KEY_REQUIRED {one}" for one, how in FIELDS.items() if how == "required" and one not in said
    )
    if said.get("@type") != "Dataset" or not said.get("@context", "").startswith("http://schema.org"):
        yield "INCORRECT_DATASET_TYPE"
    measured = [one["name"] for one in said.get("variableMeasured", [])]
    files = sorted((folder / "data").rglob("*.csv"))
    if not files:
        yield "MISSING_DATAFILE"
    met: set[str] = set()
    for path in files:
        yield from _name(path)
        rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))
        met |= set(rows[0])
        yield from _table(path, rows, measured)
    yield from (f"VARIABLE_MISSING_FROM_CSV_COLUMNS {one}" for one in measured if one not in met)
    yield from (f"twice in variableMeasured: {one}" for one in {*measured} if measured.count(one) > 1)


def _name(path: Path) -> Iterator[str]:
    if re.fullmatch(DATAFILE["fileRegex"], path.name) is None:
        yield f"FILENAME_KEYWORD_FORMATTING_ERROR {path.name}"
    for keyword in re.findall(r"([a-z]+)-", path.name):
        if keyword not in WORDS:
            yield f"FILENAME_UNOFFICIAL_KEYWORD {keyword}"


def _table(path: Path, rows: list[list[str]], measured: list[Any]) -> Iterator[str]:
    head, *rest = rows
    if len(set(head)) < len(head):
        yield f"CSV_HEADER_REPEATED {path.name}"
    if any(len(row) != len(head) for row in rest):
        yield f"CSV_HEADER_LENGTH_MISMATCH {path.name}"
    yield from (f"CSV_COLUMN_MISSING_FROM_METADATA {one}" for one in head if one not in measured)
    if "row_id" in head:
        ids = [row[head.index("row_id")] for row in rest]
        if len(set(ids)) < len(ids):
            yield f"ROWID_VALUES_NOT_UNIQUE {path.name}"
