"""A step of design: the good is designed, or a given design is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from ikea_effect.errors import Fault, MoneyError
from ikea_effect.money import Money
from ikea_effect.protocol.base import Name
from ikea_effect.protocol.by_levels import level_problems
from ikea_effect.protocol.goods import GoodName
from ikea_effect.protocol.kinds.columns_of_steps import count_column
from ikea_effect.protocol.kinds.contribution import ContributionRule, may_be_little
from ikea_effect.protocol.kinds.judges import judged_problems, judges_column
from ikea_effect.protocol.kinds.kind import NONE, Column, Columns, StepKind, Study
from ikea_effect.protocol.kinds.results_of_steps import ResultMeasures
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.timeline import Step

if TYPE_CHECKING:
    from ikea_effect.protocol.contents import Loaded
    from ikea_effect.protocol.experiment import Experiment
    from ikea_effect.protocol.toolkits import Toolkit


class Design(Step):
    """The participant designs the good (`free`) or makes a given design with the toolkit (`reproduce`).

    `contribution` says how much is left to do: `full`, or `little`: all of a given design is there but what
    was put on it last; `{by: factor}` takes the factor's level. The given design is what somebody else made,
    where one is shown that, else the company's. Who reproduces it goes on with the given one or, with
    `keeps: own`, with what they made themselves. `prices` shows what each option of the toolkit costs and
    what all do together, `entropy` notes how varied the design is. Where others judge it, `measures:
    {STEP.SCALE: measure}` take the mean of what they gave there, `{STEP.rank: measure}` its mean place.
    """

    kind = "design"
    id: Name
    good: GoodName
    task: Literal["free", "reproduce"]
    contribution: ContributionRule = "full"
    keeps: Literal["given", "own"] = "given"
    prices: bool = False
    entropy: bool = False
    measures: ResultMeasures = Field(default_factory=dict)


MOST_BITS = Decimal("4.3219")
"""The entropy of twenty things of which no two are alike, log2(20): no design holds more."""


def _columns(step: Design, study: Study) -> Columns:
    name = step.id
    price = Column(f"{name}.price", "amount", "What the options of the finished design cost together",
                   study.currency, (), NONE)  # fmt: skip
    entropy = Column(f"{name}.entropy", "number", "How varied the design is: the Shannon entropy of its "
                     "motifs and texts, -sum(p log2 p), p the share of each option; writing is one option",
                     "bits", (), NONE, MOST_BITS)  # fmt: skip
    return (
        count_column(name, "items", "Motifs and texts on the finished design", "items"),
        count_column(name, "moves", "Changes made to the design", "moves"),
        *((price,) if step.prices else ()),
        *((entropy,) if step.entropy else ()),
        *((judges_column(name, step.measures),) if step.measures else ()),
    )


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    if "keeps" in body and body.get("task") == "free":
        message = "belongs to task: reproduce; who designs freely goes on with their own. Leave it out."
        yield Problem(("keeps",), message, at_key=True)


def _misfits(step: Design, study: Study) -> Iterator[Problem]:
    yield from level_problems(step, study, "contribution")
    yield from judged_problems(step.measures, step, study)


def _faults(step: Design, here: Experiment, loaded: Loaded) -> Iterator[Fault]:
    """Prices that the toolkit does not have, and a given design of which nothing is left to do."""
    toolkit = loaded.toolkits.get(step.good)
    if toolkit is None:
        return
    at = ("goods", step.good, "toolkit")
    if step.prices:
        yield from (here.fault(at, one) for one in _price_faults(step, toolkit, loaded.currency))
    if may_be_little(step.contribution) and not toolkit.company.items:
        message = (
            f"has nothing on the company's design, and in the step '{step.id}' some add only what was put on "
            "it last.\nPut a motif or text on the company's design, or write contribution: full."
        )
        yield here.fault(at, message)


def _price_faults(step: Design, toolkit: Toolkit, currency: str) -> Iterator[str]:
    if toolkit.prices is None:
        yield (
            f"has no prices, and the step '{step.id}' shows them.\nWrite prices: {{good: 9.00, motifs: "
            "{..: 1.00}} in the toolkit, or leave out prices: true."
        )
        return
    for name, price in (("the good", toolkit.prices.good), *toolkit.prices.of_options()):
        try:
            Money.of(price, currency)
        except MoneyError as error:
            yield f"prices {name} at {price}: {error}"


KIND = StepKind(
    name="design",
    model=Design,
    meaning="The good is designed with a toolkit, or a given design is made with it",
    task="ikea_effect.tasks.design.task:design",
    shared=("making.design",),
    columns=_columns,
    problems=_problems,
    misfits=_misfits,
    faults=_faults,
    needs="toolkit",
    makes=True,
    judged=True,
)
