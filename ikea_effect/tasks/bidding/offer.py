"""One bidding step for one participant, and what every mechanism's screens need of it."""

from __future__ import annotations

import functools
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.protocol.kinds import kind_of
from ikea_effect.protocol.kinds.steps.bidding import Bidding
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Drawn, Measured, Noted, Settled, as_data
from ikea_effect.screens.screens import GoodPicture, Page, Reply, Task, Values
from ikea_effect.seeds import Stream
from ikea_effect.tasks.bidding.budget import spent_before
from ikea_effect.tasks.bidding.outcome import Settlement
from ikea_effect.tasks.bidding.price_grid import PriceGrid
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.shown_good import good_picture_of

M = TypeVar("M", covariant=True)
Value = str | int | Money | Text


@dataclass(frozen=True, slots=True)
class Offer(Generic[M]):
    """A bidding step with its mechanism, as one participant meets it."""

    step: Bidding
    mechanism: M
    context: Context
    gains: list[int] = field(default_factory=list)
    """What was gained or lost in each practice round so far, in minor units."""
    shown: list[int] = field(default_factory=list)
    """Amounts of examples, practice tokens and questions so far, in minor units."""

    @property
    def id(self) -> str:
        """The step's id: the first part of every page, stream and column name."""
        return self.step.id

    @property
    def currency(self) -> str:
        """The currency of every amount."""
        return self.context.protocol.currency

    @property
    def endowment(self) -> Money:
        """What the participant may bid from, given by the lab."""
        return self.context.protocol.money(self.context.protocol.payment.endowment)

    @property
    def funds(self) -> str:
        """What is paid from: "endowment" or "own-money"; texts have a variant for each."""
        return "endowment" if self.endowment.minor else "own-money"

    @property
    def draws_on_endowment(self) -> bool:
        """Whether something can be bought here with an endowment."""
        mechanism = self.step.mechanism
        sells = getattr(mechanism, "trade", "buy") == "sell"
        return bool(self.endowment.minor) and kind_of(mechanism).trades and not sells

    @property
    def spent(self) -> Money:
        """What earlier parts have cost or may still cost of the endowment, where all of them count."""
        return spent_before(self.context, self.id)

    @property
    def left(self) -> Money:
        """What is certain to be left of the endowment for this part."""
        return max(self.endowment - self.spent, Money(0, self.currency))

    def funds_after(self, pays: Money) -> str:
        """Which outcome text fits: the endowment's where this part alone draws on it, and it suffices."""
        return self.funds if not self.spent.minor and pays <= self.endowment else "own-money"

    @property
    def ends_if_not_understood(self) -> bool:
        """Whether the protocol ends the session of a participant who did not understand the rule."""
        return self.step.comprehension is not None and self.step.comprehension.then == "end"

    @property
    def picture(self) -> GoodPicture:
        """The good as this participant sees it: own design, the company's, or the lab's picture."""
        return good_picture_of(self.context, self.step.good)

    # --- amounts that were shown before the bid ---

    @property
    def records_examples(self) -> bool:
        """Whether the session keeps what was shown; those of the first format did only where declared."""
        return bool(self.context.claim) or getattr(self.step.mechanism, "examples", None) is not None

    def exemplify(self, amounts: Iterable[Value | tuple[Money, ...]]) -> None:
        """Remembers the amounts of an example, a practice token or a question: they may work as anchors."""
        for amount in amounts:
            several = amount if isinstance(amount, tuple) else (amount,)
            self.shown.extend(one.minor for one in several if isinstance(one, Money))

    def examples_noted(self) -> Iterator[Noted]:
        """How many amounts were shown as examples so far, the lowest, the highest and their mean."""
        if not (self.records_examples and self.shown):
            return
        shown = sorted(self.shown)
        mean = Decimal(sum(shown)) / len(shown)
        yield self.noted("examples", len(shown))
        for what, minor in (("low", shown[0]), ("high", shown[-1]), ("mean", int(mean.to_integral_value()))):
            yield self.noted(f"example_{what}", as_data(Money(minor, self.currency)))

    # --- draws and facts ---

    def stream(self, purpose: str) -> Stream:
        """The named stream "<step id>.<purpose>" of this participant, from its beginning."""
        return self.context.stream(name_in(self.id, purpose))

    def code(self, purpose: str) -> str:
        """The code that seals a draw of this step."""
        return unbroken(self.stream(purpose).code)

    def drawn(
        self, purpose: str, drawn: Money | int, *, share: int | None = None, among: int | None = None
    ) -> Drawn:
        """The draw of one stream, with the commitment that was shown before."""
        return Drawn(name_in(self.id, purpose), self.stream(purpose).commitment, drawn, share, among)

    def noted(self, what: str, value: Any) -> Noted:
        """One named column of the wide table: "<step id>.<what>"."""
        return Noted(f"{self.id}.{what}", value)

    def measured(self, value: Mapping[str, Any], repetition: int = 0) -> Measured:
        """The measure that this step fills."""
        return Measured(self.step.measure, dict(value), repetition)

    def settled(self, settled: Settlement) -> Settled:
        """Who holds the good now, and what is paid for it."""
        return Settled(self.id, settled.bought, settled.price, settled.pays, self.endowment, settled.sold)

    # --- words ---

    def text(self, key: str, **values: Value) -> Text:
        """A wording of bidding.yaml; {good} is the good with its article, {your_good} with "your"."""
        return Text(f"bidding.{key}", _names(self.step.good) | values)

    def page(self, name: str, key: str, *paragraphs: Text, **more: Any) -> Page:
        """The page "<step id>.<name>": title and body of one key, and paragraphs that depend on the study."""
        values: dict[str, Value] = more.pop("values", {})
        body = (self.text(f"{key}.body", **values), *paragraphs)
        return Page(name_in(self.id, name), self.text(f"{key}.title", **values), body, **more)

    def listed(self, items: Sequence[Value]) -> Text:
        """The items as one text: "a", "a and b", "a, b and c"."""
        if len(items) == 1:
            return self.text("common.list.one", item=items[0])
        found = self.text("common.list.last", one=items[-2], other=items[-1])
        for item in reversed(items[:-2]):
            found = self.text("common.list.more", item=item, rest=found)
        return found

    # --- amounts ---

    def biddable(self, grid: PriceGrid, within_endowment: bool) -> PriceGrid:
        """The bids that are taken: the grid, up to what is left of the endowment where declared."""
        if not within_endowment:
            return grid
        affordable = (self.left.minor - grid.low) // grid.step * grid.step
        if affordable < 0:
            raise ElicitationError(
                f"Step {self.id}: what is left of the endowment cannot pay the lowest bid."
            )
        return replace(grid, high=min(grid.low + affordable, grid.high))


@functools.lru_cache(maxsize=64)
def _names(good: str) -> dict[str, Value]:
    """The places for the good's name in a wording; nobody may change them."""
    return {"good": Text(f"goods.{good}.the"), "your_good": Text(f"goods.{good}.your")}


class Procedure(Protocol):
    """How one mechanism is explained, practiced, asked about and carried out."""

    @property
    def root(self) -> str:
        """The first part of its texts' keys after "bidding."."""

    def rule(self) -> Task:
        """The pages that explain the rule."""

    def practice(self, number: int) -> Task:
        """One practice round, from 1."""

    def bid(self) -> Task:
        """The binding round: page, draw, measure, settlement, outcome."""


def ask(page: Page) -> Generator[Page, Reply | None, Values]:
    """Shows the page; returns what was answered."""
    reply = yield page
    assert reply is not None  # an engine answers every screen
    return reply.values


def unbroken(code: str) -> str:
    """The code of a stream as a page shows it: always on one line."""
    return code.replace(" ", "\u00a0")
