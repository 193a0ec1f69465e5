"""The command `ikea-effect`. No logic: each command asks an operation and prints what it says.

Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import os
import sys

import typer

app = typer.Typer(
    name="ikea-effect",
    help="One protocol yields a whole study: check, session, bids, payment, data, analysis, verdict, report.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _register() -> None:
    from ikea_effect.cli import declared, lab, paid, planned, published, told

    for module in (declared, planned, lab, paid, told, published):
        module.register(app)


_register()


def main(arguments: list[str] | None = None) -> None:
    """Runs the command. Exit codes: 0 done, 1 our fault (a trace), 2 input or machine, 3 a check failed."""
    from ikea_effect.errors import IkeaEffectError

    try:
        app(arguments)
    except IkeaEffectError as error:
        print(f"ikea-effect: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
