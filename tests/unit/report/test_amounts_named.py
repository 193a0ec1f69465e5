"""What an amount is called follows from how it is asked for, and a measure's name is no noun."""

from __future__ import annotations

from typing import Any

import pytest

from ikea_effect.language import speaking, spoken_language
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.registry import measure_kind
from ikea_effect.report.sections.finding import Finding
from ikea_effect.report.sections.naming import is_money, words_of
from ikea_effect.report.wording import finer, spelled


def money(protocol: Any) -> list[str]:
    return [name for name in protocol.measures if is_money(protocol, name)]


@pytest.mark.parametrize(
    ("study", "words"),
    [
        ("norton-2012-1a", {"bid"}),  # Becker, DeGroot and Marschak
        ("customer-photos", {"stated amount"}),
        ("perceived-value", {"stated amount"}),
        ("label-or-fact", {"stated amount"}),
        ("job-choice", {"amount"}),  # a price list: what is given up follows from its rows
    ],
)
def test_only_what_is_bid_is_a_bid(study: str, words: set[str]) -> None:
    protocol = load_protocol(study)
    assert {words_of(protocol, name).one for name in money(protocol)} == words


def finding(study: str, measure: str, unit: str = "EUR") -> Finding:
    return Finding(load_protocol(study), None, {"measure": measure, "unit": unit})


def test_a_name_that_is_no_noun_stands_in_quotes() -> None:
    assert finding("job-choice", "given-up").topic == "amounts (“given up”)"
    assert finding("job-choice", "given-up").one == "amount (“given up”)"
    assert finding("job-choice", "would-be-mine").topic == "scores on “would be mine”"
    assert finding("norton-2012-1a", "wtp", "USD").topic == "bids"
    with speaking(spoken_language("nl")):
        assert finding("job-choice", "given-up").topic.startswith("bedragen (“")


def test_the_kind_of_the_measure_is_still_money() -> None:
    assert measure_kind(load_protocol("job-choice").measures["given-up"].kind).unit == "currency"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.89762, "share", "89.762%"),
        (0.89762, "pp", "89.762 percentage points"),
        (1.23456, "ratio", "1.2346×"),
        (0.2825, "USD", "$0.2825"),
        (89.7621, "points", "89.7621"),
        (0.0123456, "USD per unit of age", "0.01235"),
    ],
)
def test_what_is_told_before_rounding_has_its_unit(value: float, unit: str, said: str) -> None:
    assert spelled(finer(value, unit)) == said
