"""Whether what participants were shown of others is what those made, drawn as the protocol says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from ikea_effect.assignment.place import Piece, Place, place_of
from ikea_effect.assignment.yokes import drawn, yoke_stream
from ikea_effect.operations.replay import materials_of
from ikea_effect.operations.run_film import film_of, films
from ikea_effect.operations.run_yoke import made_in, yoked_to
from ikea_effect.protocol.assignments import Yoke
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.claims import Claims
from ikea_effect.record.events import Event, ended_early
from ikea_effect.record.journal import read_journal
from ikea_effect.record.sessions import sound_journals
from ikea_effect.record.study import Study


class Yoked(NamedTuple):
    """What does not hold of pieces that were shown, and what cannot be held any more."""

    problems: tuple[str, ...]
    left_out: tuple[str, ...]


class _Session(NamedTuple):
    place: Place
    piece: Piece | None
    left: bool
    began: Event


def yokes_verified(study: Study) -> Yoked:
    """Every piece that was shown, beside the journal of whoever made it, and the draw that chose it."""
    yoke = study.protocol.assignment.yoke
    if yoke is None:
        return Yoked((), ())
    claims, makings = Claims(study), _Makings(study)
    sessions = {who: _session(yoke, read.events) for who, read in sound_journals(study, []) if read.events}
    sessions |= {who: one._replace(left=True) for who, one in sessions.items() if claims.stopped(who)}
    problems: list[str] = []
    gone: Counter[str] = Counter()
    for who, one in sessions.items():
        if not study.protocol.is_yoked(one.place.condition):
            continue
        problems += _drawn_again(yoke, study.secret, who, one.place)
        for piece in (piece for piece in one.place.yoked if piece.participant):
            if piece.participant not in sessions:
                gone[piece.participant] += 1
            else:
                problems += _same(who, piece, sessions[piece.participant])
        problems += makings.same(who, one.place, sessions)
    problems += _not_too_often(yoke, sessions)
    left = [
        f"what {who} made was shown to {n} participants, and its journal is not there"
        for who, n in gone.items()
    ]
    return Yoked(tuple(problems), tuple(left))


def _session(yoke: Yoke, events: list[Event]) -> _Session:
    place = place_of(events[0].data)
    made = made_in(events, yoke.good) if yoke.from_.are(place.condition) else None
    return _Session(place, made, ended_early(events), events[0])


def _drawn_again(yoke: Yoke, secret: bytes, who: str, place: Place) -> Iterator[str]:
    """Whether the pieces follow from those that were there, how often each was shown, and the secret."""
    given = tuple(yoked_to(place))
    if given != drawn(yoke, place.among, yoke_stream(secret, place.slot)):
        yield f"{who}.jsonl: shows what {' and '.join(given) or 'nobody'} made, which was not drawn"
    if not given and yoke.stand_in != "expert":
        yield f"{who}.jsonl: shows nothing of others, and nothing may stand in for it"


def _same(who: str, piece: Piece, maker: _Session) -> Iterator[str]:
    if maker.piece is None or maker.piece.recipe != piece.recipe:
        yield f"{who}.jsonl: shows as made by {piece.participant} what its journal does not tell"


class _Makings:
    """The makings that were shown, beside those that follow from the makers' journals; each played once."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._setup = materials_of(study) if films(study.protocol) else None
        self._known: dict[str, list[list[Any]]] = {}

    def same(self, who: str, place: Place, sound: Collection[str]) -> Iterator[str]:
        """What of a participant's films does not follow; `sound` are those whose journals hold."""
        if self._setup is None:
            return
        for piece in (one for one in place.yoked if one.film is not None):
            if piece.participant in sound and piece.as_data()["film"] != self._film(self._setup, piece):
                yield f"{who}.jsonl: shows a making by {piece.participant} that its journal does not tell"

    def _film(self, setup: Setup, piece: Piece) -> list[list[Any]]:
        if piece.participant not in self._known:
            events = read_journal(self._study.journal(piece.participant)).events
            self._known[piece.participant] = film_of(setup, self._study.secret, events, piece.good)
        return self._known[piece.participant]


def _not_too_often(yoke: Yoke, sessions: Mapping[str, _Session]) -> Iterator[str]:
    """Whether no piece was shown more often than it may be; those who left count no more."""
    shown = Counter(who for one in sessions.values() if not one.left for who in yoked_to(one.place))
    for who, times in shown.items():
        if times > yoke.uses:
            yield f"what {who} made was shown {times} times; at most {yoke.uses} are allowed"
