from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.drawing import Box, Shape, bounds, holds, outlines
from ikea_effect.protocol.kits import Kit, load_kit
from ikea_effect.protocol.toolkits import Toolkit, load_toolkit

SQUARE = "M 10 20 L 110 20 L 110 70 L 10 70 Z"
BOX = "experiments/norton_2012_1a/materials/box/kit.yaml"
SHIRTS = [
    f"experiments/{name}/materials/shirt/toolkit.yaml"
    for name in ("franke_2010_tshirt", "franke_2010_tshirt_free")
]


def part(name: str, outline: str = SQUARE) -> dict[str, Any]:
    return {"id": name, "outline": outline, "shapes": ({"path": outline, "fill": "#aabbcc"},)}


def toolkit(**changes: Any) -> dict[str, Any]:
    mark = {
        "outline": "M -50 -50 L 50 -50 L 50 50 L -50 50 Z",
        "shapes": ({"ellipse": (0, 0, 50, 50), "fill": "#ff0000"},),
    }
    declared: dict[str, Any] = {
        "height": 1000,
        "outline": "M 200 100 L 800 100 L 800 900 L 200 900 Z",
        "area": (300, 200, 700, 800),
        "base_colors": {"white": "#ffffff", "navy": "#000080"},
        "motifs": {"dot": mark, "bar": mark},
        "text": {"colors": {"ink": "#111111", "cream": "#fffbea"}},
        "company": {"base": "navy", "items": ({"motif": "dot", "x": 0, "y": 100},)},
    }
    return declared | changes


# --- the drawing language ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "points", "closed"),
    [
        ("M 0 0 L 10 0 L 10 10 Z", ((0, 0), (10, 0), (10, 10)), True),
        ("M 0 0 10 0 10 10", ((0, 0), (10, 0), (10, 10)), False),
        ("M1,2L3.5,-4Z", ((1, 2), (3.5, -4)), True),
    ],
)
def test_a_path_is_runs_of_points(path: str, points: tuple[tuple[float, float], ...], closed: bool) -> None:
    assert outlines(path) == ((points, closed),)


def test_a_curve_ends_where_it_says_and_bends_between() -> None:
    (run,) = outlines("M 0 0 Q 50 100 100 0")
    assert run.points[0] == (0, 0)
    assert run.points[-1] == pytest.approx((100, 0))
    assert max(y for _, y in run.points) == pytest.approx(50)  # a quadratic's top is half its handle's height


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("L 0 0", "starts with M"),
        ("M 0 0 L 1", "L needs 2 numbers, found 1"),
        ("M 0 0 X 1 1", "not a part of a path"),
        ("M 0 0 L 1 1 Z L 2 2", "after Z comes M"),
        ("M 0 0", "at least two points"),
        ("", "at least two points"),
    ],
)
def test_a_broken_path_says_why(path: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        outlines(path)


@given(st.floats(-20, 130), st.floats(-20, 90))
def test_a_point_is_inside_a_rectangle_as_arithmetic_says(x: float, y: float) -> None:
    inside = 10 < x < 110 and 20 < y < 70
    on_edge = min(abs(x - 10), abs(x - 110), abs(y - 20), abs(y - 70)) < 1e-9
    assert on_edge or holds(outlines(SQUARE), x, y) == inside


def test_a_hole_is_not_inside() -> None:
    runs = outlines(SQUARE + " M 40 30 L 60 30 L 60 60 L 40 60 Z")
    assert not holds(runs, 50, 45)
    assert holds(runs, 20, 45)


def test_an_ellipse_has_its_radii() -> None:
    box = bounds(Shape(ellipse=(10, 20, 30, 40), fill="#000000").outlines)
    assert box == pytest.approx(Box(-20, -20, 40, 60))


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ({"fill": "#000000"}, "a path or an ellipse"),
        ({"path": SQUARE, "ellipse": (0, 0, 1, 1), "fill": "#000000"}, "a path or an ellipse"),
        ({"path": SQUARE}, "cannot be seen"),
        ({"path": SQUARE, "fill": "red"}, "pattern"),
        ({"path": SQUARE, "fill": "#000000", "colour": "#000000"}, "Extra inputs"),
    ],
)
def test_a_shape_that_cannot_be_drawn_is_refused(shape: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Shape.model_validate(shape)


# --- kits -------------------------------------------------------------------------------------------------


def test_a_kit_keeps_the_order_of_its_parts() -> None:
    kit = Kit.model_validate({"height": 800, "parts": (part("lid"), part("base"))})
    assert kit.order == ("lid", "base")
    assert kit.tray_order == ("base", "lid")
    assert kit.part("base").slot == (60, 45)
    with pytest.raises(KeyError):
        kit.part("leg")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"parts": (part("lid"), part("lid"))}, "the same id: lid"),
        ({"tray": ("lid",)}, "every part once"),
        ({"tray": ("lid", "leg")}, "every part once"),
        ({"parts": (part("lid"),)}, "at least 2"),
    ],
)
def test_a_kit_that_does_not_hold_together_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Kit.model_validate({"height": 800, "parts": (part("lid"), part("base")), **changes})


def test_the_shipped_box_has_parts_enough_and_fits_its_canvas(checkout: Path) -> None:
    kit = load_kit(checkout / BOX)
    assert len(kit.parts) >= 6
    assert kit.box.left > 0
    assert kit.box.top > 0
    assert kit.box.right < 1000
    assert kit.box.bottom < kit.height


def test_a_kit_file_with_faults_names_each_of_them_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "kit.yaml"
    path.write_text(
        "height: 800\n"
        "parts:\n"
        f'  - {{id: lid, outline: "M 0 0", shapes: [{{path: "{SQUARE}", fill: "#aabbcc"}}]}}\n'
        f'  - {{id: Base, outline: "{SQUARE}", shapes: [{{path: "{SQUARE}", fil: "#aabbcc"}}]}}\n'
    )
    with pytest.raises(ProtocolError) as caught:
        load_kit(path)
    places = {(fault.where.rsplit(":", 2)[1], fault.path) for fault in caught.value.faults}
    assert {("3", "parts[0].outline"), ("4", "parts[1].id"), ("4", "parts[1].shapes[0].fil")} <= places


# --- toolkits ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("company", "said"),
    [
        ({"base": "pink"}, "'pink' is no base color"),
        ({"base": "navy", "items": ({"motif": "cat", "x": 0, "y": 0},)}, "'cat' is no motif"),
        ({"base": "navy", "items": ({"motif": "dot", "x": 0, "y": 0, "scale": 300},)}, "scale 300"),
        ({"base": "navy", "items": ({"text": "a" * 17, "x": 0, "y": 0},)}, "longer than 16"),
        ({"base": "navy", "items": ({"text": "a", "x": 0, "y": 0, "color": "pink"},)}, "no text color"),
        ({"base": "navy", "items": ({"motif": "dot", "x": 0, "y": 0},) * 9}, "9 items are more than 8"),
    ],
)
def test_a_company_design_that_cannot_be_made_is_refused(company: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Toolkit.model_validate(toolkit(company=company))


def test_an_item_is_a_motif_or_a_text() -> None:
    with pytest.raises(ValidationError, match="a motif or a text"):
        Toolkit.model_validate(toolkit(company={"base": "navy", "items": ({"x": 0, "y": 0},)}))


def test_a_recipe_counts_from_the_middle_of_what_can_be_printed_on() -> None:
    assert Toolkit.model_validate(toolkit()).center == (500, 500)


@pytest.mark.parametrize("path", SHIRTS)
def test_the_shipped_shirts_can_be_designed_on(checkout: Path, path: str) -> None:
    shirt = load_toolkit(checkout / path)
    assert 3 <= len(shirt.company.items) <= shirt.limits.items
    assert next(iter(shirt.base_colors)) != shirt.company.base  # there is something to do from the beginning
    left, top, right, bottom = shirt.area
    corners = [(left, top), (right, top), (left, bottom), (right, bottom)]
    assert all(holds(shirt.runs, x, y) for x, y in corners)
    low = (left - right) / 2, (top - bottom) / 2
    assert all(low[0] <= item.x <= -low[0] and low[1] <= item.y <= -low[1] for item in shirt.company.items)
    assert all(math.hypot(*run.points[0]) < 200 for motif in shirt.motifs.values() for run in motif.runs)


# --- bounds -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("M 0 0 L 1000000000000 5", "1000000000000 lies too far out: at most 2000"),
        ("M -2001 0 L 1 5", "-2001"),
    ],
)
def test_a_path_far_outside_the_canvas_is_refused(path: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Shape(path=path, fill="#aabbcc")


@pytest.mark.parametrize("ellipse", [(1e12, 0, 10, 10), (0, 0, 1e12, 10), (0, 0, 10, 1e308)])
def test_an_ellipse_far_outside_the_canvas_is_refused(ellipse: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValidationError, match="less than or equal to 2000"):
        Shape(ellipse=ellipse, fill="#aabbcc")


def test_a_kit_of_more_parts_than_a_tray_holds_is_refused() -> None:
    with pytest.raises(ValidationError, match="at most 60"):
        Kit(height=800, parts=tuple(part(f"p{number}") for number in range(61)))


@pytest.mark.parametrize("outline", ["M 5 5 L 5 5", "M 0 0 L 0 900", "M 0 0 L 900 3"])
def test_an_outline_that_nobody_could_grasp_is_refused(outline: str) -> None:
    with pytest.raises(ValidationError, match="at least 4 wide and high"):
        Kit(height=800, parts=(part("a", outline), part("b")))


@pytest.mark.parametrize("area", [(700, 200, 300, 800), (300, 200, 700, 200)])
def test_an_area_without_an_inside_is_refused(area: tuple[float, ...]) -> None:
    with pytest.raises(ValidationError, match="has no inside"):
        Toolkit.model_validate(toolkit(area=area))
