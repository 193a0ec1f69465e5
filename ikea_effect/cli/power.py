"""Commands on what is planned: power."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ikea_effect.cli.options import ExperimentOption, JsonOption

ProtocolsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="PROTOCOL...", help="A protocol's id, or a path to its YAML; several for one --page of all."
    ),
]

NOption = Annotated[
    list[str] | None, typer.Option("--n", help="Analyzed participants per condition; several: 40,80,120.")
]
HypothesisOption = Annotated[
    list[str] | None, typer.Option("--hypothesis", help="Which hypothesis (default: all).")
]
EffectOption = Annotated[
    list[str] | None,
    typer.Option(
        "--effect",
        help="planted (default), zero, half, full or d33 of the published one, d=0.4, x=0.5; repeatable.",
    ),
]
ZerosOption = Annotated[
    list[str] | None,
    typer.Option("--zeros", help="Shares who bid nothing, in place of the declared one: 0.05,0.3."),
]
StudiesOption = Annotated[
    int | None,
    typer.Option(
        "--studies",
        min=1,
        max=100_000_000,
        help="Studies for each n (default: 20,000; 1,000 or 400 where models take longer).",
    ),
]
ErrorOption = Annotated[
    float | None,
    typer.Option("--mcse", min=0.0001, max=0.5, help="Stop when the Monte-Carlo error of the power is this."),
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same numbers.")]
ExecutorOption = Annotated[
    str | None,
    typer.Option(
        "--executor",
        metavar="here|processes|dask|tcp://HOST:PORT",
        help="Where studies are fitted; the numbers are the same everywhere.",
    ),
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, max=10_000, help="Processes (default: one per processor).")
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="FOLDER", help="Keep finished chunks; the same line goes on from them."),
]
FindOption = Annotated[
    str | None, typer.Option("--find", metavar="n", help="Find the n per condition that reaches --power.")
]
GoalOption = Annotated[
    float | None,
    typer.Option("--power", min=0.06, max=0.999, help="The power to reach (0.8), with --find n."),
]
DecidersOption = Annotated[
    bool, typer.Option("--deciders", help="Let every criterion judge that may decide, side by side.")
]
FullOption = Annotated[
    bool,
    typer.Option(
        "--full", help="Run whole sessions: exclusions, who leaves, what it costs; --n are recruited people."
    ),
]
PlotOption = Annotated[
    Path | None, typer.Option("--plot", metavar="FILE.svg|FILE.png", help="Draw the power curve here.")
]
PageOption = Annotated[
    Path | None, typer.Option("--page", metavar="FILE.html", help="Write curves and tables as one page.")
]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("power")(power)


def power(
    protocols: ProtocolsArgument,
    n: NOption = None,
    hypothesis: HypothesisOption = None,
    effect: EffectOption = None,
    zeros: ZerosOption = None,
    studies: StudiesOption = None,
    find: FindOption = None,
    goal: GoalOption = None,
    deciders: DecidersOption = False,
    full: FullOption = False,
    mcse: ErrorOption = None,
    seed: SeedOption = 1,
    executor: ExecutorOption = None,
    workers: WorkersOption = None,
    out: OutOption = None,
    plot: PlotOption = None,
    page: PageOption = None,
    experiment: ExperimentOption = None,
    json: JsonOption = False,
) -> None:
    """Simulate the study many times: power, bias, coverage, and the chance of each verdict.

    Example: ikea-effect power norton-2012-1a --n 20,50,100 --effect planted --effect zero --plot power.svg
    """
    from ikea_effect.cli.printing import Rate, print_answer, progress, say
    from ikea_effect.operations.power import power_of
    from ikea_effect.operations.power_request import PowerRequest, goal_of, of_each, sizes_of, zeros_of
    from ikea_effect.operations.power_text import plot_power, power_text, write_page
    from ikea_effect.report.writing import drawn_as_svg

    drawn_as_svg(plot, "--plot", or_png=True)
    request = PowerRequest(
        protocols[0], sizes_of(n or ()), tuple(hypothesis or ()), studies, seed, experiment, plot is not None,
        tuple(effect or ()), executor, workers, out, mcse, deciders, full, goal_of(find, goal, n),
        zeros_of(zeros or ()),
    )  # fmt: skip
    found = []
    for one in of_each(request, protocols, one_answer=json):
        with progress("studies", Rate()) as tell:
            found.append(power_of(one, tell))
        if not json:
            print(power_text(found[-1]) + ("\n" if len(found) < len(protocols) else ""))
    if json:
        print_answer(found[0].to_json())
    if plot is not None:
        plot_power(found[0], plot)
        say(f"power curve: {plot}")
    if page is not None:
        write_page(found, page)
        say(f"page: {page}")
