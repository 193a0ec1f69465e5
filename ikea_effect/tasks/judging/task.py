"""Judging pieces: each rated on a page of its own, or all put in order on one."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, NamedTuple

from ikea_effect.protocol.kinds.steps.judging import Judging
from ikea_effect.protocol.kinds.takes import STAND_IN
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Fact
from ikea_effect.screens.gallery import Card
from ikea_effect.screens.pictures import PictureFile
from ikea_effect.screens.screens import GoodPicture, Page, RatingItem, Reply, Screen, Task
from ikea_effect.screens.waiting import Bidder
from ikea_effect.tasks.judging.agreement import agreement
from ikea_effect.tasks.judging.ideas import ideas_of
from ikea_effect.tasks.judging.makers import maker_of
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.notes import noted, seconds, taken
from ikea_effect.tasks.products.ballot_simulation import Ballot, about
from ikea_effect.tasks.stimuli import picture_of, words_of


class Judged(NamedTuple):
    """The replies, and what the judgments come to, by the name that measures take it by."""

    replies: list[Reply]
    results: dict[str, Any]


Pages = Generator[Screen | Fact, Reply | None, Judged]


@dataclass(frozen=True, slots=True)
class JudgedItem(RatingItem):
    """A piece's row on one scale. `mean` is the measure that takes the mean over all pieces.

    `of_maker` is the measure of whoever made the piece that takes what judges give; `maker` is who that is.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.judging.simulation:SIMULATED"

    mean: str | None = None
    place: int = 0
    of: int = 1
    of_maker: str | None = None
    maker: Bidder | None = None


@dataclass(frozen=True, slots=True)
class JudgedGallery(Ballot):
    """Pieces to be put in order, and the measure that takes how far this agrees with a reference."""

    simulated: ClassVar[str] = "ikea_effect.tasks.judging.simulation:RANKED"

    reference: tuple[str, ...] = ()
    agreement: str | None = None
    of_makers: tuple[tuple[str, str, Bidder], ...] = ()
    """(piece, measure, maker): the measures of those who made pieces that take the places of these."""


def judging(step: Judging, context: Context) -> Task:
    """The judgments, the order in which the pieces were shown, and how long it took."""
    pieces = step.all_pieces
    order = context.stream(name_in(step.id, "order")).shuffled(pieces) if step.order == "random" else pieces
    yield noted(step.id, "order", " ".join(order))
    for part in step.parts_taken:
        taken_of = context.taken(step, part)
        yield noted(part, "yoked_to", taken_of.participant if taken_of else STAND_IN)
    judged = yield from (_ranked if step.how == "rank" else _rated)(step, context, order)
    yield seconds(step.id, judged.replies)
    yield from taken(step.measures, judged.results)


def _rated(step: Judging, context: Context, order: Sequence[str]) -> Pages:
    replies: list[Reply] = []
    results: dict[str, Any] = {}
    given: dict[str, list[int]] = {scale: [] for scale in step.scales}
    for number, piece in enumerate(order, start=1):
        reply = yield _page(step, context, piece, number)
        assert reply is not None
        replies.append(reply)
        for scale, ratings in given.items():
            ratings.append(reply.values[scale])
            results[f"{scale}.{piece}"] = reply.values[scale]
            yield noted(step.id, f"{scale}.{piece}", reply.values[scale])
    for scale, ratings in given.items():
        results[scale] = sum(ratings) / len(ratings)
        yield noted(step.id, scale, results[scale])
    return Judged(replies, results)


def _page(step: Judging, context: Context, piece: str, number: int) -> Page:
    """One piece and the scales."""
    words, picture = _shown(step, context, piece)
    question = Text(f"{step.text}.question", {"number": number, "pieces": len(step.all_pieces)})
    return Page(
        name_in(step.id, piece),
        title=Text(f"{step.text}.title"),
        body=(question, *words),
        asks=tuple(
            replace(_item(step, scale, piece, number), **_of_maker(step, scale, piece, context))
            for scale in step.scales
        ),
        picture=picture,
        minimum_s=step.minimum_s,
    )


def _shown(
    step: Judging, context: Context, piece: str
) -> tuple[tuple[Text, ...], GoodPicture | PictureFile | None]:
    """What of a piece is read, and what is seen."""
    if step.ideas is not None:
        return tuple(ideas_of(step, context, piece)), None
    words = words_of(step.pieces[piece])
    return (words,) if words else (), picture_of(step.pieces[piece], context)


def _item(step: Judging, scale: str, piece: str, number: int) -> JudgedItem:
    ends = step.scales[scale]
    item, low, high = (Text(f"{step.text}.scales.{scale}.{part}") for part in ("item", "low", "high"))
    return JudgedItem(
        scale,
        item,
        ends.low,
        ends.high,
        low,
        high,
        measure=step.measures.get(f"{scale}.{piece}"),
        mean=step.measures.get(scale),
        place=number - 1,
        of=len(step.all_pieces),
    )


def _of_maker(step: Judging, scale: str, piece: str, context: Context) -> dict[str, Any]:
    """Whose work it is, and which measure of theirs takes what is given on the scale."""
    found = maker_of(step, piece, context)
    if found is None:
        return {}
    measure = found.takes(name_in(step.name, scale))
    return {"of_maker": measure, "maker": found.bidder}


def _ranked(step: Judging, context: Context, order: Sequence[str]) -> Pages:
    gallery = JudgedGallery(
        "pieces",
        Text(f"{step.text}.question"),
        tuple(_card(step, context, piece) for piece in order),
        "rank",
        ranks=about(step.measures, "rank"),
        reference=step.reference,
        agreement=step.measures.get("agreement"),
        of_makers=tuple(_places_of_makers(step, context, order)),
    )
    reply = yield Page(
        name_in(step.id, "pieces"),
        title=Text(f"{step.text}.title"),
        asks=(gallery,),
        minimum_s=step.minimum_s,
    )
    assert reply is not None
    results: dict[str, Any] = {
        f"rank.{piece}": rank for rank, piece in enumerate(reply.values["pieces"], start=1)
    }
    if step.reference:
        results["agreement"] = agreement(reply.values["pieces"], step.reference)
    yield from (noted(step.id, what, value) for what, value in results.items())
    return Judged([reply], results)


def _places_of_makers(
    step: Judging, context: Context, order: Sequence[str]
) -> Iterator[tuple[str, str, Bidder]]:
    """The pieces whose place is a measure of whoever made them."""
    for piece in order:
        found = maker_of(step, piece, context)
        measure = found.takes(name_in(step.name, "rank")) if found is not None else None
        if found is not None and measure is not None:
            yield piece, measure, found.bidder


def _card(step: Judging, context: Context, piece: str) -> Card:
    shown = picture_of(step.pieces[piece], context)
    return Card(piece, shown.path if isinstance(shown, PictureFile) else shown, words_of(step.pieces[piece]))
