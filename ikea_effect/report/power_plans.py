"""The plan of looks on the page of a diagnosis: bars of where collection ends, and all numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ikea_effect.diagnosis.results import BRACKETS, PlanDiagnosis, Simulated
from ikea_effect.rounding import fixed

WIDE = 10.0
"""From how many percent a part of a bar has room for its label."""
COLORS = {"effect": (0, 88, 140), "none": (213, 94, 0)}
LETTERS = 0.78
"""From which depth on letters are white, whose contrast is then 4.5 or more; black has that below."""


class Part(NamedTuple):
    """A part of a bar, in percent from the left: what it is, and its label where there is room."""

    kind: str
    """effect, none or neither: what collection ended with."""
    look: int
    start: float
    width: float
    label: str
    says: str
    style: str


class Bar(NamedTuple):
    """One effect at one n: where studies end."""

    name: str
    parts: tuple[Part, ...]


class PlanTable(NamedTuple):
    """All of the plan's numbers, and its bars."""

    claim: str
    about: str
    bars: tuple[Bar, ...]
    keys: tuple[tuple[str, str], ...]
    """What each color is: its style and its words."""
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def plan_table(claim: str, found: Sequence[PlanDiagnosis]) -> PlanTable:
    """How the plan fares with each effect at each n."""
    first = found[0]
    looks = range(1, len(first.looks) + 1)
    ends = any(one.value for each in found for one in each.shows_none)
    takes = (f"Paid out ({first.takes.currency})", "Hours") if first.takes else ()
    head = (
        "effect", "n (looks)", "Power", "Participants expected", "Of the planned", *takes,
        *(f"Look {k}: effect" for k in looks), *(f"Look {k}: none" for k in looks if ends), "Neither",
    )  # fmt: skip
    rows = tuple(_row(one, ends=ends) for one in found)
    about = (
        f"{first.plan}, {first.studies:,} studies for each line or fewer, in brackets {BRACKETS}. "
        "n are analyzed participants per condition. "
    )
    about += (
        "Money and hours are of the participants who are expected, as many as whole sessions took for each."
        if first.takes
        else "Add --full for what the participants who are expected take in money and hours."
    )
    bars = tuple(Bar(f"{one.effect}, n {one.n_per_condition}", tuple(_parts(one))) for one in found)
    return PlanTable(claim, about, bars, tuple(_keys(bars, len(first.looks))), head, rows)


def _row(one: PlanDiagnosis, *, ends: bool) -> tuple[str, ...]:
    at = f"{one.n_per_condition} ({', '.join(map(str, one.looks))})"
    most = one.looks[-1] * one.conditions
    people = one.participants.value
    expected = ("–", "–") if people is None else (fixed(people, 1), f"{fixed(100 * people / most, 0)}%")
    takes = (fixed(one.takes.pay, 2, thousands=True), fixed(one.takes.minutes / 60, 1)) if one.takes else ()
    none = map(_share, one.shows_none) if ends else ()
    return (
        one.effect, at, _share(one.power), *expected, *takes, *map(_share, one.shows_effect), *none,
        _share(one.undecided),
    )  # fmt: skip


def _parts(one: PlanDiagnosis) -> Iterator[Part]:
    """Those that end with an effect, look by look; those with none; those with neither."""
    start = 0.0
    ends = [
        (kind, look, share)
        for kind, shares in (("effect", one.shows_effect), ("none", one.shows_none))
        for look, share in enumerate(shares, 1)
    ]
    for kind, look, share in [*ends, ("neither", 0, one.undecided)]:
        width = 100 * (share.value or 0.0)
        if width <= 0:
            continue
        shown = f"{fixed(width, 0)}%"
        label, says = shown if width >= WIDE else "", f"{_named(kind, look)}: {shown}"
        yield Part(kind, look, start, width, label, says, shade(kind, look, len(one.looks)))
        start += width


def shade(kind: str, look: int, looks: int) -> str:
    """The color of a part, the paler the later the look, and of the letters on it."""
    if kind == "neither":
        return "background:#c9c5bd;color:#000"
    depth = 1 - 0.75 * (look - 1) / max(1, looks - 1)
    red, green, blue = (round(255 - depth * (255 - part)) for part in COLORS[kind])
    letters = "#fff" if kind == "effect" and depth > LETTERS else "#000"
    return f"background:rgb({red},{green},{blue});color:{letters}"


def _keys(bars: Sequence[Bar], looks: int) -> Iterator[tuple[str, str]]:
    """The colors that occur, effects first."""
    seen = {(part.kind, part.look) for bar in bars for part in bar.parts}
    for kind in ("effect", "none", "neither"):
        for of, look in sorted(seen):
            if of == kind:
                yield shade(kind, look, looks), _named(kind, look)


def _named(kind: str, look: int) -> str:
    if kind == "neither":
        return "neither at the last look"
    return f"look {look}: {'an effect' if kind == 'effect' else 'none'}"


def _share(told: Simulated) -> str:
    return "–" if told.value is None else told.percent
