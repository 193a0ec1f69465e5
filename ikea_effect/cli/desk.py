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
    roster: Annotated[
        Path | None,
        typer.Option("--roster", metavar="FILE.csv", help="Who comes: columns participant and time."),
    ] = None,
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
) -> None:
    """Keep a desk for a day: wait for the next participant, run the session, and wait again.

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
    opener = window_opener(WindowRequest(pace, window, screen, screens, scripted, keyboard))
    ended = run_desk(DeskRequest(session, roster), opener)
    say(f"Desk {desk} is closed. Sessions that ended here: {ended}.")
