"""Studies analyzed one by one, each as a real one: whole tables, and the fit that is reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.resampling import generator
from ikea_effect.analysis.results import Estimate
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.repeated_measures import RepeatedSampler
from ikea_effect.diagnosis.sampler import Sampler
from ikea_effect.diagnosis.studies import Cells, Reported, asked, drawn
from ikea_effect.errors import AnalysisError, listed
from ikea_effect.protocol.analyses import columns_of, factors_of
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.kinds import placements
from ikea_effect.protocol.models import Protocol

RESAMPLES = 1_000
"""Resamples of each study: fewer than of the one study that counts, since there are many."""
MANY = 20_000
"""Participants per condition in whose table the planted value is read."""


def of_cells(
    protocol: Protocol, cells: Cells, hypothesis: Hypothesis, n: int, studies: int, rng: np.random.Generator
) -> Reported:
    """Studies of both cells of a contrast, where nothing but the measure counts."""
    factor = hypothesis.model.factor  # type: ignore[union-attr]
    found = []
    for high, low in drawn(cells, n, studies, rng):
        for place in range(high.shape[1]):
            levels = np.repeat([cells.high.level, cells.low.level], [len(high), len(low)])
            values = np.concatenate([high[:, place], low[:, place]])
            rows = pd.DataFrame({factor: levels, hypothesis.measure: values})
            found.append(answer(protocol, hypothesis, rows))
    return reported(found)


def of_cells_by(
    protocol: Protocol, cells: Cells, hypothesis: Hypothesis, n: int, rngs: Iterable[np.random.Generator]
) -> Reported:
    """One such study by each generator: that of a seed is the same whatever other seeds are asked for."""
    each = [of_cells(protocol, cells, hypothesis, n, 1, rng) for rng in rngs]
    return reported([found for one in each for found in one.first])


def planted(protocol: Protocol, hypothesis: Hypothesis) -> Estimate:
    """What the model finds in so many participants that chance hardly counts."""
    [table] = seeded_tables(protocol, hypothesis, MANY, [generator(0, MANY)])
    return answer(protocol, with_resamples(hypothesis, 200), table)


def with_resamples(hypothesis: Hypothesis, most: int) -> Hypothesis:
    """The hypothesis with no more resamples than that, if its model resamples."""
    model: Any = hypothesis.model
    if getattr(model, "resamples", 0) <= most:
        return hypothesis
    return hypothesis.model_copy(update={"model": model.model_copy(update={"resamples": most})})


def seeded_tables(
    protocol: Protocol, hypothesis: Hypothesis, n: int, rngs: Iterable[np.random.Generator]
) -> Iterator[pd.DataFrame]:
    """One table by each generator: that of a seed is the same whatever other seeds are asked for.

    Raises: AnalysisError if the model looks at what no population is declared for.
    """
    yield from tables_by(samplers_of(protocol, hypothesis), n, rngs)


def tables_by(samplers: list[Sampler], n: int, rngs: Iterable[np.random.Generator]) -> Iterator[pd.DataFrame]:
    """The same of the conditions' samplers, which are dear to make."""
    pairs = pairs_of(samplers[0].protocol, samplers, n)
    for rng in rngs:
        yield _table(samplers, pairs, [sampler.draw(rng, n, 1) for sampler in samplers], 0)


def samplers_of(protocol: Protocol, hypothesis: Hypothesis) -> list[Sampler]:
    """A sampler of every condition that answers, with all measures that the model looks at."""
    measures = measures_of(protocol, hypothesis)
    kind = RepeatedSampler if is_repeated(protocol, measures) else Sampler
    conditions = asked(protocol, hypothesis.measure)
    if (against := getattr(hypothesis.model, "against", None)) and factors_of(hypothesis.model):
        both = (*conditions, *asked(protocol, against))  # the second cell is asked for another measure
        conditions = tuple(one for one in protocol.conditions if one in both)
    return [kind(protocol, condition, measures) for condition in conditions]


def _table(
    samplers: list[Sampler], pairs: list[NDArray[np.int64]], blocks: list[Mapping[str, Values]], place: int
) -> pd.DataFrame:
    """The table of one study: of every condition its levels, pairs and answers."""
    parts = [
        pd.DataFrame({
            **{factor: np.full(len(pair), level, dtype=object) for factor, level in one.condition.items()},
            **({"pair": pair} if one.protocol.is_paired else {}),
            **{name: _cells(one, name, values[:, place]) for name, values in block.items()},
        })
        for one, block, pair in zip(samplers, blocks, pairs, strict=True)
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def pairs_of(protocol: Protocol, samplers: Sequence[Sampler], n: int) -> list[NDArray[np.int64]]:
    """Whose pair each of the n participants of each condition is in: of the same levels between pairs."""
    conditions = [sampler.condition for sampler in samplers]
    shared = [name for name, factor in protocol.factors.items() if factor.between == "pair"]
    groups = [tuple(condition.get(name) for name in shared) for condition in conditions]
    found = []
    for place, group in enumerate(groups):
        position = np.arange(n) * groups.count(group) + groups[:place].count(group)
        found.append(groups.index(group) * n + position // 2)
    return found


def is_repeated(protocol: Protocol, measures: Iterable[str]) -> bool:
    """Whether some of the measures are asked at several levels within a participant."""
    return any(placements(protocol, name)[0] for name in measures)


def _cells(sampler: Sampler, measure: str, values: Values) -> Any:
    options = sampler.options(measure)
    return np.array(options, dtype=object)[values.astype(int)] if options else values


def measures_of(protocol: Protocol, hypothesis: Hypothesis) -> tuple[str, ...]:
    """The measures that the model looks at, the hypothesis' own first."""
    columns = [name for name in columns_of(hypothesis.model) if name not in protocol.factors]
    asked = tuple(dict.fromkeys([hypothesis.measure, *columns]))
    if unknown := [name for name in asked if name not in protocol.simulation]:
        raise AnalysisError(
            f"{hypothesis.id}: no population is declared for {listed(unknown)}, which its model looks at."
        )
    return asked


def reported(found: list[Estimate]) -> Reported:
    """What the studies report, in arrays."""
    limits = [(one.ci.low, one.ci.high) if one.ci else (None, None) for one in found]
    return Reported(
        _numbers([one.estimate for one in found]),
        _numbers([low for low, _ in limits]),
        _numbers([high for _, high in limits]),
        np.array([one.p is not None and one.p < 0.05 for one in found], dtype=np.bool_),
        tuple(found),
    )


def _numbers(values: list[float | None]) -> Values:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
