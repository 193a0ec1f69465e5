"""What a kind says of itself: the columns that it leaves in the data, and its traits."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Protocol

from ikea_effect.errors import Fault, MoneyError
from ikea_effect.money import Money
from ikea_effect.protocol.assignments import Assignment
from ikea_effect.protocol.base import Declared
from ikea_effect.protocol.measures import Measure
from ikea_effect.protocol.models import Factor
from ikea_effect.protocol.payment import Payment
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.timeline import Step

if TYPE_CHECKING:
    from ikea_effect.protocol.contents import Loaded
    from ikea_effect.protocol.experiment import Experiment
    from ikea_effect.protocol.kinds.steps.bidding import Bidding
    from ikea_effect.protocol.registry import Sort
    from ikea_effect.protocol.setup import Setup

NONE = Decimal(0)
"""The least that can be counted."""

Type = Literal["amount", "boolean", "integer", "number", "text", "time"]
"""amount: money in major units, exact; time: a moment, ISO 8601 in UTC; boolean: true or false."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the wide table; a cell is a value of its type, or empty.

    `values` are the only texts that it holds, where they are known; `low`, `high` and `step` bound numbers.
    `wording` are the keys of the texts that participants read: the question, then anchors or options.
    """

    name: str
    type: Type
    meaning: str
    unit: str = ""
    values: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    step: Decimal | None = None
    wording: tuple[str, ...] = ()
    of: str = ""
    """Name of the factor, measure or step that leaves it; empty for what every session leaves."""
    levels: tuple[tuple[str, str], ...] = ()
    """(factor, level) of the repetition in which it was filled, in the order of the factors."""
    if_any: bool = False
    """Whether tables leave it out where no session has it: those of the first format did not record it."""
    timed: bool = False
    """Whether it is read off the clock: two sessions with the same replies differ in it."""
    detail: bool = False
    """Whether a report leaves it out: other columns of the same step sum it up, or nobody could list it."""
    signs: Literal["", "people", "program"] = ""
    """A text that nobody answered: codes of people, or what the program notes (orders, hashes, groups)."""

    @property
    def in_long(self) -> str:
        """Its name in a table with a row for each level: wtp.low of wtp.low.own."""
        parts = self.name.split(".")
        return ".".join(parts[: len(parts) - len(self.levels)])

    def written(self, number: Decimal) -> str:
        """The number as the data write it: an amount with its currency's decimals."""
        if self.type == "amount":
            with contextlib.suppress(MoneyError):
                return str(Money.of(number, self.unit).major)
        return format(number, "f")


Columns = tuple[Column, ...]


class Study(Protocol):
    """What the columns of one part depend on: a protocol, or as much of one as could be read."""

    @property
    def currency(self) -> str:
        """ISO 4217 code of every amount."""

    @property
    def languages(self) -> Sequence[str]:
        """The languages that participants may read."""

    @property
    def factors(self) -> Mapping[str, Factor]:
        """The factors, in order."""

    @property
    def assignment(self) -> Assignment:
        """How participants come to their places."""

    @property
    def is_paired(self) -> bool:
        """Whether participants come in pairs."""

    @property
    def conditions(self) -> Sequence[Mapping[str, str]]:
        """Every combination of the levels that vary between participants."""

    @property
    def payment(self) -> Payment:
        """What is paid, and which step counts."""

    @property
    def timeline(self) -> Sequence[Step]:
        """The steps, in order."""

    @property
    def measures(self) -> Mapping[str, Measure]:
        """The measures, in order."""


def no_columns(_declared: Any, _study: Study) -> Columns:
    """What leaves nothing in the data."""
    return ()


def no_texts(*_of: Any) -> Iterable[str]:
    """What shows no text of the study's own."""
    return ()


def no_faults(_step: Any, _here: Experiment, _loaded: Loaded) -> Iterable[Fault]:
    """What fits every experiment."""
    return ()


def no_misfits(_step: Any, _study: Study) -> Iterable[Problem]:
    """What fits every study."""
    return ()


def no_pictures(_step: Any) -> Iterable[str]:
    """What shows no picture of its own."""
    return ()


class Item(NamedTuple):
    """One of the answers whose mean a measure is; a reversed one is turned before."""

    name: str
    reversed: bool = False


def no_items(_declared: Any) -> tuple[Item, ...]:
    """What is one answer."""
    return ()


class Whole(NamedTuple):
    """How a measure's first column follows from others of it, <measure>.<part>: a score from its items."""

    parts: Callable[[Any], tuple[str, ...]]
    """Their names, of what is declared."""
    value: Callable[[Any, Mapping[str, Any]], Any]
    """What the first column holds, of what is declared and what each part says; None of too few."""


def never_empty(_declared: Any) -> bool:
    """What has an answer wherever it was asked for, and not declined."""
    return False


def no_problems(_body: Mapping[str, Any]) -> Iterable[Problem]:
    """What has no rules but those of its model."""
    return ()


# Every descriptor names what it has on other floors as "module:name": nothing of it is imported before it is
# needed, and the floors keep their one direction. There is one of each kind: none is compared by its parts.


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeasureKind:
    """A kind of measure: what is declared of it, what it leaves, and where the rest of it lies."""

    sort: ClassVar[Sort] = "measure"

    name: str
    model: type[Measure]
    meaning: str
    """In one line, for `ikea-effect kinds`."""
    columns: Callable[[str, Any, Study], Columns]
    """Of the measure's name, what is declared of it, and the study. The first is what models look at; the
    `wording` of all are texts that it shows."""
    texts: Callable[[Any], Iterable[str]] = no_texts
    """Keys of texts that it shows besides, of what is declared: no column is worded by them."""
    follows: bool = False
    """Whether it follows from what a step shows: nobody is asked for it, and no bid fills it."""
    asked: str = ""
    """How questionnaires ask for it: an `Asked` ("module:name"); empty where something else fills it."""
    unit: Literal["currency", "own", "points", "share"] = "points"
    """What an estimate of it is in; `own`: what its first column is in."""
    population: str = ""
    """What a declared population answers, in batches ("module:name"); empty: no numbers are drawn for it."""
    draws: str = ""
    """The distribution of what is no number: `choice` for an option, `texts` for words; empty: at random."""
    items: Callable[[Any], tuple[Item, ...]] = no_items
    """The items whose mean it is."""
    whole: Whole | None = None
    """How its first column follows from its others, where data from elsewhere hold these alone."""
    problems: Callable[[Mapping[str, Any]], Iterable[Problem]] = no_problems
    """What is wrong with what a file says of it, beyond its model; ways begin at the measure."""
    pictures: Callable[[Any], Iterable[str]] = no_texts
    """The experiment's own pictures that it shows, as places in the experiment's folder."""
    empty: Callable[[Any], bool] = never_empty
    """Whether its cell may be empty though it was asked for and not declined."""
    written: bool = False
    """Whether participants write it themselves: whatever their language is written with has to be drawn."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StepKind:
    """A kind of step: what is declared of it, what it leaves besides its measures, where its task lies."""

    sort: ClassVar[Sort] = "step"

    name: str
    model: type[Step]
    meaning: str
    """In one line, for `ikea-effect kinds`."""
    task: str
    """The generator that carries it out ("module:name")."""
    columns: Callable[[Any, Study], Columns] = no_columns
    """Of the step and the study."""
    texts: Callable[[Any, Setup], Iterable[str]] = no_texts
    """Keys of the texts that it shows, besides the names of its good."""
    shared: tuple[str, ...] = ()
    """The parts of the texts that all studies share that only such steps show: a file of these for each."""
    says: Callable[[Any, str], Iterable[str]] = no_texts
    """What it says in a language that stands in the protocol itself, not among the texts."""
    problems: Callable[[Mapping[str, Any]], Iterable[Problem]] = no_problems
    """What is wrong with what a file says of it, beyond its model; ways begin at the step."""
    faults: Callable[[Any, Experiment, Loaded], Iterable[Fault]] = no_faults
    """What of it does not fit the experiment's materials."""
    needs: Literal["", "kit", "sheet", "toolkit"] = ""
    """The material that its good has to have."""
    looks: bool = False
    """Whether it shows the good, which then needs a picture."""
    makes: bool = False
    """Whether something is made in it, by what the materials say: it is replayed with them."""
    films: bool = False
    """Whether it shows how the good came about: what others made is then handed on with its making."""
    fills: Literal["money", "answers", "numbers", "results"] = "answers"
    """Which measures it fills. `results`: {what it comes to: measure}, of which it says what fits."""
    misfits: Callable[[Any, Study], Iterable[Problem]] = no_misfits
    """What of it does not fit the rest of the study; ways begin at the step."""
    pictures: Callable[[Any], Iterable[str]] = no_pictures
    """The picture files that it shows, by their places in the experiment's folder."""
    stands_for: bool = False
    """Whether a step that it names is one of others, which it stands for."""
    others: str = ""
    """What it shows to those who answered otherwise ("module:name"): screens, of the step and a context."""
    written: bool = False
    """Whether participants write in it: whatever their language is written with has to be drawn."""
    closes: bool = False
    """Whether it ends the session, and is reached however the session ends."""
    judged: bool = False
    """Whether others may judge what is made in it: they fill its `measures`, {STEP.SCALE: measure}."""
    own_card: bool = False
    """Whether a report has a card for it; else what it notes stands among the tasks."""


@dataclass(frozen=True, slots=True, eq=False)
class MechanismKind:
    """A way to elicit willingness to pay.

    One of another package extends the model of one that is here, settles and yields as that does, and may ask
    otherwise: what it comes to is paid, put on receipts and verified by the rule of the one that it extends.

    `yields`: one amount, or bounds of a value. `settles`: at once for each participant, in a group whose
    members may come on other days, at one desk, when the study is closed, or never (hypothetical).
    `prices`: drawn from a grid, fixed in the protocol, or none that could be known before others have bid.
    """

    name: str
    model: type[Declared]
    yields: Literal["amount", "bounds"]
    settles: Literal["alone", "group", "desk", "at-close", "never"]
    prices: Literal["drawn", "fixed", "none"]
    how: str
    """The procedure in a sentence: "Participants valued the box <how>"."""
    columns: Callable[[Bidding, Study], Columns]
    procedure: str
    """Its rule, practice and bid on screen, of an offer ("module:name")."""
    texts: Callable[[Any], Iterable[str]] = no_texts
    """Keys of the study's own texts that it shows, of what is declared."""
    shared: Callable[[Any], Iterable[str]] = no_texts
    """The parts of the shared texts of bidding that it shows besides `common`, of what is declared.

    Each lies in a file of its own in every language: "bdm" in `texts/common/en/bidding.bdm.yaml`.
    """
    bounds: str = ""
    """Of many values the bounds that its answers leave ("module:name"), if nobody else's move them."""

    sort: ClassVar[Sort] = "mechanism"

    @property
    def hypothetical(self) -> bool:
        """Whether no answer decides about anything."""
        return self.settles == "never"

    @property
    def grouped(self) -> bool:
        """Whether several participants are settled together."""
        return self.settles in ("group", "desk")

    @property
    def trades(self) -> bool:
        """Whether goods change hands for money; practice then trades a token."""
        return self.settles in ("alone", "group", "desk")
