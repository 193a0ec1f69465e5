"""In which files of a study a code is looked for, and in which part of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ikea_effect.operations.withdraw_files import _content


def _picture(path: Path, said: str) -> Path:
    """A picture whose pixels, stored as they are, hold the code P1 between two spaces."""
    words = PngInfo()
    words.add_text("Comment", said)
    image = Image.frombytes("P", (8, 1), b"..  P1  ")  # with a palette, no filter changes the bytes
    image.putpalette([shade for shade in range(256) for _ in "rgb"])
    image.save(path, pnginfo=words, compress_level=0)
    return path


@pytest.mark.parametrize(("said", "stands"), [("of P1 alone", True), ("of nobody", False)])
def test_a_code_is_looked_for_in_what_a_picture_says_and_not_in_its_pixels(
    tmp_path: Path, said: str, stands: bool
) -> None:
    path = _picture(tmp_path / "shirt.png", said)
    assert b" P1 " in path.read_bytes()
    assert (b" P1 " in (_content(path) or b"")) is stands


def test_what_was_put_behind_a_picture_is_looked_at(tmp_path: Path) -> None:
    path = _picture(tmp_path / "shirt.png", "of nobody")
    path.write_bytes(path.read_bytes() + b" P1 ")
    assert b" P1" in (_content(path) or b"")
    path.write_bytes(path.read_bytes()[:30])  # cut off
    assert _content(path) is not None
