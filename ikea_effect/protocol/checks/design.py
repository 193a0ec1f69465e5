"""The rules between the parts of a protocol's design, one function each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ikea_effect.errors import listed
from ikea_effect.protocol.checks.names import MOST_CONDITIONS, Said, Step, cell, reaches, repeated
from ikea_effect.protocol.checks.repetitions import declared_name
from ikea_effect.protocol.kinds import is_kind, measure_kind, step_kind
from ikea_effect.protocol.kinds.session import PARTICIPANT, STATE, TIMES, TOTALS
from ikea_effect.protocol.marks import Steps, written
from ikea_effect.protocol.problem import Problem, listing, mapping, measures_in, texts_of, undeclared

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")

# --- the timeline -----------------------------------------------------------------------------------------


def only_in_levels(said: Said) -> Iterator[Problem]:
    """`only_in` names declared factors between participants, and their levels."""
    for step in said.steps:
        for factor, levels in mapping(step.body.get("only_in")).items():
            at: Steps = (*step.at, "only_in", factor)
            if factor not in said.factors:
                if said.has("factors"):
                    yield undeclared("factor", factor, said.factors, at, at_key=True)
                continue
            if factor not in said.between:
                message = (
                    f"names factor '{factor}', which varies within participants: all meet every level.\n"
                    "Only a step inside a for_each of that factor can be left out at some of its levels."
                )
                yield Problem(at, message, True)
            yield from _levels(said, factor, texts_of(levels), at)


def _levels(said: Said, factor: str, names: list[tuple[Steps, str]], at: Steps) -> Iterator[Problem]:
    for steps, level in names:
        if said.levels(factor) and level not in said.levels(factor):
            yield undeclared("level", level, said.levels(factor), (*at, *steps))


def goods_of_steps(said: Said) -> Iterator[Problem]:
    """Steps name declared goods."""
    for step in said.steps:
        good, at = step.body.get("good"), (*step.at, "good")
        if isinstance(good, str) and said.has("goods") and good not in said.data["goods"]:
            yield undeclared("good", good, said.data["goods"], at)
        elif by := mapping(mapping(good).get("by")):
            yield from _no_such_levels(said, step, by, (*at, "by"))
        for way, piece in _goods_of_pieces(step):
            if said.has("goods") and piece not in said.data["goods"]:
                yield undeclared("good", piece, said.data["goods"], (*step.at, *way))


def _no_such_levels(said: Said, step: Step, by: dict[str, Any], at: Steps) -> Iterator[Problem]:
    """A good by level that stays without one: no repetition is around the step, or a level is missing."""
    if not step.levels:
        message = (
            f"names a good by level ({listed(by)}), and no for_each is around the step.\n"
            "Between participants, write one step for each good, each with only_in."
        )
        yield Problem(at, message, True)
        return
    every = {factor: said.levels(factor) for factor in step.levels}
    around = listed(f"{factor} ({listed(levels)})" for factor, levels in every.items())
    yield Problem(at, f"names no good for {cell(dict(step.levels))}. Levels around the step: {around}.", True)


def _goods_of_pieces(step: Step) -> Iterator[tuple[Steps, str]]:
    """The goods among what a step has judged, with the way to each."""
    for name, piece in mapping(step.body.get("pieces")).items():
        good = mapping(piece).get("good")
        if isinstance(good, str):
            yield ("pieces", name, "good"), good


def step_names(said: Said) -> Iterator[Problem]:
    """No two steps have the same name: screens and columns are named by it."""
    first: dict[str, Step] = {}
    for step in said.steps:
        name = declared_name(step)
        before = first.setdefault(name, step)
        if before.at != step.at:
            key = next((key for key in ("id", "text") if key in step.body), None)
            where = (*step.at, key) if key else step.at
            message = (
                f"is '{name}', as {written(before.at[:-1])} is already. Give each step a name of its own."
            )
            yield Problem(where, message)


PAID_FOR = ("show-up", "endowment", "points", "floor", "cap", "rounding")
"""Reasons of payment that are not a bidding step: what a ledger's lines and a receipt call them."""


def names_of_payments(said: Said) -> Iterator[Problem]:
    """No bidding step is named like another reason of payment."""
    for step in said.steps:
        if step.bids and step.name in PAID_FOR:
            message = f"is '{step.name}', which payments are called by in the ledger. Choose another id."
            yield Problem((*step.at, "id"), message)


def measures_of_steps(said: Said) -> Iterator[Problem]:
    """Bidding steps fill measures of money, questionnaires the others; each once per participant."""
    if not said.has("measures"):
        return
    for step in said.steps:
        for at, name in measures_in(step.body):
            if name not in said.measures:
                yield undeclared("measure", name, said.measures, (*step.at, *at))
            elif (problem := _wrong_kind(step, at, name, said.measures[name])) is not None:
                yield Problem((*step.at, *at), problem)
    for name in said.measures:
        yield from _asked_twice(said, name)


def _wrong_kind(step: Step, at: Steps, name: str, measure: dict[str, Any]) -> str | None:
    kind = measure.get("kind")
    if not is_kind("step", step.kind) or not is_kind("measure", kind):
        return None
    fills, measured = step_kind(step.kind).fills, measure_kind(str(kind))
    if fills == "results" or (at[0] == "measures" and step_kind(step.kind).judged):
        return None
    if measured.follows:
        return f"names measure '{name}' of kind {kind}. What a vote or a judgment comes to fills it."
    asked = measured.asked
    if fills == "money" and asked:
        return f"names measure '{name}' of kind {kind}. A bid fills a measure of kind money."
    if fills == "numbers" and kind != "number":
        return f"names measure '{name}' of kind {kind}. A {step.kind} step fills a measure of kind number."
    if fills == "answers" and not asked:
        return f"names measure '{name}' of kind {kind}, which a bidding step fills."
    return None


def _asked_twice(said: Said, measure: str) -> Iterator[Problem]:
    filling = said.filled_by(measure)
    for step in filling[1:]:
        if step.levels.keys() != filling[0].levels.keys():
            message = (
                f"fills measure '{measure}' {_how_often(step)}; {written(filling[0].at[:-1])} fills it "
                f"{_how_often(filling[0])}. Declare a measure for each."
            )
            yield Problem(step.at, message, True)
            return
    for condition in said.conditions:
        first: dict[tuple[str, ...], Step] = {}
        for step in (one for one in filling if reaches(one, condition)):
            before = first.setdefault(tuple(step.levels.values()), step)
            if before.at != step.at:
                first_at = written(before.at[:-1])
                message = f"fills measure '{measure}' again for {cell(condition)}; {first_at} does already."
                yield Problem(step.at, message, True)
                return


def _how_often(step: Step) -> str:
    return f"at each level of {listed(step.levels)}" if step.levels else "once"


def everyone_reaches_the_end(said: Said) -> Iterator[Problem]:
    """The last step of every condition is a debriefing."""
    if not said.all_have_form:
        return
    for condition in said.conditions:
        met = [step for step in said.steps if reaches(step, condition)]
        if not met or not _closes(met[-1]):
            where = met[-1].at if met else ("timeline",)
            message = f"is the last step of participants with {cell(condition)}. The last step is a debrief."
            yield Problem(where, message, True)


def _closes(step: Step) -> bool:
    """Whether the step ends a session; one of a kind that there is not may do so."""
    return not is_kind("step", step.kind) or step_kind(step.kind).closes


def goods_are_used(said: Said) -> Iterator[Problem]:
    """Declared goods appear in the timeline."""
    named = {name for step in said.steps for name in said.goods_of(step)}
    named |= {name for step in said.steps for _, name in _goods_of_pieces(step)}
    if said.steps and said.has("goods"):
        for good in said.data["goods"]:
            if good not in named:
                yield Problem(("goods", good), f"declares good '{good}', which no step names.", True)


# --- measures and assignment ------------------------------------------------------------------------------


def items_of_measures(said: Said) -> Iterator[Problem]:
    """Items and options are there once; reversed items are items."""
    for name, measure in said.measures.items():
        for part in ("items", "options"):
            named = texts_of(measure.get(part))
            for at, item in repeated(named):
                yield Problem(("measures", name, part, *at), f"names '{item}' a second time.")
        items = [item for _, item in texts_of(measure.get("items"))]
        for at, item in texts_of(measure.get("reversed")):
            if items and item not in items:
                yield undeclared("item", item, dict.fromkeys(items), ("measures", name, "reversed", *at))


def languages_once(said: Said) -> Iterator[Problem]:
    """A language is listed once."""
    for at, language in repeated(texts_of(said.data.get("languages"))):
        yield Problem(("languages", *at), f"names language '{language}' a second time.")


def languages_are_known(said: Said) -> Iterator[Problem]:
    """A language is one whose amounts and numbers can be written."""
    for at, language in texts_of(said.data.get("languages")):
        if LANGUAGE.fullmatch(language) and (message := language_problem(language)):
            yield Problem(("languages", *at), message)


def language_problem(language: str) -> str | None:
    """What is wrong with a code as a language of texts, or nothing."""
    if LANGUAGE.fullmatch(language) and _is_known(language.replace("-", "_")):
        return None
    return f"is '{language}', a language whose way of writing amounts is not known. Write en or nl, say."


def _is_known(locale: str) -> bool:
    from babel.localedata import exists

    return exists(locale)


TAKEN = frozenset(
    {column.name for column in (PARTICIPANT, *STATE, *TOTALS, *TIMES)}
    | {"condition", "repetition", "value", "measure", "item", "unit"}
)
"""Columns of every study's tables, wide and tidy: no factor or measure can be named like one."""


def names_are_columns(said: Said) -> Iterator[Problem]:
    """Every column has one owner: factors, measures and steps with columns of their own have other names."""
    for part in ("factors", "measures"):
        for name in mapping(said.data.get(part)):
            if name in TAKEN or (part == "measures" and name in said.factors):
                message = (
                    f"is named '{name}', which is the name of another column of the data. Choose another."
                )
                yield Problem((part, name), message, True)
    for step in said.steps:
        name = declared_name(step)
        if "id" in step.body and (name in said.measures or name in said.factors):
            message = f"is '{name}', as {'a measure' if name in said.measures else 'a factor'} is: "
            more = f"'{name}.price', say, could be of either. Choose another id."
            yield Problem((*step.at, "id"), message + more, stops="collection")


def items_are_no_bounds(said: Said) -> Iterator[Problem]:
    """No item is called like a bound: <measure>.low and .high are the ends of an interval in the data."""
    for name, measure in said.measures.items():
        for at, item in texts_of(measure.get("items")):
            if item in ("low", "high"):
                message = f"names an item '{item}': {name}.{item} is what data call a bound. Choose another."
                yield Problem(("measures", name, "items", *at), message, stops="collection")


def conditions_can_be_filled(said: Said) -> Iterator[Problem]:
    """Factors between participants cross to a number of conditions that a study can fill."""
    if said.cells > MOST_CONDITIONS:
        levels = " x ".join(str(len(said.levels(factor))) for factor in said.between)
        message = (
            f"cross to {levels} = {said.cells} conditions; at most {MOST_CONDITIONS} can be filled.\n"
            "Vary fewer factors between participants, or some of them within."
        )
        yield Problem(("factors",), message, True)


def blocks_fit_conditions(said: Said) -> Iterator[Problem]:
    """Block sizes are multiples of the number of conditions: of pairs, where these are assigned together."""
    assignment = mapping(said.data.get("assignment"))
    n, sizes = said.blocked, assignment.get("block_sizes")
    if n > 1 and not sizes and assignment.get("scheme", "permuted-blocks") == "permuted-blocks":
        message = f"is missing. There are {n} conditions: write block_sizes: [{n}, {2 * n}], say."
        yield Problem(("assignment", "block_sizes"), message)
    for index, size in enumerate(listing(sizes)):
        if n > 1 and isinstance(size, int) and size > 0 and size % n:
            at = ("assignment", "block_sizes", index)
            message = f"is {size}. There are {n} conditions; allowed: {n}, {2 * n}, {3 * n} and so on."
            yield Problem(at, message)


ALL = (
    only_in_levels, goods_of_steps, step_names, names_of_payments, measures_of_steps,
    everyone_reaches_the_end, goods_are_used, items_of_measures, languages_once, languages_are_known,
    names_are_columns, items_are_no_bounds, conditions_can_be_filled, blocks_fit_conditions,
)  # fmt: skip
