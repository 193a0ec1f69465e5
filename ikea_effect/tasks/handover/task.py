"""What the experimenter enters in a session: a confirmation, or a number that is typed once or twice."""

from __future__ import annotations

from collections.abc import Iterator

from ikea_effect.protocol.kinds.steps.handover import Handover
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.handover import HandoverScreen
from ikea_effect.screens.screens import Page, Reply, Task, Values
from ikea_effect.screens.simulation import Someone, between
from ikea_effect.seeds import Stream
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.notes import noted, seconds
from ikea_effect.tasks.pages.measure import asked_of, measured
from ikea_effect.tasks.replies import page as replies_to_pages


def handover(step: Handover, context: Context) -> Task:
    """The call for the experimenter, the experimenter's page, and what was typed on it."""
    replies: list[Reply | None] = []
    if step.measure is None:
        replies.append((yield _screen(step, "confirm", _page(step, "confirm"))))
    else:
        declared = context.protocol.measures[step.measure]
        values = yield from _entered(step, context, replies)
        yield measured(step.measure, declared, values, context.condition)
    yield seconds(step.id, replies)


def _entered(step: Handover, context: Context, replies: list[Reply | None]) -> Task:
    """The number as it was typed; with `twice`, as it was typed two times in a row."""
    for differed in _from_0():
        first = yield _number(step, context, "enter", differed)
        replies.append(first)
        assert first is not None
        if not step.twice:
            return first.values
        again = yield _number(step, context, "again", differed, first.values)
        replies.append(again)
        assert again is not None
        if again.values == first.values:
            yield noted(step.id, "differed", differed)
            return first.values
    raise AssertionError


def _from_0() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def _number(
    step: Handover, context: Context, which: str, differed: int, expects: Values | None = None
) -> HandoverScreen:
    """A page for the number; the first one is behind the call, those after it are open already."""
    assert step.measure is not None
    declared = context.protocol.measures[step.measure]
    wrong = which == "enter" and differed > 0
    lines = {"enter": () if not wrong else (Text("handover.differ"),), "again": (Text("handover.again"),)}
    asks = asked_of(declared).asks(step.measure, declared)
    page = _page(
        step, which, *lines[which], asks=asks, expects=expects or {}, tone="wrong" if wrong else "plain"
    )
    return _screen(step, which, page, is_open=which == "again" or wrong)


def _page(step: Handover, which: str, *lines: Text, **more: object) -> Page:
    return Page(
        name_in(step.id, which),
        title=Text("handover.for-experimenter"),
        body=(Text(f"{step.text}.task"), *lines),
        button=Text("handover.done"),
        **more,  # type: ignore[arg-type]
    )


def _screen(step: Handover, which: str, page: Page, *, is_open: bool = False) -> HandoverScreen:
    call = (Text("handover.call-title"), Text("handover.call-body"))
    return HandoverScreen(name_in(step.id, which), call=call, page=page, is_open=is_open)


def simulated(screen: HandoverScreen, someone: Someone, stream: Stream) -> tuple[Values, int]:
    """What the experimenter answers; the participant waits for the experimenter before."""
    values, rt_ms = replies_to_pages.simulated(screen.page, someone, stream)
    return values, rt_ms + (0 if screen.is_open else between(stream, 5_000, 60_000))
