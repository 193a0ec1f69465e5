"""Parts of a kit that are pictures of the lab's own: drawn in their places, opened before that."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from ikea_effect.errors import ProtocolError
from ikea_effect.operations.check_screens import broken_pictures
from ikea_effect.protocol.checks.study import static_faults
from ikea_effect.protocol.experiment import load_experiment
from ikea_effect.protocol.kits import Kit
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.setup import Setup, set_up
from ikea_effect.session.pictures import kit_picture, part_picture
from tests.unit.protocol.test_materials import SQUARE, part

RED, BLUE = (200, 30, 30, 255), (20, 60, 180, 255)
KIT = f"""
height: 400
parts:
  - {{id: floor, outline: "{SQUARE}", image: materials/floor.png}}
  - id: wall
    outline: "M 500 100 L 700 100 L 700 300 L 500 300 Z"
    shapes: [{{ellipse: [600, 200, 40, 40], fill: "#143cb4"}}]
"""


def saved(path: Path, size: tuple[int, int] = (60, 30), color: tuple[int, ...] = RED) -> None:
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "somebody")
    Image.new("RGBA", size, color).save(path, pnginfo=note)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An experiment whose box has a floor that was photographed."""
    (tmp_path / "materials").mkdir()
    (tmp_path / "materials" / "kit.yaml").write_text(KIT, "utf-8")
    saved(tmp_path / "materials" / "floor.png")
    return tmp_path


def in_lab(folder: Path) -> Setup:
    """The study of the storage box, set up with this kit."""
    protocol = load_protocol("norton-2012-1a")
    here, _ = load_experiment(protocol)
    box = here.goods["storage-box"].model_copy(update={"kit": "materials/kit.yaml", "picture": None})
    lab = here.model_copy(update={"goods": {"storage-box": box}, "materials": {}})
    return set_up(protocol, lab, folder, "en", collecting=False)


def test_it_fills_the_rectangle_of_its_outline(folder: Path) -> None:
    kit = in_lab(folder).kits["storage-box"]
    whole = kit_picture(kit, ["floor", "wall"], 1000)
    assert whole.getpixel((60, 45)) == RED  # 10 to 110 across, 20 to 70 down
    assert [whole.getpixel(at) for at in ((5, 45), (60, 90), (150, 45))] == [(0, 0, 0, 0)] * 3
    assert whole.getpixel((600, 200)) == BLUE
    assert kit_picture(kit, ["wall"], 1000).getpixel((60, 45)) == (0, 0, 0, 0)
    alone = part_picture(kit.part("floor"), 1.0)
    assert alone.getpixel((alone.width // 2, alone.height // 2)) == RED
    assert alone.info == {}  # who took it is not handed on


@pytest.mark.parametrize(
    ("size", "message"),
    [((3000, 2000), "at most 4 million"), ((8, 8), "at least 16 on a side"), ((20, 400), "at most 10 times")],
)
def test_one_of_another_size_is_told(folder: Path, size: tuple[int, int], message: str) -> None:
    saved(folder / "materials" / "floor.png", size)
    told = [one.message for one in static_faults(in_lab(folder)) if "in part 'floor'" in one.message]
    assert [message in one for one in told] == [True]


def test_one_that_ends_too_early_is_told(folder: Path) -> None:
    whole = (folder / "materials" / "floor.png").read_bytes()
    flipped = whole[:90] + bytes([whole[90] ^ 255]) + whole[91:]
    (folder / "materials" / "floor.png").write_bytes(flipped)
    assert [one.path for one in broken_pictures(in_lab(folder))] == ["goods.storage-box.kit"]


def test_one_that_is_not_there_keeps_from_beginning(folder: Path) -> None:
    (folder / "materials" / "floor.png").unlink()
    with pytest.raises(ProtocolError, match=r"names 'materials/floor\.png', and there is no such file"):
        in_lab(folder)


def test_a_part_that_cannot_be_seen_is_told() -> None:
    unseen = {key: value for key, value in part("lid").items() if key != "shapes"}
    with pytest.raises(ValueError, match=r"Part lid cannot be seen\. Write shapes"):
        Kit.model_validate({"height": 400, "parts": (part("floor"), unseen)})
