"""Signs that begin a line for a reader of YAML and for no editor are refused: a line has one number."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.loading import find_protocol, load_protocol
from ikea_effect.protocol.tree import parse_tree

SIGNS = {
    "\u2028": "U+2028 (line separator)",
    "\u2029": "U+2029 (paragraph separator)",
    "\x85": "U+0085 (next line)",
}


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("text", ["# a{}b", "x: a{}b", 'x: "a{}b"', "x: |\n  a{}b"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_the_sign_is_named_where_an_editor_shows_it(sign: str, text: str, ends: str) -> None:
    begun = f"one: 1\ntwo: 2\n{text}".replace("\n", ends)
    with pytest.raises(ProtocolError) as refused:
        parse_tree(begun.format(sign) + f"{ends}three: 3{ends}", "a.yaml")
    [fault] = refused.value.faults
    before = begun.partition("{}")[0].split(ends)
    assert fault.where == f"a.yaml:{len(before)}:{len(before[-1]) + 1}"
    assert SIGNS[sign] in fault.message


def test_without_it_the_line_of_a_fault_is_the_editor_s(tmp_path: Path) -> None:
    """What is wrong was told of the line after it."""
    said = find_protocol("norton-2012-1a").read_text("utf-8").split("\n")
    at = next(number for number, line in enumerate(said) if line.startswith("sample:"))
    said[at] = "sampel: {per_condition: 100}"
    for first, told in (("# plain", f":{at + 2}:"), ("# a\u2028b", ":1:4")):
        path = tmp_path / "norton_2012_1a.yaml"
        path.write_text("\n".join([first, *said]), encoding="utf-8")
        with pytest.raises(ProtocolError) as refused:
            load_protocol(str(path))
        assert told in str(refused.value)


def test_of_many_signs_some_are_told() -> None:
    with pytest.raises(ProtocolError) as refused:
        parse_tree("# " + "\u2028" * 5000 + "\nx: 1\n", "a.yaml")
    assert len(refused.value.faults) == 20


def test_a_text_may_still_name_it() -> None:
    assert parse_tree('x: "a\\u2028b"', "a.yaml").data == {"x": "a\u2028b"}
