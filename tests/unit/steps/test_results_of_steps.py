"""What votes and judgments come to, taken by measures: chosen, ranked, counted, rated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from scipy.stats import kendalltau

from ikea_effect.protocol.registry import resolve
from ikea_effect.protocol.timeline import Step
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Page, Screen
from ikea_effect.screens.waiting import Bidder
from ikea_effect.seeds import Stream, stream_key
from ikea_effect.tasks.judging.agreement import agreement, order_that_agrees
from tests.unit.measures.bench import faults
from tests.unit.steps.bench import context, played
from tests.unit.steps.test_judging import judging
from tests.unit.steps.test_vote import WISHES, best_of, gallery, vote

REFERENCE = ("shirt", "idea", "box")


def stream(name: str) -> Stream:
    return Stream(stream_key(b"k" * 32, name, "test"))


class Someone:
    """A simulated participant of whom the values are said."""

    context: Context
    understands = 1.0

    def __init__(self, **values: Any) -> None:
        self.values = {name.replace("_", "-"): value for name, value in values.items()}

    def value(self, measure: str | None, _bidder: Bidder | None = None) -> float | None:
        found = self.values.get(measure or "")
        return found if isinstance(found, int | float) else None

    def drawn(self, measure: str | None) -> Any:
        return self.values.get(measure or "")


def simulated(found: Step, someone: Someone, name: str = "one") -> Mapping[str, Any]:
    """The columns of a step that this participant goes through."""

    def answer(screen: Screen) -> Mapping[str, Any]:
        assert isinstance(screen, Page)
        return {
            ask.id: resolve(ask.simulated).answer(ask, someone, stream(f"{name} {screen.id} {ask.id}"))
            for ask in screen.asks
        }

    return played(found, answer)[1]


def test_a_ranking_fills_a_choice_and_a_rank() -> None:
    cells = played(vote(), best_of(*WISHES))[1]
    assert (cells["favorite"], cells["whale-place"]) == ("cat", 3)


def test_pairs_fill_how_often_a_design_won() -> None:
    pairs = vote(how="pairwise", show_result=False, measures={"wins.waves": "whale-place"})
    assert played(pairs, best_of(*WISHES))[1]["whale-place"] == 2


def test_pairs_fill_in_what_share_of_those_that_showed_it_a_design_won() -> None:
    pairs = vote(how="pairwise", pairs=4, show_result=False, measures={"share.waves": "waves"})
    for number in range(3):  # liked second best, so it loses to the cat alone
        screens, cells = played(pairs, best_of(*WISHES), context(participant=f"P{number}"))
        met = [{card.id for card in gallery(screen).cards} for screen in screens]
        shown, lost = sum("waves" in pair for pair in met), met.count({"waves", "cat"})
        assert cells["waves"] == pytest.approx((shown - lost) / shown)


def test_a_share_is_there_where_no_draw_can_leave_a_design_out() -> None:
    """The three others make three pairs: with a fourth, each of four designs is in one."""
    for pairs, there in ((3, False), (4, True), (6, True)):
        assert vote(how="pairwise", pairs=pairs).shows_all is there


def test_ratings_fill_their_mean_and_that_of_one_piece() -> None:
    ratings = {"shirt": (7, 5), "idea": (4, 6), "box": (2, 4)}

    def rated(screen: Screen) -> Mapping[str, Any]:
        return dict(zip(("original", "useful"), ratings[screen.id.rpartition(".")[2]], strict=True))

    cells = played(judging(), rated)[1]
    assert cells["originality"] == pytest.approx(13 / 3)
    assert cells["box-useful"] == 4


@pytest.mark.parametrize(
    ("order", "share"), [("shirt idea box", 1.0), ("idea shirt box", 2 / 3), ("box idea shirt", 0.0)]
)
def test_a_ranking_agrees_with_a_reference_in_a_share_of_the_pairs(order: str, share: float) -> None:
    ranked = judging(how="rank", scales={}, reference=REFERENCE, measures={"agreement": "originality"})
    cells = played(ranked, [{"pieces": order.split()}])[1]
    assert cells["originality"] == cells["judge.agreement"] == pytest.approx(share)


def test_the_share_is_kendalls_tau_on_a_scale_from_0_to_1() -> None:
    reference = tuple("abcdefg")
    for number in range(20):
        order = stream(str(number)).shuffled(reference)
        tau = kendalltau([reference.index(one) for one in order], range(7)).statistic
        assert agreement(order, reference) == pytest.approx((tau + 1) / 2)


def test_an_order_is_drawn_that_agrees_as_much_as_is_wanted_and_not_always_the_same() -> None:
    reference, orders = tuple("abcde"), set()
    for number in range(12):
        order = order_that_agrees(reference, 0.72, stream(str(number)))
        assert sorted(order) == list(reference)
        assert agreement(order, reference) == 0.7  # 7 of 10 pairs
        orders.add(tuple(order))
    assert len(orders) > 3


def test_simulated_people_vote_as_the_population_says() -> None:
    ranked = simulated(vote(), Someone(favorite="waves", whale_place=2.6))
    assert (ranked["favorite"], ranked["whale-place"]) == ("waves", 3)
    pairs = vote(how="pairwise", show_result=False, measures={"wins.cat": "cats", "choice": "favorite"})
    for number in range(6):
        assert simulated(pairs, Someone(cats=1.2), str(number))["cats"] == 1
        assert simulated(pairs, Someone(favorite="cat"), str(number))["favorite"] == "cat"
    shares = vote(how="pairwise", show_result=False, measures={"share.cat": "cats"})
    assert simulated(shares, Someone(cats=0.61))["cats"] == pytest.approx(2 / 3)
    picked = vote(how="pick", show_result=False, measures={"choice": "favorite"})
    assert simulated(picked, Someone(favorite="bicycle"))["favorite"] == "bicycle"


def test_simulated_people_judge_as_the_population_says() -> None:
    cells = simulated(judging(), Someone(originality=4.4, box_useful=5.6))
    assert (cells["originality"], cells["box-useful"]) == (pytest.approx(13 / 3), 6)
    ranked = judging(how="rank", scales={}, reference=REFERENCE, measures={"agreement": "agreed"})
    assert simulated(ranked, Someone(agreed=0.3))["agreed"] == pytest.approx(1 / 3)
    place = judging(how="rank", scales={}, measures={"rank.box": "place"})
    assert simulated(place, Someone(place=1.4))["place"] == 1


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("rank.whale: whale-place", "wins.whale: whale-place", "Results: choice, rank.whale, rank.cat"),
        ("rank.whale: whale-place", "rank.whale: favorite", "takes choice already. Declare one for each"),
        ("rank.whale: whale-place", "rank.whale: liking", "{kind: score, low: 1, high: 4, step: 1}"),
        ("original: originality", "original: whale-place", "{kind: score, low: 1, high: 7}."),
        ("options: [whale, cat, bicycle, waves]}", "options: [whale, cat, waves]}", "{kind: choice, text: N"),
        ("rank.whale: whale-place", "rank.whale: where", "names measure 'where', which is not declared"),
        ("measures: [effort,", "measures: [whale-place, effort,", "What a vote or a judgment comes to fills"),
        ("low: 1, high: 4, step: 1, unit: places", "low: 1, high: 4, step: 2", "does not come to 4"),
        ("      scales: {orig", "      reference: [box]\n      scales: {orig", "belongs to how: rank"),
    ],
)
def test_a_measure_that_cannot_take_it_is_refused(before: str, after: str, message: str) -> None:
    assert message in faults(before, after)


def test_a_reference_names_every_piece_once() -> None:
    scales = (
        "scales: {original: {low: 1, high: 7}, useful: {low: 1, high: 7}}\n"
        "      measures: {original: originality, useful.box: box-useful}"
    )
    said = faults(
        scales, "how: rank\n      reference: [box, shirt]\n      measures: {agreement: originality}"
    )
    assert "is box, shirt. It has every piece once, the best first: shirt, idea, box." in said
    assert "{kind: score, low: 0, high: 1}" in said


def test_the_outcome_of_a_bid_fills_no_score() -> None:
    assert "What a vote or a judgment comes to fills it" in faults("measure: wtp", "measure: whale-place")
