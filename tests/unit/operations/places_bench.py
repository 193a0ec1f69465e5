"""Small studies of one page and one question, to try out how people come to their places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ikea_effect.operations.replay import replay
from ikea_effect.operations.run import RunOutcome, RunRequest, run_session
from ikea_effect.operations.verify_claims import places_verified
from ikea_effect.record.study import Study
from tests.unit.operations.test_run import Opened

TEXTS = """
welcome: {title: Welcome, body: Thank you for coming.}
asked: {title: A question}
mood: {question: How are you?, low: Bad, high: Good}
debrief: {title: The end, body: Thank you.}
"""


def written(folder: Path, texts: str = TEXTS, **changes: Any) -> str:
    """The file of a study that asks one question; its parts can be other ones, or left out by None."""
    said = {
        "id": "moods", "version": 1, "title": "Moods", "languages": ["en"], "currency": "EUR",
        "factors": {"room": {"levels": {"warm": {"label": "Warm"}, "cold": {"label": "Cold"}}}},
        "assignment": {"block_sizes": [2]}, "sample": {"per_condition": 4}, "goods": {},
        "timeline": [
            {"instructions": {"text": "welcome"}},
            {"questionnaire": {"id": "asked", "measures": ["mood"]}},
            {"debrief": {"text": "debrief"}},
        ],
        "measures": {"mood": {"kind": "rating", "low": 1, "high": 7, "text": "mood"}},
    }  # fmt: skip
    said = {key: value for key, value in (said | changes).items() if value is not None}
    (folder / "protocols" / "texts" / "moods").mkdir(parents=True, exist_ok=True)
    (folder / "protocols" / "moods.yaml").write_text(json.dumps(said), encoding="utf-8")
    (folder / "protocols" / "texts" / "moods" / "en.yaml").write_text(texts, encoding="utf-8")
    return str(folder / "protocols" / "moods.yaml")


def came(
    protocol: str, results: Path, participant: str, opened: Opened | None = None, **more: Any
) -> RunOutcome:
    """The session of one participant, answered by a scripted hand."""
    request = RunRequest(protocol, participant, results=results, mode="scripted", seed=1, **more)
    return run_session(request, opened or Opened())


def study_in(results: Path) -> Study:
    """The study of those sessions."""
    return Study(results / "moods")


def problems(results: Path) -> list[str]:
    """What does not hold of the places that were given, and of the sessions played again."""
    study = study_in(results)
    return [*places_verified(study).problems, *(what for _, what in replay(study).problems)]
