"""The command that writes a study's data, for every program that reads them, or a stand-in for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ikea_effect.cli.options import RESULTS, JsonOption, ResultsOption, StudyArgument

if TYPE_CHECKING:
    from ikea_effect.record.study import Study

ScriptsOption = Annotated[
    bool,
    typer.Option(
        "--scripts", help="Beside the tables, a Python and an R script that tell the estimates again."
    ),
]
SyntheticOption = Annotated[
    bool,
    typer.Option(
        "--synthetic",
        help="Simulated sessions in place of people's, as many in each cell, where data may not be shared.",
    ),
]
BuilderOption = Annotated[
    bool,
    typer.Option(
        "--psyexp",
        help="No data, but a protocol's questionnaire parts as a file of PsychoPy's Builder; STUDY is "
        "then a protocol's id or path, --out the file.",
    ),
]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("export")(export)


def export(
    study: StudyArgument,
    results: ResultsOption = RESULTS,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the tables.")] = None,
    psych_ds: Annotated[
        bool, typer.Option("--psych-ds", help="A Psych-DS data set for an archive, in a folder of its own.")
    ] = False,
    spss: Annotated[
        bool, typer.Option("--spss", help="One file for SPSS (.sav) with labels, and its codebook.")
    ] = False,
    stata: Annotated[
        bool, typer.Option("--stata", help="One file for Stata (.dta) with labels, and its codebook.")
    ] = False,
    scripts: ScriptsOption = False,
    synthetic: SyntheticOption = False,
    psyexp: BuilderOption = False,
    language: Annotated[
        str | None, typer.Option("--language", help="With --psyexp: which language the file is in.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Write the data: observations (wide, tidy, Parquet) and codebook.

    Examples: ikea-effect export norton-2012-1a

    ikea-effect export norton-2012-1a --psych-ds --out for-the-archive

    ikea-effect export norton-2012-1a --spss --stata

    ikea-effect export norton-2012-1a --scripts

    ikea-effect export norton-2012-1a --synthetic --out stand-in

    ikea-effect export sarstedt-2017 --psyexp --out sarstedt.psyexp
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.record.elsewhere import enter_elsewhere

    kinds = {"--psyexp": psyexp, "--psych-ds": psych_ds, "--spss or --stata": spss or stata}
    _refuse_together({**kinds, "--scripts": scripts})
    if psyexp:
        _export_builder(study, out, language, json=json)
        return
    if language is not None:
        raise typer.BadParameter(
            "--language goes with --psyexp: data are the same in every language. Leave it out."
        )
    programs = [*(["spss"] if spss else []), *(["stata"] if stata else [])]
    find = _synthetic(out) if synthetic else _itself
    with find(results, study) as found:
        paths = [str(path) for path in _exported(found, out, programs, psych_ds=psych_ds, scripts=scripts)]
        if not synthetic:
            enter_elsewhere(found, out, "tables")
    if json:
        print_answer({"files": paths})
    else:
        print("\n".join(paths))


@contextmanager
def _itself(results: Path, name: str) -> Iterator[Study]:
    from ikea_effect.record.studies import find_study

    yield find_study(results, name)


def _synthetic(out: Path | None) -> Callable[[Path, str], AbstractContextManager[Study]]:
    """How the stand-in of a study is found, with the note that belongs beside its files."""
    from ikea_effect.operations.synthetic import NOTE, note_of, stand_in
    from ikea_effect.record.disk import disk_errors, write_durably
    from ikea_effect.record.studies import find_study

    if out is None:
        raise typer.BadParameter("--synthetic needs --out DIR: it never lies beside the data of people.")

    @contextmanager
    def found(results: Path, name: str) -> Iterator[Study]:
        study = find_study(results, name)
        with stand_in(study) as simulated:
            yield simulated
        with disk_errors(out):
            write_durably(out / NOTE, note_of(study))

    return found


def _exported(
    study: Study, out: Path | None, programs: list[str], *, psych_ds: bool, scripts: bool
) -> list[Path]:
    """The files of the asked kind, written; what is to be known of the data is said beside the tables."""
    from ikea_effect.cli.printing import say
    from ikea_effect.operations.data import export as written
    from ikea_effect.operations.psych_ds import export_psych_ds
    from ikea_effect.operations.scripts import export_scripts
    from ikea_effect.operations.statistics_files import export_statistics

    if programs:
        return export_statistics(study, programs, out, say)
    if scripts:
        return [*written(study, out, say), *export_scripts(study, out)]
    return export_psych_ds(study, out, say) if psych_ds else written(study, out, say)


def _refuse_together(asked: dict[str, bool]) -> None:
    """Raises BadParameter where options ask for different things."""
    given = [option for option, yes in asked.items() if yes]
    if len(given) > 1:
        raise typer.BadParameter(f"{' and '.join(given)} write different things. Leave all but one out.")


def _export_builder(protocol: str, out: Path | None, language: str | None, *, json: bool) -> None:
    """A protocol as a file of PsychoPy's Builder."""
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.builder import builder_text, export_builder

    found = export_builder(protocol, out or Path(f"{Path(protocol).stem}.psyexp"), language)
    if json:
        print_answer({"files": [str(found.out)], "steps": [*found.steps], "left_out": [*found.left_out]})
    else:
        print(builder_text(found))
