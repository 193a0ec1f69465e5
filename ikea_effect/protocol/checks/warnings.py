"""What is allowed and may still be a mistake: to think about before the first participant comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from ikea_effect.errors import Fault
from ikea_effect.protocol.analyses import columns_of as asked_by
from ikea_effect.protocol.analyses import that_know
from ikea_effect.protocol.checks import (
    assignments,
    bidding_steps,
    funds,
    idle_factors,
    incentives,
    manipulation_checks,
    only_if,
    reveals,
)
from ikea_effect.protocol.checks import predictions as predicted
from ikea_effect.protocol.checks.funds import worst_case
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.kinds.steps.bidding import Bidding, biddings
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.problem import Problem, with_hint
from ikea_effect.protocol.tree import Tree, in_order, read_tree

DOUBTS: tuple[Callable[[Said], Iterator[Problem]], ...] = (
    *assignments.DOUBTS,
    *funds.DOUBTS,
    *incentives.DOUBTS,
    *bidding_steps.DOUBTS,
    *predicted.DOUBTS,
    *reveals.DOUBTS,
    *manipulation_checks.DOUBTS,
    *only_if.DOUBTS,
    *idle_factors.DOUBTS,
)


def warnings(protocol: Protocol, worded: Iterable[str] = ()) -> list[Fault]:
    """Every warning about the protocol, at its place in the file. `worded`: levels with own texts."""
    tree = _tree(protocol)
    found = [
        *_means_out_of_range(protocol, tree),
        *_doubts(protocol, tree, worded),
        *_unpayable_together(protocol, tree),
        *_rate_for_nothing(protocol, tree),
        *_unverified(protocol, tree),
        *_without_population(protocol, tree),
        *_foreign_columns(protocol, tree),
        *_several_values(protocol, tree),
    ]
    return in_order(found)


def _doubts(protocol: Protocol, tree: Tree, worded: Iterable[str]) -> Iterator[Fault]:
    """What the rules between parts leave to think about, with what an experiment changes."""
    said = Said(dict(protocol.said), worded=worded)
    for doubt in DOUBTS:
        yield from (tree.fault(one.steps, one.message, at_key=one.at_key) for one in doubt(said))


def _tree(protocol: Protocol) -> Tree:
    if protocol.file is not None and protocol.file.is_file():
        return read_tree(protocol.file)
    return Tree(dict(protocol.said), protocol.id, {}, {})


def _biddings(protocol: Protocol) -> Iterator[tuple[Steps, Bidding]]:
    for index, step in enumerate(protocol.timeline):
        yield from ((("timeline", index, "bidding"), one) for one in biddings((step,)))


def amounts_range(mechanism: Any) -> tuple[Decimal, Decimal] | None:
    """The lowest and the highest amount that a mechanism can yield, where it declares them."""
    low, high = getattr(mechanism, "low", None), getattr(mechanism, "high", None)
    if low is not None and high is not None:
        return low, high
    prices = [one for one in getattr(mechanism, "prices", ()) if isinstance(one, Decimal)]
    return (min(prices), max(prices)) if prices else None


def _means_out_of_range(protocol: Protocol, tree: Tree) -> Iterator[Fault]:
    measures = {hypothesis.id: hypothesis.measure for hypothesis in protocol.hypotheses}
    for at, step in _biddings(protocol):
        found = amounts_range(step.mechanism)
        if found is None:
            continue
        low, high = found
        for published in protocol.published:
            same_unit = published.unit in (None, protocol.currency)
            if measures[published.hypothesis] != step.measure or not same_unit:
                continue
            for level, mean in published.mean.items():
                if not low <= Decimal(repr(mean)) <= high:
                    message = (
                        f"takes amounts from {low} to {high} {protocol.currency}, which cannot hold the "
                        f"published mean of {level}: {mean} ({published.hypothesis}, {published.locator})."
                    )
                    yield tree.fault((*at, "mechanism"), message)


def _unpayable_together(protocol: Protocol, tree: Tree) -> Iterator[Fault]:
    """Steps that all count, whose purchases together the endowment cannot pay."""
    payment, currency = protocol.payment, protocol.currency
    if payment.binding != "all":
        return
    for condition in protocol.conditions:
        buying = worst_case(Said(dict(protocol.said)), condition)
        due = sum((one.most for one in buying), Decimal(0))
        if len(buying) > 1 and due > payment.endowment:
            owed = due - payment.endowment - payment.show_up
            message = (
                f"counts together with other steps: in the worst case {due} {currency} is to be paid, and "
                f"the endowment is {payment.endowment}. "
                + (f"Someone who buys each time would owe {owed} after the show-up fee. " if owed > 0 else "")
                + "Declare within_endowment: true where bids are made, payment.binding: one-random, or a "
                "larger endowment."
            )
            yield tree.fault(buying[-1].at, message)
            return


def _rate_for_nothing(protocol: Protocol, tree: Tree) -> Iterator[Fault]:
    if protocol.payment.points_per_unit is not None and not protocol.earns_points:
        message = (
            "says what points are worth, and no step earns any: comprehension: {.., points: 10} or "
            "practice_points: true would."
        )
        yield tree.fault(("payment", "points_per_unit"), message, at_key=True)


def _unverified(protocol: Protocol, tree: Tree) -> Iterator[Fault]:
    for index, published in enumerate(protocol.published):
        if published.provenance == "unverified":
            message = f"rests on numbers that nobody has checked ({published.locator})."
            yield tree.fault(("published", index, "provenance"), message)


def _without_population(protocol: Protocol, tree: Tree) -> Iterator[Fault]:
    if not protocol.simulation:
        return
    for hypothesis in protocol.hypotheses:
        if hypothesis.measure not in protocol.simulation:
            message = f"declares no population for '{hypothesis.measure}', which {hypothesis.id} tests."
            yield tree.fault(("simulation",), message, at_key=True)


def _several_values(protocol: Protocol, tree: Tree) -> Iterator[Fault]:
    """Models that take one value of a participant, of a measure that is asked for in several rounds."""
    rounds = {step.measure: getattr(step.mechanism, "rounds", 1) for _, step in _biddings(protocol)}
    for index, hypothesis in enumerate(protocol.hypotheses):
        asked = rounds.get(hypothesis.measure, 1)
        if asked > 1 and hypothesis.repeated is None and hypothesis.model.kind not in that_know():
            message = (
                f"takes one value of a participant, and {hypothesis.measure} is asked for {asked} times. Say "
                "which counts, repeated: mean, first or last; else the analysis gives no estimate."
            )
            yield tree.fault(("hypotheses", index, "model"), message)


def _foreign_columns(protocol: Protocol, tree: Tree) -> Iterator[Fault]:
    """Covariates and the like that no session fills: data from elsewhere may have them, ours do not."""
    there = list(dict.fromkeys(name for one in columns_of(protocol) for name in (one.name, one.in_long)))
    for index, hypothesis in enumerate(protocol.hypotheses):
        for name in asked_by(hypothesis.model):
            if name not in there:
                message = f"names column '{name}', which no session fills; only other data can have it."
                yield tree.fault(("hypotheses", index, "model"), with_hint(message, name, there))
