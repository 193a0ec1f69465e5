"""What is registered: a study as a lab sets it up, and what is known of its data by then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import Setup


class Said(NamedTuple):
    """A sentence or paragraph of an answer, and the key, or the fact of the journals, it is read from."""

    text: str
    source: str


class Collected(NamedTuple):
    """What the journals of a study know: sessions of people, begun and finished, and looks at verdicts."""

    study: str
    begun: int
    finished: int
    looks: int

    @property
    def seen(self) -> str:
        """What had been seen by then, in words: nothing, data that nobody looked at, or verdicts."""
        if not self.begun:
            return "no session of a participant had begun"
        sessions = f"{self.begun} sessions of participants had begun and {self.finished} had finished"
        looked = "once" if self.looks == 1 else f"{self.looks} times"
        return f"{sessions}; verdicts had been looked at {looked if self.looks else 'by no command'}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What the questions are answered from; `date` is that of the registration, `collected` nothing where no
    study of this protocol is known."""

    setup: Setup
    date: str
    collected: Collected | None = None

    @property
    def protocol(self) -> Protocol:
        """The protocol as it is run here."""
        return self.setup.protocol
