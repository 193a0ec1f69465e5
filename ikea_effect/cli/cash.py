"""Commands on cash: pay, sent-away, box."""

from __future__ import annotations

from typing import Annotated

import typer

from ikea_effect.cli.options import RESULTS, JsonOption, ResultsOption, StudyArgument

ByOption = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who does it (default: who is logged in).")
]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("pay")(pay)
    app.command("sent-away")(sent_away)
    app.command("box")(box)


def pay(
    study: StudyArgument,
    participant: Annotated[str, typer.Option("--participant", help="Who is handed cash, such as P001.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who hands it over.")],
    undo: Annotated[
        bool, typer.Option("--undo", help="The last payment was not handed over after all; needs --reason.")
    ] = False,
    reason: Annotated[str | None, typer.Option("--reason", help="Why, for --undo.")] = None,
    results: ResultsOption = RESULTS,
    json: JsonOption = False,
) -> None:
    """Enter that a participant was handed what is due: when, and by whom. Twice enters once.

    Example: ikea-effect pay norton-2012-1a --participant P001 --by assistant-1
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.cash import pay as paid
    from ikea_effect.record.studies import find_study

    found = paid(find_study(results, study), participant, by, undo, reason)
    if json:
        print_answer(found.to_json())
    else:
        print(found.text())


def sent_away(
    study: StudyArgument,
    participant: Annotated[str, typer.Option("--participant", help="Who took no part, such as P001.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who enters it.")],
    no_show: Annotated[
        bool, typer.Option("--no-show", help="Did not come at all; without: came, and no place was free.")
    ] = False,
    results: ResultsOption = RESULTS,
    json: JsonOption = False,
) -> None:
    """Enter that somebody came and was sent away, or never came: what the study declares for that is paid.

    Example: ikea-effect sent-away norton-2012-1a --participant P061 --by assistant-1
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.show_up_pay import send_away
    from ikea_effect.record.studies import find_study

    found = send_away(find_study(results, study), participant, by, no_show)
    if json:
        print_answer(found.to_json())
    else:
        print(found.text())


def box(
    what: Annotated[str, typer.Argument(metavar="open|close", help="What is done with the box.")],
    study: StudyArgument,
    count: Annotated[
        str,
        typer.Option("--count", metavar='"20x3 0.50x10"', help="Notes and coins, and how many; 0 for none."),
    ],
    by: ByOption = None,
    remark: Annotated[
        str | None, typer.Option("--remark", help="Why the count is not what was to be in the box.")
    ] = None,
    results: ResultsOption = RESULTS,
    json: JsonOption = False,
) -> None:
    """Open or close the cash box with what was counted in it, and write the day sheet or closing statement.

    Example: ikea-effect box open norton-2012-1a --count "20x5 5x10 0.50x20" --by assistant-1
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.errors import ElicitationError
    from ikea_effect.operations.cash import count_box
    from ikea_effect.record.studies import find_study

    if what not in ("open", "close"):
        raise ElicitationError(f"box {what}: write box open or box close.")
    found = count_box(find_study(results, study), what == "open", count, by, remark)
    if json:
        print_answer(found.to_json())
    else:
        print(found.text())
