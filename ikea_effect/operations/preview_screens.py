"""Which screens of a study there are to see: of one who understands everything, and of one who does not."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ikea_effect.operations.preview_choices import after_choice, other_choices
from ikea_effect.operations.preview_walk import SECRET
from ikea_effect.protocol.kinds.steps.bidding import Bidding, biddings
from ikea_effect.protocol.levels import step_of
from ikea_effect.protocol.models import Condition
from ikea_effect.protocol.registry import resolve, step_kind
from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.timeline import Step
from ikea_effect.record.memory_journal import MemoryJournal
from ikea_effect.screens.context import Context
from ikea_effect.screens.handover import HandoverScreen
from ikea_effect.screens.screens import Page, Reply, Screen
from ikea_effect.screens.waiting import Gathering, Meeting
from ikea_effect.session.engine import play
from ikea_effect.session.frontends.simulation import Simulated
from ikea_effect.session.full_desk import FullDesk
from ikea_effect.session.gathering import Group, waiting_page
from ikea_effect.session.meeting import Partner, partner_page
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.answers import filled
from ikea_effect.tasks.bidding.names import is_tried_out
from ikea_effect.tasks.places import places_in
from ikea_effect.tasks.timeline import timeline

WRONG = "after wrong answers"
OTHERS = "to others"
EXPERIMENTER = "for the experimenter"


class Kept(NamedTuple):
    """One screen, and when it is seen, where not everyone sees it."""

    id: str
    screen: Screen
    when: str = ""


def photographed(setup: Setup, condition: Condition) -> list[Kept]:
    """The screens of one who understands; after each bidding step's, what one who does not sees besides."""
    context = Context(setup, "preview", condition, SECRET, shows_all=True)
    seen = Photographer(context)
    play(timeline(context), seen, MemoryJournal(), desk=WaitingRoom(seen))
    kept = seen.screens
    for step in setup.protocol.timeline:
        for bid in biddings((step,)):
            if (bid.comprehension or bid.practice_rounds) and bid.reaches(condition):
                last = max(place for place, one in enumerate(kept) if _of(bid, one.screen))
                kept[last + 1 : last + 1] = _mistaken(setup, condition, bid, kept)
        if step.reaches(condition) and step_kind(step.kind).others:
            _with_others(kept, step, context)
    for choice in other_choices(setup, condition):
        known = {repr(one.screen) for one in kept}
        new = [one for one in after_choice(setup, condition, choice) if repr(one) not in known]
        kept += [Kept(one.id, one, f"who chose {choice.good}") for one in new]
    return kept


def _with_others(kept: list[Kept], step: Step, context: Context) -> None:
    """After the step's screens, those that it shows to others."""
    shown: Callable[[Step, Context], Iterable[Screen]] = resolve(step_kind(step.kind).others)
    own = [place for place, one in enumerate(kept) if step_of(one.screen.id) == step.name]
    seen = {_looks(kept[place].screen) for place in own}
    places = places_in(context)
    screens = [filled(one, step, context, places) for one in shown(step, context)]
    new = [Kept(one.id, one, OTHERS) for one in screens if _looks(one) not in seen]
    kept[own[-1] + 1 : own[-1] + 1] = new


def _of(step: Bidding, screen: Screen) -> bool:
    return step_of(screen.id) == step.id


# --- one who understands ----------------------------------------------------------------------------------


@dataclass
class Photographer(Simulated):
    """A simulated participant who understands, and keeps the screens.

    Of a board the first, an early and the last state.
    """

    context: Context
    screens: list[Kept] = field(default_factory=list)
    _seen: int = 0

    def __post_init__(self) -> None:
        super().__init__(Respondent(self.context, understands=1.0))

    def show(self, screen: Screen) -> Reply:
        """The reply, after the screen was kept."""
        last = self.screens[-1] if self.screens else None
        same_board = last is not None and screen.id == last.id and not isinstance(screen, Page)
        self._seen = self._seen + 1 if same_board else 0
        if same_board and self._seen > 3:
            self.screens.pop()
        self.screens.append(Kept(screen.id, screen))
        if isinstance(screen, HandoverScreen) and not screen.is_open:
            self.screens.append(Kept(screen.id, replace(screen, is_open=True), EXPERIMENTER))
        return super().show(screen)


@dataclass(frozen=True)
class WaitingRoom(FullDesk):
    """A full desk at which the page is seen as it is before the group is complete, then, and afterwards."""

    photographer: Photographer

    def join(self, gathering: Gathering) -> Group:
        """The group, whose sale is held in this session."""
        full, own = super().join(gathering), gathering.bidder.participant
        for when, group in (
            ("not everyone is here", full._replace(bidders=full.bidders[:1])),
            ("everyone is here", full),
            ("the bidding is held elsewhere", full._replace(held_by=full.bidders[-1].participant)),
        ):
            self.photographer.screens.append(Kept(gathering.id, waiting_page(gathering, group, True), when))
        return full._replace(held_by=own)

    def partner(self, meeting: Meeting) -> Partner:
        """The partner, whose piece is there once the page was seen as it is before."""
        for when, there in (("nobody is here", Partner()), ("the partner is at work", Partner("other"))):
            self.photographer.screens.append(Kept(meeting.id, partner_page(meeting, there, True), when))
        return super().partner(meeting)


# --- one who does not -------------------------------------------------------------------------------------


class _Enough(Exception):
    """What comes next was seen before."""


def _mistaken(setup: Setup, condition: Condition, step: Bidding, known: list[Kept]) -> list[Kept]:
    """What one who answers each question and practice round of the step wrongly sees, and others do not."""
    context = Context(setup, "preview", condition, SECRET, shows_all=True)
    seen = Mistaken(context, step, {_looks(one.screen) for one in known})
    with contextlib.suppress(_Enough):
        play(timeline(context), seen, MemoryJournal(), desk=FullDesk())
    return seen.screens


def _looks(screen: Screen) -> Hashable:
    """What makes a page another one than those before: its words, but not their amounts or its number."""
    if not isinstance(screen, Page):
        return screen.id
    asked = tuple(question.key for ask in screen.asks if (question := getattr(ask, "question", None)))
    title = screen.title.key if screen.title else ""
    return re.sub(r"\d+", "", screen.id), title, tuple(text.key for text in screen.body), asked


class Mistaken(Simulated):
    """A simulated participant who fails one step's questions and practice, and keeps what follows from it.

    Raises: _Enough when the bid comes, unless the session ends before it.
    """

    def __init__(self, context: Context, step: Bidding, known: set[Hashable]) -> None:
        self._right, self._wrong = (Respondent(context, understands=share) for share in (1.0, 0.0))
        super().__init__(self._right)
        self._step, self._known = step, known
        self._ends = step.comprehension is not None and step.comprehension.then == "end"
        self._before: set[str] = set()
        self._tried = False
        self.screens: list[Kept] = []

    def show(self, screen: Screen) -> Reply:
        """The reply, after the screen was kept if it is new or follows from a wrong answer."""
        own = _of(self._step, screen)
        trial = own and is_tried_out(screen.id)
        self._tried = self._tried or trial
        if not self._tried:
            self._before.add(screen.id)
        elif not trial and not self._ends and screen.id not in self._before:
            raise _Enough
        if self._tried and (not trial or _looks(screen) not in self._known):
            self._known.add(_looks(screen))
            self.screens.append(Kept(screen.id, screen, WRONG))
        self._respondent = self._wrong if own else self._right
        return super().show(screen)
