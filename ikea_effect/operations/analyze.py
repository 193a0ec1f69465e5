"""Data to numbers: a study's journals, or CSV files from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ikea_effect.errors import AnalysisError
from ikea_effect.operations.data import Read, read_study
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.interim import Look, collection_notes, interim_of
from ikea_effect.operations.looks import looked, plan_of, refuse_early, take
from ikea_effect.protocol.hypotheses import Repeated
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.models import Protocol
from ikea_effect.record.claims import ENDED
from ikea_effect.record.observations import frame
from ikea_effect.record.studies import find_study
from ikea_effect.record.withdrawals import withdrawn_after
from ikea_effect.rounding import fixed, p_said

if TYPE_CHECKING:
    from pandas import DataFrame

    from ikea_effect.analysis.basis import Interim, Source
    from ikea_effect.analysis.reading.table import ReadTable
    from ikea_effect.analysis.results import Analysis, Estimate, Statistic
    from ikea_effect.record.study import Study


@dataclass(frozen=True, slots=True)
class People:
    """Who counts, and how often: every row with `keep_all`; one value of each by `repeated`."""

    keep_all: bool = False
    repeated: Repeated | None = None


class Answered(NamedTuple):
    """The protocol that was analyzed by, the analysis, and the rows that it was made of."""

    protocol: Protocol
    analysis: Analysis
    table: ReadTable


def analysis_of(
    source: str, results: Path, files: DataFiles, people: People = People(), look: Look | None = None
) -> Analysis:
    """The analysis of a study, or of files read as a protocol's data."""
    return protocol_and_analysis(source, results, files, people, look)[1]


def answered_from_files(source: str, files: DataFiles, people: People = People()) -> Answered:
    """What files say, read as the protocol's data; files count as final."""
    from ikea_effect.analysis.basis import Source
    from ikea_effect.analysis.reading.table import WhoCounts, read_table

    reading = files.reading()
    protocol = load_protocol(source, given=reading.given)
    who = WhoCounts(people.keep_all, repeats=people.repeated is not None)
    table = read_table(files.paths, protocol, reading, who)
    named = Source("files", tuple(map(str, files.paths)))
    return Answered(protocol, _analyzed(protocol, table, "data", named, people), table)


def protocol_and_analysis(
    source: str, results: Path, files: DataFiles, people: People = People(), look: Look | None = None
) -> tuple[Protocol, Analysis]:
    """The protocol that was analyzed by, and the analysis.

    A study with people that is below its planned sample has its verdicts withheld, but for a `look`, which is
    kept in the study's journal. A planned look is taken first. Files count as final.
    """
    if files.paths:
        refuse_look(look)
        return answered_from_files(source, files, people)[:2]
    files.refuse_options()
    study = find_study(results, source)
    return study.protocol, analysis_of_study(study, read_study(study), people, look)


def analysis_of_study(
    study: Study, read: Read, people: People = People(), look: Look | None = None
) -> Analysis:
    """The analysis of a study whose journals were read."""
    from ikea_effect.analysis.basis import Source
    from ikea_effect.analysis.reading.table import WhoCounts, people_of

    who = WhoCounts(people.keep_all, repeats=people.repeated is not None)
    table = people_of(_as_exported(frame(read.tables)), study.protocol, who)
    complete = sum(row["status"] == "complete" for row in read.tables.wide)
    if look is not None and look.planned is not None:
        _take(study, look, complete, table, people)
    interim = interim_of(study, complete, look)
    journals = Source("study", (study.name,), (*read.notes, *collection_notes(study)))
    found = _analyzed(study.protocol, table, study.mode, journals, people, interim)
    return replace(found, basis=replace(found.basis, sequential=looked(study)))


def _take(study: Study, look: Look, complete: int, table: ReadTable, people: People) -> None:
    """Takes a planned look: its hypothesis is judged, and the journal keeps how before anything is shown."""
    from ikea_effect.analysis.basis import Source

    finished = complete + withdrawn_after(study, ENDED)
    refuse_early(study, look.planned or 0, finished)
    rows = _analyzed(study.protocol, table, study.mode, Source("study", (study.name,)), people)
    plan = plan_of(study.protocol)
    [estimate] = (
        one for one in rows.estimates if one.role == "primary" and plan and one.hypothesis == plan.hypothesis
    )
    take(study, finished, estimate, look.by, look.why)


def refuse_look(look: Look | None) -> None:
    """Raises AnalysisError where an interim look is asked for at files."""
    if look is not None:
        option = "--interim" if look.planned is None else "--look"
        raise AnalysisError(
            f"{option} looks into a study of ours before its sample is complete; --data counts as final."
        )


def _analyzed(
    protocol: Protocol,
    table: ReadTable,
    mode: str,
    source: Source,
    people: People,
    interim: Interim | None = None,
) -> Analysis:
    from ikea_effect.analysis.analyze import analyze

    return analyze(
        protocol, table.data, table.mode or mode, table.notes,
        source=source, left_out=table.left_out, read=table.read, repeated=people.repeated, interim=interim,
    )  # fmt: skip


def _as_exported(table: DataFrame) -> DataFrame:
    """The table with the rows numbered as they stand in the exported file, where the header is row 1."""
    return table.set_axis(range(2, len(table) + 2), axis=0).rename_axis("row")


def printed(analysis: Analysis) -> str:
    """The analysis in lines for a person."""
    lines = [analysis.basis.title(analysis.protocol), *analysis.basis.lines()]
    for estimate in analysis.estimates:
        lines += ["", *_estimate_lines(estimate), *_unchanged(estimate)]
    if analysis.verdicts:
        lines += ["", "Against the original:"]
    lines += _verdict_lines([verdict.to_json() for verdict in analysis.verdicts])
    return "\n".join([*lines, *analysis.basis.notes_written()])


def _verdict_lines(verdicts: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line per verdict; rules that cannot be computed for one reason share theirs."""
    said: dict[tuple[str, ...], list[str]] = {}
    for place, verdict in enumerate(verdicts):
        alone = verdict["outcome"] not in ("cannot-be-computed", "withheld")
        key = (verdict["hypothesis"], verdict["outcome"], verdict["sentence"], str(place) if alone else "")
        said.setdefault(key, []).append(verdict["rule"])
    lines = [
        f"  {hypothesis}, {', '.join(rules)}: {outcome + '. ' if alone else ''}{sentence}"
        for (hypothesis, outcome, sentence, alone), rules in said.items()
    ]
    besides = (
        f"  {one['hypothesis']}: {one['inputs']['rests_on']}"
        for one in verdicts
        if one["inputs"].get("rests_on")
    )
    return [*lines, *dict.fromkeys(besides)]


def _unchanged(estimate: Estimate) -> list[str]:
    """A line on each other choice of exclusions by which the same values are compared."""
    same = "the same values are compared, with the same numbers"
    return [f"  {choice.replace('without-', 'without ')}: {same}" for choice in estimate.unchanged]


def _estimate_lines(estimate: Estimate) -> list[str]:
    from ikea_effect.analysis.results import counted

    term = f", {estimate.term}" if estimate.term else ""
    head = f"{estimate.hypothesis} ({estimate.role}): {estimate.measure}{term}"
    if estimate.estimate is None:
        return [head, f"  no estimate: {estimate.problem}"]
    lines = [head]
    for level, n in (estimate.n or {}).items():
        mean, sd = (estimate.mean or {}).get(level), (estimate.sd or {}).get(level)
        spread = f", mean {_number(mean)}, SD {_number(sd)}" if estimate.mean else ""
        lines.append(f"  {level}: n = {counted(n, estimate.n_of)}{spread}")
    found = f"{_number(estimate.estimate)} {estimate.unit}{_interval(estimate.ci, estimate)}"
    lines.append(f"  {estimate.method}: {found}{_test(estimate)}")
    if estimate.effect_size:
        size = estimate.effect_size
        lines.append(f"  {size.name} = {_number(size.value)}{_interval(size.ci, estimate, size.level)}")
    lines += _family(estimate)
    lines.append(f"  {estimate.formula}   [{estimate.library}]")
    return lines + [f"  note: {note}" for note in estimate.notes]


def _family(estimate: Estimate) -> list[str]:
    """p as Holm adjusts it within the declared family; nothing for a family of one, which it leaves alone."""
    found = estimate.details
    if found.get("family_size", 1) < 2 or found["p_holm"] is None:
        return []
    return [f"  Holm over the {found['family_size']} of family {found['family']}: {_p(found['p_holm'])}"]


def _number(value: float | None) -> str:
    return "-" if value is None else fixed(value, 3)


def _interval(limits: Sequence[float | None] | None, estimate: Estimate, level: float | None = None) -> str:
    if not limits:
        return ""
    level = estimate.level if level is None else level
    if tuple(limits) == (0.0, 0.0) and estimate.alternative == "any":
        # of a share: F is smaller than 95 of 100 that chance alone gives; other zeros are limits
        return f", {level:.0%} CI [0, 0]: chance alone mostly gives more"
    return f", {level:.0%} CI [{_limit(limits[0])}, {_limit(limits[1])}]"


def _limit(value: float | None) -> str:
    """A limit; one that is above zero is never printed as zero."""
    return "< .001" if value is not None and 0 < value < 0.0005 else _number(value)


def _test(estimate: Estimate) -> str:
    """The statistic and p, or p alone where it is counted in resamples."""
    from ikea_effect.analysis.results import whose_p

    if estimate.p is None:
        return ""
    shown = "" if estimate.statistic is None else f", {_statistic(estimate.statistic)}"
    whose = whose_p(estimate.method)
    return f"{shown}, {whose}{_p(estimate.p)} ({_SIDES.get(estimate.alternative, estimate.alternative)})"


_SIDES = {"any": "without a side"}


def _p(value: float) -> str:
    return p_said(value)


def _statistic(found: Statistic) -> str:
    """ "t(52.0) = 2.12", "F(2, 84.3) = 4.10", "z = 1.96"."""
    dfs = found.df if isinstance(found.df, tuple) else () if found.df is None else (found.df,)
    inside = ", ".join(fixed(df, 1) for df in dfs)
    return f"{found.name}{f'({inside})' if inside else ''} = {fixed(found.value, 2)}"
