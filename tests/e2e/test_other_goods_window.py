"""Another good in a shipped study's place, at one real window: built or designed, to the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ikea_effect.operations.data import read_study
from ikea_effect.operations.run import RunRequest, run_session
from ikea_effect.operations.settle import settle
from ikea_effect.record.study import Study
from tests.e2e.one_window import Room, opened_room


@pytest.fixture(scope="module")
def room(x_display: str, home: Path) -> Iterator[Room]:
    yield from opened_room(x_display, home)


def run(
    room: Room, protocol: str, good: str, who: str, seed: int, language: str, keyboard: bool, results: Path,
    resume: bool = False,
) -> str:  # fmt: skip
    request = RunRequest(
        protocol, who, protocol, experiment=f"{protocol}-{good}", language=language, results=results,
        mode="scripted", seed=seed, resume=resume,
    )  # fmt: skip
    return run_session(request, lambda setup, answer: room.opened(setup, answer, keyboard)).state


# With this seed the first who comes makes it.
@pytest.mark.window
@pytest.mark.slow
@pytest.mark.parametrize(
    ("protocol", "good", "language", "keyboard", "column"),
    [
        ("norton-2012-1a", "shelf", "nl", True, "build.steps"),
        ("franke-2010-tshirt-free", "watch", "en", False, "make.items"),
        ("franke-2010-tshirt-free", "sneaker", "nl", False, "make.items"),
    ],
)
def test_whoever_makes_it_comes_to_the_end(
    room: Room, tmp_path: Path, protocol: str, good: str, language: str, keyboard: bool, column: str
) -> None:
    assert run(room, protocol, good, "P1", 2, language, keyboard, tmp_path) == "finished"
    study = Study(tmp_path / protocol)
    (row,) = read_study(study).tables.wide
    assert row[column]
    assert row["wtp"] is not None
    assert settle(study).books.apart == {}


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.parametrize(
    ("good", "language", "keyboard"),
    [("bird", "en", False), ("dog", "nl", True), ("helicopter", "nl", False)],
)
def test_two_partners_build_a_set_each(
    room: Room, tmp_path: Path, good: str, language: str, keyboard: bool
) -> None:
    asked = ("norton-2012-2", good)
    assert run(room, *asked, "P1", 4, language, keyboard, tmp_path) == "waiting"
    assert run(room, *asked, "P2", 4, language, keyboard, tmp_path) == "finished"
    assert run(room, *asked, "P1", 4, language, keyboard, tmp_path, resume=True) == "finished"
    study = Study(tmp_path / "norton-2012-2")
    rows = read_study(study).tables.wide
    assert [row["labor"] for row in rows] == ["build", "build"]
    assert [row["make.steps"] for row in rows] == [12, 12]
    assert settle(study).books.apart == {}
