"""What a task shows and what it gets back: pure data, no window, no clock.

A task yields `Screen` values and receives `Reply` values; between them it may yield `Fact` values, which go
to the journal and get no reply. Texts are named by key with the values to fill in; a front end renders them.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from typing_extensions import override

from ikea_effect.money import Money
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.ask import Ask as Ask
from ikea_effect.screens.ask import whole_between
from ikea_effect.screens.facts import Fact

if TYPE_CHECKING:
    from ikea_effect.screens.pictures import AwardPicture, PictureFile

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
        from ikea_effect.screens.moves import is_text  # only journals that are read back are asked

        return is_text(value, self.max_characters)


# --- what can be shown ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GoodPicture:
    """The good as it is now: the assembled kit, a finished design (`recipe`), or the lab's picture."""

    good: str
    recipe: Mapping[str, Any] | None = None


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
        declined = {id for ask in self.asks if ask.id in values for id in ask.declines}
        needed = {ask.id for ask in self.asks if ask.needs_answer} - declined
        if not needed <= values.keys() <= asked.keys() - declined:
            return False
        return all(asked[id].takes(value) for id, value in values.items())


class Waiting:
    """A place in a session where it waits for other participants: for a group, or for a partner.

    It is no screen: the engine asks the desk, which shows pages meanwhile.
    """

    __slots__ = ()
    at_desk: ClassVar[str]
    """What waits ("module:name"): of this, the front end and the desk it makes the reply."""

    id: str
    progress: float

    def takes(self, _values: Any) -> bool:
        """Whether a desk can have told it: a journal that is read back may hold anything."""
        return True


class Reply(NamedTuple):
    """What the participant did on one screen. `onset_ms` is on the session's clock, `rt_ms` from onset."""

    values: Values
    onset_ms: int
    rt_ms: int
    frames_dropped: int = 0


Task = Generator[Screen | Waiting | Fact, Reply | None, Any]
"""Yields screens and facts, receives a reply for each screen (None for each fact), returns its outcome.

Where it waits for others it yields that, and receives what the desk knows of them.
"""
