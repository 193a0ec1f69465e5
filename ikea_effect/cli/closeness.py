"""The command that says how close a study is to the published one that it repeats."""

from __future__ import annotations

import typer

from ikea_effect.cli.options import ExperimentOption, JsonOption, ProtocolArgument


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("closeness")(closeness)


def closeness(
    protocol: ProtocolArgument, experiment: ExperimentOption = None, json: JsonOption = False
) -> None:
    """Say how close a study is to the published one, in the words of LeBel and of Hüffmeier.

    Facets are read from registration: {closeness: ...} in experiment.yaml, and from what the experiment
    changes against the protocol; what neither says is unknown, and taken both ways.
    Example: ikea-effect closeness norton-2012-1a
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.closeness import closeness_of

    found = closeness_of(protocol, experiment)
    if json:
        print_answer(found.to_json())
    else:
        print(found.text())
