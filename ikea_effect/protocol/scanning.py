"""Words and signs of a short text, read from left to right with their columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple, NoReturn

MAX_CHARACTERS = 1000

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[0-9]{1,30}(?:\.[0-9]{1,30})?(?![0-9A-Za-z_.]))
    | (?P<text>"(?:[^"\\]|\\["\\])*"|'(?:[^'\\]|\\['\\])*')
    | (?P<name>[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*(?:\.[a-z0-9]+(?:[-_][a-z0-9]+)*)*(?![0-9a-z_.]))
    | (?P<ticked>`[^`]{1,80}`)
    | (?P<sign>==|!=|<=|>=|[<>()\[\],+\-*/])
    | (?P<other>\S)
    )""",
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
WORDS = frozenset({"and", "or", "not", "in", "true", "false"})
"""Words of the grammar; no name can be one of them."""


class Token(NamedTuple):
    """One word or sign and its column, from 1."""

    sort: str  # number | text | name | sign | other | end
    text: str
    column: int


class Scanner:
    """The tokens of a text, and the errors about them."""

    def __init__(self, text: str, error: Callable[[int, str], Exception]) -> None:
        self._error = error
        if len(text) > MAX_CHARACTERS:
            raise error(1, f"is longer than {MAX_CHARACTERS} characters.")
        self._tokens = [
            Token(str(found.lastgroup), found[str(found.lastgroup)], found.start(str(found.lastgroup)) + 1)
            for found in _TOKEN.finditer(text)
        ]
        self._tokens.append(Token("end", "", len(text.rstrip()) + 1))
        self._at = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def peek(self) -> str:
        """The next word or sign as it is written; "" at the end and for a text."""
        return "" if self._next.sort in ("text", "ticked") else self._next.text

    def at_end(self) -> bool:
        """Whether everything was read."""
        return self._next.sort == "end"

    def take(self, word: str) -> bool:
        """Whether the word or sign comes next; it is then read."""
        if self._next.sort in ("end", "text", "ticked", "other") or self._next.text != word:
            return False
        self._at += 1
        return True

    def take_one(self, *words: str) -> str | None:
        """The one of these that comes next and is now read, or nothing."""
        return next((word for word in words if self.take(word)), None)

    def expect(self, word: str) -> None:
        """Reads the word or sign; anything else is an error."""
        if not self.take(word):
            self.unexpected(f"'{word}'")

    def expect_end(self, allowed: str) -> None:
        """Nothing more may come."""
        if not self.at_end():
            self.unexpected(allowed)

    def take_name(self) -> str | None:
        """The name that comes next and is now read, or nothing."""
        if self._next.sort == "ticked":
            return self._read()[1:-1]
        if self._next.sort != "name" or self._next.text in WORDS:
            return None
        return self._read()

    def take_text(self) -> str | None:
        """The text in its quotation marks that comes next and is now read, or nothing."""
        return self._read() if self._next.sort == "text" else None

    def take_number(self, *, signed: bool) -> Decimal | None:
        """The number that comes next and is now read, or nothing."""
        following = self._tokens[self._at + 1] if signed and self._next.text == "-" else None
        if following is not None and following.sort == "number":
            self._at += 1
            return -Decimal(self._read())
        return Decimal(self._read()) if self._next.sort == "number" else None

    def _read(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1].text

    def unexpected(self, allowed: str) -> NoReturn:
        """An error: what was found, and what may stand there."""
        found = "the end" if self.at_end() else f"'{self._next.text}'"
        raise self._error(self._next.column, f"has {found}, where {allowed} is expected.")

    def refuse(self, sentence: str, *, back: bool = False) -> NoReturn:
        """An error at the next word, or at the one just read."""
        raise self._error(self._tokens[self._at - back].column, sentence)


def literal_text(written: str) -> str:
    """What stands between quotation marks."""
    return re.sub(r"\\(.)", r"\1", written[1:-1])


def quoted(text: str) -> str:
    """The text in quotation marks, as `literal_text` reads it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
