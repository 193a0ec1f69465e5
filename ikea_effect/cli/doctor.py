"""The command that looks at a desk: doctor."""

from __future__ import annotations

import typer

from ikea_effect.cli.options import (
    RESULTS,
    JsonOption,
    ResultsOption,
    ScreenOption,
    StoreOption,
    WindowOption,
)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("doctor")(doctor)


def doctor(
    results: ResultsOption = RESULTS,
    screen: ScreenOption = None,
    window: WindowOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Look at this desk before participants come: ok, warn or no, and what to do. A window opens briefly.

    Example: ikea-effect doctor
    """
    import os

    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.doctor.doctor import diagnose
    from ikea_effect.operations.run_window import window_size
    from ikea_effect.record.store_place import VARIABLE

    url = store or os.environ.get(VARIABLE)
    found = diagnose(results, screen or 0, window_size(window) if window else None, url)
    if json:
        print_answer(found.to_json())
    else:
        print(found.text())
    if not found.fit:
        raise typer.Exit(3)
