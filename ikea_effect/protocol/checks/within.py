"""Whether what is repeated at each level of a factor can be: its factor, its steps, its names in the data."""

from __future__ import annotations

from collections.abc import Iterator

from ikea_effect.errors import listed
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.checks.readable import readable
from ikea_effect.protocol.checks.repetitions import Block, Step, blocks, declared_name, named_in, said_steps
from ikea_effect.protocol.kinds.mechanisms import declared_kind
from ikea_effect.protocol.marks import Steps, written
from ikea_effect.protocol.problem import Problem, mapping, undeclared

MOST = 500
"""Steps that a session can have when those that are repeated are counted at every level."""


def factors_are_varied(said: Said) -> Iterator[Problem]:
    """A repetition names a declared factor that varies within participants, and none around it."""
    orders: dict[str, Block] = {}
    for block in _blocks(said):
        factor, at = block.step.body.get("factor"), (*block.step.at, "factor")
        if not isinstance(factor, str) or not said.has("factors"):
            continue
        if factor not in said.factors:
            yield undeclared("factor", factor, said.factors, at)
        elif factor in said.between:
            message = (
                f"is '{factor}', which varies between participants: each meets one level of it.\n"
                f"Write factors: {{{factor}: {{within: true, ..}}}}, or show its steps by only_in."
            )
            yield Problem(at, message)
        elif factor in [outer.body.get("factor") for outer in block.around]:
            yield Problem(at, f"is '{factor}', which a for_each around it varies already. Vary another one.")
        else:
            yield from _same_order(orders.setdefault(factor, block), block, factor)


def _same_order(first: Block, block: Block, factor: str) -> Iterator[Problem]:
    order, before = block.step.body.get("order"), first.step.body.get("order")
    if isinstance(order, str) and isinstance(before, str) and order != before:
        message = (
            f"is '{order}', but {written(first.step.at[:-1])} takes the levels of {factor} in the order "
            f"'{before}'. A participant has one order of them: write order: {before}."
        )
        yield Problem((*block.step.at, "order"), message)


def steps_can_be_repeated(said: Said) -> Iterator[Problem]:
    """Nothing is repeated that ends the session, and no more than anybody sits through."""
    for step in _inner(said):
        if step.closes:
            message = (
                f"is repeated at each level of {listed(step.levels)}, but a {step.kind} ends the session."
            )
            yield Problem(step.at, f"{message} Put it after the for_each.", True)
    if len(said.steps) > MOST:
        message = f"comes to {len(said.steps)} steps when those that are repeated count at every level"
        yield Problem(("timeline",), f"{message}; at most {MOST} are carried out. Vary fewer levels.")


def groups_come_together(said: Said) -> Iterator[Problem]:
    """Who bids against others at one desk meets each sale when they do: in a fixed order."""
    for block in _blocks(said):
        if block.step.body.get("order") == "fixed":
            continue
        for step in said_steps(block.step.body.get("steps"), {}, (*block.step.at, "steps")):
            kind = declared_kind(mapping(step.body.get("mechanism")))
            if kind is not None and kind.settles == "desk":
                message = (
                    "is held by a whole group at one desk, whose members would meet the levels in different "
                    f"orders and wait for each other. Write order: fixed in {written(block.step.at[:-1])}."
                )
                yield Problem((*step.at, "mechanism"), message)


def nobody_else_names_them(said: Said) -> Iterator[Problem]:
    """A step outside of a repetition names none inside it: which of its times is meant would be open."""
    inside = {declared_name(step): step for step in _inner(said)}
    binding = mapping(said.data.get("payment")).get("binding")
    if isinstance(binding, str) and binding in inside:
        message = f"is '{binding}', which is repeated at each level of {listed(inside[binding].levels)}"
        yield Problem(("payment", "binding"), f"{message}. Write one-random, or all.")
    for step in said.steps:
        for way, named in named_in(step):
            if named in inside:
                message = (
                    f"is '{named}', which is repeated at each level of {listed(inside[named].levels)} "
                    "without this step. Name a step outside of the for_each, or put this one into it."
                )
                yield Problem((*step.at, *way), message)


def levels_are_no_facts(said: Said) -> Iterator[Problem]:
    """Columns have the levels last, as in bid.price.own: no level is called like a fact, no two are alike."""
    there = readable(said)
    if not said.repeated:
        return
    own = {level: factor for factor in said.repeated for level in said.levels(factor)}
    seen: dict[str, str] = {}
    for column in there.columns:
        fact = next(iter(column.in_long.split(".")[1:]), "")
        if column.levels and fact in own:
            at: Steps = ("factors", own[fact], "levels", fact)
            message = (
                f"is a level named '{fact}', as a fact is: {column.name} could be of either. Choose another."
            )
            yield Problem(at, message, True)
        seen.setdefault(column.name, column.of)
    for factor in said.repeated:
        if f"{factor}.order" in seen and seen[f"{factor}.order"] != factor:
            message = f"is named '{factor}', whose order is in the column {factor}.order, as another's is."
            yield Problem(("factors", factor), f"{message} Choose another name.", True)


def values_are_alike_where_there_are_several(said: Said) -> Iterator[Problem]:
    """How alike a person's values are is declared of what is asked at several levels."""
    for name, population in mapping(said.data.get("simulation")).items():
        if "correlation" in mapping(population) and not any(step.levels for step in said.filled_by(name)):
            message = f"is of several values of one person, and '{name}' is asked once. Leave it out."
            yield Problem(("simulation", name, "correlation"), message, True)


def _blocks(said: Said) -> list[Block]:
    return list(blocks(said.data.get("timeline")))


def _inner(said: Said) -> list[Step]:
    return [step for step in said.steps if step.levels]


ALL = (
    factors_are_varied, steps_can_be_repeated, groups_come_together, nobody_else_names_them,
    levels_are_no_facts, values_are_alike_where_there_are_several,
)  # fmt: skip
