"""Choices, ordered answers and counts, answered of many simulated studies together.

Without covariates counts of both cells say all; with covariates that are numbers Newton's steps take all
studies at once, and those in which they do not come to an end are fitted as one alone is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ikea_effect.analysis.choices import fit_logit
from ikea_effect.analysis.counts import NO_SPREAD, Fitted, fit_poisson
from ikea_effect.analysis.cumulative import cumulative_logit
from ikea_effect.analysis.linear import ALONE
from ikea_effect.analysis.question import CannotEstimate
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.block import Block, Kernel, by_t, sides_of
from ikea_effect.diagnosis.kernels.regressions import are_numbers
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.analyses_of_answers import Counts, Logit, Ordinal
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.model_base import levels_kept
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.simulation import ChoiceChances

STEPS, NEAR = 40, 1e-11
MOST_AWAY, MOST_ERROR = 30.0, 100.0
"""A linear predictor so far out, or so large an error, is left to the fit of one study alone: it says whether
that is a maximum."""
MOST_STEPS = 2_000_000
"""Steps from one count to the next that are looked at together, over studies."""
LAST_MOVE = 1e-7
"""A move of a dispersion's log so small leaves an error of its square."""
Flags = NDArray[np.bool_]


class Asked(NamedTuple):
    """Outcome (studies, rows), columns (studies, rows, k): 1, whether in the higher cell, covariates.

    `treated` are the rows of the higher cell, `able` the studies whose columns can be told apart.
    """

    y: Values
    x: Values
    treated: Flags
    able: Flags

    @property
    def df(self) -> float:
        """Rows less columns."""
        return float(self.x.shape[1] - self.x.shape[2])

    def cells(self) -> tuple[Values, Values]:
        """The outcome in the higher and in the lower cell."""
        return self.y[:, self.treated], self.y[:, ~self.treated]


def _asked(hypothesis: Hypothesis, model: Logit | Ordinal | Counts) -> Callable[[Block], Asked]:
    """What takes outcome and columns out of a block."""
    high, low = sides_of(model.contrast)

    def columns(block: Block) -> Asked:
        rows = block.rows({**levels_kept(model), model.factor: (high, low)})
        treated = block.rows({model.factor: (high,)})[rows]
        y = block.columns[hypothesis.measure][:, rows]
        each = [np.ones_like(y), treated, *(block.columns[name][:, rows] for name in model.covariates)]
        x = np.stack([np.broadcast_to(one, y.shape) for one in each], axis=2).astype(np.float64)
        return Asked(y, x, treated, _told_apart(x, treated))

    return columns


def _told_apart(x: Values, treated: Flags) -> Flags:
    """In which studies two in each cell and two rows beyond the columns leave each column its own."""
    studies, rows, k = x.shape
    if min(treated.sum(), (~treated).sum()) < 2 or rows < k + 2:
        return np.zeros(studies, dtype=np.bool_)
    if k == 2:
        return np.ones(studies, dtype=np.bool_)
    scaled = x / np.abs(x).max(axis=1, keepdims=True).clip(1e-300)
    return np.asarray(np.linalg.matrix_rank(scaled) == k)


def _nothing(studies: int) -> tuple[Values, Values]:
    return np.full(studies, np.nan), np.full(studies, np.nan)


# --- choices ----------------------------------------------------------------------------------------------


def logit(protocol: Protocol, hypothesis: Hypothesis, model: Logit) -> Kernel | None:
    """The average change in the chance of an option; of two shares alone by closed form."""
    chances = isinstance(protocol.simulation[hypothesis.measure], ChoiceChances)
    if not chances or not are_numbers(protocol, model.covariates):
        return None
    columns = _asked(hypothesis, model)

    def kernel(block: Block) -> Reported:
        options, found = block.options[hypothesis.measure], columns(block)
        place = options.index(model.option) if model.option in options else -1
        found = found._replace(y=(found.y == place).astype(np.float64))
        estimate, se = _of_shares(found) if found.x.shape[2] == 2 else _changes(found)
        told = by_t(estimate, se, found.df, hypothesis.alternative, np.isfinite(estimate))
        return replace(told, low=np.clip(told.low, -1.0, 1.0), high=np.clip(told.high, -1.0, 1.0))

    return kernel


def _of_shares(found: Asked) -> tuple[Values, Values]:
    """Difference of two shares and its error; none where a cell has no maximum (all or none)."""
    high, low = found.cells()
    one, other = high.mean(axis=1), low.mean(axis=1)
    variances = one * (1 - one) / high.shape[1], other * (1 - other) / low.shape[1]
    known = found.able & (variances[0] > 0) & (variances[1] > 0)
    return np.where(known, one - other, np.nan), np.where(known, np.sqrt(sum(variances)), np.nan)


def _changes(found: Asked) -> tuple[Values, Values]:
    """The average change in chances of each study, and its error."""
    estimate, se = _nothing(len(found.y))
    able = np.flatnonzero(found.able & (np.ptp(found.y, axis=1) > 0))
    params, covariance = _newton(found.y[able], found.x[able], _of_logit, _one_logit)
    chances, slopes = [], []
    others = found.x[able].copy()
    for level in (1.0, 0.0):
        others[:, :, 1] = level
        chance = special.expit(np.einsum("snk,sk->sn", others, params))
        chances.append(chance.mean(axis=1))
        slopes.append(np.einsum("sn,snk->sk", chance * (1 - chance), others) / others.shape[1])
    gradient = slopes[0] - slopes[1]
    estimate[able] = chances[0] - chances[1]
    se[able] = np.sqrt(np.einsum("sk,skl,sl->s", gradient, covariance, gradient))
    return estimate, se


def _of_logit(x: Values, y: Values, params: Values) -> tuple[Values, Values, Values]:
    """Residual and weight of each row, and the linear predictor."""
    away = np.einsum("snk,sk->sn", x, params)
    chance = special.expit(away)
    return y - chance, chance * (1 - chance), away


def _one_logit(y: Values, x: Values) -> Fitted:
    return Fitted(*fit_logit(y, x), 0.0)


Rows = Callable[[Values, Values, Values], tuple[Values, Values, Values]]


def _newton(
    y: Values, x: Values, rows: Rows, alone: Callable[[Values, Values], Fitted], begin: Values | None = None
) -> tuple[Values, Values]:
    """Coefficients and covariances by Newton's steps; where these go on, by the fit of one study alone."""
    studies, _, k = x.shape
    params = np.zeros((studies, k)) if begin is None else begin.copy()
    going, done = np.ones(studies, dtype=np.bool_), np.zeros(studies, dtype=np.bool_)
    covariance = np.full((studies, k, k), np.nan)
    for _ in range(STEPS):
        places = np.flatnonzero(going)
        if not len(places):
            break
        own = x[places]
        residual, weight, away = rows(own, y[places], params[places])
        curve = np.einsum("snk,sn,snl->skl", own, weight, own, optimize=True)
        sound = np.isfinite(curve).all(axis=(1, 2)) & (np.abs(away).max(axis=1) < MOST_AWAY)
        sound[sound] = np.linalg.cond(curve[sound]) < 1e12
        going[places[~sound]] = False
        places, curve = places[sound], np.linalg.inv(curve[sound])
        step = np.einsum("skl,snl,sn->sk", curve, own[sound], residual[sound], optimize=True)
        params[places] += step
        covariance[places] = curve
        ended = (np.abs(step) * np.abs(own[sound]).max(axis=1)).max(axis=1) < NEAR
        done[places[ended]], going[places[ended]] = True, False
    with np.errstate(invalid="ignore"):
        done &= np.sqrt(np.diagonal(covariance, axis1=1, axis2=2)).max(axis=1) <= MOST_ERROR
    for place in np.flatnonzero(~done):
        params[place], covariance[place] = np.nan, np.nan
        try:
            params[place], covariance[place], _ = alone(y[place], x[place])
        except CannotEstimate:
            continue
    return params, covariance


# --- ordered answers --------------------------------------------------------------------------------------


def ordinal(protocol: Protocol, hypothesis: Hypothesis, model: Ordinal) -> Kernel | None:
    """The shift on the cumulative logit; studies of as many different answers are fitted together."""
    if not are_numbers(protocol, (hypothesis.measure, *model.covariates)):
        return None
    columns = _asked(hypothesis, model)

    def kernel(block: Block) -> Reported:
        found = columns(block)
        codes, answers = np.zeros(found.y.shape, dtype=np.int64), np.zeros(len(found.y), dtype=np.int64)
        for study, values in enumerate(found.y):
            own, codes[study] = np.unique(values, return_inverse=True)
            answers[study] = len(own)
        estimate, se = _nothing(len(found.y))
        for many in np.unique(answers[found.able & (answers > 2)]):
            places = np.flatnonzero(found.able & (answers == many))
            x, own = found.x[places][:, :, 1:], codes[places]
            fits = cumulative_logit(
                *_counted(own, found.treated, many) if x.shape[2] == 1 else _every(x, own)
            )
            with np.errstate(invalid="ignore"):
                error = np.sqrt(fits.covariance[:, 0, 0])
            estimate[places] = np.where(fits.known, fits.params[:, 0], np.nan)
            se[places] = np.where(fits.known, error, np.nan)
        return by_t(estimate, se, np.inf, hypothesis.alternative, np.isfinite(estimate))

    return kernel


def _counted(codes: NDArray[np.int64], treated: Flags, many: int) -> tuple[Values, NDArray[np.int64], Values]:
    """A row for each answer in each cell, as often as it was given: all that two cells tell."""
    often = np.concatenate(
        [(codes[:, side, None] == np.arange(many)).sum(axis=1) for side in (treated, ~treated)], axis=1
    )
    x = np.broadcast_to(np.repeat([1.0, 0.0], many)[None, :, None], (*often.shape, 1))
    return x, np.broadcast_to(np.tile(np.arange(many), 2), often.shape), often.astype(np.float64)


def _every(x: Values, codes: NDArray[np.int64]) -> tuple[Values, NDArray[np.int64], Values]:
    return x, codes, np.ones(codes.shape)


# --- counts -----------------------------------------------------------------------------------------------


def counts(protocol: Protocol, hypothesis: Hypothesis, model: Counts) -> Kernel | None:
    """How many times as often; the negative binomial without covariates alone."""
    spread = model.distribution == "negative-binomial"
    names = (hypothesis.measure, *model.covariates)
    if not are_numbers(protocol, names) or (spread and model.covariates):
        return None
    columns = _asked(hypothesis, model)

    def kernel(block: Block) -> Reported:
        found = columns(block)
        high, low = found.cells()
        whole = (found.y >= 0).all(axis=1) & (found.y == np.floor(found.y)).all(axis=1)
        varies = np.max([np.ptp(one, axis=1) for one in (high, low)], axis=0) > 0
        known = found.able & whole & varies & (high.max(axis=1) > 0) & (low.max(axis=1) > 0)
        b, se = _nothing(len(known))
        own = Asked(found.y[known], found.x[known], found.treated, found.able[known])
        b[known], se[known] = (
            _by_dispersion(own) if spread else _log_ratios(own) if own.x.shape[2] == 2 else _slopes(own)
        )
        told = by_t(b, se, found.df, hypothesis.alternative, known)
        return replace(told, **{name: np.exp(getattr(told, name)) for name in ("estimate", "low", "high")})

    return kernel


def _log_ratios(found: Asked) -> tuple[Values, Values]:
    """The log of two means' ratio with HC3: of a mean for each cell, a row's leverage is 1 / n."""
    b, variance = np.zeros(len(found.y)), np.zeros(len(found.y))
    for sign, cell in zip((1.0, -1.0), found.cells(), strict=True):
        n, mean = cell.shape[1], cell.mean(axis=1)
        b += sign * np.log(mean)
        variance += ((cell - mean[:, None]) ** 2).sum(axis=1) / (mean * (n - 1)) ** 2
    return b, np.sqrt(variance)


def _slopes(found: Asked) -> tuple[Values, Values]:
    """The coefficient at equal covariates, with HC3."""
    begin = np.zeros((len(found.y), found.x.shape[2]))
    begin[:, 0] = np.log(found.y.mean(axis=1))
    params, covariance = _newton(found.y, found.x, _of_poisson, fit_poisson, begin)
    mu = np.exp(np.einsum("snk,sk->sn", found.x, params))
    bread = np.full_like(covariance, np.nan)
    there = np.isfinite(params).all(axis=1)
    own = found.x[there]
    bread[there] = np.linalg.inv(np.einsum("snk,sn,snl->skl", own, mu[there], own, optimize=True))
    leverage = mu * np.einsum("snk,skl,snl->sn", found.x, bread, found.x, optimize=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        sound = leverage.max(axis=1) <= 1 - ALONE
        weighted = found.x * ((found.y - mu) / (1 - leverage))[:, :, None]
    matrix = bread @ (weighted.transpose(0, 2, 1) @ weighted) @ bread
    return np.where(sound, params[:, 1], np.nan), np.where(sound, np.sqrt(matrix[:, 1, 1]), np.nan)


def _of_poisson(x: Values, y: Values, params: Values) -> tuple[Values, Values, Values]:
    away = np.einsum("snk,sk->sn", x, params)
    mean = np.exp(np.minimum(away, 2 * MOST_AWAY))
    return y - mean, mean, away


def _by_dispersion(found: Asked) -> tuple[Values, Values]:
    """The same with variances m + a m^2, a by maximum likelihood: each mean is then that of its cell."""
    cells = found.cells()
    means = [one.mean(axis=1) for one in cells]
    size = max(1, MOST_STEPS // int(found.y.max(initial=0) + 1))
    parts = [slice(start, start + size) for start in range(0, len(found.y), size)]
    each = [_dispersion([one[part] for one in cells], [one[part] for one in means]) for part in parts]
    a = np.concatenate([np.empty(0), *each])
    a[a < NO_SPREAD] = 0.0
    variance = sum((1 + a * mean) / (cell.shape[1] * mean) for cell, mean in zip(cells, means, strict=True))
    return np.log(means[0] / means[1]), np.sqrt(variance)


def _dispersion(cells: Sequence[Values], means: Sequence[Values]) -> Values:
    """The likeliest a of each study; 0 where counts spread no more than their means."""
    n, m = np.array([[one.shape[1]] for one in cells]), np.stack(means)
    beyond = sum(((one - mean[:, None]) ** 2).sum(axis=1) for one, mean in zip(cells, means, strict=True))
    beyond = beyond - (n * m).sum(axis=0)
    a = np.maximum(beyond / (n * m**2).sum(axis=0), 0.0)
    places = np.flatnonzero(beyond > 0)
    m, log_r = m[:, places], -np.log(np.maximum(a[places], 1e-9))
    beyond_each = _beyond_each(np.hstack(cells)[places])
    low, high, going = np.full(len(places), -30.0), np.full(len(places), 30.0), np.arange(len(places))
    for _ in range(100):
        if not len(going):
            break
        r, own = np.exp(log_r[going]), m[:, going]
        each = beyond_each[going] / (r[:, None] + np.arange(beyond_each.shape[1]))
        slope = each.sum(axis=1) - (n * np.log1p(own / r)).sum(axis=0)
        bend = (n * own / (r * (r + own))).sum(axis=0)
        bend -= (each / (r[:, None] + np.arange(beyond_each.shape[1]))).sum(axis=1)
        low[going] = np.where(slope > 0, log_r[going], low[going])
        high[going] = np.where(slope > 0, high[going], log_r[going])
        with np.errstate(divide="ignore", invalid="ignore"):
            there = log_r[going] - slope / (bend * r)
        inside = np.isfinite(there) & (bend < 0) & (there > low[going]) & (there < high[going])
        there = np.where(inside, there, (low[going] + high[going]) / 2)
        moved, log_r[going] = np.abs(there - log_r[going]), there
        going = going[moved > LAST_MOVE]
    a[places] = np.exp(-log_r)
    return np.asarray(a, dtype=np.float64)


def _beyond_each(counts: Values) -> Values:
    """How many counts of each study are above 0, 1, 2, ..

    Each such step j adds 1 / (r + j) to digamma(y + r) - digamma(r), of which no digit is lost.
    """
    most = int(counts.max(initial=0))
    places = counts.astype(np.int64) + (most + 1) * np.arange(len(counts))[:, None]
    held = np.bincount(places.ravel(), minlength=len(counts) * (most + 1)).reshape(len(counts), most + 1)
    return np.asarray(counts.shape[1] - held.cumsum(axis=1)[:, :-1], dtype=np.float64)
