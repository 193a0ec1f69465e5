"""Who runs which session where: one desk at a time, and a desk that lost it tells nothing more."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ikea_effect.errors import StationError
from ikea_effect.record.courier import Courier
from ikea_effect.record.database import Database
from ikea_effect.record.journal import FileJournal
from ikea_effect.record.leases import (
    GRACE_S,
    MARK,
    RUNNING,
    STOPPED,
    Lease,
    Leases,
    Live,
    clock,
    mark_place,
    place_on,
    runs_elsewhere,
    uptime_s,
)
from ikea_effect.record.lines import Lines, PassedError
from ikea_effect.record.store_tables import LEASES, TICKS
from tests.unit.record.unanswered_bench import noting, waits_for_no_write

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store that desks share; a file stands in for the server."""
    return f"sqlite:///{tmp_path / 'shared.sqlite'}"


@pytest.fixture
def database(tmp_path: Path, url: str) -> Iterator[Database]:
    with contextlib.closing(Database(tmp_path, url)) as found:
        yield found


def silent(database: Database, seconds: float) -> None:
    """Nothing was heard of anybody for so long."""
    with database.transaction() as connection:
        connection.execute(LEASES.update().values(beaten=LEASES.c.beaten - seconds))


def test_a_session_runs_at_one_desk(database: Database) -> None:
    leases = Leases(database)
    lease = leases.take("P1", "3", "one:/results")
    assert (lease.number, lease.state) == (1, RUNNING)
    with pytest.raises(StationError, match=rf"P1 runs at desk 3 since {clock(lease.since)}"):
        leases.take("P1", "4", "other:/results")
    assert leases.take("P2", "4", "other:/results").number == 1
    assert leases.live().runs("P1")


def test_a_session_that_died_on_this_computer_is_known_at_once_to_run_no_more(
    tmp_path: Path, database: Database
) -> None:
    leases, place = Leases(database), place_on(socket.gethostname(), tmp_path)
    (tmp_path / "journals").mkdir()
    with FileJournal(tmp_path / "journals" / "P1.jsonl"):
        leases.take("P1", "3", place)
        assert leases.live().runs("P1")
        with pytest.raises(StationError, match="P1 runs at desk 3"):
            leases.take("P1", "4", "other:/results")
    assert not leases.live().runs("P1")
    assert leases.take("P1", "4", "other:/results").number == 2


def test_the_same_folder_takes_its_session_again_at_once(database: Database) -> None:
    leases = Leases(database)
    leases.take("P1", "3", "one:/results")
    assert leases.take("P1", "3", "one:/results").number == 2


@pytest.mark.parametrize("state", ["interrupted", "waiting", "finished"])
def test_whoever_left_in_order_may_go_on_anywhere(database: Database, state: str) -> None:
    leases = Leases(database)
    leases.beat(leases.take("P1", "3", "one:/results"), "bid", 10, state)
    assert not leases.live().runs("P1")
    assert leases.take("P1", "4", "other:/results").number == 2


def test_a_desk_that_was_not_heard_of_loses_its_session_and_tells_nothing_more(database: Database) -> None:
    leases = Leases(database)
    old = leases.take("P1", "3", "one:/results")
    silent(database, GRACE_S - 1)
    assert leases.live().runs("P1")
    silent(database, 2)
    assert not leases.live().runs("P1")
    new = leases.take("P1", "4", "other:/results")
    with pytest.raises(PassedError):
        leases.beat(old, "bid", 10)
    leases.beat(new, "bid", 10)
    assert leases.live().leases["P1"].desk == "4"


def test_since_when_a_screen_is_open(database: Database) -> None:
    leases = Leases(database)
    lease = leases.take("P1", "3", "one:/results")
    leases.beat(lease, "consent", 10)
    with database.transaction() as connection:
        connection.execute(LEASES.update().values(screen_since=100.0))
    leases.beat(lease, "consent", 10)
    assert leases.live().leases["P1"].screen_since == 100.0
    leases.beat(lease, "bid", 20)
    found = leases.live().leases["P1"]
    assert (found.screen, found.size) == ("bid", 20)
    assert found.screen_since > 100.0


def session(folder: Path) -> FileJournal:
    (folder / "journals").mkdir(parents=True)
    journal = FileJournal(folder / "journals" / "P1.jsonl")
    journal.append("started", {"lease": {"number": 1}}, 0, NOON)
    return journal


def test_a_courier_tells_screens_and_sends_lines(tmp_path: Path, url: str, database: Database) -> None:
    lease = Leases(database).take("P1", "3", "one")
    with session(tmp_path / "one") as journal:
        with Courier(journal.path, lease, url, every_s=60) as courier:
            courier.shows("consent")
            courier.tell(beats=False)
            assert Leases(database).live().leases["P1"].screen == "consent"
            journal.append("replied", {"values": {}}, 0, NOON)
            courier.left("finished")
        sent = b"".join(line + b"\n" for line in Lines(database).after("P1", 0))
        assert sent == journal.path.read_bytes()
    found = Leases(database).live().leases["P1"]
    assert (found.state, found.size) == ("finished", len(sent))


def test_a_courier_whose_session_went_on_elsewhere_sends_nothing(
    tmp_path: Path, url: str, database: Database
) -> None:
    lease = Leases(database).take("P1", "3", "one")
    with session(tmp_path / "one") as journal:
        with Courier(journal.path, lease, url, every_s=60) as courier:
            courier.tell(beats=True)
            silent(database, GRACE_S + 1)
            Leases(database).take("P1", "4", "other")
            courier.tell(beats=True)
            assert courier.passed
            journal.append("replied", {"values": {}}, 0, NOON)
            courier.left("interrupted")
        assert len(Lines(database).after("P1", 0)) == 1
    assert Leases(database).live().leases["P1"].state == RUNNING


def test_a_courier_keeps_what_it_cannot_send(tmp_path: Path, database: Database) -> None:
    lease = Leases(database).take("P1", "3", "one")
    away = "postgresql+psycopg://lab@127.0.0.1:9/ikea"
    pytest.importorskip("psycopg")
    with session(tmp_path / "one") as journal, Courier(journal.path, lease, away, every_s=60) as courier:
        courier.tell(beats=True)
        courier.left("finished")
    assert not courier.passed


def test_a_desk_that_waits_says_after_a_while_that_it_does_not_hear(
    tmp_path: Path, url: str, database: Database
) -> None:
    lease = Leases(database).take("P1", "3", "one")
    with session(tmp_path / "one") as journal:
        with Courier(journal.path, lease, url, every_s=60, unheard_s=0.2) as courier:
            assert not courier.unheard
            time.sleep(0.3)  # as long as nobody looks, nothing is heard
            assert courier.unheard
            courier._look()
            assert not courier.unheard
        away = "postgresql+psycopg://lab@127.0.0.1:9/ikea"
        pytest.importorskip("psycopg")
        with Courier(journal.path, lease, away, every_s=60, unheard_s=0.2) as courier:
            time.sleep(0.3)
            courier._look()
            assert courier.unheard


def test_two_computers_of_one_name_and_one_path_are_two_places(tmp_path: Path, database: Database) -> None:
    mark_place(tmp_path)
    own = place_on("lab-pc", tmp_path)
    mark_place(tmp_path)  # it keeps its mark
    assert place_on("lab-pc", tmp_path) == own
    (tmp_path / MARK).unlink()  # the same path on another computer
    mark_place(tmp_path)
    other = place_on("lab-pc", tmp_path)
    assert other != own
    Leases(database).take("P1", "3", own)
    with pytest.raises(StationError, match="P1 runs at desk 3"):
        Leases(database).take("P1", "4", other)


LEASE = Lease("P001", 1, "desk", "host:folder", 100.0, 200.0, "bid", 150.0, 40, RUNNING)


@pytest.mark.parametrize(
    ("ticks", "uptime", "silent_s"),
    [
        ({}, 0.0, 30.0),  # a store that desks share: by its own clock
        ({"P001": 60.0}, 65.0, 5.0),  # the time of day was set meanwhile
        ({"P001": 60.0}, 60.0, 0.0),
        ({"P001": 60.0}, 50.0, 50.0),  # the computer was started since, and has run for longer than by day
        ({"P001": 60.0}, 10.0, 30.0),
        ({"P002": 60.0}, 65.0, 30.0),
    ],
)
def test_for_how_long_nothing_was_heard_is_told_by_how_long_the_computer_runs_where_it_counts_that(
    ticks: dict[str, float], uptime: float, silent_s: float
) -> None:
    assert Live({"P001": LEASE}, 230.0, ticks, uptime).silent_s("P001") == silent_s


@pytest.mark.parametrize(
    ("state", "now", "is_running"),
    [(RUNNING, 209.9, True), (RUNNING, 210.0, False), (STOPPED, 201.0, False), ("finished", 201.0, False)],
)
def test_a_session_runs_that_was_heard_of_less_than_ten_seconds_ago(
    state: str, now: float, is_running: bool
) -> None:
    live = Live({"P001": LEASE._replace(state=state)}, now)
    assert live.runs("P001") is is_running
    assert not live.runs("P002")


def test_a_computer_runs_for_longer_from_one_look_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    first = uptime_s()
    assert uptime_s() >= first > 0
    if hasattr(time, "CLOCK_BOOTTIME"):
        assert uptime_s() == pytest.approx(time.clock_gettime(time.CLOCK_BOOTTIME), abs=5)
        monkeypatch.delattr(time, "CLOCK_BOOTTIME")
    assert uptime_s() == pytest.approx(time.monotonic(), abs=5)


def test_a_folder_is_named_by_its_computer_and_its_mark_and_no_longer_than_the_store_keeps(
    tmp_path: Path,
) -> None:
    assert place_on("host", tmp_path) == f"host:{tmp_path}"
    for _ in range(2):
        mark_place(tmp_path)
        mark = (tmp_path / MARK).read_text().strip()
    assert len(bytes.fromhex(mark)) == 8
    assert place_on("host", tmp_path) == f"host/{mark}:{tmp_path}"
    (tmp_path / MARK).write_text("0123456789abcdefg\n")
    assert place_on("host", tmp_path) == f"host/0123456789abcdef:{tmp_path}"
    assert len(place_on("h" * 600, tmp_path)) == 500
    assert place_on("h" * 600, tmp_path).endswith(f":{tmp_path}")


def test_a_lease_of_one_computer_is_taken_told_ended_and_ticks(tmp_path: Path) -> None:
    with contextlib.closing(Database(tmp_path)) as database:
        leases = Leases(database)
        assert leases.live().leases == {}
        leases.end("P001")
        one = leases.take("P001", "desk-1", "here")
        other = leases.take("P002", "", "there")
        assert (one.number, one.since, one.screen, one.size, one.state) == (1, one.beaten, "", 0, RUNNING)
        leases.beat(one, "bid", 120)
        live = leases.live()
        told = live.leases["P001"]
        assert (told.screen, told.size, told.state, told.number) == ("bid", 120, RUNNING, 1)
        assert told.beaten >= told.screen_since >= one.since
        assert set(live.ticks) == {"P001", "P002"}
        assert live.uptime >= live.ticks["P001"] >= live.ticks["P002"]
        leases.beat(one, "bid", 150, "interrupted")
        again = leases.live().leases["P001"]
        assert (again.screen_since, again.size, again.state) == (told.screen_since, 150, "interrupted")
        assert leases.live().leases["P002"] == other
        assert leases.take("P001", "desk-2", "there").number == 2
        with pytest.raises(PassedError, match="P001: the session went on at another desk"):
            leases.beat(one, "bid", 160)
        leases.end("P001")
        ended = leases.live().leases["P001"]
        assert (ended.number, ended.state) == (3, STOPPED)
        assert leases.live().leases["P002"] == other
        leases.end("P003")
        assert set(leases.live().leases) == {"P001", "P002"}


def test_whoever_would_run_a_session_twice_is_told_where_it_runs_and_since_when() -> None:
    since = datetime(2026, 3, 2, 14, 5).timestamp()
    here = LEASE._replace(since=since)
    assert runs_elsewhere(here) == (
        "participant P001 runs at desk desk since 14:05. Wait for its end, or interrupt it there."
    )
    assert runs_elsewhere(here._replace(desk="")).startswith("participant P001 runs in another program since")


def test_whoever_takes_a_session_or_tells_of_it_waits_for_no_answer_to_what_is_written(
    database: Database,
) -> None:
    said = noting(database)
    lease = Leases(database).take("P1", "3", "one:/results")
    assert waits_for_no_write(said), said
    said.clear()
    Leases(database).beat(lease, "bid", 10)
    assert waits_for_no_write(said), said


def test_a_store_of_one_computer_from_before_uptimes_were_kept_is_read(tmp_path: Path) -> None:
    with contextlib.closing(Database(tmp_path)) as database:
        Leases(database).take("P1", "3", "one:/results")
        with database.transaction() as connection:
            TICKS.drop(connection)
        live = Leases(database).live()
        assert (set(live.leases), live.ticks) == ({"P1"}, {})
