"""The frozen values between a study and its page: what is said, not how it looks.

In every text, **strong** and `code` are marked; everything else is shown as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from ikea_effect.language import Sayings, language, say
from ikea_effect.report.origins import untagged

Tone = Literal["plain", "heading", "lead", "note", "warning"]
Align = Literal["text", "number"]
State = Literal["met", "not-met", "undecided", "larger-same-direction", "cannot-be-computed", "withheld"]


@dataclass(frozen=True, slots=True)
class Prose:
    """One paragraph: its `text`, and the same as `told`, where numbers carry the ids they are from."""

    text: str
    tone: Tone = "plain"
    kind: Literal["prose"] = "prose"
    told: str = ""

    def __post_init__(self) -> None:
        told = self.told if untagged(self.told) == self.text else self.text
        object.__setattr__(self, "told", told)
        object.__setattr__(self, "text", untagged(told))


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a label and what is known about it."""

    rows: tuple[tuple[str, str], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    align: Align = "number"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one line of a table; `marked` ones stand out; `to` is the card that the last leads to."""

    cells: tuple[str, ...]
    marked: bool = False
    to: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption above and notes below; `label` is its number in the document: "Table 2"."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    label: str = ""
    kind: Literal["table"] = "table"


def without_empty(table: Table) -> Table:
    """The table without the columns that hold only dashes."""
    full = [
        place for place, _ in enumerate(table.columns) if any(row.cells[place] != "–" for row in table.rows)
    ]
    rows = tuple(replace(row, cells=tuple(row.cells[place] for place in full)) for row in table.rows)
    return replace(table, columns=tuple(table.columns[place] for place in full), rows=rows)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as SVG; `label` is its number: "Figure 2".

    `alt` says in one sentence, with its numbers, what can be seen. `narrow` is the same for a screen on which
    the letters of the picture would be too small; empty where it can be scrolled.
    """

    name: str
    svg: str
    alt: str
    caption: str
    label: str = ""
    narrow: str = ""
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One rule of replication and what it came to; `decides` marks the one the protocol declared.

    `source` is the id of the verdict in the analysis that value and sentence are from.
    """

    name: str
    state: State
    sentence: str
    value: str = ""
    decides: bool = False
    source: str = ""


STATES = Sayings(
    {
        "met": "met",
        "not-met": "not met",
        "undecided": "undecided",
        "larger-same-direction": "larger, same direction",
        "cannot-be-computed": "cannot be computed",
        "withheld": "withheld",
    }
)
"""What a state is called, wherever it is shown."""


@dataclass(frozen=True, slots=True)
class Panel:
    """All criteria for one hypothesis."""

    title: str
    criteria: tuple[Criterion, ...]
    kind: Literal["panel"] = "panel"
    words: Mapping[str, str] = field(default_factory=lambda: {**STATES, "decides": say("decides")})


@dataclass(frozen=True, slots=True)
class Commands:
    """Lines to type."""

    lines: tuple[str, ...]
    kind: Literal["commands"] = "commands"


@dataclass(frozen=True, slots=True)
class Picture:
    """A raster picture: JPEG bytes, its size in pixels and what it shows."""

    jpeg: bytes
    width: int
    height: int
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Gallery:
    pictures: tuple[Picture, ...]
    kind: Literal["gallery"] = "gallery"


Block = Prose | Facts | Table | Figure | Panel | Commands | Gallery


@dataclass(frozen=True, slots=True)
class Card:
    """One titled part of the report; `id` is its anchor."""

    id: str
    title: str
    blocks: tuple[Block, ...]


FRAME = Sayings(
    {"skip": "Skip to the summary", "contents": "Contents", "page": "p.", "missing": "not recorded"}
)
"""What every page says beside its cards."""
_LABELS = Sayings({"table": "Table {number}", "figure": "Figure {number}"})


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report. `banner` is what every reader must know about the data before anything else."""

    title: str
    kicker: str
    subtitle: str
    banner: str
    cards: tuple[Card, ...]
    footer: str
    head: str  # the title of the browser's window and of the PDF
    language: str = field(default_factory=language)
    words: Mapping[str, str] = field(default_factory=lambda: dict(FRAME))


def numbered(cards: tuple[Card, ...]) -> tuple[Card, ...]:
    """The cards with every table and every figure numbered, each kind for itself, from the first on."""
    numbers = {"table": iter(range(1, 10_000)), "figure": iter(range(1, 10_000))}
    return tuple(
        replace(card, blocks=tuple(_numbered(block, numbers) for block in card.blocks)) for card in cards
    )


def _numbered(block: Block, numbers: Mapping[str, Iterator[int]]) -> Block:
    if not isinstance(block, (Table, Figure)):
        return block
    return replace(block, label=_LABELS[block.kind].format(number=next(numbers[block.kind])))
