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
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, Excel, SPSS, Stata or Parquet.")],
    protocol: Annotated[
        str | None,
        typer.Option("--protocol", metavar="PROTOCOL", help="Whose factors and measures are looked for."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.yaml", help="Write the proposed mapping here.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Say what the columns of a file from elsewhere may be, and propose a mapping to edit.

    Example: ikea-effect inspect survey.csv --protocol norton-2012-1a --out theirs.yaml
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.inspect import inspect as inspected
    from ikea_effect.operations.inspect import printed

    found = inspected(file, protocol, out)
    if json:
        print_answer(found.to_json())
    else:
        print(printed(found))
