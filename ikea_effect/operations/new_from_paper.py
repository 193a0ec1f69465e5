"""A protocol from the numbers of a paper: two cells, one measure, one test, ready to replicate and to plan.

It knows nothing of procedure, so it has no texts: `check` tells what has to be written before people come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ikea_effect.operations.new import Prices, quoted, refuse_id, refused
from ikea_effect.protocol.loading import protocol_from
from ikea_effect.protocol.resources import underscored
from ikea_effect.protocol.tree import parse_tree, shown
from ikea_effect.record.disk import write_whole

OURS = "Ours, to be changed: amounts, sample, timeline and the population that simulated people come from."


class PaperCell(NamedTuple):
    """What a paper tells of one condition; None where it does not."""

    level: str
    n: int
    mean: Decimal | None = None
    sd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """What a paper tells of one comparison of two conditions, the one that was higher first.

    `statistic`: as printed, such as {"t": 2.12, "df": 50}. `currency`: of bids that go over the range;
    without one, the measure is a rating over it, and `paid_in` is what people are paid in.
    """

    id: str
    citation: str
    cells: tuple[PaperCell, ...]
    range: Prices
    currency: str | None = None
    factor: str = "group"
    measure: str = "outcome"
    statistic: Mapping[str, Decimal] = field(default_factory=dict)
    seen: bool = False
    """Whether the paper itself was read: its numbers are marked so, else as unverified."""
    paid_in: str = "EUR"


def from_paper(paper: Paper, folder: Path) -> Path:
    """Writes the protocol; its path. Raises: ProtocolError for what cannot be, or is there already."""
    refuse_id(paper.id)
    _refuse(paper)
    path = folder / "protocols" / f"{underscored(paper.id)}.yaml"
    if path.exists():
        raise refused(shown(path), "is there already, and nothing is overwritten. Choose another id.")
    text = _text(paper)
    protocol_from(parse_tree(text, shown(path)))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.encode())
    return path


def _refuse(paper: Paper) -> None:
    if len(paper.cells) != 2 or paper.cells[0].level == paper.cells[1].level:
        raise refused("--cell", "Name two conditions, each once: --cell build:m=0.78,sd=0.63,n=26 --cell ...")
    low, high, _ = paper.range
    if not low < high:
        raise refused("the measure", f"goes from {low} to {high}. The first has to be the lower.")
    known = [cell.mean is not None and cell.sd is not None for cell in paper.cells]
    if not all(known) and not paper.statistic:
        raise refused("the result", "Give m and sd of both cells, or --statistic t=2.12,df=50.")
    if any(cell.sd is not None and cell.sd < 0 for cell in paper.cells):
        raise refused("--cell", "An SD below zero cannot be. Write it as printed: sd=1.56")
    for cell in paper.cells:
        if cell.mean is not None and not low <= cell.mean <= high:
            raise refused("--cell", f"{cell.level}: a mean of {cell.mean} is not between {low} and {high}.")
    _refuse_lower_first(paper)


def _refuse_lower_first(paper: Paper) -> None:
    """The claim and the sign of the test follow from the order of the cells."""
    first, second = paper.cells
    if first.mean is not None and second.mean is not None:
        if first.mean < second.mean:
            found = f"{first.level} ({first.mean}) is lower than {second.level} ({second.mean})."
            raise refused("--cell", f"{found} Name the condition that was higher first.")
    elif paper.statistic.get("t", Decimal()) < 0:
        raise refused(
            "--statistic",
            f"t={paper.statistic['t']} says that {first.level} was lower than {second.level}. Name the "
            "condition that was higher first, and write t without its sign.",
        )


def _text(paper: Paper) -> str:
    """The protocol as people read it; numbers have the decimals that they were printed with."""
    high, low = (cell.level for cell in paper.cells)
    labels = {
        cell.level: f"{{label: {quoted(cell.level.replace('-', ' ').capitalize())}}}" for cell in paper.cells
    }
    per_condition = {cell.level: str(cell.n) for cell in paper.cells}
    n = sum(cell.n for cell in paper.cells)
    lines = [
        f"# {OURS}",
        f"id: {paper.id}",
        "version: 1",
        f"title: {quoted(f'A replication of {paper.citation}'[:200])}",
        f"source: {{citation: {quoted(paper.citation)}}}",
        f"notes: [{quoted(OURS)}]",
        "languages: [en]",
        f"currency: {paper.currency or paper.paid_in}",
        "factors:",
        f"  {paper.factor}: {{between: participant, levels: {_mapping(labels)}}}",
        "assignment: {block_sizes: [2, 4]}",
        f"sample: {{per_condition: {_planned(paper)}, original: {n}}}",
        *_procedure(paper),
        "hypotheses:",
        "  - id: main",
        f"    claim: {quoted(f'{paper.measure} is higher in {high} than in {low}')}",
        f"    measure: {paper.measure}",
        f"    model: {{kind: welch, factor: {paper.factor}, contrast: {high} - {low}}}",
        "    alternative: greater",
        "replication: {decides: small-telescopes}",
        "published:",
        "  - hypothesis: main",
        f"    n: {{total: {n}, per_condition: {_mapping(per_condition)}}}",
        *_results(paper),
        f"    locator: {quoted(paper.citation)}",
        f"    provenance: {'paper' if paper.seen else 'unverified'}",
        "simulation:",
        f"  {paper.measure}: {_mapping(_population(paper))}",
    ]
    return "\n".join(lines) + "\n"


def _planned(paper: Paper) -> int:
    """Half of two and a half times all of the original's people (Simonsohn, 2015; small telescopes)."""
    return -(-5 * sum(cell.n for cell in paper.cells) // 4)


def _procedure(paper: Paper) -> list[str]:
    """A timeline as short as can be: a page for each condition, the measure, the end."""
    ends = f"low: {paper.range.low:f}, high: {paper.range.high:f}"
    bids = paper.currency is not None
    mechanism = f"{{kind: bdm, {ends}, step: {paper.range.step:f}}}"
    bid = f"  - bidding: {{id: bid, good: thing, measure: {paper.measure}, mechanism: {mechanism}}}"
    rating = f"  - questionnaire: {{id: answers, measures: [{paper.measure}]}}"
    return [
        f"payment: {{show_up: 5, endowment: {paper.range.high:f}}}" if bids else "payment: {show_up: 5}",
        "goods: {thing: {owner: experimenter}}" if bids else "goods: {}",
        "timeline:",
        "  - consent: {}",
        *(
            f"  - page: {{text: {cell.level}, only_in: {{{paper.factor}: {cell.level}}}}}"
            for cell in paper.cells
        ),
        bid if bids else rating,
        "  - debrief: {text: debrief}",
        f"measures: {{{paper.measure}: {{kind: money}}}}"
        if bids
        else f"measures: {{{paper.measure}: {{kind: rating, {ends}, text: {paper.measure}}}}}",
    ]


def _results(paper: Paper) -> Iterator[str]:
    """What the paper prints, a line each."""
    for name in ("mean", "sd"):
        values = {cell.level: getattr(cell, name) for cell in paper.cells}
        if None not in values.values():
            yield f"    {name}: {_mapping({level: f'{value:f}' for level, value in values.items()})}"
    if paper.statistic:
        printed = {name: f"{value:f}" for name, value in paper.statistic.items()}
        yield f"    statistic: {_mapping(printed)}"


def _population(paper: Paper) -> dict[str, str]:
    """The paper's cells; where it has none, means around the middle that lie as far apart as its t says."""
    means = {cell.level: f"{cell.mean:f}" for cell in paper.cells if cell.mean is not None}
    sds = {cell.level: f"{cell.sd:f}" for cell in paper.cells if cell.sd is not None}
    if len(means) < 2:
        apart, middle = _d(paper) * _spread(paper), (paper.range.low + paper.range.high) / 2
        first, second = (cell.level for cell in paper.cells)
        means = {first: f"{middle + apart / 2:.4f}", second: f"{middle - apart / 2:.4f}"}
    distribution = "rounded-normal" if paper.currency is None else "gamma"
    sd = _mapping(sds) if len(sds) == 2 else f"{_spread(paper):.4f}"
    return {"distribution": distribution, "mean": _mapping(means), "sd": sd}


def _spread(paper: Paper) -> Decimal:
    """The cells' pooled SD, which t is made of; the one that is known; a sixth of the range without any."""
    known = [(cell.n - 1, cell.sd) for cell in paper.cells if cell.sd is not None]
    if not known:
        return (paper.range.high - paper.range.low) / 6
    squares = sum((df * sd * sd for df, sd in known), Decimal())
    return (squares / sum(df for df, _ in known)).sqrt()


def _d(paper: Paper) -> Decimal:
    """Cohen's d of two independent groups from t: t * sqrt(1/n1 + 1/n2) (Lakens, 2013, formula 2)."""
    if "t" not in paper.statistic:
        raise refused("--statistic", "without means, a t is needed: --statistic t=2.12,df=50.")
    first, second = (Decimal(cell.n) for cell in paper.cells)
    return paper.statistic["t"] * (1 / first + 1 / second).sqrt()


def _mapping(values: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{key}: {value}' for key, value in values.items())}}}"
