"""A mapping file: what the columns, values and rows of somebody else's files are, declared once.

Read like a protocol: YAML, unknown keys refused, every fault with its line and column.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from ikea_effect.errors import Fault, ProtocolError
from ikea_effect.protocol.base import Amount, Declared
from ikea_effect.protocol.faults import validated
from ikea_effect.protocol.file_kinds import refuse_other_kinds
from ikea_effect.protocol.schema import DIALECT, as_written
from ikea_effect.protocol.tree import Tree, in_order, read_tree

DecimalSign = Literal["point", "comma"]
ThousandsSign = Literal["none", "point", "comma", "space", "apostrophe"]


def _word(value: Any) -> Any:
    """A cell as it stands in a table: 999 and "999" are one."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, int | float) else value


def _column(value: Any) -> Any:
    if isinstance(value, list | tuple) and value and all(isinstance(name, str) for name in value):
        return {"column": value[0], "or_in": value[1:]}
    return {"column": value} if isinstance(value, str) else value


Cell = Annotated[
    str, BeforeValidator(_word), WithJsonSchema({"type": ["string", "number", "boolean"]})
]  # fmt: skip
"""What a cell says."""


class Column(Declared):
    """One of our columns: the name of theirs alone (or a list of theirs), or how theirs is read."""

    column: str
    values: dict[str, Cell] = Field(default_factory=dict, description="What their values are: theirs: ours.")
    missing: tuple[Cell, ...] = Field(default=(), description="Values that stand for no answer, here only.")
    decimal: DecimalSign | None = None
    thousands: ThousandsSign | None = None
    or_in: tuple[str, ...] = Field(
        default=(), description="Further columns that hold it, such as one for each condition; a row has one."
    )


class Rows(Declared):
    """Rows in which a column holds one of some values ("": nothing)."""

    column: str
    values: tuple[Cell, ...] = Field(min_length=1)


class Long(Declared):
    """Columns that stand beside each other and become rows of their own, one for each level."""

    over: str = Field(description="The within factor whose levels they are, or repetition.")
    columns: dict[str, dict[str, str]] = Field(min_length=1, description="measure: {level: their column}")


class PriceList(Declared):
    """Columns of a price list, one for each price, as the bounds <measure>.low and <measure>.high."""

    prices: dict[str, Amount] = Field(min_length=2, description="their column: its price")
    bought: tuple[Cell, ...] = Field(min_length=1, description="Values by which the price is accepted.")
    refused: tuple[Cell, ...] = Field(min_length=1, description="Values by which it is refused.")
    several_switches: Literal["refuse", "missing"] = "refuse"


class Answers(Declared):
    """Rows that each hold an answer: a column says which was asked, another what was said.

    Without `asked`, what was said is an object such as {"bid": "1.60"}: each of its names is an answer.
    """

    said: str = Field(description="Their column that holds the answers.")
    asked: str | None = Field(default=None, description="Their column that says which question it was.")


class MappingFile(Declared):
    """How files from elsewhere are read as a protocol's data."""

    participant: str | None = Field(default=None, description="Their column that names the person.")
    columns: dict[str, Annotated[Column, BeforeValidator(_column)]] = Field(default_factory=dict)
    decimal: DecimalSign | None = None
    thousands: ThousandsSign | None = None
    missing: tuple[Cell, ...] = Field(default=(), description="Values that stand for no answer anywhere.")
    label_rows: int = Field(default=0, ge=0, le=10, description="Rows of labels below the header.")
    drop_rows: tuple[Rows, ...] = ()
    answers: Answers | None = Field(
        default=None, description="Each row is an answer; a column for each, named as they name it."
    )
    one_row_per: str | None = Field(
        default=None, description="Their column whose rows are joined into one: each cell's only value."
    )
    long: Long | None = None
    price_lists: dict[str, PriceList] = Field(default_factory=dict)


def read_mapping(path: Path) -> MappingFile:
    """The mapping of the file. Raises: ProtocolError with every fault of it."""
    tree = read_tree(path)
    refuse_other_kinds(MappingFile, tree)
    mapping, faults = validated(MappingFile, tree)
    if mapping is not None:
        faults = list(_said_twice(mapping, tree))
    if mapping is None or faults:
        raise ProtocolError(in_order(faults))
    return mapping


def _said_twice(mapping: MappingFile, tree: Tree) -> list[Fault]:
    """Columns of ours that come from two places."""
    places: list[tuple[str, tuple[str | int, ...]]] = []
    if mapping.participant:
        places.append(("participant", ("participant",)))
    places += [(ours, ("columns", ours)) for ours in mapping.columns]
    places += [(ours, ("price_lists", ours)) for ours in mapping.price_lists]
    if mapping.long:
        places += [(ours, ("long", "columns", ours)) for ours in mapping.long.columns]
        places.append((mapping.long.over, ("long", "over")))
    names = [ours for ours, _ in places]
    return [
        tree.fault(steps, f"says a second time what {ours} is.", at_key=True)
        for place, (ours, steps) in enumerate(places)
        if ours in names[:place]
    ]


def mapping_schema() -> dict[str, Any]:
    """The JSON Schema of a mapping file; a column of ours may be the name of theirs alone."""
    schema: dict[str, Any] = as_written(MappingFile.model_json_schema())
    inner = schema["properties"]["columns"]["additionalProperties"]
    schema["properties"]["columns"]["additionalProperties"] = {
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}, inner]
    }
    return {"$schema": DIALECT, **schema, "title": "ikea-effect mapping"}
