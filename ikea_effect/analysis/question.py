"""One hypothesis asked of one table: its cells, its contrast, and an estimate still to be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ikea_effect.analysis import support
from ikea_effect.analysis.results import Estimate, Role
from ikea_effect.errors import listed
from ikea_effect.protocol.expressions import parse_contrast
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.registry import package_of

Values = NDArray[np.float64]


class CannotEstimate(Exception):
    """These data give no estimate; the message is the sentence that says why."""


def no_column(name: str) -> str:
    """The sentence on a column that is not there, and what to do."""
    return f"The data have no column {name}. Where they call it otherwise, --map THEIRS={name} says so."


class Pair(NamedTuple):
    """Two cells that are compared: high - low."""

    high_name: str
    low_name: str
    high: Values
    low: Values


@dataclass(frozen=True, slots=True)
class Question:
    """A hypothesis, the model that answers it, and the rows asked (`recorded` is before exclusions)."""

    protocol: Protocol
    hypothesis: Hypothesis
    model: Any  # one of protocol.hypotheses.Model
    data: pd.DataFrame
    role: Role = "primary"
    recorded: pd.DataFrame | None = None

    @property
    def measure(self) -> str:
        """The measure that the hypothesis is about."""
        return self.hypothesis.measure

    @property
    def unit(self) -> str:
        """ISO currency code, "points" or "share"."""
        return support.unit(self.protocol, self.measure)

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors whose levels make the cells of this model."""
        several = getattr(self.model, "factors", ())
        return tuple(several) or (self.model.factor,)

    @property
    def tail(self) -> str:
        """The alternative in statsmodels' words."""
        return {"two-sided": "two-sided", "greater": "larger", "less": "smaller"}[self.hypothesis.alternative]

    def column(self, name: str) -> Values:
        """A column as numbers, missing cells as NaN. Raises CannotEstimate if there is none."""
        if name not in self.data.columns:
            if {f"{name}.low", f"{name}.high"} <= {*self.data.columns}:
                raise CannotEstimate(
                    f"Of {name} the data hold bounds, not one number. "
                    "Declare a model that takes bounds: interval or turnbull."
                )
            raise CannotEstimate(no_column(name))
        if not pd.api.types.is_numeric_dtype(self.data[name]):
            raise CannotEstimate(
                f"The column {name} does not hold numbers. "
                "Declare a model of answers (proportion, logit, chi-square), or "
                f"say what its values are with --map {name}:VALUE=NUMBER."
            )
        return self.data[name].to_numpy(dtype=np.float64, na_value=np.nan)

    def levels(self, factor: str) -> list[str]:
        """The factor's levels as declared, or, for a column that is no factor, as found (sorted)."""
        if factor in self.protocol.factors:
            return list(self.protocol.factors[factor].levels)
        if factor not in self.data.columns:
            raise CannotEstimate(no_column(factor))
        return [_level_name(level) for level in sorted(self.data[factor].dropna().unique(), key=_in_order)]

    def codes(self, factor: str) -> NDArray[np.int64]:
        """The index of each row's level, -1 where it is missing."""
        levels = self.levels(factor)
        if factor not in self.data.columns:
            raise CannotEstimate(no_column(factor))
        column = self.data[factor]
        if isinstance(column.dtype, pd.CategoricalDtype) and list(column.cat.categories) == levels:
            return np.asarray(column.cat.codes, dtype=np.int64)
        index = {level: place for place, level in enumerate(levels)}
        places, values = pd.factorize(
            column
        )  # each value is named once, not once a row; -1 where it is missing
        return np.array([*(index.get(_level_name(value), -1) for value in values), -1], dtype=np.int64)[
            places
        ]

    def cells(self, factors: tuple[str, ...] = ()) -> dict[str, Values]:
        """The measure's values per cell without missing ones, by "level" or "factor=level,factor=level"."""
        factors = factors or self.factors
        values = self.outcome()
        code, names = np.zeros(len(values), dtype=np.int64), [""]
        bad = np.isnan(values)
        for factor in factors:
            levels, codes = self.levels(factor), self.codes(factor)
            bad |= codes < 0
            code = code * len(levels) + codes
            names = [_cell_name(name, factor, level, len(factors)) for name in names for level in levels]
        values, code = values[~bad], code[~bad]
        return {name: values[code == index] for index, name in enumerate(names)}

    def outcome(self) -> Values:
        """The measure as numbers; in the second of two cells `against`, where the model names one."""
        own, second = self.column(self.measure), self.second_cell
        return own if second is None else np.where(second, self.column(self.model.against), own)

    @property
    def second_cell(self) -> NDArray[np.bool_] | None:
        """Which rows are asked for `against` in place of the measure; None where no cell is."""
        if getattr(self.model, "against", None) is None or getattr(self.model, "factor", None) is None:
            return None
        low = [self.levels(self.model.factor).index(one) for one, by in self.weights().items() if by < 0]
        return np.isin(self.codes(self.model.factor), low)

    def weights(self) -> dict[str, float]:
        """The contrast's weights by level. Raises CannotEstimate for a level that is not declared."""
        weights = dict(parse_contrast(self.model.contrast))
        levels = self.levels(self.model.factor)
        if unknown := [level for level in weights if level not in levels]:
            raise CannotEstimate(
                f"The contrast names {listed(unknown)}; {self.model.factor} has {listed(levels)}. "
                "Write a contrast of these."
            )
        return weights

    def pair(self) -> Pair:
        """The two cells of a contrast "high - low". Raises CannotEstimate if it is not one."""
        weights = self.weights()
        high = [level for level, weight in weights.items() if weight == 1]
        low = [level for level, weight in weights.items() if weight == -1]
        if len(high) != 1 or len(low) != 1 or len(weights) != 2:
            raise CannotEstimate(
                f"The contrast '{self.model.contrast}' does not compare two cells (level - level). "
                "Write one that does."
            )
        cells = self.cells()
        return Pair(high[0], low[0], cells[high[0]], cells[low[0]])

    def described(self, cells: Mapping[str, Values], **found: Any) -> Estimate:
        """An estimate with the cells' n, mean and SD, and whatever else was found."""
        return Estimate(
            hypothesis=self.hypothesis.id, role=self.role, measure=self.measure, **{
                "unit": self.unit, "method": self.model.kind, "term": getattr(self.model, "contrast", ""),
                "n": {name: len(values) for name, values in cells.items()},
                "mean": {name: _mean(values) for name, values in cells.items()},
                "sd": {name: _sd(values) for name, values in cells.items()},
                "alternative": self.hypothesis.alternative,
                "library": _library(self.model.kind),
                **found,
            },
        )  # fmt: skip


def _library(model: str) -> str:
    """What fits a model, unless its engine says otherwise: the package that it comes from, or statsmodels."""
    import statsmodels

    if (package := package_of("model", model)) is not None:
        return f"{package.name} {package.version}"
    return f"statsmodels {statsmodels.__version__}"


def _level_name(level: Any) -> str:
    return f"{level:g}" if isinstance(level, Real) else str(level)


def _in_order(level: Any) -> tuple[int, float, str]:
    return (0, float(level), "") if isinstance(level, Real) else (1, 0.0, str(level))


def _cell_name(name: str, factor: str, level: str, factors: int) -> str:
    if factors == 1:
        return level
    return f"{name},{factor}={level}" if name else f"{factor}={level}"


def _mean(values: Values) -> float | None:
    return float(np.mean(values)) if len(values) else None


def _sd(values: Values) -> float | None:
    return float(np.std(values, ddof=1)) if len(values) > 1 else None


def need(cells: Mapping[str, Values], least: int, what: str) -> None:
    """Raises CannotEstimate unless every cell has `least` values."""
    if short := {name: len(values) for name, values in cells.items() if len(values) < least}:
        found = " and ".join(f"{name} has {count or 'none'}" for name, count in short.items())
        fewer = "Declare a model that needs fewer, keep" if least > 2 <= min(short.values()) else "Keep"
        raise CannotEstimate(
            f"{what} needs at least {least} values in each cell, but {found}. "
            f"{fewer} to other levels with `in`, or go on collecting."
        )


def need_difference(cells: Mapping[str, Values], measure: str) -> None:
    """Raises CannotEstimate if all answered alike, for which no other model has an answer either."""
    together = np.concatenate([*cells.values()])
    if len(together) and np.ptp(together) == 0:
        raise CannotEstimate(
            f"Every {measure} is the same ({together[0]:g}): nothing to test. Leave the hypothesis out."
        )


def need_spread(cells: Mapping[str, Values], measure: str) -> None:
    """Raises CannotEstimate if no cell varies."""
    need_difference(cells, measure)
    if all(np.ptp(values) == 0 for values in cells.values()):
        found = "; ".join(f"{name}: {values[0]:g}" for name, values in cells.items())
        raise CannotEstimate(
            f"{measure} does not vary within any cell ({found}): the test has no yardstick. "
            "Declare a proportion of an answer, or leave the hypothesis out."
        )


RESTS = {
    "t": "interval and p rest on normally distributed values, which so few cannot show",
    "many": "interval and p hold for many values and are rough for so few",
    "bootstrap": "resamples of so few values vary too little, so that interval and p promise too much",
}
"""What an interval and a p rest on, and why few values are too few for it."""


def few(cells: Mapping[str, Values], below: int = 5, rests: str = "t") -> tuple[str, ...]:
    """A sentence on cells too small for what the interval rests on, and one on cells that do not vary."""
    small = {name: len(values) for name, values in cells.items() if len(values) < below}
    still = [name for name, values in cells.items() if len(values) > 1 and np.ptp(values) == 0]
    found = ", ".join(f"{name} {count}" for name, count in small.items())
    notes = (f"Few values ({found}): {RESTS[rests]}.",) if small else ()
    if not still or rests != "t":
        return notes
    whose = f"Every value in {listed(still)} is the same: of its spread these data say"
    return (*notes, f"{whose} nothing, and the test takes it as none.")
