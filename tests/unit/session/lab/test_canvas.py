from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from ikea_effect.session.frontends.lab import raster
from ikea_effect.session.frontends.lab.canvas import PAPER, Sheet


def test_height_units_and_pixels_are_each_other_turned_around() -> None:
    sheet = Sheet((1280, 1024))
    assert sheet.to_px((0, 0)) == (640, 512)
    assert sheet.to_px((-0.625, 0.5)) == (0, 0)
    assert sheet.to_units(*sheet.to_px((0.3, -0.2))) == pytest.approx((0.3, -0.2))


def test_a_rectangle_fills_whole_pixels() -> None:
    sheet = Sheet((100, 100))
    sheet.rectangle(0, 0, 0.2, 0.1, "#ff0000")
    red = [
        at
        for at in ((x, y) for x in range(100) for y in range(100))
        if sheet.image.getpixel(at) == (255, 0, 0)
    ]
    assert (min(red), max(red), len(red)) == ((40, 45), (59, 54), 200)


def test_a_large_panel_in_parts_is_the_panel_in_one() -> None:
    whole, parts = Sheet((600, 600)), Sheet((600, 600))
    look: raster.PanelLook = (9, "#1d6b72", "#26221f", 2, False)
    whole.image.paste(raster.panel(420, 300, look), (90, 150), raster.panel(420, 300, look))
    parts.panel(0, 0, 0.7, 0.5, fill="#1d6b72", line="#26221f", line_width=2 / 600, radius=9 / 600)
    assert parts.image.tobytes() == whole.image.tobytes()


@pytest.mark.parametrize("angle", [0, 90, -30])
def test_angles_are_counter_clockwise(angle: float) -> None:
    sheet = Sheet((200, 200))
    sheet.polygon([(0.2, -0.02), (0.4, -0.02), (0.4, 0.02), (0.2, 0.02)], fill="#000000", angle=angle)
    seen = sheet.image.convert("L").point(lambda value: 255 if value < 100 else 0).getbbox()
    assert seen is not None
    x, y = (seen[0] + seen[2]) / 2 - 100, 100 - (seen[1] + seen[3]) / 2
    expected = {0: (60, 0), 90: (0, 60), -30: (52, -30)}[round(angle)]
    assert (x, y) == pytest.approx(expected, abs=2)


@pytest.mark.parametrize("bold", [False, True])
def test_the_measured_width_is_the_drawn_width(bold: bool) -> None:
    sheet = Sheet((1000, 1000))
    words = "Één geïnteresseerde koper: € 2,50 (HHH)"
    width = sheet.text_width(words, 0.03, bold=bold) * 1000
    sheet.text(words, -0.4, 0, 0.03, bold=bold, color="#000000")
    box = sheet.image.convert("L").point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box is not None
    assert box[2] - box[0] == pytest.approx(width, abs=6)
    assert box[0] == pytest.approx(100, abs=4)


def test_a_line_of_capitals_stands_in_the_middle_of_its_place() -> None:
    sheet = Sheet((400, 400))
    sheet.text("HEXEN", 0, 0.1, 0.08, color="#000000", align="center")
    box = sheet.image.convert("L").point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box is not None
    assert (box[1] + box[3]) / 2 == pytest.approx(160, abs=1)


def test_a_picture_of_a_file_and_of_memory_look_the_same(tmp_path: Path) -> None:
    image = Image.effect_noise((64, 48), 50).convert("RGBA")
    image.save(tmp_path / "noise.png")
    from_file, from_memory = Sheet((300, 300)), Sheet((300, 300))
    from_file.picture(tmp_path / "noise.png", 0, 0, 0.5, 0.375)
    from_memory.picture(image, 0, 0, 0.5, 0.375)
    assert from_file.image.tobytes() == from_memory.image.tobytes()


def test_a_see_through_panel_lets_the_ground_show() -> None:
    sheet = Sheet((200, 200))
    sheet.rectangle(0, 0, 1, 1, PAPER)
    sheet.rectangle(0, 0, 0.5, 0.5, "#00000080")
    assert sheet.image.getpixel((100, 100)) == (127, 127, 127)


@pytest.mark.parametrize("sign", "€£$•…–—’“”×ëïéèüöĳÉË½≤≥→£\u00a0")
def test_the_house_font_has_the_signs_that_texts_use(sign: str) -> None:
    from fontTools.ttLib import TTFont

    for bold in (False, True):
        with TTFont(raster.font_path(bold)) as font:
            assert ord(sign) in font.getBestCmap()


def test_the_fonts_license_stands_beside_them() -> None:
    words = (raster.font_path().parent / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in words
    assert "Reserved Font Name" in words
