"""The forest plot of a panel: original, this study, both pooled, prediction band and d33 line."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from ikea_effect.analysis.replication.criteria import Z, d33, pool, prediction_limits
from ikea_effect.analysis.replication.panel import Panel
from ikea_effect.analysis.replication.summary import Limits, Summary, limits
from ikea_effect.rounding import fixed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, GRAY = "#0072B2", "#D55E00", "#009E73", "#4D4D4D"  # Okabe-Ito
STYLE = {
    "svg.fonttype": "none", "svg.hashsalt": "ikea-effect", "font.family": "sans-serif", "font.size": 9,
    "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False,
}  # fmt: skip


class Row(NamedTuple):
    """One line of a forest plot: a point with its interval, or a sentence where there is none."""

    label: str
    d: float | None
    span: Limits | None
    color: str
    marker: str
    weight: float = 1.0


def panel_figure(panel: Panel, original_label: str = "Original", label: str = "This study") -> Figure:
    """The panel as a matplotlib figure; what cannot be computed is left out and said on its line."""
    first, second = panel.original.effect, panel.replication.effect
    rows = [
        _row(panel.original, original_label, BLUE, "s"),
        _row(panel.replication, label, ORANGE, "o"),
    ]
    if first and second and panel_comparable(panel):
        both = pool(first, second)
        span = Limits(both.d - Z * both.se, both.d + Z * both.se)
        rows.append(Row("Both (fixed effect)", both.d, span, GREEN, "D"))
    figure, axes = forest(rows, "Standardized difference d, with 95% interval")
    if first and second and panel_comparable(panel):
        low, high = prediction_limits(first, second)
        axes.axvspan(low, high, color=BLUE, alpha=0.10, lw=0, zorder=0)
        axes.text(
            (low + high) / 2, -0.62, "95% prediction interval for this study",
            ha="center", va="center", color=BLUE, fontsize=8,
        )  # fmt: skip
    if panel.original.test and panel.original.direction:
        bound = d33(panel.original.test) * panel.original.direction
        bottom = len(rows) - 0.52
        axes.plot((bound, bound), (-0.42, bottom), color=GRAY, lw=1, ls=(0, (4, 3)), zorder=1)
        axes.text(
            bound, bottom + 0.16, f"d33 = {fixed(bound, 2)}", ha="center", va="center", color=GRAY, fontsize=8
        )
    return figure


def panel_comparable(panel: Panel) -> bool:
    """Whether both results are standardized in the same way."""
    one, other = panel.original.test, panel.replication.test
    return one is None or other is None or one.paired == other.paired


def panel_sentence(panel: Panel) -> str:
    """What the figure shows, for those who cannot see it."""

    def told(who: str, summary: Summary) -> str:
        if summary.effect is None:
            return f"{who}: d cannot be computed, its {summary.why}"
        found = limits(summary.effect, summary.test)
        low, high = (fixed(end, 2) for end in found)
        return f"{who}: d = {fixed(summary.effect.d, 2)}, 95% interval {low} to {high}"

    return (
        f"Forest plot. {told('Original', panel.original)}. {told('This study', panel.replication)}. "
        f"{panel.deciding.sentence}"
    )


def _row(summary: Summary, label: str, color: str, marker: str) -> Row:
    mark = f"\n{summary.provenance}" if summary.provenance not in ("paper", "given", "data") else ""
    if mark and summary.inferred:
        mark += ", n inferred"
    if summary.effect is None:
        return Row(f"{label}{mark}", None, None, color, marker)
    return Row(f"{label}{mark}", summary.effect.d, limits(summary.effect, summary.test), color, marker)


def forest(rows: list[Row], axis_label: str) -> tuple[Figure, Axes]:
    """A forest plot of the rows, from the top down, numbers at the right."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(6.8, 0.95 + 0.48 * (len(rows) + 1)), layout="constrained")
        axes = figure.add_subplot()
        axes.axvline(0, color="black", lw=0.8, zorder=1)
        axes.margins(x=0.06)
        for place, row in enumerate(rows):
            _draw(axes, place, row)
        axes.set_ylim(len(rows) - 0.1, -0.9)
        axes.set_yticks(range(len(rows)), [row.label for row in rows])
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(axis_label)
    return figure, axes


def _draw(axes: Axes, place: int, row: Row) -> None:
    at_right: dict[str, Any] = {
        "transform": axes.get_yaxis_transform(), "ha": "left", "va": "center", "fontsize": 8
    }  # fmt: skip
    if row.d is None or row.span is None:
        axes.text(1.02, place, "cannot be computed", color=GRAY, style="italic", **at_right)
        return
    axes.plot(row.span, (place, place), color=row.color, lw=1.8, solid_capstyle="butt", zorder=2)
    size = 6.5 * math.sqrt(row.weight)
    axes.plot([row.d], [place], marker=row.marker, color=row.color, ms=size, ls="none", zorder=3)
    low, high = (fixed(end, 2) for end in row.span)
    axes.text(1.02, place, f"{fixed(row.d, 2)} [{low}, {high}]", **at_right)


def svg(figure: Figure) -> str:
    """The figure as SVG with real text; the same figure gives the same bytes."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    target = io.BytesIO()
    with rc_context(STYLE):  # type: ignore[arg-type]
        FigureCanvasSVG(figure).print_svg(  # type: ignore[no-untyped-call]
            target, metadata={"Date": None, "Creator": None}
        )
    return target.getvalue().decode()
