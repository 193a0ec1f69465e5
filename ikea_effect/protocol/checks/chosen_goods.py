"""Goods that an answer chooses: it is known by then, its options are goods, and each bid settles alone."""

from __future__ import annotations

from collections.abc import Iterator

from ikea_effect.errors import listed
from ikea_effect.protocol.checks.knowledge import KnownByThen, Where
from ikea_effect.protocol.checks.names import Said, Step
from ikea_effect.protocol.kinds import is_kind, main_column, step_kind
from ikea_effect.protocol.kinds.before_step import column_here
from ikea_effect.protocol.kinds.mechanisms import declared_kind
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.problem import Problem, mapping, texts_of, undeclared


def chosen_goods(said: Said) -> Iterator[Problem]:
    """Everything that keeps a good from being chosen by an answer, told at its place."""
    for place, step in enumerate(said.steps):
        measure = mapping(step.body.get("good")).get("chosen_by")
        if not isinstance(measure, str):
            continue
        at = (*step.at, "good", "chosen_by")
        if (message := _no_choice_here(step)) or (message := _of_several(step)):
            yield Problem(at[:-1], message, True)
        elif measure not in said.measures:
            yield undeclared("measure", measure, said.measures, at)
        else:
            wrong = list(_options(said, measure, at))
            yield from wrong or _not_known(said, place, measure, at)


def _no_choice_here(step: Step) -> str:
    """Whether steps of this kind make something, which takes the parts of one good."""
    if not is_kind("step", step.kind):
        return ""
    kind = step_kind(step.kind)
    if (kind.looks or kind.fills == "money") and not kind.makes:
        return ""
    return f"is chosen by an answer, and a step of kind {step.kind} is about one good. Name it: good: NAME."


def _of_several(step: Step) -> str:
    """Whether bids of several people are settled together, who would have chosen different goods."""
    kind = declared_kind(mapping(step.body.get("mechanism"))) if step.bids else None
    if kind is None or kind.settles in ("alone", "never"):
        return ""
    return (
        f"is chosen by an answer, and the bids of several are settled together ({kind.name}): they would be "
        "for different goods.\nName one good, or use a mechanism that settles each bid alone, such as bdm."
    )


def _options(said: Said, measure: str, at: Steps) -> Iterator[Problem]:
    """The answer is one of several options, all of them goods that belong to the same side."""
    options, goods = options_of(said, measure), mapping(said.data.get("goods"))
    column = None if said.whole is None else main_column(said.whole, measure)
    if not options or (column is not None and not column.values):
        message = (
            f"is '{measure}', which is no choice of one option. A choice whose options are goods is expected."
        )
        yield Problem(at, message)
    elif others := [one for one in options if one not in goods]:
        message = f"is '{measure}', whose option '{others[0]}' is no good. Goods: {listed(goods)}."
        yield Problem(at, f"{message}\nDeclare it under goods, or leave the option out.")
    elif len({mapping(goods[one]).get("owner", "experimenter") for one in options}) > 1:
        message = f"is '{measure}': some of its goods are the participant's, others the experimenter's."
        yield Problem(at, f"{message}\nGive all of them the same owner.")


def options_of(said: Said, measure: str) -> list[str]:
    """The options of a measure, as far as they are words."""
    return [one for _, one in texts_of(mapping(said.measures.get(measure)).get("options"))]


def _not_known(said: Said, place: int, measure: str, at: Steps) -> Iterator[Problem]:
    """The answer is there when the step comes, for everyone who sees it."""
    if said.whole is None:
        return
    step, known = said.steps[place], KnownByThen(said.whole, said)
    column = known.columns.get(column_here(measure, step.levels)) or known.columns.get(measure)
    if column is None or not known.fillers(column, Where(place)):
        yield Problem(
            at, f"is '{measure}', which is not known yet when step '{step.name}' comes. Ask it earlier."
        )
    elif why := known.not_everyone(column, Where(place)):
        yield Problem(at, f"is '{measure}', and some have no answer when step '{step.name}' comes: {why}.")


ALL = (chosen_goods,)
