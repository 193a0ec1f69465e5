"""Commands on people who leave, or have to wait: withdraw, stop, pause, continue."""

from __future__ import annotations

from typing import Annotated

import typer

from ikea_effect.cli.options import RESULTS, JsonOption, ResultsOption, StudyArgument

WhoActs = Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("withdraw")(withdraw)
    app.command("stop")(stop)
    app.command("pause")(pause)
    app.command("continue")(go_on)


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
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.cash import not_entered
    from ikea_effect.operations.withdraw import named_elsewhere, outside, planned
    from ikea_effect.operations.withdraw import withdraw as withdrawn
    from ikea_effect.record.studies import find_study

    found = find_study(results, study)
    if not yes:
        files = planned(found, participant)
        if json:
            print_answer(
                {
                    "participant": participant,
                    "would_remove": files,
                    "elsewhere": list(named_elsewhere(found)),
                }
            )
            return
        print(f"To be removed for {participant}, for good:")
        print("\n".join(f"  {one}" for one in files))
        if (due := not_entered(found, participant)).minor > 0:
            print(
                f"{due.major:f} {due.currency} was not entered as handed over. If it was, enter it first, so "
                f"that the books keep it: ikea-effect pay {study} --participant {participant} --by NAME"
            )
        print("\n".join(outside(named_elsewhere(found))))
        print("Nothing was removed yet. To do it, say it again with --yes.")
        return
    outcome = withdrawn(found, participant, even_so)
    if json:
        print_answer(outcome.to_json())
    else:
        print(outcome.text(study))


def stop(
    study: StudyArgument,
    participant: Annotated[str, typer.Option("--participant", help="Who left, such as P001.")],
    reason: Annotated[str | None, typer.Option("--reason", help="Why, for the books.")] = None,
    pays: Annotated[
        str | None,
        typer.Option(
            "--pays",
            metavar="show-up|full|nothing",
            help="What is paid: the fee, that and the endowment, or nothing.",
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who does it (default: who is logged in).")
    ] = None,
    results: ResultsOption = RESULTS,
    json: JsonOption = False,
) -> None:
    """Stop a session for good: what is paid, a receipt, the place to the next. Answers are kept.

    Example: ikea-effect stop norton-2012-1a --participant P001 --reason "felt ill" --pays show-up
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.stop import stop as stopped
    from ikea_effect.record.studies import find_study

    said = stopped(find_study(results, study), participant, reason, pays, by)
    if json:
        paid = {"pays": pays} if pays is not None else {}
        print_answer({"study": study, "participant": participant, "stopped": True, **paid})
    else:
        print(said)


def pause(
    study: StudyArgument,
    by: WhoActs,
    reason: Annotated[str, typer.Option("--reason", help="Why, in a line, such as fire-alarm.")],
    results: ResultsOption = RESULTS,
    json: JsonOption = False,
) -> None:
    """Pause all desks: within two seconds each shows a calm page, and its session's clock stands.

    Example: ikea-effect pause norton-2012-1a --by assistant-1 --reason fire-alarm
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.pause import pause as paused
    from ikea_effect.record.pauses import unheard
    from ikea_effect.record.studies import find_study

    found = find_study(results, study)
    done, elsewhere = paused(found, by, reason), unheard(found)
    if json:
        print_answer({"study": study, "paused": True, **done._asdict(), "unheard": elsewhere})
    else:
        print(
            f"{study} is paused: every desk {'that shares this folder ' if elsewhere else ''}shows a page "
            f"that asks to wait, and nobody begins. To go on: ikea-effect continue {study} --by NAME"
        )
        print(elsewhere, end="\n" if elsewhere else "")


def go_on(
    study: StudyArgument,
    by: WhoActs,
    results: ResultsOption = RESULTS,
    json: JsonOption = False,
) -> None:
    """End a pause: every session goes on where it was.

    Example: ikea-effect continue norton-2012-1a --by assistant-1
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.pause import go_on as went_on
    from ikea_effect.record.pauses import unheard
    from ikea_effect.record.studies import find_study

    found = find_study(results, study)
    over, elsewhere = went_on(found, by), unheard(found, "continue")
    if json:
        print_answer({"study": study, "paused": False, **over._asdict(), "unheard": elsewhere})
    else:
        print(f"{study} goes on: it was paused since {over.since} by {over.by} ({over.reason}).")
        print(elsewhere, end="\n" if elsewhere else "")
