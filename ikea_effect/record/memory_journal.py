"""A journal in memory: what a file would hold, without a disk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ikea_effect.record.events import Chain, Event


class MemoryJournal:
    """A journal that keeps its lines in memory, for simulated sessions."""

    def __init__(self) -> None:
        self._chain = Chain()
        self.events: list[Event] = []
        self.lines: list[bytes] = []

    def append(self, kind: str, data: Mapping[str, Any], clock_ms: int, at: datetime) -> Event:
        """The event, kept."""
        event, line = self._chain.link(kind, data, clock_ms, at)
        self._chain.advance(line)
        self.events.append(event)
        self.lines.append(line)
        return event

    def content(self) -> bytes:
        """The bytes of the journal's file."""
        return b"\n".join(self.lines) + b"\n"
