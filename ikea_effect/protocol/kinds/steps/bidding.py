"""A step of bidding: the rule, questions on it, practice, the bid, and what it means."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from pydantic import Discriminator, Field, Tag

from ikea_effect.protocol.base import Declared, MeasureName, Name
from ikea_effect.protocol.goods import GoodName
from ikea_effect.protocol.kinds.kind import NONE, Column, Columns, StepKind, Study
from ikea_effect.protocol.kinds.mechanisms import kind_of
from ikea_effect.protocol.mechanisms import Mechanism
from ikea_effect.protocol.timeline import Step

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup


class ComprehensionRule(Declared):
    """Which questions on the rule are asked, how often, and what happens after the last attempt.

    A question that is answered right at the first attempt earns `points`.
    """

    questions: Name
    attempts: int = Field(default=3, ge=1, le=10)
    then: Literal["flag", "explain", "end"] = "flag"
    points: int = Field(default=0, ge=0, le=1_000_000)


class RevealAfter(Declared):
    """What a bid came to is told right after a later step."""

    after: Name


def _moment(value: Any) -> str | None:
    if isinstance(value, dict | RevealAfter):
        return "step"
    return "word" if value in ("at-once", "end") else None


Reveal = Annotated[
    Annotated[Literal["at-once", "end"], Tag("word")] | Annotated[RevealAfter, Tag("step")],
    Discriminator(
        _moment,
        custom_error_type="reveal_type",
        custom_error_message="at-once, end, or {after: STEP} with a later step is expected",
    ),
]


class Bidding(Step):
    """The rule, practice, comprehension questions, the bid, and what it means.

    With `practice_points`, what is gained in practice is paid: one point for each smallest unit of money.
    `reveal` says when the participant learns what the bid came to: at once, after a later step, or at the
    end, before the debriefing. It is drawn and recorded with the bid in any case.
    """

    kind = "bidding"
    names_steps = (("reveal", "after"), ("mechanism", "of"))
    id: Name
    good: GoodName
    measure: MeasureName
    mechanism: Mechanism
    practice_rounds: int = Field(default=0, ge=0, le=10)
    practice_points: bool = False
    comprehension: ComprehensionRule | None = None
    reveal: Reveal = "at-once"

    @property
    def earns_points(self) -> bool:
        """Whether a participant can earn points here."""
        return self.practice_points or bool(self.comprehension and self.comprehension.points)


def biddings(steps: Iterable[Step]) -> tuple[Bidding, ...]:
    """Those of the steps in which bids are made."""
    # `isinstance` asks the metaclass of the models, ten times as slowly; a session asks for each step often
    return tuple(cast(Bidding, step) for step in steps if Bidding in type(step).__mro__)


# --- what it leaves in the data ---------------------------------------------------------------------------


def _columns(step: Bidding, study: Study) -> Columns:
    found = (*_chosen(step), *_comprehension(step), *_practice(step, study), *_examples(step, study))
    return (*found, *kind_of(step.mechanism).columns(step, study))


def _chosen(step: Bidding) -> Columns:
    if not step.its_goods or step.its_good is not None:
        return ()
    return (Column(f"{step.id}.good", "text", "The good that was chosen and bid on", values=step.its_goods),)


def _comprehension(step: Bidding) -> Columns:
    meaning = "Questions on the rule: passed, failed (attempts used up), not-asked"
    words = ("passed", "failed", "not-asked")
    outcome = Column(f"{step.id}.comprehension", "text", meaning, values=words)
    if step.comprehension is None:
        return (outcome,)
    attempts, right = "Attempts used on the questions on the rule", "answered right at the first attempt"
    return (
        outcome,
        Column(f"{step.id}.attempts", "integer", attempts, "attempts", (), NONE),
        Column(
            f"{step.id}.right_at_once",
            "integer",
            f"Questions on the rule that were {right}",
            "questions",
            (),
            NONE,
        ),
    )


def _practice(step: Bidding, study: Study) -> Columns:
    """Each round's error where there are several, and the last one as the step's own."""
    bounds = kind_of(step.mechanism).yields == "bounds"
    meaning = (
        "How far the bounds by the answers lie from the worth of the token, below zero if under it"
        if bounds
        else "Bid less worth of the token"
    )
    names = {f"practice_error_{n}": f"practice round {n}" for n in range(1, step.practice_rounds + 1)}
    rounds = names if step.practice_rounds > 1 else {}
    rounds |= {"practice_error": "the last practice round"} if names else {}
    return tuple(
        Column(f"{step.id}.{name}", "amount", f"{meaning}, in {where}", study.currency)
        for name, where in rounds.items()
    )


def _examples(step: Bidding, study: Study) -> Columns:
    """Which amounts were shown before the bid; empty where nothing was shown."""
    said = getattr(step.mechanism, "examples", None)
    low, high = (said.low, said.high) if said else (None, None)
    where = "in examples and questions, and worths of practice tokens, before the bid"
    ends = {
        "low": f"Lowest amount {where}",
        "high": f"Highest amount {where}",
        "mean": f"Mean amount {where}",
    }
    return (
        Column(
            f"{step.id}.examples",
            "integer",
            f"Amounts {where}",
            "amounts",
            (),
            Decimal(1),
            if_any=True,
        ),
        *(
            Column(f"{step.id}.example_{end}", "amount", meaning, study.currency, (), low, high, if_any=True)
            for end, meaning in ends.items()
        ),
    )


def _texts(step: Bidding, _setup: Setup) -> Iterable[str]:
    """Those of the study's own that a mechanism of another package shows."""
    return kind_of(step.mechanism).texts(step.mechanism)


KIND = StepKind(
    name="bidding",
    model=Bidding,
    meaning="The rule, questions on it, practice, a bid on the good, and what the bid means",
    task="ikea_effect.tasks.bidding.step:bidding",
    columns=_columns,
    texts=_texts,
    fills="money",
    own_card=True,
)
