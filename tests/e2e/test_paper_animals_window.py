"""A paper animal folded by one, seen by another, and seen as an expert's: sessions at one real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ikea_effect.operations.data import read_study
from ikea_effect.operations.run import RunRequest, run_session
from ikea_effect.operations.settle import settle
from ikea_effect.operations.verify_claims import places_verified
from ikea_effect.record.study import Study
from tests.e2e.one_window import Room, opened_room

NAME, SEED = "norton-2012-1b", 2
"""With this seed the first three who come see an expert's, build, and see the builder's."""


@pytest.fixture(scope="module")
def room(x_display: str, home: Path) -> Iterator[Room]:
    yield from opened_room(x_display, home)


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.parametrize(
    ("animal", "language", "keyboard"), [("", "nl", False), ("-frog", "en", True)], ids=["crane", "frog"]
)
def test_all_three_groups_come_to_their_end(
    room: Room, tmp_path: Path, animal: str, language: str, keyboard: bool
) -> None:
    for who in ("P1", "P2", "P3"):
        request = RunRequest(
            NAME, who, NAME, experiment=f"{NAME}{animal}", language=language, results=tmp_path,
            mode="scripted", seed=SEED,
        )  # fmt: skip
        assert run_session(request, lambda setup, answer: room.opened(setup, answer, keyboard)).finished
    study = Study(tmp_path / NAME)
    rows = {row["participant"]: row for row in read_study(study).tables.wide}
    assert [rows[who]["labor"] for who in ("P1", "P2", "P3")] == ["expert", "build", "other"]
    assert rows["P3"]["yoked"] == "P2"
    assert rows["P2"]["fold.whole"] is True
    assert all(row["wtp"] is not None for row in rows.values())
    settle(study)
    assert places_verified(study).problems == ()
