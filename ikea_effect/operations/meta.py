"""Many studies together: ours, what protocols say was published, and results in a line each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ikea_effect.errors import AnalysisError, listed
from ikea_effect.operations.analyze import protocol_and_analysis
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.meta_library import Entry, Library, read_library
from ikea_effect.operations.meta_rows import Row, row_of, rows_of, studies_of
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.rounding import fixed, p_digits, p_said

if TYPE_CHECKING:
    from ikea_effect.analysis.replication.meta import EffectKind, LeftOut, Meta, Study
    from ikea_effect.analysis.replication.meta_fit import Fit
    from ikea_effect.analysis.replication.small_studies import SmallStudies
    from ikea_effect.analysis.results import Analysis
    from ikea_effect.protocol.models import Protocol


@dataclass(frozen=True, slots=True)
class MetaRequest:
    """What is pooled: studies of ours, published rows of protocols, "LABEL: t=2.12,n=26+26" lines, CSVs."""

    studies: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    hypothesis: str | None = None
    moderators: tuple[str, ...] = ()
    results: Path = Path("results")
    files: tuple[Path, ...] = ()
    effect: str | None = None
    library: Path | None = None


def meta_of(request: MetaRequest) -> Meta:
    """The results pooled: REML with Knapp and Hartung's interval from three on, else a fixed effect.

    A row may end in an id and moderators: "Lab A: t=2.1,n=26+26; id=a; pay=5". Raises: AnalysisError.
    """
    from ikea_effect.analysis.replication.meta import meta

    library = None if request.library is None else read_library(request.library)
    effect = _effect(request.effect or (library and library.effect) or "d")
    rows = map(row_of, request.rows)
    in_files = (row for path in request.files for row in rows_of(path))
    found = [
        *_ours(request, effect), *_published(request, effect), *studies_of(rows, effect),
        *studies_of(in_files, effect), *_in_library(request, library, effect),
    ]  # fmt: skip
    if not found:
        raise AnalysisError(
            "nothing to pool: name studies, --published PROTOCOL, --row 'Lab A: t=2.12,n=26+26', or "
            "--rows FILE.csv, or --library FILE.yaml."
        )
    moderators = request.moderators or (library.moderators if library else ())
    return meta(found, moderators, effect)


def _effect(name: str) -> EffectKind:
    if name == "d":
        return "d"
    if name == "g":
        return "g"
    raise AnalysisError(f"--effect {name}: d (standardized difference) or g (Hedges' correction).")


def _hypothesis(protocol: Protocol, name: str | None) -> str:
    ids = [hypothesis.id for hypothesis in protocol.hypotheses]
    chosen = name or (ids[0] if ids else "")
    if chosen not in ids:
        raise AnalysisError(f"{protocol.id} has no hypothesis '{chosen}'. Hypotheses: {listed(ids)}.")
    return chosen


def _ours(request: MetaRequest, effect: EffectKind) -> Iterator[Study | LeftOut]:
    from ikea_effect.analysis.replication.meta import LeftOut
    from ikea_effect.analysis.replication.pooling import estimated_study

    for name in request.studies:
        if ":" in name or "=" in name:
            raise AnalysisError(f"'{name}' is a result, and a study is named here. Write --row '{name}'.")
        protocol, analysis = protocol_and_analysis(name, request.results, DataFiles())
        wanted = _hypothesis(protocol, request.hypothesis)
        found = [one for one in analysis.estimates if one.hypothesis == wanted and one.role == "primary"]
        early = analysis.basis.interim
        how = f"{early.complete} of {early.planned} planned" if early else analysis.mode
        label = name if how == "lab" else f"{name} ({how})"
        if not found:
            yield LeftOut(label, "there is no estimate")
            continue
        one = estimated_study(label, protocol, found[0], effect, name)
        yield one if isinstance(one, LeftOut) else _resting_on(one, analysis)


def _resting_on(one: Study, analysis: Analysis) -> Study:
    """The study with what its analysis rests on: who was left out, and every note."""
    whole, basis = analysis.to_json(), analysis.basis
    told = [*basis.lines(), *(line for line in basis.notes_written() if line)]
    kept = {key: whole[key] for key in ("protocol", "protocol_sha256", *basis.to_json())}
    return replace(one, basis=kept, notes=tuple(f"{one.label}: {line.strip()}" for line in told))


def _published(request: MetaRequest, effect: EffectKind) -> Iterator[Study | LeftOut]:
    from ikea_effect.analysis.replication.pooling import published_studies

    for reference in request.published:
        protocol = load_protocol(reference)
        yield from published_studies(protocol, _hypothesis(protocol, request.hypothesis), effect)


def _in_library(
    request: MetaRequest, library: Library | None, effect: EffectKind
) -> Iterator[Study | LeftOut]:
    """What the library lists, each with its moderators."""
    from ikea_effect.analysis.replication.meta import LeftOut

    for place, entry in enumerate(library.results if library else (), 1):
        asked = replace(request, hypothesis=entry.hypothesis or request.hypothesis)
        if entry.study:
            found = _ours(replace(asked, studies=(entry.study,)), effect)
        elif entry.published:
            found = _published(replace(asked, published=(entry.published,)), effect)
        else:
            where = f"{request.library}: results[{place}] {entry.label}"
            row = Row(where, str(entry.label), entry.id or str(entry.label), str(entry.result), {})
            found = studies_of(iter((row,)), effect)
        for one in found:
            if isinstance(one, LeftOut):
                yield one
            else:
                yield replace(one, moderators={**one.moderators, **_known(entry)})


def _known(entry: Entry) -> dict[str, float | str]:
    return {
        name: value if isinstance(value, str) else float(value) for name, value in entry.moderators.items()
    }


def write_page(found: Meta, request: MetaRequest, path: Path) -> Path:
    """Writes the meta-analysis as a page, in Word or as PDF, titled as its library is.

    Raises: AnalysisError for another ending, StationError if it cannot be written.
    """
    from ikea_effect.report.meta_page import meta_document
    from ikea_effect.report.writing import write_document

    title = read_library(request.library).library if request.library else "Studies pooled"
    return write_document(meta_document(found, title), path)


def meta_json(found: Meta) -> dict[str, Any]:
    """The meta-analysis as one JSON object, with its groups of studies."""
    from ikea_effect.analysis.replication.subgroups import groups_of, of_two

    groups, said = groups_of(found), found.to_json()
    notes = [*said["notes"], *of_two(groups)]
    return said | {"subgroups": [one.to_json(found.effect) for one in groups], "notes": notes}


def meta_text(found: Meta) -> str:
    """The meta-analysis in lines for a person."""
    json = meta_json(found)
    pooled = json["pooled"]
    effect = json["effect"]
    width = max(len(s["label"]) for s in json["studies"]) + 2
    lines = [f"{'study':<{width}}{effect:>8}{'SE':>8}{'weight':>9}"]
    lines += [
        f"{s['label']:<{width}}{fixed(s[effect], 3):>8}{fixed(s['se'], 3):>8}"
        f"{fixed(100 * s['weight'], 1) + '%':>9}"
        for s in json["studies"]
    ]
    lines.append("")
    told = {name: value for name, value in pooled.items() if value is not None and name != "ad_hoc_bound"}
    lines += [
        f"{name}: {p_digits(value) if name in _ARE_P else _said(value)}" for name, value in told.items()
    ]
    lines += _group_lines(json["subgroups"], effect, found.regression is not None)
    lines += _regression_lines(found.regression)
    lines += _small_lines(found.small, effect)
    lines += [f"left out: {one['label']}: {one['reason']}" for one in json["left_out"]]
    return "\n".join([*lines, *json["notes"]])


def _group_lines(groups: list[dict[str, Any]], effect: str, regressed: bool) -> list[str]:
    """Each group of studies pooled alone; of one study there is nothing to pool."""
    if not groups:
        return []
    names = [f"{one['moderator']}: {one['level']}" for one in groups]
    width = max(map(len, (*names, _APART))) + 2
    lines = ["", f"{_APART:<{width}}{'studies':>8}{effect:>8}{'95% CI':>26}{'tau2':>10}"]
    for name, one in zip(names, groups, strict=True):
        fit, k = one["pooled"], len(one["studies"])
        cells = ("–", "–", "–")
        if fit:
            tau2 = _said(fit["tau2"]) if k > 2 else "–"  # two studies are pooled as having one effect
            cells = (fixed(fit[effect], 3), _said(fit["ci"]), tau2)
        lines.append(f"{name:<{width}}{k:>8}{cells[0]:>8}{cells[1]:>26}{cells[2]:>10}")
    says = "the regression says it" if regressed else f"`--moderator {groups[0]['moderator']}` asks it"
    return [*lines, f"Whether groups differ is not seen from their intervals: {says}."]


def _regression_lines(fit: Fit | None) -> list[str]:
    """The meta-regression: each coefficient with its interval and p, and what is left unexplained."""
    if fit is None:
        return []
    width = max(len(term.name) for term in fit.terms) + 2
    rows = [
        f"{term.name:<{width}}{_small(term.b):>10}{_small(term.se):>10}{_said(list(term.ci)):>26}"
        f"{p_digits(term.p):>10}"
        for term in fit.terms
    ]
    head = f"{'regression':<{width}}{'b':>10}{'SE':>10}{'95% CI':>26}{'p':>10}"
    left = f"left unexplained: tau2 = {_said(fit.tau2)}, Q({fit.df:.0f}) = {_said(fit.q)}, {p_said(fit.p_q)}"
    return ["", head, *rows, left]


def _small_lines(small: SmallStudies | None, effect: str) -> list[str]:
    """What small studies say beside large ones, and what that cannot show."""
    if small is None:
        return []
    egger, selected = small.egger, small.selection
    differs = "small studies differ from large ones" if egger.p < 0.05 else "no difference was shown"
    lines = [
        "",
        "small studies beside large ones",
        f"Egger: t({egger.df}) = {_said(egger.t)}, {p_said(egger.p)}: {differs}",
    ]
    for name, one in (("PET", small.pet), ("PEESE", small.peese)):
        answers = " (answers)" if small.answers == name.lower() else ""
        ci = _said(list(one.ci))
        lines.append(f"{name}: {effect} = {_said(one.b)} {ci}, {p_said(one.p)}{answers}")
    if selected is None:
        lines.append(
            f"selection model: none, since every study is significant towards a {small.towards} effect, or "
            "none is"
        )
    else:
        lines.append(
            f"selection model: {effect} = {_said(selected.mu)} {_said(list(selected.ci))}; studies without "
            f"significance seen {_said(selected.delta)} times as often, {p_said(selected.p)}"
        )
    return [*lines, _CANNOT.format(towards=small.towards)]


_APART = "groups pooled apart"
_ARE_P = frozenset(("p", "p_q"))
"""What of a pooled estimate is a p, and printed as one."""

_CANNOT = (
    "None of these can tell unpublished studies from weaker designs or other participants. "
    "PET-PEESE is biased where studies differ much from each other; the selection model takes p below .025 "
    "towards a {towards} effect to be all that decides whether a study is seen."
)


def _small(value: float) -> str:
    """Three decimals, or three digits where those would show nothing: a slope per second or per euro cent."""
    return fixed(value, 3) if value == 0 or abs(value) >= 0.001 else f"{value:.2e}"


def _said(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return "[" + ", ".join(_said(one) for one in value) + "]"
    return str(value)
