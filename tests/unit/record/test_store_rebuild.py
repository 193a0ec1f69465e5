"""A store that fell behind its journals is brought up to them: who came, ended, was stopped or withdrew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.record.claims import Claims, enter_stopped, enter_withdrawal
from ikea_effect.record.events import GENESIS, Event
from ikea_effect.record.journal import FileJournal, read_journal
from ikea_effect.record.store import Met, Seat, Store
from ikea_effect.record.store_rebuild import (
    _enter,
    _gathered,
    _met,
    _seat,
    catch_up,
    enter_ends,
    enter_how_far,
    store_of,
)
from tests.unit.operations.settle_bench import Lab
from tests.unit.record.test_restoring import ends_early


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """P001 has finished and P002 has not; the store knows both."""
    lab = Lab(tmp_path)
    lab.session("P001", bid=0)
    lab.session("P002", finish=False, bid=0)
    with store_of(lab.study):
        return lab


@pytest.fixture
def store(lab: Lab) -> Iterator[Store]:
    with store_of(lab.study) as store:
        yield store


FIRST, SECOND = Seat("P001", 0, "finished"), Seat("P002", 1, "taken")


def goes_on(lab: Lab, who: str) -> None:
    """The session as if it had gone on to its end, without a word to the store."""
    lab.clock -= timedelta(minutes=1)
    told = (lab.study.journals / "_study.jsonl").read_bytes()
    lab.session(who, bid=0)
    (lab.study.journals / "_study.jsonl").write_bytes(told)


def test_who_came_since_has_a_seat_again_and_nobody_else_moves(lab: Lab, store: Store) -> None:
    assert store.seats() == catch_up(store, lab.study) == [FIRST, SECOND]
    lab.session("P003", finish=False)
    lab.session("P004")
    seats = [FIRST, SECOND, Seat("P003", 2, "taken"), Seat("P004", 3, "finished")]
    assert catch_up(store, lab.study) == store.seats() == seats
    assert store.claim(["P9"]) == [4]


def test_who_withdrew_since_is_gone_and_who_is_about_to_begin_stays(lab: Lab, store: Store) -> None:
    store.claim(["P003", "P004"])
    lab.study.journal("P001").unlink()
    lab.study.journal("P004").write_bytes(b"")
    enter_withdrawal(lab.study, "P001")
    assert (
        catch_up(store, lab.study)
        == store.seats()
        == [SECOND, Seat("P003", 2, "taken"), Seat("P004", 3, "taken")]
    )
    assert store.claim(["P9"]) == [0]


def test_who_ended_early_or_was_stopped_since_gives_the_place_back(lab: Lab, store: Store) -> None:
    lab.session("P003", finish=False)
    catch_up(store, lab.study)
    ends_early(lab.study, "P002")
    enter_stopped(lab.study, "P003")
    assert catch_up(store, lab.study) == store.seats() == [FIRST]
    lab.session("P005", finish=False)
    enter_stopped(lab.study, "P005")
    assert catch_up(store, lab.study) == [FIRST]
    assert store.claim(["P9", "P10"]) == [1, 2]


def test_a_lost_store_comes_back_without_who_was_stopped_or_ended_early(lab: Lab) -> None:
    for who in ("P003", "P004", "P005"):
        lab.session(who, finish=False)
    enter_stopped(lab.study, "P003")
    ends_early(lab.study, "P004")
    (lab.study.journals / "P006.jsonl").write_bytes(b"")
    (lab.study.folder / "store.sqlite").unlink()
    with store_of(lab.study) as store:
        assert store.seats() == [FIRST, SECOND, Seat("P005", 4, "taken")]
        assert store.claim(["P9", "P10", "P11"]) == [2, 3, 5]


def test_nothing_is_marked_of_a_session_that_was_stopped(lab: Lab, store: Store) -> None:
    enter_stopped(lab.study, "P002")
    goes_on(lab, "P002")
    events = read_journal(lab.study.journal("P002")).events
    enter_stopped(lab.study, "P002")
    enter_how_far(store, lab.study, "P002", events)
    assert SECOND in store.seats()
    assert Claims(lab.study).ended("P002")


def test_how_far_sessions_are_is_kept_of_those_that_have_a_line(lab: Lab, store: Store) -> None:
    goes_on(lab, "P002")
    (lab.study.journals / "P003.jsonl").write_bytes(b"")
    _enter(store, lab.study, ["P003", "P002", "P404"])
    assert store.seats() == [FIRST, Seat("P002", 1, "finished")]
    kinds = [event.kind for event in Claims(lab.study).of("P002")]
    _enter(store, lab.study, ["P002"])
    assert [event.kind for event in Claims(lab.study).of("P002")] == kinds, "entered once"


def test_ends_are_entered_of_the_sessions_that_are_named_and_have_one(lab: Lab, store: Store) -> None:
    lab.session("P003", finish=False, bid=0)
    catch_up(store, lab.study)
    before = store.seats()
    enter_ends(lab.study, ["P001", "P002", "P003"])
    assert store.seats() == before, "nobody has ended since"
    goes_on(lab, "P003")
    enter_ends(lab.study, ["P001", "P002"])
    assert store.seats() == before, "nobody who is named has"
    with FileJournal(lab.study.journal("P003"), resume=True):
        enter_ends(lab.study, ["P003"])
    assert store.seats() == before, "a program has its journal open"
    whole = lab.study.journal("P003").read_bytes()
    lab.study.journal("P003").write_bytes(whole + b"damaged\n")
    enter_ends(lab.study, ["P003"])
    assert store.seats() == before, "its journal is damaged"
    lab.study.journal("P003").write_bytes(whole)
    enter_ends(lab.study, ["P003"])
    assert store.seats() == [*before[:2], Seat("P003", 2, "finished")]
    assert not Claims(lab.study).ended("P002")


def test_a_store_that_cannot_be_opened_enters_no_end_and_is_no_error(lab: Lab) -> None:
    (lab.study.folder / "store.sqlite").unlink()
    (lab.study.folder / "store.sqlite").mkdir()
    enter_ends(lab.study, ["P002"])


def told(kind: str, **data: Any) -> Event:
    return Event(0, kind, "", 0, GENESIS, data)


STARTED = told("started", participant="P001", slot=3)


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (told("finished"), "finished"),
        (told("finished", waits=True), "finished"),
        (told("interrupted"), "interrupted"),
        (told("interrupted", waits=False), "interrupted"),
        (told("interrupted", waits=True), "waiting"),
        (told("replied", waits=True), "taken"),
        (STARTED, "taken"),
    ],
)
def test_a_seat_is_in_the_state_that_the_last_line_tells(last: Event, state: str) -> None:
    assert _seat([STARTED, told("interrupted", waits=True), last]) == Seat("P001", 3, state)


def met(who: str, number: int, *members: str, sale: Any = None) -> Event:
    values = {"group": number, "bidders": [{"participant": one} for one in members], "sale": sale}
    return told("replied", screen="bid.group", values=values, participant=who)


def test_groups_are_told_with_whoever_held_the_sale_by_any_of_their_journals() -> None:
    """P002 held the first group's; P003 was about to hold the second's; of the third nobody tells it."""
    pair = ("P001", "P002")
    sale = told("sale", bidding="bid", held_by="P002")
    other = told("sale", bidding="other", held_by="P009")
    journals = [
        [told("started", participant="P001"), told("replied", screen="a", values=None),
         met("P001", 1, *pair, sale={}), told("replied", screen="b", values={"amount": 3}), other],
        [told("started", participant="P002"), met("P002", 1, *pair, sale={}), other, sale],
        [told("started", participant="P003"), met("P003", 2, "P003", "P004")],
        [told("started", participant="P004"), met("P004", 2, "P003", "P004", sale={})],
        [told("started", participant="P005"), met("P005", 3, "P005", sale={}),
         told("measured", values={"bidders": []})],
    ]  # fmt: skip
    assert _met(journals) == {
        ("bid", 1): Met("bid", 1, pair, "P002"),
        ("bid", 2): Met("bid", 2, ("P003", "P004"), "P003"),
        ("bid", 3): Met("bid", 3, ("P005",), ""),
    }
    assert list(_gathered(journals[0])) == [("bid", journals[0][2].data["values"])]
