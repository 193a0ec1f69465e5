"""Voting on designs, and the outcome that is announced."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ikea_effect.protocol.by_levels import at
from ikea_effect.protocol.kinds.steps.vote import Vote
from ikea_effect.protocol.kinds.takes import STAND_IN
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Fact
from ikea_effect.screens.gallery import Card
from ikea_effect.screens.pictures import PictureFile
from ikea_effect.screens.screens import Page, Reply, Screen, Task
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.notes import noted, seconds, taken
from ikea_effect.tasks.products.ballot_simulation import Ballot, about


class Cast(NamedTuple):
    """The design that was voted for, what the way of voting leaves besides, and the replies."""

    choice: str
    counts: Mapping[str, int]
    """{rank.<design> or wins.<design>: number}."""
    replies: tuple[Reply, ...]
    shares: Mapping[str, float] = MappingProxyType({})
    """{share.<design>: of the pairs that showed it, those in which it was picked}."""


Voting = Generator[Screen | Fact, Reply | None, Cast]


def vote(step: Vote, context: Context) -> Task:
    """The vote, and where the outcome is rigged the design that wins, announced where that is declared."""
    order = _order(step, context)
    yield noted(step.id, "order", " ".join(order))
    cast = yield from (
        _in_pairs(step, context, order) if step.how == "pairwise" else _at_once(step, context, order)
    )
    yield noted(step.id, "choice", cast.choice)
    yield from (noted(step.id, what, count) for what, count in cast.counts.items())
    results = {"choice": cast.choice, **cast.counts, **cast.shares}
    if step.outcome == "rigged":
        follows = bool(at(step.follows, context.condition))
        yield from _outcome(step, context, _rigged(step, context, cast.choice, follows), follows)
    if step.outcome == "yoked":
        winner, whose = yoked_outcome(step, context)
        results["agreement"] = int(winner == cast.choice)
        yield noted(step.id, "yoked_to", whose)
        yield from _outcome(step, context, winner, winner == cast.choice)
    yield seconds(step.id, cast.replies)
    yield from taken(step.measures, results)


def _order(step: Vote, context: Context) -> tuple[str, ...]:
    designs = tuple(step.designs)
    return context.stream(name_in(step.id, "order")).shuffled(designs) if step.order == "random" else designs


def _gallery(
    step: Vote,
    context: Context,
    designs: Sequence[str],
    met: Mapping[str, int] = MappingProxyType({}),
    shown: Mapping[str, int] = MappingProxyType({}),
    **places: int,
) -> Ballot:
    cards = (
        Card(one, step.designs[one], Text(f"{step.text}.designs.{one}") if step.labels else None)
        for one in designs
    )
    question = Text(f"{step.text}.question", places)
    return Ballot(
        "design",
        question,
        tuple(cards),
        "rank" if step.how == "rank" else "pick",
        choice=step.measures.get("choice"),
        ranks=about(step.measures, "rank"),
        wins=about(step.measures, "wins"),
        shares=about(step.measures, "share"),
        shown=tuple(shown.items()),
        met=tuple(met.items()),
        most=len(step.designs) - 1,
        agreement=step.measures.get("agreement"),
        outcome=yoked_outcome(step, context)[0] if step.outcome == "yoked" else "",
    )


def _page(step: Vote, name: str, gallery: Ballot) -> Page:
    return Page(name_in(step.id, name), title=Text(f"{step.text}.title"), asks=(gallery,))


def _at_once(step: Vote, context: Context, order: Sequence[str]) -> Voting:
    reply = yield _page(step, "designs", _gallery(step, context, order))
    assert reply is not None
    value = reply.values["design"]
    if step.how == "pick":
        return Cast(value, {}, (reply,))
    ranks = {f"rank.{one}": place for place, one in enumerate(value, start=1)}
    return Cast(value[0], ranks, (reply,))


def _in_pairs(step: Vote, context: Context, order: Sequence[str]) -> Voting:
    """One page for each pair; voted for is what wins most, of several the one shown first."""
    replies, wins, met = [], dict.fromkeys(order, 0), Counter[str]()
    pairs = tuple(_pairs(step, context, order))
    shown = Counter(itertools.chain.from_iterable(pairs))
    for number, pair in enumerate(pairs, start=1):
        gallery = _gallery(step, context, pair, met, shown, number=number, pairs=step.rounds)
        reply = yield _page(step, f"pair-{number}", gallery)
        assert reply is not None
        wins[reply.values["design"]] += 1
        met.update(pair)
        replies.append(reply)
    won = {f"wins.{one}": count for one, count in wins.items()}
    shares = {f"share.{one}": wins[one] / count for one, count in shown.items()}
    return Cast(max(order, key=lambda one: wins[one]), won, tuple(replies), shares)


def _pairs(step: Vote, context: Context, order: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The pairs that are asked about, in order, with the sides drawn."""
    stream = context.stream(name_in(step.id, "pairs"))
    drawn = stream.shuffled(tuple(itertools.combinations(order, 2)))[: step.rounds]
    yield from (stream.shuffled(pair) for pair in drawn)


def _rigged(step: Vote, context: Context, choice: str, follows: bool) -> str:
    """The participant's own choice, or another design by chance."""
    others = [one for one in step.designs if one != choice]
    return choice if follows else context.stream(name_in(step.id, "outcome")).choice(others)


def yoked_outcome(step: Vote, context: Context) -> tuple[str, str]:
    """The design that another's vote came to, and whose it was; in a preview one of those that can be."""
    found = context.taken(step)
    if found is None:
        return next(iter(step.designs)), STAND_IN
    return str(found.value), found.participant or STAND_IN


def _outcome(step: Vote, context: Context, winner: str, follows: bool) -> Task:
    """Which design wins; a `good` looks like it from here on."""
    yield noted(step.id, "outcome", winner)
    yield noted(step.id, "followed", follows)
    if step.good is not None:
        context.made[step.good] = {"picture": step.designs[winner]}
    if at(step.show_result, context.condition):
        yield Page(
            name_in(step.id, "result"),
            title=Text(f"{step.text}.result.title"),
            body=(Text(f"{step.text}.result.{'follows' if follows else 'contradicts'}"),),
            picture=PictureFile(step.designs[winner]),
        )
