"""A factor that is varied in one role alone: who has a level of it, and what is refused."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from typing import Any

import pandas as pd
import pytest

from ikea_effect.analysis.balance import counts
from ikea_effect.analysis.reading.column_types import checked
from ikea_effect.assignment.slots import Slots, queues
from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.tasks.population import mean_over

LEVELS = {"warm": {"label": "Warm"}, "cold": {"label": "Cold"}, "dry": {"label": "Dry"}}
MAKER, JUDGE = {"role": "maker"}, {"role": "judge"}
STUDY: dict[str, Any] = {
    "id": "rooms", "version": 1, "title": "Rooms", "languages": ["en"], "currency": "EUR",
    "roles": {"maker": {}, "judge": {"after": "maker"}},
    "factors": {"room": {"between": "participant", "role": "maker", "levels": LEVELS}},
    "assignment": {"block_sizes": [3, 6]}, "sample": {"per_role": {"maker": 9, "judge": 4}}, "goods": {},
    "timeline": [
        {"page": {"text": "warm", "only_in": {"room": "warm"}}},
        {"questionnaire": {"id": "asked", "measures": ["mood"], "only_in": MAKER}},
        {"debrief": {"text": "debrief"}},
    ],
    "measures": {"mood": {"kind": "rating", "low": 1, "high": 7, "text": "mood"}},
    "hypotheses": [{
        "id": "warmer", "claim": "Warm rooms are better", "measure": "mood", "alternative": "greater",
        "model": {"kind": "welch", "factor": "room", "contrast": "warm - cold"},
    }],
    "simulation": {
        "mood": {"distribution": "normal", "mean": {"warm": 5, "cold": 4, "dry": 3}, "sd": 1},
    },
}  # fmt: skip


def study(**changes: Any) -> Protocol:
    return protocol_from_said(deepcopy(STUDY) | changes)


def test_others_have_no_level_of_it() -> None:
    makers = [{"role": "maker", "room": room} for room in ("warm", "cold", "dry")]
    assert list(study().conditions) == [*makers, JUDGE]
    assert [study().planned(one) for one in study().conditions] == [3, 3, 3, 4]
    assert not study().only_roles


def test_blocks_of_its_role_hold_every_level_as_often() -> None:
    protocol, secret = study(assignment={"block_sizes": [3]}), bytes(range(32))
    makers, judges = queues(protocol)
    slots = Slots(protocol, secret)
    met = Counter(slots.place(makers.slot(position)).condition["room"] for position in range(60))
    assert met == {"warm": 20, "cold": 20, "dry": 20}
    assert all(slots.place(judges.slot(position)).condition == JUDGE for position in range(12))


def test_the_mean_of_who_has_it_is_not_of_the_others() -> None:
    [population] = study().simulation.values()
    assert mean_over(study(), population) == 4  # type: ignore[arg-type]


def test_rows_of_others_are_empty_there_and_counted_by_role() -> None:
    rows = [{"participant": "M1", "role": "maker", "room": "cold", "mood": 3}, {"participant": "J1", **JUDGE}]
    table = checked(study(), pd.DataFrame(rows)).data
    assert list(table["room"].isna()) == [False, True]
    assert counts(study(), table) == {
        "role=maker,room=warm": 0,
        "role=maker,room=cold": 1,
        "role=maker,room=dry": 0,
        "role=judge": 1,
    }


def faults(change: Any) -> str:
    said = deepcopy(STUDY)
    change(said)
    try:
        return "\n".join(map(str, protocol_from_said(said).uncollectable))
    except ProtocolError as error:
        return str(error)


def of_nobody(said: Any) -> None:
    said["factors"]["room"]["role"] = "guest"


def within(said: Any) -> None:
    said["factors"]["room"] = {"within": True, "role": "maker", "levels": LEVELS}


def shown_to_all(said: Any) -> None:
    by = {"by": "room", "levels": {"warm": {"say": "a"}, "cold": {"say": "b"}, "dry": {"say": "c"}}}
    said["timeline"].insert(1, {"feedback": {"id": "told", "text": "told", "says": by}})


def asked_of_all(said: Any) -> None:
    del said["timeline"][1]["questionnaire"]["only_in"]


def crossed(said: Any) -> None:
    said["hypotheses"][0]["model"] = {
        "kind": "factorial", "factors": ["role", "room"], "term": ["role"],
        "contrasts": {"role": "maker - judge"},
    }  # fmt: skip


def blocks(said: Any) -> None:
    said["assignment"]["block_sizes"] = [4]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (of_nobody, "names role 'guest', which is not declared. Declared roles: maker, judge"),
        (within, "who comes to its for_each meets"),
        (shown_to_all, "is varied in the role maker alone, and those of judge come here too"),
        (asked_of_all, "goes by the levels of 'room', which those of judge do not have"),
        (crossed, "crosses 'room', which is varied in the role maker alone, with 'role'"),
        (blocks, "is 4. There are 3 conditions; allowed: 3, 6, 9"),
    ],
)
def test_what_asks_for_a_level_where_there_is_none_is_refused(change: Any, message: str) -> None:
    assert message in faults(change)
