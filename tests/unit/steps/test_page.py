"""A page with a picture and a minimum time."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.operations.check_screens import broken_pictures
from ikea_effect.protocol.checks.study import static_faults
from ikea_effect.protocol.setup import load_setup, set_up
from ikea_effect.screens.pictures import PictureFile
from ikea_effect.screens.screens import GoodPicture, Page
from tests.unit.measures.bench import EVERYTHING, changed, faults
from tests.unit.steps.bench import context, played, step

WRITTEN = "{text: about, picture: materials/box.png, minimum_s: 2}"


def test_a_page_shows_its_picture_for_its_time_and_notes_how_long_it_was_read() -> None:
    [page], cells = played(step("about"), [{}], rt_ms=2400)
    assert isinstance(page, Page)
    assert (page.picture, page.minimum_s) == (PictureFile("materials/box.png"), 2)
    assert cells == {"about.seconds": 2.4}


def test_a_page_may_show_a_good_as_it_is_by_then() -> None:
    [one] = [
        one for one in changed(WRITTEN, "{text: about, good: storage-box}").timeline if one.name == "about"
    ]
    here = context()
    here.made["storage-box"] = {"placed": ["base"]}
    [page], _ = played(one, [{}], here)
    assert isinstance(page, Page)
    assert page.picture == GoodPicture("storage-box", {"placed": ["base"]})


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{text: about, picture: materials/box.png, good: storage-box}", "shows one picture"),
        ("{text: about, minimum_s: 601}", "600"),
        ("{text: about, pictures: box.png}", "picture"),
    ],
)
def test_a_page_that_cannot_be_is_refused(written: str, message: str) -> None:
    assert message in faults(WRITTEN, written)


@pytest.mark.parametrize(
    ("picture", "message"),
    [("materials/bx.png", "lacks 'materials/bx.png'"), ("../box.png", "Write materials/...")],
)
def test_a_picture_that_is_not_among_the_materials_is_named(picture: str, message: str) -> None:
    here = load_setup(EVERYTHING)
    with pytest.raises(ProtocolError, match=message):
        set_up(changed("materials/box.png", picture), here.experiment, here.folder)


def test_a_file_that_is_no_picture_is_told_before_anybody_sits_down(tmp_path: Path) -> None:
    here = load_setup(EVERYTHING)
    materials = Path(shutil.copytree(here.folder / "materials", tmp_path / "materials"))
    (materials / "box.png").write_bytes(b"a story")
    there = set_up(here.protocol, here.experiment, tmp_path)
    assert "in the step 'about' names 'box.png', which is neither PNG nor JPEG" in str(
        static_faults(there)[0]
    )
    assert len(list(broken_pictures(there))) == 1
