"""Whether every specification of a multiverse has something to estimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ikea_effect.analysis.question import CannotEstimate, Values, need, need_spread
from ikea_effect.errors import listed

ALL = 1 - 1e-9
"""The share of a column that others explain, from which on it says nothing that they do not."""
MUCH = 0.25
"""The share of who is in which condition that a covariate may explain before it is said."""


def cells_by(treated: Values, high: str, low: str) -> dict[str, NDArray[np.bool_]]:
    """Who is in which condition."""
    return {high: treated == 1, low: treated == 0}


def require_sound(
    exclusion: str,
    mask: NDArray[np.bool_],
    outcomes: Mapping[str, Values],
    covariates: Mapping[str, Values],
    members: Mapping[str, NDArray[np.bool_]],
) -> None:
    """Raises CannotEstimate where an exclusion leaves too few, or covariates that explain nothing or all."""
    what = f"A multiverse with exclusion '{exclusion}'"
    for name, values in outcomes.items():
        cells = {cell: values[mask & here] for cell, here in members.items()}
        need(cells, 5, what)
        need_spread(cells, f"the {name} outcome with exclusion '{exclusion}'")
    if int(mask.sum()) < len(covariates) + 4:
        raise CannotEstimate(
            f"{what} leaves {int(mask.sum())} rows, too few for all covariates at once. Leave covariates out."
        )
    columns: list[Values] = []
    for name, values in covariates.items():
        if np.ptp(values[mask]) == 0:
            raise CannotEstimate(
                f"{name} is the same for everyone ({values[mask][0]:g}) with exclusion '{exclusion}'. "
                "Leave it out of covariates."
            )
        if _explained(values[mask], columns) > ALL:
            raise CannotEstimate(
                f"{name} repeats the other covariates: their effects cannot be told apart. Leave it out."
            )
        columns.append(values[mask])
    if _explained(next(iter(members.values()))[mask].astype(np.float64), columns) > ALL:
        raise CannotEstimate(
            f"{listed(covariates)} tell the conditions apart without error: no effect is left to estimate. "
            "Leave them out of covariates."
        )


def _explained(values: Values, columns: Sequence[Values]) -> float:
    """The share of the values' variance that the columns explain."""
    q = basis([column / max(float(np.abs(column).max()), 1e-300) for column in columns], len(values))
    rest = values - q @ (q.T @ values)
    return 1 - float(rest @ rest) / float(np.sum((values - values.mean()) ** 2))


def unbalanced(treated: Values, covariates: Mapping[str, Values]) -> tuple[str, ...]:
    """A sentence on every covariate that the conditions differ in by more than chance would have it."""
    shares = {name: _explained(treated, [values]) for name, values in covariates.items()}
    return tuple(
        f"{name} differs between the conditions (it explains {share:.0%} of who is in which): models with it "
        "and without it ask different questions."
        for name, share in shares.items()
        if share > MUCH
    )


def basis(columns: Sequence[Values], n: int) -> Values:
    """An orthonormal basis of the columns and an intercept."""
    basis, _ = np.linalg.qr(np.column_stack([np.ones(n), *columns]))
    return np.asarray(basis, dtype=np.float64)
