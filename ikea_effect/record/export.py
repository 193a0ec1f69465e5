"""Tables on disk: RFC 4180 CSV in UTF-8, Parquet, and a codebook. Spreadsheet formulas are defused here."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ikea_effect.protocol.kinds import Column
from ikea_effect.protocol.texts import Variants, at_condition, variants_in
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


CODEBOOK_COLUMNS = ("name", "type", "unit", "values", "description", "wording")


def codebook(columns: Iterable[Column], texts: Mapping[str, str]) -> list[Row]:
    """One row for each column: type, unit, allowed values, meaning, and what participants read.

    `texts` are the wordings of the study's language by key; what it lacks is left empty.
    """
    variants = variants_in(texts)
    return [
        {
            "name": column.name,
            "type": column.type,
            "unit": column.unit,
            "values": _values(column),
            "description": column.meaning,
            "wording": _wording(column, texts, variants),
        }
        for column in columns
    ]


def _values(column: Column) -> str:
    """The values that a cell can have: words, a range, or the form of a moment; empty where all are."""
    if column.type in ("time", "boolean"):
        return {"time": "ISO 8601", "boolean": "true | false"}[column.type]
    ends = (column.low, column.high, column.step)
    low, high, step = (None if end is None else column.written(end) for end in ends)
    if low is None or column.values:
        return " | ".join(column.values)
    if high is None:
        return f">= {low}"
    return f"{low} to {high}" + (f" in steps of {step}" if step not in (None, "1") else "")


def _wording(column: Column, texts: Mapping[str, str], variants: Variants) -> str:
    """The question, and in brackets its anchors or options as participants read them.

    A question that is worded otherwise for some has these wordings after it, each with its levels.
    """
    said = wordings(column, texts, variants)
    if not any(said):
        return ""
    at = frozenset(level for _, level in column.levels)
    others = variants.get(column.wording[0], {})
    by_level = [f"{', '.join(sorted(one))}: {texts[key]}" for one, key in others.items() if at < one]
    said[0] = " / ".join([said[0], *by_level])
    named = [f"{name}: {text}" for name, text in zip(worded_values(column), said[1:], strict=False) if text]
    return " ".join([said[0], f"[{'; '.join(named)}]"] if named else [said[0]]).strip()


def wordings(column: Column, texts: Mapping[str, str], variants: Variants) -> list[str]:
    """The question, then its anchors or options, as participants read them; empty where none is known."""
    at = frozenset(level for _, level in column.levels)
    return [texts.get(at_condition(key, variants, at), "") for key in column.wording]


def worded_values(column: Column) -> tuple[str, ...]:
    """The values that have a wording: all words, or the ends of a range."""
    ends = (column.low, column.high)
    return column.values or tuple(column.written(end) for end in ends if end is not None)


_KEPT_AS = {"amount": "float64", "boolean": "bool_", "integer": "int64", "number": "float64"}
"""How Parquet keeps a type; anything else is text."""


def parquet_bytes(columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    """The table as Parquet, each column of its declared type; amounts as float64, deterministic."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = {one.name: _array(pa, one, [row.get(one.name) for row in rows]) for one in columns}
    out = pa.BufferOutputStream()
    pq.write_table(pa.table(data), out)
    return bytes(out.getvalue())


def _array(pa: Any, column: Column, values: list[Any]) -> Any:
    kept = _KEPT_AS.get(column.type, "string")
    plain: Callable[[Any], Any] = {"float64": float, "int64": int, "bool_": bool}.get(kept, str)
    cells = [None if value is None else plain(value) for value in values]
    return pa.array(cells, getattr(pa, kept)())
