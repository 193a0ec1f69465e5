"""Whether a prize can be won: others fill its measure, in a condition that there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ikea_effect.errors import did_you_mean, listed
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.kinds import is_kind, step_kind
from ikea_effect.protocol.problem import Problem, is_number, mapping, undeclared


def prizes_can_be_won(said: Said) -> Iterator[Problem]:
    """The measure of a prize is one that judges fill, and its levels are declared."""
    prizes = mapping(mapping(said.data.get("payment")).get("prizes"))
    judged = _judged(said) if prizes else []
    for name, prize in prizes.items():
        at = ("payment", "prizes", str(name))
        yield from _unequal(said, mapping(prize).get("measures"), (*at, "measures"))
        for measure, where in _named(mapping(prize)):
            if measure in judged:
                continue
            filled = f"Judges fill: {listed(judged)}." if judged else "No step of this study is judged."
            message = f"is '{measure}', which judges do not fill, and a prize goes by what others give.\n"
            yield Problem((*at, *where), f"{message}{filled}{did_you_mean(measure, judged)}")
        for factor, level in mapping(mapping(prize).get("only_in")).items():
            levels = level if isinstance(level, list | tuple) else (level,)
            for one in levels:
                yield from _undeclared(said, factor, one, (*at, "only_in"))


def _named(prize: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """The measures that decide, each with its place below the prize."""
    if isinstance(measure := prize.get("measure"), str):
        yield measure, ("measure",)
    several = prize.get("measures")
    for place, one in enumerate(several if isinstance(several, list | tuple) else ()):
        if isinstance(one, str):
            yield one, ("measures", place)


def _unequal(said: Said, several: Any, at: tuple[str, ...]) -> Iterator[Problem]:
    """Measures of different ranges, of which a mean says nothing."""
    names = [one for one in several if isinstance(one, str)] if isinstance(several, list | tuple) else []
    bodies = [mapping(mapping(said.data.get("measures")).get(one)) for one in names]
    ranges = {
        name: (body.get("low"), body.get("high"))
        for name, body in zip(names, bodies, strict=True)
        if is_number(body.get("low")) and is_number(body.get("high"))
    }
    if len({*ranges.values()}) > 1:
        told = listed(f"{name} from {low} to {high}" for name, (low, high) in ranges.items())
        message = f"are measures of different ranges ({told}), of which no mean can be taken.\n"
        yield Problem(at, f"{message}Take measures of one range, or give a prize for each.")


def _undeclared(said: Said, factor: Any, level: Any, at: tuple[str, ...]) -> Iterator[Problem]:
    there = [*mapping(said.data.get("roles"))] if factor == "role" else said.levels(factor)
    if factor != "role" and factor not in said.factors:
        yield undeclared("factor", factor, said.factors, at)
    elif level not in there:
        yield undeclared("role" if factor == "role" else "level", level, there, (*at, str(factor)))


def _judged(said: Said) -> list[str]:
    """The measures that are filled when others have judged what was made."""
    steps = [step for step in said.steps if is_kind("step", step.kind) and step_kind(step.kind).judged]
    return [str(name) for step in steps for name in mapping(step.body.get("measures")).values()]


ALL = (prizes_can_be_won,)
