"""The command that registers a study before its data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ikea_effect.cli.options import RESULTS, ExperimentOption, JsonOption, ProtocolArgument, ResultsOption

if TYPE_CHECKING:
    from ikea_effect.operations.register import Registered


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("register")(register_study)


def register_study(
    protocol: ProtocolArgument,
    out: Annotated[Path, typer.Option("--out", help="The folder of the registration.")],
    experiment: ExperimentOption = None,
    results: ResultsOption = RESULTS,
    because: Annotated[
        str, typer.Option("--because", help="Why the plan changes, where one is registered already.")
    ] = "",
    screens: Annotated[
        bool, typer.Option(help="With a picture of every screen, for an ethics board.")
    ] = True,
    json: JsonOption = False,
) -> None:
    """Answer the forms of AsPredicted, OSF and PRP-QUANT from the protocol, and freeze the plan.

    What only you know stands under `registration` in experiment.yaml; what nothing answers is listed as owed.
    Once registered, run it again after a change: it is kept beside as an amendment, or as a deviation where
    the journals know that results had been seen.
    Example: ikea-effect register norton-2012-1a --out registration
    """
    from ikea_effect.cli.printing import print_answer, say
    from ikea_effect.operations.register import RegisterRequest, register

    found = register(RegisterRequest(protocol, out, experiment, results, because, screens), say)
    if json:
        print_answer(found.to_json())
    else:
        _tell(found)


def _tell(found: Registered) -> None:
    from ikea_effect.protocol.tree import shown

    where = shown(found.folder)
    if found.kind == "unchanged":
        print(f"{where}: as it was registered on {found.date}. SHA-256 {found.sha256}")
        return
    for line in found.changes:
        print(f"changed  {line}")
    for form in found.forms:
        answered = len(form.answers) - len(form.owed)
        print(f"{where}/{form.id}.md, .docx  {answered} of {len(form.answers)} answered")
        for owed in form.owed:
            print(f"  owed  {owed.id}. {owed.title}. {owed.owed}")
    print(f"{found.kind} of {found.date}: {where}/registration.json")
    print(f"SHA-256 {found.sha256}")
