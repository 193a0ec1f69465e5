"""The command that bundles a study for a colleague or an archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from ikea_effect.cli.options import RESULTS, JsonOption, ResultsOption, StudyArgument

License = Literal["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0"]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("hand-over")(hand_over)


def hand_over(
    study: StudyArgument,
    out: Annotated[Path, typer.Option("--out", metavar="DIR|FILE.zip", help="Where the bundle goes.")],
    license: Annotated[
        License | None, typer.Option("--license", help="Under which license others may use it.")
    ] = None,
    registered: Annotated[
        Path | None, typer.Option("--registered", metavar="DIR", help="With what `register` froze there.")
    ] = None,
    synthetic: Annotated[
        bool,
        typer.Option("--synthetic", help="Simulated sessions in place of people's, as many in each cell."),
    ] = False,
    interim: Annotated[
        bool, typer.Option("--interim", help="Also before the planned sample; the study's journal keeps it.")
    ] = False,
    who: Annotated[str, typer.Option("--who", help="Who looks, for the study's journal.")] = "",
    why: Annotated[str, typer.Option("--why", help="Why, for the study's journal.")] = "",
    results: ResultsOption = RESULTS,
    json: JsonOption = False,
) -> None:
    """Bundle a study for a colleague: data without codes, protocol, report, scripts, metadata.

    People have numbers in place of their codes, and days and times are left out; receipts, ledger and
    journals stay with you. The bundle is an RO-Crate with a README, a citation and the hash of every file.

    Examples: ikea-effect hand-over norton-2012-1a --out for-them.zip --license CC-BY-4.0

    ikea-effect hand-over norton-2012-1a --out for-them --registered registration

    ikea-effect hand-over norton-2012-1a --out stand-in.zip --synthetic
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.errors import AnalysisError
    from ikea_effect.operations.hand_over.write import Request
    from ikea_effect.operations.hand_over.write import hand_over as bundled
    from ikea_effect.operations.interim import Look
    from ikea_effect.record.studies import find_study

    if (who or why) and not interim:
        raise AnalysisError("--who and --why are kept with a look: say --interim too.")
    look = Look("hand-over", who, why) if interim else None
    request = Request(out, date.today().isoformat(), license, registered, look)
    found = find_study(results, study)
    if synthetic:
        from ikea_effect.operations.synthetic import stand_in

        with stand_in(found) as simulated:
            done = bundled(simulated, replace(request, stands_for=found))
    else:
        done = bundled(found, request)
    if json:
        print_answer({"out": str(out), "files": list(done.files), "does_not_hold": list(done.wrong)})
    else:
        print("\n".join([f"{study} in {out}:", *(f"  {name}" for name in done.files)]))
        for what in done.wrong:
            print(f"does not hold, as its README says: {what}")
