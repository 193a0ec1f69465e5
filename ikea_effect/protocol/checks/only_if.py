"""Rules on who sees a step: they look at what is known by then, and everyone still reaches the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ikea_effect.errors import brief, listed
from ikea_effect.protocol.checks.exclusions import never_true
from ikea_effect.protocol.checks.names import Said, Step, judged_later
from ikea_effect.protocol.checks.readable import Readable, readable
from ikea_effect.protocol.checks.repetitions import named_in
from ikea_effect.protocol.expressions import Expression, ExpressionError, names_in, parse_expression
from ikea_effect.protocol.kinds import Column, is_kind, step_kind
from ikea_effect.protocol.kinds.judges import JUDGES
from ikea_effect.protocol.kinds.mechanisms import declared_kind
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.problem import Problem, listing, mapping, measures_in, with_hint


def rules_can_be_decided(said: Said) -> Iterator[Problem]:
    """Every rule reads as one, and compares columns that are known by then with what they can be."""
    if not any(step.rules for step in said.steps):
        return
    there = readable(said)
    columns = {column.name: column for column in there.columns}
    for place, step in enumerate(said.steps):
        for at, rule in step.rules:
            try:
                expression = parse_expression(rule)
            except ExpressionError as error:
                yield Problem(at, f"{error.sentence}\n{brief(rule, 200)} (column {error.column})")
                continue
            yield from _known_by_then(said, there, columns, place, at, expression)


def _known_by_then(
    said: Said, there: Readable, columns: Mapping[str, Column], place: int, at: Steps, rule: Expression
) -> Iterator[Problem]:
    step = said.steps[place]
    known = {name: one for name, one in columns.items() if _is_known(said, one, place)}
    for name in names_in(rule):
        named = f"{name}.{'.'.join(step.levels.values())}" if step.levels else name
        named = named if named in columns else name
        if named not in columns:
            if not there.may_have(name):
                message = (
                    f"looks at '{name}', which is no column of the data. Known by then: {listed(known)}."
                )
                yield Problem(at, with_hint(message, name, known))
        elif named not in known:
            message = f"looks at '{name}', which is not known yet when step '{step.name}' comes"
            why = " in every order of levels" if columns[named].levels and step.levels else ""
            yield Problem(at, f"{message}{why}. Known by then: {listed(known)}.")
    in_long = [replace(one, name=one.in_long) for one in known.values() if one.in_long not in known]
    yield from never_true([*known.values(), *in_long], rule, at)


def _is_known(said: Said, column: Column, place: int) -> bool:
    """Whether the column is filled when the step at this place comes, for whoever met what fills it."""
    if column.of in said.factors or column.name in mapping(
        mapping(said.data.get("assignment")).get("strata")
    ):
        return True
    step = said.steps[place]
    before = said.steps[:place]
    return any(fills_column(one, column, before) and not may_come_later(said, one, step) for one in before)


def fills_column(step: Step, column: Column, before: Sequence[Step]) -> bool:
    """Whether the step fills the column, and all of it is told when these steps have passed."""
    if dict(step.levels) != dict(column.levels):
        return False
    if step.name == column.of:
        return not _told_later(step, column, before)
    return column.of in [name for way, name in measures_in(step.body) if not judged_later(step, way)]


def _told_later(step: Step, column: Column, before: Sequence[Step]) -> bool:
    """Whether what a bid came to is settled with others or told later: a rule would give it away."""
    if column.in_long.rpartition(".")[2] == JUDGES and judged_later(step, ("measures",)):
        return True
    if not step.bids or column.in_long.rpartition(".")[2] not in (
        "price", "bought", "paid", "round", "group", "winner", "paddle",
    ):  # fmt: skip
        return False
    kind = declared_kind(mapping(step.body.get("mechanism")))
    waits = kind is not None and kind.settles in ("group", "at-close")
    reveal = step.body.get("reveal", "at-once")
    return waits or (reveal != "at-once" and not _has_come(mapping(reveal).get("after"), before))


def _has_come(after: object, before: Sequence[Step]) -> bool:
    """Whether the step after which an outcome is told is one of these, and nobody skips it."""
    return any(one.name == after and not one.rules for one in before)


def may_come_later(said: Said, one: Step, step: Step) -> bool:
    """Whether in some order of levels the step comes before the one that fills a column."""
    if one.at[1] != step.at[1]:
        return False
    fixed = {name for name, order in said.orders.items() if order == "fixed"}
    return any(
        one.levels[factor] != step.levels[factor] and factor not in fixed
        for factor in one.levels.keys() & step.levels.keys()
    )


def everyone_still_reaches_the_end(said: Said) -> Iterator[Problem]:
    """No rule on the end, on what is drawn to count, or on who meets at a desk: these have to be there."""
    binding = mapping(said.data.get("payment")).get("binding", "all")
    for step in said.steps:
        if not step.rules:
            continue
        at = step.rules[-1][0]
        kind = declared_kind(mapping(step.body.get("mechanism"))) if step.bids else None
        if is_kind("step", step.kind) and step_kind(step.kind).closes:
            message = f"stands on a {step.kind}, which everyone reaches. Leave it out."
            yield Problem(at, message, True)
        elif kind is not None and kind.settles == "desk":
            yield Problem(
                at, "stands on a sale at one desk: its group would wait for those who skip it.", True
            )
        elif kind is not None and not kind.hypothetical and binding != "all":
            message = (
                "stands on a real bid, and one of several counts: a bid that was skipped could be drawn.\n"
                "Write payment: {binding: all}, or let everyone bid."
            )
            yield Problem(at, message, True)


def _stands_for(step: Step) -> bool:
    return is_kind("step", step.kind) and step_kind(step.kind).stands_for


def what_is_named_is_there(said: Said) -> Iterator[Problem]:
    """A step that builds on another is seen by those alone who saw that one."""
    steps = {step.name: step for step in said.steps}
    for step in said.steps:
        for way, name in named_in(step):
            other = steps.get(name)
            if way[0] == "reveal" or other is None or _stands_for(step):
                continue
            if missing := [rule for _, rule in other.rules if rule not in [own for _, own in step.rules]]:
                message = f"is '{name}', which some skip. Write only_if: {missing[0]} here too."
                yield Problem((*step.at, *way), message)


ALL = (rules_can_be_decided, everyone_still_reaches_the_end, what_is_named_is_there)


def asked_of_some(said: Said) -> Iterator[Problem]:
    """To think about: a hypothesis on a measure that only those are asked for who meet a rule."""
    for index, one in enumerate(map(mapping, listing(said.data.get("hypotheses")))):
        measure = one.get("measure")
        filling = said.filled_by(measure) if isinstance(measure, str) else []
        if filling and all(step.rules for step in filling):
            rule = filling[0].rules[-1][1]
            message = (
                f"is about '{measure}', which only those are asked for of whom {rule} holds: conditions may "
                "differ in who that is. Compare with all in mind, or ask everyone."
            )
            yield Problem(("hypotheses", index, "measure"), message)


DOUBTS = (asked_of_some,)
