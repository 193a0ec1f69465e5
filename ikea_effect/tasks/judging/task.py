"""Judging pieces: each rated on a page of its own, or all put in order on one."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from ikea_effect.protocol.kinds.steps.judging import Judging
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Fact
from ikea_effect.screens.gallery import Card, Gallery
from ikea_effect.screens.screens import Page, PictureFile, RatingItem, Reply, Screen, Task
from ikea_effect.tasks.noted import noted, seconds
from ikea_effect.tasks.stimuli import picture_of, words_of

Pages = Generator[Screen | Fact, Reply | None, list[Reply]]


def judging(step: Judging, context: Context) -> Task:
    """The judgments, the order in which the pieces were shown, and how long it took."""
    pieces = tuple(step.pieces)
    order = context.stream(f"{step.id}.order").shuffled(pieces) if step.order == "random" else pieces
    yield noted(step.id, "order", " ".join(order))
    replies = yield from (_ranked if step.how == "rank" else _rated)(step, context, order)
    yield seconds(step.id, replies)


def _rated(step: Judging, context: Context, order: Sequence[str]) -> Pages:
    replies: list[Reply] = []
    given: dict[str, list[int]] = {scale: [] for scale in step.scales}
    for number, piece in enumerate(order, start=1):
        reply = yield _page(step, context, piece, number)
        assert reply is not None
        replies.append(reply)
        for scale, ratings in given.items():
            ratings.append(reply.values[scale])
            yield noted(step.id, f"{scale}.{piece}", reply.values[scale])
    for scale, ratings in given.items():
        yield noted(step.id, scale, sum(ratings) / len(ratings))
    return replies


def _page(step: Judging, context: Context, piece: str, number: int) -> Page:
    """One piece and the scales."""
    stimulus = step.pieces[piece]
    words = words_of(stimulus)
    question = Text(f"{step.text}.question", {"number": number, "pieces": len(step.pieces)})
    return Page(
        f"{step.id}.{piece}",
        title=Text(f"{step.text}.title"),
        body=(question, words) if words else (question,),
        asks=tuple(_item(step, scale) for scale in step.scales),
        picture=picture_of(stimulus, context),
        minimum_s=step.minimum_s,
    )


def _item(step: Judging, scale: str) -> RatingItem:
    ends = step.scales[scale]
    item, low, high = (Text(f"{step.text}.scales.{scale}.{part}") for part in ("item", "low", "high"))
    return RatingItem(scale, item, ends.low, ends.high, low, high)


def _ranked(step: Judging, context: Context, order: Sequence[str]) -> Pages:
    gallery = Gallery(
        "pieces", Text(f"{step.text}.question"), tuple(_card(step, context, piece) for piece in order), "rank"
    )
    reply = yield Page(
        f"{step.id}.pieces", title=Text(f"{step.text}.title"), asks=(gallery,), minimum_s=step.minimum_s
    )
    assert reply is not None
    for rank, piece in enumerate(reply.values["pieces"], start=1):
        yield noted(step.id, f"rank.{piece}", rank)
    return [reply]


def _card(step: Judging, context: Context, piece: str) -> Card:
    shown = picture_of(step.pieces[piece], context)
    return Card(piece, shown.path if isinstance(shown, PictureFile) else shown, words_of(step.pieces[piece]))
