"""Predictions of others' bids: whose bids are meant, what they come to, and what is earned."""

from typing import Any

import pytest

from ikea_effect.money import Money
from ikea_effect.payment.entries import handed_over
from ikea_effect.payment.payout import Session, Told, pay
from ikea_effect.protocol.kinds.mechanisms.prediction import Prediction
from ikea_effect.protocol.models import Protocol
from ikea_effect.seeds import scaled
from ikea_effect.tasks.bidding.prediction.rule import reward, truth

GRID = {"low": 0, "high": 5, "step": 0.05}
BAND = {"kind": "band", "prize": 1, "width": 0.25}


def guess(**changes: Any) -> Prediction:
    return Prediction.model_validate({"kind": "prediction", **GRID, "of": "bid", "scoring": BAND} | changes)


def eur(*minor: int) -> list[Money]:
    return [Money(one, "EUR") for one in minor]


@pytest.mark.parametrize(
    ("bids", "mean"),
    [((100, 200), 150), ((100, 101), 101), ((100, 100, 101), 100), ((100, 101, 101), 101), ((0,), 0)],
)
def test_the_mean_of_the_others_bids_is_rounded_to_cents_halves_up(bids, mean):
    assert truth(guess(), eur(*bids), draw=0) == Money(mean, "EUR")


def test_each_of_the_others_can_be_the_one_who_is_drawn():
    bids = eur(100, 200, 300)
    third = (1 << 53) // 3
    found = [truth(guess(target="one-other"), bids, draw).minor for draw in (0, third + 1, 2 * third + 2)]
    assert found == [100, 200, 300]
    assert [scaled(draw, 3) for draw in (0, third + 1, 2 * third + 2)] == [0, 1, 2]


@pytest.mark.parametrize(("predicted", "earned"), [(200, 100), (175, 100), (174, 0), (225, 100), (226, 0)])
def test_a_band_pays_its_prize_up_to_its_width(predicted, earned):
    assert reward(guess(), *eur(predicted, 200)).minor == earned


@pytest.mark.parametrize(("predicted", "earned"), [(200, 100), (100, 96), (450, 75), (500, 64)])
def test_the_quadratic_score_takes_off_the_squared_share_of_the_range(predicted, earned):
    square = guess(scoring={"kind": "quadratic", "prize": 1})
    assert reward(square, *eur(predicted, 200)).minor == earned


def study() -> Protocol:
    """Both conditions bid into the same measure, in a step of their own; those who did not build predict."""
    bdm = {"kind": "bdm", **GRID}
    predicting = {"kind": "prediction", **GRID, "of": "builders", "scoring": BAND}

    def step(name: str, level: str, mechanism: dict[str, Any], measure: str = "bid") -> dict[str, Any]:
        said = {"id": name, "good": "box", "measure": measure, "mechanism": mechanism}
        return {"bidding": said | {"only_in": {"labor": level}}}

    return Protocol.model_validate(
        {
            "id": "small", "version": 1, "title": "Small", "languages": ["en"], "currency": "EUR",
            "factors": {"labor": {"levels": {"a": {"label": "A"}, "b": {"label": "B"}}}},
            "assignment": {"block_sizes": [2]}, "sample": {"per_condition": 2}, "goods": {"box": {}},
            "timeline": [
                step("builders", "a", bdm),
                step("others", "b", bdm),
                step("guess", "b", predicting, "guess"),
            ],
            "measures": {"bid": {"kind": "money"}, "guess": {"kind": "money"}},
        }
    )  # fmt: skip


def session(who: str, level: str, bid: int, predicted: int | None = None) -> Session:
    def amount(minor: int) -> dict[str, Any]:
        return {"minor": minor, "currency": "EUR"}

    facts = [Told.read("measured", {"measure": "bid", "repetition": 0, "value": amount(bid)}, "2026-01-01")]
    if predicted is not None:
        waits = {"bidding": "guess", "amount": amount(predicted), "rank": 0, "share": 0}
        facts.append(Told.read("pending", waits, "2026-01-01"))
    return Session(who, {"labor": level}, facts)


def test_only_bids_of_the_step_that_is_named_are_predicted():
    people = [
        session("P001", "a", 100),
        session("P002", "a", 120),
        session("P003", "b", 500, predicted=110),  # right of the builders, who bid 1.10 on average
        session("P004", "b", 500, predicted=300),  # near the mean of all bids but one's own, 3.05
        session("P005", "b", 500),
    ]
    paid = handed_over(pay(study(), people, closed=True).lines)
    assert {who: minor for who, minor in paid.items() if minor} == {"P003": 100}
