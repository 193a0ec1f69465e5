"""Which control asks what: a page's asks as widgets."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.screens.screens import (
    Agree,
    Amount,
    AnswerText,
    Ask,
    Choice,
    PriceList,
    PriceSlider,
    RatingItem,
)
from ikea_effect.session.frontends.lab.amounts import AmountField, Sentence
from ikea_effect.session.frontends.lab.choices import Offer, Options, Tick
from ikea_effect.session.frontends.lab.prices import PriceLine, PriceRows
from ikea_effect.session.frontends.lab.ratings import Ratings
from ikea_effect.session.frontends.lab.widget import Widget
from ikea_effect.session.frontends.lab.writing import WritingBox


def build(asks: Sequence[Ask], texts: Texts, sentence: Sentence) -> list[Widget]:
    """The controls in order; neighboring rating items with one range and the same anchors are one matrix."""
    widgets: list[Widget] = []
    for matrix, group in itertools.groupby(asks, key=lambda ask: _matrix(ask, texts)):
        if matrix is None:
            widgets += [_single(ask, texts, sentence) for ask in group]
        else:
            items = [(ask.id, texts.render(ask.label)) for ask in group if isinstance(ask, RatingItem)]
            widgets.append(Ratings(items, *matrix))
    return widgets


def _matrix(ask: Ask, texts: Texts) -> tuple[int, int, str, str] | None:
    if not isinstance(ask, RatingItem):
        return None
    return ask.low, ask.high, texts.render(ask.low_anchor), texts.render(ask.high_anchor)


def _single(ask: Ask, texts: Texts, sentence: Sentence) -> Widget:
    def worded(text: Text | None) -> str | None:
        return texts.render(text) if text else None

    match ask:
        case Agree():
            return Tick(ask.id, texts.render(ask.label))
        case Choice():
            options = [(option.id, texts.render(option.label)) for option in ask.options]
            return Options(ask.id, options, worded(ask.question))
        case Amount():
            return AmountField(ask.id, ask.low, ask.high, ask.step, texts.language, sentence)
        case AnswerText():
            return WritingBox(ask.id, texts.render(ask.question), ask.max_characters, sentence)
        case PriceList():
            labels = (texts.render(ask.buy), texts.render(ask.keep))
            if len(ask.prices) == 1:
                return Offer(ask.id, labels)
            return PriceRows(ask.id, ask.prices, labels, ask.single_switch, texts.language)
        case PriceSlider():
            return PriceLine(ask.id, ask.low, ask.high, ask.step, texts.language)
        case RatingItem():  # never: they come as a matrix
            raise TypeError(ask)
