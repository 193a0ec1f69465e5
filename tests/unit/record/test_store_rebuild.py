"""A store that fell behind its journals is brought up to them: who came, ended, was stopped or withdrew."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ParticipantError, RecordError
from ikea_effect.record import store_rebuild
from ikea_effect.record.claims import Claims, enter_stopped, enter_withdrawal
from ikea_effect.record.desk_folders import make_desk
from ikea_effect.record.desks import Block
from ikea_effect.record.events import GENESIS, Event, digest, event_from
from ikea_effect.record.exchange import PARTS
from ikea_effect.record.gatherings import Gathered, Gatherings, all_groups
from ikea_effect.record.journal import FileJournal, read_journal
from ikea_effect.record.lines import Lines, put_file
from ikea_effect.record.participant_files import DAMAGED_STORE
from ikea_effect.record.store import FILE, Met, Seat, Store
from ikea_effect.record.store_rebuild import (
    _enter,
    _gathered,
    _met,
    _seat,
    _set_aside,
    catch_up,
    enter_ends,
    enter_how_far,
    open_store,
    store_of,
)
from ikea_effect.record.study import Study
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


def met(number: int, *members: str, sale: Any = None) -> Event:
    values = {"group": number, "bidders": [{"participant": one} for one in members], "sale": sale}
    return told("replied", screen="bid.group", values=values)


def test_groups_are_told_with_whoever_held_the_sale_by_any_of_their_journals() -> None:
    """P002 held the first group's; P003 was about to hold the second's; of the third nobody tells it."""
    pair = ("P001", "P002")
    sale = told("sale", bidding="bid", held_by="P002")
    other = told("sale", bidding="other", held_by="P009")
    journals = [
        [told("started", participant="P001"), told("replied", screen="a", values=None),
         met(1, *pair, sale={}), told("replied", screen="b", values={"amount": 3}), other],
        [told("started", participant="P002"), met(1, *pair, sale={}), other, sale],
        [told("started", participant="P003"), met(2, "P003", "P004")],
        [told("started", participant="P004"), met(2, "P003", "P004", sale={})],
        [told("started", participant="P005"), met(3, "P005", sale={}),
         told("measured", values={"bidders": []})],
    ]  # fmt: skip
    assert _met(journals) == {
        ("bid", 1): Met("bid", 1, pair, "P002"),
        ("bid", 2): Met("bid", 2, ("P003", "P004"), "P003"),
        ("bid", 3): Met("bid", 3, ("P005",), ""),
    }
    assert list(_gathered(journals[0])) == [("bid", journals[0][2].data["values"])]


def takes_of(study: Study, who: str, **place: Any) -> None:
    """The first line of the session as one that was given such a place."""
    path = study.journal(who)
    first = event_from(path.read_bytes().splitlines()[0], path.name)
    line = Event(
        first.seq, first.kind, first.at, first.clock_ms, first.prev, {**first.data, "assignment": place}
    )
    path.write_bytes(line.line() + b"\n")


TAKES = {"taken": {"bid": {"participant": "P001", "value": 3, "among": {"P001": 0}}}}


def test_what_places_hold_comes_back_with_a_store_that_was_lost(lab: Lab) -> None:
    takes_of(lab.study, "P002", **TAKES)
    (lab.study.folder / FILE).unlink()
    with store_of(lab.study) as store:
        assert store.holds() == {"P002": {"taken": {"bid": "P001"}}}


def test_what_the_places_of_those_hold_who_came_since_is_known_again(lab: Lab, store: Store) -> None:
    lab.session("P003", finish=False)
    takes_of(lab.study, "P003", **TAKES)
    assert catch_up(store, lab.study)[2:] == [Seat("P003", 2, "taken")]
    assert store.holds() == {"P003": {"taken": {"bid": "P001"}}}


def test_a_journal_without_a_line_and_one_of_another_study_give_nobody_a_seat(
    lab: Lab, store: Store, tmp_path: Path
) -> None:
    other = Lab(tmp_path / "other", title="Other", seed=8)
    (lab.study.journals / "P003.jsonl").write_bytes(b"")
    (lab.study.journals / "P004.jsonl").write_bytes(other.session("P004").read_bytes())
    assert catch_up(store, lab.study) == [FIRST, SECOND]
    (lab.study.folder / FILE).unlink()
    with store_of(lab.study) as anew:
        assert anew.seats() == [FIRST, SECOND]


def test_who_withdrew_since_is_in_no_group_any_more(lab: Lab, store: Store) -> None:
    for who in ("P001", "P002"):
        Gatherings(store).join("bid", who, 2)
    lab.study.journal("P001").unlink()
    enter_withdrawal(lab.study, "P001")
    catch_up(store, lab.study)
    assert all_groups(store) == [("bid", Gathered(1, ("P002",), False, ""))]


def test_an_end_is_entered_with_the_last_line(lab: Lab, store: Store) -> None:
    goes_on(lab, "P002")
    _enter(store, lab.study, ["P002"])
    [*_, ended] = Claims(lab.study).of("P002")
    assert (ended.kind, ended.data["head"]) == (
        "ended",
        digest(lab.study.journal("P002").read_bytes().splitlines()[-1]),
    )


def test_a_store_that_is_whole_asks_nothing_of_the_journals(lab: Lab) -> None:
    """What is wrong with them is for `verify` to say; and they may be many."""
    journal = lab.study.journal("P002")
    lines = journal.read_bytes().replace(b'"slot":1', b'"slot":0', 1).splitlines()
    journal.write_bytes(lines[0] + b"\n")
    with store_of(lab.study) as store:
        assert store.seats() == [FIRST, SECOND]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="which files are open is told by Linux alone")
def test_a_store_that_cannot_be_made_anew_is_left_open_by_nobody(lab: Lab) -> None:
    test_a_store_that_is_whole_asks_nothing_of_the_journals(lab)
    (lab.study.folder / FILE).unlink()
    with pytest.raises(RecordError, match="both have slot 0"):
        open_store(lab.study)
    open_now = []
    for handle in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            open_now.append(os.readlink(f"/proc/self/fd/{handle}"))
    assert str(lab.study.folder / FILE) not in open_now


def test_a_desk_that_was_prepared_gives_its_own_places(lab: Lab, tmp_path: Path) -> None:
    make_desk(lab.study, Block(3, 40, 4), tmp_path / "desk-3")
    desk = Study(tmp_path / "desk-3" / lab.study.name)
    with store_of(desk) as store:
        assert store.claim(["A", "B", "C", "D"]) == [40, 41, 42, 43]
        with pytest.raises(ParticipantError, match="every place that this desk was prepared with"):
            store.claim(["E"])


def test_what_the_database_left_beside_a_damaged_store_goes_with_it(lab: Lab) -> None:
    beside = [lab.study.folder / f"{FILE}{ending}" for ending in ("-journal", "-wal", "-shm")]
    (lab.study.folder / FILE).write_bytes(b"damaged")
    for path in beside[:2]:
        path.write_bytes(b"left")
    _set_aside(lab.study)
    assert (lab.study.folder / DAMAGED_STORE).read_bytes() == b"damaged"
    assert not [path for path in (lab.study.folder / FILE, *beside) if path.exists()]


def test_a_desk_tells_a_store_that_was_away_how_far_its_sessions_are(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file stands in for the server."""
    url = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    monkeypatch.setattr(store_rebuild, "url_of", lambda _folder: url)
    with contextlib.closing(Store(lab.study.folder, url)) as store:
        with store.transaction() as connection:
            for part in PARTS:
                put_file(connection, part, (lab.study.folder / part).read_bytes())
        store.seat({"P001": 0, "P002": 1})
    with store_of(lab.study) as store:
        assert store.seats() == [FIRST, SECOND]
        assert {"P001", "P002"} < set(Lines(store).heads())
    goes_on(lab, "P002")
    with store_of(lab.study) as store:
        assert store.seats() == [FIRST, Seat("P002", 1, "finished")]
