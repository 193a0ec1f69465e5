"""Slopes without a factor: of a measure, an option or a level, or of their product, on the outcome."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ikea_effect.analysis.design_matrix import Design, Term, require_rank, rows_lost
from ikea_effect.analysis.linear import Linear, least_squares
from ikea_effect.analysis.question import CannotEstimate, Question, Values, few
from ikea_effect.analysis.results import EffectSize, Estimate, Interval, Statistic
from ikea_effect.analysis.tails import t_interval, t_p
from ikea_effect.analysis.unit import pairs_of
from ikea_effect.protocol.analyses import TOGETHER, terms_of
from ikea_effect.protocol.simulation import Atom, atoms


def slope(question: Question) -> Estimate:
    """How much the outcome moves with a term, at equal others; numbers count from their means.

    The slope of a measure in a product is thus the one at the mean of the others.
    """
    model = question.model
    made = terms_design(question)
    fit = least_squares(made, model.covariance, pairs_of(question, made.rows))
    term = written(model.slope)
    weights = fit.unit(term)
    (estimate, se), df = fit.combined(weights), fit.df_of(weights)
    t = estimate / se
    cells = {"all": made.outcome}
    robust = f"CR2 by {model.unit}, Satterthwaite df" if model.unit in TOGETHER else None
    named = "covariance HC3" if model.covariance == "hc3" else "classic covariance"
    return question.described(
        cells,
        method=f"least squares, {robust or named}",
        term=term,
        unit=f"{question.unit} per unit of {term}",
        estimate=estimate,
        se=se,
        ci=t_interval(estimate, se, df),
        statistic=Statistic("t", t, df),
        p=t_p(t, df, question.hypothesis.alternative),
        effect_size=partial_r(t, df),
        formula=made.formula,
        notes=(*few(cells), *made.notes),
        details={
            "coefficients": fit.table(),
            "r_squared": float(fit.fitted.rsquared),
            **_drawn(question, fit),
        },
    )


def partial_r(t: float, df: float) -> EffectSize:
    """The correlation that is left at equal others; its limits are those of t, so that they agree with p."""
    low, high = t_interval(t, 1.0, df)
    limits = [None if end is None else end / math.sqrt(end * end + df) for end in (low, high)]
    return EffectSize("partial_r", t / math.sqrt(t * t + df), Interval(*limits))


def written(term: str) -> str:
    """The term as results write it: its parts in order, joined by a sign."""
    return " x ".join(_named(atom) for atom in atoms(term))


def _named(atom: Atom) -> str:
    return atom.name if atom.value is None else f"{atom.name}={atom.value}"


def all_terms(terms: Sequence[str]) -> list[Term]:
    """Every term and whatever it is made of, smaller ones first."""
    found: dict[Term, None] = {}
    for term in terms:
        names = tuple(_named(atom) for atom in atoms(term))
        for size in range(1, len(names) + 1):
            found.update(dict.fromkeys(itertools.combinations(names, size)))
    return sorted(found, key=len)


def terms_design(question: Question) -> Design:
    """The matrix of all terms and covariates. Raises: CannotEstimate if one repeats the others."""
    model = question.model
    terms = [*all_terms(terms_of(model)), *((name,) for name in model.covariates)]
    columns = {name: _column(question, name) for name in dict.fromkeys(itertools.chain.from_iterable(terms))}
    outcome = question.outcome()
    rows = np.isfinite(outcome)
    for values in columns.values():
        rows &= np.isfinite(values)
    if not rows.any():
        raise CannotEstimate("No row has every value that the model asks for. Leave terms out.")
    centered = {name: _centered(name, values[rows]) for name, values in columns.items()}
    names = ["Intercept", *(" x ".join(term) for term in terms)]
    parts = [np.prod([centered[name] for name in term], axis=0) for term in terms]
    matrix = np.column_stack([np.ones(int(rows.sum())), *parts])
    require_rank(matrix, names)
    lost = int(np.sum(np.isfinite(outcome) & ~rows))
    notes = rows_lost(lost)
    formula = f"{question.measure} ~ {' + '.join(':'.join(term) for term in terms)}"
    places = {term: (place,) for place, term in enumerate(terms, 1)}
    return Design(outcome[rows], matrix, tuple(names), places, formula, rows, notes)


def _column(question: Question, name: str) -> Values:
    """A column of numbers, or 1 where an option or level holds and 0 where another does."""
    column, _, value = name.partition("=")
    if not value:
        return question.column(column)
    codes, levels = question.codes(column), question.levels(column)
    if value not in levels:
        raise CannotEstimate(f"{column} has no {value}. Write one of {', '.join(levels)}.")
    return np.where(codes < 0, np.nan, (codes == levels.index(value)).astype(np.float64))


def _centered(name: str, values: Values) -> Values:
    if np.ptp(values) == 0:
        raise CannotEstimate(
            f"{name} is the same for everyone ({values[0]:g}): it can explain nothing. Leave it out."
        )
    return values if "=" in name else values - values.mean()


def _drawn(question: Question, fit: Linear) -> dict[str, Any]:
    """The line of the answering term over the values that occurred, with its band: of one measure alone."""
    [*others] = atoms(question.model.slope)
    if len(others) != 1 or others[0].value is not None:
        return {}
    values = question.column(others[0].name)[fit.design.rows]
    mean = float(values.mean())
    band = []
    for at in np.linspace(float(values.min()), float(values.max()), 41):
        weights = fit.unit("Intercept") + (float(at) - mean) * fit.unit(others[0].name)
        weights += sum(_mean_of(fit, name) * fit.unit(name) for name in fit.design.columns if "=" in name)
        estimate, se = fit.combined(weights)
        band.append([float(at), estimate, *t_interval(estimate, se, fit.df_of(weights))])
    return {"line": band}


def _mean_of(fit: Linear, column: str) -> float:
    return float(fit.design.matrix[:, fit.design.place(column)].mean())
