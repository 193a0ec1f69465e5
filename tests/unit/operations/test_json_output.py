"""What commands print with --json, held to the published form of it."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from docs.make_json import MARK, PAGE
from ikea_effect.cli.main import command, main
from ikea_effect.errors import ProtocolError
from ikea_effect.operations.json_output import OUTPUTS, as_markdown, output_schema
from ikea_effect.operations.schema import schema_of
from ikea_effect.protocol.loading import load_protocol, protocol_ids
from tests.quick import quick

CLEAN = "tests/data/cases/clean.csv"
LEVELS = ("--original", "t=2.12,n=26+26", "--replication", "t=1.30,n=60+60")


def printed(*words: object) -> Any:
    """The JSON that the command prints, which has the form that its schema publishes."""
    out = io.StringIO()
    quiet = contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO())
    with quiet[0], quiet[1], pytest.raises(SystemExit) as end:
        main([*map(str, words), "--json"])
    assert end.value.code == 0
    found = json.loads(out.getvalue())
    Draft202012Validator(output_schema(str(words[0]))).validate(found)
    assert next(iter(found)) == "format"
    return found


@pytest.mark.parametrize(("printed_is", "by"), [("analysis", "analyze"), ("settlement", "settle")])
def test_what_is_printed_may_be_called_as_what_it_is(printed_is: str, by: str) -> None:
    assert schema_of(printed_is) == schema_of(by)


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(output_schema(name))


def test_every_command_that_prints_json_has_a_form() -> None:
    able = {
        one.name
        for one in command([]).registered_commands
        if one.callback is not None and "json" in one.callback.__annotations__
    }
    assert able == set(OUTPUTS)


@pytest.mark.parametrize(
    "words",
    [
        ("analyze", "norton-2012-1a", "--data", CLEAN),
        ("replicate", "norton-2012-1a", "--data", CLEAN),
        ("replicate", *LEVELS),
        ("power", "norton-2012-1a", "--studies", 200),
        ("meta", "--published", "norton-2012-1a", "--row", "A: t=1.30,n=60+60", "--row", "B: d=0.4,n=80+80"),
        ("recheck", "norton-2012-1a"),
        ("closeness", "norton-2012-1a"),
        pytest.param(("protocols",), marks=pytest.mark.slow),
        ("kinds",),
        ("inspect", "tests/data/foreign/otree.csv", "--protocol", "norton-2012-1a"),
    ],
)
def test_what_is_printed_has_its_form(words: tuple[object, ...]) -> None:
    printed(*words)


def test_replicate_says_nothing_twice() -> None:
    found = printed("replicate", "norton-2012-1a", "--data", CLEAN)
    assert not {"criteria", "decides", "original", "outcome"} & set(found)
    assert [one["hypothesis"] for one in found["results"]] == ["builders-bid-more", "builders-like-more"]
    assert list(printed("replicate", *LEVELS)) == ["format", "original", "replication", "criteria", "decides"]


def test_a_key_more_or_less_is_refused() -> None:
    found = printed("replicate", *LEVELS)
    right = Draft202012Validator(output_schema("replicate")).is_valid
    assert right(found)
    assert not right(found | {"more": 1})
    assert not right({key: value for key, value in found.items() if key != "decides"})
    assert not right(found | {"format": 2})


def test_a_data_set_prints_the_form(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/study-a_data.csv").write_text("x\n1\n")
    said = {"@context": "http://schema.org", "@type": "Dataset", "name": "a", "description": "b",
            "variableMeasured": ["x"]}  # fmt: skip
    (tmp_path / "dataset_description.json").write_text(json.dumps(said))
    found = printed("inspect", tmp_path, "--psych-ds")
    assert (found["valid"], found["schema"]) == (True, "Psych-DS 1.5.0")
    assert {one["level"] for one in found["findings"]} == {"warning"}


@pytest.mark.slow
@pytest.mark.parametrize("protocol", quick(protocol_ids(), "norton-2012-1a"))
def test_every_shipped_protocol_prints_the_form(protocol: str, tmp_path: Path) -> None:
    n, where = 4 * len(load_protocol(protocol).conditions), ("--results", tmp_path)
    printed("simulate", protocol, "--n", n, "--study", "it", *where)
    for one in ("status", "export", "analyze", "replicate"):
        printed(one, "it", *where)


@pytest.mark.slow
def test_a_settled_study_prints_the_form(tmp_path: Path) -> None:
    where = ("--results", tmp_path)
    printed("simulate", "norton-2012-1a", "--n", 4, "--study", "it", *where)
    who = next(iter(printed("settle", "it", *where)["handed"]))
    printed("verify", "it", *where)
    printed("repair", "it", *where)
    printed("box", "open", "it", "--count", "20x9", *where)
    printed("pay", "it", "--participant", who, "--by", "assistant-1", *where)
    printed("withdraw", "it", "--participant", who, *where)
    printed("withdraw", "it", "--participant", who, "--yes", *where)
    printed("check", "norton-2012-1a", "--quick")


def test_the_page_is_that_of_the_program() -> None:
    assert PAGE.read_text("utf-8").partition(MARK)[2].strip() == as_markdown().strip()


def test_a_row_of_a_table_is_one_line() -> None:
    """What is said of a key may fill two lines of the source."""
    cells = [line for line in as_markdown().splitlines() if line.startswith("|") or line.endswith("|")]
    assert [line for line in cells if not (line.startswith("|") and line.endswith("|"))] == []


def test_another_name_is_refused_with_those_that_are() -> None:
    with pytest.raises(ProtocolError, match="Did you mean 'replicate'"):
        schema_of("replicat")
