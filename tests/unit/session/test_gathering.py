"""Sessions that wait for each other at a desk, and open bids as each member's session tells them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from ikea_effect.errors import SessionError
from ikea_effect.screens.prices import PriceList
from ikea_effect.screens.screens import Page, Reply, Screen
from ikea_effect.screens.waiting import Bidder, Gathering
from ikea_effect.session.frontends.base import SessionWaits
from ikea_effect.session.frontends.simulation import Simulated
from ikea_effect.session.full_desk import FullDesk
from ikea_effect.session.gathering import Group, MemoryDesk, called_off, gather, waiting_page
from tests.unit.tasks.bidding_bench import Played, context, play, step, texts, understanding

ENGLISH = {"kind": "english", "low": 0.5, "high": 5, "step": 0.5, "group_size": 3}


def gathering(who: str, size: int = 3, needs_all: bool = True) -> Gathering:
    return Gathering("bid.group", "bid", size, Bidder(who, {"labor": "build"}), "box", needs_all)


@dataclass
class Experimenter(Simulated):
    """Takes the next step as told; keeps what was shown."""

    steps: Iterator[str]
    mode: str = "lab"
    shown: list[Page] = field(default_factory=list)
    _clock_ms: int = 0

    def show(self, screen: Screen) -> Reply:
        assert isinstance(screen, Page)
        self.shown.append(screen)
        return Reply({"next": next(self.steps)}, 10, 20)


def at(desk: MemoryDesk, who: str, *steps: str, **more: Any) -> Mapping[str, Any] | str:
    """What the member's session is told, or "left"."""
    try:
        return gather(gathering(who, **more), Experimenter(iter(steps)), desk).values
    except SessionWaits:
        return "left"


def test_sessions_wait_until_the_group_is_there_and_one_of_them_holds_the_sale():
    desk = MemoryDesk()
    assert at(desk, "A", "wait", "leave") == "left"
    assert at(desk, "B", "leave") == "left"
    held = at(desk, "C", "begin")
    assert held["sale"] is None
    assert [one["participant"] for one in held["bidders"]] == ["A", "B", "C"]
    assert at(desk, "A", "wait", "leave") == "left"
    desk.sold("bid", 1, {"price": 1})
    assert at(desk, "A")["sale"] == at(desk, "B")["sale"] == {"price": 1}
    assert at(desk, "D", "leave") == "left"
    assert desk.join(gathering("D")).number == 2


def test_a_session_that_was_killed_while_it_held_the_sale_goes_on_holding_it():
    desk = MemoryDesk()
    for who in "AB":
        at(desk, who, "leave")
    assert at(desk, "C", "begin") == at(desk, "C")


def test_a_group_that_never_fills_goes_without_a_sale_or_bids_with_those_who_came():
    for needs_all, there, expected in ((True, "AB", True), (False, "AB", False), (False, "A", True)):
        group = Group(1, tuple(Bidder(who, {}) for who in there), closed=True)
        assert called_off(gathering("A", needs_all=needs_all), group) is expected
    desk = MemoryDesk()
    assert at(desk, "A", "leave", needs_all=False) == "left"
    assert at(desk, "B", "close", "begin", needs_all=False)["sale"] is None
    desk = MemoryDesk()
    assert at(desk, "A", "close")["bidders"] == [{"participant": "A", "condition": {"labor": "build"}}]


def test_without_a_desk_nobody_waits_for_ever():
    with pytest.raises(SessionError, match="waits for a group"):
        gather(gathering("A"), Experimenter(iter(())), None)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_experimenter_reads_who_is_there_and_what_can_be_done(language: str):
    alone, full = Group(1, (Bidder("A", {}),)), FullDesk().join(gathering("A"))
    words = texts(language)
    for group, steps in (
        (alone, ["wait", "leave", "close"]),
        (full, ["begin", "leave"]),
        (full._replace(held_by="B"), ["wait", "leave"]),
    ):
        page = waiting_page(gathering("A"), group, True)
        [asked] = page.asks
        assert [option.id for option in asked.options] == steps
        for text in (page.title, *page.body, asked.question, *(option.label for option in asked.options)):
            assert "{" not in words.render(text)
        assert len(waiting_page(gathering("A"), group, False).asks[0].options) == 1


@pytest.mark.parametrize(("language", "paddle"), [("en", "paddle"), ("nl", "bordje")])
def test_a_paddle_is_told_only_once_the_group_is_complete(language: str, paddle: str):
    """While members come and go a place may change, and with it what someone was told."""
    full, words = FullDesk().join(gathering("A")), texts(language)
    waiting = full._replace(bidders=full.bidders[1:])
    own = gathering(waiting.bidders[-1].participant)

    def said(group: Group) -> str:
        return " ".join(words.render(text) for text in waiting_page(own, group, True).body)

    assert f"**{paddle}" not in said(waiting)
    assert "(other 2, other 3)." in said(waiting)
    assert f"**{paddle} 3**" in said(full)
    assert "1: A, 2: other 2, 3: other 3." in said(full)
    assert f"**{paddle} 3**" in said(full._replace(held_by="A"))
    assert f"**{paddle} 2**" in said(waiting._replace(closed=True))


# --- the task ---------------------------------------------------------------------------------------------


def bids(limits: Mapping[int, int]) -> Any:
    """The experimenter's entries where each paddle goes along up to its limit (minor units)."""

    def answer(page: Page) -> dict[str, Any]:
        if not page.id.endswith(".raise") or "practice" in page.id:
            return understanding(page)
        found = {}
        for asked in page.asks:
            assert isinstance(asked, PriceList)
            goes = asked.prices[0].minor <= limits[int(asked.id.removeprefix("paddle-"))]
            found[asked.id] = {"rows": ["buy" if goes else "keep"]}
        return found

    return answer


def session(limits: Mapping[int, int], sale: dict[str, Any] | None = None, **mechanism: Any) -> Played:
    """The session of paddle 1, which holds the sale or is told of it."""
    where = context(step(mechanism=ENGLISH | mechanism))
    others = [{"participant": who, "condition": {"labor": "build"}} for who in ("P001", "other 2", "other 3")]
    given = {"bid.group": {"group": 4, "bidders": others, "sale": sale}}
    return play(where, given, bids(limits))


def test_the_highest_limit_buys_about_where_the_second_stops():
    played = session({1: 300, 2: 175, 3: 260})
    settled = played.fact("settled")
    assert settled["bought"]
    assert settled["pays"]["minor"] in (
        250,
        300,
    )
    assert played.noted() | {"bid.winner": 1, "bid.paddle": 1, "bid.group": "bid/4"} == played.noted()
    assert played.fact("measured")["value"]["high_minor"] is None


def test_all_members_are_told_one_sale_and_at_most_one_of_them_buys():
    for limits in ({1: 300, 2: 175, 3: 260}, {1: 100, 2: 100, 3: 500}, {1: 0, 2: 0, 3: 0}):
        held = session(limits)
        sale = held.fact("sale")
        bought = held.fact("settled")["bought"]
        for place, who in ((2, "other 2"), (3, "other 3")):
            where = context(step(mechanism=ENGLISH), who)
            bidders = [{"participant": name, "condition": {}} for name in ("P001", "other 2", "other 3")]
            told = play(where, {"bid.group": {"group": 4, "bidders": bidders, "sale": sale}})
            assert told.fact("sale") == sale
            assert not [page for page in told.pages if page.id == "bid.raise"]
            assert told.noted()["bid.paddle"] == place
            bounds = told.fact("measured")["value"]
            assert bounds["low_minor"] <= limits[place]
            assert bounds["high_minor"] is None or limits[place] < bounds["high_minor"]
            bought += told.fact("settled")["bought"]
        assert bought == (max(limits.values()) > 0)


def test_of_several_rounds_one_counts_for_the_whole_desk():
    counted = set()
    for number in range(12):
        where = context(step(mechanism=ENGLISH | {"rounds": 3}), f"P{number:03}")
        names = [where.participant, "other 2", "other 3"]
        given = {
            "group": 1,
            "bidders": [{"participant": name, "condition": {}} for name in names],
            "sale": None,
        }
        played = play(where, {"bid.group": given}, bids({1: 300, 2: 175, 3: 260}))
        sale, measured = played.fact("sale"), [f.data for f in played.facts if f.kind == "measured"]
        assert len(sale["rounds"]) == 3
        assert [one["repetition"] for one in measured] == [0, 1, 2]
        assert played.noted()["bid.round"] == sale["counts"]
        assert played.fact("settled")["price"]["minor"] == sale["rounds"][sale["counts"] - 1]["price_minor"]
        counted.add(sale["counts"])
        shares = [other_share(where.secret, name) for name in names]
        assert sale["counts"] == 1 + sum(shares) % 3
    assert counted == {1, 2, 3}


def other_share(secret: bytes, participant: str) -> int:
    """A member's share, drawn from the member's stream by the recipe that receipts give."""
    import hashlib
    import hmac

    key = hmac.new(secret, f"{participant}|bid.binding".encode(), hashlib.sha256).digest()
    word = int.from_bytes(hmac.new(key, bytes(8), hashlib.sha256).digest()[:8], "big")
    assert word < (1 << 64) - (1 << 64) % 3
    return word % 3


def test_a_group_that_is_not_there_buys_nothing():
    where = context(step(mechanism=ENGLISH))
    alone = {"group": 1, "bidders": [{"participant": "P001", "condition": {}}], "sale": None}
    played = play(where, {"bid.group": alone})
    assert played.ids[-1] == "bid.outcome"
    assert not [fact for fact in played.facts if fact.kind in ("settled", "measured", "sale")]


# --- practice ---------------------------------------------------------------------------------------------


def practiced(stops_at: int | None, participant: str) -> tuple[int, int, list[int]]:
    """The token's worth, the error that was noted, and the prices that were asked."""
    worth: list[int] = []
    asked: list[int] = []

    def answer(page: Page) -> dict[str, Any]:
        if page.id != "bid.practice-1.raise":
            return understanding(page) or bids({1: 0, 2: 0, 3: 0})(page)
        [row] = page.asks
        assert isinstance(row, PriceList)
        asked.append(row.prices[0].minor)
        if stops_at is None:
            return understanding(page)
        return {"own": {"rows": ["buy" if row.prices[0].minor < stops_at else "keep"]}}

    played = play(context(step(mechanism=ENGLISH, practice_rounds=1), participant), answer=answer)
    worth.append(played.page("bid.practice-1.raise").body[0].values["worth"].minor)
    return worth[0], played.noted()["bid.practice_error"]["minor"], asked


def test_practice_measures_how_far_from_the_worth_one_stops():
    errors = set()
    for number in range(30):
        who = f"P{number:03}"
        assert practiced(None, who)[1] == 0
        worth, error, _ = practiced(50, who)
        assert error == 50 - worth
        worth, error, asked = practiced(9999, who)
        assert error == max(0, max(asked) - worth)
        errors.add(error)
    assert max(errors) > 0


def test_a_fine_grid_is_practiced_in_larger_raises():
    declared = step(mechanism=ENGLISH | {"step": 0.01}, practice_rounds=1)
    played = play(context(declared), {"bid.group": {"group": 1, "bidders": [
        {"participant": "P001", "condition": {}}], "sale": None}})  # fmt: skip
    assert 1 <= sum(page.id == "bid.practice-1.raise" for page in played.pages) <= 10
