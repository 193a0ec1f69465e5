"""Partners of a pair: each session waits until the other has made its piece, and takes over what it is.

Both have a session of their own. One waits at its own station, or is left and resumed if there is one only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from ikea_effect.errors import SessionError
from ikea_effect.money import Money
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import Choice, Option, Page, Reply
from ikea_effect.screens.waiting import Meeting
from ikea_effect.session.frontends.base import Frontend, SessionWaits


class Partner(NamedTuple):
    """The other member of a pair as it is now.

    `ready`: the piece is made; without a recipe it is the good as it comes. `gone`: nobody comes any more.
    """

    participant: str = ""
    ready: bool = False
    recipe: Mapping[str, Any] | None = None
    gone: bool = False


class PairDesk(Protocol):
    """Where partners find each other."""

    def partner(self, meeting: Meeting) -> Partner:
        """The other member of the pair, as far as it is there."""


def meet(meeting: Meeting, frontend: Frontend, desk: PairDesk | None) -> Reply:
    """Waits until the partner's piece is there, or goes on without where the experimenter says so.

    Raises: SessionWaits if the session is left, to go on when the partner has come so far.
    """
    if desk is None:
        raise SessionError(f"{meeting.id} waits for a partner, and this session runs without others.")
    while True:
        partner = desk.partner(meeting)
        alone = partner.gone and meeting.if_alone != "wait"
        if partner.ready or alone:
            return Reply(_values(partner), frontend.clock_ms(), 0)
        reply = frontend.show(partner_page(meeting, partner, frontend.mode == "lab"))
        match reply.values["next"]:
            case "alone":
                return Reply(_values(Partner()), reply.onset_ms, reply.rt_ms, reply.frames_dropped)
            case "leave":
                raise SessionWaits(f"{meeting.participant} waits for the partner of pair {meeting.pair}.")


def _values(partner: Partner) -> dict[str, Any]:
    return {"partner": partner.participant if partner.ready else "", "recipe": partner.recipe}


def partner_page(meeting: Meeting, partner: Partner, may_choose: bool) -> Page:
    """What is seen meanwhile. Whoever cannot decide is asked for the next step alone."""
    places: dict[str, str | int | Money | Text] = {"pair": meeting.pair, "code": partner.participant}
    state = "at-work" if partner.participant else "not-there"
    rule = {"wait": [], "alone": ["alone"], "send-home": ["send-home"]}[meeting.if_alone]
    options = ["wait", "leave", *rule] if may_choose else ["leave"]
    asked = Choice(
        "next",
        tuple(
            Option("alone" if name == "send-home" else name, Text(f"pair.next.{name}", places))
            for name in options
        ),
        Text("pair.next.question", places),
    )
    body = (Text("pair.body", places), Text(f"pair.{state}", places))
    return Page(meeting.id, Text("pair.title", places), body, (asked,), progress=meeting.progress)
