"""The command that keeps a desk for a day: desk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ikea_effect.cli.options import (
    RESULTS,
    DeskOption,
    ExperimentOption,
    KeyboardOption,
    LanguageOption,
    ResultsOption,
    ScreenOption,
    ScreensOption,
    StoreOption,
    WindowOption,
)

RosterOption = Annotated[
    Path | None,
    typer.Option("--roster", metavar="FILE.csv", help="Who comes: columns participant and time."),
]
PrepareOption = Annotated[
    int | None,
    typer.Option("--prepare", metavar="N", min=1, max=500, help="Make N desks that have no network."),
]
PlacesOption = Annotated[
    int | None,
    typer.Option("--places", min=1, max=10_000, help="With --prepare: places of each desk, in each stratum."),
]
ToOption = Annotated[Path, typer.Option("--to", help="With --prepare: where their folders are made.")]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("desk")(desk)


def desk(
    study: Annotated[str, typer.Option("--study", help="Name of the study.")],
    protocol: Annotated[
        str | None,
        typer.Argument(metavar="[PROTOCOL]", help="The protocol, where the study has not begun yet."),
    ] = None,
    desk: DeskOption = "",
    roster: RosterOption = None,
    experiment: ExperimentOption = None,
    language: LanguageOption = None,
    results: ResultsOption = RESULTS,
    store: StoreOption = None,
    window: WindowOption = None,
    screen: ScreenOption = None,
    screens: ScreensOption = None,
    scripted: Annotated[
        bool, typer.Option("--scripted", help="A scripted hand goes through the roster, to try it out.")
    ] = False,
    keyboard: KeyboardOption = False,
    pace: Annotated[
        str, typer.Option("--pace", help="normal, or fast: short minimum times, to try a desk out.")
    ] = "normal",
    prepare: PrepareOption = None,
    places: PlacesOption = None,
    to: ToOption = Path("desks"),
) -> None:
    """Keep a desk for a day: wait for the next participant, run the session, and wait again.

    With --prepare, make the folders of desks that will have no network; `collect` joins them.

    Example: ikea-effect desk norton-2012-1a --study pilot --desk 3 --roster monday.csv
    """
    from ikea_effect.cli.printing import say
    from ikea_effect.operations.desk.study import DeskRequest, run_desk
    from ikea_effect.operations.run import RunRequest
    from ikea_effect.operations.run_window import WindowRequest, window_opener

    session = RunRequest(
        protocol=protocol or "",
        participant="",
        study=study,
        experiment=experiment,
        language=language,
        results=results,
        mode="scripted" if scripted else "lab",
        store=store,
        desk=desk,
    )
    if prepare is not None:
        from ikea_effect.operations.prepare import PrepareRequest
        from ikea_effect.operations.prepare import prepare as make

        say(make(PrepareRequest(session, prepare, to, places)).text())
        return
    opener = window_opener(WindowRequest(pace, window, screen, screens, scripted, keyboard))
    ended = run_desk(DeskRequest(session, roster), opener)
    say(f"Desk {desk} is closed. Sessions that ended here: {ended}.")
