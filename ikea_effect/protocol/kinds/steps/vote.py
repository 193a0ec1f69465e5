"""A step of voting: which of several designs is made or sold."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, Tag

from ikea_effect.protocol.base import Name, Relative
from ikea_effect.protocol.by_levels import PLAIN_OR_BY, ByLevels, every, level_problems
from ikea_effect.protocol.goods import GoodName
from ikea_effect.protocol.kinds.columns_of_steps import count_column, seconds_column
from ikea_effect.protocol.kinds.kind import NONE, Column, Columns, StepKind, Study
from ikea_effect.protocol.kinds.results_of_steps import Result, ResultMeasures, rank_of, result_problems
from ikea_effect.protocol.problem import Problem, mapping
from ikea_effect.protocol.timeline import Step

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup

MOST_DESIGNS = 12
MOST_PAIRS = 30

Follows = Annotated[Annotated[bool, Tag("plain")] | Annotated[ByLevels[bool], Tag("by")], PLAIN_OR_BY]


class Vote(Step):
    """The participant votes on designs: picks one, ranks all, or picks from each of some pairs.

    `outcome: true`: votes are counted when all have voted, and nobody is told before. `rigged`: what wins is
    the participant's own choice where `follows` is true, and one drawn from the others where it is false;
    with `show_result` it is announced, and a `good` looks like it from then on. `measures` take what it comes
    to: choice, rank.<design>, wins.<design> where every pair is asked about. Texts: <text>.title, .question;
    of a result <text>.result.title, .follows, .contradicts; with `labels` <text>.designs.<design>.
    """

    kind = "vote"
    id: Name
    text: Name
    designs: dict[Name, Relative] = Field(min_length=2, max_length=MOST_DESIGNS)
    how: Literal["pick", "rank", "pairwise"] = "pick"
    pairs: int | None = Field(default=None, ge=1, le=MOST_PAIRS)
    order: Literal["random", "fixed"] = "random"
    labels: bool = False
    outcome: Literal[True, "rigged", "yoked"] = True
    follows: Follows | None = None
    show_result: Follows = False
    good: GoodName | None = None
    measures: ResultMeasures = Field(default_factory=dict)

    @property
    def rounds(self) -> int:
        """How many pairs are asked about."""
        return self.pairs or self.possible

    @property
    def possible(self) -> int:
        """How many pairs the designs make."""
        return math.comb(len(self.designs), 2)


def _columns(step: Vote, _study: Study) -> Iterator[Column]:
    designs = tuple(step.designs)
    yield Column(f"{step.id}.choice", "text", "The design that was voted for", "", designs)
    yield Column(f"{step.id}.order", "text", "The designs as they were shown, first to last", detail=True)
    if step.how == "rank":
        ends = (Decimal(1), Decimal(len(designs)), Decimal(1))
        for design in designs:
            yield Column(f"{step.id}.rank.{design}", "integer", f"Rank of {design}, 1 is best", "", (), *ends)
    if step.how == "pairwise":
        for design in designs:
            yield count_column(step.id, f"wins.{design}", f"Pairs in which {design} was picked", "pairs")
    if step.outcome == "rigged":
        yield Column(f"{step.id}.outcome", "text", "The design that won", "", designs)
        yield Column(f"{step.id}.followed", "boolean", "Whether the outcome followed the participant's vote")
    yield seconds_column(step.id, "How long the vote took")


def _all_columns(step: Vote, study: Study) -> Columns:
    return tuple(_columns(step, study))


def _texts(step: Vote, _setup: Setup) -> Iterator[str]:
    yield from (f"{step.text}.title", f"{step.text}.question")
    if step.labels:
        yield from (f"{step.text}.designs.{design}" for design in step.designs)
    if any(every(step.show_result)):
        yield f"{step.text}.result.title"
        for name, value in (("follows", True), ("contradicts", False)):
            if value in every(step.follows):
                yield f"{step.text}.result.{name}"


def _results(step: Vote) -> Iterator[tuple[str, Result]]:
    yield "choice", Result(options=tuple(step.designs))
    if step.how == "rank":
        yield from ((f"rank.{design}", rank_of(len(step.designs))) for design in step.designs)
    if step.how == "pairwise" and step.rounds == step.possible:  # else some are shown more often
        most = Decimal(len(step.designs) - 1)
        yield from ((f"wins.{design}", Result(NONE, most, Decimal(1))) for design in step.designs)


def _misfits(step: Vote, study: Study) -> Iterator[Problem]:
    yield from level_problems(step, study, "follows", "show_result")
    yield from result_problems(step.measures, dict(_results(step)), study)


def _pictures(step: Vote) -> Iterable[str]:
    return step.designs.values()


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    outcome = body.get("outcome", True)
    if outcome == "yoked":
        message = "is yoked: nobody's outcome can be handed on yet. Write true, or rigged with `follows`."
        yield Problem(("outcome",), message)
    if outcome == "rigged" and body.get("follows") is None:
        message = "is rigged, and it is not said whether it follows the vote. Write follows: true or false,\n"
        yield Problem(
            ("outcome",), message + "or follows: {by: FACTOR, levels: {LEVEL: true, LEVEL: false}}."
        )
    for key in ("follows", "show_result", "good") if outcome is True else ():
        if body.get(key):
            message = "needs an outcome, and votes are counted when all have voted. Leave it out, or write "
            yield Problem((key,), message + "outcome: rigged.", at_key=True)
    yield from _pair_problems(body)


def _pair_problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    pairs, how = body.get("pairs"), body.get("how", "pick")
    possible = math.comb(len(mapping(body.get("designs"))), 2)
    if pairs is not None and how != "pairwise":
        yield Problem(("pairs",), f"belongs to how: pairwise, and this vote is by {how}. Leave it out.", True)
    elif isinstance(pairs, int) and pairs > possible >= 1:
        yield Problem(("pairs",), f"is {pairs}, and so many designs make {possible} pairs. Write fewer.")
    elif how == "pairwise" and pairs is None and possible > MOST_PAIRS:
        message = f"leaves {possible} pairs, at most {MOST_PAIRS} can be asked. Write pairs: {MOST_PAIRS}."
        yield Problem(("how",), message)


KIND = StepKind(
    name="vote",
    model=Vote,
    meaning="Designs are voted on; the outcome may follow the vote or contradict it",
    task="ikea_effect.tasks.products.vote:vote",
    columns=_all_columns,
    texts=_texts,
    problems=_problems,
    misfits=_misfits,
    pictures=_pictures,
    fills="results",
)
