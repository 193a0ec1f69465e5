"""What every kind says that it leaves in the data, and that nothing else comes into the data."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ikea_effect.protocol.by_kind import ByKind
from ikea_effect.protocol.kinds import MECHANISMS, Column, columns_of, measure_kind, step_kind
from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.registry import BUILT_IN
from ikea_effect.record.events import Event
from ikea_effect.record.export import codebook, csv_bytes, parquet_bytes
from ikea_effect.record.observations import UndeclaredColumn, tables

DATA = Path(__file__).parents[3] / "data"
KEPT = sorted(path.parent for path in (DATA / "journals").glob("*/protocol.json"))
DECLARED_STUDIES = sorted((DATA / "protocols").glob("*.yaml"))


def of(study: str) -> Protocol:
    return load_protocol(DATA / "protocols" / f"{study}.yaml")


def names(study: str) -> list[str]:
    return [column.name for column in columns_of(of(study))]


def column(study: str, name: str) -> Column:
    return next(one for one in columns_of(of(study)) if one.name == name)


@pytest.mark.parametrize("folder", KEPT, ids=[folder.name for folder in KEPT])
def test_what_is_declared_is_what_journals_of_every_mechanism_gave(folder: Path) -> None:
    protocol = protocol_from_said(json.loads((folder / "protocol.json").read_text("utf-8")))
    with (folder / "tables" / "observations.csv").open(encoding="utf-8", newline="") as table:
        always = [column.name for column in columns_of(protocol) if not column.if_any]
        assert always == next(csv.reader(table))


@pytest.mark.parametrize("path", DECLARED_STUDIES, ids=[path.stem for path in DECLARED_STUDIES])
def test_every_row_of_a_codebook_says_a_type_and_a_meaning(path: Path) -> None:
    for row in codebook(columns_of(load_protocol(path)), {}):
        assert row["type"] in ("amount", "boolean", "integer", "number", "text", "time"), row["name"]
        assert row["description"], row["name"]


def test_every_kind_has_a_descriptor_under_its_own_name() -> None:
    assert {kind.model for kind in MECHANISMS.values()} == set(ByKind("mechanism").models().values())
    for name in BUILT_IN["measure"]:
        [declared] = get_args(measure_kind(name).model.model_fields["kind"].annotation)
        assert measure_kind(name).name == declared == name
    for name in BUILT_IN["step"]:
        assert step_kind(name).name == step_kind(name).model.kind == name


def test_rounds_practice_and_bounds_have_columns_of_their_own() -> None:
    assert [name for name in names("price_list_rounds") if name.startswith("wtp")] == [
        "wtp.low", "wtp.high", "wtp.2.low", "wtp.2.high",
    ]  # fmt: skip
    assert {"bid.consistent", "bid.consistent_1", "bid.consistent_2", "bid.round"} <= set(
        names("price_list_rounds")
    )
    assert "bid.practice_error_3" in names("induced_value")
    assert "bid.practice_error_1" not in names("bdm_sell")  # one round: its error is the step's own


def test_a_column_says_its_unit_its_words_and_its_range() -> None:
    assert column("vickrey", "bid.paid").unit == "EUR"
    assert column("vickrey", "bid.comprehension").values == ("passed", "failed", "not-asked")
    assert column("double_bounded", "bid.first_answer").values == ("yes", "no")
    bid = column("vickrey", "wtp")
    assert (bid.type, str(bid.low), str(bid.high)) == ("amount", "0.0", "5.0")
    assert column("price_list", "bid.consistent").type == "boolean"


RATINGS = {"liking.question": "How much?", "liking.low": "not at all", "liking.high": "very much"}


def test_the_codebook_prints_the_question_with_its_anchors_and_options() -> None:
    rows = {row["name"]: row for row in codebook(columns_of(load_protocol("norton-2012-1a")), RATINGS)}
    assert rows["liking"]["wording"] == "How much? [1: not at all; 7: very much]"
    assert (rows["wtp"]["values"], rows["wtp"]["wording"]) == ("0.00 to 5.00 in steps of 0.01", "")
    choice = Column("pick", "text", "Choice", values=("a", "b"), wording=("q", "q.a", "q.b"))
    assert codebook([choice], {"q": "Which?", "q.a": "This", "q.b": "That"})[0]["wording"] == (
        "Which? [a: This; b: That]"
    )


def events(*facts: tuple[str, dict[str, Any]]) -> list[Event]:
    started = {"participant": "P1", "condition": {"labor": "build"}, "mode": "lab", "language": "en"}
    return [
        Event(number, kind, "2026-01-02T03:04:05.678Z", 0, "", data)
        for number, (kind, data) in enumerate((("started", started), *facts))
    ]


def test_what_no_kind_declares_does_not_come_into_the_data_in_silence() -> None:
    protocol = load_protocol("norton-2012-1a")
    with pytest.raises(UndeclaredColumn, match=r"P1: 'bid\.mood' was recorded, which no kind"):
        tables(protocol, [events(("noted", {"name": "bid.mood", "value": "good"}))])


def test_a_table_has_all_its_columns_from_the_first_participant_on_each_of_its_type() -> None:
    protocol = load_protocol("norton-2012-1a")
    found = tables(protocol, [events()])
    assert found.columns == tuple(one.name for one in columns_of(protocol) if not one.if_any)
    kept = pq.read_table(io.BytesIO(parquet_bytes(columns_of(protocol), found.wide))).schema
    types = [kept.field(name).type for name in ("wtp", "liking", "bid.bought", "status", "bid.attempts")]
    assert types == [pa.float64(), pa.int64(), pa.bool_(), pa.string(), pa.int64()]
    assert csv_bytes(found.columns, found.wide).count(b"\r\n") == 2


@pytest.mark.parametrize(
    ("study", "name", "meaning"),
    [
        ("norton-2012-1a", "wtp", "Willingness to pay: wtp"),
        ("job-choice", "given-up.low", "Willingness to pay, lower bound: given-up"),
        ("customer-photos", "wtp", "Stated willingness to pay: wtp"),
        ("prediction_band", "expected", "Predicted amount: expected"),
        ("bdm_sell", "wtp", "Willingness to accept: wtp"),
    ],
)
def test_an_amount_is_called_by_how_it_is_asked_for(study: str, name: str, meaning: str) -> None:
    small = DATA / "protocols" / f"{study}.yaml"
    protocol = load_protocol(small if small.is_file() else study)
    assert {one.name: one.meaning for one in columns_of(protocol)}[name] == meaning
