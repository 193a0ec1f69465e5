"""The rules on what a protocol claims and publishes, one function each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ikea_effect.errors import listed
from ikea_effect.protocol.checks.names import Said, reaches, repeated
from ikea_effect.protocol.expressions import ExpressionError, parse_contrast
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.problem import Problem, listing, mapping, measures_in, texts_of, undeclared


def hypotheses_once(said: Said) -> Iterator[Problem]:
    """Ids of hypotheses and of exclusions are given once."""
    for part in ("hypotheses", "exclusions"):
        ids = [mapping(one).get("id") for one in listing(said.data.get(part))]
        named: list[tuple[Steps, str]] = [
            ((index, "id"), one) for index, one in enumerate(ids) if isinstance(one, str)
        ]
        for at, name in repeated(named):
            yield Problem((part, *at), f"is '{name}', as another one is already.")


def hypotheses_can_be_tested(said: Said) -> Iterator[Problem]:
    """A hypothesis names a measure that some screen fills, a factor, and a contrast of its levels."""
    for index, hypothesis in enumerate(map(mapping, listing(said.data.get("hypotheses")))):
        at: Steps = ("hypotheses", index)
        models = [((*at, "model"), mapping(hypothesis.get("model")))]
        others = listing(hypothesis.get("robustness"))
        models += [((*at, "robustness", i), mapping(model)) for i, model in enumerate(others)]
        compared: dict[str, list[str]] = {}
        for where, model in models:
            yield from _model(said, where, model, compared)
        yield from _measured(said, (*at, "measure"), hypothesis.get("measure"), compared)
        yield from _sided(said, (*at, "alternative"), hypothesis)


def _model(said: Said, at: Steps, model: dict[str, Any], compared: dict[str, list[str]]) -> Iterator[Problem]:
    named: list[tuple[Steps, str]] = [
        ((key, *where), name)
        for key in ("factor", "factors", "term")
        for where, name in texts_of(model.get(key))
    ]
    for where, name in named:
        if said.has("factors") and name not in said.factors:
            yield undeclared("factor", name, said.factors, (*at, *where))
    for name in mapping(model.get("weights")):
        yield from _cell_of(said, name, (*at, "weights", name))
    if isinstance(model.get("contrast"), str):
        yield from _contrast(said, at, model, compared)
    yield from _kept(said, at, model)
    yield from _moderated_by_levels(said, at, model)
    for factor, contrast in mapping(model.get("contrasts")).items():
        if isinstance(contrast, str):
            yield from _of_levels(said, (*at, "contrasts", factor), factor, contrast)


def _kept(said: Said, at: Steps, model: dict[str, Any]) -> Iterator[Problem]:
    """`in` names levels of factors that the model does not compare."""
    own = [name for key in ("factor", "factors") for _, name in texts_of(model.get(key))]
    for factor, levels in mapping(model.get("in")).items():
        where: Steps = (*at, "in", factor)
        if factor not in said.factors:
            if said.has("factors"):
                yield undeclared("factor", factor, said.factors, where, at_key=True)
            continue
        if factor in own:
            message = f"keeps to some levels of {factor}, which the model compares. Name another factor."
            yield Problem(where, message, True)
        for place, level in texts_of(levels):
            if level not in said.levels(factor):
                yield undeclared("level", level, said.levels(factor), (*where, *place))


def _moderated_by_levels(said: Said, at: Steps, model: dict[str, Any]) -> Iterator[Problem]:
    """A moderator is not the factor itself; `levels` weighs the levels of a moderator that has some."""
    moderator, levels = model.get("moderator"), model.get("levels")
    if not isinstance(moderator, str) or model.get("kind") != "moderation":
        return
    if moderator == model.get("factor"):
        message = f"is '{moderator}', the factor itself: an effect does not depend on what it compares."
        yield Problem((*at, "moderator"), message)
    if not isinstance(levels, str):
        return
    options = listing(said.measures.get(moderator, {}).get("options"))
    allowed = said.levels(moderator) or tuple(one for one in options if isinstance(one, str))
    try:
        weights = parse_contrast(levels)
    except ExpressionError as error:
        yield Problem((*at, "levels"), f"{error.sentence}\n{levels} (column {error.column})")
        return
    for level in weights if allowed else ():
        if level not in allowed:
            yield undeclared("level", level, allowed, (*at, "levels"))


def _of_levels(said: Said, at: Steps, factor: str, contrast: str) -> Iterator[Problem]:
    """A contrast within an effect weighs levels of its factor."""
    if factor not in said.factors:
        if said.has("factors"):
            yield undeclared("factor", factor, said.factors, at, at_key=True)
        return
    try:
        weights = parse_contrast(contrast)
    except ExpressionError as error:
        yield Problem(at, f"{error.sentence}\n{contrast} (column {error.column})")
        return
    for level in weights:
        if level not in said.levels(factor):
            yield undeclared("level", level, said.levels(factor), at)


def _sided(said: Said, at: Steps, hypothesis: Mapping[str, Any]) -> Iterator[Problem]:
    """A side is declared only of tests that have sides."""
    side, model = hypothesis.get("alternative"), mapping(hypothesis.get("model"))
    if side not in ("greater", "less"):
        return
    kind, open_ended = model.get("kind"), _without_direction(said, model)
    if kind == "one-way":
        why = "one-way asks whether any cell differs, which has no side. Leave it out, or use kind: contrast."
    elif kind == "chi-square":
        why = "chi-square asks whether any share differs, which has no side. Leave it out."
    elif kind == "tost":
        why = "a test of equivalence has its own. Leave it out."
    elif open_ended:
        which = "levels: a - b" if kind == "moderation" else f"contrasts: {{{open_ended}: a - b}}"
        why = (
            f"the effect compares the {_how_many(said, open_ended)} levels of {open_ended}, which has no "
            f"side. Leave it out, or say which levels: {which}."
        )
    else:
        return
    yield Problem(at, f"is '{side}', but {why}")


def _without_direction(said: Said, model: Mapping[str, Any]) -> str | None:
    """The factor of an effect whose several levels no contrast compares."""
    if model.get("kind") == "moderation" and not model.get("levels"):
        moderator = str(model.get("moderator"))
        return moderator if _how_many(said, moderator) > 2 else None
    if model.get("kind") not in ("factorial", "mixed"):
        return None
    declared = mapping(model.get("contrasts"))
    terms = (name for _, name in texts_of(model.get("term")))
    return next((name for name in terms if name not in declared and len(said.levels(name)) > 2), None)


def _how_many(said: Said, name: str) -> int:
    """Levels of a factor, or options of a choice."""
    return len(said.levels(name) or listing(said.measures.get(name, {}).get("options")))


def _contrast(
    said: Said, at: Steps, model: dict[str, Any], compared: dict[str, list[str]]
) -> Iterator[Problem]:
    factor, contrast = model.get("factor"), model["contrast"]
    at = (*at, "contrast")
    try:
        weights = parse_contrast(contrast)
    except ExpressionError as error:
        yield Problem(at, f"{error.sentence}\n{contrast} (column {error.column})")
        return
    levels = said.levels(factor) if isinstance(factor, str) and factor in said.factors else said.all_levels
    for level in weights:
        if levels and level not in levels:
            yield undeclared("level", level, levels, at)
    if len(weights) > 2 and model.get("kind") != "contrast":
        message = f"weighs {len(weights)} levels; {model.get('kind')} compares two. Use kind: contrast."
        yield Problem(at, message)
    if isinstance(factor, str) and factor in said.factors:
        there = {level: by for level, by in weights.items() if level in levels}
        if isinstance(against := model.get("against"), str):  # the second cell is asked for another measure
            second = [level for level, by in there.items() if by < 0]
            if against in said.measures:
                yield from _measured(said, (*at[:-1], "against"), against, {factor: second})
            there = {level: by for level, by in there.items() if by > 0}
        compared.setdefault(factor, []).extend(there)


def _cell_of(said: Said, name: str, at: Steps) -> Iterator[Problem]:
    """A cell of several factors is named "factor=level,factor=level"."""
    for part in name.split(","):
        factor, _, level = (one.strip() for one in part.partition("="))
        if factor not in said.factors:
            yield undeclared("factor", factor, said.factors, at, at_key=True)
        elif level not in said.levels(factor):
            yield undeclared("level", level, said.levels(factor), at, at_key=True)


def _measured(said: Said, at: Steps, measure: Any, compared: dict[str, list[str]]) -> Iterator[Problem]:
    if not isinstance(measure, str) or not said.has("measures"):
        return
    if measure not in said.measures:
        yield undeclared("measure", measure, said.measures, at)
        return
    filling = said.filled_by(measure)
    if not said.steps or _a_step_misspells(said):
        return
    if not filling:
        yield Problem(
            at, f"names measure '{measure}', which no screen fills. Ask for it in a step of the timeline."
        )
        return
    if once := [one for one in compared if one in said.repeated and one not in filling[0].levels]:
        message = f"names measure '{measure}', which is asked once, not at each level of {listed(once)}."
        yield Problem(at, message)
        return
    for factor, levels in compared.items():
        for level in dict.fromkeys(levels):
            cells = [one for one in said.conditions if one.get(factor) == level]
            if cells and not any(reaches(step, cell) for step in filling for cell in cells):
                message = (
                    f"names measure '{measure}', which no participant with {factor}: {level} is asked for."
                )
                yield Problem(at, message)


def _a_step_misspells(said: Said) -> bool:
    """Whether some step names a measure that is not declared, and may mean the one in question."""
    return any(name not in said.measures for step in said.steps for _, name in measures_in(step.body))


def claims_name_hypotheses(said: Said) -> Iterator[Problem]:
    """A claim made of several tests names declared hypotheses; one without an effect needs a smallest one."""
    for index, claim in enumerate(map(mapping, listing(said.data.get("claims")))):
        for place, part in enumerate(map(mapping, listing(claim.get("all_of")))):
            name, at = part.get("hypothesis"), ("claims", index, "all_of", place, "hypothesis")
            if not isinstance(name, str):
                continue
            if name not in said.hypotheses:
                yield undeclared("hypothesis", name, said.hypotheses, at)
            elif part.get("shows") == "no-effect":
                yield from _absence_can_be_shown(at, name, said.hypotheses[name])


UNSTANDARDIZED = (
    "one-way", "mixed", "moderation", "mediation", "paired-mediation", "interval", "turnbull", "demand",
    "multiverse", "chi-square", "counts",
)  # fmt: skip
"""Kinds of model without a standardized difference, which could be shown to be small."""


def _absence_can_be_shown(at: Steps, name: str, hypothesis: Mapping[str, Any]) -> Iterator[Problem]:
    """By the bounds of a test of equivalence, else by a standardized difference below the smallest effect."""
    kind = mapping(hypothesis.get("model")).get("kind")
    if kind in UNSTANDARDIZED:
        yield Problem(
            at,
            f"is to show no effect, but '{name}' is answered by {kind}, whose effect has no standardized "
            "size to stay small.\nTest equivalence (kind: tost) in a hypothesis of its own.",
        )
    elif kind != "tost" and "smallest_effect" not in hypothesis:
        yield Problem(at, f"is to show no effect, but '{name}' declares no smallest_effect to stay below.")


def published_names(said: Said) -> Iterator[Problem]:
    """Published results belong to a hypothesis and name the levels that it compares, or its cells."""
    for index, published in enumerate(map(mapping, listing(said.data.get("published")))):
        at: Steps = ("published", index)
        name = published.get("hypothesis")
        if isinstance(name, str) and name not in said.hypotheses:
            yield undeclared("hypothesis", name, said.hypotheses, (*at, "hypothesis"))
            continue
        model = mapping(said.hypotheses.get(str(name), {}).get("model"))
        factor = model.get("factor")
        levels = said.levels(factor) if isinstance(factor, str) else said.all_levels
        parts = (("mean",), ("sd",), ("n", "per_condition"))
        for part in parts:
            value: Any = published
            for step in part:
                value = mapping(value).get(step)
            for level in mapping(value):
                if model.get("factors") and "=" in level:
                    yield from _cell_of(said, level, (*at, *part, level))
                elif levels and level not in levels:
                    yield undeclared("level", level, levels, (*at, *part, level), at_key=True)


ALL = (hypotheses_once, hypotheses_can_be_tested, claims_name_hypotheses, published_names)
