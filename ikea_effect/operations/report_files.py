"""A report from files that others made: no session of ours, no journal; the rows, and how they were read."""

from __future__ import annotations

import hashlib
import platform
import shlex
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ikea_effect import __version__
from ikea_effect.operations.analyze import People, answered_from_files
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.protocol.hypotheses import Repeated
from ikea_effect.protocol.kinds import columns_of, placements
from ikea_effect.protocol.models import Protocol

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from ikea_effect.report.material import ReportMaterial

SOFTWARE = ("numpy", "scipy", "pandas", "statsmodels", "matplotlib")


def software() -> dict[str, str]:
    """The versions of what computes and draws, by name."""
    ours = {"ikea-effect": __version__, "python": platform.python_version()}
    return ours | {part: metadata.version(part) for part in SOFTWARE}


def material_of_files(source: str, files: DataFiles, people: People) -> ReportMaterial:
    """Everything that a report of the files is written from.

    Who takes part in several rows is one row of the observations, with a column for each level.
    """
    from ikea_effect.report.material import ReportMaterial

    protocol, analysis, table = answered_from_files(source, files, people)
    rows = _numbered(table.data)
    return ReportMaterial(
        protocol=protocol,
        observations=one_row_each(rows, protocol, people.repeated),
        analysis=analysis.to_json(),
        study={"mode": analysis.mode, "software": software()},
        reading={
            "files": [_file(path) for path in files.paths],
            "columns": list(_columns(table.data, protocol, files)),
            "unused": _unused(table.data, protocol),
            "notes": list(table.notes),
            "asked": _asked(source, files, people),
        },
    )


def one_row_each(rows: DataFrame, protocol: Protocol, repeated: Repeated | None = None) -> DataFrame:
    """One row per participant, as a study's own table has it: what repeats with levels in columns by level.

    Several values at the same level count as `repeated` says, by default their mean, as in the analysis.
    """
    if not rows["participant"].duplicated().any():
        return rows
    import pandas as pd

    found = rows.groupby("participant", sort=False).first()
    for column, at, ours in _by_level(protocol, list(map(str, rows.columns))):
        chosen = pd.Series(True, index=rows.index)
        for factor, level in at.items():
            chosen &= rows[factor].astype("string").eq(level).fillna(False) if factor in rows else False
        found[ours] = _one_of_each(rows[chosen.astype(bool)], column, repeated)
    return found.reset_index()


def _by_level(protocol: Protocol, have: list[str]) -> Iterator[tuple[str, dict[str, str], str]]:
    """Each column of a measure in long rows, the levels of a repetition, and its name in the wide table."""
    declared = {(one.in_long, one.levels): one for one in columns_of(protocol) if one.of in protocol.measures}
    for measure in protocol.measures:
        for at in placements(protocol, measure):
            levels = tuple(at.items())
            for (in_long, its_levels), column in declared.items():
                if column.of == measure and its_levels == levels and in_long in have:
                    yield in_long, at, column.name


def _one_of_each(rows: DataFrame, column: str, repeated: Repeated | None) -> Series[Any]:
    import pandas as pd

    values = rows.groupby("participant", sort=False)[column]
    if repeated == "last":
        return values.last()
    if repeated == "first" or not pd.api.types.is_numeric_dtype(rows[column]):
        return values.first()
    return values.mean()


def _numbered(rows: DataFrame) -> DataFrame:
    """The rows with somebody in each. A column `status` of theirs says nothing of sessions of ours."""
    if "participant" not in rows:
        rows = rows.assign(participant=[f"row {number}" for number in rows.index])
    return rows.drop(columns="status", errors="ignore")


def _file(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"name": path.name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def _columns(rows: DataFrame, protocol: Protocol, files: DataFiles) -> Iterator[dict[str, Any]]:
    """Each column that counts: ours, theirs, what was recoded, how many values, and their range."""
    import pandas as pd

    known = _known(protocol)
    theirs, recoded = _renamed(files)
    for name in (str(column) for column in rows.columns if str(column) in known):
        cells = rows[name]
        there = cells[cells.notna() & (cells.astype("string") != "")]
        ends: list[Any] = []
        if pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells) and len(there):
            ends = [float(there.min()), float(there.max())]
        yield {
            "ours": name,
            "theirs": theirs.get(name, [name]),
            "recoded": recoded.get(name, {}),
            "values": len(there),
            "empty": len(cells) - len(there),
            "different": int(there.nunique()),
            "range": ends,
        }


def _unused(rows: DataFrame, protocol: Protocol) -> list[str]:
    known = _known(protocol)
    return [str(column) for column in rows.columns if str(column) not in known]


def _known(protocol: Protocol) -> set[str]:
    """The columns that count, by their names in a table of either form."""
    ours = {name for one in columns_of(protocol) for name in (one.name, one.in_long)}
    return {"participant", *protocol.factors} | ours


def _renamed(files: DataFiles) -> tuple[dict[str, list[str]], dict[str, dict[str, str]]]:
    """{ours: theirs} of columns and {ours: {their value: ours}}, as the options and the mapping file say."""
    reading = files.reading()
    theirs: dict[str, list[str]] = {}
    recoded: dict[str, dict[str, str]] = {}
    for their, ours in reading.names.items():
        theirs.setdefault(ours, []).append(their)
    mapping = reading.mapping
    if mapping is None:
        return theirs, recoded
    if mapping.participant:
        theirs["participant"] = [mapping.participant]
    for ours, column in mapping.columns.items():
        theirs[ours] = [column.column, *column.or_in]
        recoded[ours] = dict(column.values)
    for ours, prices in mapping.price_lists.items():
        theirs[f"{ours}.low"] = theirs[f"{ours}.high"] = list(prices.prices)
    if mapping.long:
        for ours, by_level in mapping.long.columns.items():
            theirs[ours] = list(by_level.values())
    return theirs, recoded


def _asked(source: str, files: DataFiles, people: People) -> str:
    """What was typed behind the command, to have the same again; files by their names alone."""
    words = [Path(source).name if Path(source).suffix else source]
    words += [word for path in files.paths for word in ("--data", path.name)]
    words += [word for one in files.maps for word in ("--map", one)]
    words += ["--mapping", files.mapping.name] if files.mapping else []
    words += ["--decimal", files.decimal] if files.decimal else []
    words += ["--thousands", files.thousands] if files.thousands else []
    words += [word for one in files.missing for word in ("--missing", one)]
    words += ["--keep-all"] if people.keep_all else []
    words += ["--repeated", people.repeated] if people.repeated else []
    return shlex.join(words)
