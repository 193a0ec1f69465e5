"""A text of two hands: who wrote which signs of it, and the ask for such a text."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple, get_args

from typing_extensions import override

from ikea_effect.protocol.texts import Text
from ikea_effect.screens.moves import is_text
from ikea_effect.screens.screens import Ask

LONGEST_RUN = 100_000
"""Signs from one hand in a row: more than any text of a person and a machine has."""

Hand = Literal["self", "machine"]
"""Who wrote something: the participant, or the machine."""


class Run(NamedTuple):
    """Signs in a row from one hand."""

    hand: Hand
    text: str


Runs = tuple[Run, ...]


class Words(NamedTuple):
    """How many words a text has, and how many of them the participant wrote."""

    all: int
    own: int


def text_of(runs: Iterable[Run]) -> str:
    """The text, whoever wrote it."""
    return "".join(run.text for run in runs)


def joined(signs: Iterable[tuple[Hand, str]]) -> Runs:
    """Signs, or longer pieces, as runs: neighbors from one hand are one, and none is empty."""
    pieces = ((hand, text) for hand, text in signs if text)
    return tuple(
        Run(hand, "".join(text for _, text in group))
        for hand, group in itertools.groupby(pieces, key=lambda piece: piece[0])
    )


def stripped(runs: Runs) -> Runs:
    """The runs without spaces and line breaks at the text's ends."""
    text = text_of(runs)
    first = len(text) - len(text.lstrip())
    return joined(list(_signs(runs))[first : first + len(text.strip())])


def _signs(runs: Iterable[Run]) -> Iterator[tuple[Hand, str]]:
    return ((run.hand, sign) for run in runs for sign in run.text)


def counted(runs: Runs) -> Words:
    """The words, as `words_in` counts them; each is of whoever wrote most of its letters.

    Where both wrote as many, it is the participant's: without that hand it would be another word.
    """
    owned = [own for own in map(_is_own, _words(runs)) if own is not None]
    return Words(len(owned), sum(owned))


def _words(runs: Runs) -> Iterator[list[tuple[Hand, str]]]:
    for is_space, group in itertools.groupby(_signs(runs), key=lambda sign: sign[1].isspace()):
        if not is_space:
            yield list(group)


def _is_own(word: Sequence[tuple[Hand, str]]) -> bool | None:
    """Whether the word is the participant's; None for what is no word, such as a dash."""
    letters = [hand for hand, sign in word if sign.isalnum()]
    return 2 * letters.count("self") >= len(letters) if letters else None


def lengths(runs: Runs) -> str:
    """Who wrote how many signs, in order: "self 12, machine 40". With the text it gives the runs again."""
    return ", ".join(f"{run.hand} {len(run.text)}" for run in runs)


def runs_of(text: str, written: str) -> Runs:
    """The runs of a text whose `lengths` are known."""
    ends = iter(text)
    found: list[tuple[Hand, str]] = []
    for part in written.split(", ") if written else ():
        hand, count = part.split(" ")
        found.append(("self" if hand == "self" else "machine", "".join(itertools.islice(ends, int(count)))))
    return joined(found)


def added(start: Runs, more: str, *, on_new_line: bool = False) -> Runs:
    """The text with the machine's words at its end, apart from what is there by a space or a line break."""
    text = text_of(start)
    between = "" if not text or text[-1].isspace() else "\n" if on_new_line else " "
    return joined([*start, Run("machine", between + more)])


@dataclass(frozen=True, slots=True)
class CoWritten(Ask):
    """A text that begins as `start` and to which the machine's suggestions can be added by a press.

    Value: [[hand, signs], ...] in order. What the participant writes has at most `max_characters`; at least
    `min_words` are asked for in all, and `min_own_words` of the participant's own.
    """

    simulated: ClassVar[str] = "ikea_effect.tasks.co_writing.simulation:SIMULATED"
    control: ClassVar[str] = "ikea_effect.session.frontends.lab.co_writing:CONTROL"

    question: Text
    max_characters: int
    start: Runs = ()
    suggestions: tuple[str, ...] = ()
    on_new_line: bool = False
    min_words: int = 0
    min_own_words: int = 0
    rows: int = 6

    @override
    def takes(self, value: Any) -> bool:
        if not isinstance(value, list | tuple) or not all(map(_is_run, value)):
            return False
        own = sum(len(text) for hand, text in value if hand == "self")
        given = sum(len(run.text) for run in self.start if run.hand == "self")
        return own <= self.max_characters + given


def _is_run(value: Any) -> bool:
    """Whether it is a run as a reply has it: whose hand, and signs."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        return False
    return value[0] in get_args(Hand) and bool(value[1]) and is_text(value[1], LONGEST_RUN)
