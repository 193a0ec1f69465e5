"""Films of a making: the frames are the screens of its journal, for as long as they were seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from ikea_effect.errors import RecordError
from ikea_effect.operations.film import FilmRequest, film
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.record.journal import read_journal
from ikea_effect.record.study import Study

SMALL = (320, 256)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return simulate(SimulateRequest("norton-2012-1a", 2, 3, "boxes", results=tmp_path_factory.mktemp("film")))


def times(study: Study, who: str) -> Sequence[int]:
    """Milliseconds of every reply at the board, from the journal."""
    events = read_journal(study.journal(who)).events
    return [int(one.data["rt_ms"]) for one in events if one.data.get("screen") == "build.board"]


def builder(study: Study) -> str:
    return next(who for who in study.participants() if times(study, who))


@pytest.mark.slow
def test_a_folder_has_a_picture_for_each_move_and_its_time(study: Study, tmp_path: Path) -> None:
    who, out = builder(study), tmp_path / "frames"
    found = film(study, FilmRequest(who, out, view="good", size=SMALL))
    told = json.loads((out / "frames.json").read_text("utf-8"))
    assert [one["ms"] for one in told] == times(study, who)
    assert found.seconds == sum(times(study, who)) / 1000
    pictures = [Image.open(out / one["file"]).tobytes() for one in told]
    assert all(before != after for before, after in pairwise(pictures))


def test_a_gif_is_faster_and_its_pauses_shorter_where_that_is_asked_for(study: Study, tmp_path: Path) -> None:
    who = builder(study)
    found = film(study, FilmRequest(who, tmp_path / "a.gif", view="good", size=SMALL, speed=2, longest_s=0.5))
    expected = [max(40, min(ms / 2, 500)) for ms in times(study, who)]
    assert found.seconds == pytest.approx(sum(expected) / 1000, abs=0.001 * len(expected))
    with Image.open(tmp_path / "a.gif") as image:
        assert getattr(image, "n_frames", 1) == len(expected)


@pytest.mark.slow
def test_an_mp4_of_whole_screens_is_as_long_as_the_making(study: Study, tmp_path: Path) -> None:
    ffmpeg = pytest.importorskip("imageio_ffmpeg")
    who = builder(study)
    found = film(study, FilmRequest(who, tmp_path / "new" / "build.mp4", speed=4))
    reader = ffmpeg.read_frames(str(found.out))
    about = next(reader)
    reader.close()
    assert about["size"] == (1280, 1024)
    assert about["duration"] == pytest.approx(found.seconds, abs=0.1)


@pytest.mark.parametrize("name", ["build.avi", "build.WEBM", "build.png", "build.docx", "build.pdf"])
def test_an_ending_of_another_sort_of_film_is_refused_and_nothing_is_written(
    study: Study, tmp_path: Path, name: str
) -> None:
    with pytest.raises(RecordError, match=r"not written as \.\w+\. Name a file that ends in \.mp4 or \.gif"):
        film(study, FilmRequest(builder(study), tmp_path / name, size=SMALL))
    assert not any(tmp_path.iterdir())


def test_whoever_made_nothing_has_no_film_and_neither_has_nobody(study: Study, tmp_path: Path) -> None:
    other = next(who for who in study.participants() if not times(study, who))
    with pytest.raises(
        RecordError, match=f"{other} made nothing that could be shown. Steps that make: build"
    ):
        film(study, FilmRequest(other, tmp_path / "a.gif"))
    with pytest.raises(RecordError, match="P999: has no journal in this study"):
        film(study, FilmRequest("P999", tmp_path / "a.gif"))
    with pytest.raises(RecordError, match="--step bid: nothing is made in it"):
        film(study, FilmRequest(builder(study), tmp_path / "a.gif", step="bid"))
    assert not (tmp_path / "a.gif").exists()


def test_without_its_materials_it_is_said_where_to_look(tmp_path: Path) -> None:
    given = Path(__file__).parents[2] / "data" / "protocols" / "three_ways.yaml"
    study = simulate(SimulateRequest(str(given), 2, 3, "elsewhere", results=tmp_path))
    with pytest.raises(
        RecordError, match=r"Run this in the folder that holds its protocols/ and experiments/"
    ):
        film(study, FilmRequest(study.participants()[0], tmp_path / "a.gif"))
