"""The one answer that is right: what a file may say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ikea_effect.errors import brief, listed
from ikea_effect.protocol.problem import Problem, texts_of


def right_problems(body: Mapping[str, Any], wrong: Callable[[Any], str]) -> Iterator[Problem]:
    """What is wrong with `right`, one answer or {level: answer}; `wrong` says why an answer cannot be given.

    Levels are looked at where the factors are known (checks/answers).
    """
    right = body.get("right")
    each = right.items() if isinstance(right, dict) else [(None, right)] if "right" in body else ()
    for level, answer in each:
        if sentence := wrong(answer):
            yield Problem(("right",) if level is None else ("right", level), sentence)
    if "known_by" in body and "right" not in body:
        message = "says how many know the right answer, and there is none. Write right: <answer> beside it."
        yield Problem(("known_by",), message)


def of_options(body: Mapping[str, Any]) -> Callable[[Any], str]:
    """Why an answer is none of the options."""
    options = [option for _, option in texts_of(body.get("options"))]

    def wrong(answer: Any) -> str:
        if not options or (isinstance(answer, str) and answer in options):
            return ""
        return f"is {_quoted(answer)}, which cannot be chosen. Options: {listed(options)}."

    return wrong


def of_points(low: Any, high: Any) -> Callable[[Any], str]:
    """Why an answer is no whole number from low to high."""

    def wrong(answer: Any) -> str:
        if not (isinstance(low, int) and isinstance(high, int)):
            return ""
        if isinstance(answer, int) and not isinstance(answer, bool) and low <= answer <= high:
            return ""
        return f"is {_quoted(answer)}, which cannot be answered. Write a whole number from {low} to {high}."

    return wrong


def _quoted(answer: Any) -> str:
    return f"'{brief(answer)}'" if isinstance(answer, str) else brief(str(answer))
