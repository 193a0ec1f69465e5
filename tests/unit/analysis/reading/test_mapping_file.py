"""Mapping files: the worked examples of the documents, and what is wrong with a file."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.analysis.analyze import analyze
from ikea_effect.analysis.basis import LeftOut
from ikea_effect.analysis.reading.mapping_file import MappingFile, mapping_schema, read_mapping
from ikea_effect.analysis.reading.options import Reading
from ikea_effect.analysis.reading.price_lists import Bounds, bounds
from ikea_effect.analysis.reading.table import ReadTable, read_table
from ikea_effect.errors import AnalysisError, ProtocolError
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.tree import read_tree

ROOT = Path(__file__).parents[4]


def _example(tmp_path: Path, heading: str) -> tuple[Path, Path]:
    """The data and the mapping under a heading of the page, as files."""
    section = (ROOT / "docs/foreign-data.md").read_text("utf-8").split(f"\n## {heading}")[1].split("\n## ")[0]
    paths = (tmp_path / "data.csv", tmp_path / "theirs.yaml")
    for path, kind in zip(paths, ("csv", "yaml"), strict=True):
        (text,) = re.findall(rf"```{kind}\n(.*?)```", section, flags=re.DOTALL)
        path.write_text(text, encoding="utf-8")
    return paths


def _read(paths: tuple[Path, Path], protocol: Any) -> ReadTable:
    return read_table(paths[0], protocol, Reading(mapping=read_mapping(paths[1])))


@pytest.mark.parametrize(
    ("heading", "labor", "wtp", "liking"),
    [
        ("PsychoPy", ["build", "prebuilt"], [1.6, 1.4], [6, 5]),
        ("SoSci", ["build", "prebuilt"] * 2, [1.6, 1.4, 0.9, 0.6], [6, 5, None, 3]),
        ("Qualtrics", ["build", "prebuilt"] * 2, [1.6, 1.4, 0.9, 0.6], [7, 5, 4, 3]),
    ],
)
def test_each_example_of_the_page_is_read(
    tmp_path: Path, declare: Any, heading: str, labor: list[str], wtp: list[float], liking: list[Any]
) -> None:
    data = _read(_example(tmp_path, heading), declare()).data
    assert data["labor"].tolist() == labor
    assert data["wtp"].tolist() == wtp
    assert data["liking"].astype(object).where(data["liking"].notna(), None).tolist() == liking


def test_a_wide_price_list_becomes_bounds(tmp_path: Path) -> None:
    protocol = load_protocol(ROOT / "tests/data/protocols/price_list.yaml")
    paths = _example(tmp_path, "A price list")
    table = _read(paths, protocol)
    assert table.data["wtp.low"].tolist() == [1.5, 0.5, 2, 0]
    assert table.data["wtp.high"].fillna(-1).tolist() == [2, 1, -1, 0.5]
    assert sum(one.rows for one in table.left_out) == 1
    assert "wtp is missing in row 6, which accepts a price above one that is refused." in table.notes
    paths[1].write_text(paths[1].read_text("utf-8").replace("    several_switches: missing\n", ""), "utf-8")
    with pytest.raises(AnalysisError, match="row 6, column wtp: accepts a price above one that is refused"):
        _read(paths, protocol)


@pytest.mark.parametrize(
    ("bought", "said"),
    [
        (
            "yes",
            "rows 3, 5, column wtp: accepts a price above one that is refused\nprice_lists: {wtp: {several",
        ),
        (
            "no",
            "rows 2-5, column wtp: accepts a price above one that is refused\nMost answers do: bought and",
        ),
    ],
)
def test_answers_that_switch_back_are_one_line_with_a_way_out(
    tmp_path: Path, declare: Any, bought: str, said: str
) -> None:
    lists = ["yes,yes,no", "no,yes,no", "yes,no,no", "yes,no,yes", "yes,yes,yes"]
    rows = [f"{n},{'build' if n % 2 else 'prebuilt'},{cells}" for n, cells in enumerate(lists)]
    path = tmp_path / "lists.csv"
    path.write_text("\n".join(["participant,labor,p1,p2,p3", *rows]), encoding="utf-8")
    refused = "no" if bought == "yes" else "yes"
    asked = {"prices": {"p1": 1, "p2": 2, "p3": 3}, "bought": [bought], "refused": [refused]}
    reading = Reading(mapping=MappingFile.model_validate({"price_lists": {"wtp": asked}}))
    with pytest.raises(AnalysisError) as found:
        read_table(path, declare(), reading)
    assert said in str(found.value)
    kept = {**asked, "several_switches": "missing"}
    reading = Reading(mapping=MappingFile.model_validate({"price_lists": {"wtp": kept}}))
    if bought == "yes":
        table = read_table(path, declare(), reading)
        assert "wtp is missing in rows 3, 5, which accept a price above one that is refused." in table.notes
        problem = analyze(declare(), table.data, "lab").estimates[0].problem
        assert problem == (
            "Of wtp the data hold bounds, not one number. "
            "Declare a model that takes bounds: interval or turnbull."
        )


@given(st.lists(st.booleans(), min_size=2, max_size=8))
def test_bounds_hold_the_answers_or_say_why_not(answers: list[bool]) -> None:
    prices = [Decimal(place + 1) / 2 for place in range(len(answers))]
    found = bounds(dict(zip(prices, answers, strict=True)))
    if found.problem:
        assert sorted(answers, reverse=True) != answers
        return
    high = Decimal(found.high) if found.high else Decimal(10**6)
    says = [price <= Decimal(found.low) for price in prices]
    assert says == answers
    assert all(price >= high for price, bought in zip(prices, answers, strict=True) if not bought)


def test_nobody_is_worth_less_than_nothing() -> None:
    assert bounds({Decimal("0.5"): False, Decimal(1): False}) == Bounds("0", "0.5")


def test_columns_beside_each_other_become_rows(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(
        "id;group;own;theirs;liking\na;build;1,70;1,60;6\nb;prebuilt;1,51;1,40;5\n", encoding="utf-8"
    )
    (tmp_path / "theirs.yaml").write_text(
        "participant: id\ncolumns: {labor: group}\n"
        "long: {over: product, columns: {wtp: {mine: own, other: theirs}}}\n",
        encoding="utf-8",
    )
    protocol = load_protocol(ROOT / "tests/data/cases/within.yaml")
    data = _read((tmp_path / "data.csv", tmp_path / "theirs.yaml"), protocol).data
    rows = data[["participant", "product", "wtp", "liking"]].astype(object).to_numpy().tolist()
    assert rows == [
        ["a", "mine", 1.7, 6],
        ["b", "mine", 1.51, 5],
        ["a", "other", 1.6, 6],
        ["b", "other", 1.4, 5],
    ]


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("columns: {wtp: {colum: Q5}}", "1:17", "is not a key that can stand here. Keys: column, values"),
        ("columns: {wtp: Q5}\nlabel_row: 1", "2:1", "Did you mean 'label_rows'?"),
        ("decimal: dot", "1:10", "is 'dot'. Allowed: point, comma."),
        ("missing: 999", "1:10", "A list is expected"),
        ("label_rows: -1", "1:13", "At least 0 is expected"),
        ("participant: id\ncolumns: {participant: code}", "2:11", "says a second time what participant is."),
        ("price_lists: {wtp: {prices: {a: 1}, bought: [1], refused: [0]}}", "1:29", "at least 2 are needed"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(tmp_path: Path, text: str, where: str, says: str) -> None:
    (tmp_path / "theirs.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProtocolError) as refused:
        read_mapping(tmp_path / "theirs.yaml")
    assert f"theirs.yaml:{where}" in str(refused.value)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("columns: {wtp: bidd}", "The mapping names column 'bidd'.*Did you mean 'bid'"),
        ("one_row_per: labor\ncolumns: {wtp: bid}", "rows 2, 4, column bid: labor build has several values"),
    ],
)
def test_a_mapping_that_does_not_fit_the_data_is_refused(
    tmp_path: Path, declare: Any, text: str, says: str
) -> None:
    (tmp_path / "theirs.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "data.csv").write_text(
        "participant,labor,bid,liking\na,build,1,2\nb,prebuilt,1,2\nc,build,2,2\n", encoding="utf-8"
    )
    with pytest.raises(AnalysisError, match=says):
        _read((tmp_path / "data.csv", tmp_path / "theirs.yaml"), declare())


def test_signs_can_be_said_for_a_column(tmp_path: Path, declare: Any) -> None:
    (tmp_path / "theirs.yaml").write_text("columns: {wtp: {column: bid, decimal: point}}", encoding="utf-8")
    (tmp_path / "data.csv").write_text(
        "participant,labor,bid,liking\na,build,1.000,2\nb,prebuilt,2.500,2\n", encoding="utf-8"
    )
    data = _read((tmp_path / "data.csv", tmp_path / "theirs.yaml"), declare()).data
    assert data["wtp"].tolist() == [1, 2.5]


@pytest.mark.parametrize("heading", ["PsychoPy", "SoSci", "Qualtrics", "A price list"])
def test_the_schema_takes_what_is_read(tmp_path: Path, heading: str) -> None:
    schema = json.loads(json.dumps(mapping_schema()))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(read_tree(_example(tmp_path, heading)[1]).data, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"column": {}}, schema)


SPLIT = "columns: {wtp: [wtp_build, wtp_pre]}"


def test_one_answer_in_a_column_for_each_condition_is_one(tmp_path: Path, declare: Any) -> None:
    rows = "a,build,1.50,,2\nb,prebuilt,,0.50,3\nc,prebuilt,NA,0.75,4\nd,build,,,5\n"
    (tmp_path / "data.csv").write_text(
        f"participant,labor,wtp_build,wtp_pre,liking\n{rows}", encoding="utf-8"
    )
    (tmp_path / "theirs.yaml").write_text(SPLIT, encoding="utf-8")
    table = _read((tmp_path / "data.csv", tmp_path / "theirs.yaml"), declare())
    assert table.data["wtp"].fillna(-1).tolist() == [1.5, 0.5, 0.75, -1]
    assert "wtp was read from wtp_build, wtp_pre, of which each row holds one." in table.notes
    jsonschema.validate(read_tree(tmp_path / "theirs.yaml").data, json.loads(json.dumps(mapping_schema())))


def test_two_answers_of_a_row_are_not_one(tmp_path: Path, declare: Any) -> None:
    (tmp_path / "data.csv").write_text(
        "participant,labor,wtp_build,wtp_pre\na,build,1.50,\nb,prebuilt,1.00,0.50\n", encoding="utf-8"
    )
    (tmp_path / "theirs.yaml").write_text(SPLIT, encoding="utf-8")
    with pytest.raises(AnalysisError, match=r"row 3: wtp_build, wtp_pre hold several values.*drop_rows"):
        _read((tmp_path / "data.csv", tmp_path / "theirs.yaml"), declare())


def _of_texts(tmp_path: Path, data: str, mapping: str) -> tuple[Path, Path]:
    paths = (tmp_path / "data.csv", tmp_path / "theirs.yaml")
    for path, text in zip(paths, (data, mapping), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_rows_that_the_mapping_drops_are_counted(tmp_path: Path, declare: Any) -> None:
    table = _read(_example(tmp_path, "PsychoPy"), declare())
    assert table.left_out == (LeftOut("dropped by the mapping: practice.thisN is '0' or '1'", 2),)
    assert table.read == 6  # two practice rows, and two of each person that are joined
    assert not [note for note in table.notes if "dropped" in note]


def test_a_value_that_drops_no_row_is_told(tmp_path: Path, declare: Any) -> None:
    data = "participant,labor,wtp,liking,phase\na,build,1,2,Practice\nb,build,1,2,real\nc,prebuilt,2,2,\n"
    table = _read(_of_texts(tmp_path, data, "drop_rows: [{column: phase, values: [practice]}]"), declare())
    assert table.left_out == ()
    told = "drop_rows dropped no row where phase is 'practice'. Did you mean 'Practice'? It says: "
    assert f"{told}Practice, real, nothing." in table.notes


def test_who_became_two_rows_and_answered_nothing_is_one_row_left_out(tmp_path: Path) -> None:
    protocol = load_protocol(ROOT / "tests/data/cases/within.yaml")
    data = "id;group;own;theirs\na;build;1,70;1,60\nb;prebuilt;1,51;1,40\nc;build;;\nd;build;1,10;\n"
    mapping = (
        "participant: id\ncolumns: {labor: group}\n"
        "long: {over: product, columns: {wtp: {mine: own, other: theirs}}}\n"
    )
    table = _read(_of_texts(tmp_path, data, mapping), protocol)
    assert (table.read, table.left_out) == (4, (LeftOut("no answer to any measure", 1),))
    assert table.data["participant"].nunique() == 3


def test_another_round_that_is_not_read_is_told(tmp_path: Path, declare: Any) -> None:
    data = (
        "participant.code,bid.1.player.labor,bid.1.player.wtp,bid.2.player.labor,bid.2.player.wtp,liking\n"
        "a,build,1.50,build,1.75,3\nb,prebuilt,0.50,prebuilt,0.25,4\n"
    )
    mapping = "columns: {labor: bid.1.player.labor, wtp: bid.1.player.wtp}"
    table = _read(_of_texts(tmp_path, data, mapping), declare())
    assert [note for note in table.notes if "another round" in note] == [
        "Not read, of another round or app than bid.1.player.wtp: bid.2.player.wtp. If they count too, a "
        "--mapping file says so: long: {over: repetition, columns: {OURS: {1: bid.1.player.wtp, "
        "2: bid.2.player.wtp}}}."
    ]
    both = (
        "columns: {labor: bid.1.player.labor}\n"
        "long: {over: repetition, columns: {wtp: {1: bid.1.player.wtp, 2: bid.2.player.wtp}}}"
    )
    table = _read(_of_texts(tmp_path, data, both), declare())
    assert table.data["wtp"].tolist() == [1.5, 0.5, 1.75, 0.25]
    assert not [note for note in table.notes if "another round" in note]


@pytest.mark.parametrize(
    ("columns", "first", "second"),
    [("wtp", "0.50", "0.90"), ("WTP", "0.50", "0.90"), ("attention", "passed", "failed")],
)
def test_a_joined_row_takes_none_of_two_values_that_count(
    tmp_path: Path, declare: Any, columns: str, first: str, second: str
) -> None:
    rule = {"id": "inattentive", "drop_if": 'attention == "failed"'}
    others = {"attention": {"values": ["passed", "failed"]}}
    data = f"participant,labor,liking,{columns}\na,build,4,\na,build,,{first}\nb,prebuilt,5,{first}\n"
    protocol = declare(exclusions=[rule], other_columns=others)
    paths = _of_texts(tmp_path, f"{data}b,prebuilt,,{second}\n", "one_row_per: participant")
    with pytest.raises(AnalysisError, match=f"rows 4-5, column {columns}: participant b has several values"):
        _read(paths, protocol)
