"""What is read fast is what the thorough reader reads, place by place; what is not plain is left to it."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.plain_yaml import MAX_DEPTH, MAX_ENTRIES, Plain, plain
from ikea_effect.protocol.yaml_faults import with_faults


def thorough(text: str) -> Plain | None:
    """What the reader that tells faults reads; nothing where it finds one, or no mapping."""
    try:
        found, faults = with_faults(text, "a.yaml")
    except ProtocolError:
        return None
    return found if not faults and isinstance(found.data, dict) else None


def typed(value: object) -> object:
    """The value with the type of each part: 1, 1.0 and true are equal to Python."""
    if isinstance(value, dict):
        return {key: typed(one) for key, one in value.items()}
    if isinstance(value, list):
        return [typed(one) for one in value]
    return type(value), value


def same(text: str) -> None:
    """What is plain is what the thorough reader reads, and it finds no fault in it."""
    if (fast := plain(text)) is None:
        return
    slow = thorough(text)
    assert fast == slow
    assert slow is not None
    assert typed(fast.data) == typed(slow.data)
    assert list(fast.data) == list(slow.data)


@pytest.mark.slow
def test_every_yaml_file_that_ships_is_plain_and_read_alike(checkout: Path) -> None:
    files = [
        path
        for folder in ("protocols", "experiments", "analysis")
        for path in (checkout / folder).rglob("*.yaml")
    ]
    assert len(files) > 150
    for path in files:
        text = path.read_text("utf-8-sig")
        assert plain(text) is not None, path
        same(text)


@pytest.mark.slow
def test_a_shipped_text_says_what_ruamel_itself_reads(checkout: Path) -> None:
    """Common texts hold words alone, of which every YAML 1.2 reader makes the same."""
    for path in (checkout / "protocols" / "texts" / "common").rglob("*.yaml"):
        text = path.read_text("utf-8")
        found = plain(text)
        assert found is not None
        assert found.data == YAML(typ="safe", pure=True).load(text), path


WORDS: tuple[tuple[str, object], ...] = (
    ("no", "no"), ("on", "on"), ("Yes", "Yes"), ("012", 12), ("1_000", "1_000"), ("0o14", "0o14"),
    ("1e3", 1000.0), (".5", 0.5), ("-3", -3), ("+3", 3), ("1.", 1.0), ("1.2.3", "1.2.3"), ("12:30", "12:30"),
    ("~", None), ("null", None), ("", None), ("True", True), ("'012'", "012"), ('"no"', "no"), (".", "."),
    ("2012-11-29", "2012-11-29"), ("٣", "٣"), ("=", "="), ("é", "é"),
)  # fmt: skip


@pytest.mark.parametrize(("word", "value"), WORDS)
def test_a_word_means_what_it_means_in_yaml_1_2(word: str, value: object) -> None:
    text = f"a: {word}\nb:\n  c:\n    - x\n    - {word}\n"
    found = plain(text)
    assert found is not None
    assert typed(found.data) == typed({"a": value, "b": {"c": ["x", value]}})
    same(text)


ODD = (
    "", "# nothing\n", "a\n", "- a\n", "a: 1\na: 2\n", "a: {b: 1, b: 2}\n", "a: &x 1\nb: *x\n",
    "a: !!str 1\n", "a:\n\t- b\n", "a: \u00a0x\n",
    "a: ! b\n", "? [a]\n: 1\n", "a: 1\n---\nb: 2\n", "--- {}\n--- {}\n", "a: [\n", "a: 'b\n",
    "a: b: c\n", "a: .nan\n", "a: -.inf\n", "a: 1000000000000000000\n", "a: 999999999999999999\n", "a: -\n",
    'a: "\\x07"\n', '"\\x07": a\n', 'a: "\\u200b"\n', 'a: "x\\ty"\n', "a: |\n  one\n  two\n\n  three\n",
    "{}\n",
    "a: {}\nb: []\nc:\n", "%YAML 1.2\n---\na: 1\n", "a: " + "x" * 20_000, "a: " + "x" * 20_001,
)  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_what_is_wrong_or_rare_is_read_alike_or_left_to_the_thorough_reader(text: str) -> None:
    same(text)


@pytest.mark.parametrize("depth", [MAX_DEPTH - 2, MAX_DEPTH - 1])
def test_what_is_as_deep_as_may_be_is_the_same_for_both(depth: int) -> None:
    text = "a: " + "[" * depth + "]" * depth
    assert thorough(text) is not None
    assert plain(text) == thorough(text)


def test_what_has_too_much_is_left_to_the_thorough_reader() -> None:
    full = "a: [" + "x, " * (MAX_ENTRIES - 1) + "x]"
    same(full)
    assert plain(full) is not None
    assert plain(full.replace("x]", "x, x]")) is None
    assert plain("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH) is None


def test_without_the_parser_in_c_the_thorough_reader_reads_the_same(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (checkout / "protocols" / "texts" / "mochon_2012_1" / "en.yaml").read_text("utf-8")
    before = plain(text)
    assert before is not None
    monkeypatch.setattr("ruamel.yaml.main.CParser", None)  # what ruamel.yaml has where it is not installed
    assert plain(text) is None
    assert thorough(text) == before


NESTED = st.recursive(
    st.text("abé 1.-:'\"#\n", max_size=8) | st.integers() | st.booleans() | st.none() | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("ab1", max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


@pytest.mark.slow
@given(st.dictionaries(st.text("abc-", min_size=1, max_size=4), NESTED, max_size=5))
def test_any_mapping_that_is_written_is_read_alike(data: dict[str, object]) -> None:
    out = StringIO()
    YAML(typ="safe", pure=True).dump(data, out)
    same(out.getvalue())


@given(st.text("ab:-[]{}, \n'\"&*!#|1.", max_size=40))
def test_any_signs_are_read_alike(text: str) -> None:
    same(text)
