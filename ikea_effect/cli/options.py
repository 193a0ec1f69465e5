"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ProtocolArgument = Annotated[
    str, typer.Argument(metavar="PROTOCOL", help="A protocol's id, or a path to its YAML.")
]
StudyArgument = Annotated[
    str, typer.Argument(metavar="STUDY", help="A study's name: its folder in --results.")
]
ResultsOption = Annotated[Path, typer.Option("--results", help="Folder of the studies.")]
StudyOption = Annotated[str | None, typer.Option("--study", help="Name of the study.")]
ExperimentOption = Annotated[
    str | None,
    typer.Option("--experiment", help="Name of the lab's set-up (default: the one named like the protocol)."),
]
LanguageOption = Annotated[
    str | None, typer.Option("--language", help="Language of the texts, such as en or nl.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
DataOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--data", metavar="FILE...", help="Files from elsewhere: columns participant, factors, measures."
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="THEIRS=OURS", help="Rename a column, or a value: COLUMN:THEIRS=OURS."),
]
MappingOption = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="FILE.yaml", help="What their columns, values and rows are."),
]
DecimalOption = Annotated[
    str | None, typer.Option("--decimal", metavar="point|comma", help="The decimal sign of the files.")
]
ThousandsOption = Annotated[
    str | None,
    typer.Option(
        "--thousands",
        metavar="none|point|comma|space|apostrophe",
        help="The sign between thousands in the files.",
    ),
]
MissingOption = Annotated[
    list[str] | None,
    typer.Option("--missing", metavar="CODE", help="A code that stands for no answer (none: no code does)."),
]

DeskOption = Annotated[
    str, typer.Option("--desk", envvar="IKEA_DESK", help="What this desk is called, such as 3.")
]
EvenSoOption = Annotated[
    bool, typer.Option("--even-so", help="With --resume: also where another desk holds unsent answers.")
]
ScriptedOption = Annotated[
    bool,
    typer.Option("--scripted", help="A scripted hand replies by real mouse and keys, to try a study out."),
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        help="The store that several desks share: postgresql+psycopg://USER@SERVER/DATABASE.",
    ),
]

RESULTS = Path("results")
RoleOption = Annotated[
    str | None, typer.Option("--role", help="The participant's role; without it the next that is wanted.")
]
StratumOption = Annotated[
    list[str] | None,
    typer.Option("--stratum", help="The participant's stratum, such as woman, or gender=woman."),
]
ScreenOption = Annotated[int | None, typer.Option("--screen", help="Which screen of this machine, from 0.")]
ScreensOption = Annotated[Path | None, typer.Option("--screens", help="Keep a picture of every screen here.")]
WindowOption = Annotated[
    str | None,
    typer.Option("--window", metavar="WIDTHxHEIGHT", help="A window of this size, not the full screen."),
]
KeyboardOption = Annotated[bool, typer.Option("--keyboard", help="With --scripted: by keyboard alone.")]
