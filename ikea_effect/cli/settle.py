"""Commands on payment: settle, verify."""

from __future__ import annotations

import os
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
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="P001,P002", help="Make the lists for these participants only."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DAY", help="Make the lists for sessions that ended on DAY or later."
        ),
    ] = None,
    one_pdf: Annotated[
        bool, typer.Option("--one-pdf", help="Write the receipts into one PDF as well, to print at once.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Bring the ledger up to the journals, then write receipts, the cash-box list and the goods list.

    Example: ikea-effect settle norton-2012-1a --since 2026-11-01 --one-pdf
    """
    from ikea_effect.cli.printing import print_answer, progress
    from ikea_effect.operations.settle import Chosen, correction
    from ikea_effect.operations.settle import settle as settled
    from ikea_effect.record.studies import find_study

    found = find_study(results, study)
    corrections = [correction(found, one, reason) for one in correct or ()]
    chosen = Chosen([who for one in only or () for who in one.replace(",", " ").split()], since)
    with progress("sessions and receipts") as tell:
        outcome = settled(found, close, corrections, chosen, one_pdf, tell)
    if outcome.warning:
        typer.echo(outcome.warning, err=True)
    if json:
        print_answer(outcome.to_json())
    else:
        print(outcome.text())


def verify(
    source: Annotated[
        str, typer.Argument(metavar="RECEIPT.json|STUDY", help="One receipt, or a whole study.")
    ],
    results: ResultsOption = RESULTS,
    processes: Annotated[
        int | None, typer.Option("--processes", help="Processes to use (default: one per core).", min=1)
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Do not make pages, PDFs and pictures again to compare them.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Recompute the draws of a receipt from its opened keys, or check a study: journals, ledger, receipts.

    Example: ikea-effect verify results/norton-2012-1a/receipts/P001.json
    """
    from ikea_effect.cli.printing import print_answer, progress
    from ikea_effect.operations.verify import verified

    with progress("sessions") as tell:
        found = verified(source, results, tell, processes or os.cpu_count() or 1, quick=quick)
    if json:
        print_answer(found.to_json())
    else:
        print(found.text())
    if not found.holds:
        raise typer.Exit(3)
