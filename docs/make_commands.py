"""Writes docs/commands.md, every command with its help: `python docs/make_commands.py`.

What some print, with no study at hand, is kept in commands.json, and made anew with the page.
"""

from __future__ import annotations

import inspect
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap

import typer

from ikea_effect.cli.main import command

PAGE = Path(__file__).with_name("commands.md")
PRINTED = Path(__file__).with_name("commands.json")
"""command line -> what it prints."""
SHOWN = (
    "ikea-effect check norton-2012-1a --quick",
    "ikea-effect recheck norton-2012-1a",
    "ikea-effect replicate --original t=2.12,n=26+26 --replication t=1.30,n=60+60 --brief",
    "ikea-effect meta --row 'Original: t=3.58,n=26+26' --row 'Lab A: t=1.30,n=60+60'",
)
WIDEST = 110
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
    for line, printed in json.loads(PRINTED.read_text("utf-8")).items():
        if line.split()[1] == name:
            yield from ("```sh", line, "```", "", "```text", printed, "```", "")
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


def printed() -> dict[str, str]:
    """What the command lines print in an empty folder; a long line goes on below."""
    with tempfile.TemporaryDirectory() as folder:
        return {line: _printed(line, Path(folder)) for line in SHOWN}


def _printed(line: str, folder: Path) -> str:
    words = [sys.executable, "-m", "ikea_effect", *shlex.split(line)[1:]]
    own = {**os.environ, "PYTHONPATH": str(PAGE.parents[1])}
    done = subprocess.run(words, cwd=folder, env=own, capture_output=True, text=True, check=False)
    rows = (wrap(row, WIDEST, subsequent_indent="    ") or [""] for row in done.stdout.splitlines())
    return "\n".join(line for lines in rows for line in lines)


def main() -> None:
    """Writes the page, and what the commands print."""
    PRINTED.write_text(json.dumps(printed(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
