"""Are published numbers consistent with each other? Of a protocol's own rows, or of a paper's in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ikea_effect.analysis.replication.recheck import Check


@dataclass(frozen=True, slots=True)
class Rechecked:
    """Every check of every result of one source."""

    source: str
    checks: tuple[Check, ...]

    def to_json(self) -> dict[str, Any]:
        """The checks as JSON values."""
        return {"source": self.source, "checks": [check.to_json() for check in self.checks]}

    def text(self) -> str:
        """The checks for a person."""
        if not self.checks:
            return f"{self.source}: no published numbers that can be checked against each other"
        lines = [f"{self.source}:"]
        lines += [
            f"  {check.outcome:<14} {check.result}, {check.id}: {check.sentence}" for check in self.checks
        ]
        return "\n".join(lines)


def rechecked(reference: str) -> Rechecked:
    """The checks of a protocol (id or path), or of a file that begins with `paper:`. Raises ProtocolError."""
    from ikea_effect.analysis.replication.paper import recheck_reference

    return Rechecked(reference, recheck_reference(reference))
