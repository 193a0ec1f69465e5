"""Work on many sessions, done by other processes: all of it once, in order, few of them here."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from ikea_effect.operations.elsewhere import Elsewhere

Done = tuple[int, list[str]]


def done_by(_folder: Path, names: Sequence[str]) -> Done:
    """Which process looked at which sessions."""
    return os.getpid(), list(names)


def looked_at(names: Sequence[str]) -> list[Done]:
    work = Elsewhere(done_by, Path(), 2)
    try:
        for name in names:
            work.look(name)
        return [*work.results(), *work.results()]
    finally:
        work.close()


def test_a_few_are_looked_at_here() -> None:
    names = [f"P{n}" for n in range(120)]
    assert looked_at(names) == [(os.getpid(), names)]


def test_nobody_is_nothing() -> None:
    assert looked_at([]) == []


@pytest.mark.slow
def test_many_are_looked_at_elsewhere_each_once_and_told_in_order() -> None:
    names = [f"P{n}" for n in range(450)]
    found = looked_at(names)
    assert [name for _, part in found for name in part] == names
    assert os.getpid() not in {process for process, _ in found}
