"""One window that many scripted sessions use, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ikea_effect.operations.data import read_study
from ikea_effect.operations.run import Answer
from ikea_effect.payment.group_columns import AUCTION_COLUMNS
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Auction
from ikea_effect.protocol.kinds.steps.bidding import Bidding
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.journal import read_journal
from ikea_effect.record.study import Study
from ikea_effect.session.frontends.base import Frontend
from ikea_effect.session.frontends.lab.frontend import LabFrontend
from ikea_effect.session.frontends.script import ScriptedHand


class Desk:
    """One window that many sessions use, one after the other; a hand replies as each of them says."""

    def __init__(
        self, setup: Setup, answer: Answer, hand: type[ScriptedHand], window: type[LabFrontend]
    ) -> None:
        self.hand = hand(answer, setup.language)
        self.frontend = window(
            setup, mode="scripted", size=(1280, 1024), pace="fast", on_ready=self.hand, answer_within_s=60
        )

    def seat(self, setup: Setup, answer: Answer, keyboard: bool) -> Frontend:
        self.frontend.setup = setup
        self.hand.answer, self.hand.language, self.hand.keyboard = answer, setup.language, keyboard
        self.frontend.resume_at(0)
        return Seat(self.frontend)


class Seat:
    """The desk's front end for one session; closing it leaves the window open."""

    def __init__(self, frontend: LabFrontend) -> None:
        self.show, self.clock_ms, self.now = frontend.show, frontend.clock_ms, frontend.now
        self.resume_at, self.facts, self.mode = frontend.resume_at, frontend.facts, frontend.mode
        self.heed = frontend.heed

    def close(self) -> None:
        """The next session uses the window."""


class Room:
    """Opens the desk when the first session needs it."""

    desk: Desk | None = None

    def __init__(
        self, hand: type[ScriptedHand] = ScriptedHand, window: type[LabFrontend] = LabFrontend
    ) -> None:
        self.hand, self.window = hand, window

    def opened(self, setup: Setup, answer: Answer, keyboard: bool) -> Frontend:
        if self.desk is None:
            self.desk = Desk(setup, answer, self.hand, self.window)
        return self.desk.seat(setup, answer, keyboard)


def opened_room(
    x_display: str,
    home: Path,
    hand: type[ScriptedHand] = ScriptedHand,
    window: type[LabFrontend] = LabFrontend,
) -> Iterator[Room]:
    """A room on the display, closed afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", x_display)
        patch.setenv("HOME", str(home))
        room = Room(hand, window)
        yield room
        if room.desk is not None:
            room.desk.frontend.close()
            room.desk.hand.fingers.close()


def sequence(study: Study, participant: str) -> list[tuple[str, str | None]]:
    events = read_journal(study.journal(participant)).events
    return [(event.kind, event.data.get("screen")) for event in events]


def with_others(protocol: Protocol) -> set[str]:
    """The columns of what an auction's group settles; at the window nobody else is in the group."""
    steps = (step for step in protocol.timeline if isinstance(step, Bidding))
    auctions = [step.id for step in steps if isinstance(step.mechanism, Auction)]
    return {f"{step}.{name}" for step in auctions for name in (*AUCTION_COLUMNS, "round")}


def data_of(study: Study, participant: str) -> dict[str, object]:
    """What the session itself recorded, but for when, by whom and in which language."""
    rows = read_study(study).tables.wide
    row = next(row for row in rows if row["participant"] == participant)
    timed = {column.name for column in columns_of(study.protocol) if column.timed}
    differing = {*timed, "mode", "language"} | with_others(study.protocol)
    return {name: value for name, value in row.items() if value is not None and name not in differing}
