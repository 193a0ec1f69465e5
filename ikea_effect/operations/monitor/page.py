"""The monitor's pages as HTML: every text is escaped, and nothing is fetched from elsewhere."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ikea_effect.operations.monitor.room import Room
from ikea_effect.operations.monitor.words import LEGEND, MARKS, STATES, amount, clock, lasts, summary
from ikea_effect.operations.stop import PAYS

FILES = Path(__file__).parent / "files"

PAID = {"show-up": "the show-up fee", "full": "fee and endowment", "nothing": "nothing"}


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FILES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        legend=LEGEND, marks=MARKS, states=STATES, pays=[(one, PAID[one]) for one in PAYS]
    )
    environment.globals.update(amount=amount, clock=clock, lasts=lasts, summary=summary)
    return environment


def room_html(room: Room, trouble: str = "") -> str:
    """What changes: everything but the head of the page. `trouble`: why it is not up to date."""
    return _environment().get_template("room.html.jinja").render(room=room, trouble=trouble)


def page_html(room: Room, trouble: str = "") -> str:
    """The whole page, that keeps itself up to date where scripts run."""
    inner = room_html(room, trouble)
    return _environment().get_template("page.html.jinja").render(room=room, inner=inner)


def print_html(room: Room) -> str:
    """Who sits where and what is due, on paper, with room to write."""
    return _environment().get_template("print.html.jinja").render(room=room)


def form_html(
    room: Room, act: str, key: str, fields: Mapping[str, str] = MappingProxyType({}), refused: str = ""
) -> str:
    """What is asked before an act: who does it, and why; `fields` are filled in already."""
    known = {name: fields.get(name, "") for name in ("participant", "desk", "by")}
    template = _environment().get_template("form.html.jinja")
    return template.render(room=room, act=act, key=key, refused=refused, **known)


def said_html(study: str, title: str, said: str) -> str:
    """What came of an act, or why a page is not shown."""
    return _environment().get_template("said.html.jinja").render(study=study, title=title, said=said)
