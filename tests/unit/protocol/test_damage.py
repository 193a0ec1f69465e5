"""Lists and mappings where words and numbers belong: every place of a protocol tells them in words."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from ikea_effect.errors import Fault, ProtocolError
from ikea_effect.protocol.experiment import Experiment
from ikea_effect.protocol.faults import _form, validated
from ikea_effect.protocol.kits import Kit
from ikea_effect.protocol.loading import find_protocol, protocol_from
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.schema import json_schema
from ikea_effect.protocol.toolkits import Toolkit
from ikea_effect.protocol.tree import Tree, read_tree

OWN = Path(__file__).parents[2] / "data" / "protocols"
PLAN = {"plan": "e-values", "hypothesis": "builders-bid-more", "looks": [40, 100], "d": 0.5}
FILES = (
    *(find_protocol(name) for name in ("norton-2012-1a", "contest-rewards", "maker-and-judges")),
    *(find_protocol(name) for name in ("ai-contribution", "made-for-you")),
    *(OWN / f"{name}.yaml" for name in ("everything", "three_ways", "partners", "english")),
)
JUNK = ([], {}, [[1]], {"a": {"b": 1}}, [None], ["wtp", ["wtp"]], 5, None, True, "x y")


@functools.cache
def said(path: Path) -> Tree:
    """What the file says; one of them with looks, which no file plans."""
    tree = read_tree(path)
    return Tree({**tree.data, "sequential": PLAN}, tree.file, {}, {}) if "norton" in path.name else tree


def faults(path: Path, way: Steps, junk: Any) -> tuple[Fault, ...]:
    """What is told where the junk stands at the end of the way."""
    tree = said(path)
    data = copy.deepcopy(tree.data)
    inside: Any = data
    for step in way[:-1]:
        inside = inside[step]
    inside[way[-1]] = junk
    try:
        protocol_from(Tree(data, tree.file, {}, {}))
    except ProtocolError as error:
        return error.faults
    return ()


def ways(data: Any, way: Steps = ()) -> Iterator[Steps]:
    """The way to everything that stands in the data."""
    if way:
        yield way
    if isinstance(data, dict | list):
        for step, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield from ways(inner, (*way, step))


@pytest.mark.parametrize("junk", [[], {}, [[1]], {"a": 1}])
@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("norton_2012_1a", ("sequential", "plan")),
        ("contest_rewards", ("measures", "originality", "low")),
        ("contest_rewards", ("measures", "originality", "high")),
        ("three_ways", ("payment", "binding")),
        ("ai_contribution", ("timeline", 4, "co-writing", "machine", "levels", "suggests.revise")),
    ],
)
def test_a_list_or_mapping_for_a_word_is_told_where_it_stands(name: str, way: Steps, junk: Any) -> None:
    [path] = [path for path in FILES if path.stem == name]
    said_of = [fault for fault in faults(path, way, junk) if fault.path.endswith(str(way[-1]))]
    assert said_of, "nothing is told of it"


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_junk_in_any_place_ends_in_no_trace(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(FILES))
    way = data.draw(st.sampled_from(list(ways(said(path).data))))
    faults(path, way, data.draw(st.sampled_from(JUNK)))


# --- as a colleague would say it --------------------------------------------------------------------------


def patterns(schema: Any) -> Iterator[str]:
    """Every pattern that a schema holds a text to."""
    if isinstance(schema, dict) and isinstance(found := schema.get("pattern"), str):
        yield found
    if isinstance(schema, dict | list):
        for inner in schema.values() if isinstance(schema, dict) else schema:
            yield from patterns(inner)


@pytest.mark.parametrize("model", [None, Experiment, Kit, Toolkit])
def test_no_form_is_told_by_its_pattern(model: type[BaseModel] | None) -> None:
    schema = json_schema() if model is None else model.model_json_schema()
    told = {pattern: _form(pattern) for pattern in patterns(schema)}
    assert len(told) > 1
    assert [pattern for pattern, words in told.items() if set("[]{}\\^+") & {*words}] == []


@pytest.mark.parametrize(
    ("country", "orcid", "says"),
    [
        ("holland", "0000-0002-1825-0097", "At most 2 characters are expected"),
        ("nl", "0000-0002-1825-0097", "A country is two capital letters"),
        ("NL", "1234", "An ORCID iD is written in four groups of four"),
    ],
)
def test_a_country_is_no_language(country: str, orcid: str, says: str) -> None:
    authors = [{"name": "Ada", "orcid": orcid}]
    data = {
        "protocol": "p",
        "language": "en",
        "lab": {"country": country},
        "registration": {"authors": authors},
    }
    _, found = validated(Experiment, Tree(data, "experiment.yaml", {}, {}))
    assert says in " ".join(f"{fault.path} {fault.message}" for fault in found)


@pytest.mark.parametrize(
    ("plan", "says"), [([], "a list"), ({"a": 1}, "a mapping"), (5, "the number 5"), ("x", "'x'")]
)
def test_what_stands_for_the_word_of_a_plan_is_said_in_words(plan: object, says: str) -> None:
    [fault] = [one for one in faults(FILES[0], ("sequential", "plan"), plan) if one.path == "sequential.plan"]
    assert fault.message.startswith(f"is {says}. Allowed: fixed, group-sequential,")


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ({"by": "effort", "levels": {"free": "x", "asked": 1}}, "levels.free"),
        ({"by": "effort", "levels": [1]}, "levels"),
        ({"by": "effort", "levels": {}}, "levels"),
        ({"by": "effort"}, "levels"),
        ({"by": "effort", "lvels": {"free": 1}}, "lvels"),
        ({"by": 5, "levels": {"free": 1}}, "by"),
        ({"by": ["effort", 3], "levels": {"free": 1}}, "by[1]"),
    ],
)
def test_what_is_wrong_with_a_value_by_levels_is_told_at_its_place(value: object, at: str) -> None:
    """`by` is a key, and the word by which the two forms of such a value are told apart."""
    [path] = [path for path in FILES if path.stem == "ai_contribution"]
    way = ("timeline", 4, "co-writing", "min_own_words")
    assert f"timeline[4].co-writing.min_own_words.{at}" in [one.path for one in faults(path, way, value)]


def test_a_distribution_that_is_called_as_its_own_key_hides_no_place() -> None:
    """Of `{distribution: texts, texts: [..]}` everything stands beside the texts, not in them."""
    value = {"distribution": "texts", "texts": ["a"], "depends_on": 5}
    assert "simulation.wtp.depends_on" in [one.path for one in faults(FILES[0], ("simulation", "wtp"), value)]


@pytest.mark.parametrize("part", ["lab", "registration", "station"])
def test_a_part_with_nothing_after_it_is_told(part: str) -> None:
    data = {"protocol": "p", "language": "en", part: None}
    [fault] = validated(Experiment, Tree(data, "experiment.yaml", {}, {}))[1]
    assert (fault.path, fault.message) == (part, "is nothing. A mapping (key: value) is expected.")
