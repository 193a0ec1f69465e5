import contextlib
import multiprocessing
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ParticipantError, StationError
from ikea_effect.record.gatherings import Gathered, Gatherings, all_groups
from ikea_effect.record.leases import Leases
from ikea_effect.record.store import FILE, DamagedStoreError, Met, Seat, Store, sentences
from ikea_effect.record.store_tables import RELEASED


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


def takes(holds: dict[str, Any] | None = None) -> Callable[[int, Any], tuple[int, dict[str, Any]]]:
    """A place that is its slot, and holds this."""
    return lambda slot, _others: (slot, holds or {})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with contextlib.closing(Store(tmp_path)) as found:
        yield found


def test_each_queue_gives_its_own_slots_those_given_back_first(store: Store) -> None:
    slots = {who: store.claim_place(who, (1, 3), takes()) for who in ("A", "B", "C", "D")}
    assert slots == {"A": 1, "B": 4, "C": 7, "D": 10}
    assert store.claim_place("E", (0, 3), takes()) == 0
    for who in ("C", "B", "E"):
        store.release(who)
    assert [store.claim_place(who, (1, 3), takes()) for who in ("F", "G", "H")] == [4, 7, 13]
    assert store.claim_place("I", (2, 3), takes()) == 2
    assert [store.claim_place(who, (0, 3), takes()) for who in ("J", "K")] == [0, 3]


def test_a_slot_that_was_given_back_counts_for_what_the_queue_ever_gave(store: Store) -> None:
    store.seat({"A": 0, "B": 2})
    store.release("B")
    assert store.claim(["C", "D"]) == [2, 3]


def test_a_place_is_told_what_the_others_hold_and_what_it_holds_is_kept(store: Store) -> None:
    store.claim_place("A", (0, 1), takes({"makes": "kite"}))
    store.claim_place("B", (0, 1), takes())
    seen: list[Any] = []

    def choose(slot: int, others: Any) -> tuple[str, dict[str, Any]]:
        seen.append((slot, dict(others)))
        return "a place", {"makes": "box"}

    assert store.claim_place("C", (0, 1), choose) == "a place"
    assert store.hold_again("C", 2, choose) == "a place"
    a, c = {"A": {"makes": "kite"}}, {"C": {"makes": "box"}}
    assert seen == [(2, a), (2, a | c)]
    assert store.holds() == a | c
    store.hold_again("C", 2, takes({"makes": "boat"}))
    assert store.holds() == a | {"C": {"makes": "boat"}}
    store.hold_again("C", 2, takes())
    assert store.holds() == a
    store.release("A")
    assert store.holds() == {}


def test_where_no_place_can_be_chosen_nothing_is_taken(store: Store) -> None:
    def choose(_slot: int, _others: Any) -> tuple[int, dict[str, Any]]:
        raise ParticipantError("nobody has made anything yet")

    store.claim(["A", "B"])
    store.release("A")
    with pytest.raises(ParticipantError, match="nobody has made"):
        store.claim_place("C", (0, 1), choose)
    assert [seat.participant for seat in store.seats()] == ["B"]
    assert store.claim_place("C", (0, 1), takes()) == 0


@pytest.mark.parametrize(
    ("who", "message"),
    [
        ("p1", "participant p1: P1 took part already. Use a quite different id."),
        ("P1", "P1: has a place in this study. Use another id, or --resume."),
    ],
)
def test_an_id_has_one_place_however_it_is_spelt(store: Store, who: str, message: str) -> None:
    store.claim(["P1"])
    with pytest.raises(ParticipantError) as refused:
        store.claim_place(who, (0, 1), takes())
    assert str(refused.value) == message
    assert len(store.seats()) == 1


def test_a_place_that_is_told_to_be_free_and_is_taken_is_not_given_twice(store: Store) -> None:
    store.claim(["A", "B"])
    for take in (lambda: store.claim_place("C", (0, 1), takes()), lambda: store.claim(["D"])[0]):
        with store.transaction() as connection:
            connection.execute(RELEASED.insert(), [{"slot": 0}, {"slot": 1}])
        taken = {seat.slot for seat in store.seats()}
        assert take() not in taken
    assert [seat.slot for seat in store.seats()] == [0, 1, 2, 3]


def test_at_a_desk_that_was_prepared_its_own_places_are_given_and_no_others(tmp_path: Path) -> None:
    with contextlib.closing(Store(tmp_path, within=range(40, 44))) as store:
        assert store.claim(["A"]) == [40]
        assert store.claim_place("B", (1, 2), takes()) == 41
        assert store.claim(["C", "D"]) == [42, 43]
        for claim in (lambda: store.claim(["E"]), lambda: store.claim_place("E", (0, 2), takes())):
            with pytest.raises(ParticipantError, match="every place that this desk was prepared with"):
                claim()
        store.release("C")
        assert store.claim(["E"]) == [42]


def test_what_a_journal_tells_of_a_place_is_kept_of_those_who_have_one_and_told_nothing(store: Store) -> None:
    store.claim_place("A", (0, 1), takes({"makes": "kite"}))
    store.claim(["B"])
    store.keep({who: {"makes": "box"} for who in ("A", "B", "C")} | {"D": {}})
    assert store.holds() == {"A": {"makes": "kite"}, "B": {"makes": "box"}}
    store.keep({})
    assert len(store.holds()) == 2


def test_a_store_is_empty_as_long_as_nobody_ever_had_a_slot(store: Store) -> None:
    assert store.is_empty()
    store.claim(["A"])
    assert not store.is_empty()
    store.release("A")
    assert not store.is_empty()


def test_a_slot_is_seated_once_by_one(store: Store) -> None:
    store.seat({"A": 3, "B": 1})
    assert [(seat.participant, seat.slot, seat.state) for seat in store.seats()] == [
        ("B", 1, "taken"), ("A", 3, "taken"),
    ]  # fmt: skip
    for slots in ({"A": 5}, {"C": 3}):
        with pytest.raises(ParticipantError, match="has a place in this study"):
            store.seat(slots)
    assert len(store.seats()) == 2


SEATS = [Seat("A", 1, "finished"), Seat("B", 4, "waiting")]


@pytest.mark.parametrize(("within", "free"), [(None, [0, 2, 3]), (range(1, 9), [2, 3])])
def test_seats_and_groups_are_taken_over_and_the_slots_between_are_free(
    tmp_path: Path, within: range | None, free: list[int]
) -> None:
    with contextlib.closing(Store(tmp_path, within=within)) as store:
        store.restore([], [])
        assert store.is_empty()
        store.restore(SEATS, [Met("bid", 2, ("B", "A"), "A")])
        assert store.seats() == SEATS
        assert all_groups(store) == [("bid", Gathered(2, ("B", "A"), True, "A"))]
        store.restore([Seat("C", 0, "taken")], [])
        assert store.seats() == SEATS, "another station was faster"
        names = [f"N{slot}" for slot in free]
        assert store.claim(names) == free
        assert store.claim(["C"]) == [5]


def test_seats_that_journals_tell_are_entered_where_their_slots_are_free(store: Store) -> None:
    store.seat({"A": 1, "B": 2})
    store.release("B")
    store.take_over(
        [Seat("C", 1, "taken"), Seat("A", 7, "taken"), Seat("D", 2, "finished"), Seat("E", 5, "taken")]
    )
    assert store.seats() == [Seat("A", 1, "taken"), Seat("D", 2, "finished"), Seat("E", 5, "taken")]
    assert store.claim(["F", "G", "H", "I"]) == [0, 3, 4, 6]


def test_who_is_forgotten_is_in_nothing_that_others_hold(store: Store) -> None:
    store.claim_place("A", (0, 1), takes({"yoked": ["B", "C"], "taken": {"bid": "C", "look": "B"}}))
    store.claim_place("B", (0, 1), takes({"yoked": ["A"]}))
    store.claim_place("C", (0, 1), takes({"taken": {"bid": "B"}, "makes": "kite"}))
    store.claim_place("D", (0, 1), takes({"yoked": ["A"], "makes": "box"}))
    store.forget("B")
    assert store.holds() == {
        "A": {"yoked": ["C"], "taken": {"bid": "C"}},
        "C": {"yoked": [], "taken": {}, "makes": "kite"},
        "D": {"yoked": ["A"], "makes": "box"},
    }
    assert [seat.participant for seat in store.seats()] == ["A", "C", "D"]
    assert store.claim(["E"]) == [1]


def test_what_somebody_ran_is_forgotten_with_them(store: Store) -> None:
    leases = Leases(store)
    for who in ("A", "B"):
        store.claim([who])
        leases.take(who, "desk", "here")
    store.forget("A")
    assert set(leases.live().leases) == set(leases.live().ticks) == {"B"}
