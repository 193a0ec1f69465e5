"""The command that looks at a file from elsewhere: inspect."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ikea_effect.cli.options import JsonOption


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("inspect")(inspect)


def inspect(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|FOLDER", help="CSV, Excel, SPSS, Stata or Parquet, or a folder (--psych-ds)."
        ),
    ],
    protocol: Annotated[
        str | None,
        typer.Option("--protocol", metavar="PROTOCOL", help="Whose factors and measures are looked for."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.yaml", help="Write the proposed mapping here.")
    ] = None,
    psych_ds: Annotated[
        bool, typer.Option("--psych-ds", help="Is FOLDER a Psych-DS data set? Exit with 3 if it is none.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Say what the columns of a file from elsewhere may be, and propose a mapping to edit.

    Examples: ikea-effect inspect survey.csv --protocol norton-2012-1a --out theirs.yaml

    ikea-effect inspect for-the-archive --psych-ds
    """
    from ikea_effect.cli.printing import as_signs, print_answer

    if psych_ds:
        _data_set(file, json)
        return
    from ikea_effect.errors import AnalysisError
    from ikea_effect.operations.inspect import inspect as inspected
    from ikea_effect.operations.inspect import printed

    if file.is_dir():
        raise AnalysisError(f"{file} is a folder: name a file in it, or say --psych-ds for a data set.")
    found = inspected(file, protocol, out)
    if json:
        print_answer(found.to_json())
    else:
        print(as_signs(printed(found)))


def _data_set(folder: Path, json: bool) -> None:
    from ikea_effect.cli.printing import as_signs, print_answer
    from ikea_effect.operations.psych_ds_check import check_psych_ds

    found = check_psych_ds(folder)
    if json:
        print_answer(found.to_json())
    else:
        print(as_signs(found.text()))
    if not found.valid:
        raise typer.Exit(3)
