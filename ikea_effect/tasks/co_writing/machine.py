"""The machine that writes along: a frozen library of completions, chosen by a rule. Nothing is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ikea_effect.protocol.kinds.steps.co_writing import CoWriting


class Completion(NamedTuple):
    """Something that the machine can say, and the words that call for it."""

    name: str
    says: str
    when: frozenset[str]


def library(step: CoWriting, language: str) -> tuple[Completion, ...]:
    """The completions of a step in the participant's language, in the order of the protocol."""
    return tuple(
        Completion(name, said[language].says.strip(), frozenset(map(str.casefold, said[language].when)))
        for name, said in step.completions.items()
    )


def chosen(completions: Sequence[Completion], written: str, count: int) -> tuple[Completion, ...]:
    """So many completions: first those of whose words most occur in what was written.

    Of as many, the one that stands first in the library. So the same text always gets the same answer.
    """
    there = {_bare(word) for word in written.split()}
    return tuple(sorted(completions, key=lambda one: -len(one.when & there))[:count])


def _bare(word: str) -> str:
    """A word without the signs around it, in small letters: "Coffee," as coffee."""
    letters = [place for place, sign in enumerate(word) if sign.isalnum()]
    return word[letters[0] : letters[-1] + 1].casefold() if letters else ""
