"""The command that joins desks without a network: collect."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ikea_effect.cli.options import RESULTS, ResultsOption, StudyArgument


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("collect")(collect)


def collect(
    study: StudyArgument,
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="The folders of desks.")],
    results: ResultsOption = RESULTS,
) -> None:
    """Join the results of desks that were prepared to be without a network. Twice changes nothing.

    Example: ikea-effect collect norton-2012-1a desks/desk-1 desks/desk-2
    """
    from ikea_effect.cli.printing import say
    from ikea_effect.operations.collect import collect as joined
    from ikea_effect.record.studies import find_study

    say(joined(find_study(results, study), folders).text())
