"""Texts of which the program's own files are read when one of theirs is asked for."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from typing_extensions import override

T = TypeVar("T")


class TextsByFile(Mapping[str, T]):
    """Texts by key. `own` are those of the study, its lab and the user, and stand above those of `files`.

    `files` are the program's: what all keys of a file begin with -> reads it, once. A study shows texts of a
    few of them; counted or gone through one by one, the texts are those of all.
    """

    def __init__(self, own: Mapping[str, T], files: Mapping[str, Callable[[], Mapping[str, T]]]) -> None:
        self.own = own
        self.files = files

    @override
    def __reduce__(self) -> tuple[Any, ...]:
        """For another process: every file as it was read."""
        files = {begins: functools.partial(_as_read, read()) for begins, read in self.files.items()}
        return TextsByFile, (dict(self.own), files)

    @override
    def __getitem__(self, key: str) -> T:
        return self.own[key] if key in self.own else self._beside(key)[key]

    @override
    def __contains__(self, key: object) -> bool:
        return key in self.own or (isinstance(key, str) and key in self._beside(key))

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    @override
    def __len__(self) -> int:
        return len(self._all)

    def where(self, wanted: Callable[[str], bool]) -> dict[str, T]:
        """Its own texts, and those of the files that are wanted by what their keys begin with."""
        found: dict[str, T] = {}
        for begins, read in self.files.items():
            if wanted(begins):
                found |= read()
        return found | dict(self.own)

    def _beside(self, key: str) -> Mapping[str, T]:
        """The texts of the file in which the program words the key, if it does."""
        first, second, *_ = (*key.split("."), "")
        read = self.files.get(first) or self.files.get(f"{first}.{second}")
        return read() if read is not None else {}

    @functools.cached_property
    def _all(self) -> Mapping[str, T]:
        return self.where(lambda _: True)


def _as_read(texts: Mapping[str, T]) -> Mapping[str, T]:
    return texts


def own_texts(texts: Mapping[str, T]) -> Mapping[str, T]:
    """Those that do not come with the program; all of them, where that is not known.

    Tests hold the program's to be in order: in each of its languages, with the same places, in signs that
    the font has. None of them shows an answer or is worded by level.
    """
    return texts.own if isinstance(texts, TextsByFile) else texts
