"""What an experimenter does from the page: by name and with a reason, as on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ikea_effect.operations.pause import go_on, pause
from ikea_effect.operations.show_up_pay import send_away
from ikea_effect.operations.stop import stop
from ikea_effect.operations.tell_desk import move, tell
from ikea_effect.record.pauses import unheard
from ikea_effect.record.study import Study


class Done(NamedTuple):
    """What came of an act, for people."""

    title: str
    said: str


ACTS = ("pause", "continue", "stop", "tell", "move", "sent-away")


def act(study: Study, name: str, fields: Mapping[str, str]) -> Done:
    """Does it. Raises: IkeaEffectError with what is missing or cannot be, with nothing done."""
    by, reason = fields.get("by", ""), fields.get("reason", "")
    if name == "pause":
        pause(study, by, reason)
        if elsewhere := unheard(study):
            return Done("The study is paused", f"Nobody begins where this folder is. {elsewhere}")
        return Done("All desks are paused", "Within two seconds every desk shows a page, and nobody begins.")
    if name == "continue":
        over = go_on(study, by)
        said = f"They were paused by {over.by}: {over.reason}. {unheard(study, name)}"
        return Done("The desks go on", said.rstrip())
    who, desk = fields.get("participant", "").strip(), fields.get("desk", "")
    if name == "tell":
        return Done(f"Desk {desk} is told", tell(study, desk, reason, by).said)
    if name == "move":
        return Done(f"{who} is to move", move(study, who, desk, reason, by).said)
    if name == "sent-away":
        return Done(f"{who} is entered", send_away(study, who, by, "no_show" in fields).text())
    return Done(f"{who} is stopped", stop(study, who, reason, fields.get("pays", ""), by))
