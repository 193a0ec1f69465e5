"""A filler: letters to count, or pages to read, for a declared time.

How many screens there are follows from the time, not from the clock: so everyone's session has the same ones.
"""

from __future__ import annotations

from decimal import Decimal

from ikea_effect.protocol.kinds.steps.filler import LONGEST_S, SHORTEST_S, Filler
from ikea_effect.protocol.kinds.takes import STAND_IN
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.number import NumberEntry
from ikea_effect.screens.screens import Page, Reply, Task
from ikea_effect.seeds import Stream
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.notes import noted, seconds

OF_A_PUZZLE_S = 30
"""About what counting the letters of one puzzle takes a careful person."""

LETTERS = "acefhkmnrstuxz"
"""Those that are not mistaken for each other, nor for digits."""

ROWS, ROW = 4, 22
MOST = Decimal(ROWS * ROW)


def filler(step: Filler, context: Context) -> Task:
    """The pages or puzzles, each for its share of the time."""
    replies: list[Reply | None] = []
    yoked, takes_s = context.taken(step), step.takes_s
    if yoked is not None:
        takes_s = min(max(float(yoked.value), float(SHORTEST_S)), float(LONGEST_S))
        yield from (
            noted(step.id, "least", takes_s),
            noted(step.id, "yoked_to", yoked.participant or STAND_IN),
        )
    if step.pages:
        for number, page in enumerate(step.pages, start=1):
            share = takes_s / len(step.pages)
            replies.append(
                (
                    yield Page(
                        name_in(step.id, f"page-{number}"),
                        title=Text(f"{page}.title"),
                        body=(Text(f"{page}.body"),),
                        minimum_s=share,
                    )
                )
            )
    else:
        right = yield from _puzzles(step, takes_s, context, replies)
        yield noted(step.id, "right", right)
    yield seconds(step.id, replies)


def _puzzles(step: Filler, takes_s: float, context: Context, replies: list[Reply | None]) -> Task:
    """The puzzles one after the other; returns how many were right."""
    count = max(1, round(takes_s / OF_A_PUZZLE_S))
    stream, right = context.stream(name_in(step.id, "puzzles")), 0
    for number in range(1, count + 1):
        letter, rows = puzzle(stream)
        counted = sum(row.count(letter) for row in rows)
        reply = yield _page(step, number, count, takes_s / count, (letter, rows))
        assert reply is not None
        replies.append(reply)
        right += reply.values["count"] == counted
    return right


def puzzle(stream: Stream) -> tuple[str, tuple[str, ...]]:
    """A letter, and rows of letters in which it stands."""
    rows = tuple("".join(stream.choice(LETTERS) for _ in range(ROW)) for _ in range(ROWS))
    there = sorted(set("".join(rows)))
    return stream.choice(there), rows


def _page(step: Filler, number: int, count: int, share_s: float, shown: tuple[str, tuple[str, ...]]) -> Page:
    letter, rows = shown
    question = Text("filler.question", {"letter": letter})
    counted = sum(row.count(letter) for row in rows)
    return Page(
        name_in(step.id, f"puzzle-{number}"),
        title=Text("filler.title", {"number": number, "count": count}),
        body=(Text("filler.rows", {"rows": "\n\n".join(" ".join(row) for row in rows)}),),
        asks=(NumberEntry("count", question, Decimal(0), MOST, Decimal(1)),),
        minimum_s=share_s,
        expects={"count": counted},
    )
