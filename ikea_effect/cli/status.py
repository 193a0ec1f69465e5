"""How far a study is, for people: a table of its conditions, and who is at a desk right now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ikea_effect.cli.printing import print_rows

ALWAYS = ("planned", "complete", "ended-early", "interrupted")
SOMETIMES = ("waiting", "stopped", "crashed", "running")
"""Columns that stand there where somebody is so."""

AT_DESKS = ("running", "waiting", "crashed")
"""Who is listed by name: an experimenter may have to go there."""


def print_status(found: Mapping[str, Any]) -> None:
    """Prints what `status` tells."""
    print(f"{found['study']} ({found['mode']}), protocol {found['protocol']}: {found['n']} participants")
    cells = found["conditions"]
    states = [*ALWAYS, *(one for one in SOMETIMES if any(cell.get(one) for cell in cells.values()))]
    print_rows(
        ("condition", *states),
        [(name, *(cell.get(state, 0) for state in states)) for name, cell in cells.items()],
    )
    _print_people(found["participants"])
    if found["waiting"]:
        print(f"waiting for their group: {', '.join(found['waiting'])} (go on with run --resume)")
    if crashed := [one["participant"] for one in found["participants"] if one["state"] == "crashed"]:
        print(f"cut off: {', '.join(crashed)} (go on with run --resume, or give the place away with stop)")
    if any(found["took_no_part"].values()):
        away, unseen = found["took_no_part"]["sent-away"], found["took_no_part"]["no-show"]
        print(f"took no part: {away} sent away, {unseen} did not come")
    for note in found["notes"]:
        print(note)


def _print_people(people: list[Mapping[str, Any]]) -> None:
    there = [one for one in people if one["state"] in AT_DESKS and one["since"]]
    if there:
        names = ("participant", "state", "desk", "screen", "since")
        asked = ("condition",) if "condition" in there[0] else ()
        print_rows((*names, *asked), [(*_row(one), *(one[name] for name in asked)) for one in there])


def _row(one: Mapping[str, Any]) -> tuple[str, ...]:
    since = datetime.fromisoformat(one["since"]).astimezone()
    shown = (one["participant"], one["state"], one["desk"] or "", one["screen"] or "")
    return (*shown, since.strftime("%H:%M" if since.date() == datetime.now().date() else "%d %b %H:%M"))
