"""A study's scripts: written beside its tables, with the program's own estimates to compare with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ikea_effect.operations.analyze import analysis_of
from ikea_effect.operations.data import Read, about, read_study
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.record.disk import disk_errors, write_durably
from ikea_effect.record.export import csv_bytes
from ikea_effect.record.observations import frame
from ikea_effect.record.study import Study


def export_scripts(study: Study, out: Path | None = None) -> list[Path]:
    """Writes analysis.py, analysis.R and estimates.csv, by default in the study's exports folder."""
    folder = out or study.folder / "exports"
    files = dict(script_files(study, read_study(study), "observations.csv"))
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_durably(folder / name, content)
    return [folder / name for name in files]


def script_files(
    study: Study, read: Read, path: str, numbers: Mapping[str, str] = {}
) -> Iterator[tuple[str, bytes]]:
    """The scripts and the estimates, by name; `path` is that of the data from where the scripts lie.

    `numbers` are those of participants, where the table has them in place of codes.
    """
    from ikea_effect.report.scripts.writing import ESTIMATE_COLUMNS, ESTIMATES, Data, estimate_rows, scripts

    analysis = analysis_of(study.name, study.folder.parent, DataFiles())
    apart = tuple(numbers.get(one, one) for one in _apart(study))
    data = Data(path, tuple(read.tables.columns), apart, about(study))
    for name, text in scripts(study.protocol, analysis, data):
        yield name, text.encode()
    yield ESTIMATES, csv_bytes(ESTIMATE_COLUMNS, estimate_rows(study.protocol, analysis, data))


def _apart(study: Study) -> tuple[str, ...]:
    """Who ended a session and is no participant all the same, such as a try-out by its id."""
    from ikea_effect.analysis.reading.table import people_of

    read = read_study(study)
    people = set(people_of(frame(read.tables), study.protocol).data["participant"].astype(str))
    ended = [str(row["participant"]) for row in read.tables.wide if row["status"] == "complete"]
    return tuple(one for one in ended if one not in people)
