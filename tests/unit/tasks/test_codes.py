"""Every draw is sealed: its code, and no other, stands on a screen before the answer it could depend on."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ikea_effect.operations.preview_walk import SECRET
from ikea_effect.protocol.kinds.steps.bidding import Bidding
from ikea_effect.protocol.setup import load_setup
from ikea_effect.protocol.texts import Texts
from ikea_effect.record.memory_journal import MemoryJournal
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Page, Reply, Screen
from ikea_effect.seeds import code_of
from ikea_effect.session.engine import play
from ikea_effect.session.frontends.simulation import Simulated
from ikea_effect.session.full_desk import FullDesk
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.timeline import timeline
from tests.unit.tasks.bidding_bench import context, step
from tests.unit.tasks.bidding_bench import play as played
from tests.unit.tasks.test_mechanism_screens import MECHANISMS, PROTOCOLS

CODE = re.compile(r"\b[0-9a-f]{4}(?:\u00a0[0-9a-f]{4}){7}\b")


class Looking(Simulated):
    """A simulated participant who remembers every screen."""

    def __init__(self, respondent: Respondent) -> None:
        super().__init__(respondent)
        self.screens: list[Screen] = []

    def show(self, screen: Screen) -> Reply:
        self.screens.append(screen)
        return super().show(screen)


def codes(screen: Screen, texts: Texts) -> list[str]:
    words = " ".join(texts.render(text) for text in screen.body) if isinstance(screen, Page) else ""
    return [code.replace("\u00a0", " ") for code in CODE.findall(words)]


def session(name: str, language: str, participant: str) -> tuple[Any, list[tuple[str, Any]]]:
    """What happened, in order: ("shown", codes on the screen) and ("drawn", what was drawn)."""
    setup = load_setup(PROTOCOLS / f"{name}.yaml", language=language)
    at = Context(setup, participant, setup.protocol.conditions[0], SECRET)
    looking, journal = Looking(Respondent(at)), MemoryJournal()
    play(timeline(at), looking, journal, desk=FullDesk())
    screens = iter(looking.screens)
    told: list[tuple[str, Any]] = []
    for event in journal.events:
        if event.kind == "replied":
            if event.data["screen"].endswith(".partner"):  # where others are waited for, nothing is shown
                continue
            screen = next(screens)
            assert screen.id == event.data["screen"]
            told.append(("shown", codes(screen, setup.texts)))
        elif event.kind == "drawn" and "practice-" not in event.data["purpose"]:
            told.append(("drawn", event.data))
    return at, told


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", MECHANISMS)
def test_the_code_of_a_draw_was_on_a_screen_before_it_was_drawn(name: str, language: str) -> None:
    at, told = session(name, language, "P007")
    means = {
        f"{one.id}.other"
        for one in at.protocol.timeline
        if isinstance(one, Bidding) and one.mechanism.kind == "prediction" and one.mechanism.target == "mean"
    }
    seen: set[str] = set()
    opened: set[str] = set()
    for what, matter in told:
        if what == "shown":
            seen |= set(matter)
        elif matter["purpose"] not in means:
            assert code_of(matter["commitment"]) in seen, matter["purpose"]
            opened.add(code_of(matter["commitment"]))
    if "english" not in name:
        assert seen == opened, "a code is shown that no draw opens"


@pytest.mark.parametrize("first", ["take-it-or-leave-it", "double-bounded"])
def test_prices_are_sealed_before_any_question_about_them(first: str) -> None:
    prices = {"prices": [1, 2, 3]}
    sets = {"price_sets": [{"first": 2, "lower": 1, "higher": 3}, {"first": 3, "lower": 2, "higher": 4}]}
    mechanism = {"kind": first} | (prices if first == "take-it-or-leave-it" else sets)
    asked = {"questions": first, "attempts": 2, "then": "flag"}
    at = context(step(mechanism=mechanism, practice_rounds=1, comprehension=asked))
    shown = played(
        at, {name: {"list": {"rows": ["keep"]}} for name in ("bid.offer", "bid.first", "bid.second")}
    )
    purpose = "bid.price" if first == "take-it-or-leave-it" else "bid.prices"
    assert shown.ids[0] == "bid.rule"
    assert codes(shown.pages[0], at.setup.texts) == [at.stream(purpose).code]


def test_each_of_fifty_offers_has_a_code_of_its_own_before_the_first() -> None:
    mechanism = {"kind": "take-it-or-leave-it", "prices": [1, 2, 3], "rounds": 50}
    at = context(step(mechanism=mechanism))
    rows = {f"bid.round-{number}.offer": {"list": {"rows": ["buy"]}} for number in range(1, 51)}
    shown = played(at, rows)
    expected = [at.stream(f"bid.round-{number}.price").code for number in range(1, 51)]
    assert sorted(codes(shown.pages[0], at.setup.texts)) == sorted(expected)


def test_open_bids_seal_at_every_price_who_is_heard_first() -> None:
    at, told = session("english", "en", "P007")
    shown = [matter for what, matter in told if what == "shown" and matter]
    grid = range(50, 50 * (len(shown) + 1), 50)
    assert shown == [[at.stream(f"bid.heard-{minor}").code] for minor in grid]
