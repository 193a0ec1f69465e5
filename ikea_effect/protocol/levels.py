"""Names of what is repeated at the levels of a factor: steps, screens, streams and columns.

A step that is repeated is named with its levels after an "@": bid@own. Its screens and streams begin with
that name (bid@own.rule). Columns have the levels last: bid.price.own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

MARK = "@"
"""What no declared name holds."""


def at_levels(name: str, levels: Iterable[str]) -> str:
    """The name at the levels: bid@own, or bid@own@first where two factors vary."""
    return MARK.join((bare(name), *levels))


def step_of(screen: str) -> str:
    """The name of the step that shows the screen of this id: make of make.board."""
    return screen.partition(".")[0]


def page_of(screen: str) -> str:
    """The last part of a screen's name: amount of bid.round-2.amount."""
    return screen.rpartition(".")[2]


def inside(screen: str) -> str:
    """The screen's name within its step: round-2.amount of bid.round-2.amount."""
    return screen.partition(".")[2]


def where(screen: str) -> str:
    """The screen's name without its last part: bid.round-2 of bid.round-2.group."""
    return screen.rpartition(".")[0]


def bare(name: str) -> str:
    """The name without its levels."""
    return name.partition(MARK)[0]


def levels_in(name: str) -> tuple[str, ...]:
    """The levels in the first part of a screen's, a stream's or a step's name."""
    if MARK not in name:
        return ()
    return tuple(name.partition(".")[0].split(MARK)[1:])


def column_of(name: str) -> str:
    """The column of a fact by its name: bid@own.price is in bid.price.own."""
    head, dot, fact = name.partition(".")
    if MARK not in head:
        return name
    declared, *levels = head.split(MARK)
    return ".".join((declared, *((fact,) if dot else ()), *levels))


def without_levels(key: str) -> str:
    """The key of a text without levels: intro@own.title is worded by intro.title where nothing else is."""
    return ".".join(bare(part) for part in key.split("."))


def crossed(levels: Mapping[str, Iterable[str]]) -> Iterator[dict[str, str]]:
    """Every combination {factor: level} of the factors' levels, the last factor's changing first."""
    return (dict(zip(levels, one, strict=True)) for one in itertools.product(*levels.values()))


def given(
    levels: Mapping[str, Iterable[str]], of_role: Mapping[str, str | None], role: str
) -> Iterator[dict[str, str]]:
    """Every combination {factor: level}; what is varied in one role alone, others have no level of.

    `of_role` is {factor: the role that has it}, `role` the factor that says in which role somebody is.
    """
    found = {}
    for one in crossed(levels):
        kept = {name: level for name, level in one.items() if of_role.get(name) in (None, one.get(role))}
        found[tuple(kept.items())] = kept
    yield from found.values()
