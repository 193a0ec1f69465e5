"""The command that looks at a desk: doctor."""

from __future__ import annotations

from typing import Annotated

import typer

from ikea_effect.cli.options import RESULTS, JsonOption, ResultsOption, ScreenOption


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("doctor")(doctor)


def doctor(
    results: ResultsOption = RESULTS,
    screen: ScreenOption = None,
    window: Annotated[
        str | None,
        typer.Option("--window", metavar="WIDTHxHEIGHT", help="A window of this size, not the full screen."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Look at this desk before participants come: ok, warn or no, and what to do. A window opens briefly.

    Example: ikea-effect doctor
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.doctor.doctor import diagnose
    from ikea_effect.operations.run_window import window_size

    found = diagnose(results, screen or 0, window_size(window) if window else None)
    if json:
        print_answer(found.to_json())
    else:
        print(found.text())
    if not found.fit:
        raise typer.Exit(3)
