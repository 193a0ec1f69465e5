"""Which screens the page of each kind shows, from docs/kind_screens.yaml, and the line that shows them."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

HERE = Path(__file__).resolve().parent
FILE = HERE / "kind_screens.yaml"
PICTURES = HERE / "pictures" / "kinds"


class Shown(NamedTuple):
    """The screens of a kind: the study they are of, and each one's id with which of its states is meant."""

    study: str
    screens: tuple[tuple[str, int], ...]


@functools.cache
def shown() -> dict[tuple[str, str], Shown]:
    """The screens of every kind that has some, by what it is a kind of and its name."""
    said = yaml.safe_load(FILE.read_text("utf-8"))
    return {(of, name): _shown(*row) for of, rows in said.items() for name, row in rows.items()}


def _shown(study: str, *screens: str) -> Shown:
    named = (one.partition(" ") for one in screens)
    return Shown(study, tuple((name, int(state or 0)) for name, _, state in named))


def picture_of(of: str, name: str) -> Path:
    """Where the picture of a kind stands."""
    return PICTURES / f"{of}-{name}.webp"


def as_markdown(of: str, name: str) -> Iterator[str]:
    """The picture, for the page of the kind; nothing for a kind without a screen."""
    if (of, name) in shown():
        said = f"{name}, as a participant sees it, in English and in Dutch"
        yield from (f"![{said}](../pictures/kinds/{of}-{name}.webp)", "")
