import multiprocessing
from pathlib import Path

import pytest

from ikea_effect.errors import ParticipantError
from ikea_effect.record.store import Store


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
