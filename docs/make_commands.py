"""Writes docs/commands.md, every command with its help: `python docs/make_commands.py`."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import typer

from ikea_effect.cli.main import command

PAGE = Path(__file__).with_name("commands.md")
HEAD = """# Commands

Every command prints this with `--help`. Most answer with `--json` as well ([its form](json.md)).
Exit codes: 0 done; 2 something has to be changed by you or at this machine, said without a trace;
3 what was asked to hold does not hold; 1 a fault of ours, with a trace.
"""


def page() -> str:
    """The whole page, from the program itself."""
    group = typer.main.get_command(command([]))
    commands = getattr(group, "commands", {})
    return "\n".join([HEAD, *(line for name in commands for line in _section(name, commands[name]))])


def _section(name: str, found: object) -> Iterator[str]:
    yield from (f"## {name}", "")
    yield inspect.cleandoc(getattr(found, "help", None) or "").replace("<", "\\<")
    yield ""
    rows = [row for row in map(_row, getattr(found, "params", ())) if row]
    if rows:
        yield from ("| | |", "| --- | --- |", *rows, "")


def _row(option: object) -> str:
    """One argument or option: how it is written, what it says."""
    names = ", ".join(f"`{name}`" for name in getattr(option, "opts", ()) if name.startswith("-"))
    metavar = getattr(option, "metavar", None)
    shown = (
        " ".join(filter(None, [names, f"`{metavar}`" if metavar else ""]))
        or f"`{getattr(option, 'name', '')}`"
    )
    said = str(getattr(option, "help", None) or "").replace("|", "\\|").replace("<", "\\<")
    return "" if names == "`--help`, `-h`" else f"| {shown.replace('|', chr(92) + '|')} | {said} |"


def main() -> None:
    """Writes the page."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
