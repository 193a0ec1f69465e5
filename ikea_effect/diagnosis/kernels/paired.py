"""Two values of a participant, or of people in pairs, answered of many simulated studies together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.block import Block, Kernel, by_t, where_known
from ikea_effect.diagnosis.kernels.regressions import are_numbers
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.analyses_of_means import Paired
from ikea_effect.protocol.expressions import parse_contrast
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.kinds import placements
from ikea_effect.protocol.levels import at_levels, column_of
from ikea_effect.protocol.model_base import levels_kept
from ikea_effect.protocol.models import Protocol

# --- differences within -----------------------------------------------------------------------------------


def paired(protocol: Protocol, hypothesis: Hypothesis, model: Paired) -> Kernel | None:
    """The mean difference of two values of each participant, or of each pair's mean."""
    names, kept = _compared(protocol, hypothesis, model), levels_kept(model)
    if names is None or model.unit == "piece" or any(protocol.factors[one].within for one in kept):
        return None
    if model.unit == "pair" and not protocol.is_paired:
        return None
    high, low = names

    def kernel(block: Block) -> Reported:
        rows = block.rows(kept)
        first, second = (block.columns[name][:, rows] for name in (high, low))
        if model.unit == "pair" and block.pairs is not None:
            first, second = (of_each_pair(one, block.pairs[rows]) for one in (first, second))
        return _differences(first, second, hypothesis.alternative)

    return kernel


def _compared(protocol: Protocol, hypothesis: Hypothesis, model: Paired) -> tuple[str, str] | None:
    """Both columns; None where they do not stand beside each other."""
    measure = hypothesis.measure
    if model.against is not None:
        once = not placements(protocol, measure)[0] and not placements(protocol, model.against)[0]
        return (measure, model.against) if once and are_numbers(protocol, (measure, model.against)) else None
    weights = parse_contrast(model.contrast or "")
    places = placements(protocol, measure)
    two = {*places[0]} == {model.factor} and sorted(weights.values()) == [-1, 1]
    if not two or not are_numbers(protocol, (measure,)):
        return None
    high, low = sorted(weights, key=lambda level: -weights[level])
    return column_of(at_levels(measure, (high,))), column_of(at_levels(measure, (low,)))


def of_each_pair(values: Values, pairs: NDArray[np.int64]) -> Values:
    """The mean of each pair, shape (studies, pairs)."""
    _, place, size = np.unique(pairs, return_inverse=True, return_counts=True)
    found = np.zeros((len(size), len(values)))
    np.add.at(found, place, values.T)
    return np.asarray(found.T / size, dtype=np.float64)


def _differences(first: Values, second: Values, alternative: str) -> Reported:
    apart = first - second
    n = apart.shape[1]
    size = np.maximum(np.abs(first).max(axis=1), np.abs(second).max(axis=1))
    known = np.ptp(apart, axis=1) > 1e-12 * size if n > 1 else np.zeros(len(apart), dtype=np.bool_)
    if n < 2:
        nothing = np.full(len(apart), np.nan)
        return where_known(known, nothing, nothing, nothing, nothing)
    return by_t(apart.mean(axis=1), apart.std(axis=1, ddof=1) / np.sqrt(n), n - 1.0, alternative, known)
