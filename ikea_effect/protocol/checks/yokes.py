"""Whether what some participants make can be shown to others: who makes it, when, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ikea_effect.errors import listed
from ikea_effect.protocol.checks.assignments import earlier_roles
from ikea_effect.protocol.checks.names import Said, Step, cell, reaches
from ikea_effect.protocol.kinds import is_kind, step_kind
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.problem import Problem, listing, mapping, texts_of, undeclared
from ikea_effect.protocol.shorthand import PARTNER, YOKED, goods_of_others, of_other

AT: Steps = ("assignment", "yoke")


def yoke_of(said: Said) -> dict[str, Any]:
    """What is said of the yoke; {} where there is none."""
    return mapping(mapping(said.data.get("assignment")).get("yoke"))


def names_in_yokes(said: Said) -> Iterator[Problem]:
    """A yoke names a good, roles and levels that are declared."""
    yoke = yoke_of(said)
    good = yoke.get("good")
    if isinstance(good, str) and said.has("goods") and good not in said.data["goods"]:
        yield undeclared("good", good, said.data["goods"], (*AT, "good"))
    for end in ("from", "to"):
        whom = mapping(yoke.get(end))
        role = whom.get("role")
        if isinstance(role, str) and role not in said.roles:
            yield undeclared("role", role, said.roles, (*AT, end, "role"))
        if end in yoke and not role and not whom.get("condition"):
            yield Problem(
                (*AT, end), "names nobody. Write {role: maker}, or {condition: {factor: level}}.", True
            )
        for factor, levels in mapping(whom.get("condition")).items():
            at = (*AT, end, "condition", factor)
            if factor not in said.between:
                yield undeclared("factor", factor, said.between, at, at_key=True)
            for steps, level in texts_of(levels) if factor in said.between else ():
                if level not in said.levels(factor):
                    yield undeclared("level", level, said.levels(factor), (*at, *steps))


def conditions_of(said: Said, end: str) -> list[dict[str, str]]:
    """The conditions of those that a yoke takes from, or gives to."""
    whom = mapping(yoke_of(said).get(end))
    wanted = {
        factor: [level for _, level in texts_of(levels)]
        for factor, levels in mapping(whom.get("condition")).items()
    }
    if isinstance(whom.get("role"), str):
        wanted["role"] = [whom["role"]]
    if not wanted:
        return []
    rules = wanted.items()
    return [one for one in said.conditions if all(one.get(name) in levels for name, levels in rules)]


def makers_make(said: Said) -> Iterator[Problem]:
    """Those whose pieces are shown make the good, are others than those who see them, and come before."""
    yoke, good = yoke_of(said), yoke_of(said).get("good")
    makers, viewers = conditions_of(said, "from"), conditions_of(said, "to")
    for condition in makers:
        if condition in viewers:
            message = f"takes from and gives to participants with {cell(condition)}. Nobody can be both."
            yield Problem((*AT, "to"), message, True)
            return
        if not any(_makes(step, good) and reaches(step, condition) for step in said.steps):
            message = f"takes what participants with {cell(condition)} make, and they make no '{good}'."
            yield Problem((*AT, "from"), message, True)
            return
    before, after = mapping(yoke.get("from")).get("role"), mapping(yoke.get("to")).get("role")
    told = isinstance(before, str) and isinstance(after, str)
    known = told and before in said.roles and after in said.roles
    if known and before not in earlier_roles(said, str(after)):
        message = f"gives to {after} what {before} makes, and {after} need not come later.\n"
        yield Problem((*AT, "to"), message + f"Write roles: {{{after}: {{after: {before}}}}}.", True)


def _makes(step: Step, good: Any) -> bool:
    return is_kind("step", step.kind) and step_kind(step.kind).makes and step.body.get("good") == good


def pieces_suffice(said: Said) -> Iterator[Problem]:
    """Enough pieces are there for everyone who is to see some, unless an expert's stands in."""
    yoke = yoke_of(said)
    each, uses = yoke.get("each", 1), yoke.get("uses", 1)
    makers, viewers = (_planned(said, conditions_of(said, end)) for end in ("from", "to"))
    if not (isinstance(each, int) and isinstance(uses, int) and makers and viewers):
        return
    if each > makers:
        message = f"is {each}, and {makers} participants make a piece. At most {makers}."
        yield Problem((*AT, "each"), message, True)
    elif each * viewers > makers * uses and yoke.get("stand_in") != "expert":
        enough = -(-each * viewers // makers)
        message = (
            f"lets {makers} pieces be shown {uses} times, {makers * uses} in all, and {viewers} participants "
            f"see {each} each: {each * viewers}. Write uses: {enough}, or stand_in: expert."
        )
        yield Problem((*AT, "uses"), message, True)


def _planned(said: Said, conditions: list[dict[str, str]]) -> int:
    sample = mapping(said.data.get("sample"))
    per_role, per_condition = mapping(sample.get("per_role")), sample.get("per_condition", 0)
    if not per_role:
        return per_condition * len(conditions) if isinstance(per_condition, int) else 0
    found = 0
    for role in {one.get("role") for one in conditions}:
        planned, mine = per_role.get(str(role), 0), [one for one in conditions if one.get("role") == role]
        everyone = sum(one.get("role") == role for one in said.conditions)
        found += planned * len(mine) // everyone if isinstance(planned, int) else 0
    return found


def enough_have_finished(said: Said) -> Iterator[Problem]:
    """So many are planned whose step is taken as anybody takes of, where nothing stands in."""
    for step in said.whole.timeline if said.whole is not None else ():
        parts = list(step.parts_taken.values())
        if not parts or parts[0].stand_in is not None:
            continue
        giving = [one for one in said.steps if one.name == parts[0].step]
        met = [one for one in said.conditions if any(reaches(other, one) for other in giving)]
        if 0 < (planned := _planned(said, met)) < len(parts):
            at = next((one.at for one in said.steps if one.name == step.name), ())
            message = (
                f"takes what {len(parts)} others left in '{parts[0].step}', and {planned} are planned "
                "who meet that: nobody could begin.\nPlan more of them in sample, or take fewer."
            )
            yield Problem(at, message, True)


def goods_of_others_are_given(said: Said) -> Iterator[Problem]:
    """A good of somebody else is one that a yoke gives to those who meet it."""
    yoke, viewers = yoke_of(said), conditions_of(said, "to")
    whose = [YOKED, *([role] if isinstance(role := mapping(yoke.get("from")).get("role"), str) else [])]
    for other, at in goods_of_others(said.written).items():
        if other.whose == PARTNER:
            continue
        if not yoke:
            message = f"is '{other.whose}', and no yoke says whose. Write assignment: {{yoke: ..}}."
            yield Problem(at, message)
        elif other.whose not in whose:
            yield Problem(
                at, f"is '{other.whose}', and the yoke gives pieces of others: write {listed(whose)}."
            )
        elif other.good != yoke.get("good"):
            yield Problem(at, f"is of good '{other.good}', and the yoke gives '{yoke.get('good')}'.")
        else:
            yield from _numbered(yoke, other.piece, at)
    names = {of_other(other) for other in goods_of_others(said.written) if other.whose != PARTNER}
    for step in said.steps if yoke else ():
        for condition in said.conditions:
            if shows(step.body, names) and reaches(step, condition) and condition not in viewers:
                message = (
                    f"shows what others made to participants with {cell(condition)}, who are given none."
                )
                yield Problem(step.at, message, True)
                break


def _numbered(yoke: dict[str, Any], piece: int, at: Steps) -> Iterator[Problem]:
    each = yoke.get("each", 1)
    if isinstance(each, int) and each > 1 and not piece:
        message = f"is one of {each} pieces. Say which: {{of: {YOKED}, piece: 1}} to {{.., piece: {each}}}."
        yield Problem(at, message)
    if isinstance(each, int) and piece > each:
        yield Problem(at, f"is piece {piece}, and each participant is given {each}.")


def shows(value: Any, names: set[str]) -> bool:
    """Whether a good of these names is shown in a part of a step."""
    if isinstance(value, dict):
        return any(shows(inner, names) for inner in value.values())
    if isinstance(value, list | tuple):
        return any(shows(inner, names) for inner in listing(value))
    return isinstance(value, str) and value in names


def pieces_are_shown(said: Said) -> Iterator[Problem]:
    """What is handed out is shown: under its own name, or as the good by those who did not make it."""
    yoke, viewers = yoke_of(said), conditions_of(said, "to")
    names = {of_other(other) for other in goods_of_others(said.written)}
    if isinstance(each := yoke.get("each", 1), int) and each == 1:
        names.add(str(yoke.get("good")))
    for condition in viewers:
        met = [step for step in said.steps if reaches(step, condition)]
        if not any(shows(step.body, names) for step in met):
            message = f"gives pieces to participants with {cell(condition)}, and no step of theirs shows one."
            yield Problem((*AT, "to"), message, True)
            return


ALL = (
    names_in_yokes, makers_make, pieces_suffice, enough_have_finished,
    goods_of_others_are_given, pieces_are_shown,
)  # fmt: skip
