"""A study handed over: every file by its place, as a folder or as one .zip."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from ikea_effect.errors import IkeaEffectError, RecordError
from ikea_effect.operations.data import Read, about, read_study
from ikea_effect.operations.hand_over.codes import Numbers, in_words, numbers_of, require_none, without_codes
from ikea_effect.operations.hand_over.crate import CRATE, HASHES, Told, citation, crate, hashes
from ikea_effect.operations.hand_over.readme import MEANINGS, readme
from ikea_effect.operations.interim import Look, interim_of, planned_sample
from ikea_effect.operations.registrations import beside_the_study
from ikea_effect.operations.report import material_of
from ikea_effect.operations.scripts import script_files
from ikea_effect.operations.synthetic import NOTE, note_of
from ikea_effect.protocol.kinds import Column, columns_of
from ikea_effect.protocol.registration import Author
from ikea_effect.record.disk import disk_errors, swept, write_durably
from ikea_effect.record.elsewhere import enter_elsewhere
from ikea_effect.record.export import CODEBOOK_COLUMNS, codebook, csv_bytes
from ikea_effect.record.observations import frame, tidy_columns
from ikea_effect.record.study import Study

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a .zip: the same study gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: the folder or .zip, the day, and what goes with it."""

    out: Path
    date: str
    license: str | None = None
    registered: Path | None = None
    look: Look | None = None
    stands_for: Study | None = None
    """The study whose data are not shared, where a simulated one stands in for it."""


class HandedOver(NamedTuple):
    """The places of the files in a bundle, and what of the study does not hold."""

    files: tuple[str, ...]
    wrong: tuple[str, ...]


def hand_over(study: Study, request: Request) -> HandedOver:
    """Writes the bundle. What does not hold of the study is returned, and counted in the bundle's README.

    Raises: RecordError for a study that still collects, unless a look is asked for, and where `out` is there.
    """
    swept(study.folder)
    _refuse(study, request)
    wrong = not_holding(study)
    files = bundle(study, request, len(wrong))
    with disk_errors(request.out):
        if request.out.suffix == ".zip":
            request.out.parent.mkdir(parents=True, exist_ok=True)
            write_durably(request.out, _zipped(files, request.out.stem))
        else:
            for name, content in files.items():
                (request.out / name).parent.mkdir(parents=True, exist_ok=True)
                write_durably(request.out / name, content)
    if request.stands_for is None:
        enter_elsewhere(study, request.out, "bundle")
    return HandedOver(tuple(files), wrong)


def not_holding(study: Study) -> tuple[str, ...]:
    """What `verify` says of sessions and places; of money, which is in no bundle, nothing."""
    from ikea_effect.operations.replay import replay
    from ikea_effect.operations.verify_claims import places_verified

    told = (f"{who}: {why}" for who, why in replay(study).problems)
    return (*told, *places_verified(study).problems)


def _refuse(study: Study, request: Request) -> None:
    out = request.out
    if out.is_file() or (out.is_dir() and any(out.iterdir())) or (out.suffix == ".zip" and out.exists()):
        raise RecordError(f"--out {out} is there already. Name another, or delete it.")
    complete = sum(row["status"] == "complete" for row in read_study(study).tables.wide)
    if request.look is None and (running := interim_of(study, complete)) is not None:
        raise RecordError(
            f"{study.name} is still collecting: {running.complete} of {planned_sample(study)} planned. Wait "
            "until it is complete, or say --interim, which is kept in the study's journal."
        )


def bundle(study: Study, request: Request, wrong: int = 0) -> dict[str, bytes]:
    """Every file by its place in the bundle; so much of the study does not hold.

    Raises: RecordError where a file would name somebody by a code.
    """
    read = read_study(study)
    numbers = numbers_of((str(row["participant"]) for row in read.tables.wide), study.secret)
    told = Told(_title(study), about(study), study.protocol, _authors(study), request.license, request.date)
    files = dict(_contents(study, read, numbers, request))
    if request.stands_for is not None:
        files[NOTE] = note_of(request.stands_for)
    texts = [one.name for one in _declared(study, read) if in_own_words(one) and _is_filled(one, read)]
    names = sorted([*files, "README.md", "CITATION.cff"])
    files |= {"README.md": readme(told, names, texts, MEANINGS, wrong), "CITATION.cff": citation(told)}
    files = dict(sorted(files.items()))
    files[CRATE] = crate(told, files, MEANINGS)
    require_none(files, numbers)
    files[HASHES] = hashes(files)
    return files


def _title(study: Study) -> str:
    warned = {"simulated": "SIMULATED: ", "scripted": "SCRIPTED: "}.get(study.mode, "")
    return f"{warned}{study.protocol.title} ({study.name})"


def _contents(study: Study, read: Read, numbers: Numbers, request: Request) -> Iterator[tuple[str, bytes]]:
    protocol = study.protocol
    shared = read._replace(tables=without_codes(read.tables, protocol, numbers))
    found, words = shared.tables, study.facts.get("words", {})
    declared = [one for one in _declared(study, read) if one.name in found.columns]
    yield "data/observations.csv", csv_bytes(found.columns, found.wide)
    yield "data/observations-tidy.csv", csv_bytes(tidy_columns(protocol), found.tidy)
    yield "data/codebook.csv", csv_bytes(CODEBOOK_COLUMNS, codebook(declared, words))
    for name, content in script_files(study, shared, "observations.csv", numbers):
        yield f"data/{name}", content
    yield "protocol/protocol.json", _json(protocol.said)
    yield "protocol/words.json", _json(words)
    yield from _results(study, shared, numbers, request)
    if request.registered is not None:
        yield from _registration(request.registered)


def _results(study: Study, shared: Read, numbers: Numbers, request: Request) -> Iterator[tuple[str, bytes]]:
    """The report and its numbers, with nobody named in their notes."""
    from ikea_effect.report.writing import write_report

    material = material_of(study, look=request.look)
    registered = None if request.registered is None else beside_the_study(request.registered, study)
    analysis = _renamed(material.analysis, numbers)
    told = replace(
        material,
        observations=frame(shared.tables),
        analysis=analysis,
        study=_renamed(material.study, numbers),
        registered=registered,
    )
    with TemporaryDirectory() as folder:
        page = write_report(told, Path(folder) / "report.html").read_bytes()
    yield "results/analysis.json", _json(analysis)
    yield "results/report.html", page


def _renamed(value: Any, numbers: Numbers) -> Any:
    """The value with numbers for the codes in its sentences."""
    if isinstance(value, Mapping):
        return {key: _renamed(one, numbers) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_renamed(one, numbers) for one in value)
    return in_words(value, numbers) if isinstance(value, str) else value


def _registration(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"registration/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _declared(study: Study, read: Read) -> list[Column]:
    return [one for one in columns_of(study.protocol) if one.name in read.tables.columns]


def in_own_words(column: Column) -> bool:
    """Whether people write what stands in the column: a text that is none of listed values."""
    return column.type == "text" and not column.values and not column.signs


def _is_filled(column: Column, read: Read) -> bool:
    return any(row.get(column.name) for row in read.tables.wide)


def _authors(study: Study) -> tuple[Author, ...]:
    """Who answers for the study, where its experiment's registration says so."""
    from ikea_effect.protocol.setup import load_setup

    try:
        setup = load_setup(study.facts["protocol"], study.facts["experiment"], collecting=False)
    except (IkeaEffectError, KeyError):  # the files are not on this machine: nobody is named
        return ()
    return setup.experiment.registered.authors


def _zipped(files: Mapping[str, bytes], folder: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            at = zipfile.ZipInfo(f"{folder}/{name}", _ZIP_DATE)
            at.compress_type, at.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(at, content)
    return out.getvalue()


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n").encode()
