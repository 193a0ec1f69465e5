"""Materials that stand in for a lab's own: told wherever a study is tried out, refused when people come."""

from __future__ import annotations

from collections.abc import Iterator

from ikea_effect.errors import Fault, ProtocolError
from ikea_effect.protocol.setup import Setup


def stand_ins(setup: Setup) -> tuple[str, ...]:
    """The files that stand in for the lab's own, in order."""
    return tuple(file for file, entry in setup.experiment.materials.items() if entry.stand_in)


_NAMED = 3
_UNTIL = "Put your own file there and take out `stand_in`: until then nobody is run."


def doubts(setup: Setup) -> Iterator[Fault]:
    """A warning for each stand-in."""
    for file in stand_ins(setup):
        entry = setup.experiment.materials[file]
        what = f": {entry.note.rstrip('.')}" if entry.note else ""
        message = f"is a stand-in{what}.\n{_UNTIL}"
        yield setup.experiment.fault(("materials", file), message, at_key=True)


def note(setup: Setup) -> str:
    """One line on the stand-ins, for whoever tries the study out; empty where there is none."""
    files = stand_ins(setup)
    if not files:
        return ""
    some = "1 file is a stand-in" if len(files) == 1 else f"{len(files)} files are stand-ins"
    more = ", ..." if len(files) > _NAMED else ""
    return f"Note: {some} for the lab's own ({', '.join(files[:_NAMED])}{more})."


def refuse(setup: Setup) -> None:
    """Raises ProtocolError with every stand-in: nobody is paid to look at one."""
    if found := list(doubts(setup)):
        raise ProtocolError(found)
