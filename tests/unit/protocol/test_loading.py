"""What is told about a protocol's file that is wrong: where, what, what is allowed, what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ikea_effect.errors import Fault, ProtocolError
from ikea_effect.protocol.loading import (
    find_protocol,
    load_protocol,
    protocol_from,
    protocol_from_said,
    protocol_ids,
)
from ikea_effect.protocol.tree import parse_tree

NORTON = find_protocol("norton-2012-1a").read_text("utf-8")


def changed(*changes: tuple[str, str]) -> str:
    """The Norton protocol with each first text replaced by the second; each must be there."""
    text = NORTON
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


def faults(text: str, file: str = "p.yaml") -> tuple[Fault, ...]:
    """What is wrong with a protocol's text; nothing if it loads."""
    try:
        protocol_from(parse_tree(text, file))
    except ProtocolError as error:
        return error.faults
    return ()


def written_to(folder: Path, *changes: tuple[str, str]) -> Path:
    """The changed Norton protocol as a file in the folder."""
    path = folder / "norton_2012_1a.yaml"
    path.write_text(changed(*changes), "utf-8")
    return path


STEP = "only_in: {labor: build}"


def test_a_fault_reads_like_a_margin_note() -> None:
    (fault,) = faults(changed((STEP, "only_in: {labor: biuld}")), "protocols/norton_2012_1a.yaml")
    assert str(fault) == (
        "protocols/norton_2012_1a.yaml:29:63  timeline[2].assembly.only_in.labor\n"
        "  names level 'biuld', which is not declared. Declared levels: build, prebuilt.\n"
        "  Did you mean 'build'?"
    )


def test_a_misspelt_key_does_not_hide_a_misspelt_level() -> None:
    text = changed(
        ("currency: USD", "curency: USD"), (STEP, "only_in: {labor: biuld}"), ("ties: buys", "ties: buy")
    )
    assert [(fault.where, fault.path) for fault in faults(text)] == [
        ("p.yaml:1:1", "currency"),
        ("p.yaml:14:1", "curency"),
        ("p.yaml:29:63", "timeline[2].assembly.only_in.labor"),
        ("p.yaml:35:90", "timeline[4].bidding.mechanism.ties"),
    ]


ATTITUDES = "- questionnaire: {id: attitudes, measures: [liking]}"


def test_every_condition_ends_with_the_debriefing() -> None:
    text = changed(("- debrief: {text: debrief}", "- debrief: {text: debrief, only_in: {labor: build}}"))
    (fault,) = faults(text)
    assert fault.path == "timeline[7].questionnaire"
    assert "labor: prebuilt" in fault.message


def test_a_measure_is_asked_once() -> None:
    text = changed((ATTITUDES, f"{ATTITUDES}\n  - questionnaire: {{id: again, measures: [liking]}}"))
    (fault,) = faults(text)
    assert fault.path == "timeline[6].questionnaire"
    assert "again for labor: build" in fault.message


def test_a_bid_fills_money_and_a_questionnaire_does_not() -> None:
    wrong = faults(changed(("measure: wtp\n      m", "measure: liking\n      m"), ("[liking]", "[wtp]")))
    assert {"of kind rating" in fault.message or "of kind money" in fault.message for fault in wrong[:2]} == {
        True
    }


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("", "1:1", "is empty"),
        ("# nothing\n", "1:1", "is empty"),
        ("- a\n- b\n", "1:1", "holds a list"),
        ("just words", "1:1", "holds the text 'just words'"),
        ("a:\n\tb: 1\n", "2:1", "indented with a tab"),
        ("a: {b: 1\nc: 2\n", "1:4", "opens '{', which is not closed"),
        ("a: [1, 2\n", "1:4", "opens '[', which is not closed"),
        ("a: 'x\n", "1:4", "quotation mark that is never closed"),
        ("a: b: c\n", "1:5", "has a ':' where none may stand"),
        ("a: 1\n b: 2\n", "2:3", "Is the indentation right?"),
        ("a:\n  - b\n c: 1\n", "3:2", "not indented like"),
        ("a: \x07\n", "1:4", "control character (code 7)"),
        ("a: 1\na: 2\n", "2:1", "is given twice; the first is on line 1."),
        ("a: &x 1\n", "1:4", "anchor '&x'"),
        ("a: &x 1\nb: *x\n", "2:4", "alias '*x'"),
        ("a: !!python/object:os.system x\n", "1:4", "carries the tag"),
        ("a: 1\n---\nb: 2\n", "2:1", "second document"),
        ("? [a, b]\n: 2\n", "1:3", "in the place of a key"),
        ("a: .nan\n", "1:4", "not finite"),
        ("a: 1e999\n", "1:4", "not finite"),
        ("a: " + "[" * 60 + "]" * 60, "1:43", "nested too deeply"),
    ],
)
def test_what_is_not_plain_yaml_is_told_with_its_place(text: str, where: str, says: str) -> None:
    found = faults(text)
    assert (f"p.yaml:{where}", True) in [(fault.where, says in fault.message) for fault in found], found


def test_all_anchors_tags_and_doubles_are_told_together() -> None:
    assert len(faults("a: &x 1\nb: *x\nc: !t 2\nc: 3\n")) == 4


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("caf\xe9: 1".encode("latin-1"), "is not UTF-8: byte 0xe9"),
        (b"a: 1\nb: \xff\n", ":2:4"),
        (b"x" * 1_000_001, "larger than 1 MB"),
    ],
)
def test_a_file_that_is_no_text_is_refused(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)
    with pytest.raises(ProtocolError, match=says):
        load_protocol(path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "norton_2012_1a.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + NORTON.encode())
    assert load_protocol(path).sha256 == load_protocol("norton-2012-1a").sha256


def test_an_unknown_id_lists_the_ones_there_are() -> None:
    with pytest.raises(
        ProtocolError, match=r"Protocols: .*norton-2012-1a(.|\n)*Did you mean 'norton-2012-1a'\?"
    ):
        load_protocol("norton-2012-1aa")


@pytest.mark.parametrize("reference", ["../secret", "/etc/passwd", "a/b.yaml", "nothing.yaml"])
def test_a_path_that_leads_nowhere_is_told(reference: str) -> None:
    with pytest.raises(ProtocolError):
        load_protocol(reference)


def test_a_folder_is_no_protocol(tmp_path: Path) -> None:
    with pytest.raises(ProtocolError, match="is a folder"):
        load_protocol(tmp_path)


def test_ids_are_found_where_the_user_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "protocols").mkdir()
    text = NORTON.replace("id: norton-2012-1a", "id: my-own", 1)
    (tmp_path / "protocols" / "my_own.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert {"my-own", "norton-2012-1a"} <= set(protocol_ids())
    assert load_protocol("my-own").id == "my-own"


def test_the_hash_is_of_what_the_file_says() -> None:
    same = NORTON.replace("version: 3\n", "version: 3   # a comment\n")
    other = NORTON.replace("version: 3\n", "version: 4\n")
    said = [protocol_from(parse_tree(text, "p")).sha256 for text in (NORTON, same, other)]
    assert said[0] == said[1] != said[2]


def test_a_default_that_is_not_written_is_not_in_the_hash() -> None:
    protocol = protocol_from(parse_tree(NORTON, "p"))
    assert "claims" not in protocol.said
    assert protocol.claims == ()


def test_a_protocol_comes_back_from_what_it_said(tmp_path: Path) -> None:
    protocol = load_protocol(written_to(tmp_path))
    again = protocol_from_said(protocol.said)
    beside = {"practical"}  # what a lab needs for it is no part of the study
    assert again.model_dump(exclude=beside) == protocol.model_dump(exclude=beside)
    assert again.sha256 == protocol.sha256


@given(st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_text_loads_or_is_refused_in_words(text: str) -> None:
    assert all(str(fault).startswith("p.yaml:") for fault in faults(text))


PLACES = st.integers(0, len(NORTON) - 1)


@pytest.mark.slow
@given(
    PLACES, PLACES, st.sampled_from(["", " ", "x", "{", "]", ":", "\n", "- ", "0", "null", "[]", "{}", "'"])
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_damage_to_the_file_ends_in_a_trace(start: int, end: int, put: str) -> None:
    cut = NORTON[: min(start, end)] + put + NORTON[min(max(start, end), start + 40) :]
    assert all(fault.where.startswith("p.yaml:") for fault in faults(cut))


def _events(text: str, *, pure: bool) -> list[tuple[str, object, object]] | None:
    """What a parser reads, without the places; nothing if it refuses the text."""
    try:
        return [
            (type(event).__name__, getattr(event, "value", None), getattr(event, "anchor", None))
            for event in YAML(typ="safe", pure=pure).parse(text)
        ]
    except YAMLError:
        return None


@pytest.mark.slow
@given(PLACES, PLACES, st.text("{}[]:,- \n'\"#&*!|>%?x0.\u00e9\u2028", max_size=3))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_both_yaml_parsers_read_the_same(start: int, at: int, put: str) -> None:
    part = NORTON[start : start + 600]
    cut = part[: at % 600] + put + part[at % 600 :]
    fast, slow = _events(cut, pure=False), _events(cut, pure=True)
    assert fast is None or slow is None or fast == slow
