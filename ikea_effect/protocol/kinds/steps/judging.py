"""A step of judging: pieces are rated one by one, or put in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field
from typing_extensions import override

from ikea_effect.errors import Fault, listed
from ikea_effect.protocol.base import Declared, Name
from ikea_effect.protocol.kinds.columns_of_steps import seconds_column
from ikea_effect.protocol.kinds.kind import NONE, Column, Columns, StepKind, Study
from ikea_effect.protocol.kinds.results_of_steps import Result, ResultMeasures, rank_of, result_problems
from ikea_effect.protocol.kinds.steps.ideas import Ideas
from ikea_effect.protocol.kinds.takes import take_problems, whose_column
from ikea_effect.protocol.problem import Problem, mapping
from ikea_effect.protocol.stimulus import Stimulus, stimulus_faults, stimulus_problems
from ikea_effect.protocol.timeline import Step, Take

if TYPE_CHECKING:
    from ikea_effect.protocol.contents import Loaded
    from ikea_effect.protocol.experiment import Experiment
    from ikea_effect.protocol.setup import Setup

MOST_RANKED = 12
ENTRY = "entry"
MOST_IDEAS = 50
MOST_SIGNS = 1500
"""What a page of 1280 x 1024 holds of somebody's ideas, beside the question and the scales."""


class Ends(Declared):
    """A scale from low to high."""

    low: int = Field(ge=0, le=10)
    high: int = Field(ge=1, le=10)


class IdeasOf(Declared):
    """What others wrote in a step of ideas: of how many people, of each all that they wrote."""

    step: Name
    each: int = Field(ge=1, le=MOST_RANKED)


class Judging(Step):
    """Pieces (goods, pictures, texts) are judged in a random order that is kept.

    With `how: rate` each has a page of its own with the `scales`; with `rank` all are put in order on one
    page, the best first. With a `reference`, the pieces from best to worst, a ranking has an `agreement`:
    the share of pairs that are in the same order in both. `measures` take what it comes to: rank.<piece> and
    agreement, or <scale> (its mean) and <scale>.<piece>. In place of pieces, `ideas: {step: STEP, each: N}`
    shows what others wrote there who have finished, as pieces entry-1, entry-2, ..; nobody begins before so
    many have. Texts: <text>.title, .question; of a scale <text>.scales.<scale>.item, .low, .high.
    """

    kind = "judging"
    id: Name
    text: Name
    pieces: dict[Name, Stimulus] = Field(default_factory=dict, min_length=2, max_length=40)
    ideas: IdeasOf | None = None
    how: Literal["rate", "rank"] = "rate"
    scales: dict[Name, Ends] = Field(default_factory=dict, max_length=6)
    order: Literal["random", "fixed"] = "random"
    minimum_s: float = Field(default=0, ge=0, le=600)
    reference: tuple[Name, ...] = Field(default=(), max_length=MOST_RANKED)
    measures: ResultMeasures = Field(default_factory=dict)

    @property
    def all_pieces(self) -> tuple[str, ...]:
        """The names of what is judged."""
        return tuple(self.pieces) or tuple(
            f"{ENTRY}-{n + 1}" for n in range(self.ideas.each if self.ideas else 0)
        )

    @property
    @override
    def takes(self) -> Take | None:
        if self.ideas is None:
            return None
        columns = tuple(f"{self.ideas.step}.idea_{n + 1}" for n in range(MOST_IDEAS))
        return Take(self.ideas.step, columns, None, whole=True)

    @property
    @override
    def gives_others(self) -> dict[str, tuple[int, int]]:
        if self.how == "rank":
            return {"rank": (1, len(self.pieces))}
        return {scale: (ends.low, ends.high) for scale, ends in self.scales.items()}

    @property
    @override
    def goods_judged(self) -> dict[str, str]:
        shown = {name: piece.good for name, piece in self.pieces.items() if piece.state is None}
        return {name: good for name, good in shown.items() if good is not None}

    @property
    @override
    def parts_taken(self) -> dict[str, Take]:
        return {} if self.takes is None else {f"{self.name}.{one}": self.takes for one in self.all_pieces}


def _columns(step: Judging, _study: Study) -> Iterator[Column]:
    yield Column(
        f"{step.id}.order",
        "text",
        "The pieces as they were shown, first to last",
        detail=True,
        signs="program",
    )
    if step.how == "rank":
        ends = (Decimal(1), Decimal(len(step.pieces)), Decimal(1))
        for piece in step.pieces:
            yield Column(f"{step.id}.rank.{piece}", "integer", f"Rank of {piece}, 1 is best", "", (), *ends)
    if step.reference:
        meaning = "Share of the pairs of pieces that stand in the same order as in the reference"
        yield Column(f"{step.id}.agreement", "number", meaning, "share", (), NONE, Decimal(1))
    for scale, ends_of in step.scales.items():
        low, high = Decimal(ends_of.low), Decimal(ends_of.high)
        words = tuple(f"{step.text}.scales.{scale}.{part}" for part in ("item", "low", "high"))
        mean = f"Mean of {scale} over all pieces"
        yield Column(f"{step.id}.{scale}", "number", mean, "points", (), low, high, None, words)
        for piece in step.all_pieces:
            name, says = f"{step.id}.{scale}.{piece}", f"{scale} of {piece}"
            yield Column(name, "integer", says, "points", (), low, high, Decimal(1), words)
    yield from (whose_column(part, "entry") for part in step.parts_taken)
    yield seconds_column(step.id, "How long the judging took")


def _all_columns(step: Judging, study: Study) -> Columns:
    return tuple(_columns(step, study))


def _texts(step: Judging, _setup: Setup) -> Iterator[str]:
    yield from (f"{step.text}.title", f"{step.text}.question")
    for scale in step.scales:
        yield from (f"{step.text}.scales.{scale}.{part}" for part in ("item", "low", "high"))
    yield from (piece.text for piece in step.pieces.values() if piece.text is not None)


def _pictures(step: Judging) -> Iterable[str]:
    return (piece.picture for piece in step.pieces.values() if piece.picture is not None)


def _faults(step: Judging, here: Experiment, _loaded: Loaded) -> Iterator[Fault]:
    for piece in step.pieces.values():
        yield from stimulus_faults(piece, step.name, here)


def _results(step: Judging) -> Iterator[tuple[str, Result]]:
    if step.how == "rank":
        yield from ((f"rank.{piece}", rank_of(len(step.pieces))) for piece in step.pieces)
    if step.reference:
        yield "agreement", Result()
    for scale, ends in step.scales.items():
        low, high = Decimal(ends.low), Decimal(ends.high)
        yield scale, Result(low, high)
        yield from ((f"{scale}.{piece}", Result(low, high, Decimal(1))) for piece in step.all_pieces)


def _misfits(step: Judging, study: Study) -> Iterator[Problem]:
    yield from result_problems(step.measures, dict(_results(step)), study)
    if step.ideas is not None:
        yield from _of_ideas(step, step.ideas, study)
    if step.reference and sorted(step.reference) != sorted(step.pieces):
        message = (
            f"is {listed(step.reference)}. It has every piece once, the best first: {listed(step.pieces)}."
        )
        yield Problem(("reference",), message)
    for scale, ends in step.scales.items():
        if ends.low >= ends.high:
            yield Problem(("scales", scale, "low"), f"is {ends.low}, which is not below high: {ends.high}.")


def _of_ideas(step: Judging, ideas: IdeasOf, study: Study) -> Iterator[Problem]:
    """What is judged are ideas, and all that one may write is read on one page."""
    at = ("ideas", "step")
    problems = list(take_problems(ideas.step, step, study, at))
    yield from problems
    other = next((one for one in study.timeline if one.name == ideas.step), None)
    if problems or other is None:
        return
    if not isinstance(other, Ideas):
        yield Problem(at, f"is '{ideas.step}', a step of kind {other.kind}. Name one of kind ideas.")
    elif (signs := other.at_most * other.max_characters) > MOST_SIGNS:
        message = (
            f"is '{ideas.step}', in which one may write {other.at_most} ideas of {other.max_characters} "
        )
        message += (
            f"signs, {signs} in all; a page holds {MOST_SIGNS}.\nLower at_most or max_characters there."
        )
        yield Problem(at, message)


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    if ("pieces" in body) == ("ideas" in body):
        said = "both are given" if "pieces" in body else "neither is given"
        yield Problem((), f"judges `pieces`, or the `ideas` of others, and {said}. Write one of them.", True)
    if "ideas" in body and body.get("how", "rate") == "rank":
        yield Problem(("ideas",), "are texts, which are judged one by one. Leave out how: rank.", True)
    for name, piece in mapping(body.get("pieces")).items():
        yield from stimulus_problems(mapping(piece), ("pieces", name))
    how, pieces = body.get("how", "rate"), len(mapping(body.get("pieces")))
    if how == "rate" and not body.get("scales"):
        yield Problem((), "rates pieces on no scale. Write scales: {NAME: {low: 1, high: 7}}, or how: rank.")
    if how == "rank" and "scales" in body:
        yield Problem(("scales",), "belong to how: rate, and here pieces are ranked. Leave them out.", True)
    if how == "rate" and "reference" in body:
        yield Problem(("reference",), "belongs to how: rank, and here pieces are rated. Leave it out.", True)
    if how == "rank" and pieces > MOST_RANKED:
        message = f"puts {pieces} pieces in order on one page; there is room for {MOST_RANKED}. Rate them."
        yield Problem(("how",), message)


KIND = StepKind(
    name="judging",
    model=Judging,
    meaning="Goods, pictures or texts are rated one by one, or ranked",
    task="ikea_effect.tasks.judging.task:judging",
    shared=("ideas", "making.design"),
    columns=_all_columns,
    texts=_texts,
    problems=_problems,
    misfits=_misfits,
    faults=_faults,
    pictures=_pictures,
    fills="results",
)
