"""Which control asks what: a page's asks as widgets."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping, Sequence

from ikea_effect.protocol.registry import resolve
from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.decline import Decline
from ikea_effect.screens.screens import Ask
from ikea_effect.session.frontends.lab.control import Control, Sentence
from ikea_effect.session.frontends.lab.widget import Widget


def control_of(ask: Ask) -> Control:
    """The control that asks it."""
    found: Control = resolve(ask.control)
    return found


def build(asks: Sequence[Ask], texts: Texts, sentence: Sentence) -> list[Widget]:
    """The controls in order; neighbors that go together are one, such as items with the same anchors."""
    widgets: list[Widget] = []
    decline = {covered: ask.id for ask in asks if isinstance(ask, Decline) for covered in ask.covers}
    for (reference, common, _), group in itertools.groupby(
        asks, key=lambda ask: _common(ask, texts, decline)
    ):
        control: Control = resolve(reference)
        ones = list(group)
        parts = [ones] if common is not None else [[ask] for ask in ones]
        widgets += [_made(control, part, texts, sentence) for part in parts]
    return widgets


def _made(control: Control, asks: Sequence[Ask], texts: Texts, sentence: Sentence) -> Widget:
    widget = control.widget(asks, texts, sentence)
    widget.of = tuple(ask.id for ask in asks)
    return widget


def _common(ask: Ask, texts: Texts, decline: Mapping[str, str]) -> tuple[str, Hashable | None, str | None]:
    """What neighbors share that are one control; what is declined together stands together."""
    return ask.control, control_of(ask).together(ask, texts), decline.get(ask.id)
