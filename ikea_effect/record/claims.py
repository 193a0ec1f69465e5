"""Claims: who took which place of a study, kept in the study's journal, so that nobody comes twice unseen.

A session that begins is entered with its first line, one that ends with its last. A participant stands there
as a keyed hash, which whoever holds the study's secret can look up for an id, and nobody can read an id from:
it stays when the participant withdraws, and keeps the id from being used again.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ikea_effect.record.events import GENESIS, Event, digest
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import Entry, Seen, append, legible
from ikea_effect.seeds import keyed_hash

CLAIMED, ENDED, WITHDREW, STOPPED = "claimed", "ended", "withdrew", "stopped"
KINDS = (CLAIMED, ENDED, WITHDREW, STOPPED)
"""What stands in the study's journal about sessions; everything else is somebody's act upon the study."""

_SIGNS = 32


def alias(secret: bytes, participant: str) -> str:
    """The keyed hash that stands for an id, however it is spelt. No stream's key is made from such words."""
    return keyed_hash(secret, f"|id|{participant.casefold()}").hex()[:_SIGNS]


def seeded_claim(secret: bytes, participant: str, number: int) -> str:
    """The claim of an id that comes for the (number + 1)th time, where a seed is to give the same draws."""
    return keyed_hash(secret, f"|claim|{participant}|{number}").hex()[:_SIGNS]


class Claims:
    """What the journal of a study says of places and people, as far as it can be read."""

    def __init__(self, study: Study) -> None:
        self._study, self._events = study, list(legible(study))
        self._by_who: dict[str, list[Event]] = {}  # one look through: `verify` asks for everyone in turn
        for event in self._events:
            self._by_who.setdefault(str(event.data.get("who", "")), []).append(event)

    @property
    def head(self) -> str:
        """What the next line will follow."""
        return digest(self._events[-1].line()) if self._events else GENESIS

    def of(self, participant: str) -> list[Event]:
        """Every line about the participant, in order."""
        return self._by_who.get(alias(self._study.secret, participant), [])

    def withdrew(self, participant: str) -> bool:
        """Whether whoever had this id withdrew."""
        return any(event.kind == WITHDREW for event in self.of(participant))

    def stopped(self, participant: str) -> bool:
        """Whether the session was stopped for good, and its place given back."""
        return self.stop_of(participant) is not None

    def stop_of(self, participant: str) -> Event | None:
        """The last line that tells that the session was stopped for good, if it was."""
        return next((event for event in reversed(self.of(participant)) if event.kind == STOPPED), None)

    def pays_of(self, participant: str) -> str | None:
        """What the last line about a stopped session says is paid; None where none says it."""
        last = self.stop_of(participant)
        return None if last is None or "pays" not in last.data else str(last.data["pays"])

    def seen(self, kind: str) -> Seen:
        """How often lines of this kind stood there, for whoever decides by them what to append."""
        return Seen(frozenset({kind}), sum(event.kind == kind for event in self._events))

    def ended(self, participant: str) -> bool:
        """Whether a session of this id has come to its end, as far as that is entered."""
        return any(event.kind == ENDED for event in self.of(participant))

    def began(self, participant: str) -> bool:
        """Whether a session of this id was entered."""
        return any(event.kind == CLAIMED for event in self.of(participant))

    def next_claim(self, participant: str) -> str:
        """The claim of a session that begins now: by chance, in a study of a seed by its number."""
        if self._study.facts["seed"] is None:
            return secrets.token_hex(_SIGNS // 2)
        before = sum(event.kind == CLAIMED for event in self.of(participant))
        return seeded_claim(self._study.secret, participant, before)


class Begun(NamedTuple):
    """A session's first event and, once it has ended, the digest of its last line."""

    first: Event
    head: str = ""


def entries_of(study: Study, sessions: Iterable[Begun]) -> Iterator[Entry]:
    """What is entered of sessions, in their order."""
    secret = study.secret
    for first, head in sessions:
        who = {"who": alias(secret, first.data["participant"])}
        yield Entry(CLAIMED, {**who, **_place(first)})
        if head:
            yield Entry(ENDED, who | {"head": head})


def _place(first: Event) -> Mapping[str, Any]:
    return {"slot": first.data["slot"], "claim": first.data["claim"], "began": digest(first.line())}


def enter_begun(study: Study, first: Event) -> None:
    """Enters a session that has begun, unless it is entered already; sessions of format 1 never are."""
    began = digest(first.line())
    if first.data.get("claim") and not any(event.data.get("began") == began for event in legible(study)):
        [entry] = entries_of(study, [Begun(first)])
        append(study, *entry)


def enter_ended(study: Study, last: Event, participant: str) -> None:
    """Enters that a session has come to its end, and with which line; and if a rule ended it early.

    The line stays when the participant withdraws, and only then is it all that tells of it.
    """
    early = {} if last.data.get("to_end", True) else {"to_end": False}
    append(study, ENDED, {"who": alias(study.secret, participant), "head": digest(last.line()), **early})


def stop_entry(study: Study, participant: str, by: str = "", pays: str = "") -> Entry:
    """That the session does not go on, and that its place is free; by whom, and what is paid.

    Why is not entered here: it may say how somebody felt, and has to go when they withdraw.
    """
    return Entry(STOPPED, {"who": alias(study.secret, participant), **({"pays": pays} if pays else {})}, by)


def enter_stopped(
    study: Study, participant: str, by: str = "", pays: str = "", seen: Seen | None = None
) -> None:
    """Enters that the session does not go on.

    Raises: StationError, with nothing entered, where another desk stopped somebody since that was `seen`.
    """
    append(study, *stop_entry(study, participant, by, pays), seen)


def stopped_at(study: Study, participants: Iterable[str]) -> dict[str, str]:
    """When the session of each of these was stopped for good; only who was stopped."""
    when = {event.data.get("who"): event.at for event in legible(study) if event.kind == STOPPED}
    secret = study.secret if when else b""
    found = {who: when.get(alias(secret, who)) for who in participants} if when else {}
    return {who: at for who, at in found.items() if at is not None}


def ends_entered(study: Study) -> dict[str, int]:
    """{keyed hash of an id: which line enters the end of its session}, of the last that does."""
    return {str(event.data.get("who")): event.seq for event in legible(study) if event.kind == ENDED}


def enter_withdrawal(study: Study, participant: str) -> None:
    """Enters that whoever had this id withdrew, once."""
    if not Claims(study).withdrew(participant):
        append(study, WITHDREW, {"who": alias(study.secret, participant)})
