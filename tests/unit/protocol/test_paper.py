"""Folding: what one fold does to a sheet, what it takes along, and which folds paper does not allow."""

from __future__ import annotations

import math
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.protocol.paper import Face, FoldError, Paper, area, likeness, line_between

SQUARE = Paper((Face(((0, 0), (400, 0), (400, 400), (0, 400))),))


def total(paper: Paper) -> float:
    """Area of all layers together: paper neither grows nor shrinks."""
    return sum(abs(area(face.points)) for face in paper.faces)


def outline(paper: Paper) -> tuple[float, float, float, float]:
    xs = [x for face in paper.faces for x, _ in face.points]
    ys = [y for face in paper.faces for _, y in face.points]
    return min(xs), min(ys), max(xs), max(ys)


def test_a_corner_on_the_opposite_one_halves_the_square() -> None:
    paper = SQUARE.folded((0, 0), (400, 400))
    assert [len(face.points) for face in paper.faces] == [3, 3]
    assert [face.front for face in paper.faces] == [True, False]  # the upper layer shows its back
    assert all(abs(area(face.points)) == pytest.approx(80_000) for face in paper.faces)
    assert paper.creases[0].ends in [((0, 400), (400, 0)), ((400, 0), (0, 400))]


def test_a_corner_on_its_neighbor_makes_a_rectangle() -> None:
    paper = SQUARE.folded((0, 0), (400, 0))
    assert outline(paper) == pytest.approx((200, 0, 400, 400))


def test_the_line_lies_halfway_and_the_corner_lands_where_it_is_laid() -> None:
    line = line_between((0, 0), (300, 100))
    assert line.side((0, 0)) == pytest.approx(-math.hypot(300, 100) / 2)
    assert line.mirrored((0, 0)) == pytest.approx((300, 100))
    assert (300, 100) in [tuple(map(round, at)) for at in SQUARE.folded((0, 0), (300, 100)).corners]


def test_a_flap_alone_moves_where_nothing_hangs_on_it() -> None:
    """The corner of a flap that was folded in goes back out; the sheet below stays."""
    flap = SQUARE.folded((0, 0), (200, 200))
    back = flap.folded((200, 200), (60, 60))
    assert (60, 60) in [tuple(map(round, at)) for at in back.corners]  # out beyond the first fold again
    assert [face.front for face in back.faces] == [True, False, True]


def test_what_is_joined_by_a_crease_goes_along() -> None:
    """A closed edge takes both layers; of two open corners the upper one moves alone."""
    half = SQUARE.folded((0, 0), (400, 0))  # closed at the left, open at the right
    assert half.moved_area((200, 0), (300, 100)) == pytest.approx(2 * 100 * 100 / 2)
    assert half.moved_area((400, 0), (300, 100)) == pytest.approx(100 * 100 / 2)


def test_what_lies_on_top_goes_along() -> None:
    flap = SQUARE.folded((0, 0), (300, 300))  # reaches near the lower right corner
    alone = SQUARE.moved_area((400, 400), (150, 150))
    assert flap.moved_area((400, 400), (150, 150)) > alone


def test_turning_over_twice_is_nothing() -> None:
    paper = SQUARE.folded((0, 0), (200, 200))
    turned = paper.turned_over(200)
    assert [face.front for face in turned.faces] == [True, False]
    again = turned.turned_over(200)
    assert [set(face.points) for face in again.faces] == [set(face.points) for face in paper.faces]


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        ((200, 200), (300, 300), "no corner"),
        ((0, 0), (0, 1), "stays where it is"),
        ((0, 0), (2000, 0), "whole paper"),
    ],
)
def test_what_paper_does_not_allow(start: tuple[float, float], end: tuple[float, float], why: str) -> None:
    with pytest.raises(FoldError, match=why):
        SQUARE.folded(start, end)


def halved(paper: Paper, times: int) -> Paper:
    """The paper folded in half again and again, its longer side each time."""
    for _ in range(times):
        left, top, right, bottom = outline(paper)
        wide = right - left >= bottom - top
        corner = min(paper.corners, key=lambda at: at[0] + at[1])
        paper = paper.folded(corner, (right, corner[1]) if wide else (corner[0], bottom))
    return paper


def test_paper_gets_too_thick() -> None:
    with pytest.raises(FoldError, match="thick"):
        halved(SQUARE, 14)


def test_a_covered_corner_cannot_be_taken() -> None:
    paper = SQUARE.folded((0, 0), (400, 400))
    assert (400, 400) in [tuple(map(round, at)) for at in paper.corners]
    small = Paper((Face(((50, 50), (60, 50), (50, 60))), *SQUARE.faces))
    assert (50, 50) not in small.corners


@given(
    st.sampled_from(((0.0, 0.0), (400.0, 0.0), (400.0, 400.0), (0.0, 400.0))),
    st.tuples(st.floats(20, 380), st.floats(20, 380)),
    st.tuples(st.floats(20, 380), st.floats(20, 380)),
)
def test_no_fold_makes_or_loses_paper(
    corner: tuple[float, float], end: tuple[float, float], then: tuple[float, float]
) -> None:
    paper = SQUARE.folded(corner, end)
    assert total(paper) == pytest.approx(160_000, rel=0.02)  # slivers below a line's width are dropped
    try:
        again = paper.folded(paper.corners[0], then)
    except FoldError:
        return
    assert total(again) == pytest.approx(160_000, rel=0.03)


@given(
    st.sampled_from(((0.0, 0.0), (400.0, 0.0), (400.0, 400.0), (0.0, 400.0))),
    st.tuples(st.floats(20, 380), st.floats(20, 380)),
    st.tuples(st.floats(20, 380), st.floats(20, 380)),
)
def test_every_face_knows_which_part_of_the_sheet_it_is(
    corner: tuple[float, float], end: tuple[float, float], then: tuple[float, float]
) -> None:
    """Laid back on the flat sheet, no corner lies beyond it; lengths stay, and a back is seen mirrored."""
    paper = SQUARE.folded(corner, end)
    with suppress(FoldError):
        paper = paper.folded(paper.corners[0], then)
    for face in paper.turned_over(500).faces:
        place = face.placed
        flat = np.array([[place.xx, place.xy], [place.yx, place.yy]])
        assert np.linalg.det(flat) == pytest.approx(1 if face.front else -1)
        assert flat @ flat.T == pytest.approx(np.eye(2))
        back = np.linalg.solve(flat, (np.array(face.points) - [place.x0, place.y0]).T)
        assert back.min() >= -1e-6
        assert back.max() <= 400 + 1e-6


def test_likeness_is_the_share_of_the_outline_in_common() -> None:
    half = SQUARE.folded((0, 0), (400, 0))  # the right half
    assert likeness(SQUARE, SQUARE, 400) == pytest.approx(1)
    assert likeness(SQUARE, half, 400) == pytest.approx(0.5)
