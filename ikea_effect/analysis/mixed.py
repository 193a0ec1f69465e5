"""Repeated bids, pairs and within x between: a random intercept per group, and slopes; Satterthwaite's df.

People in pairs who have several values each have an intercept of their own beside their pair's.
statsmodels' optimizer stops a little early and gives no degrees of freedom. The variance ratio is therefore
searched for here, to the maximum of the same likelihood, and statsmodels is asked whether it agrees.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from ikea_effect.analysis.cluster_robust import Errors, Fitted, Robust, cr2, has_full_rank
from ikea_effect.analysis.design_matrix import Design, crossed, design
from ikea_effect.analysis.effect_sizes import partial_eta_squared
from ikea_effect.analysis.effects import Contrasts, contrasts_of, effect_term, effect_weights
from ikea_effect.analysis.linear import line
from ikea_effect.analysis.nested_intercepts import NestedIntercepts, fit_nested
from ikea_effect.analysis.question import CannotEstimate, Question, Values, need, need_spread, no_column
from ikea_effect.analysis.random_columns import effects_told, random_columns
from ikea_effect.analysis.random_intercept import fit_reml
from ikea_effect.analysis.random_slopes import RandomSlopes, fit_slopes
from ikea_effect.analysis.results import EffectSize, Estimate, Statistic
from ikea_effect.analysis.tails import t_interval, t_p
from ikea_effect.analysis.unit import group_keys
from ikea_effect.rounding import fixed

DOUBT = 1.25
"""From which ratio on of both standard errors, up or down, it is said."""


def mixed(question: Question) -> Estimate:
    """Fixed effects of crossed factors beside a random intercept; ICC and convergence in the details."""
    model, question = question.model, long_form(question)
    _require_group(model)
    cells = question.cells()
    need(cells, 2, "A mixed model")
    need_spread(cells, question.measure)
    if model.group not in question.data.columns:
        raise CannotEstimate(no_column(model.group))
    keys = group_keys(question, model.group)
    known = keys.notna().to_numpy()
    lost = int(np.sum(~known & np.isfinite(question.outcome())))
    question = replace(question, data=question.data[known])
    _need_groups(question, lost)
    terms = [*crossed(model.factors), *((name,) for name in model.covariates)]
    made = design(question, terms, coding="sum")
    cells = replace(question, data=question.data[made.rows]).cells()
    groups = pd.factorize(keys.to_numpy()[known][made.rows])[0]
    if groups.max() + 1 == len(groups):
        raise CannotEstimate(
            f"Every {model.group} has one row only: there is nothing repeated to model. "
            "Declare regression or a factorial model."
        )
    people = _people(question, made.rows, groups)
    effects = random_columns(question, made, groups, people)
    fit = _fitted(made, groups, people, effects)
    converged, theirs = _statsmodels(made, groups, fit, effects)
    term = next(found for found in crossed(model.factors) if set(found) == set(model.term))
    contrasts = contrasts_of(question, term)
    robust = cr2(fit, made.outcome, made.matrix, groups, people, effects)
    errors = Errors(fit, robust if model.covariance == "cr2" else None)
    answer = _several(errors, made, term) if contrasts is None else _one(question, errors, made, contrasts)
    unlike = (
        _unlike(model.group, made.outcome - made.matrix @ fit.params, groups) if _nothing_between(fit) else ()
    )
    doubt: tuple[str, ...] = ()
    if contrasts is not None and model.covariance == "model":
        doubt = _doubt(question, fit, robust, effect_weights(question, made, contrasts))
    return question.described(
        cells,
        method=f"linear mixed model, REML, {'CR2 by group, ' if errors.robust else ''}Satterthwaite df",
        formula=_formula(question, nested=people is not None),
        notes=(*_nowhere(model.group, lost), *made.notes, *_notes(fit, converged, theirs), *unlike, *doubt),
        details={
            "coefficients": _table(errors, made),
            "groups": int(groups.max() + 1),
            "variance_groups": fit.between,
            "variance_residual": fit.within,
            "icc": fit.between / _total(fit),
            **_of_people(fit),
            **effects_told(question, fit),
            "converged": converged,
        },
        **answer,
    )


def _require_group(model: Any) -> None:
    """Raises CannotEstimate where the unit is another than whom `group` names."""
    if model.unit == "piece":
        raise CannotEstimate(
            "The model takes pieces as its unit, and no column that `group` could name has a piece for both "
            "who made it and who saw it. Declare regression, moderation or factorial, which take pieces as "
            "independent."
        )
    if model.unit == "pair" and model.group != "pair":
        raise CannotEstimate(
            "The model takes pairs as its unit, and takes those as belonging together whom `group` names "
            f"({model.group}): members of a pair would count as independent. Declare group: pair, and leave "
            "unit out."
        )


def _need_groups(question: Question, lost: int) -> None:
    """Raises CannotEstimate where a cell has too few values of which a group is known; `lost` have none."""
    try:
        need(question.cells(), 2, "A mixed model")
    except CannotEstimate as error:
        raise CannotEstimate(
            f"Of {lost} values {question.model.group} is empty; without them a cell has fewer than 2. "
            "Declare a group that everyone is in, or regression."
        ) from error


def _people(question: Question, rows: NDArray[np.bool_], groups: NDArray[np.intp]) -> NDArray[np.intp] | None:
    """Who each row is, where the groups are of people and someone has several rows; else None.

    Raises: CannotEstimate if someone is in several groups: neither intercept is then the other's.
    """
    group = question.model.group
    if group == "participant" or "participant" not in question.data.columns:
        return None
    people = pd.factorize(question.data["participant"].astype(str).to_numpy()[rows])[0]
    if people.max() + 1 == len(people):
        return None
    if (pd.Series(groups).groupby(people).nunique() > 1).any():
        raise CannotEstimate(
            f"Participants stand in several rows and in several of {group}, so that their values would count "
            "as those of several people. Declare group: participant, or repeated: mean, first or last."
        )
    several = pd.Series(people).groupby(groups).nunique() > 1
    return np.asarray(people, dtype=np.intp) if several.any() else None


def _fitted(
    made: Design, groups: NDArray[np.intp], people: NDArray[np.intp] | None, effects: Values | None
) -> Fitted:
    if effects is not None:
        return fit_slopes(made.outcome, made.matrix, effects, groups)
    if people is None:
        return fit_reml(made.outcome, made.matrix, groups)
    return fit_nested(made.outcome, made.matrix, groups, people)


def _total(fit: Fitted) -> float:
    people = fit.people if isinstance(fit, NestedIntercepts) else 0.0
    return fit.between + people + fit.within


def _of_people(fit: Fitted) -> dict[str, float]:
    """The variance of people in their groups, where the model has one."""
    return {"variance_people": fit.people} if isinstance(fit, NestedIntercepts) else {}


def _nothing_between(fit: Fitted) -> bool:
    return fit.between == 0 and not (isinstance(fit, NestedIntercepts) and fit.people > 0)


def _nowhere(group: str, rows: int) -> tuple[str, ...]:
    return (f"{rows} rows without a {group} were left out.",) if rows else ()


def long_form(question: Question) -> Question:
    """One row per value: a measure's repetitions (wtp, wtp.2, wtp.3) below each other."""
    columns = [str(column) for column in question.data.columns]
    again = [c for c in columns if c.startswith(f"{question.measure}.") and c.rpartition(".")[2].isdigit()]
    if not again or "repetition" in columns:
        return question
    others = [column for column in columns if column not in (question.measure, *again)]
    first = f"{question.measure}.1"
    names = {first: "1", **{column: column.rpartition(".")[2] for column in again}}
    renamed = question.data.rename(columns={question.measure: first})
    long = renamed.melt(others, list(names), "repetition", question.measure)
    return replace(question, data=long.assign(repetition=long["repetition"].map(names)))


def _formula(question: Question, *, nested: bool) -> str:
    factors = " * ".join(f"C({name}, Sum)" for name in question.model.factors)
    fixed = " + ".join([factors, *question.model.covariates])
    group = question.model.group
    people = f" + (1 | {group}:participant)" if nested else ""
    effects = " + ".join(["1", *(f"C({name}, Sum)" for name in question.model.slopes)])
    return f"{question.measure} ~ {fixed} + ({effects} | {group}){people}"


def _statsmodels(
    made: Design, groups: np.ndarray, fit: Fitted, effects: Values | None
) -> tuple[bool, Values]:
    """Whether statsmodels' optimizer, started at our maximum, converges there; and its variances.

    At a group variance of 0, on the edge of what it can search, and of people in groups it is not asked.
    """
    from statsmodels.regression.mixed_linear_model import MixedLM, MixedLMParams

    singular = isinstance(fit, RandomSlopes) and fit.is_singular
    if fit.between == 0 or singular or isinstance(fit, NestedIntercepts):
        return True, np.array([fit.between, fit.within])
    variances = fit.effects if isinstance(fit, RandomSlopes) else np.array([[fit.between]])
    ratio = variances / fit.within
    start = MixedLMParams.from_components(fe_params=fit.params, cov_re=ratio)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            model = MixedLM(made.outcome, made.matrix, groups=groups, exog_re=effects)
            found = model.fit(reml=True, start_params=start)
        except np.linalg.LinAlgError:
            return False, np.full(2, np.nan)
    z = np.ones((len(made.outcome), 1)) if effects is None else effects
    between = float(np.einsum("ik,kl,il->", z, np.asarray(found.cov_re), z)) / len(z)
    return bool(found.converged), np.array([between, float(found.scale)])


def _notes(fit: Fitted, converged: bool, theirs: Values) -> tuple[str, ...]:
    notes = []
    if isinstance(fit, RandomSlopes) and fit.is_singular:
        notes.append(
            "Some random effect, or a mixture of them, comes out without variance (a singular fit): not all "
            "slopes can be told from chance, and df are those of what varies."
        )
    if fit.between == 0:
        notes.append("The groups differ no more than chance: the random intercept's variance is 0.")
    if not converged and fit.between > 0:
        notes.append(
            "The optimizer of statsmodels did not converge; the maximum was found by a search of its own."
        )
    ours = np.array([fit.between, fit.within])
    if converged and np.max(np.abs(theirs - ours)) > 0.01 * ours.sum():
        notes.append("The variances of statsmodels differ by more than 1% from the maximum found.")
    return tuple(notes)


def _unlike(group: str, residuals: Values, groups: np.ndarray) -> tuple[str, ...]:
    """A sentence where values of a group are less alike than others', by the products of each two of them.

    A random intercept has no variance below 0: it takes such values as independent, and differences within
    a group vary more than it says.
    """
    sums, sizes = np.bincount(groups, weights=residuals), np.bincount(groups)
    two = float(np.sum(sizes * (sizes - 1)) / 2)
    variance = float(np.mean(residuals**2))
    correlation = float(np.sum(sums**2) - np.sum(residuals**2)) / 2 / two / variance
    if correlation * np.sqrt(two) > stats.norm.ppf(0.05):
        return ()
    return (
        f"Values of one {group} are less alike than those of several (correlation {fixed(correlation, 2)}), "
        "which a random intercept cannot hold: differences within are less sure than this model says. "
        "`covariance: cr2` takes none of it for granted.",
    )


def _table(errors: Errors, made: Design) -> list[dict[str, Any]]:
    each = zip(made.columns, np.eye(len(made.columns)), strict=True)
    return [line(name, *errors.combined(weights), errors.df(weights)) for name, weights in each]


def _require_groups(*, enough: bool) -> None:
    """Raises CannotEstimate where the groups' own spread gives no covariance, or one of too few contrasts."""
    if not enough:
        raise CannotEstimate(
            "The groups are too few for a covariance of their own (cr2). Declare covariance: model."
        )


def _one(question: Question, errors: Errors, made: Design, contrasts: Contrasts) -> dict[str, Any]:
    """An effect with one degree of freedom, as a contrast of cell means; d on the total SD."""
    weights, fit = effect_weights(question, made, contrasts), errors.fit
    estimate, se = errors.combined(weights)
    _require_groups(enough=not errors.robust or (se > 0 and errors.df(weights) >= 1))
    df, total = errors.df(weights), float(np.sqrt(_total(fit)))
    limits = t_interval(estimate, se, df)
    return {
        "term": effect_term(contrasts), "estimate": estimate, "se": se, "ci": limits,
        "statistic": Statistic("t", estimate / se, df),
        "p": t_p(estimate / se, df, question.hypothesis.alternative),
        "effect_size": EffectSize("d_total_sd", estimate / total, limits.scaled(1 / total)),
    }  # fmt: skip


def _several(errors: Errors, made: Design, term: tuple[str, ...]) -> dict[str, Any]:
    """An effect with several degrees of freedom, by F."""
    rows = np.eye(len(made.columns))[list(made.terms[term])]
    if errors.robust:
        _require_groups(enough=bool(has_full_rank(rows @ errors.robust.covariance @ rows.T)))
    f, q, df2 = errors.wald(rows)
    size = partial_eta_squared(f, q, df2, error=Errors(errors.fit, None).wald(rows)[2])
    return {
        "term": " x ".join(term), "unit": "share", "estimate": size.value, "ci": size.ci, "level": size.level,
        "p": float(stats.f.sf(f, q, df2)), "alternative": "any",
        "statistic": Statistic("F", f, (float(q), df2)), "effect_size": size,
    }  # fmt: skip


def _doubt(question: Question, fit: Fitted, robust: Robust, weights: Values) -> tuple[str, ...]:
    """A sentence where the groups' own spread says that the model's standard error cannot be had so."""
    by = robust.combined(weights) / fit.combined(weights)[1]
    if 1 / DOUBT < by < DOUBT:
        return ()
    return (
        f"The standard error that only takes every {question.model.group} to be independent is "
        f"{fixed(by, 2)} times the model's, which takes effects and spreads to be the same in all: "
        "`covariance: cr2` gives it.",
    )
