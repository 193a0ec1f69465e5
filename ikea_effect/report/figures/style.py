"""One style for every picture: Okabe-Ito colors, the report's font, text that stays text."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ikea_effect.report.resources import font_files

INK = "#1d2329"
SOFT = "#5b6670"
LINE = "#c9cfd5"
WASH = "#f3f5f7"
CONDITION_COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")  # Okabe & Ito
MARKERS = "os^DvPX<>ph*"
STRONG: dict[str, Any] = {"family": ["Source Sans 3 SemiBold", "DejaVu Sans"]}
WIDTH = 7.6  # inches; every picture is as wide as the column

_STYLE: Any = {
    "font.family": ["Source Sans 3", "DejaVu Sans"],
    "font.size": 9.5,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.labelcolor": SOFT,
    "axes.labelsize": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.linewidth": 0.8,
    "axes.unicode_minus": True,
    "xtick.color": LINE,
    "ytick.color": LINE,
    "xtick.labelcolor": SOFT,
    "ytick.labelcolor": SOFT,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "xtick.major.size": 3,
    "ytick.major.size": 0,
    "svg.fonttype": "none",
    "svg.hashsalt": "ikea-effect",
    "figure.dpi": 72,
    "text.parse_math": False,
    "path.simplify": False,
}


@cache
def _fonts_known() -> None:
    for file in font_files():
        font_manager.fontManager.addfont(str(file))


@contextmanager
def house_style() -> Iterator[None]:
    """Inside, pictures are drawn in the report's style, whatever matplotlibrc says."""
    _fonts_known()
    log = logging.getLogger("matplotlib.font_manager")
    level = log.level
    log.setLevel(logging.ERROR)  # it tells of every weight that a typeface lacks
    try:
        with mpl.rc_context(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing from")  # the browser has other fonts
            mpl.rcParams.update(mpl.rcParamsDefault)
            mpl.rcParams.update(_STYLE)
            yield
    finally:
        log.setLevel(level)


def canvas(height: float, width: float = WIDTH) -> Canvas:
    """An empty picture, of the column's width unless another is given, in inches."""
    figure = Canvas(figsize=(width, height))
    FigureCanvasSVG(figure)
    return figure


def color(index: int) -> str:
    """The color of the condition at this place of the protocol."""
    return CONDITION_COLORS[index % len(CONDITION_COLORS)]


def marker(index: int) -> str:
    """The mark of the line at this place: another one where colors begin again, so that no two are alike."""
    return MARKERS[index // len(CONDITION_COLORS) % len(MARKERS)]


def value_axis(axes: Axes, printed: Callable[[float], str], label: str, ticks: int = 6) -> None:
    """A quiet horizontal axis whose ticks are written with their unit."""
    axes.xaxis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: printed(value)))
    axes.set_xlabel(label)


def picture(figure: Canvas, name: str) -> str:
    """The drawing as inline SVG: no prolog, no date, ids of its own."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None}, transparent=True)
    return _inlined(out.getvalue(), name)


def _inlined(svg: str, name: str) -> str:
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(\s)id="([^"]+)"', rf'\1id="{name}-\2"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)
    svg = re.sub(r'xlink:href="#([^"]+)"', rf'xlink:href="#{name}-\1"', svg)
    svg = re.sub(r"\n\s*\n+", "\n", svg)
    svg = svg.replace(
        "font-family: 'Source Sans 3 SemiBold'", "font-weight: 600; font-family: 'Source Sans 3'"
    )
    return svg.strip()
