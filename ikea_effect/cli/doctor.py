"""The command that looks at a desk: doctor."""

from __future__ import annotations

import typer

from ikea_effect.cli.options import RESULTS, JsonOption, ResultsOption, ScreenOption, WindowOption


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("doctor")(doctor)


def doctor(
    results: ResultsOption = RESULTS,
    screen: ScreenOption = None,
    window: WindowOption = None,
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
