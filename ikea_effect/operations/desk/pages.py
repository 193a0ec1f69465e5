"""What a desk shows between sessions: a page for the participant, and behind the chord the experimenter's."""

from __future__ import annotations

from collections.abc import Sequence

from ikea_effect.money import Money
from ikea_effect.operations.desk.roster import Expected
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.handover import HandoverScreen
from ikea_effect.screens.screens import AnswerText, Choice, Option, Page

TYPE, CLOSE, BACK, RESUME, LATER, STOP = "type", "close", "back", "resume", "later", "stop-"
EVEN_SO = "even-so"
"""What is chosen; whoever is on the roster is chosen as "who-<code>"."""

WHO = "who-"
_LISTED = 4
_UNFINISHED = 2
"""How many are listed; the codes of all others can be typed."""

_LONGEST = 600


def call_page(desk: str) -> HandoverScreen:
    """Before a session: "please wait", until the experimenter comes. Value: {}."""
    call = (Text("desk.welcome"), Text("desk.wait"))
    return HandoverScreen("desk.call", call=call, page=_page("desk.call", desk, asks=()), only_calls=True)


def start_page(desk: str, expected: Sequence[Expected], unfinished: Sequence[str] = ()) -> Page:
    """The experimenter chooses who takes the seat: whose session can go on, or who did not begin by now.

    Value: {"next": ..}.
    """
    options = [Option(f"{WHO}{who}", Text("desk.goes-on", {"who": who})) for who in unfinished[:_UNFINISHED]]
    options += [Option(f"{WHO}{one.participant}", _listed(one)) for one in expected[:_LISTED]]
    options += [Option(TYPE, Text("desk.someone")), Option(CLOSE, Text("desk.close"))]
    return _page("desk.start", desk, asks=(Choice("next", tuple(options), Text("desk.who")),))


def _listed(one: Expected) -> Text:
    if one.time:
        return Text("desk.at", {"who": one.participant, "time": one.time})
    return Text("desk.this-one", {"who": one.participant})


def code_page(desk: str) -> Page:
    """The experimenter types who it is. Value: {"code": ..}."""
    ask = AnswerText("code", Text("desk.code"), max_characters=40, min_words=1, rows=1)
    return _page("desk.code", desk, asks=(ask,))


def sure_page(desk: str, typed: str, how: str, offered: Sequence[str]) -> Page:
    """A typed code is asked about: `how` is sure, unlisted or begun. Value: {"sure": "who-.." or "back"}."""
    options = [Option(f"{WHO}{who}", Text("desk.this-one", {"who": who})) for who in offered]
    options.append(Option(BACK, Text("desk.go-back")))
    question = Text(f"desk.{how}", {"who": typed})
    return _page("desk.sure", desk, asks=(Choice("sure", tuple(options), question),))


def unsent_page(desk: str, who: str, there: str, heard: str) -> Page:
    """Whether a session goes on here whose other desk fell silent. Value: {"unsent": "back" or "even-so"}."""
    options = (Option(BACK, Text("desk.go-back")), Option(EVEN_SO, Text("desk.even-so")))
    told = {"who": who, "there": there or "?", "heard": heard}
    return _page("desk.unsent", desk, asks=(Choice("unsent", options, Text("desk.unsent", told)),))


def cannot_page(why: str) -> Page:
    """What went wrong, in the words of the error."""
    said = why if len(why) <= _LONGEST else f"{why[: _LONGEST - 3]}..."
    body = (Text("desk.this-one", {"who": said}),)
    return Page("desk.cannot", title=Text("desk.cannot"), body=body, button=Text("desk.button"), tone="wrong")


def end_page(desk: str, who: str, owed: Money | None) -> HandoverScreen:
    """After a session: "stay seated", with the seat; behind the chord who it was and what is owed."""
    return HandoverScreen(
        "desk.end", call=(Text("desk.thanks"), _stay(desk)), page=owed_page(desk, who, owed)
    )


def owed_page(desk: str, who: str, owed: Money | None) -> Page:
    """For the experimenter: who it was and what is owed."""
    due = Text("desk.even")
    if owed is not None and owed.minor:
        due = Text("desk.paid" if owed.minor > 0 else "desk.pays", {"amount": max(owed, -owed)})
    after = Text("desk.after", {"who": who, "desk": desk})
    return Page("desk.end", title=_title(desk), body=(after, due), button=Text("desk.next"))


def left_page(desk: str, who: str, state: str) -> HandoverScreen:
    """A session that was interrupted, or waits: go on, leave it, stop it. Value: {"left": ..}."""
    stops = [Option(f"{STOP}{pays}", Text(f"desk.{STOP}{pays}")) for pays in ("show-up", "full", "nothing")]
    options = (Option(RESUME, Text("desk.resume")), Option(LATER, Text("desk.later")), *stops)
    ask = Choice("left", options, Text(f"desk.{state}"))
    page = Page(
        "desk.left",
        title=_title(desk),
        body=(Text("desk.after", {"who": who, "desk": desk}),),
        asks=(ask,),
        button=Text("desk.button"),
    )
    return HandoverScreen("desk.left", call=(Text("desk.seat", {"desk": desk}), Text("desk.stay")), page=page)


def why_page(desk: str) -> Page:
    """Why somebody stops. Value: {"why": ..}."""
    ask = AnswerText("why", Text("desk.why"), max_characters=120, min_words=1, rows=1)
    return _page("desk.why", desk, asks=(ask,))


def _stay(desk: str) -> Text:
    return Text("desk.staying", {"stay": Text("desk.stay"), "seat": Text("desk.seat", {"desk": desk})})


def _title(desk: str) -> Text:
    return Text("desk.experimenter", {"desk": desk})


def _page(name: str, desk: str, asks: tuple[Choice | AnswerText, ...]) -> Page:
    return Page(name, title=_title(desk), asks=asks, button=Text("desk.button"))
