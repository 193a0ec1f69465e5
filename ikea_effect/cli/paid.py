"""Commands on payment: settle, verify."""

from __future__ import annotations

from typing import Annotated

import typer

from ikea_effect.cli.options import RESULTS, JsonOption, ResultsOption, StudyArgument


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("settle")(settle)
    app.command("verify")(verify)


def settle(
    study: StudyArgument,
    results: ResultsOption = RESULTS,
    close: Annotated[
        bool,
        typer.Option("--close", help="No more sessions will come: settle what waits by the declared rule."),
    ] = False,
    correct: Annotated[
        list[str] | None,
        typer.Option("--correct", metavar="P001=+1.00", help="Add or take an amount; needs --reason."),
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why, for every --correct.")] = None,
    json: JsonOption = False,
) -> None:
    """Bring the ledger up to the journals, then write receipts, the cash-box list and the goods list.

    Example: ikea-effect settle norton-2012-1a
    """
    from ikea_effect.cli.printing import print_json
    from ikea_effect.operations.settle import correction
    from ikea_effect.operations.settle import settle as settled
    from ikea_effect.record.study import find_study

    found = find_study(results, study)
    outcome = settled(found, close, [correction(found, one, reason) for one in correct or ()])
    if json:
        print_json(outcome.to_json())
    else:
        print(outcome.text())


def verify(
    source: Annotated[
        str, typer.Argument(metavar="RECEIPT.json|STUDY", help="One receipt, or a whole study.")
    ],
    results: ResultsOption = RESULTS,
    json: JsonOption = False,
) -> None:
    """Recompute the draws of a receipt from its opened keys, or check a study: journals, ledger, receipts.

    Example: ikea-effect verify results/norton-2012-1a/receipts/P001.json
    """
    from ikea_effect.cli.printing import print_json
    from ikea_effect.operations.verify import verified

    found = verified(source, results)
    if json:
        print_json(found.to_json())
    else:
        print(found.text())
    if not found.holds:
        raise typer.Exit(3)
