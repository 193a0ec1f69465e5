"""The command that begins a study in one more language: translate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ikea_effect.cli.options import ProtocolArgument


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("translate")(translate)


def translate(
    protocol: ProtocolArgument,
    language: Annotated[str, typer.Argument(metavar="LANGUAGE", help="Into which, such as de.")],
    out: Annotated[Path, typer.Option("--out", help="The folder to write into.")] = Path(),
) -> None:
    """Begin a study in one more language: every text that it can show, in files to be translated.

    A file that is there already is left as it is. Example: ikea-effect translate protocols/mug.yaml de
    """
    from ikea_effect.operations.translate import begin_translation

    print(begin_translation(protocol, language, out).text())
