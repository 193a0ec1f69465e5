"""Every text, number and list of the language has a bound, and what lies beyond is told in a moment."""

from __future__ import annotations

import contextlib
import copy
import itertools
import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.experiment import Experiment
from ikea_effect.protocol.kits import Kit
from ikea_effect.protocol.loading import find_protocol, protocol_from
from ikea_effect.protocol.schema import as_written, json_schema
from ikea_effect.protocol.toolkits import Toolkit
from ikea_effect.protocol.tree import Tree, parse_tree, read_tree

NORTON = find_protocol("norton-2012-1a").read_text("utf-8")

# --- every bound is declared ------------------------------------------------------------------------------

LEAST = {"minimum", "exclusiveMinimum"}
MOST = {"maximum", "exclusiveMaximum"}
SCHEMAS = {model.__name__: as_written(model.model_json_schema()) for model in (Experiment, Kit, Toolkit)}
SCHEMAS["Protocol"] = json_schema()


def unbounded(schema: Any, place: str) -> Iterator[str]:
    """Where a schema takes a text, a number, a list or a mapping of any size."""
    if isinstance(schema, list):
        for number, inner in enumerate(schema):
            yield from unbounded(inner, f"{place}[{number}]")
    if not isinstance(schema, dict):
        return
    kind, closed = schema.get("type"), "const" in schema or "enum" in schema
    open_ended = {
        "integer": not (closed or (LEAST & set(schema) and MOST & set(schema))),
        "number": not (LEAST & set(schema) and MOST & set(schema)),
        "string": "maxLength" not in schema and not closed,
        "array": "maxItems" not in schema,
        "object": "maxProperties" not in schema and "properties" not in schema,
    }
    if isinstance(kind, str) and open_ended.get(kind):
        yield place
    for key, inner in schema.items():
        if key not in ("enum", "default", "required"):
            yield from unbounded(inner, f"{place}.{key}")


@pytest.mark.parametrize("name", SCHEMAS)
def test_nothing_that_can_be_declared_is_without_bounds(name: str) -> None:
    assert list(unbounded(SCHEMAS[name], name)) == []


def test_a_bound_that_is_lacking_is_seen() -> None:
    schema = {"properties": {"n": {"type": "integer", "minimum": 1}, "to": {"type": "string"}}}
    assert list(unbounded(schema, "top")) == ["top.properties.n", "top.properties.to"]


# --- what lies beyond -------------------------------------------------------------------------------------

LEVELS = "levels: {a: {label: A}, b: {label: B}}"
FACTORS = "factors:\n" + "".join(f"  f{n}: {{between: participant, {LEVELS}}}\n" for n in range(18))
CONTRAST = "contrast: build - prebuilt}"
FOUND = [
    ("show_up: 5.00", f"show_up: {'9' * 26}", "more than 18 digits"),
    ("show_up: 5.00", "show_up: 1.0e+300", "payment.show_up\n  is 1e+300. At most 1000000000 is expected."),
    ("show_up: 5.00", "show_up: 1.0e-300", "payment.show_up\n  is 1e-300. At most 4 decimals are expected."),
    ("high: 5.00", "high: 90000000", "from 0.0 to 90000000 are more than 1,000,000. Choose larger steps."),
    ("title: Bids for", 'title: "\\ud800" #', "holds the sign U+D800, which is a control character or half"),
    ("title: Bids for", 'title: "a\\0b" #', "holds the sign U+0000"),
    ("title: Bids", "title: " + "B" * 300, "title\n  is 'BBBBB"),
    ("title: Bids", "title: " + "B" * 30_000, "is a text of 30"),
    ("block_sizes: [2, 4]", "block_sizes: [2000000000]", "block_sizes[0]\n  is 2000000000. At most 1000"),
    ("low: 1, high: 7", "low: 1, high: 1000000", "measures.liking.high\n  is 1000000. At most 100 is"),
    ("factors:\n", FACTORS, "cross to 2 x 2 x 2 x 2 x 2 x 2 x 2 x 2"),
    ("sd: 0.5", "sd: -0.5", "simulation.wtp.sd\n  is -0.5. At least 0 is expected."),
    ("mean: {build: 0.78,", "mean: {build: 1.0e+300,", "mean.build\n  is 1e+300. At most 1000000000 is"),
    (CONTRAST, f"contrast: {'build - ' * 9000}}}", "is a text of 7"),
    ("languages: [en, nl]", "languages: [en, xx]", "languages[1]\n  is 'xx', a language whose way of"),
    ("languages:", "claims: [" + "x," * 3000 + "]\nlanguages:", "claims\n  has more than 2000 entries"),
    ("block_sizes: [2, 4]", f"block_sizes: [{'2,' * 300}]", "block_sizes\n  has 300 entries; at most 20 are"),
    ("options: [built-it, looked-at-it]", "options: [built-it]", "options\n  has 1 entry; at least 2 are"),
    ('== "failed"', f'== "{"(" * 900}"', "exclusions[0].drop_if\n  compares bid.comprehension with"),
]  # fmt: skip


def faults(text: str) -> str:
    """All that is told of a protocol's text; nothing if it loads."""
    try:
        protocol_from(parse_tree(text, "p.yaml"))
    except ProtocolError as error:
        return str(error)
    return ""


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after", "told"), FOUND, ids=[one[1][:40].strip() for one in FOUND])
def test_what_lies_beyond_a_bound_is_told_in_a_moment_and_in_few_words(
    before: str, after: str, told: str
) -> None:
    assert before in NORTON
    begun = time.process_time()
    message = faults(NORTON.replace(before, after, 1))
    assert told in message
    assert len(message) < 3000
    assert time.process_time() - begun < 2


# --- anything anywhere ------------------------------------------------------------------------------------

FAR = (1e308, -1e308, 10**17, -(10**17), -1, 5e-324, 0.1 + 0.2, 0, True)
HOSTILE: tuple[Any, ...] = (None, "", "x" * 9000, "\u0661", [], {}, [[]] * 500, {"a": {}}, *FAR)
LIST = {"kind": "price-list", "prices": [1.0, 2.0], "within_endowment": True, "rounds": 2}
MECHANISMS: tuple[dict[str, Any], ...] = (
    LIST,
    {"kind": "double-bounded", "price_sets": [{"first": 2.0, "lower": 1.0, "higher": 3.0}]},
    {"kind": "vickrey", "low": 0.0, "high": 5.0, "step": 0.5, "group_size": 4, "units": 2, "reserve": 1.0},
    {"kind": "bdm", "low": 0.0, "high": 5.0, "step": 0.5, "prices": [{"price": 1.0, "weight": 2}]},
    {"kind": "prediction", "of": "bid", "low": 0.0, "high": 5.0, "step": 0.5, "scoring": {"kind": "band"}},
)


def leaves(data: Any, steps: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value that is a mapping, a list or neither."""
    if steps:
        yield steps
    if isinstance(data, dict | list):
        for key, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(inner, (*steps, key))


def with_value(data: Any, steps: tuple[Any, ...], value: Any) -> Any:
    """The data with another value at the end of the way."""
    changed = copy.deepcopy(data)
    inner = changed
    for step in steps[:-1]:
        inner = inner[step]
    inner[steps[-1]] = value
    return changed


def taken_or_told(data: Any, ways: Iterable[tuple[Any, ...]], values: Iterable[Any]) -> None:
    """Puts every value at the end of every way; anything but a ProtocolError comes out here."""
    for steps, value in itertools.product(ways, values):
        with contextlib.suppress(ProtocolError):
            protocol_from(Tree(with_value(data, steps, value), "p.yaml", {}, {}))


BIDDING = ("timeline", 4, "bidding")


@pytest.mark.slow
def test_whatever_stands_in_a_mechanism_is_taken_or_told() -> None:
    data = read_tree(find_protocol("norton-2012-1a")).data
    for mechanism in MECHANISMS:
        changed = with_value(data, (*BIDDING, "mechanism"), mechanism)
        ways = [steps for steps in leaves(changed) if steps[:4] == (*BIDDING, "mechanism")]
        taken_or_told(changed, ways, ([], {}, 1e308, 5e-324, "x"))


@pytest.mark.slow
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: str(value)[:12])
def test_whatever_stands_anywhere_is_taken_or_told(value: Any) -> None:
    data = read_tree(find_protocol("norton-2012-1a")).data
    taken_or_told(data, leaves(data), (value,))
