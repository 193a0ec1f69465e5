"""The study that has every kind of measure, changed in one place, and its questions as pages."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.loading import protocol_from
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.registry import measure_kind, resolve
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.protocol.tree import parse_tree
from ikea_effect.screens.screens import Page
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.tasks.measure_form import Asked

EVERYTHING = Path(__file__).parents[2] / "data" / "protocols" / "everything.yaml"


def changed(before: str = "", after: str = "") -> Protocol:
    """The protocol with one text of its file in place of another. Raises ProtocolError."""
    written = EVERYTHING.read_text("utf-8")
    assert before in written
    return protocol_from(parse_tree(written.replace(before, after, 1), str(EVERYTHING)))


def faults(before: str, after: str) -> str:
    """All that is said of the protocol after the change; empty if it can be collected."""
    try:
        return "\n".join(map(str, changed(before, after).uncollectable))
    except ProtocolError as error:
        return str(error)


@functools.cache
def setup(language: str = "en") -> Setup:
    """The study, set up in the language; the same one at every call."""
    return load_setup(EVERYTHING, language=language)


def texts(language: str = "en") -> Texts:
    return setup(language).texts


def page(measure: str, protocol: Protocol | None = None) -> Page:
    """The page that asks for the measure."""
    declared = (protocol or changed()).measures[measure]
    asked: Asked = resolve(measure_kind(declared.kind).asked)
    return Page(measure, Text("views.title"), asked.body(declared), asked.asks(measure, declared))


def shown(page: Page, language: str = "en", size: tuple[int, int] = (1280, 1024)) -> PageView:
    view = PageView(page, texts(language))
    view.draw(Sheet(size))
    return view


def clicked(view: PageView, *targets: str) -> Any:
    """The reply after pressing these targets one after the other."""
    reply = None
    for target in targets:
        assert reply is None, "answered before the last target"
        at = view.targets()[target]
        view.press(at)
        reply = view.release(at)
    return reply


def typed(view: PageView, keys: str) -> Any:
    """The reply after these keys: names, characters, "space"."""
    reply = None
    for key in keys.split():
        assert reply is None, "answered before the last key"
        character = " " if key == "space" else key
        reply = view.text(character) if len(character) == 1 else view.key(key)
    return reply
