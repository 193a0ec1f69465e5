"""What the pages show is what the program takes: every command line, every piece of YAML, on every page."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer
from ruamel.yaml import YAML

from ikea_effect.cli.main import command
from ikea_effect.operations.schema import schema_of

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("docs/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "analysis/README.md"]
)
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
WRONG_USE: type[Exception] = typer.BadParameter.__mro__[
    1
]  # of the click that typer brings, which has no public name
INLINE = re.compile(r"(?<!`)`(ikea-effect [^`]+)`(?!`)")


def _ids(page: Path) -> str:
    return page.name


@cache
def _commands() -> dict[str, Any]:
    return dict(vars(typer.main.get_command(command([])))["commands"])


def lines_of(page: str) -> Iterator[str]:
    """Every line of a page that calls the program, in blocks and in prose."""
    for _, kind, body in BLOCK.findall(page):
        if kind == "sh":
            yield from (line for line in body.replace("\\\n", " ").splitlines() if "ikea-effect" in line)
    yield from (found.replace("\n", " ") for found in INLINE.findall(page))


def fault_of(line: str) -> str | None:
    """Why the program would not take a line as it stands; None if it would."""
    words = shlex.split(line.split(" | ")[0].split(" > ")[0], comments=True)
    if not words or Path(words[0]).name != "ikea-effect" or len(words) == 1 or words[1].startswith("-"):
        return None
    found = _commands().get(words[1])
    if found is None:
        return f"{line}: no command {words[1]}"
    context = found.context_class(found, info_name=words[1])
    try:
        _, left, _ = found.make_parser(context).parse_args(words[2:])
    except WRONG_USE as wrong:
        return f"{line}: {wrong}"
    return f"{line}: too much: {left}" if left else None


@pytest.mark.parametrize("page", PAGES, ids=_ids)
def test_every_command_line_of_a_page_is_one_that_the_program_takes(page: Path) -> None:
    faults = [fault_of(line) for line in lines_of(page.read_text("utf-8"))]
    assert [fault for fault in faults if fault] == []


@pytest.mark.parametrize(
    "line", ["ikea-effect check --nonsense", "ikea-effect chek x", "ikea-effect check a b c"]
)
def test_a_line_that_the_program_does_not_take_is_seen(line: str) -> None:
    assert line in str(fault_of(line))
    assert list(lines_of(f"Say `{line}`.")) == list(lines_of(f"```sh\n{line}\n```")) == [line]


FILES = ("protocol", "experiment", "kit", "sheet", "toolkit", "mapping", "library")
OTHERWISE = {
    "a-new-kind.md": "tests/e2e/test_kind_page.py",
    "kinds.md": "tests/unit/protocol/test_smallest.py",
    "mechanisms.md": "tests/unit/tasks/test_documented_mechanisms.py",
}


@cache
def _schema(kind: str) -> dict[str, Any]:
    return schema_of(kind)


def kinds_of(keys: set[str]) -> list[str]:
    """The files that may have all of these keys at their top."""
    return [kind for kind in FILES if keys <= set(_schema(kind).get("properties", {}))]


def texts_alone(said: object) -> bool:
    """Whether this is worded texts and nothing else, as a file of texts is."""
    return all(map(texts_alone, said.values())) if isinstance(said, dict) else isinstance(said, str)


def faults_of(block: Any) -> list[str]:
    """What the schemas say of a piece of a file; the entries of a list are each of a kind of their own."""
    if isinstance(block, list):
        return [fault for entry in block for fault in _of_kind(entry)]
    if texts_alone(block):
        return []
    tried = [_of_file(kind, block) for kind in kinds_of(set(block))]
    return min(tried, key=len, default=[f"no file has the keys {sorted(block)}"])


def _of_file(kind: str, block: dict[str, Any]) -> list[str]:
    piece = jsonschema.Draft202012Validator({**_schema(kind), "required": []})
    return [f"{kind}: {fault.json_path}: {fault.message}" for fault in piece.iter_errors(block)]


def _of_kind(entry: dict[str, Any]) -> list[str]:
    whole = _schema("protocol")
    defined = [
        one
        for one in whole["$defs"].values()
        if one.get("properties", {}).get("kind", {}).get("const") == entry["kind"]
    ]
    tried = [
        [fault.message for fault in jsonschema.Draft202012Validator({**whole, **one}).iter_errors(entry)]
        for one in defined
    ]
    return min(tried, key=len, default=[f"no kind {entry['kind']}"])


@pytest.mark.parametrize("page", [page for page in PAGES if page.name not in OTHERWISE], ids=_ids)
def test_every_piece_of_yaml_on_a_page_is_one_that_a_file_may_have(page: Path) -> None:
    found = BLOCK.findall(page.read_text("utf-8"))
    blocks = [YAML(typ="safe").load(body) for _, kind, body in found if kind == "yaml"]
    assert [fault for block in blocks for fault in faults_of(block)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"goods": {"mug": {"price": 3}}},
        {"factor": {}, "timeline": []},
        [{"kind": "welch", "factors": "labor"}],
    ],
)
def test_a_piece_of_yaml_that_no_file_may_have_is_seen(wrong: Any) -> None:
    assert faults_of(wrong)


@pytest.mark.parametrize("page", PAGES, ids=_ids)
def test_every_piece_of_python_on_a_page_is_python(page: Path) -> None:
    for _, kind, body in BLOCK.findall(page.read_text("utf-8")):
        if kind == "python":
            compile(body, page.name, "exec")
