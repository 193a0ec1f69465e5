"""Wrong codes at the experimenter's question: that one was typed is kept, and never what was typed.

In a session its own journal tells it; between sessions the study's, with the name of the desk.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable

from ikea_effect.errors import IkeaEffectError, listed
from ikea_effect.record.deadline import within
from ikea_effect.record.events import WRONG_CODE, Event
from ikea_effect.record.study import Study
from ikea_effect.record.study_acts import acts, add_act

_PATIENCE_S = 5.0
"""How long a desk's page stands still for a store that does not answer."""

_BEGINS_WITH = f'"kind":"{WRONG_CODE}",'.encode()  # in answers, quotation marks have a backslash before them
_SHOWN = 5


def in_a_row(events: Iterable[Event]) -> int:
    """How many wrong codes a session's journal tells since somebody last left it with the right one."""
    count = 0
    for event in events:
        count = 0 if event.kind == "interrupted" else count + (event.kind == WRONG_CODE)
    return count


def enter_wrong_code(study: Study, desk: str) -> None:
    """Enters that a wrong code was typed at a desk between sessions. A store that is away keeps nobody."""
    with contextlib.suppress(IkeaEffectError), within(_PATIENCE_S):
        add_act(study, WRONG_CODE, {"desk": desk})


def wrong_codes_note(study: Study) -> str:
    """A sentence on how many wrong codes were typed, and where; nothing where none was."""
    by_session = {who: _count(study, who) for who in study.participants()}
    by_desk = Counter(str(act.data["desk"]) for act in acts(study) if act.kind == WRONG_CODE)
    places = [f"{count} in the session of {who}" for who, count in by_session.items() if count]
    places += [f"{count} at desk {desk} between sessions" for desk, count in by_desk.items()]
    if not places:
        return ""
    left = len(places) - _SHOWN
    more = f", and at {left} more {'place' if left == 1 else 'places'}" if left > 0 else ""
    return f"Wrong codes were typed at the experimenter's question: {listed(places[:_SHOWN])}{more}."


def _count(study: Study, participant: str) -> int:
    with contextlib.suppress(OSError):
        return study.journal(participant).read_bytes().count(_BEGINS_WITH)
    return 0
