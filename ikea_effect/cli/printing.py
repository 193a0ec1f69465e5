"""How commands print: JSON for programs, aligned text for people, progress on stderr."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Signs that a terminal obeys in place of showing them, but for the end of a line and tabs."""


def print_answer(value: Mapping[str, Any]) -> None:
    """What a command answers, as JSON with the number of its form: `ikea-effect schema --of COMMAND`."""
    from ikea_effect.analysis.results import FORMAT

    print_json({"format": FORMAT, **value})


def print_json(value: Any) -> None:
    """The value as JSON on stdout, the same bytes for the same value."""
    print(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


def as_signs(text: str) -> str:
    """The text with control signs written out: a file from elsewhere may hold what clears a terminal."""
    return _CONTROL.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


def print_rows(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """The rows in aligned columns."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def say(text: str) -> None:
    """A line on stderr."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def progress(
    what: str, pace: Callable[[int, int], str] = lambda _done, _total: ""
) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, where a person looks; lines elsewhere. `pace` says more of how it goes."""
    if not sys.stderr.isatty():
        yield _lines(what, pace)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(
            task, completed=done, total=total, description=f"{what}{pace(done, total)}"
        )


class Rate:
    """How many were done in a second since the first was, and how long the rest takes at that rate."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock, self._first = clock, (0.0, -1)

    def __call__(self, done: int, total: int) -> str:
        """ ", 34/s, 11 s left", or nothing before there is a rate."""
        if self._first[1] < 0:
            self._first = (self._clock(), done)
        seconds, made = self._clock() - self._first[0], done - self._first[1]
        if seconds <= 0 or made <= 0:
            return ""
        return f", {made / seconds:,.0f}/s, {(total - done) * seconds / made:,.0f} s left"


def _lines(what: str, pace: Callable[[int, int], str]) -> Callable[[int, int], None]:
    said = 0

    def tell(done: int, total: int) -> None:
        nonlocal said
        tenth = 10 * done // max(total, 1)
        if tenth > said or done == total:
            said = tenth
            say(f"{what}: {done} of {total}{pace(done, total)}")

    return tell
