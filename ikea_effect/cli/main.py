"""The command `ikea-effect`. No logic: each command asks an operation and prints what it says.

Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Annotated

import typer

COMMANDS: Mapping[str, Sequence[str]] = {
    "protocols": ("protocols", "check", "schema", "preview", "kinds"),
    "new": ("new",),
    "translate": ("translate",),
    "power": ("power",),
    "register": ("register",),
    "run": ("run", "simulate", "demo"),
    "desk": ("desk",),
    "collect": ("collect",),
    "monitor": ("monitor",),
    "doctor": ("doctor",),
    "settle": ("settle", "verify"),
    "cash": ("pay", "sent-away", "box"),
    "inspect": ("inspect",),
    "export": ("export",),
    "analyze": ("status", "rebuild", "analyze", "replicate", "report"),
    "closeness": ("closeness",),
    "hand_over": ("hand-over",),
    "film": ("film",),
    "meta": ("recheck", "meta"),
    "repair": ("repair",),
    "withdraw": ("withdraw", "stop", "pause", "continue"),
    "at_desks": ("tell", "move"),
}
"""The files of this folder and the commands that each adds, in the order of `--help`."""


def command(arguments: Sequence[str]) -> typer.Typer:
    """The command with all that it can do; with one alone where that is asked for, which starts faster."""
    from ikea_effect.cli.usage import leading

    app = typer.Typer(
        name="ikea-effect",
        help="One protocol yields a whole study: check, session, bids, payment, data, analysis, report.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_about)
    asked = [module for module, names in COMMANDS.items() if set(names) & set(arguments[:1])]
    for module in asked or COMMANDS:
        import_module(f"ikea_effect.cli.{module}").register(app)
    if asked:
        app.registered_commands = [one for one in app.registered_commands if one.name in arguments[:1]]
    for one in app.registered_commands:
        one.cls = leading(lambda: typer.main.get_command(command([])))
    return app


def _version(asked: bool) -> None:
    """Which version this is, where that is asked for."""
    if asked:
        from ikea_effect import __version__

        print(f"ikea-effect {__version__}")
        raise typer.Exit


def _about(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Say which version this is.")
    ] = False,
) -> None:
    """What the command itself takes, which keeps one command alone a command of the group."""


def main(arguments: list[str] | None = None) -> None:
    """Runs the command. Exit codes: 0 done, 1 our fault (a trace), 2 input or machine, 3 a check failed."""
    from ikea_effect.cli.arguments import with_each_file_named
    from ikea_effect.errors import IkeaEffectError

    if isinstance(sys.stdout, TextIOWrapper):  # half a sign in a file from elsewhere ends no command
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        words = with_each_file_named(sys.argv[1:] if arguments is None else arguments)
        command(words)(words)
    except IkeaEffectError as error:
        from ikea_effect.cli.printing import as_signs

        print(as_signs(f"ikea-effect: {error}"), file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        from ikea_effect.record.disk import disk_message, refused_by_disk

        if not refused_by_disk(error):
            raise
        print(f"ikea-effect: {disk_message(error.filename or 'The files', error)}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
