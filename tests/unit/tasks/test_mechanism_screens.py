"""Every mechanism's small study: in order, every screen on every display, every sentence with its amounts."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.operations.check import check
from ikea_effect.operations.preview import screens_of
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Vickrey
from ikea_effect.protocol.setup import load_setup
from ikea_effect.screens.screens import Page, Screen
from ikea_effect.session.frontends.lab.canvas import Canvas
from ikea_effect.session.frontends.lab.prose import joined
from ikea_effect.session.frontends.lab.views import view_of
from ikea_effect.tasks.bidding.bdm.rule import settle
from ikea_effect.tasks.bidding.sealed_bids.groups import Pending, settle_groups
from ikea_effect.tasks.bidding.sealed_bids.rule import SealedBid, terms
from tests.quick import quick
from tests.unit.tasks.bidding_bench import BDM, context, misreading, play, step, written

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"
MECHANISMS = tuple(path.stem for path in sorted(PROTOCOLS.glob("*.yaml")))
SIZES = ((1280, 1024), (1920, 1080), (1280, 720))


@functools.cache
def shown(name: str, language: str) -> tuple[Any, tuple[tuple[str, Screen], ...]]:
    setup = load_setup(PROTOCOLS / f"{name}.yaml", language=language)
    return setup, tuple(screens_of(setup, setup.protocol.conditions[0]))


class Blank(Canvas):
    """A canvas that measures and paints nothing."""

    def _fill(self, left: int, top: int, right: int, bottom: int, color: str) -> None:
        pass

    def _stamp(self, key: Hashable, *_: Any) -> None:
        pass


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    quick(MECHANISMS, "bdm_own_bid", "english", "everything", "points", "three_ways", "vickrey_rounds"),
)
def test_the_study_is_in_order(name: str) -> None:
    checked = check(str(PROTOCOLS / f"{name}.yaml"))
    assert [str(fault) for fault in checked.faults] == []
    doubts = {
        "three_ways": ["payment.round_to"],  # cents are bid there, and paid in coins
        "points": ["payment.points_per_unit"],  # three rounds of practice can cost more than all the rest
        "partners": ["factors.room"],  # one that pairs share, and that is there to be assigned
        "within": ["factors.labor"],
    }
    assert [fault.path for fault in checked.warnings] == doubts.get(name, [])
    assert sum("reaches the end" in sentence for sentence in checked.proved) == 2


@pytest.mark.slow
@pytest.mark.parametrize("size", quick(SIZES, SIZES[2]))
@pytest.mark.parametrize("language", quick(["en", "nl"], "nl"))  # whose words are longer
@pytest.mark.parametrize("name", MECHANISMS)
def test_every_screen_fits(name: str, language: str, size: tuple[int, int]) -> None:
    setup, screens = shown(name, language)
    for screen_id, screen in screens:
        view = view_of(screen, setup, size)
        view.draw(Blank(size))
        assert view.fits(), screen_id


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("rows", [2, 16, 17, 39, 40])
def test_price_lists_of_every_length_fit(rows: int, size: tuple[int, int]) -> None:
    setup, screens = shown("price_list_free", "nl")
    page = next(screen for screen_id, screen in screens if screen_id == "bid.list")
    assert isinstance(page, Page)
    ask = dataclasses.replace(page.asks[0], prices=tuple(Money(100 * n, "EUR") for n in range(rows)), says=())  # type: ignore[call-arg]
    view = view_of(dataclasses.replace(page, asks=(ask,)), setup, size)
    view.draw(Blank(size))
    assert view.fits()
    assert sum(target.startswith("list.") for target in view.targets()) == 2 * rows


def offer_view() -> Any:
    setup, screens = shown("offer", "en")
    page = next(screen for screen_id, screen in screens if screen_id == "bid.offer")
    view = view_of(page, setup, SIZES[0])
    view.draw(Blank(SIZES[0]))
    view.tick(10)
    return view


@pytest.mark.parametrize(
    ("keys", "answer"), [("LEFT", "buy"), ("RIGHT", "keep"), ("RIGHT LEFT", "buy"), ("LEFT RIGHT", "keep")]
)
def test_an_offer_is_answered_by_arrows(keys: str, answer: str) -> None:
    view = offer_view()
    for key in ["TAB", *keys.split()]:
        assert view.key(key) is None
    assert view.key("ENTER") == {"list": {"rows": [answer]}}


def test_an_offer_without_an_answer_stays() -> None:
    view = offer_view()
    assert view.key("ENTER") is None
    assert view.hint


@pytest.mark.parametrize(
    ("texts", "joined_up"),
    [
        ([], ""),
        (["one", "two"], "one\n\ntwo"),
        (["• one", "• two"], "• one\n• two"),
        (["intro:\n• one", "• two\n\nafter"], "intro:\n• one\n• two\n\nafter"),
        (["• one\n\nafter", "• two"], "• one\n\nafter\n\n• two"),
    ],
)
def test_bullets_of_two_texts_are_one_list(texts: list[str], joined_up: str) -> None:
    assert joined(texts) == joined_up


# --- which part counts ------------------------------------------------------------------------------------


def two_parts(then: str) -> Any:
    questions = {"questions": "bdm", "attempts": 1, "then": then}
    parts = [step(), step(id="again", measure="more", comprehension=questions)]
    changes: dict[str, Any] = {
        "timeline": [{"bidding": part} for part in parts],
        "measures": {"wtp": {"kind": "money"}, "more": {"kind": "money"}},
        "payment": {"endowment": 5, "binding": "one-random"},
    }
    return parts, changes


def test_who_does_not_reach_the_last_part_still_hears_which_one_counts() -> None:
    parts, changes = two_parts("end")
    seen = set()
    for number in range(12):
        at = context(parts[1], f"P{number:03}", **changes)
        first = play(at, {"bid.amount": {"amount": 300}}, number=0)
        assert "binding" not in first.drawn()
        ended = play(at, answer=misreading, number=1)
        assert ended.ended
        assert ended.ids[-2:] == ["again.ended", "again.binding"]
        counts = ended.drawn()["binding"]["bidding"]
        assert ended.noted()["counts"] == counts
        assert first.fact("settled")["binding"] == (counts == "bid")
        words = written(ended.page("again.binding"), "en")
        assert ("is carried out" in words) == (counts == "bid")
        assert ("you buy nothing and pay nothing" in words) == (counts == "again")
        seen.add(counts)
    assert seen == {"bid", "again"}


def test_who_ends_before_any_bid_hears_of_no_part() -> None:
    parts, changes = two_parts("flag")
    questions = {"questions": "bdm", "attempts": 1, "then": "end"}
    changes["timeline"] = [{"bidding": step(comprehension=questions)}, {"bidding": parts[1]}]
    ended = play(context(parts[0], **changes), answer=misreading)
    assert ended.ids[-1] == "bid.ended"
    assert ended.drawn() == {}


# --- what outcome pages say, worked out by hand -----------------------------------------------------------


PHRASES = {
    "buy": "**You buy the storage box and pay",
    "not_buy": "**You do not buy the storage box and pay nothing.**",
    "koopt": "**U koopt de opbergdoos en betaalt",
    "koopt_niet": "**U koopt de opbergdoos niet en betaalt niets.**",
}


def outcome(bid: int, price: float, endowment: float = 5, **mechanism: Any) -> list[str]:
    """The outcome page of a bid (in cents) at the only price that can be drawn: English, then Dutch."""
    declared = step(mechanism=BDM | {"prices": [{"price": price}]} | mechanism)
    played = play(context(declared, payment={"endowment": endowment}), {"bid.amount": {"amount": bid}})
    page = played.page("bid.outcome")
    return [written(page, language).replace("\u00a0", " ") for language in ("en", "nl")]


@pytest.mark.parametrize(
    ("bid", "price", "changes", "english", "dutch"),
    [
        (250, 2, {}, "below your bid.\n{buy} €2.00.** Of your €5.00 you keep €3.00",
         "lager dan uw bod.\n{koopt} € 2,00.** Van uw € 5,00 houdt u € 3,00 over"),
        (200, 2, {}, "equal to your bid.\n{buy} €2.00.**", "gelijk aan uw bod.\n{koopt} € 2,00.**"),
        (200, 2, {"ties": "does-not-buy"}, "equal to your bid.\n{not_buy}",
         "gelijk aan uw bod.\n{koopt_niet} U houdt uw € 5,00"),
        (0, 2, {}, "above your bid.\n{not_buy} You keep your €5.00", "hoger dan uw bod.\n{koopt_niet}"),
        (0, 0, {}, "equal to your bid.\n{buy} €0.00.** Of your €5.00 you keep €5.00",
         "gelijk aan uw bod.\n{koopt} € 0,00.**"),
        (500, 5, {}, "equal to your bid.\n{buy} €5.00.** Of your €5.00 you keep €0.00",
         "{koopt} € 5,00.** Van uw € 5,00 houdt u € 0,00 over"),
        (400, 2, {"pays": "own-bid"}, "{buy} €4.00.** Of your €5.00 you keep €1.00",
         "{koopt} € 4,00.** Van uw € 5,00 houdt u € 1,00 over"),
        (400, 2, {"endowment": 0}, "{buy} €2.00.** You will receive", "{koopt} € 2,00.** Aan het eind"),
        (400, 2, {"endowment": 1}, "{buy} €2.00.** You will receive", "{koopt} € 2,00.** Aan het eind"),
        (100, 2, {"trade": "sell"}, "above your price.\n**You sell the storage box and get €2.00.**",
         "hoger dan uw vraagprijs.\n**U verkoopt de opbergdoos en krijgt € 2,00.**"),
        (200, 2, {"trade": "sell"}, "equal to your price.\n**You sell the storage box and get €2.00.**",
         "gelijk aan uw vraagprijs.\n**U verkoopt de opbergdoos en krijgt € 2,00.**"),
        (300, 2, {"trade": "sell"}, "below your price.\n**You do not sell the storage box.** It stays yours",
         "lager dan uw vraagprijs.\n**U verkoopt niet.** U houdt de opbergdoos"),
    ],
)  # fmt: skip
def test_a_bid_against_a_drawn_price(
    bid: int, price: float, changes: dict[str, Any], english: str, dutch: str
) -> None:
    said = outcome(bid, price, **changes)
    assert english.format(**PHRASES) in said[0]
    assert dutch.format(**PHRASES) in said[1]


@pytest.mark.parametrize(
    ("yes", "row", "english"),
    [
        (3, 0, "**€0.50** was drawn.\nYou said yes. {buy} €0.50.** Of your €5.00 you keep €4.50"),
        (3, 2, "**€1.50** was drawn.\nYou said yes. {buy} €1.50.**"),
        (3, 3, "**€2.00** was drawn.\nYou said no. {not_buy}"),
        (0, 0, "**€0.50** was drawn.\nYou said no. {not_buy}"),
        (4, 3, "**€2.00** was drawn.\nYou said yes. {buy} €2.00.**"),
    ],
)  # fmt: skip
def test_the_row_that_is_drawn_is_told(yes: int, row: int, english: str) -> None:
    declared = step(mechanism={"kind": "price-list", "prices": [0.5, 1, 1.5, 2]})
    answers = {"bid.list": {"list": {"rows": ["buy"] * yes + ["keep"] * (4 - yes)}}}
    for number in range(60):
        played = play(context(declared, f"P{number:03}"), answers)
        if played.drawn()["bid.row"]["value"] == row:
            assert english.format(**PHRASES) in written(played.page("bid.outcome"), "en")
            return
    raise AssertionError("the row was never drawn")


ANSWERS = {"bid.practice-1.amount": {"amount": 400}, "bid.amount": {"amount": 0}}


@pytest.mark.parametrize("kind", ["vickrey", "first-price", "nth-price"])
def test_practice_in_an_auction_says_what_the_bids_come_to(kind: str) -> None:
    """The rivals' bids are read off the page; the second-highest of all, or the own bid, is what one pays."""
    more = {"n": 2} if kind == "nth-price" else {}
    declared = step(
        mechanism={"kind": kind, "low": 0, "high": 5, "step": 0.5, "group_size": 4, **more}, practice_rounds=1
    )
    seen = set()
    for number in range(60):
        played = play(context(declared, f"P{number:03}"), ANSWERS)
        worth = played.page("bid.practice-1.amount").expects["amount"]
        words = written(played.page("bid.practice-1.outcome"), "en")
        rivals = [float(part.strip("€. ")) for part in words.split("group bid ")[1].split("\n")[0]
                  .replace(" and ", ", ").split(", ")]  # fmt: skip
        if max(rivals) > 4:
            assert "You do not buy the token and pay nothing." in words
            seen.add("lost")
        elif max(rivals) < 4:
            pays = 4.0 if kind == "first-price" else max(rivals)
            gain = worth / 100 - pays
            assert f"You buy the token, pay €{pays:.2f} and get" in words
            end = f"gain of **€{gain:.2f}**" if gain > 0 else "neither gain nor lose" if gain == 0 else (
                f"loss of **€{-gain:.2f}**"
            )  # fmt: skip
            assert end in words
            seen.add(end.split(" ")[0])
    assert {"lost", "loss"} <= seen


def test_practice_with_a_random_place_names_the_place_that_sets_the_price() -> None:
    mechanism = {"kind": "nth-price", "low": 0, "high": 5, "step": 0.01, "group_size": 5, "n": "random"}
    seen = set()
    for number in range(40):
        at = context(step(mechanism=mechanism, practice_rounds=1), f"P{number:03}")
        words = written(play(at, ANSWERS).page("bid.practice-1.outcome"), "en")
        told = re.search(r"group bid (.*)\. Place (\d) was drawn\.", words)
        assert told is not None
        place = int(told[2])
        bids = sorted([4.0, *(float(found) for found in re.findall(r"€(\d\.\d\d)", told[1]))], reverse=True)
        assert len(bids) == 5
        bought = 4.0 in bids[: place - 1]
        assert (f"You buy the token, pay €{bids[place - 1]:.2f} and get" in words) == bought
        seen.add(place)
    assert seen == {2, 3, 4, 5}


def test_a_seller_reads_of_an_offer_and_not_of_a_price() -> None:
    played = play(context(step(mechanism=BDM | {"trade": "sell"})), {"bid.amount": {"amount": 0}})
    assert "The offer is already fixed" in written(played.page("bid.amount"), "en")
    assert "Het aanbod staat al vast" in written(played.page("bid.amount"), "nl")


# --- bad input --------------------------------------------------------------------------------------------


def test_a_group_with_one_member_is_not_settled_and_nobody_pays() -> None:
    alone = [Pending("P001", "bid", 300, 1, 0, "2026-01-01")]
    auction = Vickrey.model_validate(
        {"kind": "vickrey", "low": 0, "high": 5, "step": 1, "group_size": 3, "if_unfilled": "settle"}
    )
    with pytest.raises(ElicitationError, match="at least two bids; a group with one member is not settled"):
        terms(auction, [SealedBid("P001", 300, 1)], "EUR")
    assert settle_groups(auction, "EUR", alone).waiting == alone
    [result] = settle_groups(auction, "EUR", alone, closed=True).results
    assert (result.bought, result.pays) == (False, 0)


def test_a_bid_in_another_currency_is_not_settled() -> None:
    mechanism = Bdm.model_validate(BDM)
    with pytest.raises(ElicitationError, match="A bid in EUR cannot be settled at a price in USD"):
        settle(mechanism, Money(300, "EUR"), Money(200, "USD"))


@pytest.mark.parametrize("amount", [301, -100, 600])
def test_a_reply_off_the_grid_is_no_bid(amount: int) -> None:
    declared = step(mechanism=BDM | {"step": 0.05})
    with pytest.raises(
        ElicitationError, match=r"is no bid: amounts go from €0\.00 to €5\.00 in steps of €0\.05"
    ):
        play(context(declared), {"bid.amount": {"amount": amount}})


@pytest.mark.slow
def test_a_range_that_cannot_hold_a_published_mean_is_warned_of(tmp_path: Path) -> None:
    text = (PROTOCOLS / "induced_value.yaml").read_text("utf-8")
    text += (
        "published:\n  - hypothesis: users-higher\n    mean: {users: 6.25, company: 2.00}\n"
        "    locator: Table 2\n    provenance: secondary\n"
    )
    folder = tmp_path / "protocols"
    folder.mkdir()
    (folder / "box_bids.yaml").write_text(text, "utf-8")
    (folder / "texts").symlink_to(PROTOCOLS / "texts")
    (tmp_path / "experiments").symlink_to(PROTOCOLS.parent / "experiments")
    checked = check(str(folder / "box_bids.yaml"))
    assert checked.faults == ()
    [warning] = checked.warnings
    assert "takes amounts from 0 to 5" in warning.message.replace("0.0", "0").replace("5.0", "5")
    assert "cannot hold the published mean of users: 6.25 (users-higher, Table 2)" in warning.message
