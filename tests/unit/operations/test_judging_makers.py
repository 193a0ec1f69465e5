"""Judges rate and rank what makers of the same study made."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.operations.check import check
from ikea_effect.operations.data import read_study
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify_claims import places_verified
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.record.events import Event
from ikea_effect.record.journal import read_journal
from ikea_effect.record.judges import judged_cells
from ikea_effect.record.observations import tables
from tests.unit.operations.places_bench import SHIRT, with_shirts, written

OTHERS = """
  shirt-of-maker-1: {name: first shirt, the: the first shirt, your: your first shirt}
  shirt-of-maker-2: {name: second shirt, the: the second shirt, your: your second shirt}
look:
  title: What others made
  question: What do you think of it?
  scales: {nice: {item: It is nice., low: not at all, high: completely}}
asked: {title: A question}
mood: {question: How are you?, low: Bad, high: Good}
debrief:"""
TEXTS = SHIRT.replace("\ndebrief:", OTHERS)
PIECES = {
    "first": {"good": {"of": "maker", "piece": 1}},
    "second": {"good": {"of": "maker", "piece": 2}},
    "plain": {"good": "shirt", "state": "plain"},
}
YOKE = {"good": "shirt", "from": {"role": "maker"}, "to": {"role": "judge"}, "each": 2, "uses": 2}


def study(folder: Path, judging: dict[str, Any], *, n: int = 2, design: Any = (), **more: Any) -> str:
    """Makers design, as many judges are shown the shirts of two."""
    with_shirts(folder)
    make = {"id": "make", "good": "shirt", "task": "free", "only_in": {"role": "maker"}, **dict(design)}
    timeline = [
        {"design": make},
        {
            "judging": {
                "id": "judge",
                "text": "look",
                "pieces": PIECES,
                "only_in": {"role": "judge"},
                **judging,
            }
        },
        {"questionnaire": {"id": "asked", "measures": ["mood"]}},
        {"debrief": {"text": "debrief"}},
    ]
    return written(
        folder,
        TEXTS,
        factors=None, goods={"shirt": {}}, payment={"show_up": 3},
        roles={"maker": {}, "judge": {"after": "maker"}}, sample={"per_role": {"maker": n, "judge": n}},
        assignment={"yoke": YOKE}, timeline=timeline, **more,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("judging", [{"scales": {"nice": {"low": 1, "high": 7}}}, {"how": "rank"}])
def test_judges_see_the_makers_shirts_and_their_judgments_are_kept(
    tmp_path: Path, judging: dict[str, Any]
) -> None:
    protocol = study(tmp_path, judging)
    checked = check(protocol, quick=True)
    assert checked.faults == ()
    found = simulate(SimulateRequest(protocol, 4, 1, "here", results=tmp_path))
    rows = [row for row in read_study(found).tables.wide if row["role"] == "judge"]
    kept = "judge.nice.first" if "scales" in judging else "judge.rank.first"
    assert len(rows) == 2
    assert all(1 <= row[kept] <= 7 for row in rows)
    for row in rows:
        events = read_journal(found.journal(row["participant"])).events
        makers = [piece["participant"] for piece in events[0].data["assignment"]["yoked"]]
        assert len(set(makers)) == 2
    assert places_verified(found).problems == ()


RATED = {"scales": {"nice": {"low": 1, "high": 7}}}
RANKED = {
    "how": "rank",
    "pieces": {**PIECES, "second": {"good": "shirt", "state": "made"}},
}
"""The first of two shirts among others: two that are worth the first place could not both come there."""


def worth(low: int, high: int, mean: float) -> dict[str, Any]:
    """A measure of the makers that judges fill, and what simulated ones see."""
    return {
        "measures": {
            "mood": {"kind": "rating", "low": 1, "high": 7, "text": "mood"},
            "worth": {"kind": "score", "low": low, "high": high},
        },
        "simulation": {"worth": {"distribution": "normal", "mean": mean, "sd": 0.2}},
    }


def faults(reference: str) -> str:
    """All that is said of the file; nothing if it can be collected."""
    try:
        return "\n".join(map(str, load_protocol(reference).uncollectable))
    except ProtocolError as error:
        return str(error)


@pytest.mark.parametrize(
    ("judging", "taken", "low", "high"), [(RATED, "judge.nice", 1, 7), ({"how": "rank"}, "judge.rank", 1, 3)]
)
def test_what_judges_give_for_a_shirt_is_a_measure_of_whoever_designed_it(
    tmp_path: Path, judging: dict[str, Any], taken: str, low: int, high: int
) -> None:
    design = {"measures": {taken: "worth"}}
    protocol = load_protocol(study(tmp_path, judging, design=design, **worth(low, high, 2.0)))
    rows: list[dict[str, Any]] = [
        {"participant": "M1", "status": "complete"},
        {
            "participant": "J1",
            "status": "complete",
            "yoked": "M1 M2",
            f"{taken}.first": 3,
            f"{taken}.second": 1,
        },
        {
            "participant": "J2",
            "status": "complete",
            "yoked": "M2 M1",
            f"{taken}.first": 2,
            f"{taken}.second": 2,
        },
        {
            "participant": "J3",
            "status": "interrupted",
            "yoked": "M1 M2",
            f"{taken}.first": 1,
            f"{taken}.second": 1,
        },
    ]
    assert judged_cells(protocol, rows) == {
        "M1": {"worth": 2.5, "make.judges": 2},
        "M2": {"worth": 1.5, "make.judges": 2},
    }


def session(who: str, role: str, *said: tuple[str, Any], yoked: tuple[str, ...] = ()) -> list[Event]:
    """A session that noted this and went to its end."""
    place = {"yoked": [{"participant": one, "good": "shirt"} for one in yoked]} if yoked else {}
    began = {
        "participant": who, "condition": {"role": role}, "mode": "lab", "language": "en", "assignment": place,
    }  # fmt: skip
    noted = [("noted", {"name": name, "value": value}) for name, value in said]
    everything = [("started", began), *noted, ("finished", {"to_end": True})]
    return [
        Event(seq, kind, "2026-03-02T09:00:00.000Z", 0, "", data)
        for seq, (kind, data) in enumerate(everything)
    ]


def test_what_judges_gave_stands_in_the_row_of_whoever_designed_it(tmp_path: Path) -> None:
    design = {"measures": {"judge.nice": "worth"}}
    protocol = load_protocol(study(tmp_path, RATED, design=design, **worth(1, 7, 2.0)))
    found = tables(
        protocol,
        [
            session("M1", "maker"),
            session("J1", "judge", ("judge.nice.first", 3), ("judge.nice.second", 1), yoked=("M1", "M2")),
            session("J2", "judge", ("judge.nice.first", 2), ("judge.nice.second", 6), yoked=("M2", "M1")),
        ],
    ).wide
    assert [(row["participant"], row["worth"], row["make.judges"]) for row in found] == [
        ("J1", None, None), ("J2", None, None), ("M1", 4.5, 2),
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("judging", "taken", "high", "mean"),
    [(RATED, "judge.nice", 7, 5.4), (RANKED, "judge.rank", 3, 1.3)],
)
def test_simulated_judges_see_what_a_shirt_is_worth(
    tmp_path: Path, judging: dict[str, Any], taken: str, high: int, mean: float
) -> None:
    design = {"measures": {taken: "worth"}}
    protocol = study(tmp_path, judging, n=20, design=design, **worth(1, high, mean))
    found = simulate(SimulateRequest(protocol, 40, 1, "here", results=tmp_path))
    makers = [row for row in read_study(found).tables.wide if row["role"] == "maker"]
    given = [row["worth"] for row in makers for _ in range(row["make.judges"] or 0)]
    assert len(given) == (40 if judging is RATED else 20)
    assert statistics.fmean(given) == pytest.approx(mean, abs=0.3)  # three errors
    assert places_verified(found).problems == ()


@pytest.mark.parametrize(
    ("taken", "says"),
    [
        ("judge.ugly", "is nothing that this step comes to. Results: judge.nice."),
        ("asked.mood", "is nothing that this step comes to. Results: judge.nice."),
    ],
)
def test_a_scale_that_no_judge_has_is_told(tmp_path: Path, taken: str, says: str) -> None:
    reference = study(tmp_path, RATED, design={"measures": {taken: "worth"}}, **worth(1, 7, 4.0))
    assert says in faults(reference)


def test_a_design_that_nobody_judges_has_no_measure_of_judges(tmp_path: Path) -> None:
    pieces = {"plain": {"good": "shirt", "state": "plain"}, "made": {"good": "shirt", "state": "made"}}
    reference = study(
        tmp_path,
        {**RATED, "pieces": pieces},
        design={"measures": {"judge.nice": "worth"}},
        **worth(1, 7, 4.0),
    )
    assert "take what judges gave, and no step judges 'make'.\n  Write a step judging" in faults(reference)
