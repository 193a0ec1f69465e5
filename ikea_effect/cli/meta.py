"""Commands on published numbers: recheck, meta."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ikea_effect.cli.options import RESULTS, JsonOption, ResultsOption

if TYPE_CHECKING:
    from ikea_effect.analysis.replication.meta import Meta

LibraryOption = Annotated[
    Path | None,
    typer.Option("--library", metavar="FILE.yaml", help="Studies, published and other results, listed."),
]
RowsOption = Annotated[
    list[Path] | None,
    typer.Option("--rows", metavar="FILE.csv", help="Results: label, t or d or ..., n, moderators."),
]
HypothesisOption = Annotated[
    str | None, typer.Option("--hypothesis", help="Which hypothesis (default: the protocol's first).")
]
PageOption = Annotated[
    Path | None, typer.Option("--page", help="Write it as a page: .html, .docx (Word) or .pdf.")
]
ForestOption = Annotated[Path | None, typer.Option("--forest", help="Draw a forest plot here (SVG).")]
FunnelOption = Annotated[Path | None, typer.Option("--funnel", help="Draw a funnel plot here (SVG).")]
EffectOption = Annotated[
    str | None, typer.Option("--effect", metavar="d|g", help="Pool d (default), or g by Hedges' correction.")
]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("recheck")(recheck)
    app.command("meta")(meta)


def recheck(
    source: Annotated[
        str, typer.Argument(metavar="PROTOCOL|PAPER.yaml", help="A protocol, or a paper's numbers.")
    ],
    fail_on: Annotated[
        str | None, typer.Option("--fail-on", metavar="inconsistent", help="Exit with 3 if a check says so.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Check published numbers against each other: GRIM, GRIMMER, t from means, p from t, df from n.

    Example: ikea-effect recheck norton-2012-1a
    """
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.recheck import rechecked

    found = rechecked(source)
    if json:
        print_answer(found.to_json())
    else:
        print(found.text())
    if fail_on and any(check.outcome in fail_on.split(",") for check in found.checks):
        raise typer.Exit(3)


def meta(
    studies: Annotated[
        list[str] | None, typer.Argument(metavar="[STUDY]...", help="Studies in --results.")
    ] = None,
    published: Annotated[
        list[str] | None,
        typer.Option("--published", metavar="PROTOCOL", help="What this protocol says was published."),
    ] = None,
    row: Annotated[
        list[str] | None,
        typer.Option("--row", metavar="'LABEL: RESULT'", help="A result, 'Lab A: t=2.12,n=26+26'."),
    ] = None,
    rows: RowsOption = None,
    library: LibraryOption = None,
    effect: EffectOption = None,
    hypothesis: HypothesisOption = None,
    moderator: Annotated[
        list[str] | None,
        typer.Option("--moderator", help="Regress on this, given in rows as '; name=value'."),
    ] = None,
    forest: ForestOption = None,
    funnel: FunnelOption = None,
    page: PageOption = None,
    results: ResultsOption = RESULTS,
    json: JsonOption = False,
) -> None:
    """Pool studies: REML with Knapp and Hartung's interval, prediction interval, each study left out once.

    Examples: ikea-effect meta --published norton-2012-1a --row 'Lab A: t=1.30,n=60+60' dry-run

    ikea-effect meta --library labor.yaml --page labor.html
    """
    from ikea_effect.cli.printing import print_answer, say
    from ikea_effect.operations.meta import MetaRequest, meta_json, meta_of, meta_text, write_page
    from ikea_effect.report.writing import drawn_as_svg, ending

    if page is not None:
        ending(page, "--page")
    drawn_as_svg(forest, "--forest")
    drawn_as_svg(funnel, "--funnel")
    request = MetaRequest(
        tuple(studies or ()),
        tuple(published or ()),
        tuple(row or ()),
        hypothesis,
        tuple(moderator or ()),
        results,
        tuple(rows or ()),
        effect,
        library,
    )
    found = meta_of(request)
    if json:
        print_answer(meta_json(found))
    else:
        print(meta_text(found))
    for said in _draw(found, forest, funnel):
        say(said)
    if page is not None:
        say(f"page: {write_page(found, request, page)}")


def _draw(found: Meta, forest: Path | None, funnel: Path | None) -> Iterator[str]:
    """Writes the plots that are asked for, as on the page; a sentence on each."""
    if not forest and not funnel:
        return
    from ikea_effect.record.disk import write_durably
    from ikea_effect.report.figures.standalone import standalone
    from ikea_effect.report.meta_figures import forest_of, funnel_of

    if forest:
        write_durably(forest, standalone(forest_of(found)))
        yield f"forest plot: {forest}"
    if funnel:
        write_durably(funnel, standalone(funnel_of(found)))
        yield f"funnel plot: {funnel}"
