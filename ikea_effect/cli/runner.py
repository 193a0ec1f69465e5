"""What an experiment's run.py does: ask who takes part, then run the session.

It is started by PsychoPy Runner, by a double click, or as `python run.py P001`;
`python run.py desk --study pilot --desk 3` keeps the desk for a day.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def run_experiment(folder: Path, protocol: str, arguments: Sequence[str]) -> None:
    """Runs one participant of the experiment in this folder; further arguments go to `ikea-effect run`."""
    from ikea_effect.cli.main import main

    if arguments[:1] == ["desk"]:
        rest = list(arguments[1:])
        main(["desk", protocol, "--experiment", str(folder), *_where(folder, rest), *rest])
        return
    named = bool(arguments) and not arguments[0].startswith("-")
    participant = arguments[0] if named else asked(protocol)
    rest = list(arguments[1:] if named else arguments)
    if not participant:
        print(f"Nobody was named. Say who takes part: python {folder / 'run.py'} P001", file=sys.stderr)
        sys.exit(2)
    where = _where(folder, rest)
    main(["run", protocol, "--experiment", str(folder), "--participant", participant, *where, *rest])


def _where(folder: Path, rest: Sequence[str]) -> list[str]:
    return [] if "--results" in rest else ["--results", str(results_folder(folder))]


def results_folder(folder: Path) -> Path:
    """results/ where the user stands; PsychoPy Runner stands in the experiment's own folder, so beside it."""
    here = Path.cwd()
    return (folder.parent.parent if here.resolve() == folder.resolve() else here) / "results"


def asked(protocol: str) -> str:
    """The participant's id as the experimenter types it, in the terminal or else in a small window."""
    question = f"{protocol}: participant id, such as P001"
    if sys.stdin is not None and sys.stdin.isatty():
        return input(f"{question}: ").strip()
    try:
        from tkinter import TclError, Tk, simpledialog
    except ImportError:
        return ""
    try:
        root = Tk()
    except TclError:
        return ""
    root.withdraw()
    answer = simpledialog.askstring("ikea-effect", question, parent=root)
    root.destroy()
    return (answer or "").strip()
