"""The mechanisms: what each yields, how it settles, and what it leaves in the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ikea_effect.protocol.kinds.kind import Column, Columns, MechanismKind, Study
from ikea_effect.protocol.mechanisms import (
    Bdm,
    DoubleBounded,
    English,
    FirstPrice,
    Mechanism,
    NthPrice,
    OpenEnded,
    Prediction,
    PriceList,
    PriceSlider,
    TakeItOrLeaveIt,
    Vickrey,
)
from ikea_effect.protocol.registry import BUILT_IN, is_kind, mechanism_kind

if TYPE_CHECKING:
    from ikea_effect.protocol.kinds.steps.bidding import Bidding

FIRST = Decimal(1)
"""Rounds and paddles are counted from here."""


def rounds_of(step: Bidding) -> int:
    """How often the step asks for a bid."""
    return int(getattr(step.mechanism, "rounds", 1))


def _nothing(_step: Bidding, _study: Study) -> Columns:
    return ()


def _settled(step: Bidding, study: Study, price: str = "The price drawn") -> Columns:
    """What a purchase comes to, and of several rounds the one that counts."""
    paid = "What the participant pays for the good; less than zero is paid to who sold"
    columns = (
        Column(f"{step.id}.price", "amount", price, study.currency),
        Column(f"{step.id}.bought", "boolean", "Whether the participant bought the good"),
        Column(f"{step.id}.paid", "amount", paid, study.currency),
    )
    if rounds_of(step) == 1:
        return columns
    return (
        *columns,
        Column(f"{step.id}.round", "integer", "The round that was drawn to count", "", (), FIRST),
    )


def _auction(step: Bidding, study: Study) -> Columns:
    group = "The group whose bids were settled together; empty while it waits for others"
    price = "What the good cost in the group's auction; of several prices, one's own"
    return (Column(f"{step.id}.group", "text", group, signs="program"), *_settled(step, study, price))


def _english(step: Bidding, study: Study) -> Columns:
    return (
        Column(f"{step.id}.group", "text", "The group that bid together at one desk", signs="program"),
        Column(f"{step.id}.paddle", "integer", "The participant's paddle at the desk", "", (), FIRST),
        Column(
            f"{step.id}.winner", "integer", "The paddle that bid last; empty if nobody did", "", (), FIRST
        ),
        *_settled(step, study, "The price at which bidding ended"),
    )


def _price_list(step: Bidding, study: Study) -> Columns:
    """Whether answers fit together: in all rounds and, where there are several, in each."""
    rounds, meaning = rounds_of(step), "Whether no price was taken above one that was refused"
    each = [
        Column(f"{step.id}.consistent_{number}", "boolean", f"{meaning}, in round {number}")
        for number in range(1, rounds + 1)
        if rounds > 1
    ]
    whole = Column(f"{step.id}.consistent", "boolean", meaning + (", in every round" if each else ""))
    return (whole, *each, *_settled(step, study))


def _double_bounded(step: Bidding, study: Study) -> Columns:
    asked = {"first": "first", "second": "next, higher after yes and lower after no"}
    said = {"first": "first price", "second": "second price"}
    return tuple(
        column
        for name in asked
        for column in (
            Column(
                f"{step.id}.{name}_price", "amount", f"The price asked about {asked[name]}", study.currency
            ),
            Column(
                f"{step.id}.{name}_answer",
                "text",
                f"Whether the participant would buy at the {said[name]}",
                values=("yes", "no"),
            ),
        )
    )


def _prediction(step: Bidding, study: Study) -> Columns:
    meaning = "What the prediction earns; empty until the study is closed"
    return (Column(f"{step.id}.earned", "amount", meaning, study.currency),)


def _shares(*parts: str) -> Callable[[Any], tuple[str, ...]]:
    """These parts of the shared texts of bidding, whatever is declared."""
    return lambda _declared: parts


def _bdm_texts(declared: Bdm) -> tuple[str, ...]:
    return ("bdm-sell" if declared.trade == "sell" else "bdm",)


_SCREENS = "ikea_effect.tasks.bidding"
_BOUNDS = "ikea_effect.diagnosis.bounds"

BDM = MechanismKind(
    "bdm",
    Bdm,
    "amount",
    "alone",
    "drawn",
    "in a Becker–DeGroot–Marschak procedure",
    _settled,
    f"{_SCREENS}.bdm.screens:BdmProcedure",
    shared=_bdm_texts,
)
FIRST_PRICE = MechanismKind(
    "first-price",
    FirstPrice,
    "amount",
    "group",
    "none",
    "in a first-price auction",
    _auction,
    f"{_SCREENS}.sealed_bids.screens:AuctionProcedure",
    shared=_shares("auction"),
)
VICKREY = MechanismKind(
    "vickrey",
    Vickrey,
    "amount",
    "group",
    "none",
    "in a Vickrey auction",
    _auction,
    f"{_SCREENS}.sealed_bids.screens:AuctionProcedure",
    shared=_shares("auction"),
)
NTH_PRICE = MechanismKind(
    "nth-price",
    NthPrice,
    "amount",
    "group",
    "none",
    "in an nth-price auction",
    _auction,
    f"{_SCREENS}.sealed_bids.screens:AuctionProcedure",
    shared=_shares("auction"),
)
ENGLISH = MechanismKind(
    "english",
    English,
    "bounds",
    "desk",
    "fixed",
    "in an English auction",
    _english,
    f"{_SCREENS}.english.screens:EnglishProcedure",
    shared=_shares("english", "auction"),
)
PRICE_LIST = MechanismKind(
    "price-list",
    PriceList,
    "bounds",
    "alone",
    "fixed",
    "on a price list",
    _price_list,
    f"{_SCREENS}.yes_or_no.screens:PriceListProcedure",
    shared=_shares("price-list"),
    bounds=f"{_BOUNDS}:by_price_list",
)
TAKE_IT_OR_LEAVE_IT = MechanismKind(
    "take-it-or-leave-it",
    TakeItOrLeaveIt,
    "bounds",
    "alone",
    "fixed",
    "at a price to take or leave",
    _settled,
    f"{_SCREENS}.yes_or_no.screens:OfferProcedure",
    shared=_shares("take-it-or-leave-it"),
    bounds=f"{_BOUNDS}:by_one_price",
)
DOUBLE_BOUNDED = MechanismKind(
    "double-bounded",
    DoubleBounded,
    "bounds",
    "never",
    "fixed",
    "at two prices in turn",
    _double_bounded,
    f"{_SCREENS}.yes_or_no.double_bounded:DoubleBoundedProcedure",
    shared=_shares("double-bounded", "hypothetical"),
    bounds=f"{_BOUNDS}:by_two_prices",
)
OPEN_ENDED = MechanismKind(
    "open-ended",
    OpenEnded,
    "amount",
    "never",
    "none",
    "by stating an amount",
    _nothing,
    f"{_SCREENS}.stated.screens:StatedProcedure",
    shared=_shares("hypothetical"),
)
PRICE_SLIDER = MechanismKind(
    "price-slider",
    PriceSlider,
    "amount",
    "never",
    "none",
    "on a slider",
    _nothing,
    f"{_SCREENS}.stated.screens:StatedProcedure",
    shared=_shares("hypothetical"),
)
PREDICTION = MechanismKind(
    "prediction",
    Prediction,
    "amount",
    "at-close",
    "none",
    "by predicting the bids of others",
    _prediction,
    f"{_SCREENS}.stated.screens:PredictionProcedure",
    shared=_shares("prediction"),
)

MECHANISMS = {name: mechanism_kind(name) for name in BUILT_IN["mechanism"]}
"""Every kind of mechanism of this program by its name."""


def declared_kind(said: Mapping[str, Any]) -> MechanismKind | None:
    """The kind that a file's mechanism names; nothing where it names none that there is."""
    kind = said.get("kind")
    return mechanism_kind(str(kind)) if is_kind("mechanism", kind) else None


def kind_of(mechanism: Mechanism) -> MechanismKind:
    """What is known of a declared mechanism."""
    return mechanism_kind(mechanism.kind)
