"""A step of voting: which of several designs is made or sold."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, Tag
from typing_extensions import override

from ikea_effect.errors import listed
from ikea_effect.protocol.base import Declared, Name, Relative
from ikea_effect.protocol.by_levels import PLAIN_OR_BY, ByLevels, every, level_problems
from ikea_effect.protocol.goods import GoodName
from ikea_effect.protocol.kinds.columns_of_steps import count_column, seconds_column
from ikea_effect.protocol.kinds.kind import NONE, Column, Columns, StepKind, Study
from ikea_effect.protocol.kinds.results_of_steps import Result, ResultMeasures, rank_of, result_problems
from ikea_effect.protocol.kinds.takes import take_problems, whose_column
from ikea_effect.protocol.problem import Problem, mapping, undeclared
from ikea_effect.protocol.timeline import Step, Take

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup

MOST_DESIGNS = 12
MOST_PAIRS = 30
REFUSE = "refuse"

Follows = Annotated[Annotated[bool, Tag("plain")] | Annotated[ByLevels[bool], Tag("by")], PLAIN_OR_BY]


class Handed(Declared):
    """The vote of somebody else whose outcome is handed on, and what it is where nobody has finished.

    `stand_in` is a design; with `refuse` nobody begins who would be told of none.
    """

    step: Name
    stand_in: Name = REFUSE


class Vote(Step):
    """The participant votes on designs: picks one, ranks all, or picks from each of some pairs.

    `outcome: true`: votes are counted when all have voted, and nobody is told before. `rigged`: what wins is
    the participant's own choice where `follows` is true, and one drawn from the others where it is false.
    `yoked: {step: VOTE, stand_in: DESIGN}`: what wins is what the vote of another participant came to. With
    `show_result` it is announced, and a `good` looks like it from then on. `measures` take what it comes to:
    choice, rank.<design>, wins.<design> where every pair is asked about, share.<design> (of the pairs that
    showed it, those in which it was picked) where each design is sure to be shown, and of a yoked outcome
    agreement, 1 where it is the own choice. Texts: <text>.title, .question; of a result
    <text>.result.title, .follows, .contradicts; with `labels` <text>.designs.<design>.
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
    yoked: Handed | None = None
    show_result: Follows = False
    good: GoodName | None = None
    measures: ResultMeasures = Field(default_factory=dict)

    @property
    def rounds(self) -> int:
        """How many pairs are asked about."""
        return self.pairs or self.possible

    @property
    @override
    def takes(self) -> Take | None:
        handed = self.yoked if self.outcome == "yoked" else None
        if handed is None:
            return None
        columns = (f"{handed.step}.outcome", f"{handed.step}.choice")
        return Take(handed.step, columns, None if handed.stand_in == REFUSE else handed.stand_in)

    @property
    def possible(self) -> int:
        """How many pairs the designs make."""
        return math.comb(len(self.designs), 2)

    @property
    def shows_all(self) -> bool:
        """Whether each design is in a pair however these are drawn: the others alone make fewer."""
        return self.rounds > math.comb(len(self.designs) - 1, 2)


def _columns(step: Vote, _study: Study) -> Iterator[Column]:
    designs = tuple(step.designs)
    yield Column(f"{step.id}.choice", "text", "The design that was voted for", "", designs)
    yield Column(
        f"{step.id}.order",
        "text",
        "The designs as they were shown, first to last",
        detail=True,
        signs="program",
    )
    if step.how == "rank":
        ends = (Decimal(1), Decimal(len(designs)), Decimal(1))
        for design in designs:
            yield Column(f"{step.id}.rank.{design}", "integer", f"Rank of {design}, 1 is best", "", (), *ends)
    if step.how == "pairwise":
        for design in designs:
            yield count_column(step.id, f"wins.{design}", f"Pairs in which {design} was picked", "pairs")
    if step.outcome == "yoked":
        yield whose_column(step.id, "outcome")
    if step.outcome in ("rigged", "yoked"):
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
            if step.outcome == "yoked" or value in every(step.follows):
                yield f"{step.text}.result.{name}"


def _results(step: Vote) -> Iterator[tuple[str, Result]]:
    yield "choice", Result(options=tuple(step.designs))
    if step.outcome == "yoked":
        yield "agreement", Result(step=Decimal(1))
    if step.how == "rank":
        yield from ((f"rank.{design}", rank_of(len(step.designs))) for design in step.designs)
    if step.how == "pairwise" and step.rounds == step.possible:  # else some are shown more often
        most = Decimal(len(step.designs) - 1)
        yield from ((f"wins.{design}", Result(NONE, most, Decimal(1))) for design in step.designs)
    if step.how == "pairwise" and step.shows_all:
        yield from ((f"share.{design}", Result()) for design in step.designs)


def _misfits(step: Vote, study: Study) -> Iterator[Problem]:
    yield from level_problems(step, study, "follows", "show_result")
    yield from result_problems(step.measures, dict(_results(step)), study)
    if step.takes is not None and step.yoked is not None:
        found = list(take_problems(step.takes.step, step, study, ("yoked", "step")))
        yield from found or _other_designs(step, step.yoked, study)


def _other_designs(step: Vote, handed: Handed, study: Study) -> Iterator[Problem]:
    """The outcome that is handed on is one of the designs here, and so is what stands in for it."""
    other = next(one for one in study.timeline if one.name == handed.step)
    if not isinstance(other, Vote):
        yield Problem(
            ("yoked", "step"), f"is '{handed.step}', a step of kind {other.kind}. A vote is expected."
        )
    elif set(other.designs) != set(step.designs):
        message = f"is '{handed.step}', in which other designs are voted on: {listed(other.designs)}."
        yield Problem(("yoked", "step"), f"{message}\nDesigns of the same names are expected.")
    if handed.stand_in not in (*step.designs, REFUSE):
        yield undeclared("design", handed.stand_in, (*step.designs, REFUSE), ("yoked", "stand_in"))


def _pictures(step: Vote) -> Iterable[str]:
    return step.designs.values()


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    outcome = body.get("outcome", True)
    if outcome == "yoked" and body.get("yoked") is None:
        message = "is yoked, and it is not said whose vote is handed on. Write yoked: {step: VOTE, stand_in: "
        yield Problem(("outcome",), message + "DESIGN}; without stand_in nobody begins before one has voted.")
    for key, belongs in (("yoked", "yoked"), ("follows", "rigged")):
        if body.get(key) is not None and outcome not in (belongs, True):
            yield Problem(
                (key,), f"belongs to outcome: {belongs}, and here it is {outcome}. Leave it out.", True
            )
    if REFUSE in mapping(body.get("designs")):
        yield Problem(("designs", REFUSE), f"is called {REFUSE}, which says that nothing stands in.", True)
    if outcome == "rigged" and body.get("follows") is None:
        message = "is rigged, and it is not said whether it follows the vote. Write follows: true or false,\n"
        yield Problem(
            ("outcome",), message + "or follows: {by: FACTOR, levels: {LEVEL: true, LEVEL: false}}."
        )
    for key in ("follows", "show_result", "good", "yoked") if outcome is True else ():
        if body.get(key):
            message = "needs an outcome, and votes are counted when all have voted. Leave it out, or write "
            yield Problem((key,), message + "outcome: rigged or yoked.", at_key=True)
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
