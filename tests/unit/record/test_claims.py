"""What the study's journal says of places and people, whose ids stand there as keyed hashes alone."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.record.claims import (
    CLAIMED,
    ENDED,
    STOPPED,
    WITHDREW,
    Begun,
    Claims,
    alias,
    ends_entered,
    enter_begun,
    enter_ended,
    enter_stopped,
    enter_withdrawal,
    entries_of,
    seeded_claim,
    stopped_at,
)
from ikea_effect.record.events import GENESIS, Event, digest
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import Entry, append_all, read_study_journal
from tests.unit.operations.settle_bench import Lab


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Lab(tmp_path).study


def first(who: str, slot: int = 0, claim: str | None = "c1") -> Event:
    said: dict[str, Any] = {"participant": who, "slot": slot} | ({"claim": claim} if claim else {})
    return Event(0, "started", "2026-03-02T12:00:00.000Z", 0, GENESIS, said)


def last(to_end: bool | None = None) -> Event:
    return Event(1, "finished", "", 0, GENESIS, {} if to_end is None else {"to_end": to_end})


def told(study: Study) -> list[tuple[str, dict[str, Any]]]:
    return [(event.kind, dict(event.data)) for event in read_study_journal(study)]


def test_an_id_stands_as_32_signs_of_a_keyed_hash_however_it_is_spelt(study: Study) -> None:
    expected = hmac.new(study.secret, b"|id|p001", hashlib.sha256).hexdigest()[:32]
    assert alias(study.secret, "P001") == alias(study.secret, "p001") == expected


def test_a_session_is_entered_once_with_its_place_and_its_first_line(study: Study) -> None:
    for _ in range(2):
        enter_begun(study, first("P001", 3))
    enter_begun(study, first("P002", 4, claim=None))  # of the first format
    began = digest(first("P001", 3).line())
    expected = {"who": alias(study.secret, "P001"), "slot": 3, "claim": "c1", "began": began}
    assert told(study) == [(CLAIMED, expected)]
    claims = Claims(study)
    assert (claims.began("P001"), claims.began("P002")) == (True, False)
    assert (claims.ended("P001"), claims.stopped("P001"), claims.withdrew("P001")) == (False, False, False)


def test_an_end_is_entered_with_its_last_line_and_whether_a_rule_ended_it_early(study: Study) -> None:
    for who, event in (("P001", last()), ("P002", last(to_end=True)), ("P003", last(to_end=False))):
        enter_ended(study, event, who)
    expected = [{"who": alias(study.secret, f"P00{n}"), "head": digest(last(said).line())} for n, said in
                ((1, None), (2, True), (3, False))]  # fmt: skip
    expected[2]["to_end"] = False  # type: ignore[assignment]
    assert told(study) == [(ENDED, one) for one in expected]
    assert ends_entered(study) == {alias(study.secret, f"P00{n + 1}"): n for n in range(3)}
    assert (Claims(study).ended("P001"), Claims(study).ended("P004")) == (True, False)
    assert not Claims(study).began("P001")


def test_what_is_entered_of_sessions_at_once_is_what_is_entered_one_by_one(study: Study) -> None:
    both = [Begun(first("P001"), "aa"), Begun(first("P002", 1))]
    who = [alias(study.secret, name) for name in ("P001", "P002")]
    found = list(entries_of(study, both))
    assert [(entry.kind, entry.data["who"]) for entry in found] == [
        (CLAIMED, who[0]), (ENDED, who[0]), (CLAIMED, who[1]),
    ]  # fmt: skip
    assert found[1].data["head"] == "aa"


def test_the_last_stop_of_a_session_says_what_is_paid(study: Study) -> None:
    enter_stopped(study, "P001", by="ada", pays="show-up")
    assert Claims(study).pays_of("P001") == "show-up"
    enter_stopped(study, "P001")
    enter_stopped(study, "P002", pays="all")
    claims = Claims(study)
    assert (claims.pays_of("P001"), claims.pays_of("P002"), claims.pays_of("P003")) == (None, "all", None)
    assert (claims.stopped("P001"), claims.stopped("P003")) == (True, False)
    stop = claims.stop_of("P001")
    assert stop is not None
    assert (stop.seq, dict(stop.data)) == (1, {"who": alias(study.secret, "P001")})
    assert told(study)[0][1] == {"who": alias(study.secret, "P001"), "pays": "show-up", "by": "ada"}
    assert claims.seen(STOPPED) == (frozenset({STOPPED}), 3)
    assert claims.seen(ENDED) == (frozenset({ENDED}), 0)


def test_when_a_session_was_stopped_is_told_of_those_that_were(study: Study) -> None:
    assert stopped_at(study, ["P001"]) == {}
    enter_stopped(study, "P001")
    enter_ended(study, last(), "P002")
    [at] = [event.at for event in read_study_journal(study) if event.kind == STOPPED]
    assert stopped_at(study, ["P001", "P002", "P003"]) == {"P001": at}


def test_a_withdrawal_is_entered_once(study: Study) -> None:
    for _ in range(2):
        enter_withdrawal(study, "P001")
    assert told(study) == [(WITHDREW, {"who": alias(study.secret, "P001")})]
    assert (Claims(study).withdrew("P001"), Claims(study).withdrew("P002")) == (True, False)


def test_a_claim_follows_from_the_seed_and_how_often_the_id_came(study: Study) -> None:
    for number in range(2):
        expected = hmac.new(study.secret, f"|claim|P001|{number}".encode(), hashlib.sha256).hexdigest()[:32]
        assert seeded_claim(study.secret, "P001", number) == expected
        assert Claims(study).next_claim("P001") == expected
        enter_begun(study, first("P001", number))
    assert Claims(study).next_claim("P002") == seeded_claim(study.secret, "P002", 0)


def test_without_a_seed_a_claim_is_16_bytes_by_chance(study: Study) -> None:
    study.facts["seed"] = None
    claims = [Claims(study).next_claim("P001") for _ in range(2)]
    assert claims[0] != claims[1]
    assert [len(bytes.fromhex(claim)) for claim in claims] == [16, 16]


def test_the_next_line_follows_the_last_one(study: Study) -> None:
    assert Claims(study).head == GENESIS
    events = append_all(study, [Entry(CLAIMED, {"who": str(n)}) for n in range(3)], datetime.now(UTC))
    assert Claims(study).head == digest(events[-1].line())
