"""What was settled with others stands in the data: the same before and after settling, empty meanwhile."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikea_effect.operations.analyze import analysis_of
from ikea_effect.operations.data import export, read_study
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.settle_ledger import keep_books
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.record.export import codebook
from ikea_effect.record.ledger import read_ledger, without, write_ledger
from ikea_effect.record.study import Study
from tests.unit.operations.settle_bench import BDM, GUESS, PAIRS, Lab, contents

AUCTION = ("group", "bought", "price", "paid")
THREE_WAYS = Path(__file__).parents[2] / "data" / "protocols" / "three_ways.yaml"


def cells(study: Study, step: str = "auction", names: tuple[str, ...] = AUCTION) -> dict[str, list[Any]]:
    """The step's cells of everyone."""
    return {
        row["participant"]: [row.get(f"{step}.{name}") for name in names]
        for row in read_study(study).tables.wide
    }


def auctions(results: Path, **rule: Any) -> Lab:
    """Three bidders in pairs; the third waits."""
    lab = Lab(results, {"auction": PAIRS | rule})
    for who, bid in (("P003", 400), ("P001", 300), ("P002", 200)):
        lab.session(who, auction=bid)
    return lab


FULL = {
    "P001": ["auction/1", False, Decimal("3.00"), Decimal("0.00")],
    "P003": ["auction/1", True, Decimal("3.00"), Decimal("3.00")],
}
WAITS = {"P002": [None, None, None, None]}


def test_a_full_group_has_its_result_and_who_waits_has_empty_cells(tmp_path: Path) -> None:
    lab = auctions(tmp_path)
    assert cells(lab.study) == FULL | WAITS
    keep_books(lab.study)
    assert cells(lab.study) == FULL | WAITS


@pytest.mark.parametrize("rule", ["no-sale", "settle"])
def test_a_group_of_one_that_was_closed_bought_nothing(tmp_path: Path, rule: str) -> None:
    lab = auctions(tmp_path, if_unfilled=rule)
    keep_books(lab.study, close=True)
    assert cells(lab.study) == FULL | {"P002": ["auction/2", False, None, Decimal("0.00")]}


def test_a_group_that_never_filled_has_what_its_closing_settled(tmp_path: Path) -> None:
    lab = Lab(tmp_path, {"auction": PAIRS | {"group_size": 3, "if_unfilled": "settle"}})
    for who, bid in (("P001", 100), ("P002", 400)):
        lab.session(who, auction=bid)
    assert cells(lab.study) == {"P001": [None] * 4, "P002": [None] * 4}
    keep_books(lab.study, close=True)
    assert cells(lab.study) == {
        "P001": ["auction/1", False, Decimal("1.00"), Decimal("0.00")],
        "P002": ["auction/1", True, Decimal("1.00"), Decimal("1.00")],
    }


def test_who_buys_at_the_own_bid_has_a_price_and_who_does_not_has_none(tmp_path: Path) -> None:
    lab = auctions(tmp_path, kind="first-price")
    found = cells(lab.study)
    assert found["P003"] == ["auction/1", True, Decimal("4.00"), Decimal("4.00")]
    assert found["P001"] == ["auction/1", False, None, Decimal("0.00")]


def test_a_group_stands_as_the_ledger_has_it_also_when_a_member_has_withdrawn(tmp_path: Path) -> None:
    lab = auctions(tmp_path)
    keep_books(lab.study)
    write_ledger(lab.study, without(read_ledger(lab.study), "P001"))
    lab.study.journal("P001").unlink()
    assert cells(lab.study) == {"P003": FULL["P003"]} | WAITS
    lab.session("P004", auction=100)
    assert cells(lab.study)["P002"] == ["auction/2", True, Decimal("1.00"), Decimal("1.00")]


def test_who_comes_late_does_not_change_a_group_that_was_settled(tmp_path: Path) -> None:
    """Who bid first and ended last would have been in the first group; the ledger says otherwise."""
    lab = Lab(tmp_path, {"auction": PAIRS})
    early = lab.session("P009", auction=450)
    hidden = early.read_bytes()
    early.unlink()
    for who, bid in (("P003", 400), ("P001", 300)):
        lab.session(who, auction=bid)
    keep_books(lab.study)
    early.write_bytes(hidden)
    assert cells(lab.study) == FULL | {"P009": [None] * 4}


def test_what_a_prediction_earned_is_known_once_the_study_is_closed(tmp_path: Path) -> None:
    lab = Lab(tmp_path, {"bid": BDM, "guess": GUESS})
    for who in ("P001", "P002"):
        lab.session(who, bid=100, guess=100)
    assert cells(lab.study, "guess", ("earned",)) == {"P001": [None], "P002": [None]}
    keep_books(lab.study, close=True)
    assert cells(lab.study, "guess", ("earned",)) == {"P001": [Decimal("1.00")], "P002": [Decimal("1.00")]}


def test_a_prediction_that_earned_nothing_is_zero_and_not_empty(tmp_path: Path) -> None:
    lab = Lab(
        tmp_path, {"bid": BDM, "guess": GUESS | {"scoring": {"kind": "band", "prize": 1, "width": 0.5}}}
    )
    for who in ("P001", "P002"):
        lab.session(who, bid=100, guess=400)
    keep_books(lab.study, close=True)
    assert cells(lab.study, "guess", ("earned",)) == {"P001": [Decimal("0.00")], "P002": [Decimal("0.00")]}


def test_a_session_that_has_not_ended_has_no_result(tmp_path: Path) -> None:
    lab = auctions(tmp_path)
    lab.session("P004", finish=False, auction=500)
    assert cells(lab.study)["P004"] == [None] * 4


def test_the_codebook_says_what_the_columns_are(tmp_path: Path) -> None:
    lab = auctions(tmp_path)
    said = {row["name"]: row for row in codebook(columns_of(lab.study.protocol), {})}
    assert "settled together" in said["auction.group"]["description"]
    assert said["auction.price"]["unit"] == said["auction.paid"]["unit"] == "EUR"
    assert "group's auction" in said["auction.price"]["description"]


@pytest.mark.slow
@given(bids=st.lists(st.integers(0, 500), max_size=7), cut=st.integers(0, 6), size=st.integers(2, 3))
@settings(max_examples=25)
def test_in_steps_or_at_once_the_data_say_the_same(
    bids: list[int], cut: int, size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nobody comes late here: each session ends before the next begins."""
    rule = {"auction": PAIRS | {"group_size": size, "if_unfilled": "settle"}}
    once, steps = (Lab(tmp_path_factory.mktemp("lab"), rule, mode="simulated") for _ in range(2))
    for number, bid in enumerate(bids):
        once.session(f"P{number}", auction=bid)
        steps.session(f"P{number}", auction=bid)
        if number == cut:
            keep_books(steps.study)
    assert cells(once.study) == cells(steps.study)
    books = keep_books(once.study, close=True)
    paid = {
        row.line.participant: -row.line.amount_minor
        for row in books.rows
        if row.line.reason == "auction" and row.line.account == row.line.participant
    }
    said = cells(once.study)
    assert {who: int(100 * found[3]) for who, found in said.items()} == paid


# --- a whole study -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return simulate(
        SimulateRequest(str(THREE_WAYS), 22, 11, "boxes", results=tmp_path_factory.mktemp("ways"))
    )


def test_exports_have_the_same_bytes_on_any_machine(simulated: Study, tmp_path: Path) -> None:
    copies = [Study(Path(shutil.copytree(simulated.folder, tmp_path / name / "boxes"))) for name in "ab"]
    for copy in copies:
        keep_books(copy, close=True)
        export(copy)
    first, second = (contents(copy.folder / "exports") for copy in copies)
    assert first == second
    export(copies[0])
    assert contents(copies[0].folder / "exports") == first
    assert b"auction.group" in first["observations.csv"]


@pytest.mark.slow
def test_rules_and_models_can_look_at_what_was_settled(tmp_path: Path) -> None:
    """An exclusion by who bought, and a covariate: columns like any other."""
    text = THREE_WAYS.read_text("utf-8")
    rule = "  - {id: buyers, drop_if: auction.bought == true, report_both: true}\nhypotheses:"
    text = text.replace("hypotheses:", rule, 1)
    model = "measure: sealed-bid\n    model: {kind: welch,"
    assert model in text
    covariate = "measure: sealed-bid\n    model: {kind: regression, covariates: [auction.price],"
    folder = tmp_path / "protocols"
    shutil.copytree(THREE_WAYS.parent / "texts", folder / "texts")
    shutil.copytree(THREE_WAYS.parent.parent / "experiments", tmp_path / "experiments")
    path = folder / "three_ways.yaml"
    path.write_text(text.replace(model, covariate, 1), "utf-8")
    study = simulate(SimulateRequest(str(path), 22, 11, "boxes", results=tmp_path))
    keep_books(study, close=True)
    found = analysis_of("boxes", tmp_path, DataFiles()).to_json()
    dropped = next(one for one in found["exclusions"] if one["id"] == "buyers")
    assert dropped["dropped"] == sum(row["auction.bought"] for row in read_study(study).tables.wide)
    [primary] = [
        one for one in found["estimates"] if one["measure"] == "sealed-bid" and one["role"] == "primary"
    ]
    assert "auction.price" in primary["formula"]
    assert primary["estimate"] is not None


@pytest.mark.slow
def test_the_report_counts_as_settled_only_who_is(simulated: Study) -> None:
    """Two of 22 wait for their group of four: they have neither bought nor gone without."""
    from ikea_effect.operations.report import material_of
    from ikea_effect.report.cards import Table
    from ikea_effect.report.document import document

    cards = {card.id: card for card in document(material_of(simulated)).cards}
    tables = [block for block in cards["checks"].blocks if isinstance(block, Table)]
    [auction] = [table for table in tables if "Settled" in [column.title for column in table.columns]]
    kept = [row for row in read_study(simulated).tables.wide if row["drawn-price.comprehension"] == "passed"]
    known = [row for row in kept if row["auction.bought"] is not None]
    counts = [row for row in kept if row["counts"] == "auction"]
    settled = [row for row in counts if row in known]
    assert sum(int(row.cells[1]) for row in auction.rows) == len(settled) < len(counts)
    waits, drawn = auction.notes
    assert waits == f"{len(kept) - len(known)} still wait for the others of their group."
    assert drawn.endswith(f"those whose bid here was drawn, {len(counts)} of {len(kept)}.")
