"""Amounts known up to an interval, drawn of many participants: the bounds that their sessions leave."""

from __future__ import annotations

import copy
import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis.bounds import bounding, is_bounded
from ikea_effect.diagnosis.diagnose import ask, diagnose
from ikea_effect.diagnosis.one_by_one import samplers_of
from ikea_effect.errors import AnalysisError
from ikea_effect.money import Money
from ikea_effect.operations.session_facts import plan_of
from ikea_effect.operations.simulate import first_chunk, simulated_journals
from ikea_effect.protocol.kinds.mechanisms.double_bounded import DoubleBounded
from ikea_effect.protocol.kinds.mechanisms.price_list import PriceList
from ikea_effect.protocol.kinds.mechanisms.take_it_or_leave_it import TakeItOrLeaveIt
from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import load_setup
from ikea_effect.record.observations import frame, tables
from ikea_effect.tasks.bidding.yes_or_no.rule import bounds, double_bounds, follow_up, prices
from ikea_effect.tasks.bidding.yes_or_no.screens import honest
from ikea_effect.tasks.population import mechanism_of

PROTOCOLS = Path("tests/data/protocols")
VALUES = np.array(
    [-0.3, 0.0, 0.49, 0.5, 0.51, 0.75, 1.0, 1.49, 1.5, 2.0, 2.5, 3.0, 3.99, 4.0, 4.01, 5.0, 9.0]
)


class Certain(np.random.Generator):
    """Draws the same every time: a chance, and a whole number."""

    def __init__(self, chance: float, number: int) -> None:
        super().__init__(np.random.PCG64(0))
        self._chance, self._number = chance, number

    def random(self, size: Any = None, *_: Any, **__: Any) -> Any:
        return np.full(size, self._chance)

    def integers(self, _low: Any, _high: Any = None, size: Any = None, **_: Any) -> Any:
        return np.full(size, self._number)


def measured(name: str, **changes: Any) -> Protocol:
    """A small study of the folder whose mechanism is changed in some keys."""
    said = copy.deepcopy(dict(load_protocol(str(PROTOCOLS / f"{name}.yaml")).said))
    [step] = (step["bidding"] for step in said["timeline"] if "bidding" in step)
    step["mechanism"].update(changes)
    return protocol_from_said(said)


def drawn(protocol: Protocol, chance: float = 1.0, number: int = 0) -> list[tuple[int, int | None]]:
    """Both bounds of all VALUES in the smallest unit of the currency."""
    found = bounding(protocol, "wtp")(VALUES, Certain(chance, number))
    return [minor(low, high) for low, high in zip(*found, strict=True)]


def minor(low: float, high: float) -> tuple[int, int | None]:
    return round(low * 100), None if np.isnan(high) else round(high * 100)


def worth(protocol: Protocol, value: float) -> Money:
    return Money(round(value * 100), protocol.currency)


@pytest.mark.parametrize("rule", ["widest", "first-switch", "last-switch"])
@pytest.mark.parametrize("slip", [None, *range(10)])
def test_a_price_list_bounds_as_its_rule_does(rule: str, slip: int | None) -> None:
    """Rows that fit together, and each row the other way round."""
    protocol = measured("price_list", switching="free", inconsistent=rule)
    mechanism = mechanism_of(protocol, "wtp")
    assert isinstance(mechanism, PriceList)
    at = prices(mechanism, protocol.currency)
    theirs = []
    for value in VALUES:
        rows = list(honest(at, worth(protocol, value))["rows"])
        if slip is not None:
            rows[slip] = "keep" if rows[slip] == "buy" else "buy"
        found = bounds(at, rows, mechanism.inconsistent)
        theirs.append((found.low, found.high))
    assert drawn(protocol, 1.0 if slip is None else 0.0, slip or 0) == theirs


def test_rows_with_one_switch_are_not_misread() -> None:
    single = measured("price_list")
    assert drawn(single, 0.0, 3) == drawn(measured("price_list", switching="free"), 1.0)


@pytest.mark.parametrize("row", range(4))
def test_one_price_bounds_as_its_rule_does(row: int) -> None:
    protocol = measured("offer")
    mechanism = mechanism_of(protocol, "wtp")
    assert isinstance(mechanism, TakeItOrLeaveIt)
    at = prices(mechanism, protocol.currency)[row : row + 1]
    theirs = [bounds(at, honest(at, worth(protocol, value))["rows"]) for value in VALUES]
    assert drawn(protocol, number=row) == [(one.low, one.high) for one in theirs]


@pytest.mark.parametrize("chosen", range(2))
def test_two_prices_bound_as_their_rule_does(chosen: int) -> None:
    protocol = measured("double_bounded")
    mechanism = mechanism_of(protocol, "wtp")
    assert isinstance(mechanism, DoubleBounded)
    asked, theirs = mechanism.price_sets[chosen], []
    for value in VALUES:
        own = worth(protocol, value)
        [first] = honest((Money.of(asked.first, protocol.currency),), own)["rows"]
        [second] = honest((follow_up(asked, first, protocol.currency),), own)["rows"]
        found = double_bounds(asked, first, second, protocol.currency)
        theirs.append((found.low, found.high))
    assert drawn(protocol, number=chosen) == theirs


def in_sessions(name: str, people: int) -> Counter[tuple[str, int, int | None]]:
    """How often whole sessions of simulated participants leave each condition with these bounds."""
    path = str(PROTOCOLS / f"{name}.yaml")
    setup = load_setup(path, None, "en", collecting=False)
    secret = hashlib.sha256(name.encode()).digest()
    plan = plan_of(setup, path, name, "simulated", 1)
    journals = simulated_journals(setup, plan, secret, first_chunk(setup, secret, people))
    table = frame(tables(setup.protocol, (journal.events for _, journal in journals)))
    factor = next(iter(setup.protocol.factors))
    rows = zip(table[factor], table["wtp.low"].astype(float), table["wtp.high"].astype(float), strict=True)
    return Counter((str(level), *minor(low, high)) for level, low, high in rows)


def in_batches(protocol: Protocol, people: int) -> Counter[tuple[str, int, int | None]]:
    """The same of so many drawn ones in each condition."""
    found: Counter[tuple[str, int, int | None]] = Counter()
    for sampler in samplers_of(protocol, protocol.hypotheses[0]):
        columns = sampler.draw(generator(1), people, 1)
        [level] = sampler.condition.values()
        both = np.stack([columns["wtp.low"][:, 0], columns["wtp.high"][:, 0]])
        pairs, counts = np.unique(both, axis=1, return_counts=True, equal_nan=True)
        for low, high, count in zip(*pairs, counts, strict=True):
            found[level, *minor(low, high)] += int(count)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", ["price_list", "price_list_free", "offer", "double_bounded"])
def test_drawn_bounds_are_as_frequent_as_those_that_sessions_leave(name: str) -> None:
    protocol, people = measured(name), 1_200
    ours, theirs = in_batches(protocol, 100_000), in_sessions(name, people)
    rare = {key for key in theirs | ours if ours[key] < 100_000 * 10 / people}  # too few for a chi-square
    kept = sorted((theirs | ours).keys() - rare, key=str)
    both = np.array([[counts[key] for key in kept] + [sum(counts[key] for key in rare)]
                     for counts in (ours, theirs)])  # fmt: skip
    assert len(kept) > 6
    assert both.sum(axis=1).tolist() == [200_000, people]
    assert stats.chi2_contingency(both[:, both.sum(axis=0) > 0]).pvalue > 0.001


def shares(edges: NDArray[np.float64], mean: float, sd: float, zero: float) -> NDArray[np.float64]:
    """The share of amounts between neighboring edges, by the distribution function of the population."""
    positive, spread = mean / (1 - zero), (sd**2 + mean**2) / (1 - zero) - (mean / (1 - zero)) ** 2
    gamma = stats.gamma(positive**2 / spread, scale=spread / positive)
    below = np.where(edges > 0, zero + (1 - zero) * gamma.cdf(edges), 0.0)
    return np.diff(np.concatenate([[0.0], below[edges > 0], [1.0]]))


@pytest.mark.parametrize("level", ["users", "company"])
@pytest.mark.parametrize(
    ("name", "edges", "chance"),
    [
        ("price_list", [[0.5 * k for k in range(1, 11)]], 1.0),
        ("offer", [[1.0], [2.0], [3.0], [4.0]], 0.25),
        ("double_bounded", [[0.75, 1.5, 2.5], [2.0, 3.0, 4.0]], 0.5),
    ],
)
def test_drawn_bounds_are_as_frequent_as_the_population_says(
    level: str, name: str, edges: list[Any], chance: float
) -> None:
    """Each price, or set of prices, as likely; then the distribution function."""
    protocol, people = measured(name), 100_000
    population: Any = protocol.simulation["wtp"]
    mean = population.mean[level] if isinstance(population.mean, dict) else population.mean
    ours: Counter[tuple[int, int | None]] = Counter()
    for (where, low, high), count in in_batches(protocol, people).items():
        if where == level:
            ours[low, high] += count
    expected: dict[tuple[int, int | None], float] = {}
    for one in edges:
        cuts = np.array(list(one))
        ends = [0.0, *cuts, np.nan]
        for place, share in enumerate(shares(cuts, mean, population.sd, population.zero)):
            key = minor(ends[place], ends[place + 1])
            expected[key] = expected.get(key, 0.0) + chance * share
    assert ours.keys() <= expected.keys()
    counts = [ours[key] for key in expected]
    assert stats.chisquare(counts, [people * share for share in expected.values()]).pvalue > 0.001


@pytest.mark.slow
@pytest.mark.parametrize("name", ["price_list", "offer", "double_bounded"])
def test_power_is_told_of_every_way_to_bound_an_amount(name: str) -> None:
    protocol = measured(name)
    assert is_bounded(protocol, "wtp")
    for model in ({"kind": "interval"}, {"kind": "turnbull", "resamples": 200}):
        said = copy.deepcopy(dict(protocol.said))
        said["hypotheses"][0]["model"] |= model
        asked = protocol_from_said(said)
        found = diagnose(asked, asked.hypotheses[0].id, 30, studies=10)
        assert found.power.value is not None
        assert found.planted is not None
        assert found.bias.mc_error is not None
        assert found.coverage.value is not None
        assert abs(found.bias.value or 0.0) < 4 * found.bias.mc_error


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("english", r"bounded by what others bid \(english\): .* --full runs whole sessions"),
        ("english_rounds", r"--full runs whole sessions"),
    ],
)
def test_what_rests_on_other_bidders_is_not_drawn(name: str, said: str) -> None:
    protocol = measured(name)
    with pytest.raises(AnalysisError, match=said):
        samplers_of(protocol, protocol.hypotheses[0])


@pytest.mark.parametrize("name", ["offer_rounds", "price_list_rounds"])
def test_of_several_rounds_one_counts(name: str) -> None:
    said = copy.deepcopy(dict(measured(name).said))
    hypothesis = said["hypotheses"][0]
    hypothesis["repeated"] = "mean"
    with pytest.raises(AnalysisError, match=r"in each of . rounds, .* `repeated: first` or `last`; --full"):
        ask(protocol_from_said(said), hypothesis["id"])
    hypothesis["repeated"] = "first"
    assert diagnose(protocol_from_said(said), hypothesis["id"], 30, studies=4).power.value is not None
