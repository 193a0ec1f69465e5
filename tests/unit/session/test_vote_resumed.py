"""A session that stops after a vote goes on with the design that won."""

from __future__ import annotations

import pytest

from ikea_effect.protocol.setup import load_setup
from ikea_effect.record.memory_journal import MemoryJournal
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Page, Reply, Screen
from ikea_effect.session.engine import play
from ikea_effect.session.frontends.simulation import Simulated
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.timeline import timeline

SETUP = load_setup("fuchs-2010-voting")


class Leaves(Exception):
    """The desk lost power."""


class Watched(Simulated):
    """Keeps every screen, and stops before one of them."""

    def __init__(self, context: Context, before: str = "") -> None:
        super().__init__(Respondent(context))
        self.before = before
        self.shown: list[Screen] = []

    def show(self, screen: Screen) -> Reply:
        if screen.id == self.before:
            raise Leaves
        self.shown.append(screen)
        return super().show(screen)


def context() -> Context:
    return Context(SETUP, "P001", SETUP.protocol.conditions[0], b"k" * 32)


def pictures(screens: list[Screen]) -> list[object]:
    return [screen.picture for screen in screens if isinstance(screen, Page) and screen.picture is not None]


def test_what_won_before_the_stop_is_what_is_bid_on_after_it() -> None:
    journal = MemoryJournal()
    first, whole = context(), context()
    play(timeline(whole), unbroken := Watched(whole), MemoryJournal())
    with pytest.raises(Leaves):
        play(timeline(first), Watched(first, "price.amount"), journal)
    again = context()
    play(timeline(again), rest := Watched(again), MemoryJournal(), journal.events)
    assert again.made == whole.made != {}
    assert pictures(rest.shown) == pictures(unbroken.shown)[-len(pictures(rest.shown)) :]
    assert len(rest.shown) < len(unbroken.shown)
