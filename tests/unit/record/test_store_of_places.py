"""What a store keeps of places that are given back or forgotten, and how a place is taken."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from ikea_effect.errors import ParticipantError
from ikea_effect.record.lines import Lines
from ikea_effect.record.store import FILE, Seat, Store
from ikea_effect.record.store_tables import RELEASED
from tests.unit.record.test_lines import SESSION
from tests.unit.record.test_store import store, takes
from tests.unit.record.unanswered_bench import noting, waits_for_no_write

__all__ = ["store"]


def given_back(store: Store) -> list[int]:
    """The slots that the store holds as given back."""
    with store.reading() as connection:
        return list(connection.scalars(sa.select(RELEASED.c.slot).order_by(RELEASED.c.slot)))


def test_a_slot_that_is_given_again_is_no_longer_one_that_was_given_back(store: Store) -> None:
    store.claim(["A", "B", "C"])
    store.release("A")
    store.release("B")
    assert given_back(store) == [0, 1]
    store.claim(["D"])
    assert given_back(store) == [1]
    store.release("D")
    assert given_back(store) == [0, 1]


def test_a_slot_that_a_journal_tells_is_taken_and_the_others_stay_given_back(store: Store) -> None:
    store.claim(["A", "B", "C"])
    for who in ("A", "B", "C"):
        store.release(who)
    store.take_over([Seat("D", 1, "taken")])
    assert given_back(store) == [0, 2]
    store.release("D")
    assert given_back(store) == [0, 1, 2]


def test_a_place_that_is_taken_waits_for_no_answer_to_what_is_written(store: Store) -> None:
    said = noting(store)
    assert store.claim_place("A", (0, 1), takes({"makes": "kite"})) == 0
    assert waits_for_no_write(said), said


def test_of_many_who_have_a_place_three_are_named(store: Store) -> None:
    store.claim(["E"])
    with pytest.raises(ParticipantError, match=r"^A, B, C: has a place in this study"):
        store.claim(["A", "B", "C", "D", "E"])


def _as_most_databases_are(connection: sqlite3.Connection, _record: object) -> None:
    """What is deleted stays in the file until the place is needed; Debian's SQLite writes over it."""
    connection.execute("PRAGMA secure_delete=OFF")


@pytest.mark.parametrize("is_shared", [False, True], ids=["one desk", "shared"])
def test_nothing_of_who_is_forgotten_is_left_in_the_file(tmp_path: Path, is_shared: bool) -> None:
    """Also not in pages that were freed; of a store that desks share, the lines go too."""
    url = f"sqlite:///{tmp_path / FILE}" if is_shared else None
    with contextlib.closing(Store(tmp_path, url)) as store:
        store._engine.dispose()
        sa.event.listen(store._engine, "connect", _as_most_databases_are)
        store.claim_place("Q7731", (0, 1), takes({"makes": "kite"}))
        if is_shared:
            Lines(store).add("Q7731", 0, SESSION)
            Lines(store).add("P2", 0, SESSION)
        assert b"Q7731" in (tmp_path / FILE).read_bytes()
        store.forget("Q7731")
        assert b"Q7731" not in (tmp_path / FILE).read_bytes()
        if is_shared:
            assert set(Lines(store).heads()) == {"P2"}
