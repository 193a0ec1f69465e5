"""Commands on what is kept of somebody: withdraw, stop."""

from __future__ import annotations

from typing import Annotated

import typer

from ikea_effect.cli.options import RESULTS, JsonOption, ResultsOption, StudyArgument


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("withdraw")(withdraw)
    app.command("stop")(stop)


def withdraw(
    study: StudyArgument,
    participant: Annotated[str, typer.Option("--participant", help="Who withdraws, such as P001.")],
    results: ResultsOption = RESULTS,
    yes: Annotated[bool, typer.Option("--yes", help="Remove it; without, only say what would be.")] = False,
    even_so: Annotated[
        bool,
        typer.Option("--even-so", help="Also if what others bought at a desk stands in this journal alone."),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Take a participant out of a study, with everything that is kept of them. What is left still verifies.

    Example: ikea-effect withdraw norton-2012-1a --participant P001 --yes
    """
    from ikea_effect.cli.printing import print_json
    from ikea_effect.operations.withdraw import planned
    from ikea_effect.operations.withdraw import withdraw as withdrawn
    from ikea_effect.record.study import find_study

    found = find_study(results, study)
    if not yes:
        files = planned(found, participant)
        if json:
            print_json({"participant": participant, "would_remove": files})
            return
        print(f"To be removed for {participant}, for good:")
        print("\n".join(f"  {one}" for one in files))
        print("Nothing was removed yet. To do it, say it again with --yes.")
        return
    outcome = withdrawn(found, participant, even_so)
    if json:
        print_json(outcome.to_json())
    else:
        print(outcome.text(study))


def stop(
    study: StudyArgument,
    participant: Annotated[str, typer.Option("--participant", help="Who left, such as P001.")],
    results: ResultsOption = RESULTS,
    json: JsonOption = False,
) -> None:
    """Give the place of somebody who left to the next who comes. What they answered is kept.

    Example: ikea-effect stop norton-2012-1a --participant P001
    """
    from ikea_effect.cli.printing import print_json
    from ikea_effect.operations.stop import stop as stopped
    from ikea_effect.record.study import find_study

    said = stopped(find_study(results, study), participant)
    if json:
        print_json({"study": study, "participant": participant, "stopped": True})
    else:
        print(said)
