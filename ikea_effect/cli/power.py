"""Commands on what is planned: power."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ikea_effect.cli.options import ExperimentOption, JsonOption, ProtocolArgument


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("power")(power)


def power(
    protocol: ProtocolArgument,
    n: Annotated[
        list[int] | None,
        typer.Option(
            "--n", min=2, max=1_000_000, help="Analyzed participants per condition; repeat for several."
        ),
    ] = None,
    hypothesis: Annotated[
        list[str] | None, typer.Option("--hypothesis", help="Which hypothesis (default: all).")
    ] = None,
    studies: Annotated[
        int, typer.Option("--studies", min=1, max=10_000_000, help="Simulated studies for each n.")
    ] = 20_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same numbers.")] = 1,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE.svg", help="Draw the power curve here.")
    ] = None,
    experiment: ExperimentOption = None,
    json: JsonOption = False,
) -> None:
    """Simulate the study many times: power, bias, coverage, and the chance of each verdict.

    Example: ikea-effect power norton-2012-1a --n 20 --n 50 --n 100 --plot power.svg
    """
    from ikea_effect.cli.printing import print_answer, say
    from ikea_effect.operations.power import PowerRequest, plot_power, power_of, power_text

    request = PowerRequest(
        protocol, tuple(n or ()), tuple(hypothesis or ()), studies, seed, experiment, plot is not None
    )
    found = power_of(request)
    if json:
        print_answer(found.to_json())
    else:
        print(power_text(found))
    if plot is not None:
        plot_power(found, plot)
        say(f"power curve: {plot}")
