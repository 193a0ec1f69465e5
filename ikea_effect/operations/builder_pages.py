"""A page as a routine of PsychoPy's Builder: text, what is asked, and a button once it is answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ikea_effect.operations.preview_walk import texts_of
from ikea_effect.operations.psyexp import Component, Param, Routine, code, number, truth, values, words
from ikea_effect.protocol.texts import Answer, Text, Texts
from ikea_effect.screens.decline import Decline
from ikea_effect.screens.heading import Heading
from ikea_effect.screens.number import NumberEntry
from ikea_effect.screens.screens import Agree, AnswerText, Ask, Choice, Page, RatingItem, Screen
from ikea_effect.screens.slider import Slider

WIDE, LETTER = 1.1, 0.026
LINE = 1.42 * LETTER
TOP, BOTTOM = 0.46, -0.40
"""In heights of the window, from its middle."""


def can_stand(screen: Screen) -> str:
    """Why a screen cannot be a routine; empty where it can."""
    if not isinstance(screen, Page):
        return "what is done on it has no component in Builder"
    if any(isinstance(value, Answer) for text in texts_of(screen) for value in text.values.values()):
        return "it quotes an answer"
    strange = [type(ask).__name__ for ask in screen.asks if type(ask) not in _ASKS]
    return f"what it asks has no component in Builder ({strange[0]})" if strange else ""


def routine_of(page: Page, texts: Texts, place: int, skip_if: str) -> tuple[Routine, list[str]]:
    """The routine, and what of the page does not go over."""
    name = _named(f"{page.id}_{place}")
    title = f"{texts.render(page.title)}\n\n" if page.title else ""
    body = "\n\n".join(texts.render(text) for text in (*page.body, *page.foot))
    shown = plain(title + body)
    lines = sum(-(-len(line) // 74) for line in shown.split("\n")) if shown else 0
    parts = [_text(f"{name}_says", shown, TOP)] if shown else []
    low = TOP - lines * LINE - 0.03
    waits: list[str] = [f"t >= {page.minimum_s:g}"] if page.minimum_s else []
    excused = {covered for ask in page.asks if isinstance(ask, Decline) for covered in ask.covers}
    step = (low - BOTTOM - 0.06) / max(1, len(page.asks))
    for number_, ask in enumerate(page.asks):
        made, wait = _ASKS[type(ask)](ask, texts, f"{name}_{_clean(ask.id)}", low - step * number_, step)
        parts += made
        waits += [wait] if wait and ask.id not in excused else []
    parts.append(_button(f"{name}_button", _says(page, texts), " and ".join(waits)))
    return Routine(name, parts, skip_if), _lost(page, bool(excused))


def _lost(page: Page, declinable: bool) -> list[str]:
    notes = [f"{page.id}: its picture"] if page.picture is not None else []
    return [*notes, *([f"{page.id}: that an answer is declined; it can be left open"] if declinable else [])]


def plain(text: str) -> str:
    """The text without marks of bold type."""
    return re.sub(r"\*\*|(?<!\*)\*(?!\*)", "", text)


def _named(name: str) -> str:
    """A name that Python and Builder take, and neither has already."""
    return f"p_{_clean(name)}"


def _clean(name: str) -> str:
    return re.sub(r"[^0-9a-zA-Z]+", "_", name)


def _says(page: Page, texts: Texts) -> str:
    agree = next((ask for ask in page.asks if isinstance(ask, Agree)), None)
    return plain(texts.render(agree.label if agree else page.button))


# --- components -------------------------------------------------------------------------------------------

_LASTS: Mapping[str, Param] = {"stopType": words("duration (s)"), "stopVal": code("")}


def _text(name: str, says: str, y: float, left: float = -WIDE / 2, wide: float = WIDE) -> Component:
    """Words below a height, from a place to the right."""
    lines = sum(-(-max(1, len(line)) // round(68 * wide)) for line in says.split("\n"))
    return Component("Textbox", name, {
        "text": words(says), "pos": values(f"({left:.3f}, {y:.3f})"), "letterHeight": number(LETTER),
        "size": values(f"({wide:.3f}, {LINE * lines:.3f})"),
        "color": ("#222222", "color"), "font": words("Noto Sans"), "anchor": words("top-left"),
        "alignment": words("top-left"), "padding": number(0), **_LASTS,
    })  # fmt: skip


def _ends(name: str, low: str, high: str, y: float) -> list[Component]:
    """What stands below both ends of a line: beside the ticks Builder would break it."""
    small = {"letterHeight": number(0.019)}
    first, last = _text(f"{name}_low", low, y, -0.35, 0.34), _text(f"{name}_high", high, y, 0.01, 0.34)
    right = {**small, "alignment": words("top-right")}
    return [first._replace(params={**first.params, **small}), last._replace(params={**last.params, **right})]


def _button(name: str, says: str, when: str) -> Component:
    start: Mapping[str, Param] = (
        {"startType": words("condition"), "startVal": code(when)} if when else {"startVal": code("0.0")}
    )
    return Component("Button", name, {
        "text": words(says), "pos": values("(0, -0.455)"), "letterHeight": number(0.022),
        "size": values(f"({min(1.3, max(0.24, 0.013 * len(says))):.2f}, 0.06)"), "padding": number(0.005),
        "fillColor": ("#1f6f72", "color"), "color": ("white", "color"), "font": words("Noto Sans"),
        "forceEndRoutine": truth(True), **start, **_LASTS,
    })  # fmt: skip


def _line(name: str, y: float, ticks: Sequence[int], more: Mapping[str, Param]) -> Component:
    return Component("Slider", name, {
        "pos": values(f"(0, {y:.3f})"), "ticks": values(repr(tuple(ticks))),
        "labels": values(repr([""] * len(ticks))),
        "color": ("#222222", "color"), "borderColor": ("#222222", "color"), "fillColor": ("#1f6f72", "color"),
        "forceEndRoutine": truth(False), "granularity": number(1), **more, **_LASTS,
    })  # fmt: skip


Made = tuple[list[Component], str]
"""The components, and the Python that says that it was answered ("" where nothing need be)."""


def _rating(ask: RatingItem, texts: Texts, name: str, y: float, high: float) -> Made:
    row = _row(ask, texts.render(ask.label), texts, name, y, high, range(ask.low, ask.high + 1), "rating")
    return row, "" if ask.may_skip else f"{name}.rating is not None"


def _slider(ask: Slider, texts: Texts, name: str, y: float, high: float) -> Made:
    row = _row(ask, texts.render(ask.question), texts, name, y, high, (ask.low, ask.high), "slider")
    return row, f"{name}.rating is not None"


def _row(
    ask: RatingItem | Slider, says: str, texts: Texts, name: str, y: float, high: float,
    ticks: Sequence[int], style: str,
) -> list[Component]:  # fmt: skip
    """A sentence, a line below it, and what its ends stand for."""
    at = y - min(0.075, high * 0.5)
    low, end = (plain(texts.render(one)) for one in (ask.low_anchor, ask.high_anchor))
    line = _line(name, at, ticks, {"size": values("(0.6, 0.018)"), "styles": words(style)})
    return [_text(f"{name}_asks", plain(says), y), line, *_ends(name, low, end, at - 0.018)]


def _choice(ask: Choice, texts: Texts, name: str, y: float, high: float) -> Made:
    """Options one below the other. A slider counts from below; the code keeps the option's own name."""
    label = [_text(f"{name}_asks", plain(texts.render(ask.question)), y)] if ask.question else []
    count, top = len(ask.options), y - 0.1
    apart = min(0.06, (high - 0.13) / max(1, count - 1))
    tall = apart * (count - 1)
    column = _line(
        name, top - tall / 2, range(1, count + 1),
        {
            "size": values(f"(0.02, {tall:.3f})"), "styles": words("rating"),
            "pos": values(f"(-0.5, {top - tall / 2:.3f})"),
        },
    )  # fmt: skip
    beside = [
        _text(
            f"{name}_{_clean(option.id)}_says", plain(texts.render(option.label)),
            top - apart * place + LETTER * 0.65, -0.46, 0.9,
        )
        for place, option in enumerate(ask.options)
    ]  # fmt: skip
    ids = [option.id for option in ask.options[::-1]]
    chosen = f"{ids!r}[int({name}.rating) - 1]"
    kept = f"if {name}.rating is not None:\n    thisExp.addData('{name}.option', {chosen})"
    keep = Component(
        "Code", f"{name}_code", {"End Routine": (kept, "extendedCode"), "Code Type": words("Py")}
    )
    return [*label, column, *beside, keep], f"{name}.rating is not None"


def _field(ask: Any, texts: Texts, name: str, y: float, high: float) -> Made:
    """A text or a number to type."""
    tall = 0.06 if isinstance(ask, NumberEntry) or ask.rows == 1 else min(0.3, high * 0.6)
    field = Component("Textbox", name, {
        "text": words(""), "editable": truth(True), "anchor": words("top-left"),
        "pos": values(f"({-WIDE / 2:.3f}, {y - 0.06:.3f})"),
        "size": values(f"({0.3 if isinstance(ask, NumberEntry) else WIDE}, {tall:.3f})"),
        "letterHeight": number(LETTER), "color": ("#222222", "color"), "borderColor": ("#222222", "color"),
        "font": words("Noto Sans"), "alignment": words("top-left"), **_LASTS,
    })  # fmt: skip
    unit = f" ({plain(texts.render(ask.unit))})" if isinstance(ask, NumberEntry) and ask.unit else ""
    label = _text(f"{name}_asks", plain(texts.render(ask.question)) + unit, y - 0.01)
    needed = isinstance(ask, NumberEntry) or ask.min_words > 0
    return [label, field], f"len({name}.text.strip()) > 0" if needed else ""


def _nothing(_ask: Ask, _texts: Texts, _name: str, _y: float, _high: float) -> Made:
    return [], ""


def _heading(ask: Heading, texts: Texts, name: str, y: float, _high: float) -> Made:
    return [_text(name, plain(" ".join(_rendered(ask, texts))), y)], ""


def _rendered(ask: Ask, texts: Texts) -> Iterator[str]:
    yield from (texts.render(text) for text in texts_of(ask) if isinstance(text, Text))


_ASKS: Mapping[type[Ask], Callable[[Any, Texts, str, float, float], Made]] = {
    RatingItem: _rating, Slider: _slider, Choice: _choice, AnswerText: _field, NumberEntry: _field,
    Agree: _nothing, Decline: _nothing, Heading: _heading,
}  # fmt: skip
