"""Data sets made elsewhere, held to Psych-DS by the program: in the schema's words, naming what it refuses.

What the official validator (psychds-validator, commit 6239b2e7, run by hand) says of the same folders is in
docs/decisions/0047: it agrees on all of its own examples which are data sets and which are none.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.cli.main import main
from ikea_effect.operations.psych_ds_check import check_psych_ds, rules

SCHEMA = json.loads(Path("tests/data/psych-ds/schema.json").read_text("utf-8"))
TABLE = "data/study-labor_data.csv"


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A small data set as somebody else would make it."""
    folder = tmp_path / "theirs"
    (folder / "data").mkdir(parents=True)
    _describe(folder)
    (folder / TABLE).write_text("row_id,labor,bid\n1,build,1.20\n2,prebuilt,0.80\n")
    for name in ("README.md", "CHANGES.md"):
        (folder / name).write_text("x")
    return folder


def _describe(folder: Path, **more: Any) -> None:
    said = {
        "@context": "https://schema.org/", "@type": "Dataset", "name": "Labor", "description": "Bids.",
        "variableMeasured": ["row_id", {"@type": "PropertyValue", "name": "labor"}, "bid"],
    } | more  # fmt: skip
    (folder / "dataset_description.json").write_text(json.dumps({k: v for k, v in said.items() if v != 0}))


def ended(*words: object) -> int:
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    return int(end.value.code or 0)


def errors(folder: Path) -> list[str]:
    found = check_psych_ds(folder).findings
    return [f"{one.code} {one.file}: {one.what}".strip(": ") for one in found if one.level == "error"]


def test_the_rules_are_those_of_the_published_schema() -> None:
    said, file = SCHEMA["rules"], SCHEMA["rules"]["files"]["tabular_data"]["data"]["Datafile"]
    every = [*said["errors"].values(), *said["files"]["common"]["core"].values(), file]
    published = {one["code"]: (one["level"].strip(","), " ".join(one["reason"].split())) for one in every}
    for code, rule in rules()["codes"].items():
        assert (rule["level"], rule["reason"]) == published[code]
    assert rules()["data_file"] == file["fileRegex"]
    assert rules()["extensions"] == file["extensions"]
    assert rules()["fields"] == said["compiled_metadata"]["CompiledMetadata"]["fields"]
    listed = SCHEMA["objects"]["common_principles"]["keywords"]["description"]
    assert all(f"- {word}\n" in f"{listed}\n" for word in rules()["keywords"])


def test_a_data_set_made_elsewhere_is_one(theirs: Path) -> None:
    found = check_psych_ds(theirs)
    assert found.valid
    assert (found.tables, [one.code for one in found.findings]) == (1, ["JSON_KEY_RECOMMENDED"])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda one: _describe(one, variableMeasured=["row_id", "labour", "bid"]),
         [f"CSV_COLUMN_MISSING_FROM_METADATA {TABLE}: labor",
          "VARIABLE_MISSING_FROM_CSV_COLUMNS dataset_description.json: labour"]),
        (lambda one: (one / TABLE).rename(one / "data/studyA_data.csv"),
         ["FILENAME_KEYWORD_FORMATTING_ERROR data/studyA_data.csv"]),
        (lambda one: (one / TABLE).write_text("row_id,labor,bid\n1,a,1\n1,b,2\n"),
         [f"ROWID_VALUES_NOT_UNIQUE {TABLE}: 1"]),
        (lambda one: (one / TABLE).write_text("row_id,labor,bid\n1,a\n2,b,2\n3\n"),
         [f"CSV_HEADER_LENGTH_MISMATCH {TABLE}: row 2 and 1 more: 2 cells, the header has 3"]),
        (lambda one: (one / TABLE).write_text("row_id,labor,bid,bid\n1,a,2,2\n"),
         [f"CSV_HEADER_REPEATED {TABLE}: bid"]),
        (lambda one: (one / TABLE).write_bytes(b"row_id,labor,bid\n1,\xff\xfe,2\n"),
         [f"CSV_FORMATTING_ERROR {TABLE}: not UTF-8",
          "VARIABLE_MISSING_FROM_CSV_COLUMNS dataset_description.json: row_id, labor, bid"]),
        (lambda one: (one / TABLE).write_text(""),
         [f"CSV_HEADER_MISSING {TABLE}",
          "VARIABLE_MISSING_FROM_CSV_COLUMNS dataset_description.json: row_id, labor, bid"]),
        (lambda one: (one / TABLE).rename(one / "data/participants.csv"), ["MISSING_DATAFILE data"]),
        (lambda one: (one / "dataset_description.json").unlink(),
         ["MISSING_DATASET_DESCRIPTION dataset_description.json"]),
        (lambda one: _describe(one, name=0), ["JSON_KEY_REQUIRED dataset_description.json: name"]),
        (lambda one: _describe(one, **{"@type": 0}), ["MISSING_DATASET_TYPE dataset_description.json"]),
        (lambda one: _describe(one, **{"@type": "Article"}),
         ["INCORRECT_DATASET_TYPE dataset_description.json: Article"]),
        (lambda one: (one / "dataset_description.json").write_bytes(b"{\xff}"),
         ["JSON_ENCODING_ERROR dataset_description.json"]),
    ],
    ids=["column", "name", "row-id", "uneven", "header-twice", "utf-8", "empty", "no-data-file",
         "no-description", "key", "no-type", "type", "encoding"],
)  # fmt: skip
def test_a_broken_one_fails_and_says_by_what(
    theirs: Path, change: Callable[[Path], Any], found: list[str]
) -> None:
    change(theirs)
    assert errors(theirs) == found


def test_metadata_without_a_context_are_no_linked_data(theirs: Path) -> None:
    _describe(theirs, **{"@context": 0})
    first, second, third = errors(theirs)
    assert first == "INVALID_JSONLD_FORMATTING dataset_description.json: no @context"
    assert second.startswith("JSON_KEY_REQUIRED")
    assert third.startswith("CSV_COLUMN_MISSING_FROM_METADATA")


@pytest.mark.parametrize(
    ("context", "prefix"),
    [
        ({"schema": "http://schema.org/"}, "schema:"),
        ({"@vocab": "https://schema.org"}, "https://schema.org/"),
    ],
)
def test_keys_may_be_written_with_their_namespace(theirs: Path, context: dict[str, str], prefix: str) -> None:
    said = json.loads((theirs / "dataset_description.json").read_text("utf-8"))
    named = {f"{prefix}{key}": value for key, value in said.items() if key[0] != "@"}
    named[f"{prefix}variableMeasured"] = ["row_id", {f"{prefix}name": "labor"}, "bid"]
    body = {"@context": context, "@type": f"{prefix}Dataset", **named}
    (theirs / "dataset_description.json").write_text(json.dumps(body))
    assert errors(theirs) == []


@pytest.mark.parametrize("name", ["file_metadata.json", "study-labor_data.json"])
def test_a_folder_or_a_table_may_declare_its_own_columns(theirs: Path, name: str) -> None:
    _describe(theirs, variableMeasured=["row_id"])
    beside = {"variableMeasured": ["row_id", "labor", "bid"]}
    (theirs / "data" / name).write_text(json.dumps(beside))
    assert errors(theirs) == []


def test_what_the_set_asks_to_ignore_is_not_looked_at(theirs: Path) -> None:
    (theirs / "data/raw").mkdir()
    (theirs / "data/raw/study-raw_data.csv").write_text("x\n1,2\n")
    assert len(errors(theirs)) == 2
    (theirs / ".psychds-ignore").write_text("data/raw/\n")
    assert errors(theirs) == []


def test_the_command_names_the_column_in_the_schemas_words(
    theirs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("inspect", theirs, "--psych-ds") == 0
    assert "a Psych-DS 1.5.0 data set: no errors, 1 warning." in capsys.readouterr().out
    _describe(theirs, variableMeasured=["row_id", "bid"])
    assert ended("inspect", theirs, "--psych-ds") == 3
    said = capsys.readouterr().out
    assert f"error    CSV_COLUMN_MISSING_FROM_METADATA  {TABLE}: labor" in said
    assert 'There is a column name in your CSV data that is not listed in the "variableMeasured"' in said


def test_a_file_is_no_folder_and_a_folder_no_file(theirs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("inspect", theirs / TABLE, "--psych-ds") == 2
    assert "is no folder: name the one that holds dataset_description.json" in capsys.readouterr().err
    assert ended("inspect", theirs) == 2
    assert "is a folder: name a file in it, or say --psych-ds" in capsys.readouterr().err


DEEP = 5000


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (
            "[" * DEEP + "]" * DEEP,
            "INVALID_JSON_FORMATTING dataset_description.json: values lie more than 100",
        ),
        ('{"a": ' * DEEP + "1" + "}" * DEEP, "INVALID_JSON_FORMATTING"),
        ('{"@context": ' + "[" * 400 + '"http://schema.org/"' + "]" * 400 + "}", "INVALID_JSON_FORMATTING"),
        ('{"@context": "http://schema.org/", "@type": []}', "INCORRECT_DATASET_TYPE"),
    ],
)
def test_metadata_made_to_break_the_program_are_refused(theirs: Path, said: str, found: str) -> None:
    (theirs / "dataset_description.json").write_text(said)
    assert errors(theirs)[0].startswith(found)


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_half_a_sign_in_the_metadata_ends_no_command(
    theirs: Path, more: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _describe(theirs, variableMeasured=["row_id", "labor", "bid", "\ud800"])
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    monkeypatch.setattr("sys.stdout", out)
    assert ended("inspect", theirs, "--psych-ds", *more) == 3
    out.flush()
    assert b"\\ud800" in out.buffer.getvalue()  # type: ignore[attr-defined]


def test_what_a_terminal_would_obey_is_shown(theirs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (theirs / TABLE).write_text("row_id,labor,bid,\x1b[2J\n1,build,1.20,x\n")
    assert ended("inspect", theirs, "--psych-ds") == 3
    assert "\\x1b[2J" in (said := capsys.readouterr().out)
    assert "\x1b" not in said
    assert ended("inspect", theirs / TABLE) == 0
    assert "\x1b" not in capsys.readouterr().out
