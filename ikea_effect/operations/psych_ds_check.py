"""Whether a folder, whoever made it, is a Psych-DS data set: what the schema 1.5.0 finds, in its words.

Source of rules and sentences: psych_ds_rules.json, from the published schema (CC BY 4.0). Where that leaves
open how a rule is read (sidecars, the namespace), the official validator's reading is taken.
"""

from __future__ import annotations

import csv
import fnmatch
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from ikea_effect.errors import RecordError, listed
from ikea_effect.record.disk import disk_errors

DESCRIPTION = "dataset_description.json"
IGNORE = ".psychds-ignore"
MOST_DEEP = 100
TOO_DEEP = f"values lie more than {MOST_DEEP} deep within each other"
MOST_IDS = 5
"""So many ids that come twice are named."""
VOCABULARY = re.compile(r"https?://(?:www\.)?schema\.org/?")


class Finding(NamedTuple):
    """One rule that does not hold: its code and level in the schema, the file, and what there is wrong."""

    code: str
    file: str
    what: str = ""

    @property
    def level(self) -> str:
        """error or warning."""
        return str(rules()["codes"][self.code]["level"])

    @property
    def reason(self) -> str:
        """The schema's own sentences on the rule."""
        return str(rules()["codes"][self.code]["reason"])

    def to_json(self) -> dict[str, str]:
        """The finding with the words of the schema."""
        return {"level": self.level, **self._asdict(), "reason": self.reason}


@dataclass(frozen=True, slots=True)
class DataSet:
    """A folder held to the schema: how many tables it has, and what was found."""

    folder: Path
    tables: int
    findings: tuple[Finding, ...]

    @property
    def valid(self) -> bool:
        """Whether no rule that the schema calls an error is broken."""
        return not any(one.level == "error" for one in self.findings)

    def to_json(self) -> dict[str, Any]:
        """The data set as JSON values."""
        return {
            "folder": str(self.folder), "schema": rules()["schema"], "valid": self.valid,
            "tables": self.tables, "findings": [one.to_json() for one in self.findings],
        }  # fmt: skip

    def text(self) -> str:
        """The verdict in one line, then each finding with the first sentence of its rule."""
        counts = [_counted(self.findings, level) for level in ("error", "warning")]
        verdict = "a" if self.valid else "not a"
        head = f"{self.folder}: {verdict} {rules()['schema']} data set: {', '.join(counts)}."
        return "\n".join([head, *(line for one in self.findings for line in _lines(one))])


def _counted(findings: Sequence[Finding], level: str) -> str:
    n = sum(one.level == level for one in findings)
    return f"{n or 'no'} {level}{'' if n == 1 else 's'}"


def _lines(one: Finding) -> Iterator[str]:
    where = ": ".join(filter(None, [one.file, one.what]))
    yield f"{one.level:<8} {one.code}{f'  {where}' if where else ''}"
    yield f"         {re.split(r'(?<=[.)]) ', one.reason)[0]}"


@cache
def rules() -> Mapping[str, Any]:
    """What is taken from the published schema."""
    return json.loads(files("ikea_effect.operations").joinpath("psych_ds_rules.json").read_text("utf-8"))  # type: ignore[no-any-return]


def check_psych_ds(folder: Path) -> DataSet:
    """The folder held to the schema; errors first. Raises: RecordError where it is no folder."""
    if not folder.is_dir():
        raise RecordError(f"{folder} is no folder: name the one that holds {DESCRIPTION}.")
    with disk_errors(folder):
        tables = [path for path in _data_files(folder) if _is_table(path)]
        found = dict.fromkeys(_findings(folder, tables))
    return DataSet(folder, len(tables), tuple(sorted(found, key=lambda one: one.level != "error")))


# --- files --------------------------------------------------------------------------------------------------


def _data_files(folder: Path) -> list[Path]:
    """Every file below data/ that the set does not ask to ignore."""
    ignored = _ignored(folder)
    paths = sorted(path for path in (folder / "data").rglob("*") if path.is_file())
    return [path for path in paths if not ignored(path.relative_to(folder).as_posix())]


def _ignored(folder: Path) -> Callable[[str], bool]:
    path = folder / IGNORE
    lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    patterns = [line.strip().lstrip("/") for line in lines if line.strip() and not line.startswith("#")]

    def is_ignored(name: str) -> bool:
        return any(
            name.startswith(one)
            if one.endswith("/")
            else fnmatch.fnmatch(name, one) or fnmatch.fnmatch(name, f"*/{one}")
            for one in patterns
        )

    return is_ignored


def _suffix(path: Path) -> str:
    """What stands after the last underscore: "data" in study-a_data.csv."""
    return path.name.split(".")[0].rpartition("_")[2]


def _is_table(path: Path) -> bool:
    return _suffix(path) == "data" and "".join(path.suffixes) in rules()["extensions"]


def _findings(folder: Path, tables: Sequence[Path]) -> Iterator[Finding]:
    yield from _places(folder, tables)
    description = _description(folder)
    if isinstance(description, Finding):
        yield description
    met: set[str] = set()
    declared: list[str] = []
    for path in tables:
        file = path.relative_to(folder).as_posix()
        yield from _name(file, path.name)
        head = yield from _table(file, path)
        met.update(head)
        if isinstance(description, Finding):
            continue
        said = _compiled(folder, path, description)
        if isinstance(said, Finding):
            yield said
            continue
        yield from _metadata(said)
        names = _variables(said)
        declared += names
        if unknown := [name for name in dict.fromkeys(head) if name not in names]:
            yield Finding("CSV_COLUMN_MISSING_FROM_METADATA", file, listed(unknown))
    if missing := [name for name in dict.fromkeys(declared) if name not in met]:
        yield Finding("VARIABLE_MISSING_FROM_CSV_COLUMNS", DESCRIPTION, listed(missing))


def _places(folder: Path, tables: Sequence[Path]) -> Iterator[Finding]:
    """Files that have to be there, and where files lie that the schema does not know."""
    elsewhere = [path for path in folder.rglob(DESCRIPTION) if path.parent != folder]
    yield from (Finding("WRONG_METADATA_LOCATION", one.relative_to(folder).as_posix()) for one in elsewhere)
    if not (folder / "data").is_dir():
        yield Finding("MISSING_DATA_DIRECTORY", "data")
    if not tables:
        yield Finding("MISSING_DATAFILE", "data")
    for path in _data_files(folder):
        name = path.relative_to(folder).as_posix()
        if _is_table(path) or path.suffix == ".json":
            continue
        yield Finding("FILE_NOT_CHECKED", name)
    for stem, code in (("README", "MISSING_README_DOC"), ("CHANGES", "MISSING_CHANGES_DOC")):
        if not any((folder / f"{stem}{end}").is_file() for end in (".md", ".txt")):
            yield Finding(code, stem)


def _name(file: str, name: str) -> Iterator[Finding]:
    if re.fullmatch(rules()["data_file"], name) is None:
        yield Finding("FILENAME_KEYWORD_FORMATTING_ERROR", file)
        return
    words = [part.partition("-")[0] for part in name.split("_")[:-1]]
    if others := [word for word in words if word not in rules()["keywords"]]:
        yield Finding("FILENAME_UNOFFICIAL_KEYWORD_WARNING", file, listed(others))


# --- metadata -----------------------------------------------------------------------------------------------


def _description(folder: Path) -> dict[str, Any] | Finding:
    if not (folder / DESCRIPTION).is_file():
        return Finding("MISSING_DATASET_DESCRIPTION", DESCRIPTION)
    return _read(folder, folder / DESCRIPTION)


def _read(folder: Path, path: Path) -> dict[str, Any] | Finding:
    """A JSON object, or why it is none."""
    name = path.relative_to(folder).as_posix()
    try:
        said = json.loads(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        return Finding("JSON_ENCODING_ERROR", name)
    except RecursionError:
        return Finding("INVALID_JSON_FORMATTING", name, TOO_DEEP)
    except ValueError as error:
        return Finding("INVALID_JSON_FORMATTING", name, str(error))
    if _is_deep(said):
        return Finding("INVALID_JSON_FORMATTING", name, TOO_DEEP)
    return said if isinstance(said, dict) else Finding("INVALID_JSON_FORMATTING", name, "not an object")


def _is_deep(said: Any) -> bool:
    """Whether values lie deeper within each other than any metadata do."""
    level = [said]
    for _ in range(MOST_DEEP):
        level = [inner for one in level for inner in _inner(one)]
        if not level:
            return False
    return True


def _inner(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _compiled(folder: Path, table: Path, description: Mapping[str, Any]) -> dict[str, Any] | Finding:
    """The data set's metadata with what folders and the table's own sidecar say beside it."""
    said: dict[str, Any] = dict(description)
    parents = [folder, *reversed([one for one in table.parents if folder in one.parents])]
    for parent in parents:
        own, shared = table.with_suffix(".json"), parent / "file_metadata.json"
        beside = own if own.parent == parent and own.is_file() else shared
        if beside.is_file():
            more = _read(folder, beside)
            if isinstance(more, Finding):
                return more
            said |= more
    return said


def _property(key: str, context: Any) -> str:
    """The key without schema.org's namespace, written whole or by a prefix of the context."""
    if whole := VOCABULARY.match(key):
        return key[whole.end() :]
    prefix, colon, rest = key.partition(":")
    parts = context if isinstance(context, list) else [context]
    known = [one.get(prefix) for one in parts if isinstance(one, dict)]
    return rest if colon and any(VOCABULARY.fullmatch(str(one)) for one in known if one) else key


def _is_schema_org(context: Any) -> bool:
    if isinstance(context, list):
        return any(map(_is_schema_org, context))
    if isinstance(context, dict):
        return any(isinstance(one, str) and VOCABULARY.fullmatch(one) for one in context.values())
    return isinstance(context, str) and VOCABULARY.fullmatch(context) is not None


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    return {_property(key, said.get("@context")): value for key, value in said.items()}


def _metadata(said: Mapping[str, Any]) -> Iterator[Finding]:
    """What the schema asks of the metadata of a table."""
    context = said.get("@context")
    if not _is_schema_org(context):
        known = "no @context" if context is None else json.dumps(context, ensure_ascii=False)
        yield Finding(
            "INVALID_JSONLD_FORMATTING" if context is None else "UNKNOWN_NAMESPACE", DESCRIPTION, known
        )
        yield Finding("JSON_KEY_REQUIRED", DESCRIPTION, listed(_fields("required")))
        return
    plain = _plain(said)
    kind = said.get("@type", said.get("type"))
    kinds = [_property(str(one), context) for one in (kind if isinstance(kind, list) else [kind])]
    if kind is None:
        yield Finding("MISSING_DATASET_TYPE", DESCRIPTION)
    elif kinds[:1] != ["Dataset"]:
        yield Finding("INCORRECT_DATASET_TYPE", DESCRIPTION, listed(kinds))
    for how, code in (("required", "JSON_KEY_REQUIRED"), ("recommended", "JSON_KEY_RECOMMENDED")):
        if missing := [key for key in _fields(how) if plain.get(key) is None]:
            yield Finding(code, DESCRIPTION, listed(missing))


def _fields(how: str) -> list[str]:
    return [key for key, asked in rules()["fields"].items() if asked == how]


def _variables(said: Mapping[str, Any]) -> list[str]:
    """The names under variableMeasured, which are words or objects with a name; none in another namespace."""
    context = said.get("@context")
    measured = _plain(said).get("variableMeasured", []) if _is_schema_org(context) else []
    names: list[Any] = []
    for one in measured if isinstance(measured, list) else [measured]:
        told = _plain({"@context": context, **one}).get("name") if isinstance(one, dict) else one
        names += told if isinstance(told, list) else [told]
    return [name for name in names if isinstance(name, str)]


# --- tables -------------------------------------------------------------------------------------------------


def _table(file: str, path: Path) -> Generator[Finding, None, list[str]]:
    """What is wrong in one table; returns its columns."""
    raw = path.read_bytes()
    if not raw:
        yield Finding("FILE_EMPTY", file)
    try:
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        yield Finding(
            "CSV_FORMATTING_ERROR", file, "not UTF-8" if isinstance(error, ValueError) else str(error)
        )
        return []
    if not rows or not any(rows[0]):
        yield Finding("CSV_HEADER_MISSING", file)
        return []
    head, *rest = rows
    if twice := [name for name in dict.fromkeys(head) if head.count(name) > 1]:
        yield Finding("CSV_HEADER_REPEATED", file, listed(twice))
    if uneven := [line for line, row in enumerate(rest, 2) if len(row) != len(head)]:
        others = f" and {len(uneven) - 1} more" if len(uneven) > 1 else ""
        what = f"row {uneven[0]}{others}: {len(rest[uneven[0] - 2])} cells, the header has {len(head)}"
        yield Finding("CSV_HEADER_LENGTH_MISMATCH", file, what)
    if "row_id" in head:
        ids = Counter(row[head.index("row_id")] for row in rest if len(row) == len(head))
        if again := [one for one, times in ids.items() if times > 1]:
            yield Finding("ROWID_VALUES_NOT_UNIQUE", file, listed(again[:MOST_IDS]))
    return head
