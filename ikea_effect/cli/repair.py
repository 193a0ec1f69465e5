"""The command that saves damaged sessions: repair."""

from __future__ import annotations

from typing import Annotated

import typer

from ikea_effect.cli.options import RESULTS, JsonOption, ResultsOption, StudyArgument


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("repair")(repair)


def repair(
    study: StudyArgument,
    results: ResultsOption = RESULTS,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without, only say what can be saved.")] = False,
    json: JsonOption = False,
) -> None:
    """Say what can be saved of damaged journals and of a damaged ledger, and with --yes save it.

    Example: ikea-effect repair norton-2012-1a --yes
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.repair import damages
    from ikea_effect.operations.repair import repair as repaired
    from ikea_effect.record.ledger import SET_ASIDE
    from ikea_effect.record.studies import find_study

    found = find_study(results, study)
    there = repaired(found) if yes else damages(found)
    if json:
        print_answer({"study": study, "damaged": [one.to_json() for one in there], "done": yes})
        return
    for one in there:
        print(one.text())
    if not there:
        print(f"{study}: every journal and the ledger hold.")
    elif yes:
        print(f"Done. The files as they were are kept in {found.folder / SET_ASIDE}/.")
    else:
        print("Nothing was written yet. To do it, say it again with --yes.")
