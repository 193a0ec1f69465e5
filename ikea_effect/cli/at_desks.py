"""Commands on one desk while somebody sits there: tell, move."""

from __future__ import annotations

from typing import Annotated

import typer

from ikea_effect.cli.options import RESULTS, JsonOption, ResultsOption, StudyArgument

WhoTells = Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("tell")(tell)
    app.command("move")(move)


def tell(
    study: StudyArgument,
    desk: Annotated[str, typer.Option("--desk", help="The desk, such as 3.")],
    text: Annotated[str, typer.Option("--text", help="What is shown there, in a line.")],
    by: WhoTells,
    results: ResultsOption = RESULTS,
    json: JsonOption = False,
) -> None:
    """Show a message at a desk, over what is open there, until its button is pressed.

    Example: ikea-effect tell norton-2012-1a --desk 3 --text "Please work on." --by assistant-1
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.tell_desk import tell as told
    from ikea_effect.record.studies import find_study

    heard = told(find_study(results, study), desk, text, by)
    if json:
        print_answer({"study": study, **heard._asdict()})
    else:
        print(heard.said)


def move(
    study: StudyArgument,
    participant: Annotated[str, typer.Option("--participant", help="Who is to move, such as P001.")],
    to_desk: Annotated[str, typer.Option("--to-desk", help="Where the session is to go on, such as 5.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in a line.")],
    by: WhoTells,
    results: ResultsOption = RESULTS,
    json: JsonOption = False,
) -> None:
    """Ask somebody to go to another desk, where the session goes on.

    Example: ikea-effect move norton-2012-1a --participant P001 --to-desk 5 --reason "mouse broken" --by me
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.tell_desk import move as moved
    from ikea_effect.record.studies import find_study

    heard = moved(find_study(results, study), participant, to_desk, reason, by)
    if json:
        print_answer({"study": study, **heard._asdict()})
    else:
        print(heard.said)
