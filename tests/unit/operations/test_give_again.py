"""Whose place is given to the next who comes, where desks share a store."""

from __future__ import annotations

import pytest

from ikea_effect.operations.give_again import left
from ikea_effect.record.leases import RUNNING, Lease, Live

NOW = 100_000.0


def lease(who: str, minutes: float, place: str = "other", state: str = RUNNING) -> Lease:
    """A session that was last heard of so many minutes ago."""
    beaten = NOW - 60 * minutes
    return Lease(who, 1, "", place, beaten, beaten, "", beaten, 0, state)


@pytest.mark.parametrize(
    ("leases", "given"),
    [
        ([lease("P1", 31), lease("P2", 0)], ["P1"]),
        ([lease("P1", 29), lease("P2", 0)], []),
        ([lease("P1", 31), lease("P2", 31)], []),  # the server was away: both may go on
        ([lease("P1", 31), lease("P2", 31, "here")], ["P2"]),  # whose journal nobody writes is seen here
        ([lease("P1", 31), lease("P2", 31, state="interrupted")], ["P2"]),
        ([lease("P1", 31), lease("P2", 0, state="finished")], ["P1"]),
        ([], []),
    ],
)
def test_a_store_that_was_away_takes_nobodys_place(leases: list[Lease], given: list[str]) -> None:
    live = Live({one.participant: one for one in leases}, NOW)
    assert [one.participant for one in left(live, 30, "here")] == given


def test_a_desk_that_shares_no_store_needs_to_hear_of_nobody_else() -> None:
    live = Live({"P1": lease("P1", 31)}, NOW)
    assert [one.participant for one in left(live, 30, None)] == ["P1"]


@pytest.mark.parametrize(
    ("by_day", "then", "uptime", "given"),
    [
        (300, 60, 61, False),  # the clock was set forward by hours, a minute after somebody left
        (-300, 60, 91, True),  # it was set back, and half an hour has passed
        (31, 60, 89, False),
        (31, 600, 10, True),  # the computer was started since: the time of day is all that there is
        (5, 600, 31, True),  # but it has run for longer than that
        (5, 600, 29, False),
    ],
)
def test_how_long_the_computer_runs_decides_not_what_time_it_is(
    by_day: float, then: float, uptime: float, given: bool
) -> None:
    live = Live({"P1": lease("P1", by_day)}, NOW, {"P1": 60 * then}, 60 * uptime)
    assert bool([*left(live, 30, None)]) is given
