"""The command that shows something being made: film."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ikea_effect.cli.options import RESULTS, JsonOption, ResultsOption, StudyArgument


class View(StrEnum):
    """What a frame shows."""

    screen = "screen"
    good = "good"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("film")(film)


def film(
    study: StudyArgument,
    participant: Annotated[str, typer.Option("--participant", "-p", help="Whose making.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="build.mp4, build.gif, or a folder for PNG frames.")
    ] = Path("build.mp4"),
    step: Annotated[str | None, typer.Option("--step", help="Which, if several make.")] = None,
    view: Annotated[View, typer.Option("--view", help="The whole screen, or the good alone.")] = View.screen,
    speed: Annotated[float, typer.Option("--speed", min=0.1, max=100, help="So many times faster.")] = 1.0,
    longest: Annotated[
        float | None, typer.Option("--longest", min=0.04, help="Cut each pause to so many seconds.")
    ] = None,
    results: ResultsOption = RESULTS,
    json: JsonOption = False,
) -> None:
    """Show how something was made, played again from the session's journal.

    Example: ikea-effect film norton-2012-1a-simulated --participant S0001 --out build.mp4 --longest 1
    """
    from ikea_effect.cli.printing import print_answer, progress
    from ikea_effect.operations.film import FilmRequest
    from ikea_effect.operations.film import film as filmed
    from ikea_effect.record.studies import find_study

    request = FilmRequest(participant, out, step, view.value, speed, longest)
    found = find_study(results, study)
    with progress("frames") as tell:
        made = filmed(found, request, tell)
    if json:
        print_answer(made.to_json())
    else:
        print(f"{made.out}: {made.frames} frames of {made.step}, {made.seconds:.1f} s")
