"""What commands on desks and cash print with --json, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ikea_effect.operations.json_parts import Output, Part


class Pay(Output):
    """What was entered as handed over; amounts in major units of `currency`."""

    participant: str
    amount: float
    """What is handed over now: 0 where nothing was due, below 0 where it was undone."""
    paid: float
    """What was handed over in all."""
    currency: str
    by: str
    at: str
    """When it was entered last, UTC."""


class SentAway(Output):
    """Somebody who was to come and took no part; the amount in major units of `currency`."""

    study: str
    participant: str
    took_no_part: Literal["sent-away", "no-show"]
    amount: float
    """What the study declares for that."""
    currency: str
    by: str
    at: str
    """When it was entered, UTC; the first time where it was said twice."""


class Box(Output):
    """The cash box as it was counted; amounts in major units of `currency`."""

    box: Literal["open", "closed"]
    counted: float
    expected: float | None
    """What was to be in it; null where it was never counted before."""
    deviation: float
    currency: str
    coins: dict[str, int]
    """How many of each note and coin."""
    by: str
    remark: str


class DeskFinding(Part):
    """One thing that was looked at, and what to do where it is not well."""

    what: str
    state: Literal["ok", "warn", "no"]
    found: str
    do: str


class Doctor(Output):
    """A look at this desk."""

    fit: bool
    """Whether sessions can run: nothing is a no."""
    chord: str
    """The keys that end a session at a desk."""
    findings: list[DeskFinding]


class Paused(Output):
    """A pause of all desks, begun or over."""

    study: str
    paused: bool
    """Whether the desks wait now."""
    since: str
    """When it began, UTC."""
    by: str
    """Who asked for it."""
    reason: str
    unheard: str
    """Which desks do not hear of it, and what to do there; empty where all do."""


class ToldDesk(Output):
    """What a desk was told: a message, or where to go."""

    study: str
    participant: str
    desk: str
    """Where the participant sits."""
    said: str
    """What happens now, for people."""


OUTPUTS: Mapping[str, tuple[type[Output], ...]] = {
    "pay": (Pay,),
    "sent-away": (SentAway,),
    "box": (Box,),
    "doctor": (Doctor,),
    "tell": (ToldDesk,),
    "move": (ToldDesk,),
    "pause": (Paused,),
    "continue": (Paused,),
}
