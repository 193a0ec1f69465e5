"""The JSON Schema takes what loads, and refuses what does not."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ikea_effect.protocol.faults import validated
from ikea_effect.protocol.loading import find_protocol, protocol_ids
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.schema import file_schema, json_schema
from ikea_effect.protocol.tree import Tree, read_tree

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@pytest.mark.slow
def test_it_is_a_schema_and_json() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA, allow_nan=False)) == SCHEMA
    assert SCHEMA["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("study", protocol_ids())
def test_shipped_protocols_are_valid(study: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(read_tree(find_protocol(study)).data)] == []


def norton(steps: tuple[str | int, ...], value: Any) -> Any:
    """The Norton protocol's data with one value set; ... takes it away."""
    data = copy.deepcopy(read_tree(find_protocol("norton-2012-1a")).data)
    inner = data
    for step in steps[:-1]:
        inner = inner[step]
    if value is ...:
        del inner[steps[-1]]
    else:
        inner[steps[-1]] = value
    return data


BID = ("timeline", 4, "bidding")


@pytest.mark.parametrize(
    ("steps", "value"),
    [
        (("titel",), "x"),
        (("title",), ...),
        (("version",), "1"),
        (("languages",), []),
        (("languages",), "en"),
        (("currency",), "usd"),
        (("factors", "Labor"), {"levels": {"a": {"label": "a"}, "b": {"label": "b"}}}),
        (("factors", "labor", "levels", "prebuilt"), ...),
        (("timeline", 0), "consent"),
        (("timeline", 0), {"consnet": {}}),
        (("timeline", 0), {"consent": {}, "debrief": {"text": "x"}}),
        (("timeline", 2), {"assembly": None}),
        (("timeline", 2, "assembly", "gud"), "x"),
        (("timeline", 2, "assembly", "only_in", "labor"), 3),
        ((*BID, "mechanism", "kind"), "bmd"),
        ((*BID, "mechanism", "high"), -1),
        ((*BID, "mechanism", "high"), "5.00"),
        ((*BID, "practice_rounds"), 11),
        (("measures", "liking", "kind"), "ratng"),
        (("measures", "liking", "text"), ...),
        (("payment", "show_up"), "5"),
        (("hypotheses", 0, "alternative"), "more"),
        (("published", 0, "provenance"), "book"),
        (("published", 0, "statistic", "tt"), 2.0),
        (("simulation", "wtp", "sd"), "big"),
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(steps: tuple[str | int, ...], value: Any) -> None:
    data = norton(steps, value)
    assert validated(Protocol, Tree(data, "p", {}, {}))[1]
    assert not VALIDATOR.is_valid(data)


@pytest.mark.parametrize(
    ("steps", "value"),
    [
        (("timeline", 0), {"consent": None}),
        (("timeline", 2, "assembly", "only_in", "labor"), ["build"]),
        ((*BID, "mechanism", "high"), 5),
        (("measures", "liking_again"), {"kind": "rating", "low": 1, "high": 7, "text": "liking"}),
        (("notes",), ["a sentence"]),
    ],
)
def test_what_the_loader_takes_the_schema_takes(steps: tuple[str | int, ...], value: Any) -> None:
    data = norton(steps, value)
    assert validated(Protocol, Tree(data, "p", {}, {}))[1] == []
    assert VALIDATOR.is_valid(data), list(VALIDATOR.iter_errors(data))


@pytest.mark.parametrize("kind", ["experiment", "kit", "sheet", "toolkit"])
def test_every_shipped_file_fits_the_schema_of_its_kind(kind: str, checkout: Path) -> None:
    told = jsonschema.Draft202012Validator(file_schema(kind))
    files = sorted(checkout.glob(f"experiments/**/{kind}.yaml"))
    assert len(files) >= 2
    assert [fault.message for file in files for fault in told.iter_errors(read_tree(file).data)] == []
    assert list(told.iter_errors({"nonsense": 1}))
