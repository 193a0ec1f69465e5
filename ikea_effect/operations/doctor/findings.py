"""What a look at a desk came to: ok, a warning or a no, with what was found and what to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

CHORD = "Ctrl+Shift+Q"
"""What ends a session at a desk; the experimenter is asked before it does."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `do` is empty where all is well."""

    what: str
    state: str  # ok | warn | no
    found: str
    do: str = ""


def ok(what: str, found: str) -> Finding:
    """All is well."""
    return Finding(what, "ok", found)


def warn(what: str, found: str, do: str) -> Finding:
    """Sessions can run, and something is to be looked at."""
    return Finding(what, "warn", found, do)


def no(what: str, found: str, do: str) -> Finding:
    """No session should run like this."""
    return Finding(what, "no", found, do)


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """Everything that was looked at."""

    findings: tuple[Finding, ...]

    @property
    def fit(self) -> bool:
        """Whether sessions can run: nothing is a no."""
        return all(one.state != "no" for one in self.findings)

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {"fit": self.fit, "chord": CHORD, "findings": [asdict(one) for one in self.findings]}

    def text(self) -> str:
        """For people: a table, and under what is not well what to do."""
        widths = [max(len(getattr(one, part)) for one in self.findings) for part in ("state", "what")]
        lines = []
        for one in self.findings:
            lines.append(f"{one.state:<{widths[0]}}  {one.what:<{widths[1]}}  {one.found}")
            if one.do:
                lines.append(f"{'':<{sum(widths) + 4}}{one.do}")
        said = "This desk can run sessions." if self.fit else "This desk cannot run sessions yet."
        return "\n".join([*lines, f"{said} {CHORD} at the desk ends a session; it asks before."])
