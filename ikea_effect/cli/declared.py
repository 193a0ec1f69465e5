"""Commands on what is declared: protocols, check, schema."""

from __future__ import annotations

from typing import Annotated

import typer

from ikea_effect.cli.options import ExperimentOption, JsonOption, ProtocolArgument


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("protocols")(protocols)
    app.command("check")(check)
    app.command("schema")(schema)


def protocols(
    show: Annotated[
        str | None, typer.Argument(metavar="[PROTOCOL]", help="Show one protocol's file.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """List the protocols, or show one.

    Example: ikea-effect protocols norton-2012-1a
    """
    from ikea_effect.cli.printing import print_json, print_rows
    from ikea_effect.protocol.loading import find_protocol, load_protocol, protocol_ids

    if show is not None:
        protocol = load_protocol(show)
        if json:
            print_json(protocol.said)
        else:
            print(find_protocol(show).read_text("utf-8"), end="")
        return
    found = [load_protocol(name) for name in protocol_ids()]
    if json:
        print_json(
            [
                {
                    "id": p.id,
                    "version": p.version,
                    "title": p.title,
                    "languages": p.languages,
                    "sha256": p.sha256,
                }
                for p in found
            ]
        )
        return
    print_rows(
        ("id", "version", "languages", "title"),
        [(p.id, p.version, ",".join(p.languages), p.title) for p in found],
    )


def check(protocol: ProtocolArgument, experiment: ExperimentOption = None, json: JsonOption = False) -> None:
    """Check a protocol: its file, names, texts, glyphs, materials, and that every condition reaches the end.

    Example: ikea-effect check protocols/norton_2012_1a.yaml
    """
    from ikea_effect.cli.printing import print_json
    from ikea_effect.operations.check import check as checked

    found = checked(protocol, experiment)
    if json:
        print_json(found.to_json())
    else:
        print(found.text())
    if found.faults:
        raise typer.Exit(2)


def schema() -> None:
    """Print the JSON Schema of the protocol language, for editors.

    Example: ikea-effect schema > protocol.schema.json
    """
    from ikea_effect.cli.printing import print_json
    from ikea_effect.protocol.schema import json_schema

    print_json(json_schema())
