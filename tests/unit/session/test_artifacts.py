from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ikea_effect.record.events import GENESIS, Event
from ikea_effect.session.artifacts import write_artifacts
from tests.unit.tasks.making_bench import FREE, NORTON, setup


def made(**data: Any) -> list[Event]:
    return [
        Event(seq, kind, "2000-01-01T00:00:00.000Z", 0, GENESIS, what)
        for seq, (kind, what) in enumerate([("replied", {"screen": "make.board"}), ("made", data)])
    ]


@pytest.mark.slow
def test_a_design_is_kept_as_recipe_and_picture(tmp_path: Path) -> None:
    recipe = {"base": "sky", "items": [{"motif": "sun", "x": 10, "y": -20, "scale": 100, "angle": 0}]}
    events = made(good="shirt", recipe=recipe)
    files = write_artifacts(setup(FREE), events, tmp_path / "P001")
    assert [file.relative_to(tmp_path).as_posix() for file in files] == ["P001/shirt.json", "P001/shirt.png"]
    assert json.loads(files[0].read_text()) == recipe
    with Image.open(files[1]) as picture:
        assert picture.width == 1000
    before = [file.read_bytes() for file in files]
    write_artifacts(setup(FREE), events, tmp_path / "P001")
    assert [file.read_bytes() for file in files] == before


@pytest.mark.slow
def test_a_build_is_kept_as_the_parts_in_place(tmp_path: Path) -> None:
    files = write_artifacts(
        setup(NORTON), made(good="storage-box", placed=["base", "back"]), tmp_path / "P001"
    )
    assert json.loads(files[0].read_text()) == {"placed": ["base", "back"]}


def test_who_made_nothing_leaves_no_folder(tmp_path: Path) -> None:
    assert write_artifacts(setup(NORTON), made(good="storage-box")[:1], tmp_path / "P001") == ()
    assert list(tmp_path.iterdir()) == []
