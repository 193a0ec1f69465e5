"""Judges rate and rank what makers of the same study made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ikea_effect.operations.check import check
from ikea_effect.operations.data import read_study
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify_claims import places_verified
from ikea_effect.record.journal import read_journal
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


def study(folder: Path, judging: dict[str, Any]) -> str:
    """Two makers design, two judges are shown both shirts."""
    with_shirts(folder)
    timeline = [
        {"design": {"id": "make", "good": "shirt", "task": "free", "only_in": {"role": "maker"}}},
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
        roles={"maker": {}, "judge": {"after": "maker"}}, sample={"per_role": {"maker": 2, "judge": 2}},
        assignment={"yoke": YOKE}, timeline=timeline,
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
