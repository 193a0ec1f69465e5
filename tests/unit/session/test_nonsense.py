"""Whatever a journal tells as a reply that no window can have given is refused, and by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typing_extensions import override

from ikea_effect.assignment.place import place_of
from ikea_effect.errors import RecordError
from ikea_effect.operations.session_facts import plan_of
from ikea_effect.operations.simulate import first_chunk, simulated_journals
from ikea_effect.operations.simulate_session import simulated_context
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.record.events import Event
from ikea_effect.record.memory_journal import MemoryJournal
from ikea_effect.screens.ask import Ask
from ikea_effect.screens.choices import SeveralOptions
from ikea_effect.screens.co_writing import CoWritten
from ikea_effect.screens.decline import Decline
from ikea_effect.screens.facts import Fact
from ikea_effect.screens.handover import HandoverScreen
from ikea_effect.screens.number import NumberEntry
from ikea_effect.screens.reel import Reel
from ikea_effect.screens.screens import Agree, AnswerText, Page, RatingItem, Reply, Screen
from ikea_effect.screens.shop import Product
from ikea_effect.session.engine import play
from ikea_effect.session.frontends.base import SessionInterrupted
from ikea_effect.session.frontends.simulation import Simulated
from ikea_effect.session.gathering import MemoryDesk
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.alteration import Item, altered
from ikea_effect.tasks.timeline import timeline
from tests.quick import quick

ROOT = Path(__file__).parents[3]
TESTED, SHIPPED = ROOT / "tests" / "data" / "protocols", ROOT / "protocols"
STUDIES = [
    str(path.relative_to(ROOT)) for folder in (TESTED, SHIPPED) for path in sorted(folder.glob("*.yaml"))
]
SECRET = bytes(32)

VALUES: tuple[Any, ...] = (
    None, True, False, -1, 0.5, 10**30, 1e300, float("nan"), float("inf"),
    "", "nonsense", "\x00", "a\ud800", "long " * 50_000, [], [[]], ["nonsense"], [["self", 3]], {},
    {"rows": 3}, {"rows": ["buy", "sell"]}, [1, 2, 3, 99_999],
)  # fmt: skip
"""What stands in place of an answer; some of it may be one."""

REPLIES: tuple[Any, ...] = (
    None, "nonsense", [], 3, {"nonsense": 1}, {"move": "dance"}, {"move": ["done"]}, {"move": None},
    {"move": "done", "part": "lid"}, {"move": "place"}, {"move": "place", "part": 3},
    {"move": "place", "part": "no-such-part"}, {"move": "wrong-drop", "part": "lid", "x": "1", "y": 0},
    {"move": "wrong-drop", "part": "lid", "x": 1e300, "y": 0}, {"move": "fold", "from": [1], "to": [2, 3]},
    {"move": "add", "motif": "no-such-motif", "x": 0, "y": 0}, {"move": "base", "color": "no-such-color"},
    {"move": "text", "text": 3, "x": 0, "y": 0}, {"move": "delete", "item": 999},
    {"move": "change", "item": 0, "x": float("nan")},
    {"group": 1, "bidders": [3], "sale": None}, {"group": "1", "bidders": [], "sale": None},
    {"partner": 3, "recipe": None}, {"partner": "", "recipe": {"items": 3}},
)  # fmt: skip
"""What stands in place of a whole reply; none of it is one, of any screen."""


PEOPLE = {"protocols/contest_rewards.yaml": 8}
"""How many are simulated, where four are too few for those who judge what others did."""


@cache
def session(study: str) -> tuple[Setup, tuple[Event, ...]]:
    """The set-up of a study, and the journal that tells most of the simulated ones."""
    setup = load_setup(str(ROOT / study))
    plan = plan_of(setup, study, "nonsense", "simulated", 1)
    chunk = first_chunk(setup, SECRET, PEOPLE.get(study, 4))
    journals = [tuple(journal.events) for _, journal in simulated_journals(setup, plan, SECRET, chunk)]
    return setup, max(journals, key=len)


class Nobody(Simulated):
    """A window that nobody sits at."""

    @override
    def show(self, screen: Screen) -> Reply:
        raise SessionInterrupted


class Played(NamedTuple):
    """The screens and other places where the session got a reply, and what it was refused with, if it was."""

    screens: list[Any]
    refused: str = ""


def played(setup: Setup, events: Sequence[Event]) -> Played:
    """Plays the session again as far as its events go. Anything but a refusal by name is raised."""
    context = simulated_context(
        setup, SECRET, int(events[0].data["participant"][1:]) - 1, place_of(events[0].data)
    )
    seen: list[Any] = []

    def change(item: Item) -> Item:
        if not isinstance(item, Fact):
            seen.append(item)
        return item

    nobody = Nobody(Respondent(context))
    try:
        play(altered(timeline(context), change), nobody, MemoryJournal(), events, MemoryDesk(closed=True))
    except SessionInterrupted:
        pass
    except RecordError as error:
        return Played(seen, str(error))
    return Played(seen)


def forged(events: Sequence[Event], place: int, values: Any) -> list[Event]:
    """The journal up to a reply, which is another one."""
    event = events[place]
    return [*events[:place], event._replace(data={**event.data, "values": values})]


def may_be(ask: Ask, value: Any) -> bool:
    """Whether this one of `VALUES` may be an answer after all."""
    match ask:
        case AnswerText():
            return isinstance(value, str) and value in ("", "nonsense")
        case Product() | CoWritten() | SeveralOptions(least=0):
            return isinstance(value, list) and not value
        case Agree() | Decline() | Reel():
            return value is True
        case RatingItem(may_skip=True):
            return value is None
        case NumberEntry(step=step):
            return isinstance(value, float) and value == 0.5 and step <= Decimal("0.5")
    return False


def nonsense(screen: Any, told: Mapping[str, Any]) -> Iterator[Any]:
    """What may not stand in place of the values that were told."""
    yield from REPLIES
    page = screen.page if isinstance(screen, HandoverScreen) else screen
    asks = page.asks if isinstance(page, Page) else ()
    for ask in asks:
        yield {**told, f"{ask.id}-too": 1}
        if ask.id in told and ask.needs_answer:
            yield {name: value for name, value in told.items() if name != ask.id}
        yield from ({**told, ask.id: value} for value in VALUES if not may_be(ask, value))
    if not asks:
        yield {**told, "nonsense": 1}


@pytest.mark.parametrize("study", quick(STUDIES, "tests/data/protocols/offer.yaml"))
def test_no_nonsense_is_taken_on_any_screen(study: str) -> None:
    setup, events = session(study)
    replies = [place for place, event in enumerate(events) if event.kind == "replied"]
    whole = played(setup, events)
    assert (whole.refused, len(whole.screens)) == ("", len(replies))
    met: set[str] = set()
    for place, screen in zip(replies, whole.screens, strict=True):
        if screen.id in met:
            continue
        met.add(screen.id)
        for number, values in enumerate(nonsense(screen, events[place].data["values"])):
            if number and not (isinstance(values, dict) and screen.takes(values)):
                continue  # refused as the first one is
            refused = played(setup, forged(events, place, values)).refused
            named = f"event {place} of the journal is no reply to the screen {screen.id}: "
            assert refused.startswith(named), (screen, values, refused)


@pytest.mark.parametrize("part", ["onset_ms", "rt_ms", "frames_dropped"])
@pytest.mark.parametrize("value", [None, True, -1, 0.5, "3", [3], 10**11, float("nan")])
def test_no_nonsense_is_taken_for_a_time(part: str, value: Any) -> None:
    setup, events = session("tests/data/protocols/offer.yaml")
    event = events[1]._replace(data={**events[1].data, part: value})
    assert played(setup, [events[0], event]).refused.startswith("event 1 of the journal is no reply to the ")


def test_every_ask_and_every_screen_says_what_it_takes() -> None:
    """Anything is taken by what says nothing: so everything of our own has to."""
    for base in (Ask, Screen):
        for one in below(base):
            assert any("takes" in vars(kind) for kind in one.__mro__ if kind is not base), one


def below(kind: type[Any]) -> Iterator[type[Any]]:
    """The kinds under this one that are ours and not only bases of others."""
    for one in kind.__subclasses__():
        if one.__module__.startswith("ikea_effect."):
            yield one
            yield from below(one)
