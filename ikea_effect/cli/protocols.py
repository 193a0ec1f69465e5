"""Commands on what is declared: protocols, check, schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ikea_effect.cli.options import ExperimentOption, JsonOption, ProtocolArgument


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("protocols")(protocols)
    app.command("check")(check)
    app.command("schema")(schema)
    app.command("preview")(preview)
    app.command("kinds")(kinds)


def protocols(
    show: Annotated[
        str | None, typer.Argument(metavar="[PROTOCOL]", help="Show one protocol's file.")
    ] = None,
    long: Annotated[
        bool, typer.Option("--long", help="With minutes, people at once, money, and what has to be bought.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """List the protocols, or show one.

    With --long: what each asks of a lab. The usual payout is the mean of a few simulated sessions.
    Example: ikea-effect protocols norton-2012-1a
    """
    from ikea_effect.cli.printing import print_answer, print_json, print_rows
    from ikea_effect.protocol.loading import find_protocol, load_protocol, protocol_ids

    if show is not None:
        protocol = load_protocol(show)
        if json:
            print_json(protocol.said)
        else:
            print(find_protocol(show).read_text("utf-8"), end="")
        return
    if long:
        _print_labels(protocol_ids(), json)
        return
    found = [load_protocol(name) for name in protocol_ids()]
    if json:
        keys = ("id", "version", "title", "languages", "sha256")
        print_answer({"protocols": [{key: getattr(one, key) for key in keys} for one in found]})
        return
    print_rows(
        ("id", "version", "languages", "title"),
        [(p.id, p.version, ",".join(p.languages), p.title) for p in found],
    )


def _print_labels(ids: tuple[str, ...], as_json: bool) -> None:
    """What each protocol asks of a lab, as a table or as JSON."""
    from ikea_effect.cli.printing import print_answer, print_rows
    from ikea_effect.operations.practical import HEADINGS, label

    labels = [label(name) for name in ids]
    if as_json:
        print_answer({"protocols": [one.to_json() for one in labels]})
    else:
        print_rows(HEADINGS, [one.row() for one in labels])


def check(
    protocol: ProtocolArgument,
    experiment: ExperimentOption = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Decode no picture, and do not lay out the screens.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Simulate, too, what the deciding criterion makes of a true zero.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Check a protocol: file, names, texts, glyphs, materials, that every condition ends, every screen fits.

    Example: ikea-effect check protocols/norton_2012_1a.yaml
    """
    if full:
        from ikea_effect.operations.true_zeros import check_in_full as checked
    else:
        from ikea_effect.operations.check import check as checked

    found = checked(protocol, experiment, quick=quick)
    if json:
        from ikea_effect.cli.printing import print_answer

        print_answer(found.to_json())
    else:
        print(found.text())
    if found.faults:
        raise typer.Exit(2)


def schema(
    of: Annotated[
        str,
        typer.Option(
            "--of",
            metavar="protocol|experiment|kit|sheet|toolkit|mapping|library|COMMAND",
            help="Files, or what a command prints.",
        ),
    ] = "protocol",
) -> None:
    """Print the JSON Schema of a file that people write, or of what a command prints with --json.

    Examples: ikea-effect schema > protocol.schema.json

    ikea-effect schema --of replicate
    """
    from ikea_effect.cli.printing import print_json
    from ikea_effect.operations.schema import schema_of

    print_json(schema_of(of))


def preview(
    protocol: ProtocolArgument,
    out: Annotated[Path, typer.Option("--out", help="Folder for the pictures.")] = Path("preview"),
    experiment: ExperimentOption = None,
    language: Annotated[list[str] | None, typer.Option("--language", help="Only this language.")] = None,
    window: Annotated[
        list[str] | None, typer.Option("--window", metavar="WIDTHxHEIGHT", help="Sizes (default 1280x1024).")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Draw every screen of every condition and language as a picture, without a window.

    Example: ikea-effect preview norton-2012-1a --out screens
    """
    from ikea_effect.cli.printing import print_answer, say
    from ikea_effect.operations.preview import PreviewRequest
    from ikea_effect.operations.preview import preview as drawn
    from ikea_effect.operations.run_window import window_size

    sizes = tuple(window_size(size) for size in window or ["1280x1024"])
    shots = drawn(PreviewRequest(protocol, out, experiment, tuple(language or ()), sizes), say)
    if json:
        print_answer({"screens": [shot._asdict() | {"path": str(shot.path)} for shot in shots]})
    else:
        print(out / "index.html")
    for shot in shots:
        if not shot.fits:
            say(f"{shot.path}: not everything fits on this screen")
    if not all(shot.fits for shot in shots):
        raise typer.Exit(3)


def kinds(
    of: Annotated[
        str | None,
        typer.Argument(
            metavar="[step|measure|mechanism|model|scale|NAME]",
            help="Only kinds of these, or the one called so.",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """List the kinds of steps, measures, mechanisms, models and scales: their keys, and what they are.

    Keys that have to be given end in *. Kinds of other packages say which one.
    Example: ikea-effect kinds measure --json
    """
    from ikea_effect.cli.printing import print_answer, print_rows
    from ikea_effect.errors import KindError
    from ikea_effect.operations.kinds import kinds as known

    every = known()
    found = [kind for kind in every if of in (None, kind.of)] or [kind for kind in every if kind.name == of]
    if not found:
        sorts = "step, measure, mechanism, model, scale"
        raise KindError(f"No kind is called '{of}'. All of them: ikea-effect kinds. Allowed: {sorts}.")
    if json:
        print_answer({"kinds": [kind.to_json() for kind in found]})
        return
    print_rows(("of", "kind", "keys", "what it is"), [kind.row() for kind in found])
