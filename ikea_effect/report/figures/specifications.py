"""Every defensible analysis at once: effects in rising order above, the choices behind each below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ikea_effect.language import say
from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.style import INK, SOFT, STRONG, WIDTH, canvas, color, house_style, picture
from ikea_effect.report.wording import number, plural, share, spoken
from ikea_effect.rounding import p_said

LEVEL = 0.05
LINE_IN = 0.19  # inches per choice


@dataclass(frozen=True, slots=True)
class Specifications:
    """One entry per analysis, by rising effect: outcome, exclusion, covariates, n, effect, p (two-sided)."""

    claim: str
    entries: tuple[Mapping[str, Any], ...]
    median: float
    joint_p: float | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that could be chosen, and which of the ordered analyses did."""

    group: str
    label: str
    taken: tuple[bool, ...]


def specifications(name: str, shown: Specifications) -> Figure:
    """The specification curve: points above, a mark per choice below; significant ones dark."""
    choices = _choices(shown.entries)
    groups = len({choice.group for choice in choices})
    below = LINE_IN * (len(choices) + groups)
    height = 2.1 + below + 0.25
    with house_style():
        figure = canvas(height)
        left, width = 1.95 / WIDTH, (WIDTH - 2.05) / WIDTH
        curve = figure.add_axes((left, (below + 0.3) / height, width, 1.85 / height))
        _curve(curve, shown)
        grid = figure.add_axes((left, 0.1 / height, width, below / height))
        _grid(grid, choices, shown.entries)
        for axes in (curve, grid):
            axes.set_xlim(-0.7, len(shown.entries) - 0.3)
        svg = picture(figure, name)
    return Figure(name, svg, _alt(shown), _caption())


def _significant(entry: Mapping[str, Any]) -> bool:
    return float(entry["p"]) < LEVEL


def _curve(axes: Axes, shown: Specifications) -> None:
    effects = np.array([float(entry["effect"]) for entry in shown.entries])
    tones = [color(0) if _significant(entry) else "#9aa5ae" for entry in shown.entries]
    axes.axhline(0, color=INK, lw=0.9, zorder=1)
    axes.axhline(shown.median, color=color(1), lw=1, ls=(0, (4, 3)), zorder=1)
    size = float(np.clip(900 / len(effects), 4, 26))
    axes.scatter(np.arange(len(effects)), effects, s=size, c=tones, lw=0, zorder=3)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: number(value)))
    axes.text(
        0, 1.02, say("effect in residual SDs, by rising size"), transform=axes.transAxes, color=SOFT, size=9,
        va="bottom",
    )  # fmt: skip
    axes.text(
        1, 1.02, say("median {median}", median=number(shown.median)), transform=axes.transAxes,
        color=color(1), size=9, ha="right", va="bottom",
    )  # fmt: skip


def _choices(entries: Sequence[Mapping[str, Any]]) -> list[Choice]:
    def rows(group: str, key: str) -> list[Choice]:
        found = dict.fromkeys(str(entry[key]) for entry in entries)
        return [
            Choice(group, spoken(one), tuple(str(entry[key]) == one for entry in entries))
            for one in sorted(found)
        ]

    names = sorted({str(name) for entry in entries for name in entry.get("covariates") or ()})
    covariates = [
        Choice(
            say("Covariate"),
            spoken(name),
            tuple(name in (entry.get("covariates") or ()) for entry in entries),
        )
        for name in names
    ]
    return rows(say("Outcome"), "outcome") + rows(say("Left out"), "exclusion") + covariates


def _grid(axes: Axes, choices: Sequence[Choice], entries: Sequence[Mapping[str, Any]]) -> None:
    """A row per choice below the title of its group."""
    axes.axis("off")
    at_end: dict[str, Any] = {"ha": "right", "va": "center"}
    y, before = 0.0, ""
    size = float(np.clip(500 / len(entries), 1.2, 6))
    for choice in choices:
        if choice.group != before:
            axes.text(
                -0.012,
                y,
                choice.group,
                transform=axes.get_yaxis_transform(),
                ha="right",
                va="center",
                **STRONG,
            )
            y, before = y + 1, choice.group
        axes.text(-0.012, y, choice.label, transform=axes.get_yaxis_transform(), color=SOFT, size=9, **at_end)
        for dark, tone in ((True, color(0)), (False, "#9aa5ae")):
            at = [
                place
                for place, taken in enumerate(choice.taken)
                if taken and _significant(entries[place]) is dark
            ]
            axes.plot(at, [y] * len(at), ls="none", marker="|", ms=8, mew=size / 3 + 0.4, mec=tone)
        y += 1
    axes.set_ylim(y - 0.4, -0.6)


def _alt(shown: Specifications) -> str:
    effects = [float(entry["effect"]) for entry in shown.entries]
    found = sum(map(_significant, shown.entries))
    joint = say(" Joint permutation test: {p}.", p=p_said(shown.joint_p)) if shown.joint_p is not None else ""
    return say(
        "Specification curve for “{claim}”: {analyses} with effects from {first} to {last}, "
        "median {median}; {found} ({share}) are significant by themselves.{joint}",
        claim=shown.claim,
        analyses=plural(len(effects), "analysis", "analyses"),
        first=number(effects[0]),
        last=number(effects[-1]),
        median=number(shown.median),
        found=found,
        share=share(found, len(effects)),
        joint=joint,
    )


def _caption() -> str:
    return say(
        "**Specification curve.** Each column is one defensible analysis; the marks below say how the "
        "measure enters, who is left out and which covariates stand in the model. Blue: p < .05 (two-sided) "
        "by itself; gray: not. What counts is the joint test, which knows that they are one data set."
    )
