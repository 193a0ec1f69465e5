"""Stated amounts on screen: open-ended and slider questions without payment, and paid predictions."""

from __future__ import annotations

from dataclasses import dataclass

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.mechanisms.prediction import Band, Prediction
from ikea_effect.protocol.kinds.mechanisms.stated import OpenEnded, PriceSlider
from ikea_effect.protocol.registry import rule_of
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.facts import as_data
from ikea_effect.screens.facts_of_groups import Pending
from ikea_effect.screens.prices import PriceSlider as Slider
from ikea_effect.screens.screens import Amount, Task, Values
from ikea_effect.tasks.bidding.names import OTHER
from ikea_effect.tasks.bidding.offer import Offer, Value, ask
from ikea_effect.tasks.bidding.practice import Practiced, Round, practice_round
from ikea_effect.tasks.bidding.price_grid import PriceGrid


def grid_of(offer: Offer[OpenEnded | PriceSlider | Prediction]) -> PriceGrid:
    """The amounts that can be stated."""
    mechanism = offer.mechanism
    return PriceGrid.of(mechanism, offer.currency)


def field_of(offer: Offer[OpenEnded | PriceSlider | Prediction], measure: str | None) -> Amount | Slider:
    """How the amount is given: typed, or on a line without a start mark."""
    grid = grid_of(offer)
    field = Slider if rule_of(offer.mechanism.kind) == "price-slider" else Amount
    return field("amount", grid.at(0), grid.at(-1), Money(grid.step, grid.currency), measure)


def practice(offer: Offer[OpenEnded | PriceSlider | Prediction], root: str, number: int) -> Task:
    """A known amount is given back, so that handling the field is practiced and measured."""
    grid = grid_of(offer)
    worth = offer.stream(f"practice-{number}.worth").choice(grid.middle())

    def result(answered: Values) -> Practiced:
        stated = grid.take(answered["amount"])
        lesson = "exact" if stated == worth else "other"
        return Practiced(stated - worth, "stated", lesson, {"stated": stated})

    expects, asks = {"amount": worth.minor}, (field_of(offer, None),)
    yield from practice_round(offer, number, Round(root, worth, asks, expects, _places(grid), result))


def _places(grid: PriceGrid) -> dict[str, Value]:
    return {"low": grid.at(0), "high": grid.at(-1), "step": Money(grid.step, grid.currency)}


@dataclass(frozen=True, slots=True)
class StatedProcedure:
    """A hypothetical amount, typed or set on a line."""

    offer: Offer[OpenEnded | PriceSlider]

    @property
    def root(self) -> str:
        """It shares its rule and questions with the other hypothetical mechanisms."""
        return "hypothetical"

    def rule(self) -> Task:
        """What a hypothetical question is."""
        amount = self.offer.text("hypothetical.rule.amount")
        yield self.offer.page("rule", "hypothetical.rule", amount, picture=self.offer.picture)

    def practice(self, number: int) -> Task:
        """Giving back a known amount."""
        yield from practice(self.offer, self.root, number)

    def bid(self) -> Task:
        """The amount, measured; nothing is settled."""
        offer, grid = self.offer, grid_of(self.offer)
        entry = offer.text(f"hypothetical.amount.{rule_of(offer.mechanism.kind)}", **_places(grid))
        asks = (field_of(offer, offer.step.measure),)
        answered = yield from ask(
            offer.page("amount", "hypothetical.amount", entry, asks=asks, picture=offer.picture)
        )
        stated = grid.take(answered["amount"])
        yield offer.measured(as_data(stated))
        return stated


@dataclass(frozen=True, slots=True)
class PredictionProcedure:
    """What others bid, predicted, and paid by how near it is."""

    offer: Offer[Prediction]

    @property
    def root(self) -> str:
        """The first part of its texts' keys."""
        return "prediction"

    @property
    def places(self) -> dict[str, Value]:
        """What every text of this mechanism may name."""
        grid, scoring = grid_of(self.offer), self.offer.mechanism.scoring
        places = _places(grid) | {"prize": Money.of(scoring.prize, grid.currency)}
        if isinstance(scoring, Band):
            places["width"] = Money.of(scoring.width, grid.currency)
        return places

    def said(self, key: str) -> Text:
        """A wording of this mechanism with the study's amounts."""
        return self.offer.text(f"prediction.{key}", **self.places)

    def rule(self) -> Task:
        """What is predicted, and how it is paid."""
        mechanism = self.offer.mechanism
        paragraphs = (self.said(f"rule.{mechanism.target}"), self.said(f"rule.{mechanism.scoring.kind}"))
        yield self.offer.page("rule", "prediction.rule", *paragraphs, picture=self.offer.picture)

    def practice(self, number: int) -> Task:
        """Giving back a known amount."""
        yield from practice(self.offer, self.root, number)

    def bid(self) -> Task:
        """The prediction, measured, and left to be paid when the others have bid."""
        offer, grid = self.offer, grid_of(self.offer)
        values = self.places | {"question": self.said(f"amount.{offer.mechanism.target}")}
        paragraphs = []
        if offer.mechanism.target == "one-other":
            paragraphs.append(offer.text("prediction.amount.sealed", code=offer.code(OTHER)))
        more = {"asks": (field_of(offer, offer.step.measure),), "picture": offer.picture}
        page = offer.page("amount", "prediction.amount", *paragraphs, values=values, **more)
        predicted = grid.take((yield from ask(page))["amount"])
        draw = offer.stream(OTHER).wide()
        yield offer.drawn(OTHER, draw)
        yield offer.measured(as_data(predicted))
        yield Pending(offer.id, predicted, draw, 0)
        yield offer.page("outcome", "prediction.outcome", values=self.places | {"bid": predicted})
        return predicted
