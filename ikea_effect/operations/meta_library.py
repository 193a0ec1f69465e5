"""A library of results in one YAML: studies of ours, what protocols say was published, and rows of others.

library: Labor and liking, as of May
effect: g                                      # d where it is not said; --effect overrules it
moderators: [lab]
results:
  - {study: norton-2012-1a-simulated, moderators: {lab: ours}}
  - {published: norton-2012-1a, hypothesis: builders-bid-more, moderators: {lab: theirs}}
  - {label: Lab A, result: "t=1.30,n=60+60", moderators: {lab: theirs}, citation: "Table 2"}
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from ikea_effect.protocol.base import Declared, Line, Name, Number, Words
from ikea_effect.protocol.faults import read_as
from ikea_effect.protocol.tree import read_tree


class Entry(Declared):
    """One result: of a study of ours, of what a protocol says was published, or as it was reported elsewhere.

    `result` is written as in --row: t, F, chi2, p, d, g, se, mean, sd, n, pairs, df, direction, alternative.
    """

    study: Line | None = Field(default=None, description="A study in --results.")
    published: Line | None = Field(default=None, description="A protocol's id or path.")
    result: Line | None = Field(default=None, description="What was found, such as t=1.30,n=60+60.")
    label: Line | None = None
    id: Line | None = None
    hypothesis: Name | None = None
    moderators: dict[Name, Number | Line] = Field(default_factory=dict, max_length=20)
    citation: Words | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Entry:
        named = [name for name in ("study", "published", "result") if getattr(self, name) is not None]
        if len(named) != 1:
            found = " and ".join(f"`{name}`" for name in named) or "none of them"
            raise ValueError(f"takes one of `study`, `published` and `result`; {found} stands here.")
        if self.result is not None and self.label is None:
            raise ValueError("A `result` needs a `label`, which the tables and plots show.")
        if self.result is None and (self.label or self.id):
            raise ValueError("`label` and `id` stand with a `result`; others have names of their own.")
        if self.result is not None and self.hypothesis:
            raise ValueError("`hypothesis` stands with `study` or `published`; a `result` is one number.")
        return self


class Library(Declared):
    """Results to pool together, with what is known about each."""

    library: Words
    effect: Literal["d", "g"] | None = None
    moderators: tuple[Name, ...] = Field(default=(), max_length=20)
    results: tuple[Entry, ...] = Field(min_length=2, max_length=1000)


def read_library(path: Path) -> Library:
    """The library of the file. Raises: ProtocolError with every fault and its line."""
    return read_as(Library, read_tree(path))


def library_schema() -> dict[str, Any]:
    """The JSON Schema of a library."""
    from ikea_effect.protocol.schema import DIALECT

    return {"$schema": DIALECT, **Library.model_json_schema(), "title": "ikea-effect library"}
