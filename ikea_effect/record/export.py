"""Tables on disk: RFC 4180 CSV in UTF-8, Parquet, and a codebook. Spreadsheet formulas are defused here."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ikea_effect.protocol.measures import ChoiceMeasure, FreeText, MoneyMeasure, Rating, Scale
from ikea_effect.protocol.mechanisms import Auction
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.timeline import Bidding, Step
from ikea_effect.record.observations import Row

_FORMULA = frozenset("=+-@")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
"""Unicode's blanks and invisible signs, which a spreadsheet may skip before it looks for a formula."""


def csv_bytes(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """The table as CSV: CRLF line ends, cells quoted where needed, missing as an empty cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return out.getvalue().encode("utf-8")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}" if _may_run(value) else value
    if isinstance(value, float):
        return repr(value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _may_run(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula; full-width signs are formulas to some."""
    if text[:1] in ("\t", "\r", "\n"):
        return True
    seen = next((place for place, sign in enumerate(text) if unicodedata.category(sign) not in _UNSEEN), None)
    if seen is None or unicodedata.normalize("NFKC", text[seen])[:1] not in _FORMULA:
        return False
    return len(text) > seen + 1


CODEBOOK_COLUMNS = ("name", "type", "unit", "values", "description")


def codebook(protocol: Protocol, columns: Sequence[str]) -> list[Row]:
    """One row per column of the wide table: type, unit, allowed values, meaning."""
    return [{"name": column, **_described(protocol, column)} for column in columns]


_FIXED: Mapping[str, tuple[str, str, str, str]] = {
    "participant": ("text", "", "", "Participant id, given at the start of the session"),
    "status": (
        "text",
        "",
        "complete | ended-early | interrupted | waiting",
        "How the session ended; waiting: left where it waits for others",
    ),
    "mode": ("text", "", "lab | simulated | scripted", "Who replied: a person, a simulation, a script"),
    "language": ("text", "", "", "Language of the session's texts"),
    "started_at": ("time", "UTC", "ISO 8601", "When the session began"),
    "finished_at": ("time", "UTC", "ISO 8601", "When the last page was left"),
    "duration_s": (
        "number",
        "seconds",
        "",
        "How long the session ran, from the opening of its window, without interruptions",
    ),
    "interruptions": ("integer", "", "", "How often the session was resumed"),
    "owed": ("number", "", "", "What is paid out to the participant at the end"),
    "points": ("integer", "points", ">= 0", "Points earned by questions on the rule and by practice"),
    "counts": ("text", "", "", "The bidding step that was drawn to count; the others change nothing"),
}

_STEP: Mapping[str, str] = {
    "comprehension": "Questions on the rule: passed, failed (attempts used up), not-asked",
    "attempts": "Attempts used on the questions on the rule",
    "right_at_once": "Questions on the rule that were answered right at the first attempt",
    "price": "The price drawn",
    "bought": "Whether the participant bought the good",
    "paid": "What the participant pays for the good; less than zero is paid to who sold",
    "group": "The group whose bids were settled together; empty while it waits for others",
    "earned": "What the prediction earns; empty until the study is closed",
    "round": "The round that was drawn to count",
    "consistent": "Whether no price was taken above one that was refused",
    "winner": "The paddle that bid last",
    "paddle": "The participant's paddle at the desk",
    "first_price": "The price asked about first",
    "first_answer": "Whether the participant would buy at the first price",
    "second_price": "The price asked about next, higher after yes and lower after no",
    "second_answer": "Whether the participant would buy at the second price",
}

_AMOUNTS = re.compile(r"price|paid|earned|practice_error(_[0-9]+)?|(first|second)_price")


def _described(protocol: Protocol, column: str) -> Row:
    if column in protocol.factors:
        levels = protocol.factors[column].levels
        return _entry("text", "", " | ".join(levels), f"Condition: {column}")
    name, _, rest = column.partition(".")
    if name in protocol.measures:
        return _measure(protocol, name, rest)
    if column in _FIXED:
        kind, unit, values, meaning = _FIXED[column]
        return _entry(kind, protocol.currency if column == "owed" else unit, values, meaning)
    unit = protocol.currency if _AMOUNTS.fullmatch(rest) else ""
    numbered = re.fullmatch(r"(practice_error|consistent)_([0-9]+)", rest)
    if numbered and numbered[1] == "consistent":
        return _entry("", unit, "", f"{_STEP['consistent']}, in round {numbered[2]}")
    if numbered or rest == "practice_error":
        where = f"practice round {numbered[2]}" if numbered else "the last practice round"
        return _entry("", unit, "", f"{_practice_error(protocol, name)}, in {where}")
    if (name, rest) in {(step.name, "price") for step in protocol.timeline if _auctions(step)}:
        return _entry("", unit, "", "What the good cost in the group's auction; of several prices, one's own")
    return _entry("", unit, "", _STEP.get(rest, f"Recorded by the step '{name}'"))


def _practice_error(protocol: Protocol, step: str) -> str:
    """What a step's practice error is: of answers that bound a value, how far the worth is outside."""
    found = (one for one in protocol.timeline if isinstance(one, Bidding) and one.id == step)
    if any(bidding.mechanism.interval for bidding in found):
        return "How far the bounds by the answers lie from the worth of the token, below zero if under it"
    return "Bid less worth of the token"


def _auctions(step: Step) -> bool:
    return isinstance(getattr(step, "mechanism", None), Auction)


def _measure(protocol: Protocol, name: str, rest: str) -> Row:
    match protocol.measures[name]:
        case MoneyMeasure():
            bounds = {"low": "lower bound of ", "high": "upper bound of "}
            number, end = re.fullmatch(r"([0-9]*)\.?(.*)", rest).groups()  # type: ignore[union-attr]
            meaning = f"Willingness to pay: {bounds.get(end, '')}{name}"
            return _entry(
                "number", protocol.currency, ">= 0", meaning + (f", round {number}" if number else "")
            )
        case Rating(low=low, high=high):
            return _entry("integer", "points", f"{low} to {high}", f"Rating: {name}")
        case Scale(low=low, high=high, items=items):
            meaning = f"Item of {name}, as answered" if rest else f"Mean of {', '.join(items)}"
            return _entry("integer" if rest else "number", "points", f"{low} to {high}", meaning)
        case ChoiceMeasure(options=options):
            return _entry("text", "", " | ".join(options), f"Choice: {name}")
        case FreeText():
            return _entry("text", "", "", f"Open answer: {name}")


def _entry(kind: str, unit: str, values: str, meaning: str) -> Row:
    return {"type": kind, "unit": unit, "values": values, "description": meaning}


def parquet_bytes(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """The table as Parquet; amounts as float64, deterministic."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = {
        column: [float(v) if isinstance(v := row.get(column), Decimal) else v for row in rows]
        for column in columns
    }
    out = pa.BufferOutputStream()
    pq.write_table(pa.table({name: _array(pa, values) for name, values in data.items()}), out)
    return bytes(out.getvalue())


def _array(pa: Any, values: list[Any]) -> Any:
    if any(isinstance(value, float) for value in values):
        return pa.array([None if value is None else float(value) for value in values])
    if len({type(value) for value in values if value is not None}) > 1:
        return pa.array([None if value is None else str(value) for value in values])
    return pa.array(values)
