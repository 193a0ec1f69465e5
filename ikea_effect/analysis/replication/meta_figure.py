"""The forest plot of a meta-analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ikea_effect.analysis.replication.forest import BLUE, GRAY, GREEN, Row, forest
from ikea_effect.analysis.replication.meta import Meta
from ikea_effect.analysis.replication.summary import limits

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def meta_figure(found: Meta) -> Figure:
    """Every study (markers as large as weights), the pooled effect, and where a new study would fall."""
    most = max(found.fit.weights)
    rows = [
        Row(
            _in_two_lines(one.label),
            one.effect.d,
            limits(one.effect, None),
            BLUE,
            "s",
            max(0.2, weight / most),
        )
        for one, weight in zip(found.studies, found.fit.weights, strict=True)
    ]
    name = "Pooled (fixed effect)" if found.fit.prediction is None else "Pooled (REML)"
    rows.append(Row(name, found.fit.mean.b, found.fit.mean.ci, GREEN, "D"))
    if found.fit.prediction is not None:
        rows.append(Row("New study (prediction)", found.fit.mean.b, found.fit.prediction, GRAY, "|"))
    name = "Hedges' g" if found.effect == "g" else "Standardized difference d"
    return forest(rows, f"{name}, with 95% interval")[0]


def _in_two_lines(label: str) -> str:
    """The label with its provenance below it, shortened to the words before the reason."""
    name, _, said = label.partition(" (")
    return f"{name}\n{said.rstrip(')').partition(':')[0]}" if said else name
