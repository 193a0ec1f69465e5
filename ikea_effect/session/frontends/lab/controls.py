"""Which control asks what: a page's asks as widgets."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Sequence

from ikea_effect.protocol.registry import resolve
from ikea_effect.protocol.texts import Texts
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
    for (reference, common), group in itertools.groupby(asks, key=lambda ask: _common(ask, texts)):
        control: Control = resolve(reference)
        ones = list(group)
        parts = [ones] if common is not None else [[ask] for ask in ones]
        widgets += [control.widget(part, texts, sentence) for part in parts]
    return widgets


def _common(ask: Ask, texts: Texts) -> tuple[str, Hashable | None]:
    return ask.control, control_of(ask).together(ask, texts)
