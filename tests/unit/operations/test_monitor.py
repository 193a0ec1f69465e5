"""What the monitor shows of a study: a value, its page and its text; and what it keeps to itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ikea_effect.errors import ElicitationError
from ikea_effect.money import Money
from ikea_effect.operations.monitor.acts import act
from ikea_effect.operations.monitor.feed import Feed
from ikea_effect.operations.monitor.page import form_html, page_html, print_html, room_html
from ikea_effect.operations.monitor.parts import part_at, parts_of, progress, screen_shown
from ikea_effect.operations.monitor.room import Cell, Room, Seat
from ikea_effect.operations.monitor.text import text_of
from ikea_effect.operations.monitor.waits import Wait, waits_of
from ikea_effect.operations.monitor.web import event
from ikea_effect.operations.monitor.words import lasts
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.record.gatherings import Gatherings
from ikea_effect.record.pauses import Pause, pause_of
from ikea_effect.record.store_rebuild import store_of
from tests.unit.operations.settle_bench import Lab

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SEAT = Seat(
    "P001", "running", "3", "bid.offer", "2026-03-02T11:48:30.000Z", ("done", "now", "later"), (), None, None
)
ROOM = Room(
    study="pilot",
    protocol="boxes",
    mode="lab",
    at=NOON,
    pause=None,
    parts=("consent", "bid", "debrief"),
    seats=(
        SEAT,
        replace(SEAT, participant="P002", state="crashed", desk="4", failed=("bid",)),
        replace(SEAT, participant="P003", state="complete", due=Money(1050, "EUR")),
        replace(SEAT, participant="P004", state="complete", due=Money(-100, "EUR")),
    ),
    waits=(Wait("P001", "2026-03-02T11:00:00.000Z", "1 more, with P009"),),
    cells=(Cell("", 10, 2), Cell("", 10, 0)),
    notes=("A note about <i>texts</i>.",),
    shows_conditions=False,
)


def test_the_page_and_the_text_tell_the_same_and_trouble_stands_first() -> None:
    html, text = room_html(ROOM), text_of(ROOM)
    assert [one.participant for one in ROOM.sitting] == ["P002", "P001"]
    told = (
        "2 of 20 finished, 1 at work, 1 cut off",
        "bid.offer",
        "11:48",
        "11 min",
        "11:00",
        "1 more, with P009",
    )
    for words in (*told, "1 more, with P009", "€10.50", "pays €1.00"):
        assert words in html, words
        assert words in text, words
    assert "&lt;i&gt;texts" in html
    assert 'href="/stop?participant=P002"' in html
    assert "/stop?participant=P001" not in html  # it runs: it is ended at its desk
    assert html in page_html(ROOM)
    assert "P003" in print_html(ROOM)


def test_a_pause_is_told_first_with_what_ends_it() -> None:
    room = replace(ROOM, pause=Pause("2026-03-02T11:55:00.000Z", "assistant-1", "<b>fire</b> alarm"))
    html = room_html(room)
    assert "&lt;b&gt;fire&lt;/b&gt; alarm" in html
    assert 'href="/continue"' in html
    assert 'href="/pause"' not in html
    assert "ALL DESKS ARE PAUSED since 11:55, by assistant-1" in text_of(room)
    assert "&lt;b&gt;fire" in print_html(room)


def test_conditions_are_shown_where_that_is_asked_for_and_nowhere_else() -> None:
    shown = replace(
        ROOM,
        seats=(replace(SEAT, condition="labor=build"),),
        cells=(Cell("labor=build", 10, 1),),
        shows_conditions=True,
    )
    assert "labor=build" in room_html(shown)
    assert "labor=build" in text_of(shown)
    assert "labor" not in room_html(ROOM)
    assert "labor" not in text_of(ROOM)


def test_a_step_that_not_everybody_passes_has_no_name_of_its_own() -> None:
    protocol = load_protocol("norton-2012-1a")  # builders build, the others look
    hidden, shown = parts_of(protocol, False), parts_of(protocol, True)
    named = ["consent", "welcome", "task", "bid", "attitudes", "about-you", "checks", "debrief"]
    assert [part.label for part in hidden] == named
    assert "build" in [part.label for part in shown]
    assert screen_shown(hidden, "build.board", False) == screen_shown(hidden, "look.page", False) == "task"
    assert screen_shown(hidden, "bid.offer", False) == "bid.offer"
    assert screen_shown(shown, "build.board", True) == "build.board"
    rows = [{"labor": "build", "build.seconds": 9.5}, {"labor": "prebuilt", "look.seconds": 30.5}]
    at_bid = part_at(hidden, "bid.offer")
    assert len({progress(hidden, row, at_bid, "running", False) for row in rows}) == 1


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("running", "done done now later later later later later"),
        ("stopped", "done done done none none none none none"),
        ("complete", "done done done done done done done done"),
    ],
)
def test_how_far_somebody_is(state: str, expected: str) -> None:
    parts = parts_of(load_protocol("norton-2012-1a"), False)
    row = {
        "consent.seconds": 3.5,
        "welcome.seconds": 2.5,
        "build.seconds": None if state == "running" else 9.5,
    }
    assert progress(parts, row, 2, state, False) == tuple(expected.split())


@pytest.mark.parametrize(
    ("at", "said"),
    [("2026-03-02T11:59:31.000Z", "under a minute"), ("2026-03-02T11:01:00.000Z", "59 min"),
     ("2026-03-02T09:58:00.000Z", "2 h 2 min"), ("2026-02-28T11:00:00.000Z", "2 days"),
     ("2026-03-02T12:00:09.000Z", "under a minute")],
)  # fmt: skip
def test_for_how_long_it_has_been_so(at: str, said: str) -> None:
    assert lasts(at, NOON) == said


def test_a_study_is_read_with_what_is_due_and_nothing_twice_within_a_moment(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.session("P001", bid=0)
    lab.session("P002", finish=False, bid=100)
    feed = Feed(tmp_path, lab.study.name, every_s=3600, now=lambda: NOON)
    room, trouble = feed.latest()
    assert (room.finished, room.planned, trouble) == (1, 4, "")
    assert {one.participant: one.state for one in room.seats} == {"P001": "complete", "P002": "crashed"}
    act(lab.study, "pause", {"by": "assistant-1", "reason": "fire alarm"})
    assert feed.latest()[0].pause is None
    feed.stale()
    assert feed.latest()[0].pause is not None
    (lab.study.folder / "study.json").rename(tmp_path / "gone")
    feed.stale()
    room, trouble = feed.latest()
    assert room.pause is not None  # as it was last
    assert "Not up to date." in room_html(room, trouble)
    assert lab.study.name in trouble


ENGLISH = {"kind": "english", "low": 1, "high": 5, "step": 1, "group_size": 3}


def at(who: str, state: str = "running", screen: str | None = "bid.group") -> dict[str, str | None]:
    """Somebody as `status` tells of them."""
    return {"participant": who, "state": state, "screen": screen, "since": f"since-{who}"}


def test_who_waits_for_whom_since_when(tmp_path: Path) -> None:
    study = Lab(tmp_path, {"bid": ENGLISH}).study
    people = [
        at("A"),
        at("B", "waiting"),
        at("C", screen="bid.round"),
        at("D", screen="box.partner"),
        at("E"),
    ]
    with store_of(study) as store:
        groups = Gatherings(store)
        for who in ("A", "B"):
            groups.join("bid", who, 3)
        assert list(waits_of(study, people[:2])) == [
            Wait("A", "since-A", "1 more, with B"), Wait("B", "since-B", "1 more, with A"),
        ]  # fmt: skip
        groups.join("bid", "C", 3)
        groups.hold("bid", 1, "C")
        groups.join("bid", "E", 3)
    assert list(waits_of(study, people)) == [
        Wait("A", "since-A", "C, in whose session the bids are taken"),
        Wait("B", "since-B", "C, in whose session the bids are taken"),
        Wait("E", "since-E", "2 more"),
        Wait("D", "since-D", "the others of the group"),
    ]


def test_a_study_in_which_nothing_was_written_is_not_read_again(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    feed = Feed(tmp_path, lab.study.name, every_s=0, at_least_every_s=3600, now=lambda: NOON)
    room = feed.latest()[0]
    assert feed.latest()[0] is room
    lab.session("P001", bid=0)
    assert [one.participant for one in feed.latest()[0].seats] == ["P001"]


def test_an_act_needs_a_name_and_a_reason_and_does_nothing_without(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.session("P001", finish=False, bid=100)
    for fields in ({"by": "assistant-1"}, {"reason": "fire alarm"}):
        with pytest.raises(ElicitationError):
            act(lab.study, "pause", fields)
    assert pause_of(lab.study) is None


def test_the_form_of_a_pause_says_which_desks_do_not_hear_of_it() -> None:
    assert "every desk of pilot shows" in form_html(ROOM, "pause", "key")
    form = form_html(replace(ROOM, unheard="At each of them: ikea-effect pause pilot"), "pause", "key")
    assert "every desk that shares the folder of pilot shows" in form
    assert "At each of them: ikea-effect pause pilot" in form


def test_a_form_escapes_what_comes_in_an_address_and_a_message_is_one_event() -> None:
    assert "<script" not in form_html(ROOM, "stop", "key", {"participant": '"><script>alert(1)</script>'})
    assert event("<p>one</p>\n<p>two</p>") == "event: room\ndata: <p>one</p>\ndata: <p>two</p>\n\n"
