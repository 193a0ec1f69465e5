"""What a journal's events become in the table: how the session ended, how long it ran, bounds, totals."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.protocol.loading import load_protocol
from ikea_effect.record.events import Event
from ikea_effect.record.observations import Row, UndeclaredColumn, tables

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"
OFFER = load_protocol(PROTOCOLS / "offer.yaml")
BEGAN = {
    "participant": "P001", "condition": {"label": "users"}, "mode": "lab", "language": "nl",
}  # fmt: skip
Said = tuple[str, dict[str, Any]]


def events(*said: Said, participant: str = "P001", opened_ms: int = 400) -> list[Event]:
    """A journal that begins 400 ms after its window opened and has an event each second from then on."""
    everything = [("started", BEGAN | {"participant": participant}), *said]
    return [
        Event(seq, kind, f"2026-03-02T09:00:{seq:02}.000Z", opened_ms + 1000 * seq, "", data)
        for seq, (kind, data) in enumerate(everything)
    ]


def row(*said: Said) -> Row:
    [found] = tables(OFFER, [events(*said)]).wide
    return found


RESUMED: Said = ("resumed", {})


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ([("finished", {"to_end": True})], "complete"),
        ([("finished", {})], "complete"),
        ([("finished", {"to_end": False})], "ended-early"),
        ([], "interrupted"),
        ([("interrupted", {})], "interrupted"),
        ([("interrupted", {"waits": True})], "waiting"),
        ([("interrupted", {"waits": True}), RESUMED], "interrupted"),
        ([("interrupted", {"waits": True}), RESUMED, ("finished", {"to_end": False})], "ended-early"),
    ],
)
def test_a_session_is_called_what_its_end_was(said: list[Said], status: str) -> None:
    assert row(*said)["status"] == status


def test_a_session_lasts_from_the_opening_of_its_window() -> None:
    found = row(("replied", {}), RESUMED, ("finished", {}))
    assert (found["duration_s"], found["interruptions"]) == (3.4, 1)
    assert (found["started_at"], found["finished_at"]) == (
        "2026-03-02T09:00:00.000Z",
        "2026-03-02T09:00:03.000Z",
    )


def test_a_session_that_did_not_finish_has_no_end_but_a_length() -> None:
    found = row(("replied", {}))
    assert (found["finished_at"], found["duration_s"], found["interruptions"]) == (None, 1.4, 0)


@pytest.mark.parametrize(("high_minor", "high"), [(200, Decimal("2.00")), (0, Decimal("0.00")), (None, None)])
def test_bounds_of_a_value_are_two_columns_and_an_open_one_is_empty(
    high_minor: int | None, high: Decimal | None
) -> None:
    value = {"low_minor": 100, "high_minor": high_minor, "currency": "EUR"}
    found = row(("measured", {"measure": "wtp", "value": value}))
    assert (found["wtp.low"], found["wtp.high"]) == (Decimal("1.00"), high)


def test_what_was_settled_is_in_major_units_and_nothing_bought_costs_zero() -> None:
    euros = {"minor": 300, "currency": "EUR"}
    settled = {"bidding": "bid", "price": euros, "bought": False, "pays": {"minor": 0, "currency": "EUR"}}
    found = row(("settled", settled))
    assert (found["bid.price"], found["bid.bought"], found["bid.paid"]) == (Decimal(3), False, Decimal(0))


def test_rows_stand_by_participant_and_what_others_settled_is_added() -> None:
    journals = [events(participant="P002"), [], events(participant="P001")]
    wide = tables(OFFER, journals, lambda: {"P002": {"owed": Decimal("11.00")}}).wide
    assert [(one["participant"], one["owed"]) for one in wide] == [("P001", None), ("P002", Decimal(11))]


def test_a_fact_that_no_kind_declares_is_refused_and_not_lost() -> None:
    with pytest.raises(UndeclaredColumn, match=r"P001: 'bid\.mood' was recorded"):
        row(("noted", {"name": "bid.mood", "value": "good"}))


def test_a_session_with_facts_of_another_shape_is_told_and_the_others_stay() -> None:
    told: list[str] = []
    torn = events(("measured", {"measure": "wtp"}), participant="P002")
    found = tables(OFFER, [torn, events()], unreadable=lambda who, _error: told.append(who))
    assert told == ["P002"]
    assert [one["participant"] for one in found.wide] == ["P001"]


def test_the_tidy_table_has_a_row_for_each_value_that_is_there() -> None:
    value = {"low_minor": 100, "high_minor": None, "currency": "EUR"}
    [only] = tables(OFFER, [events(("measured", {"measure": "wtp", "value": value}))]).tidy
    assert only == {
        "participant": "P001", "condition": "label=users", "measure": "wtp", "item": "low",
        "repetition": 0, "value": Decimal(1), "unit": "EUR", "mode": "lab",
    }  # fmt: skip


def test_a_repeated_measure_has_its_repetition_from_zero() -> None:
    bids = [
        ("measured", {"measure": "wtp", "value": {"minor": minor, "currency": "EUR"}, "repetition": number})
        for number, minor in enumerate((120, 80, 150))
    ]
    tidy = tables(load_protocol(PROTOCOLS / "bdm_rounds.yaml"), [events(*bids)]).tidy
    found = {one["repetition"]: one["value"] for one in tidy if one["measure"] == "wtp"}
    assert found == {0: Decimal("1.2"), 1: Decimal("0.8"), 2: Decimal("1.5")}


def test_who_earned_no_point_has_zero_of_them_and_others_the_sum() -> None:
    points = load_protocol(PROTOCOLS / "points.yaml")
    earned = [("earned", {"points": number, "for": "bid"}) for number in (2, 3)]
    journals = [events(), events(*earned, participant="P002")]
    assert [one["points"] for one in tables(points, journals).wide] == [0, 5]


@pytest.mark.parametrize("value", ["x", "3", True, 2**63, [3]])
def test_what_is_no_number_in_a_column_of_numbers_sets_the_session_apart(value: Any) -> None:
    told: list[str] = []
    edited = events(("noted", {"name": "bid.attempts", "value": value}), participant="P002")
    found = tables(OFFER, [edited, events()], unreadable=lambda who, error: told.append(f"{who}: {error}"))
    assert [one["participant"] for one in found.wide] == ["P001"]
    assert told[0].startswith("P002: 'bid.attempts' holds")
