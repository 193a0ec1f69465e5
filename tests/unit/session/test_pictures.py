from __future__ import annotations

import hashlib

import numpy as np
import pytest
from PIL import Image

from ikea_effect.protocol.drawing import Box, Gradient, Shape
from ikea_effect.protocol.resources import shipped
from ikea_effect.protocol.toolkits import Item, Recipe, load_toolkit
from ikea_effect.session.frontends.lab.design_art import DesignArt
from ikea_effect.session.painting import Painter
from ikea_effect.session.pictures import (
    base_picture,
    design_picture,
    good_picture,
    kit_picture,
    motif_picture,
    motif_view,
    part_picture,
    part_view,
    text_picture,
)
from tests.unit.tasks.making_bench import NORTON, SHIRT, setup

KIT = setup(NORTON).kits["storage-box"]
TOOLKIT = setup(SHIRT).toolkits["shirt"]


def painted(*shapes: Shape) -> Image.Image:
    painter = Painter(Box(0, 0, 100, 50), 1.0)
    painter.paint(shapes)
    return painter.finished()


def sha(image: Image.Image) -> str:
    return hashlib.sha256(image.tobytes()).hexdigest()


def differing(one: Image.Image, other: Image.Image) -> Box:
    """Where two pictures differ, as shares of their size."""
    apart = np.abs(np.asarray(one, dtype=int) - np.asarray(other, dtype=int)).sum(axis=2) > 40
    ys, xs = np.nonzero(apart)
    return Box(xs.min() / one.width, ys.min() / one.height, xs.max() / one.width, ys.max() / one.height)


# --- painting ---------------------------------------------------------------------------------------------


def test_a_filled_shape_covers_its_area_and_nothing_else() -> None:
    alpha = np.asarray(painted(Shape(path="M 10 10 L 60 10 L 60 40 L 10 40 Z", fill="#ff0000")))[..., 3]
    assert alpha.sum() / 255 == pytest.approx(50 * 30, rel=0.02)
    assert alpha[25, 30] == 255
    assert alpha[5, 30] == alpha[25, 80] == 0


def test_a_hole_lets_the_ground_through() -> None:
    picture = painted(
        Shape(path="M 0 0 L 100 0 L 100 50 L 0 50 Z M 40 20 L 60 20 L 60 30 L 40 30 Z", fill="#ff0000")
    )
    assert picture.getpixel((50, 25)) == (0, 0, 0, 0)
    assert picture.getpixel((20, 25)) == (255, 0, 0, 255)


def test_a_gradient_goes_from_one_color_to_the_other() -> None:
    fade = Gradient(color="#0000ff", along=(0, 0, 100, 0))
    pixels = np.asarray(painted(Shape(path="M 0 0 L 100 0 L 100 50 L 0 50 Z", fill="#ff0000", gradient=fade)))
    assert pixels[25, 2, 0] > 240
    assert pixels[25, 97, 2] > 240
    assert pixels[25, 50, 0] == pytest.approx(127, abs=4)


def test_opacity_mixes_with_what_lies_below() -> None:
    below = Shape(path="M 0 0 L 100 0 L 100 50 L 0 50 Z", fill="#000000")
    above = Shape(path="M 0 0 L 100 0 L 100 50 L 0 50 Z", fill="#ffffff", opacity=0.25)
    red, _, _, alpha = np.asarray(painted(below, above))[25, 50]
    assert red == pytest.approx(64, abs=2)
    assert alpha == 255


# --- kits -------------------------------------------------------------------------------------------------


def test_the_same_kit_gives_the_same_bytes() -> None:
    assert sha(kit_picture(KIT, KIT.order, 240)) == sha(kit_picture(KIT, KIT.order, 240))


@pytest.mark.slow
def test_every_part_changes_the_picture_where_it_belongs() -> None:
    for count in range(1, len(KIT.order)):
        part = KIT.parts[count]
        before, after = (kit_picture(KIT, KIT.order[:n], 240) for n in (count, count + 1))
        where, margin = differing(before, after), 0.06
        box = part.box
        assert where.left >= box.left / 1000 - margin
        assert where.right <= box.right / 1000 + margin
        assert where.top >= box.top / KIT.height - margin
        assert where.bottom <= box.bottom / KIT.height + margin


def test_parts_beside_each_other_make_the_same_picture_as_the_kit() -> None:
    """The board lays part pictures side by side; together they must look like the whole."""
    unit = 0.3
    whole = kit_picture(KIT, KIT.order, 300)
    laid = Image.new("RGBA", whole.size, (0, 0, 0, 0))
    painter = Painter(Box(0, 0, 1000, KIT.height), unit)
    painter.paint(KIT.ground)
    laid.alpha_composite(painter.finished())
    for part in KIT.parts:
        view = part_view(part, unit)
        laid.alpha_composite(part_picture(part, unit), (round(view.left * unit), round(view.top * unit)))
    apart = np.abs(np.asarray(whole, dtype=int) - np.asarray(laid, dtype=int))
    assert apart.mean() < 1.5


def test_nothing_in_place_shows_the_parts_beside_each_other() -> None:
    loose = kit_picture(KIT, (), 240)
    assert loose.size == kit_picture(KIT, KIT.order, 240).size
    assert loose.getchannel("A").getbbox() is not None
    assert sha(loose) != sha(kit_picture(KIT, KIT.order, 240))


# --- designs ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_motif_lands_where_the_recipe_says() -> None:
    item = Item(motif="sun", x=100, y=200, scale=60)
    where = differing(
        base_picture(TOOLKIT, "navy", 300), design_picture(TOOLKIT, Recipe(base="navy", items=(item,)), 300)
    )
    x, y = TOOLKIT.center
    assert where.center[0] == pytest.approx((x + 100) / 1000, abs=0.01)
    assert where.center[1] == pytest.approx((y - 200) / TOOLKIT.height, abs=0.01)


def test_angles_turn_counter_clockwise() -> None:
    """A tree's trunk points down; a quarter turn counter-clockwise brings it to the right."""
    item = Item(motif="pine", x=0, y=0, scale=200, angle=90)
    pixels = np.asarray(design_picture(TOOLKIT, Recipe(base="white", items=(item,)), 300), dtype=int)
    trunk = np.abs(pixels[..., :3] - (0x7C, 0x51, 0x36)).sum(axis=2) < 12
    ys, xs = np.nonzero(trunk)
    assert len(xs) > 20
    assert xs.mean() / 300 > TOOLKIT.center[0] / 1000 + 0.1
    assert ys.mean() / 300 == pytest.approx(TOOLKIT.center[1] / 1000, abs=0.02)


@pytest.mark.parametrize(
    ("toolkit", "at", "color"),
    [("watch", (455, 560), (0x4A, 0x40, 0x38)), ("sneaker", (382, 378), (0xFB, 0xF3, 0xE3))],
)
def test_hands_and_laces_lie_over_what_is_printed_there(
    toolkit: str, at: tuple[int, int], color: tuple[int, int, int]
) -> None:
    where = f"franke_2010_tshirt_free_{toolkit}/materials/{toolkit}/toolkit.yaml"
    kit = load_toolkit(shipped("experiments") / where)
    x, y = at[0] - kit.center[0], kit.center[1] - at[1]
    heart = Recipe(base="navy", items=(Item(motif="heart", x=round(x), y=round(y), scale=100),))
    pixel = (round(at[0] * 0.4), round(at[1] * 0.4))
    shown = design_picture(kit, heart, 400)
    assert shown.getpixel(pixel)[:3] == pytest.approx(color, abs=12)
    under = design_picture(kit.model_copy(update={"above": ()}), heart, 400)
    assert under.getpixel(pixel)[0] > 150 > under.getpixel(pixel)[2]  # the heart's red
    beside = (pixel[0] + 11, pixel[1])
    assert shown.getpixel(beside) == under.getpixel(beside)
    assert sha(shown) == sha(DesignArt(kit).good(heart, 400))  # at the window as in films and for judges


@pytest.mark.slow
def test_nothing_is_printed_beside_the_good() -> None:
    item = Item(motif="heart", x=200, y=0, scale=240)
    blank = base_picture(TOOLKIT, "white", 300).getchannel("A")
    made = design_picture(TOOLKIT, Recipe(base="white", items=(item,)), 300).getchannel("A")
    assert np.abs(np.asarray(blank, dtype=int) - np.asarray(made, dtype=int)).max() < 90  # soft edges only


@pytest.mark.parametrize("motif", TOOLKIT.motifs)
def test_a_motif_has_a_clear_margin_and_its_middle_in_the_middle(motif: str) -> None:
    drawn = TOOLKIT.motifs[motif]
    picture = motif_picture(drawn, 0.5)
    left, top, right, bottom = picture.getchannel("A").getbbox() or (0, 0, 0, 0)
    assert min(left, top, picture.width - right, picture.height - bottom) >= 2
    assert motif_view(drawn).center == (0, 0)


def test_letters_have_their_color() -> None:
    picture = np.asarray(text_picture("Hé", "#cf5c3f", 60))
    solid = picture[picture[..., 3] == 255]
    assert len(solid) > 100
    assert (solid[:, :3] == (0xCF, 0x5C, 0x3F)).all()


# --- goods ------------------------------------------------------------------------------------------------


def test_a_good_is_shown_as_it_is_now() -> None:
    box, shirt = setup(NORTON), setup(SHIRT)
    whole = good_picture(box, "storage-box", None, 200)
    partly = good_picture(box, "storage-box", {"placed": ["base"]}, 200)
    company = good_picture(shirt, "shirt", None, 200)
    own = good_picture(shirt, "shirt", {"base": "sky", "items": []}, 200)
    assert whole is not None
    assert partly is not None
    assert company is not None
    assert own is not None
    assert len({sha(picture) for picture in (whole, partly, company, own)}) == 4
    assert {picture.width for picture in (whole, partly, company, own)} == {200}
    assert good_picture(box, "teapot", None, 200) is None


def test_the_shipped_pictures_show_the_shipped_materials() -> None:
    for here, good in ((setup(NORTON), "storage-box"), (setup(SHIRT), "shirt")):
        with Image.open(here.pictures[good]) as file:
            shipped = file.convert("RGBA").resize((300, round(300 * file.height / file.width)))
        fresh = (
            kit_picture(KIT, KIT.order, 300)
            if good == "storage-box"
            else design_picture(TOOLKIT, TOOLKIT.company, 300)
        )
        pixels = [np.asarray(one.convert("RGBa"), dtype=int) for one in (shipped, fresh.resize(shipped.size))]
        assert np.abs(pixels[0] - pixels[1]).mean() < 3
