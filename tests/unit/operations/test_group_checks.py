"""A group that was settled is the ledger's: it stands when members withdraw, and follows from their bids."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import RecordError
from ikea_effect.operations.data import read_study
from ikea_effect.operations.settle import settle
from ikea_effect.operations.settle_ledger import keep_books
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify import study_verified
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.payment.entries import Line
from ikea_effect.record.ledger import Posted, added, read_ledger, without, write_ledger
from ikea_effect.record.study import Study
from ikea_effect.record.withdrawals import counted, done
from tests.quick import quick
from tests.unit.operations.settle_bench import PAIRS, Lab, refused

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"
Change = Callable[[list[Line]], list[Line]]

TRIOS = PAIRS | {"group_size": 3}
BIDS = {"P001": 400, "P002": 300, "P003": 100}


def lab_of(results: Path, close: bool = False, **rule: Any) -> Lab:
    """One group of three, settled: P001 buys at 3.00."""
    lab = Lab(results, {"auction": TRIOS | rule})
    for who, bid in BIDS.items():
        lab.session(who, auction=bid)
    keep_books(lab.study, close)
    return lab


def leaves(study: Study, who: str) -> None:
    """What a withdrawal does to the books; sessions written by hand hold no seat that it could free."""
    counted(study, who)
    write_ledger(study, without(read_ledger(study), who))
    study.journal(who).unlink()
    done(study)


def chained_anew(study: Study, change: Change) -> None:
    """The ledger with each posting changed, every chain mended; an empty posting is left out."""
    found = []
    for _, group in groupby(read_ledger(study), lambda row: row.line.posting):
        rows = list(group)
        if lines := change([row.line for row in rows]):
            found.append(Posted(lines, rows[0].note, rows[0].at, rows[0].journal))
    write_ledger(study, added([], found, study))


def of_auction(who: str, change: Change) -> Change:
    """The change, made to one participant's auction only."""
    return lambda lines: change(lines) if lines[0].posting == f"{who}/auction" else lines


# --- who withdraws changes nobody else's data and receipts -------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "n"),
    quick(
        [
            ("three_ways", 8), ("vickrey_rounds", 9), ("vickrey_units", 7), ("first_price", 5),
            ("random_nth_price", 10), ("nth_price", 10),
        ],
        ("first_price", 5), several=True,
    ),
)  # fmt: skip
def test_nothing_that_was_settled_is_told_otherwise_when_a_member_withdraws(
    tmp_path: Path, name: str, n: int
) -> None:
    study = simulate(SimulateRequest(str(PROTOCOLS / f"{name}.yaml"), n, 3, "paid", results=tmp_path))
    settle(study, close=True)
    before = {row["participant"]: row for row in read_study(study).tables.wide}
    assert any(".group" in column for column in before["S0001"])
    for who in study.participants():
        copy = Study(Path(shutil.copytree(study.folder, tmp_path / who / "paid")))
        withdraw(copy, who)
        assert study_verified(copy).holds  # receipts that were handed out too
        settle(copy, close=True)
        assert study_verified(copy).holds
        for row in read_study(copy).tables.wide:
            told = {key: value for key, value in row.items() if value is not None}
            assert told.items() <= before[row["participant"]].items()


def test_without_a_mere_loser_the_buyer_has_bought_and_losers_know_the_price(tmp_path: Path) -> None:
    """Two of three do not settle by this rule; they had settled as three."""
    lab = lab_of(tmp_path)
    settle(lab.study)
    leaves(lab.study, "P003")
    rows = {row["participant"]: row for row in read_study(lab.study).tables.wide}
    told = {who: [row[f"auction.{key}"] for key in ("group", "bought")] for who, row in rows.items()}
    assert told == {"P001": ["auction/1", True], "P002": ["auction/1", False]}
    assert [str(row["auction.price"]) for row in rows.values()] == ["3.00", "3.00"]


def test_a_ledger_that_tells_no_sizes_is_read_as_before(tmp_path: Path) -> None:
    lab = lab_of(tmp_path)
    cells = read_study(lab.study).tables.wide
    short: Change = lambda lines: [  # noqa: E731
        line._replace(group=re.sub(" of .*", "", line.group)) for line in lines
    ]
    chained_anew(lab.study, short)
    assert {row.line.group for row in read_ledger(lab.study)} == {"", "auction/1"}
    assert read_study(lab.study).tables.wide == cells
    assert settle(lab.study).books.new == 0
    assert study_verified(lab.study).holds


# --- the ledger follows from the bids ----------------------------------------------------------------------


def cheaper(lines: list[Line]) -> list[Line]:
    """One Euro less to pay."""
    more = {"P001": 100, "cash box": -100}
    return [line._replace(amount_minor=line.amount_minor + more.get(line.account, 0)) for line in lines]


def named(cell: str) -> Change:
    """Another group."""
    return lambda lines: [line._replace(group=cell) for line in lines]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (of_auction("P001", cheaper), "P001 pays 2.00 for 1, the bids give 3.00 for 1"),
        (of_auction("P001", lambda _lines: []), "has 2 of its 3 members, and none withdrew"),
        (of_auction("P001", named("auction/9")), "has 1 of its 3 members"),
        (of_auction("P001", named("auction/9 of 1")), "cannot be of 1"),
        (of_auction("P001", named("auction/9 of 3 at 300")), "has 1 of its 3 members"),
        (of_auction("P001", named("")), "P001 is in no group"),
        (of_auction("P001", named("mine")), "'mine' is no group's name"),
        (of_auction("P001", named("other/1 of 3 at 300")), "another condition or step"),
        (of_auction("P002", lambda lines: [lines[0]._replace(group="auction/2"), *lines[1:]]), "two groups"),
        (
            lambda lines: named("auction/1 of 3 at 200")(lines) if lines[0].reason == "auction" else lines,
            "it has group auction/1 of 3 at 200, the bids give auction/1 of 3 at 300",
        ),
    ],
)
def test_a_group_that_its_bids_do_not_give_is_refused(tmp_path: Path, change: Change, said: str) -> None:
    lab = lab_of(tmp_path)
    chained_anew(lab.study, change)
    assert said in refused(lab.study)
    assert not study_verified(lab.study).holds


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (of_auction("P001", cheaper), "P001 bid 400 in group auction/1 of 3 at 300, pays 200 for 1"),
        (of_auction("P001", lambda _lines: []), "has 1 of its 3 members, and 1 withdrew"),
        (of_auction("P001", named("auction/2 of 3 at 300")), "has 1 of its 3 members, and 1 withdrew"),
        (
            lambda lines: named("auction/1 of 3 at 250")(lines) if lines[0].reason == "auction" else lines,
            "P001 bid 400 in group auction/1 of 3 at 250, pays 300 for 1",
        ),
        (
            lambda lines: named("auction/1 of 3")(lines) if lines[0].reason == "auction" else lines,
            "does not tell what its members met",
        ),
    ],
)
def test_of_a_group_that_a_member_left_is_checked_what_can_be(
    tmp_path: Path, change: Change, said: str
) -> None:
    lab = lab_of(tmp_path)
    leaves(lab.study, "P003")
    assert keep_books(lab.study).new == 0
    chained_anew(lab.study, change)
    assert said in refused(lab.study)


def test_first_price_buyers_pay_their_bids_and_nobody_above_them_goes_without(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, kind="first-price")
    leaves(lab.study, "P003")
    assert keep_books(lab.study).new == 0
    chained_anew(lab.study, of_auction("P001", cheaper))
    assert "P001 bid 400 in group auction/1 of 3, pays 300 for 1" in refused(lab.study)


def test_nobody_is_closed_whose_bid_was_left_to_wait(tmp_path: Path) -> None:
    lab = Lab(tmp_path, {"auction": TRIOS})
    lab.session("P001", auction=100)
    keep_books(lab.study, close=True)
    assert keep_books(lab.study).new == 0
    chained_anew(lab.study, of_auction("P001", lambda _lines: []))
    assert "P001 was closed for good, but not what came of auction" in refused(lab.study)


def test_a_reason_that_the_study_does_not_pay_for_is_refused_in_a_sentence(tmp_path: Path) -> None:
    """Of someone who waits too: nothing later compares their sum."""
    lab = Lab(tmp_path, {"auction": TRIOS})
    lab.session("P001", auction=100)
    keep_books(lab.study)
    bonus: Change = lambda lines: [  # noqa: E731
        line._replace(posting="P001/bonus", reason="bonus") if line.reason == "show-up" else line
        for line in lines
    ]
    chained_anew(lab.study, bonus)
    with pytest.raises(RecordError, match="pays P001 for 'bonus'"):
        settle(lab.study)
    assert "pays P001 for 'bonus'" in study_verified(lab.study).text()
