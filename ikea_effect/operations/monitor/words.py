"""How the monitor writes what both its page and its text show."""

from __future__ import annotations

from datetime import datetime

from ikea_effect.money import Money, format_money
from ikea_effect.operations.monitor.room import Room

STATES = {
    "running": "at work",
    "waiting": "left, waits",
    "crashed": "cut off",
    "interrupted": "left",
    "stopped": "stopped",
    "complete": "finished",
    "ended-early": "ended early",
    "sent-away": "sent away",
    "no-show": "did not come",
}

LEGEND = (("done", "done"), ("now", "there now"), ("later", "not yet"), ("none", "not in this session"))

MARKS = {"done": "●", "now": "▶", "later": "·", "none": "–"}


def clock(at: str | None, now: datetime) -> str:
    """The time of day here, with its day where that is another."""
    if at is None:
        return ""
    then, here = datetime.fromisoformat(at).astimezone(now.tzinfo), now
    return then.strftime("%H:%M" if then.date() == here.date() else "%d %b %H:%M")


def lasts(at: str | None, now: datetime) -> str:
    """For how long it has been so."""
    if at is None:
        return ""
    minutes = max(0, int((now - datetime.fromisoformat(at)).total_seconds()) // 60)
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 24 else f"{hours // 24} days"


def amount(due: Money | None) -> str:
    """What is due, and which way it goes."""
    if due is None:
        return ""
    return format_money(due, "en") if due.minor > 0 else f"pays {format_money(-due, 'en')}"


def summary(room: Room) -> str:
    """The study in a line."""
    counts = [
        f"{count} {STATES[state]}"
        for state in ("running", "waiting", "crashed", "interrupted", "stopped")
        if (count := room.count(state))
    ]
    return ", ".join([f"{room.finished} of {room.planned} finished", *counts])
