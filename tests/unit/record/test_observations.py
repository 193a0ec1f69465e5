"""What a journal's events become in the table: how the session ended, how long it ran, bounds, totals."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.protocol.loading import load_protocol
from ikea_effect.record.events import Event
from ikea_effect.record.observations import (
    TIDY_COLUMNS,
    Row,
    Tables,
    UndeclaredColumn,
    _is_number,
    _place,
    frame,
    parsed,
    tables,
    tidy_columns,
    untimed,
)

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


def test_a_session_with_a_column_that_nothing_declares_is_told_and_the_others_stay() -> None:
    told: list[str] = []
    edited = events(("noted", {"name": "bid.mood", "value": 3}), participant="P002")
    found = tables(OFFER, [edited, events()], unreadable=lambda who, error: told.append(f"{who}: {error}"))
    assert [one["participant"] for one in found.wide] == ["P001"]
    assert "P002: 'bid.mood' was recorded" in told[0]


def test_what_is_settled_with_others_goes_into_declared_columns_alone() -> None:
    with pytest.raises(UndeclaredColumn, match=r"P001: 'mood' was recorded"):
        tables(OFFER, [events()], lambda: {"P001": {"mood": 3}})


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("bid.comprehension", [1, 2], "'bid.comprehension' holds [1, 2], which is no value of a cell"),
        ("bid.comprehension", {"a": 1}, "'bid.comprehension' holds {'a': 1}, which is no value of a cell"),
        ("bid.attempts", "7" * 60, f"'bid.attempts' holds {'7' * 40!r}, and its column numbers"),
    ],
)
def test_what_a_cell_cannot_hold_is_told_in_few_words(name: str, value: object, why: str) -> None:
    told: list[str] = []
    edited = events(("noted", {"name": name, "value": value}))
    assert tables(OFFER, [edited], unreadable=lambda _who, error: told.append(str(error))).wide == []
    assert told == [why]


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


def test_a_row_without_its_times_is_the_same_of_two_sessions_with_the_same_replies() -> None:
    times = {
        "started_at": "a",
        "finished_at": "b",
        "duration_s": 3.4,
        "bid.seconds": 1.0,
        "bid.seconds.own": 2.0,
    }
    rest = {"participant": "P001", "bid.paid": Decimal(1)}
    assert untimed(times | rest) == rest


WITHIN = load_protocol(PROTOCOLS / "within.yaml")


def test_the_tidy_table_has_a_column_for_each_factor_that_a_session_varies() -> None:
    assert tidy_columns(OFFER) == TIDY_COLUMNS
    assert tidy_columns(WITHIN) == (
        "participant", "condition", "whose", "measure", "item", "repetition", "value", "unit", "mode",
    )  # fmt: skip


def within(*said: Said, order: list[str] | None = None, unreadable: Any = None) -> Tables:
    began = BEGAN | {
        "condition": {"labor": "build"},
        "assignment": {"orders": {"whose": order}} if order else {},
    }
    everything = [("started", began), *said]
    journal = [
        Event(n, kind, "2026-03-02T09:00:00.000Z", 0, "", data) for n, (kind, data) in enumerate(everything)
    ]
    return tables(WITHIN, [journal], unreadable=unreadable)


def test_a_value_that_was_given_at_a_level_stands_in_the_row_of_that_level() -> None:
    bids = [
        (
            "measured",
            {"measure": "wtp", "levels": {"whose": level}, "value": {"minor": minor, "currency": "EUR"}},
        )
        for level, minor in (("own", 120), ("partner", 80))
    ]
    found = within(*bids, order=["partner", "own"])
    assert found.wide[0]["whose.order"] == "partner, own"
    rows = [(one["whose"], one["measure"], one["value"]) for one in found.tidy if one["measure"] == "wtp"]
    assert rows == [("own", "wtp", Decimal("1.2")), ("partner", "wtp", Decimal("0.8"))]


@pytest.mark.parametrize("order", [["own"], ["own", "own"], ["own", "partner", "own"], ["own", "mine"]])
def test_an_order_in_which_not_every_level_is_met_once_sets_the_session_apart(order: list[str]) -> None:
    told: list[str] = []
    found = within(order=order, unreadable=lambda who, error: told.append(f"{who}: {error}"))
    assert found.wide == []
    assert told == [f"P001: the order of whose is {order!r}, which are not its levels"]
    with pytest.raises(ValueError, match="the order of whose is"):
        within(order=order)


def test_what_was_settled_before_the_session_has_columns_of_its_own() -> None:
    assignment = {
        "orders": {"whose": ["partner", "own"]}, "strata": {"site": "delft"}, "pair": 3, "member": 2,
        "yoked": [{"participant": "P007"}, {"participant": ""}],
    }  # fmt: skip
    assert _place({"assignment": assignment}) == {
        "whose.order": "partner, own", "site": "delft", "pair": 3, "member": 2, "yoked": "P007 expert",
    }  # fmt: skip
    assert _place({}) == _place({"assignment": {}}) == {}


@pytest.mark.parametrize(
    ("value", "fits"),
    [(2**63 - 1, True), (2**63, False), (1 - 2**63, True), (-(2**63), False), (True, False),
     (Decimal(3), True), (0.5, True), (float("nan"), False), (float("inf"), False), ("3", False)],
)  # fmt: skip
def test_a_number_is_one_that_tables_can_hold(value: Any, fits: bool) -> None:
    assert _is_number(value) is fits


def test_a_cell_that_is_empty_is_no_wrong_number() -> None:
    assert row(("noted", {"name": "bid.attempts", "value": None}))["bid.attempts"] is None


def test_the_data_frame_has_the_tables_columns_with_amounts_as_numbers() -> None:
    value = {"low_minor": 100, "high_minor": None, "currency": "EUR"}
    found = tables(OFFER, [events(("measured", {"measure": "wtp", "value": value}))])
    data = frame(found)
    assert list(data.columns) == list(found.columns)
    assert (data["wtp.low"].dtype, data["wtp.low"].tolist()) == ("float64", [1.0])
    assert data["participant"].tolist() == ["P001"]
    assert list(frame(tables(OFFER, [])).columns) == list(tables(OFFER, []).columns)


def test_a_moment_of_a_journal_is_read_in_utc() -> None:
    assert parsed("2026-03-02T09:00:01.250Z") == datetime(2026, 3, 2, 9, 0, 1, 250_000, tzinfo=UTC)
