"""What steps take of somebody else's session: how long a step took, what a vote came to."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.assignment.place import Place, Taken, place_of, tells_place
from ikea_effect.assignment.yokes import handed_on, take_stream, taken_from
from ikea_effect.errors import ParticipantError, ProtocolError
from ikea_effect.operations.data import read_study
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify_takes import takes_verified
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.record.journal import read_journal
from tests.unit.measures.bench import faults
from tests.unit.operations.places_bench import SHIRT, TEXTS, came, problems, study_in, with_shirts, written
from tests.unit.operations.test_forged import forged
from tests.unit.steps.bench import context, played, step
from tests.unit.steps.test_results_of_steps import Someone, simulated
from tests.unit.steps.test_vote import best_of

VOTE = {"text": "vote", "designs": {"one": "materials/shirt/shirt.png", "two": "materials/shirt/shirt.png"}}
MORE = """
vote: {title: A vote, question: Which one?, result: {title: Result, follows: Yours., contradicts: Not yours.}}
"""
ENTRIES = """
uses: {title: Uses, body: What is it for?, question: A use}
judge: {title: Uses, question: How good?, scales: {good: {item: Good, low: Low, high: High}}}
"""
FIRST = {"role": "first"}
STUDY: dict[str, Any] = {
    "factors": None, "measures": {}, "assignment": {}, "roles": {"first": {}, "second": {}},
    "sample": {"per_role": {"first": 2, "second": 4}},
}  # fmt: skip


def waits(folder: Path) -> str:
    """A study in which some wait as long as others solve a problem."""
    as_long_as = {"step": "make", "seconds": 40, "yoked": True}
    return written(folder, TEXTS, **STUDY, timeline=[
        {"problems": {"id": "make", "sort": "series", "form": "easy", "count": 1, "only_in": FIRST}},
        {"filler": {"id": "wait", "as_long_as": as_long_as, "only_in": {"role": "second"}}},
        {"debrief": {"text": "debrief"}},
    ])  # fmt: skip


def votes(folder: Path, **handed: Any) -> str:
    """A study in which some are told what another one's vote came to."""
    with_shirts(folder)
    told = {"good": "shirt", "outcome": "yoked", "show_result": True, "yoked": {"step": "vote", **handed}}
    return written(folder, SHIRT + MORE, **STUDY | {"goods": {"shirt": {}}}, timeline=[
        {"vote": {"id": "vote", **VOTE, "only_in": FIRST}},
        {"vote": {"id": "told", **VOTE, **told, "only_in": {"role": "second"}}},
        {"debrief": {"text": "debrief"}},
    ])  # fmt: skip


def rows(results: Path) -> dict[str, dict[str, Any]]:
    return {str(row["participant"]): row for row in read_study(study_in(results)).tables.wide}


@pytest.mark.slow
def test_who_waits_waits_as_long_as_somebody_took_or_as_is_declared(tmp_path: Path) -> None:
    protocol = waits(tmp_path)
    came(protocol, tmp_path, "W1", role="second")
    came(protocol, tmp_path, "M1", role="first")
    came(protocol, tmp_path, "W2", role="second")
    found = rows(tmp_path)
    assert (found["W1"]["wait.yoked_to"], found["W1"]["wait.least"]) == ("stand-in", 40)
    assert found["W2"]["wait.yoked_to"] == "M1"
    events = read_journal(study_in(tmp_path).journal("M1")).events
    times = [one.data["rt_ms"] for one in events if one.kind == "replied" and "make." in one.data["screen"]]
    assert len(times) == 2  # what is to be done, and the problem
    assert found["W2"]["wait.least"] == max(1, sum(times) / 1000)
    assert problems(tmp_path) == []


@pytest.mark.slow
def test_nobody_is_told_of_a_vote_before_somebody_has_voted(tmp_path: Path) -> None:
    protocol = votes(tmp_path)
    with pytest.raises(ParticipantError, match="too few who meet it have finished yet: 1 more is needed"):
        came(protocol, tmp_path, "T1", role="second")
    came(protocol, tmp_path, "V1", role="first")
    came(protocol, tmp_path, "T1", role="second")
    found = rows(tmp_path)
    assert (found["T1"]["told.yoked_to"], found["T1"]["told.outcome"]) == ("V1", found["V1"]["vote.choice"])
    assert found["T1"]["told.followed"] is (found["T1"]["told.choice"] == found["V1"]["vote.choice"])
    assert problems(tmp_path) == []


def entries(folder: Path) -> str:
    """A study in which some judge what two others wrote."""
    scales = {"good": {"low": 1, "high": 7}}
    return written(folder, TEXTS + ENTRIES, **STUDY, timeline=[
        {"ideas": {"id": "uses", "text": "uses", "at_most": 2, "max_characters": 40, "only_in": FIRST}},
        {"judging": {"id": "judge", "text": "judge", "ideas": {"step": "uses", "each": 2}, "scales": scales,
                     "only_in": {"role": "second"}}},
        {"debrief": {"text": "debrief"}},
    ])  # fmt: skip


@pytest.mark.slow
def test_each_entry_is_of_another_person_and_all_are_judged_as_often(tmp_path: Path) -> None:
    protocol = entries(tmp_path)
    came(protocol, tmp_path, "W1", role="first")
    with pytest.raises(ParticipantError, match=r"'uses' came to, and too few .* finished yet: 1 more is"):
        came(protocol, tmp_path, "J1", role="second")
    for who in ("W2", "W3", "W4"):
        came(protocol, tmp_path, who, role="first")
    for who in ("J1", "J2"):
        came(protocol, tmp_path, who, role="second")
    found = rows(tmp_path)
    whose = [found[who][f"judge.entry-{n}.yoked_to"] for who in ("J1", "J2") for n in (1, 2)]
    assert sorted(whose) == ["W1", "W2", "W3", "W4"]
    first = (
        read_journal(study_in(tmp_path).journal("J1")).events[0].data["assignment"]["taken"]["judge.entry-1"]
    )
    ideas = [found[whose[0]][f"uses.idea_{n}"] for n in (1, 2)]
    assert first["value"] == "\n".join(one for one in ideas if one)
    assert problems(tmp_path) == []


@pytest.mark.slow
def test_whoever_withdrew_is_taken_from_no_more_and_named_where_that_was(tmp_path: Path) -> None:
    protocol = votes(tmp_path, stand_in="two")
    came(protocol, tmp_path, "V1", role="first")
    came(protocol, tmp_path, "T1", role="second")
    assert "journals/T1.jsonl" in withdraw(study_in(tmp_path), "V1").named_in
    came(protocol, tmp_path, "T2", role="second")
    assert [rows(tmp_path)[one]["told.yoked_to"] for one in ("T1", "T2")] == ["V1", "stand-in"]
    assert rows(tmp_path)["T2"]["told.outcome"] == "two"
    assert problems(tmp_path) == []


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_simulated_people_take_from_each_of_those_before_them_as_often(
    tmp_path: Path, processes: int
) -> None:
    protocol = waits(tmp_path)
    simulate(SimulateRequest(protocol, 6, 3, "moods", results=tmp_path, processes=processes))
    found = rows(tmp_path)
    assert Counter(row["wait.yoked_to"] for row in found.values()) == {None: 2, "S0001": 2, "S0002": 2}
    assert problems(tmp_path) == []


def test_a_time_that_was_changed_by_hand_does_not_hold(tmp_path: Path) -> None:
    protocol = waits(tmp_path)
    simulate(SimulateRequest(protocol, 6, 3, "moods", results=tmp_path))
    events = read_journal(study_in(tmp_path).journal("S0003")).events
    taken = place_of(events[0].data).taken["wait"]
    assert taken.participant == taken_from(taken.among, take_stream(study_in(tmp_path).secret, 1, "wait"))
    for change, message in (
        ({"value": 77.7}, "takes of S000"),
        ({"participant": ""}, "takes of nobody, which was not drawn"),
        ({"participant": "", "among": {}}, "does not stand in for what others left"),
    ):
        data = {**taken.as_data(), **change}
        forged(study_in(tmp_path), "S0003", lambda events, data=data: put(events, data))  # type: ignore[misc]
        assert any(message in one for one in takes_verified(study_in(tmp_path)).problems)
    forged(study_in(tmp_path), "S0003", lambda events: events[0]["data"].pop("assignment"))
    assert "does not say what step wait took" in takes_verified(study_in(tmp_path)).problems[0]


def put(events: list[dict[str, Any]], taken: dict[str, Any]) -> None:
    events[0]["data"]["assignment"]["taken"]["wait"] = taken


@pytest.mark.parametrize(
    ("taken", "tells"),
    [
        ({"wait": {"participant": "M1", "value": 4.5, "among": {"M1": 0}}}, True),
        ({"wait": {"participant": "", "value": "two", "among": {}}}, True),
        ({"wait": {"participant": "M1", "value": [4.5], "among": {}}}, False),
        ({"wait": {"participant": "M1", "value": 4.5}}, False),
        ({"wait": "M1"}, False),
    ],
)
def test_an_edited_place_is_told_from_one(taken: Any, tells: bool) -> None:
    started = json.loads(json.dumps({"slot": 0, "condition": {}, "assignment": {"taken": taken}}))
    assert tells_place(started) is tells
    if tells:
        assert place_of(started).as_data()["taken"] == taken


def test_those_taken_from_least_come_first() -> None:
    among = handed_on("wait", ["M1", "M2", "M3"], [{"taken": {"wait": "M2"}}, {}, {"taken": {"look": "M1"}}])
    assert among == {"M1": 0, "M2": 1, "M3": 0}
    drawn = {taken_from(among, take_stream(b"k" * 32, slot, "wait")) for slot in range(20)}
    assert drawn == {"M1", "M3"}
    assert taken_from({}, take_stream(b"k" * 32, 0, "wait")) == ""


def in_place(name: str, value: str | float) -> Any:
    here = context()
    place = Place(0, here.condition, taken={name: Taken("P007", value)})
    return type(here)(here.setup, "P001", here.condition, b"k" * 32, place=place)


def test_what_the_others_vote_came_to_is_announced_and_told_from_the_own_one() -> None:
    screens, cells = played(
        step("cover-of-others"), best_of("waves", "cat"), in_place("cover-of-others", "cat")
    )
    assert [screen.id for screen in screens] == ["cover-of-others.designs", "cover-of-others.result"]
    assert screens[-1].body[0].key == "cover.result.contradicts"  # type: ignore[attr-defined]
    assert (cells["cover-of-others.outcome"], cells["cover-of-others.yoked_to"]) == ("cat", "P007")
    assert (cells["cover-of-others.followed"], cells["agreed"]) == (False, 0)


def test_simulated_people_agree_with_the_outcome_as_the_population_says() -> None:
    for wish, agreed in ((0.9, 1), (0.2, 0)):
        assert simulated(step("cover-of-others"), Someone(agreed=wish))["agreed"] == agreed


@pytest.mark.parametrize(("value", "least"), [(95.4, 95.4), (0.2, 1), (9000.0, 7200)])
def test_the_time_has_ends(value: float, least: float) -> None:
    pages = step("pause").model_copy(update={"pages": ("about",)})
    screens, cells = played(pages, [{}], in_place("pause", value))
    assert screens[0].minimum_s == cells["pause.least"] == least  # type: ignore[attr-defined]


YOKED = "yoked: {step: cover, stand_in: cat}"
COVER = "id: cover\n      text: cover\n      designs: {"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (f"{YOKED}\n", "\n", "it is not said whose vote is handed on"),
        (YOKED, "yoked: {step: covers}", "Did you mean 'cover'?"),
        (YOKED, "yoked: {step: vote}", "and some meet both"),
        (YOKED, "yoked: {step: puzzles-of-builders}", "a step of kind problems. A vote is expected."),
        (YOKED, "yoked: {step: cover, stand_in: dog}", "Declared designs: cat, waves, refuse."),
        (YOKED, f"follows: true\n      {YOKED}", "belongs to outcome: rigged, and here it is yoked"),
        ("outcome: yoked", "outcome: rigged\n      follows: true", "belongs to outcome: yoked"),
        ("      outcome: yoked\n", "", "needs an outcome"),
        ("{step: puzzles-of-builders, s", "{step: giving, s", "some meet both"),
        (f"{COVER}cat", f"{COVER}dog", "other designs are voted on"),
    ],
)
def test_what_cannot_be_taken_is_refused(before: str, after: str, message: str) -> None:
    assert message in faults(before, after)


MAKE = {"problems": {"id": "make", "sort": "series", "form": "easy", "count": 1, "only_in": {"room": "warm"}}}
WAIT = {"filler": {"id": "wait", "as_long_as": {"step": "make", "seconds": 40, "yoked": True},
                   "only_in": {"room": "cold"}}}  # fmt: skip
LEVELS = {"one": {"label": "One"}, "two": {"label": "Two"}}


@pytest.mark.parametrize(
    ("timeline", "assignment", "message"),
    [
        ([MAKE, WAIT], {"block_sizes": [2]}, ""),
        ([MAKE, {"for_each": {"factor": "turn", "order": "random", "steps": [WAIT]}}], {"block_sizes": [2]},
         "one of the two is repeated by for_each. Take it outside of the repetition."),
        ([MAKE, WAIT], {"block_sizes": [2], "pair": {"if_alone": "alone"}},
         "partners would wait for each other. Leave it out."),
    ],
)  # fmt: skip
def test_nothing_is_taken_in_a_repetition_nor_where_partners_meet(
    tmp_path: Path, timeline: list[Any], assignment: Any, message: str
) -> None:
    rooms = {"levels": {"warm": {"label": "Warm"}, "cold": {"label": "Cold"}}}
    within = {"turn": {"within": True, "levels": LEVELS}} if "for_each" in timeline[1] else {}
    file = written(tmp_path, factors={"room": rooms, **within}, measures={}, assignment=assignment,
                   timeline=[*timeline, {"debrief": {"text": "debrief"}}])  # fmt: skip
    try:
        said = "\n".join(map(str, load_protocol(file).uncollectable))
    except ProtocolError as error:
        said = str(error)
    assert (message in said) if message else (said == "")


def test_a_filler_may_be_as_long_as_any_step_of_others() -> None:
    for other in ("unmake", "puzzles-of-builders"):
        assert faults("step: puzzles-of-builders, seconds: 60", f"step: {other}, seconds: 60") == ""
