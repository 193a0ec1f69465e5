"""What a frame carries about its file, which is never changed and so never copied.

pandas makes a deep copy of a frame's attributes for each column that is taken out of it: with the names of
all columns among them, reading a file would take the square of its width.
"""

from __future__ import annotations

from typing import Any, Self


class Names(tuple[str, ...]):
    """Names of columns, in the file's order."""

    __slots__ = ()

    def __deepcopy__(self, memo: Any) -> Self:
        return self


class Facts(dict[Any, Any]):
    """What is told of columns or rows, {column or row: fact}; not changed once a frame carries it."""

    def __deepcopy__(self, memo: Any) -> Self:
        return self
