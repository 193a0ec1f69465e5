"""The lab's own pictures, decoded: whole or not at all."""

from __future__ import annotations

import functools
import warnings
from pathlib import Path

from PIL import Image, ImageOps

from ikea_effect.errors import SessionError
from ikea_effect.protocol.picture_files import picture_problem


def picture_file(path: Path) -> Image.Image:
    """The file's picture with transparency, turned as its camera says; nobody may draw on it.

    Raises: SessionError with a sentence for a file that is damaged, too large or no picture.
    """
    try:
        now = path.stat()
    except OSError:
        return _decoded(path, 0, 0)
    return _decoded(path, now.st_size, now.st_mtime_ns)


@functools.lru_cache(maxsize=64)  # a desk is open all day: a file that was saved anew is read again
def _decoded(path: Path, _size: int, _changed: int) -> Image.Image:
    if problem := picture_problem(path):
        raise SessionError(f"{path}  {problem}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's remarks on colors and metadata
            with Image.open(path, formats=("PNG", "JPEG")) as image:
                picture: Image.Image = ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, SyntaxError, ValueError, ArithmeticError, Image.DecompressionBombError) as error:
        reason = str(error).rstrip(".")
        raise SessionError(f"{path}  cannot be read as a picture ({reason}). Save it anew.") from error
    picture.info.clear()  # where and by whom it was taken is nobody's to keep
    return picture
