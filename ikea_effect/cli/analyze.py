"""Commands that read studies and data: status, rebuild, analyze, replicate, report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ikea_effect.cli.options import (
    RESULTS,
    DataOption,
    DecimalOption,
    JsonOption,
    MapOption,
    MappingOption,
    MissingOption,
    ResultsOption,
    StudyArgument,
    ThousandsOption,
)  # fmt: skip

if TYPE_CHECKING:
    from ikea_effect.operations.interim import Look

SourceArgument = Annotated[
    str,
    typer.Argument(metavar="STUDY|PROTOCOL", help="A study's name; with --data, a protocol's id or path."),
]

KeepAllOption = Annotated[
    bool,
    typer.Option(
        "--keep-all", help="Take every row, also previews, bots and sessions that were not finished."
    ),
]
RepeatedOption = Annotated[
    Literal["mean", "first", "last"] | None,
    typer.Option(
        "--repeated",
        help="Which value of a participant counts where there are several and a model takes one.",
    ),
]

InterimOption = Annotated[
    bool,
    typer.Option("--interim", help="Show verdicts below the planned sample; the study's journal keeps it."),
]
WhoOption = Annotated[
    str, typer.Option("--who", help="Who looks, for the study's journal (default: your account).")
]
WhyOption = Annotated[str, typer.Option("--why", help="Why, for the study's journal.")]
CriterionOption = Annotated[
    str,
    typer.Option(
        "--why",
        metavar="CRITERION",
        help="Only what a criterion asks, and when to choose it; with --interim: why one looks.",
    ),
]


ExecutorOption = Annotated[
    str | None,
    typer.Option(
        "--executor",
        metavar="here|processes|dask|tcp://HOST:PORT",
        help="Where resamples and specifications are worked out; the numbers are the same everywhere.",
    ),
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, max=10_000, help="Processes (default: one per processor).")
]
LookOption = Annotated[
    int | None,
    typer.Option(
        "--look",
        metavar="K",
        help="Take the protocol's planned look K (1, 2, ..); the study's journal keeps it.",
    ),
]


def _look(command: str, interim: bool, who: str, why: str, planned: int | None = None) -> Look | None:
    """The look that is asked for. Raises AnalysisError for a reason without a look."""
    from ikea_effect.errors import AnalysisError
    from ikea_effect.operations.interim import Look

    if interim and planned is not None:
        raise AnalysisError(
            "--look takes a planned look, --interim one that is not planned. Leave out one of them."
        )
    if (who or why) and not interim and planned is None:
        raise AnalysisError("--who and --why are kept with a look: say --interim too.")
    return Look(command, who, why, planned) if interim or planned is not None else None


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("status")(status)
    app.command("rebuild")(rebuild)
    app.command("analyze")(analyze)
    app.command("replicate")(replicate)
    app.command("report")(report)


def status(
    study: StudyArgument,
    results: ResultsOption = RESULTS,
    conditions: Annotated[
        bool, typer.Option("--conditions", help="Say also who has which condition.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """How far a study is, and who sits where.

    Examples: ikea-effect status norton-2012-1a
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.cli.status import print_status
    from ikea_effect.operations.status import status as asked
    from ikea_effect.record.studies import find_study

    found = asked(find_study(results, study), conditions)
    if json:
        print_answer(found)
    else:
        print_status(found)


def rebuild(study: StudyArgument, results: ResultsOption = RESULTS) -> None:
    """Make everything that follows from the journals anew: artifacts, tables, codebook, report.

    Example: ikea-effect rebuild norton-2012-1a
    """
    from ikea_effect.cli.printing import say
    from ikea_effect.operations.rebuild import rebuild as rebuilt
    from ikea_effect.record.studies import find_study

    found = rebuilt(find_study(results, study))
    for path in found.files:
        print(path)
    for note in found.notes:
        say(note)


def analyze(
    source: SourceArgument,
    data: DataOption = None,
    map: MapOption = None,
    mapping: MappingOption = None,
    decimal: DecimalOption = None,
    thousands: ThousandsOption = None,
    missing: MissingOption = None,
    keep_all: KeepAllOption = False,
    repeated: RepeatedOption = None,
    interim: InterimOption = False,
    planned: LookOption = None,
    who: WhoOption = "",
    why: WhyOption = "",
    results: ResultsOption = RESULTS,
    apa: Annotated[bool, typer.Option("--apa", help="A sentence to copy for each hypothesis.")] = False,
    executor: ExecutorOption = None,
    workers: WorkersOption = None,
    json: JsonOption = False,
) -> None:
    """Answer every hypothesis of the protocol from the data.

    Examples: ikea-effect analyze norton-2012-1a-simulated --json

    ikea-effect analyze norton-2012-1a --data bids.csv --map group=labor
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.analyze import People, analysis_of, printed
    from ikea_effect.operations.apa import sentences
    from ikea_effect.operations.data_files import DataFiles
    from ikea_effect.operations.elsewhere import spread_over

    files = DataFiles(tuple(data or ()), tuple(map or ()), decimal, thousands, tuple(missing or ()), mapping)
    look = _look("analyze", interim, who, why, planned)
    with spread_over(executor, workers):
        found = analysis_of(source, results, files, People(keep_all, repeated), look)
    if json:
        print_answer(found.to_json())
    elif apa:
        print("\n\n".join(sentences(found)))
    else:
        print(printed(found))


def replicate(
    source: Annotated[str | None, typer.Argument(metavar="[STUDY|PROTOCOL]", help="As for analyze.")] = None,
    data: DataOption = None,
    map: MapOption = None,
    mapping: MappingOption = None,
    decimal: DecimalOption = None,
    thousands: ThousandsOption = None,
    missing: MissingOption = None,
    original: Annotated[
        str | None, typer.Option("--original", help="A published result, t=2.12,n=26+26.")
    ] = None,
    replication: Annotated[
        str | None, typer.Option("--replication", help="Its replication, t=1.30,n=60+60.")
    ] = None,
    keep_all: KeepAllOption = False,
    repeated: RepeatedOption = None,
    decides: Annotated[str | None, typer.Option("--decides", help="The criterion that decides.")] = None,
    brief: Annotated[bool, typer.Option("--brief", help="Only the deciding verdicts, a line each.")] = False,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            help="Exit with 3 if the deciding verdict is one of these: not-met,undecided.",
        ),
    ] = None,
    interim: InterimOption = False,
    who: WhoOption = "",
    why: CriterionOption = "",
    results: ResultsOption = RESULTS,
    json: JsonOption = False,
) -> None:
    """Set the original beside the replication and say whether it replicated, by every criterion.

    Examples: ikea-effect replicate norton-2012-1a --data bids.csv

    ikea-effect replicate --original t=2.12,n=26+26 --replication t=1.30,n=60+60
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.analyze import People
    from ikea_effect.operations.data_files import DataFiles
    from ikea_effect.operations.replicate import Asked, explained, failing, replication_of

    if why and not (interim or who):
        if json:
            from ikea_effect.errors import AnalysisError

            raise AnalysisError(f"--why {why} prints words, no JSON: leave out --json.")
        print(explained(why))
        return
    fails = failing(fail_on)
    files = DataFiles(tuple(data or ()), tuple(map or ()), decimal, thousands, tuple(missing or ()), mapping)
    people = People(keep_all, repeated)
    look = _look("replicate", interim, who, why)
    found = replication_of(Asked(source, files, original, replication, decides, results, people, look))
    if json:
        print_answer(found.to_json())
    else:
        print(found.brief() if brief else found.text())
    if found.outcome in fails:
        raise typer.Exit(3)


def report(
    source: SourceArgument,
    data: DataOption = None,
    map: MapOption = None,
    mapping: MappingOption = None,
    decimal: DecimalOption = None,
    thousands: ThousandsOption = None,
    missing: MissingOption = None,
    keep_all: KeepAllOption = False,
    repeated: RepeatedOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="The report's file: .html, .docx (Word) or .pdf (default: report.html in the study's "
            "folder, or here).",
        ),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="A PDF beside the HTML.")] = False,
    figures: Annotated[
        Path | None,
        typer.Option("--figures", metavar="DIR", help="Each figure as SVG, PNG (300 dpi) and PDF, too."),
    ] = None,
    registered: Annotated[
        Path | None,
        typer.Option("--registered", metavar="DIR", help="Compare with what `register` froze there."),
    ] = None,
    language: Annotated[str, typer.Option("--language", help="What it is written in: en or nl.")] = "en",
    interim: InterimOption = False,
    who: WhoOption = "",
    why: WhyOption = "",
    results: ResultsOption = RESULTS,
) -> None:
    """Write the report: one file that holds everything, as a page, in Word or as PDF.

    Examples: ikea-effect report norton-2012-1a-simulated

    ikea-effect report norton-2012-1a-simulated --out report.docx

    ikea-effect report norton-2012-1a-simulated --language nl

    ikea-effect report norton-2012-1a --data bids.csv --mapping theirs.yaml --out report.html
    """
    from ikea_effect.operations.analyze import People
    from ikea_effect.operations.data_files import DataFiles
    from ikea_effect.operations.report import report_of

    files = DataFiles(tuple(data or ()), tuple(map or ()), decimal, thousands, tuple(missing or ()), mapping)
    look = _look("report", interim, who, why)
    people = People(keep_all, repeated)
    written = report_of(
        source, results, files, people, out, pdf=pdf, figures=figures, look=look, registered=registered,
        language=language,
    )  # fmt: skip
    print(written)
