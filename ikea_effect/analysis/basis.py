"""What an analysis rests on: whose rows, how many, who was left out and why. Every output carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple


class LeftOut(NamedTuple):
    """How many rows are nobody's who took part, and why: previews, bots, sessions that were not finished."""

    reason: str
    rows: int


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows were read, and how many people those are that could be analyzed."""

    read: int
    people: int
    left_out: tuple[LeftOut, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """{read, people, left_out: [{reason, rows}]}."""
        return {
            "read": self.read,
            "people": self.people,
            "left_out": [{"reason": one.reason, "rows": one.rows} for one in self.left_out],
        }


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows come from: a study of ours (by name) or files; and what only its journals tell."""

    kind: Literal["study", "files"] = "files"
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """{kind: study, study, notes} or {kind: files, files}."""
        if self.kind == "study":
            return {"kind": "study", "study": self.names[0], "notes": list(self.notes)}
        return {"kind": "files", "files": list(self.names)}


@dataclass(frozen=True, slots=True)
class ExclusionResult:
    """How many participants a rule dropped; None if the data cannot decide it."""

    id: str
    dropped: int | None
    reason: str

    def to_json(self) -> dict[str, Any]:
        """The result as JSON values."""
        return {"id": self.id, "dropped": self.dropped, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Interim:
    """How far a study of ours is that has not reached its planned sample, and whether verdicts are shown."""

    complete: int
    planned: int
    shown: bool
    next_look: str = ""
    """When the next planned look is due, as a sentence; empty where none is planned."""

    @property
    def reason(self) -> str:
        """Why a verdict is withheld."""
        if self.next_look:
            return (
                f"withheld: {self.complete} of {self.planned} planned participants are complete, and "
                f"verdicts wait for a planned look. {self.next_look}"
            )
        return (
            f"withheld: {self.complete} of {self.planned} planned participants are complete, and verdicts "
            "that may end collection are wrong more often than they say. --interim shows them, and keeps in "
            "the study's journal that somebody looked."
        )

    def to_json(self) -> dict[str, Any]:
        """{complete, planned, shown}."""
        return {"complete": self.complete, "planned": self.planned, "shown": self.shown}


_WARNED = {
    "simulated": " - SIMULATED participants, not data from people",
    "scripted": " - SCRIPTED sessions, not data from people",
}


@dataclass(frozen=True, slots=True)
class Basis:
    """What the numbers rest on. `mode` is lab, simulated, scripted, or data (from elsewhere)."""

    mode: str
    rows: Rows
    kept: int
    source: Source = Source()
    exclusions: tuple[ExclusionResult, ...] = ()
    notes: tuple[str, ...] = field(default=())
    interim: Interim | None = None
    sequential: Mapping[str, Any] | None = None
    """Where looks are planned: the plan, and the looks that were taken."""

    @property
    def recorded(self) -> int:
        """Who could be analyzed, before exclusions."""
        return self.rows.people

    def to_json(self) -> dict[str, Any]:
        """mode, source, rows, n, exclusions and notes."""
        return {
            "mode": self.mode,
            "source": self.source.to_json(),
            "rows": self.rows.to_json(),
            "n": {"recorded": self.recorded, "kept": self.kept},
            "exclusions": [result.to_json() for result in self.exclusions],
            "notes": list(self.notes),
        } | self._while_collecting()

    def _while_collecting(self) -> dict[str, Any]:
        early = {} if self.interim is None else {"interim": self.interim.to_json()}
        return early | ({} if self.sequential is None else {"sequential": dict(self.sequential)})

    def title(self, protocol: str) -> str:
        """The first line of what is printed: it says where nobody took part."""
        early = self.interim
        how_far = f" - INTERIM: {early.complete} of {early.planned} planned participants" if early else ""
        return f"{protocol}{_WARNED.get(self.mode, '')}{how_far}"

    def lines(self) -> list[str]:
        """Who took part, who was left out and why, for a person."""
        read = _counted(self.rows.read, "row")
        return [
            f"{read} read, {_counted(self.recorded, 'participant')}, {self.kept} kept",
            *(f"  left out: {_counted(one.rows, 'row')}. {one.reason}" for one in self.rows.left_out),
            *(f"  exclusion {one.id}: {_dropped(one)}. {one.reason}" for one in self.exclusions),
        ]

    def notes_written(self) -> list[str]:
        """Every note on a line of its own, those of the source first; nothing where there is none."""
        notes = dict.fromkeys((*self.source.notes, *self.notes))
        return ["", *(f"Note: {note}" for note in notes)] if notes else []


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _dropped(result: ExclusionResult) -> str:
    return "cannot be decided" if result.dropped is None else f"drops {result.dropped}"
