"""Partners wait for each other's piece, bid on it, and are told apart from who never had one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.operations.data import export, read_study
from ikea_effect.operations.settle import settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify import verified
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.record.journal import read_journal
from tests.unit.operations.places_bench import SHIRT, came, problems, study_in, with_shirts, written
from tests.unit.operations.test_run import Opened, stop_before
from tests.unit.operations.test_yokes import bid, made, make

TEXTS = SHIRT.replace("shirt-of-maker:", "shirt-of-partner:")
END = {"debrief": {"text": "debrief"}}
LEVELS = {"light": {"label": "Light"}, "dark": {"label": "Dark"}}
ALONE = {"room": {"levels": LEVELS}}
STUDY: dict[str, Any] = {
    "factors": {"room": {"between": "pair", "levels": LEVELS}}, "goods": {"shirt": {}},
    "payment": {"show_up": 3, "endowment": 20}, "sample": {"per_condition": 4},
    "measures": {"wtp": {"kind": "money"}},
    "assignment": {"block_sizes": [2], "pair": {"if_alone": "wait"}},
    "timeline": [make(), bid("bid", {"of": "partner"}), END],
}  # fmt: skip


def pairs(folder: Path, if_alone: str = "wait", **changes: Any) -> str:
    with_shirts(folder)
    assignment = {"block_sizes": [2], "pair": {"if_alone": if_alone}}
    return written(folder, TEXTS, **(STUDY | {"assignment": assignment} | changes))


def rows(results: Path, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row.get(name) for name in names) for row in read_study(study_in(results)).tables.wide]


@pytest.mark.slow
def test_the_first_is_left_until_the_second_has_made_the_piece_that_it_bids_on(tmp_path: Path) -> None:
    protocol = pairs(tmp_path)
    assert came(protocol, tmp_path, "P1").state == "waiting"
    assert came(protocol, tmp_path, "P1", resume=True).state == "waiting"
    assert came(protocol, tmp_path, "P2").state == "finished"
    hand = Opened()
    assert came(protocol, tmp_path, "P1", hand, resume=True).state == "finished"
    events = read_journal(study_in(tmp_path).journal("P1")).events
    met = next(event.data for event in events if event.data.get("screen") == "shirt.partner")
    assert met["values"] == {"partner": "P2", "recipe": made(tmp_path, "P2")}
    assert "shirt.partner" not in hand.hands[0].shown
    found = rows(tmp_path, "participant", "pair", "member", "alone", "room", "status")
    assert [one[:4] for one in found] == [("P1", 1, 1, False), ("P2", 1, 2, False)]
    assert found[0][4:] == found[1][4:]
    assert problems(tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("screen", [3, 6])
def test_a_session_that_dies_around_the_meeting_goes_on(tmp_path: Path, screen: int) -> None:
    protocol = pairs(tmp_path)
    came(protocol, tmp_path, "P1")
    with pytest.raises(KeyboardInterrupt):
        came(protocol, tmp_path, "P2", stop_before(screen, KeyboardInterrupt))
    assert came(protocol, tmp_path, "P2", resume=True).finished
    came(protocol, tmp_path, "P1", stop_before(1), resume=True)
    assert came(protocol, tmp_path, "P1", resume=True).finished
    assert problems(tmp_path) == []


@pytest.mark.slow
def test_a_session_killed_on_the_page_where_it_waits_goes_on(tmp_path: Path) -> None:
    protocol, first = pairs(tmp_path), Opened()
    came(protocol, tmp_path / "other", "P1", first)
    page = first.hands[0].shown.index("shirt.partner") + 1
    with pytest.raises(KeyboardInterrupt):
        came(protocol, tmp_path, "P1", stop_before(page, KeyboardInterrupt))
    assert came(protocol, tmp_path, "P2").finished
    assert came(protocol, tmp_path, "P1", resume=True).finished
    assert problems(tmp_path) == []


@pytest.mark.slow
def test_a_partner_who_withdrew_is_replaced_and_what_was_shown_is_named(tmp_path: Path) -> None:
    protocol = pairs(tmp_path)
    came(protocol, tmp_path, "P1")
    withdraw(study_in(tmp_path), "P1")
    came(protocol, tmp_path, "P2")
    came(protocol, tmp_path, "P3")
    came(protocol, tmp_path, "P2", resume=True)
    assert rows(tmp_path, "participant", "pair", "member") == [("P2", 1, 1), ("P3", 1, 2)]
    assert "journals/P2.jsonl" in withdraw(study_in(tmp_path), "P3").named_in
    assert problems(tmp_path) == []


@pytest.mark.slow
def test_a_paired_study_is_settled_verified_and_exported(tmp_path: Path) -> None:
    protocol = pairs(tmp_path)
    simulate(SimulateRequest(protocol, 8, 3, "moods", results=tmp_path))
    settle(study_in(tmp_path))
    assert verified("moods", tmp_path).holds
    export(study_in(tmp_path))
    header = (tmp_path / "moods" / "exports" / "observations.csv").read_text().splitlines()[0]
    assert header.startswith("participant,room,pair,member,alone,status")
    assert {alone for (alone,) in rows(tmp_path, "alone")} == {False}


@pytest.mark.parametrize(
    ("if_alone", "status"), [("alone", "complete"), ("send-home", "ended-early"), ("wait", "waiting")]
)
def test_the_last_of_an_odd_number_follows_the_rule(tmp_path: Path, if_alone: str, status: str) -> None:
    simulate(SimulateRequest(pairs(tmp_path, if_alone), 5, 3, "moods", results=tmp_path))
    *others, last = rows(tmp_path, "status", "alone", "wtp")
    assert last == (status, None if if_alone == "wait" else True, None)
    assert all(one[0] == "complete" and one[2] is not None for one in others)
    assert problems(tmp_path) == []


def test_each_bids_on_the_own_and_on_the_partners_piece(tmp_path: Path) -> None:
    """As in Norton, Mochon & Ariely (2012), study 2."""
    whose = {"within": True, "levels": {"own": {"label": "Own"}, "partner": {"label": "Partner's"}}}
    own = bid("bid", {"of": {"own": "self", "partner": "partner"}})
    both = {"for_each": {"factor": "whose", "order": "latin", "steps": [own]}}
    protocol = pairs(
        tmp_path, factors={**STUDY["factors"], "whose": whose}, timeline=[make(), both, END],
        payment={"show_up": 3, "endowment": 20, "binding": "one-random"},
    )  # fmt: skip
    simulate(SimulateRequest(protocol, 4, 3, "moods", results=tmp_path))
    assert all(None not in row for row in rows(tmp_path, "wtp.own", "wtp.partner", "whose.order"))
    settle(study_in(tmp_path))
    assert verified("moods", tmp_path).holds


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"factors": ALONE, "assignment": {"block_sizes": [2]}}, "nobody comes in pairs"),
        ({"timeline": [make(), bid("bid", "shirt"), END]}, "no step shows what a partner made"),
        ({"timeline": [bid("bid", {"of": "partner"}), make(), END]}, "after partners have waited for it"),
        ({"payment": {"endowment": 20, "binding": "one-random"}}, "one step of all is drawn to count"),
        ({"timeline": [{"design": {**make()["design"], "only_if": "wtp > 1"}}, *STUDY["timeline"][1:]]},
         "decides whether something is made"),
        ({"roles": {"a": {}, "b": {}}}, "both members of a pair do the same"),
        ({"factors": ALONE, "timeline": [make(room="dark"), *STUDY["timeline"][1:]]},
         "whose piece never comes"),
    ],
)  # fmt: skip
def test_pairs_that_cannot_meet_are_refused(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ProtocolError, match=says):
        load_protocol(pairs(tmp_path, "alone", **changes))
