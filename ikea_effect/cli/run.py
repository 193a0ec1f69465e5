"""Commands that run sessions: run, simulate, demo."""

from __future__ import annotations

from typing import Annotated

import typer

from ikea_effect.cli.options import (
    RESULTS,
    DeskOption,
    EvenSoOption,
    ExperimentOption,
    JsonOption,
    KeyboardOption,
    LanguageOption,
    ProtocolArgument,
    ResultsOption,
    RoleOption,
    ScreenOption,
    ScreensOption,
    ScriptedOption,
    StoreOption,
    StratumOption,
    StudyOption,
    WindowOption,
)

_STATES = {
    "finished": "finished",
    "interrupted": "was interrupted; go on with --resume",
    "waiting": "waits for the others of the group; go on with --resume when they are there",
}


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("run")(run)
    app.command("simulate")(simulate)
    app.command("demo")(demo)


def run(
    protocol: ProtocolArgument,
    participant: Annotated[str, typer.Option("--participant", help="Participant id, such as P001.")],
    study: StudyOption = None,
    experiment: ExperimentOption = None,
    language: LanguageOption = None,
    results: ResultsOption = RESULTS,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted session.")] = False,
    scripted: ScriptedOption = False,
    keyboard: KeyboardOption = False,
    pace: Annotated[
        str, typer.Option("--pace", help="normal, or fast: short minimum times, to try a study out.")
    ] = "normal",
    window: WindowOption = None,
    screen: ScreenOption = None,
    screens: ScreensOption = None,
    seed: Annotated[int | None, typer.Option("--seed", help="With --scripted: seed of a new study.")] = None,
    role: RoleOption = None,
    stratum: StratumOption = None,
    store: StoreOption = None,
    desk: DeskOption = "",
    even_so: EvenSoOption = False,
) -> None:
    """Run one participant's session in a window.

    Example: ikea-effect run norton-2012-1a --participant P001
    """
    from ikea_effect.cli.printing import say
    from ikea_effect.errors import SessionError
    from ikea_effect.operations.run import RunRequest, run_session
    from ikea_effect.operations.run_window import WindowRequest, window_opener

    if seed is not None and not scripted:
        raise SessionError(
            "--seed goes with --scripted: the draws of real sessions come from a secret of their own."
        )
    request = RunRequest(
        protocol=protocol,
        participant=participant,
        study=study,
        experiment=experiment,
        language=language,
        results=results,
        resume=resume,
        mode="scripted" if scripted else "lab",
        seed=seed,
        role=role,
        strata=tuple(stratum or ()),
        store=store,
        desk=desk,
        even_so=even_so,
    )
    opener = window_opener(WindowRequest(pace, window, screen, screens, scripted, keyboard))
    outcome = run_session(request, opener)
    say(f"{outcome.participant} {_STATES[outcome.state]}. Journal: {outcome.journal}")


def simulate(
    protocol: ProtocolArgument,
    n: Annotated[int, typer.Option("--n", help="How many participants.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same data.")] = 1,
    study: StudyOption = None,
    experiment: ExperimentOption = None,
    language: LanguageOption = None,
    results: ResultsOption = RESULTS,
    processes: Annotated[int, typer.Option("--processes", help="Processes to use.", min=1)] = 1,
    replace: Annotated[
        bool, typer.Option("--replace", help="Make an existing simulated study anew.")
    ] = False,
    grow: Annotated[
        bool,
        typer.Option("--grow", help="Let a simulated study, also one that was cut off, go on to --n."),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Send simulated participants through the same session, without a window.

    Example: ikea-effect simulate norton-2012-1a --n 200 --seed 7

    ikea-effect simulate norton-2012-1a --n 300 --seed 7 --grow

    What --grow comes to is what --n 300 would have been from the beginning. A simulation that was cut off
    goes on with --grow and the --n that it was to come to.
    """
    from ikea_effect.cli.printing import print_answer, progress, say
    from ikea_effect.operations.simulate import SimulateRequest, stand_ins_of
    from ikea_effect.operations.simulate import simulate as simulated
    from ikea_effect.operations.true_zeros import left_to_full_check

    request = SimulateRequest(
        protocol, n, seed, study, experiment, language, results, processes, replace, grow
    )
    if note := left_to_full_check(protocol):
        typer.echo(note, err=True)
    with progress("simulated sessions") as tell:
        found = simulated(request, tell)
    if json:
        print_answer({"study": found.name, "folder": str(found.folder), "participants": n, "seed": seed})
    else:
        if stand_ins := stand_ins_of(request):
            say(stand_ins)
        say(f"Study {found.name}: {n} simulated participants in {found.folder}/")
        say(f"Next: ikea-effect analyze {found.name} --results {results}")


def demo(
    protocols: Annotated[
        list[str] | None, typer.Argument(metavar="[PROTOCOL]...", help="Which studies (default: two).")
    ] = None,
    results: ResultsOption = RESULTS,
    n: Annotated[int, typer.Option("--n", help="Simulated participants per study.")] = 200,
    size: Annotated[
        str, typer.Option("--window", metavar="WIDTHxHEIGHT", help="Size of the windows.")
    ] = "1280x1024",
) -> None:
    """The whole chain on two studies, or on those named: windows, simulation, analysis, verdict, report.

    Example: ikea-effect demo sarstedt-2017
    """
    from ikea_effect.cli.printing import say
    from ikea_effect.operations.demo import STUDIES
    from ikea_effect.operations.demo import demo as demonstrated

    for line in demonstrated(results, n, size, say, protocols or STUDIES):
        print(line)
