"""Which effects a mixed model lets vary from group to group: the intercept, and those named as slopes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ikea_effect.analysis.cluster_robust import Fitted
from ikea_effect.analysis.design_matrix import Design
from ikea_effect.analysis.question import CannotEstimate, Question, Values
from ikea_effect.analysis.random_slopes import RandomSlopes


def random_columns(
    question: Question, made: Design, groups: NDArray[np.intp], people: NDArray[np.intp] | None
) -> Values | None:
    """A column for the intercept and one for each slope; None where only the intercept varies.

    Raises: CannotEstimate where the rows of the groups cannot tell slopes from chance, or where people in
    groups have several values each.
    """
    slopes = question.model.slopes
    if not slopes:
        return None
    if people is not None:
        raise CannotEstimate(
            f"People in one {question.model.group} have several values each: slopes of groups and of people "
            "are not told apart. Write group: participant, or leave `slopes` out."
        )
    for name in slopes:
        _require_varying(name, question.model.group, made.matrix[:, list(made.terms[name,])], groups)
    places = [0, *(place for name in slopes for place in made.terms[name,])]
    found, count = made.matrix[:, places], int(groups.max()) + 1
    if len(found) <= count * len(places):
        raise CannotEstimate(
            f"{len(found)} values of {count} {question.model.group}s with {len(places)} random effects each: "
            f"slopes of {', '.join(slopes)} cannot be told from chance. Leave `slopes` out."
        )
    return found


def _require_varying(name: str, group: str, columns: Values, groups: NDArray[np.intp]) -> None:
    """Raises CannotEstimate if no group has more than one level of the factor."""
    first = {int(one): columns[place] for place, one in reversed(list(enumerate(groups)))}
    if all(np.array_equal(first[int(one)], row) for one, row in zip(groups, columns, strict=True)):
        raise CannotEstimate(
            f"{name} does not vary within any {group}: its effect cannot vary between them. "
            "Leave it out of slopes."
        )


def effects_told(question: Question, fit: Fitted) -> dict[str, Any]:
    """The slopes' variances and their correlations with the intercept and each other, for the details."""
    if not isinstance(fit, RandomSlopes):
        return {}
    deviations = np.sqrt(np.diag(fit.effects))
    across = np.outer(deviations, deviations)
    correlations = np.divide(fit.effects, across, out=np.zeros_like(fit.effects), where=across > 0)
    return {
        "slopes": list(question.model.slopes),
        "variances_of_effects": [float(one) for one in deviations**2],
        "correlations_of_effects": [[float(one) for one in row] for row in correlations],
    }
