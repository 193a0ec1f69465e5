"""What a task shows and what it gets back: pure data, no window, no clock.

A task yields `Screen` values and receives `Reply` values; between them it may yield `Fact` values, which go
to the journal and get no reply. Texts are named by key with the values to fill in; a front end renders them.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from typing_extensions import override

from ikea_effect.money import Money
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.ask import Ask as Ask
from ikea_effect.screens.ask import Bidder as Bidder
from ikea_effect.screens.ask import whole_between
from ikea_effect.screens.facts import Fact
from ikea_effect.screens.moves import (
    is_short_text,
    is_text,
)

Values = Mapping[str, Any]
"""What a reply carries, JSON-able: ask id -> value."""


# --- what can be asked on a page --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Agree(Ask):
    """A box to tick before one can go on. Value: True."""

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.agree:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.choices:AGREE"

    label: Text

    @override
    def takes(self, value: Any) -> bool:
        return value is True


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Choice(Ask):
    """One of several options. Value: the option's id."""

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.choice:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.choices:CHOICE"

    options: tuple[Option, ...]
    question: Text | None = None
    measure: str | None = None

    @override
    def takes(self, value: Any) -> bool:
        return value in [option.id for option in self.options]


@dataclass(frozen=True, slots=True)
class RatingItem(Ask):
    """One row of a rating matrix, from low to high. Value: a whole number. Anchors stand at the ends.

    With `may_skip` it can be left open; value: None. Neighboring items with the same range and anchors are
    shown as one matrix.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.rating:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.ratings:CONTROL"

    label: Text
    low: int
    high: int
    low_anchor: Text
    high_anchor: Text
    measure: str | None = None
    reversed: bool = False  # high where the measure is low; never drawn
    may_skip: bool = False
    parts: int = 1  # of how many such answers the measure is the sum; never drawn

    @override
    def takes(self, value: Any) -> bool:
        return (value is None and self.may_skip) or whole_between(value, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Amount(Ask):
    """An amount typed in by the participant. Value: whole minor units.

    Only amounts on the grid low, low + step, ..., high are taken; others are refused at the field with a
    sentence (ui.amount-above, .amount-below, .amount-off-grid, or why it cannot be read), and nothing is
    recorded.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.amount:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.amounts:CONTROL"

    low: Money
    high: Money
    step: Money
    measure: str | None = None

    @override
    def takes(self, value: Any) -> bool:
        return whole_between(value, self.low.minor, self.high.minor, self.step.minor)


def words_in(answer: str) -> int:
    """How many words there are: what stands between spaces and has a letter or digit."""
    return sum(any(sign.isalnum() for sign in word) for word in answer.split())


@dataclass(frozen=True, slots=True)
class AnswerText(Ask):
    """An open answer. Value: the text, at most `max_characters` and at least `min_words` (see `words_in`).

    The field has at most `rows` lines; with one, Enter goes on. Below it stands how many signs are left or,
    where it `counts` words, how many there are.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.text:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.writing:CONTROL"

    question: Text
    max_characters: int
    measure: str | None = None
    min_words: int = 0
    rows: int = 6
    counts: str = "characters"  # characters | words

    @override
    def takes(self, value: Any) -> bool:
        return is_text(value, self.max_characters)


@dataclass(frozen=True, slots=True)
class PriceList(Ask):
    """One choice per row. Value: {"rows": ["buy" | "keep", ...]}, from the lowest price up.

    With `single_switch` a click in a row answers every row: buying at a price is buying at all lower ones.
    `says` is what stands in each row; without it the price does. `bidder` is who answers, where that is not
    the participant of this session.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.price_list:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.prices:PRICE_LIST"

    prices: tuple[Money, ...]
    buy: Text
    keep: Text
    single_switch: bool = True
    measure: str | None = None
    bidder: Bidder | None = None
    says: tuple[Text, ...] = ()

    @override
    def takes(self, value: Any) -> bool:
        rows = value.get("rows") if isinstance(value, dict) and len(value) == 1 else None
        if not isinstance(rows, list | tuple) or len(rows) != len(self.prices):
            return False
        known = all(row in ("buy", "keep") for row in rows)
        return known and not (self.single_switch and "buy" in _from_first(rows, "keep"))


def _from_first(rows: Sequence[str], name: str) -> Sequence[str]:
    """The rows from the first one of this name on."""
    return rows[rows.index(name) :] if name in rows else ()


@dataclass(frozen=True, slots=True)
class PriceSlider(Ask):
    """A price set on a line without a start mark. Value: whole minor units."""

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.amount:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.prices:PRICE_SLIDER"

    low: Money
    high: Money
    step: Money
    measure: str | None = None

    @override
    def takes(self, value: Any) -> bool:
        return whole_between(value, self.low.minor, self.high.minor, self.step.minor)


# --- what can be shown ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GoodPicture:
    """The good as it is now: the assembled kit, a finished design (`recipe`), or the lab's picture."""

    good: str
    recipe: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture of the experiment's own, by its place in the experiment's folder."""

    path: str


@dataclass(frozen=True, slots=True)
class AwardPicture:
    """What was earned, drawn: a badge or title with its words, or how much is `done` `of` all."""

    kind: str  # badge | title | progress
    words: Text | None = None
    done: int = 0
    of: int = 1


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown until it is answered. A kind of screen names its reply in simulation and its view."""

    simulated: ClassVar[str]
    """What gives the reply and how long it takes ("module:name"): a `SimulatedScreen`."""
    view: ClassVar[str]
    """A `Showing` of the lab's window ("module:name")."""

    id: str
    progress: float = field(default=0.0, kw_only=True)

    def takes(self, _values: Any) -> bool:
        """Whether a window can have replied so: a journal that is read back may hold anything."""
        return True

    @property
    def making(self) -> GoodPicture | None:
        """What is being made on it, as far as it has come; None where nothing is."""
        return None


@dataclass(frozen=True, slots=True)
class Page(Screen):
    """A page of text with what is asked on it and one button. `tone` colors feedback."""

    simulated: ClassVar[str] = "ikea_effect.tasks.replies.page:simulated"
    view: ClassVar[str] = "ikea_effect.session.frontends.lab.views:PAGE"

    title: Text | None = None
    body: tuple[Text, ...] = ()
    asks: tuple[Ask, ...] = ()
    picture: GoodPicture | PictureFile | AwardPicture | None = None
    button: Text = Text("ui.continue")
    minimum_s: float = 0.0
    tone: str = "plain"  # plain | right | wrong
    expects: Mapping[str, Any] = field(default_factory=dict)  # what one who understands answers; never drawn
    tells_outcome: bool = False  # of a bid that is carried out: held back where the protocol says so
    foot: tuple[Text, ...] = ()  # small, below the text: who asks, who approved, whom to turn to
    logo: str | None = None  # the lab's, by its place in the experiment's folder

    @override
    def takes(self, values: Values) -> bool:
        asked = {ask.id: ask for ask in self.asks}
        declined = {id for ask in self.asks if ask.id in values for id in getattr(ask, "covers", ())}
        needed = {ask.id for ask in self.asks if ask.needs_answer} - declined
        if not needed <= values.keys() <= asked.keys() - declined:
            return False
        return all(asked[id].takes(value) for id, value in values.items())


@dataclass(frozen=True, slots=True)
class HandoverScreen(Screen):
    """A call for the experimenter and, behind the experimenter's chord, a page to confirm or to fill in.

    The reply is the page's. `is_open`: the experimenter is there already, and the page is shown at once.
    `only_calls`: it is over once the experimenter is there; what comes then is a screen of its own.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.handover.task:simulated"
    view: ClassVar[str] = "ikea_effect.session.frontends.lab.handover_view:SHOWING"

    call: tuple[Text, Text]  # title and body of what the participant reads
    page: Page
    is_open: bool = False
    only_calls: bool = False

    @override
    def takes(self, values: Values) -> bool:
        return self.page.takes(values)


@dataclass(frozen=True, slots=True)
class Gathering:
    """A place in a session where it waits for the other members of its group.

    It is no screen: the engine asks the desk, which shows pages for the experimenter meanwhile. The reply is
    {"group": number from 1, "bidders": [{"participant", "condition", "claim"}, ...] in the order of paddles,
    "sale": what another member's session recorded of the sale, or None if this session is to hold it}.
    """

    id: str
    bidding: str
    size: int
    bidder: Bidder
    good: str
    needs_all: bool  # whether a group that never fills goes without a sale
    progress: float = 0.0

    def takes(self, values: Values) -> bool:
        """Whether a desk can have told it."""
        if values.keys() != {"group", "bidders", "sale"} or not whole_between(values["group"], 1, 10**9):
            return False
        bidders, sale = values["bidders"], values["sale"]
        there = isinstance(bidders, list | tuple) and len(bidders) <= self.size and all(map(_bids, bidders))
        return there and (sale is None or isinstance(sale, dict))


def _bids(member: Any) -> bool:
    """Whether it is a member as a desk tells it."""
    if not isinstance(member, dict) or not {"participant", "condition"} <= member.keys():
        return False
    return member.keys() <= {"participant", "condition", "claim"} and is_short_text(member["participant"])


@dataclass(frozen=True, slots=True)
class Meeting:
    """A place in a session where it waits for what the partner of the pair makes.

    It is no screen: the engine asks the desk, which shows pages meanwhile. The reply is {"partner": who made
    it, or "" where nobody comes, "recipe": what was made, or None for the good as it comes}.
    """

    id: str
    good: str
    pair: int
    slot: int  # the partner's
    participant: str
    if_alone: str  # wait, alone, send-home
    progress: float = 0.0

    def takes(self, values: Values) -> bool:
        """Whether a desk can have told it."""
        if values.keys() != {"partner", "recipe"} or not is_short_text(values["partner"]):
            return False
        return values["recipe"] is None or (isinstance(values["recipe"], dict) and bool(values["partner"]))


@dataclass(frozen=True, slots=True)
class Reply:
    """What the participant did on one screen. `onset_ms` is on the session's clock, `rt_ms` from onset."""

    values: Values
    onset_ms: int
    rt_ms: int
    frames_dropped: int = 0


Task = Generator[Screen | Gathering | Meeting | Fact, Reply | None, Any]
"""Yields screens and facts, receives a reply for each screen (None for each fact), returns its outcome."""
