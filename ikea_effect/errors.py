"""Every error a user can cause, as one tree.

A message reads like a colleague's margin note: where, what was found, what is allowed, what to do.

    IkeaEffectError            exit code 2, a message and no trace
    |- ProtocolError           a protocol, text or experiment file is wrong (all faults of the file at once)
    |- KindError               a package that offers a kind of step or measure cannot be used
    |- MoneyError              an amount that cannot be paid or read
    |- ElicitationError        a bid that its mechanism does not take
    |- AssignmentError         no slot, or a slot that cannot be given
    |- RecordError             a study folder, journal or store that does not hold
    |  '- ParticipantError     an id that cannot be used, or was used
    |- SessionError            a session that cannot go on
    |- AnalysisError           data that cannot be read as the protocol's
    '- StationError            the machine is in the way: disk, display, missing part
"""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Iterable
from typing import Literal, NamedTuple


class IkeaEffectError(Exception):
    """Something the user or the machine has to change; shown as a message, never as a trace."""

    exit_code = 2

    def __init__(self, message: str = "", *more: object) -> None:
        super().__init__(legible(message), *more)


class Fault(NamedTuple):
    """One thing wrong in a file. `where` is file:line:column, `path` the place in the file's tree.

    `stops` is the first thing that cannot be done because of it: some faults keep data from being collected
    that could be analyzed if they were there.
    """

    where: str
    path: str
    message: str
    stops: Literal["analysis", "collection"] = "analysis"

    def __str__(self) -> str:
        first, *rest = self.message.splitlines()
        head = f"{self.where}  {self.path}" if self.path else self.where
        return "\n".join([head, f"  {first}", *(f"  {line}" for line in rest)])


class ProtocolError(IkeaEffectError):
    """What is wrong with one or more declared files, all of it at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class KindError(IkeaEffectError):
    """What another package offers as a kind cannot be used."""


class MoneyError(IkeaEffectError):
    """An amount that cannot be read, or cannot be paid in whole minor units.

    `reason` names in one word why an amount that was typed cannot be read; texts have a sentence for each.
    """

    def __init__(self, message: str, reason: str = "") -> None:
        self.reason = reason
        super().__init__(message)


class ElicitationError(IkeaEffectError):
    """A bid that its mechanism does not take."""


class AssignmentError(IkeaEffectError):
    """No slot is left, or a slot cannot be given."""


class RecordError(IkeaEffectError):
    """A study folder, journal or store does not hold together."""


class ParticipantError(RecordError):
    """A participant id that cannot be used, or was used already."""


class SessionError(IkeaEffectError):
    """A session cannot start or go on."""


class AnalysisError(IkeaEffectError):
    """Data that cannot be read as what the protocol declares."""


class StationError(IkeaEffectError):
    """The machine is in the way: a disk, a display, a part that is not installed."""


LONGEST_NAME = 80
_LONGEST_WORD, _LONGEST_LINE = 300, 5_000


def legible(message: str) -> str:
    """The message with the beginning of each word and line that nobody could read whole, and its length.

    What was found is shown, and it may be a cell of a million signs.
    """
    if len(message) <= _LONGEST_WORD:
        return message
    short = re.sub(rf"\S{{{_LONGEST_WORD + 1},}}", lambda found: brief(found[0]), message)
    return "\n".join(_both_ends(line) for line in short.split("\n"))


def _both_ends(line: str) -> str:
    if len(line) <= _LONGEST_LINE:
        return line
    head, tail = line[: _LONGEST_LINE - 1_500], line[-1_000:]
    return f"{head} [.. {len(line) - len(head) - len(tail)} more characters ..] {tail}"


def brief(value: object, most: int = LONGEST_NAME) -> str:
    """The value as it is written; of a long one the beginning, and how long it is."""
    written = str(value)
    return written if len(written) <= most else f"{written[: most - 20]}... ({len(written)} characters)"


def did_you_mean(found: str, allowed: Iterable[str]) -> str:
    """The question "Did you mean 'x'?", after a space, where one allowed name is close, else ""."""
    if len(str(found)) > LONGEST_NAME:
        return ""  # nobody meant a name by it, and to compare costs the product of the lengths
    close = difflib.get_close_matches(str(found), list(allowed), n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else ""


def listed(names: Iterable[str]) -> str:
    """The names in one line, or "none"."""
    return ", ".join(str(name) for name in names) or "none"


def as_word(text: str) -> str:
    """The text as one word of a command line, quoted where a shell would part or change it."""
    if re.fullmatch(r"[\w@%+=:,./-]+", text):
        return text
    return shlex.quote(text) if re.search(r'["$`\\!]', text) else f'"{text}"'
