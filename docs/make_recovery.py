"""Writes what was counted in benchmarks/recovery.csv into docs/power-plan.md: `python docs/make_recovery.py`.

Draws docs/pictures/recovery.svg too. The counts themselves are made by `python -m tests.recovery.run`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from scipy import stats

from ikea_effect.rounding import fixed

HERE = Path(__file__).resolve().parent
PAGE, PICTURE = HERE / "power-plan.md", HERE / "pictures" / "recovery.svg"
COUNTS = HERE.parent / "benchmarks" / "recovery.csv"
MARK, END = "<!-- made by docs/make_recovery.py -->\n", "<!-- end of what it made -->\n"
QUESTIONS = {
    "coverage": "intervals hold the planted value",
    "power": "results are significant as often as `power` says",
    "none": "with no effect at all, p < .05 in one of twenty",
    "no path": "with no effect at all, a mediation finds none",
    "alone": "with one mediator or moderator at zero, its own test too",
}


class Line(NamedTuple):
    """A count of the file."""

    hypothesis: str
    model: str
    population: str
    what: str
    run: str
    hits: int
    studies: int
    expected: float
    low: int
    high: int
    verdict: str

    @property
    def question(self) -> str:
        """Which of the questions it answers."""
        if self.what != "alpha":
            return self.what
        if self.population != "none":
            return "alone"
        return "no path" if self.model == "mediation" else "none"

    @property
    def chance_outside(self) -> float:
        """How likely it lies outside if all is as it should be; a careful test does not count as outside."""
        if self.what == "power":  # whose band is wider by the error of the power itself
            return 0.01 if 0 < self.expected < 1 else 0.0
        below, above = (
            float(stats.binom.cdf(self.low - 1, self.studies, self.expected)),
            float(stats.binom.sf(self.high, self.studies, self.expected)),
        )
        return below if self.what == "coverage" else above


def lines(path: Path = COUNTS) -> list[Line]:
    """Every count of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_line(row) for row in csv.DictReader(file)]


def _line(row: dict[str, str]) -> Line:
    numbers = (
        int(row["hits"]),
        int(row["studies"]),
        float(row["expected"]),
        int(row["low"]),
        int(row["high"]),
    )
    about = (row["model"], row["population"], row["what"], row["run"])
    return Line(f"{row['protocol']} {row['hypothesis']}", *about, *numbers, row["verdict"])


def share(found: Sequence[Line]) -> str:
    """The hits of all studies together."""
    return f"{fixed(100 * sum(one.hits for one in found) / sum(one.studies for one in found), 1)}%"


def of(found: Iterable[Line], verdict: str) -> int:
    """How many lines have the verdict."""
    return sum(one.verdict == verdict for one in found)


def section(found: list[Line]) -> str:
    """Both tables, and how many lie outside."""
    first = [one for one in found if one.run == "first"]
    twice = [one for one in found if one.run == "again" and one.verdict == "outside"]
    by_chance = fixed(sum(one.chance_outside for one in first), 1)
    populations = {(one.hypothesis, one.population) for one in first}
    outside = of(first, "outside")
    once_more = (
        f" Counted again in ten times as many studies, {len(twice)} of them are still outside."
        if outside
        else ""
    )
    told = [
        f"{len({one.hypothesis for one in first})} hypotheses, {len(populations)} populations, {len(first)} "
        f"counts of {first[0].studies} studies each. Outside their bands lie {outside}, where chance alone "
        f"would put {by_chance}.{once_more}",
        "",
        "| counted is whether | counts | inside | careful | outside | all studies together |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, words in QUESTIONS.items():
        some = [one for one in first if one.question == name]
        each = " | ".join(str(of(some, verdict)) for verdict in ("inside", "careful", "outside"))
        told.append(f"| {words} | {len(some)} | {each} | {share(some)} |")
    told += ["", *by_model(first), "", "![Where the counts lie](pictures/recovery.svg)", ""]
    return "\n".join(told)


def by_model(first: list[Line]) -> list[str]:
    """A table of models."""
    rows = [
        "| model | hypotheses | intervals hold it | of | p < .05 with no effect |",
        "| --- | --- | --- | --- | --- |",
    ]
    for model in sorted({one.model for one in first}):
        own = [one for one in first if one.model == model]
        covered = [one for one in own if one.what == "coverage"]
        null = [one for one in own if one.question in ("none", "no path")]
        level = {f"{fixed(100 * one.expected, 0)}%" for one in covered}
        rows.append(
            f"| {model} | {len({one.hypothesis for one in own})} | {share(covered) if covered else ''} | "
            f"{', '.join(sorted(level))} | {share(null) if null else ''} |"
        )
    return rows


def draw(found: list[Line], path: Path) -> None:
    """How many counts lie where, beside what chance alone would give."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    mpl.rcParams.update({"svg.hashsalt": "recovery", "svg.fonttype": "none", "font.size": 9})
    first = [one for one in found if one.run == "first" and one.studies == found[0].studies]
    figure, axes = plt.subplots(1, 2, figsize=(7.2, 3.0), layout="constrained")
    shown = (
        (
            "Intervals of 95% that hold the planted value",
            [one for one in first if one.what == "coverage"],
            0.95,
        ),
        (
            "p < .05 with nothing to be found",
            [one for one in first if one.question in ("none", "alone")],
            0.05,
        ),
    )
    for ax, (title, some, expected) in zip(axes, shown, strict=True):
        some = [one for one in some if abs(one.expected - expected) < 1e-9]
        studies = some[0].studies
        low, high = min(one.hits for one in some), max(one.hits for one in some)
        places = range(max(0, min(low, some[0].low) - 2), min(studies, max(high, some[0].high) + 2) + 1)
        ax.bar(
            [*places],
            [sum(one.hits == place for one in some) for place in places],
            color="#b9a06e",
            width=0.8,
        )
        ax.plot(
            [*places], [len(some) * stats.binom.pmf(place, studies, expected) for place in places],
            color="#3a332d", linewidth=1.2, label="by chance alone",
        )  # fmt: skip
        for end, label in ((some[0].low - 0.5, "99% band"), (some[0].high + 0.5, None)):
            ax.axvline(end, color="#8c2f1b", linewidth=0.9, linestyle="--", label=label)
        ax.set(title=f"{title}\n({len(some)} counts)", xlabel=f"of {studies} studies", ylabel="counts")
        ax.spines[["top", "right"]].set_visible(False)
    figure.legend(*axes[0].get_legend_handles_labels(), frameon=False, loc="outside lower center", ncols=2)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def page(found: list[Line]) -> str:
    """The page with its section made anew."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(MARK)
    return f"{before}{MARK}{section(found)}{END}{rest.partition(END)[2]}"


def main() -> None:
    """Page and picture."""
    found = lines()
    PAGE.write_text(page(found), "utf-8")
    draw(found, PICTURE)


if __name__ == "__main__":
    main()
