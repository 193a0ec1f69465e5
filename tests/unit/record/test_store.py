import contextlib
import multiprocessing
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ikea_effect.errors import ParticipantError, StationError
from ikea_effect.record.gatherings import Gatherings
from ikea_effect.record.store import FILE, DamagedStoreError, Store, sentences


def claim_many(folder: str, station: int, count: int) -> list[int]:
    store = Store(Path(folder))
    try:
        return [store.claim([f"D{station}-{number}"])[0] for number in range(count)]
    finally:
        store.close()


def test_slots_are_given_in_order_and_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.claim(["P1"]) == [0]
    assert store.claim(["P2", "P3"]) == [1, 2]
    with pytest.raises(ParticipantError, match="P2"):
        store.claim(["P2"])
    assert store.claim(["P4"]) == [3]
    store.close()


def test_a_released_slot_is_given_to_the_next(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.claim(["P1", "P2", "P3"])
    store.release("P2")
    store.release("P3")
    assert store.claim(["P4"]) == [1]
    assert store.claim(["P5", "P6"]) == [2, 3]
    assert [(seat.participant, seat.slot) for seat in store.seats()] == [
        ("P1", 0),
        ("P4", 1),
        ("P5", 2),
        ("P6", 3),
    ]
    store.close()


def test_marks_say_how_far_each_is(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.claim(["P1", "P2"])
    store.mark(["P2"], "finished")
    assert [seat.state for seat in store.seats()] == ["taken", "finished"]
    store.close()


@pytest.mark.slow
def test_several_stations_never_give_a_slot_twice(tmp_path: Path) -> None:
    Store(tmp_path).close()
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        found = pool.starmap(claim_many, [(str(tmp_path), station, 40) for station in range(4)])
    assert sorted(slot for slots in found for slot in slots) == list(range(160))


@contextlib.contextmanager
def another_station(folder: Path, begins: str) -> Iterator[None]:
    """Another program in the midst of a transaction on the same file."""
    connection = sqlite3.connect(folder / FILE, isolation_level=None)
    connection.execute(begins)
    try:
        yield
    finally:
        connection.close()


def test_whoever_reads_waits_for_nobody_who_is_about_to_write(tmp_path: Path) -> None:
    with contextlib.closing(Store(tmp_path)) as store:
        store.claim(["P1"])
    waits = another_station(tmp_path, "BEGIN IMMEDIATE")
    with waits, contextlib.closing(Store(tmp_path, patience_s=0)) as store:
        assert [seat.participant for seat in store.seats()] == ["P1"]
        assert not store.is_empty()


def test_whoever_reads_keeps_nobody_from_claiming(tmp_path: Path) -> None:
    with contextlib.closing(Store(tmp_path)) as store:
        store.claim(["P1"])
    with another_station(tmp_path, "BEGIN"), contextlib.closing(Store(tmp_path, patience_s=0)) as store:
        assert store.claim(["P2"]) == [1]


WRITES: list[Callable[[Store], object]] = [
    lambda store: store.claim(["P2"]),
    lambda store: store.mark(["P1"], "finished"),
    lambda store: store.release("P1"),
    lambda store: store.forget("P1"),
    lambda store: Gatherings(store).leave("P1"),
]


@pytest.mark.parametrize("write", WRITES)
def test_a_store_that_is_busy_for_too_long_is_a_sentence(
    tmp_path: Path, write: Callable[[Store], object]
) -> None:
    with contextlib.closing(Store(tmp_path, patience_s=0)) as store:
        store.claim(["P1"])
        with another_station(tmp_path, "BEGIN IMMEDIATE"), pytest.raises(StationError, match="Try again"):
            write(store)
        assert [seat.participant for seat in store.seats()] == ["P1"]


@pytest.mark.parametrize("write", WRITES)
def test_a_store_that_became_read_only_is_a_sentence(
    tmp_path: Path, write: Callable[[Store], object]
) -> None:
    with contextlib.closing(Store(tmp_path)) as store:
        store.claim(["P1"])
        with store.reading() as connection:
            connection.exec_driver_sql("PRAGMA query_only=1")
        with pytest.raises(StationError, match="read-only"):
            write(store)


@pytest.mark.parametrize("at", [0, 16, 100, 4096 + 3, 4 * 4096 + 1, 5 * 4096 + 4])
def test_garbage_anywhere_is_seen_when_the_store_is_opened(tmp_path: Path, at: int) -> None:
    with contextlib.closing(Store(tmp_path)) as store:
        store.claim([f"P{number}" for number in range(300)])
    content = bytearray((tmp_path / FILE).read_bytes())
    content[at : at + 40] = b"\xa5" * 40
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(DamagedStoreError, match="is damaged"):
        Store(tmp_path)


def test_the_store_of_something_else_is_a_sentence(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("CREATE TABLE slots (seat INTEGER)")
    with contextlib.closing(Store(tmp_path)) as store, pytest.raises(StationError, match="another version"):
        store.seats()


def test_a_member_of_a_group_asks_again_without_keeping_others_from_joining(tmp_path: Path) -> None:
    with contextlib.closing(Store(tmp_path)) as store:
        first = Gatherings(store).join("bid", "P1", 3)
    with (
        another_station(tmp_path, "BEGIN IMMEDIATE"),
        contextlib.closing(Store(tmp_path, patience_s=0)) as store,
    ):
        assert Gatherings(store).join("bid", "P1", 3) == first
        with pytest.raises(StationError, match="Try again"):
            Gatherings(store).join("bid", "P2", 3)


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("disk I/O error", "Copy the study's folder to another disk"),
        ("database or disk is full", "Free some space"),
        ("attempt to write a readonly database", "read-only"),
        ("unable to open database file", "Is the folder there"),
        ("database is locked", "Try again"),
    ],
)
def test_whatever_the_database_says_is_told_with_what_to_do(said: str, advice: str) -> None:
    with pytest.raises(StationError, match=advice), sentences("store.sqlite"):
        raise sqlite3.OperationalError(said)
