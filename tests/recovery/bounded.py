"""Tables of answers that are known up to an interval: values from the path model, bounded by a price list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from typing_extensions import override

from ikea_effect.diagnosis import one_by_one
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.sampler import Sampler
from ikea_effect.diagnosis.studies import asked
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.mechanisms import PriceList
from ikea_effect.protocol.models import Protocol
from ikea_effect.tasks.population import mechanism_of

BOUNDED = ("interval", "turnbull")
"""Kinds of model that look at a lowest and a highest value."""


class Valuing(Sampler):
    """Draws values of a measure as they are, which a price list would only bound; others as answered."""

    @override
    def _answered(self, name: str, exact: Values, rng: np.random.Generator) -> Values:
        if isinstance(mechanism_of(self.protocol, name), PriceList):
            return exact
        return super()._answered(name, exact, rng)


def bounded_tables(
    protocol: Protocol, hypothesis: Hypothesis, n: int, rngs: Iterable[np.random.Generator]
) -> Iterator[pd.DataFrame]:
    """One table by each generator, of people who take every price up to their value and refuse all above."""
    mechanism = mechanism_of(protocol, hypothesis.measure)
    assert isinstance(mechanism, PriceList)
    prices = np.array([float(price) for price in mechanism.prices])
    measures = one_by_one.measures_of(protocol, hypothesis)
    samplers = [Valuing(protocol, one, measures) for one in asked(protocol, hypothesis.measure)]
    for table in one_by_one.tables_by([*samplers], n, rngs):
        low, high = bounds(table.pop(hypothesis.measure).to_numpy(), prices)
        yield table.assign(**{f"{hypothesis.measure}.low": low, f"{hypothesis.measure}.high": high})


def bounds(values: Values, prices: Values) -> tuple[Values, Values]:
    """The highest price that is taken (0: none) and the lowest that is refused (missing: none)."""
    taken = np.searchsorted(prices, values, side="right")
    return np.concatenate([[0.0], prices])[taken], np.concatenate([prices, [np.nan]])[taken]
