"""A study's report: everything said about it, from its journals alone."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ikea_effect.errors import AnalysisError, did_you_mean, listed
from ikea_effect.language import Language, speaking, spoken_language
from ikea_effect.operations.analyze import People, analysis_of_study, refuse_look
from ikea_effect.operations.data import Read, read_study
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.interim import Look
from ikea_effect.operations.report_files import material_of_files, software
from ikea_effect.protocol.hypotheses import Repeated
from ikea_effect.protocol.names import named, names_of, spoken_words
from ikea_effect.record.absences import NO_SHOW, SENT_AWAY, absences
from ikea_effect.record.claims import CLAIMED
from ikea_effect.record.disk import disk_errors, swept
from ikea_effect.record.elsewhere import enter_elsewhere
from ikea_effect.record.observations import frame
from ikea_effect.record.studies import find_study
from ikea_effect.record.study import Study
from ikea_effect.record.withdrawals import withdrawn_after
from ikea_effect.report.writing import ending
from ikea_effect.report_languages import LANGUAGES

if TYPE_CHECKING:
    from ikea_effect.report.material import ReportMaterial


def report(
    study: Study,
    out: Path | None = None,
    *,
    pdf: bool = False,
    repeated: Repeated | None = None,
    look: Look | None = None,
) -> Path:
    """Writes the report, by default report.html in the study's folder, and returns its path."""
    if out is not None:
        ending(out)
    swept(study.folder)
    return _write(material_of(study, repeated, look), out or study.folder / "report.html", pdf)


def report_of(
    source: str,
    results: Path,
    files: DataFiles,
    people: People,
    out: Path | None = None,
    *,
    pdf: bool = False,
    figures: Path | None = None,
    look: Look | None = None,
    registered: Path | None = None,
    language: str = "en",
) -> Path:
    """Writes the report of a study, or of files read as a protocol's data, and returns its path.

    That of files is report.html where one stands, unless `out` names another place; its ending says whether
    it is a page, Word or PDF. Raises: AnalysisError.
    """
    _refuse_language(language)
    if files.paths:
        refuse_look(look)
        if registered is not None:
            raise AnalysisError("--registered compares a study of ours: files do not say how it was run.")
        path = out or Path("report.html")
        if any(path.resolve() == one.resolve() for one in files.paths):
            raise AnalysisError(f"--out {path}: that is the file of data, which is not written over.")
        ending(path)
        return _write(material_of_files(source, files, people), path, pdf, figures, language)
    files.refuse_options()
    if people.keep_all:
        raise AnalysisError("--keep-all is about rows of files from elsewhere: name these with --data.")
    study = find_study(results, source)
    swept(study.folder)
    path = out or study.folder / "report.html"
    ending(path)
    material = material_of(study, people.repeated, look)
    if registered is not None:
        from ikea_effect.operations.registrations import beside_the_study

        material = replace(material, registered=beside_the_study(registered, study))
    written = _write(material, path, pdf, figures, language)
    enter_elsewhere(study, out, "report")
    enter_elsewhere(study, figures, "figures")
    return written


def _refuse_language(language: str) -> None:
    """Raises: AnalysisError for a language in which no report is written."""
    if language not in LANGUAGES:
        raise AnalysisError(
            f"--language {language}: a report is written in one of: {listed(LANGUAGES)}."
            f"{did_you_mean(language, LANGUAGES)}"
        )


def _write(
    material: ReportMaterial,
    path: Path,
    pdf: bool,
    figures: Path | None = None,
    language: str = "en",
) -> Path:
    from ikea_effect.report.document import document
    from ikea_effect.report.writing import write_document, write_figures

    material, spoken = in_language(material, language)
    with disk_errors(path), speaking(spoken):
        path.parent.mkdir(parents=True, exist_ok=True)
        told = document(material)
        written = write_document(told, path)
        if pdf and written.suffix != ".pdf":
            write_document(told, path.with_suffix(".pdf"))
        if figures is not None:
            write_figures(told, figures)
    return written


def in_language(material: ReportMaterial, language: str) -> tuple[ReportMaterial, Language]:
    """The material with the protocol's names in the language, and the language with its other words."""
    spoken = spoken_language(language)
    if language == material.protocol.languages[0]:
        return material, spoken
    names = names_of(material.protocol, language)
    said = replace(spoken, names={**spoken.names, **spoken_words(names)})
    return replace(material, protocol=named(material.protocol, names)), said


def material_of(study: Study, repeated: Repeated | None = None, look: Look | None = None) -> ReportMaterial:
    """Everything that the study's report is written from."""
    from ikea_effect.report.material import ReportMaterial

    read = read_study(study)
    analysis = analysis_of_study(study, read, People(repeated=repeated), look)
    return ReportMaterial(
        protocol=study.protocol,
        observations=frame(read.tables),
        analysis=analysis.to_json(),
        study=_record(study, read),
        differences=(*study.facts.get("differences", ()), *_hurried(read)),
        screens=tuple(sorted((study.folder / "screens").glob("*.png"))),
    )


def _hurried(read: Read) -> tuple[str, ...]:
    """What `--pace fast` changes, where a session ran at it."""
    if "fast" not in read.paces:
        return ()
    return ("Sessions ran with --pace fast: minimum times, such as that of an inspection, were a twentieth.",)


def took_no_part(study: Study) -> dict[str, int]:
    """How many are in no row: did not come, were sent away, or withdrew after they had begun."""
    entered = Counter(one.kind for one in absences(study))
    return {NO_SHOW: entered[NO_SHOW], SENT_AWAY: entered[SENT_AWAY]} | {
        "withdrawn": withdrawn_after(study, CLAIMED)
    }


def _record(study: Study, read: Read) -> dict[str, Any]:
    facts = study.facts
    heads = "".join(f"{participant}{head}" for participant, head in sorted(read.heads.items()))
    return {
        "study": study.name,
        "mode": study.mode,
        "created": facts["created"],
        "language": facts["language"],
        "seed": facts["seed"],
        "seed_commitment": facts["seed_commitment"],
        "protocol_sha256": facts["protocol_sha256"],
        "hashes": facts["hashes"],
        "experiment": facts["experiment"],
        "journals": len(read.heads),
        "pace": ", ".join(read.paces) or None,
        "journal_head": hashlib.sha256(heads.encode()).hexdigest(),
        "software": software(),
        "notes": list(read.notes),
        "words": facts.get("words", {}),
        "took_no_part": took_no_part(study),
    }
