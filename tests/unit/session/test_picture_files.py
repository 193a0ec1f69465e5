"""Picture files as labs have them: turned by a camera, with a place and a name inside."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from ikea_effect.session.picture_files import picture_file

ORIENTATION, MAKER = 0x0112, 0x010F
TURNED_RIGHT = 6
"""The value for a camera that was held upright: the picture is to be turned a quarter to the right."""


def photograph(path: Path) -> Path:
    """A picture of 40 x 20, red at the left, with what a camera writes into it."""
    image = Image.new("RGB", (40, 20), "#0000ff")
    image.paste("#ff0000", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = TURNED_RIGHT, "A camera"
    image.save(path, exif=exif, dpi=(300, 300), quality=95)
    return path


def test_a_photograph_stands_upright(tmp_path: Path) -> None:
    shown = picture_file(photograph(tmp_path / "person.jpg"))
    assert shown.size == (20, 40)
    red, _, blue, _ = shown.getpixel((10, 5))  # type: ignore[misc]
    assert red > 200 > 100 > blue


def test_nothing_of_the_camera_is_kept(tmp_path: Path) -> None:
    shown = picture_file(photograph(tmp_path / "person.jpg"))
    assert shown.info == {}
    shown.save(tmp_path / "kept.png")
    assert dict(Image.open(tmp_path / "kept.png").getexif()) == {}


def test_a_picture_that_is_saved_anew_is_shown_as_it_is_now(tmp_path: Path) -> None:
    """A desk is open all day, and what it records of a session's materials is of the files as they are."""
    path = tmp_path / "box.png"
    Image.new("RGB", (40, 30)).save(path)
    assert picture_file(path).size == (40, 30)
    assert picture_file(path) is picture_file(path)
    Image.new("RGB", (90, 40)).save(path)
    assert picture_file(path).size == (90, 40)
