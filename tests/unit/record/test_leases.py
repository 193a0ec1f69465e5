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
from ikea_effect.record.leases import GRACE_S, MARK, RUNNING, Leases, clock, mark_place, place_on
from ikea_effect.record.lines import Lines, PassedError
from ikea_effect.record.store_tables import LEASES

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
