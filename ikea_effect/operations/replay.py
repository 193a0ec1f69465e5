"""Every session of a study played again from its replies: whatever a journal tells has to come about anew.

A task yields the same screens and facts to the same replies. So a draw, a measure, a purchase or a point that
was written into a journal by hand does not come about, however well its chain was mended.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Never

from ikea_effect import __version__
from ikea_effect.assignment.place import place_of
from ikea_effect.assignment.slots import Slots, misplaced
from ikea_effect.errors import IkeaEffectError, ProtocolError, RecordError
from ikea_effect.operations.elsewhere import Elsewhere
from ikea_effect.operations.session_facts import packages, program_digest
from ikea_effect.protocol.experiment import Experiment
from ikea_effect.protocol.kinds import step_kind
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.protocol.texts import Texts
from ikea_effect.record.desks import Drawings
from ikea_effect.record.events import Event
from ikea_effect.record.journal import read_journal
from ikea_effect.record.study import Study
from ikea_effect.record.versions import files_of, kept_wordings
from ikea_effect.screens.context import Context
from ikea_effect.screens.screens import Reply, Screen, Task
from ikea_effect.screens.waiting import Gathering, Meeting
from ikea_effect.session.engine import play
from ikea_effect.session.frontends.base import Halt, SessionInterrupted
from ikea_effect.tasks.timeline import timeline


class Problem(NamedTuple):
    """Whose session does not come about again, and what of it first."""

    participant: str
    what: str


class Replayed(NamedTuple):
    """How many sessions came about again, what did not, and why others could not be played."""

    sessions: int
    problems: tuple[Problem, ...]
    left_out: tuple[str, ...]


class Replaying:
    """Plays sessions again one after the other, as their journals are read, and keeps what came of each.

    What a journal tells of its program and materials can be written by hand, so each is played. Only one that
    does not come about, and was recorded by another version or other sources, is left out, unless
    `of_any_program`. With several
    `processes`, and enough sessions, others play while this one reads on.
    """

    def __init__(self, study: Study, *, of_any_program: bool = False, processes: int = 1) -> None:
        protocol = study.protocol
        self._elsewhere = Elsewhere(played, study.folder, processes) if processes > 1 else None
        self._setup, self._drawings = _setup(study, protocol), Drawings(study, protocol)
        self._of_any_program = of_any_program
        self._kinds = packages(protocol)
        self._sessions, self._problems, self._left_out = 0, list[Problem](), list[str]()

    def look(self, participant: str, events: Sequence[Event]) -> None:
        """Plays one session again, or has it played."""
        if self._setup is None or not events:
            return
        if self._elsewhere is not None:
            self._elsewhere.look(participant)
            return
        problem = _problem(self._setup, *self._drawings.of(events[0].data), events)
        if problem is None:
            self._sessions += 1
        elif other := self._other(self._setup, events):
            self._left_out.append(f"{participant} was not played again: {other}")
        else:
            self.does_not(participant, problem)

    def _other(self, setup: Setup, events: Sequence[Event]) -> str:
        """Why a session need not come about here; nothing where it has to."""
        other = "" if self._of_any_program else _other_program(events[0].data, self._kinds)
        if other:
            return f"recorded with {other}, and with this one something else comes about"
        return "" if _same_materials(setup, events) else "its materials are not at hand"

    def does_not(self, participant: str, what: str) -> None:
        """Keeps that a session cannot be played again."""
        self._problems.append(Problem(participant, what))

    def close(self) -> None:
        """Lets go of other processes, whatever they still do."""
        if self._elsewhere is not None:
            self._elsewhere.close()

    @property
    def result(self) -> Replayed:
        """What came of all that were looked at."""
        if self._setup is None:
            why = "sessions were not played again: the experiment's materials are not at hand"
            return Replayed(0, (), (why,))
        if self._elsewhere is not None:
            for one in self._elsewhere.results():
                self._add(one)
        return Replayed(self._sessions, tuple(self._problems), tuple(self._left_out))

    def _add(self, other: Replayed) -> None:
        self._sessions += other.sessions
        self._problems += other.problems
        self._left_out += other.left_out


def played(folder: Path, names: Sequence[str]) -> Replayed:
    """What comes of these sessions of the study in this folder; the work of one process."""
    return replay(Study(folder), names)


def replay(study: Study, only: Collection[str] | None = None, *, of_any_program: bool = False) -> Replayed:
    """Plays every session again, or those of some participants.

    A journal whose chain breaks is a problem like any other.
    """
    again = Replaying(study, of_any_program=of_any_program)
    for participant in study.participants() if only is None else sorted(only):
        try:
            again.look(participant, read_journal(study.journal(participant)).events)
        except RecordError as error:
            again.does_not(participant, str(error))
    return again.result


def _other_program(began: Mapping[str, Any], kinds: Mapping[str, Any]) -> str:
    """What the session was recorded with, if that may give other facts than this program and its kinds."""
    versions = began.get("versions", {})
    version = versions.get("ikea-effect", "unknown")
    if version != __version__:
        return f"version {version}"
    for kind, package in began.get("kinds", {}).items():
        if kinds.get(kind) != package:
            return f"another version of the kind '{kind}' ({package['name']} {package['version']})"
    return "" if versions.get("program", program_digest()) == program_digest() else "another program"


def _problem(setup: Setup, secret: bytes, slots: Slots, events: Sequence[Event]) -> str | None:
    """What does not come about again, or nothing."""
    if wrong := misplaced(slots, place_of(events[0].data)):
        return f"{wrong}."
    try:
        _played(_task(setup, secret, events), events)
    except SessionInterrupted:
        if events[-1].kind == "finished":
            return "the journal ends as finished, but the session goes on."
    except IkeaEffectError as error:
        return str(error)
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        return f"the replies cannot be played again ({error!r})."
    return None


def materials_of(study: Study) -> Setup | None:
    """The set-up that the study's sessions ran with; None where its files are not at hand.

    It is looked for by name, then where it lay when a session began: a protocol may be run by its path. What
    has the materials of a version that sessions met comes first, whatever lies under that name here.
    """
    met = {study.facts["hashes"].get("materials"), *(one[1].get("materials") for one in kept_wordings(study))}
    there = list(_at_hand(study))
    fitting = [one for one in there if one.digests["materials"] in met]
    found = next(iter([*fitting, *there]), None)
    return None if found is None else replace(found, protocol=study.protocol)


def _at_hand(study: Study) -> Iterator[Setup]:
    facts = study.facts
    named = (facts["protocol"], facts["experiment"] or None)
    for protocol, experiment in (named, *((Path(one[0]), one[1]) for one in files_of(study))):
        with contextlib.suppress(ProtocolError):
            yield load_setup(protocol, experiment or None, facts["language"], collecting=False)


def played_again(study: Study, setup: Setup, events: Sequence[Event]) -> list[tuple[Screen, Reply]]:
    """Every screen that a session showed, with the reply to it, as far as it went.

    Raises: RecordError where it ran with other materials, or something else than its journal tells comes
    about with this program.
    """
    if not events:
        return screens_again(setup, study.secret, events)
    return screens_again(setup, Drawings(study).of(events[0].data).secret, events)


def screens_again(setup: Setup, secret: bytes, events: Sequence[Event]) -> list[tuple[Screen, Reply]]:
    """The same of a session that may not be on disk."""
    if not events or not _same_materials(setup, events):
        raise RecordError("the materials that this session ran with are not at hand.")
    seen: list[tuple[Screen, Reply]] = []
    with contextlib.suppress(SessionInterrupted):
        _played(_watched(_task(setup, secret, events), seen), events)
    return seen


def _played(task: Task, events: Sequence[Event]) -> None:
    """Plays the task as far as the events go. Raises: SessionInterrupted where it goes on after them."""
    play(task, _End(), _End(), events, _Alone())


def _watched(task: Task, seen: list[tuple[Screen, Reply]]) -> Task:
    """The task, its screens kept with their replies."""
    reply: Reply | None = None
    while True:
        try:
            item = task.send(reply)
        except StopIteration as end:
            return end.value
        reply = yield item
        if isinstance(item, Screen) and reply is not None:
            seen.append((item, reply))


def _task(setup: Setup, secret: bytes, events: Sequence[Event]) -> Task:
    """The session's task, to be played from its start."""
    started = events[0].data
    who, claim = started["participant"], started.get("claim", "")
    place = place_of(started)
    read = replace(setup, texts=Texts(started["language"], setup.texts.wordings))  # a score may depend on it
    return timeline(Context(read, who, place.condition, secret, claim=claim, place=place))


class _Alone:
    """A desk after the last event: whoever waits for others there, or would, has come to the end."""

    def join(self, _gathering: Gathering) -> Never:
        """There is no group."""
        raise SessionInterrupted

    def close(self, _gathering: Gathering, _number: int) -> Never:
        """There is no group."""
        raise SessionInterrupted

    def hold(self, _gathering: Gathering, _number: int) -> Never:
        """There is no sale."""
        raise SessionInterrupted

    def partner(self, _meeting: Meeting) -> Never:
        """There is no partner."""
        raise SessionInterrupted


class _End:
    """A front end and a journal after the last event: whoever asks it for more has come to the end."""

    mode = "replayed"

    def show(self, _screen: Screen) -> Never:
        """There is no reply."""
        raise SessionInterrupted

    def append(self, _kind: str, _data: Mapping[str, Any], _clock_ms: int, _at: datetime) -> Never:
        """There is no event."""
        raise SessionInterrupted

    def clock_ms(self) -> int:
        """No time passes."""
        return 0

    def now(self) -> datetime:
        """No time passes."""
        return datetime.min.replace(tzinfo=UTC)

    def resume_at(self, _clock_ms: int) -> None:
        """No time passes."""

    def heed(self, _halt: Halt | None) -> None:
        """Nobody waits."""

    def facts(self) -> Mapping[str, Any]:
        """There is no window."""
        return {}

    def close(self) -> None:
        """Nothing is open."""


def _setup(study: Study, protocol: Protocol) -> Setup | None:
    """What the tasks need: kits and toolkits where something is made. None if they are not at hand."""
    if any(step_kind(step.kind).makes for step in protocol.timeline):
        return materials_of(study)
    here = Experiment(protocol=protocol.id, language=study.facts["language"])
    return Setup(protocol, here, Texts(here.language, {}), study.folder)


def _same_materials(setup: Setup, events: Sequence[Event]) -> bool:
    """Whether the session ran with these materials to its end; without any, nothing depends on them."""
    met = [event.data["hashes"]["materials"] for event in events if "hashes" in event.data]
    return not setup.digests or all(one == setup.digests["materials"] for one in met)
