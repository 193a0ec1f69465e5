"""Small studies of one page and one question, to try out how people come to their places."""

from __future__ import annotations

import json
import shutil
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


SHIRT = """
goods:
  shirt: {name: T-shirt, the: the T-shirt, your: your T-shirt, motifs: {sun: sun,
    mountains: mountains, waves: waves, bird: bird, pine: pine tree, leaf: leaf, flower: flower,
    star: star, moon: moon, heart: heart}}
  shirt-of-maker: {name: T-shirt by another participant, the: the T-shirt that another participant made,
    your: the T-shirt that another participant made}
  shirt-of-yoked: {name: T-shirt by another participant, the: the T-shirt that another participant made,
    your: the T-shirt that another participant made}
debrief: {title: The end, body: Thank you.}
"""


def with_shirts(folder: Path) -> None:
    """The toolkit of the T-shirts, in the experiment of that study."""
    here = folder / "experiments" / "moods"
    shutil.copytree("experiments/franke_2010_tshirt/materials", here / "materials")
    goods = {"shirt": {"toolkit": "materials/shirt/toolkit.yaml", "picture": "materials/shirt/shirt.png"}}
    said = {"protocol": "moods", "language": "en", "goods": goods}
    (here / "experiment.yaml").write_text(json.dumps(said), encoding="utf-8")


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
