"""Asked again: with other amounts wherever there are such, and never said to be other where they are not."""

import re

import pytest

from tests.unit.tasks.bidding_bench import context, misreading, play, step, written

GRID = {"low": 0, "high": 5, "step": 0.05}
MECHANISMS = {
    "offer-1": {"kind": "take-it-or-leave-it", "prices": [2]},
    "offer-3": {"kind": "take-it-or-leave-it", "prices": [1, 2, 3]},
    "two-rows": {"kind": "price-list", "prices": [1, 2]},
    "four-rows": {"kind": "price-list", "prices": [1, 2, 3, 4]},
    "two-bids": {"kind": "bdm", "low": 0, "high": 1, "step": 1},
    "own-bid": {"kind": "bdm", "pays": "own-bid", **GRID},
    "prices": {"kind": "bdm", **GRID, "prices": [{"price": 1}, {"price": 2}]},
    "one-price": {"kind": "bdm", "low": 0, "high": 1, "step": 1, "prices": [{"price": 1}]},
    "first-price": {"kind": "first-price", **GRID, "group_size": 2},
    "vickrey": {"kind": "vickrey", **GRID, "group_size": 4, "units": 3},
    "small": {"kind": "vickrey", "low": 0, "high": 2, "step": 1, "group_size": 2},
    "english": {"kind": "english", "low": 1, "high": 2, "step": 1, "group_size": 2},
    "double": {"kind": "double-bounded", "price_sets": [{"first": 2, "lower": 1, "higher": 3}]},
    "open": {"kind": "open-ended", **GRID},
    "slider": {"kind": "price-slider", "low": 0, "high": 1, "step": 1},
    "guess": {"kind": "prediction", **GRID, "of": "bid", "scoring": {"kind": "quadratic", "prize": 1}},
}
AGAIN = {
    "en": ("again, with other amounts.", "again."),
    "nl": ("nog een keer, met andere bedragen.", "nog een keer."),
}
NONE_OTHER = {"two-rows.2", "two-bids.2", "one-price.1", "one-price.2", "english.2"}
"""Questions for which the mechanism has one choice of amounts only."""

FEW = ("two-rows", "two-bids", "four-rows", "small", "english", "slider", "one-price")
"""Mechanisms of so few amounts that a third attempt may have to repeat the first."""


def repeats(name, language):
    """For each question of some participants: its texts at three attempts, and what is said in between."""
    kind = MECHANISMS[name]["kind"]
    asking = {"questions": kind, "attempts": 3, "then": "end"}
    declared = step(mechanism=MECHANISMS[name], comprehension=asking)
    for number in range(12):
        pages = play(context(declared, f"P{number:03}"), answer=misreading).pages
        for question in range(1, 4):
            one = [page for page in pages if page.id.startswith(f"bid.question-{question}")]
            told = [written(page, language) for page in one]
            if told:
                yield question, [re.sub(r"\s+", " ", text) for text in told]


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", MECHANISMS)
def test_other_amounts_are_other_amounts(name, language):
    others, same = AGAIN[language]
    for question, (first, told, second, told_again, third, _) in repeats(name, language):
        for before, said, after in ((first, told, second), (second, told_again, third)):
            amounts = [sorted(re.findall(r"€\s?[\d.,]+\d", text)) for text in (before, after)]
            assert said.endswith((others, same))
            if said.endswith(others):
                assert before != after
            else:
                assert amounts[0] == amounts[1]
                assert f"{name}.{question}" in NONE_OTHER, "there were other amounts"


@pytest.mark.parametrize("name", [name for name in MECHANISMS if name not in FEW])
def test_no_attempt_repeats_an_earlier_one_where_there_are_enough_amounts(name):
    for question, (first, _, second, _, third, _) in repeats(name, "en"):
        assert len({first, second, third}) == 3, question
