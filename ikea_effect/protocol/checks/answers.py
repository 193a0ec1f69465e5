"""Answers that are right and answers that may be declined: they fit the factors and the columns."""

from __future__ import annotations

from collections.abc import Iterator

from ikea_effect.errors import listed
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.problem import Problem, mapping, texts_of, undeclared


def levels_of_right_answers(said: Said) -> Iterator[Problem]:
    """Right answers by level name levels of one factor between participants, and all of them."""
    for name, measure in said.measures.items():
        answers, at = mapping(measure.get("right")), ("measures", name, "right")
        unknown = [level for level in answers if level not in said.all_levels]
        if said.all_levels:
            for level in unknown:
                yield undeclared("level", level, dict.fromkeys(said.all_levels), (*at, level))
        if answers and not unknown and said.factors:
            yield from _of_one_factor(said, list(answers), at)


def _of_one_factor(said: Said, levels: list[str], at: tuple[str, ...]) -> Iterator[Problem]:
    factor = next((one for one in said.factors if levels[0] in said.levels(one)), "")
    lacking = [level for level in said.levels(factor) if level not in levels]
    others = [level for level in levels if level not in said.levels(factor)]
    if others:
        yield Problem(
            at,
            f"mixes levels of two factors: {listed(levels)}. Levels of {factor}: "
            f"{listed(said.levels(factor))}.",
        )
    elif lacking:
        yield Problem(at, f"has no answer for {listed(lacking)}. Write one for every level of {factor}.")


def columns_are_free(said: Said) -> Iterator[Problem]:
    """No item or option has the column that says whether an answer was declined or right."""
    for name, measure in said.measures.items():
        taken = {"declined"} if measure.get("optional") is True else set()
        taken |= {"right"} if "right" in measure else set()
        taken |= {"order"} if measure.get("order") == "random" else set()
        for part in ("items", "options") if measure.get("kind") != "choice" else ():
            for at, item in texts_of(measure.get(part)):
                if item in taken:
                    message = (
                        f"names '{item}': {name}.{item} says whether the answer was {item}. Choose another."
                    )
                    yield Problem(("measures", name, part, *at), message)


def pages_within_a_page(said: Said) -> Iterator[Problem]:
    """A scale that is spread over pages stands on no page with other measures."""
    for step in said.steps:
        if step.body.get("layout") != "one-page":
            continue
        for at, name in texts_of(step.body.get("measures")):
            if "per_page" in said.measures.get(name, {}):
                message = f"asks '{name}' on one page, and its items are to stand on several (per_page)."
                more = "\nLeave per_page out, or ask it in a questionnaire of its own."
                yield Problem((*step.at, "measures", *at), message + more)


ALL = (levels_of_right_answers, columns_are_free, pages_within_a_page)
