"""Sheets of paper as files: which are read, and what is said of those that cannot be folded."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.kinds.steps.folding import Folding
from ikea_effect.protocol.resources import shipped
from ikea_effect.protocol.sheets import PaperSheet, corner_for, deviations, is_step, load_sheet, made_of
from ikea_effect.seeds import Stream, stream_key
from ikea_effect.tasks.folding.piece import Piece, moved
from ikea_effect.tasks.folding.simulation import simulated_move
from ikea_effect.tasks.folding.task import board

FILE = """\
height: 800
outline: "M 200 80 L 800 80 L 800 720 L 200 720 Z"
front: "#f4efe4"
back: "#b5533c"
folds:
  - {id: left-roof, from: [200, 80], to: [500, 380]}
  - {id: right-roof, from: [800, 80], to: [500, 380]}
  - {id: over, turn: over}
"""


SQUARE = "M 200 80 L 800 80 L 800 720 L 200 720 Z"


def read(folder: Path, before: str = "", after: str = "") -> PaperSheet:
    assert before in FILE
    (folder / "sheet.yaml").write_text(FILE.replace(before, after, 1), "utf-8")
    return load_sheet(folder / "sheet.yaml")


def test_what_is_printed_on_a_sheet_is_plain(tmp_path: Path) -> None:
    eye = 'printed: {back: [{ellipse: [500, 300, 60, 60], fill: "#ffffff"}]}\nfolds:'
    assert len(read(tmp_path, "folds:", eye).printed.back) == 1
    with pytest.raises(ProtocolError, match="a fill, an edge or both, and no more"):
        read(tmp_path, "folds:", eye.replace('"#ffffff"', '"#ffffff", blur: 4'))


def test_a_sheet_is_folded_step_by_step(tmp_path: Path) -> None:
    sheet = read(tmp_path)
    assert [len(paper.faces) for paper in sheet.stages] == [1, 2, 3, 3]
    assert sheet.box == pytest.approx((200, 80, 800, 720))
    assert made_of(sheet, sheet.whole) == sheet.stages[-1]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("from: [200, 80]", "from: [300, 300]", "Fold 1, left-roof, cannot be made: There is no corner"),
        ("to: [500, 380]}\n  - {id: right", "to: [240, 120]}\n  - {id: right", "could not be told from none"),
        ("from: [800, 80], to: [500, 380]", "from: [800, 80], to: [2000, 80]", "whole paper would move"),
        ("to: [500, 380]}\n  - {id: over", "to: [500, 380], turn: over}\n  - {id: over", "not both"),
        ("id: right-roof", "id: left-roof", "Two folds have the same id: left-roof"),
        ("L 800 720 L 200 720", "L 500 200 L 200 720", "none of which points inwards"),
        (SQUARE, "M 500 100 L 676 643 L 215 307 L 785 307 L 324 643 Z", "edges do not cross"),
        ("height: 800", "height: 500", "reaches out of the canvas of 1000 x 500"),
    ],
)
def test_what_cannot_be_folded_is_refused(tmp_path: Path, before: str, after: str, said: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        read(tmp_path, before, after)
    assert said in " ".join(fault.message for fault in refused.value.faults)


def test_a_step_is_told_by_where_the_corner_lands_and_by_what_moves(tmp_path: Path) -> None:
    sheet = read(tmp_path)
    assert is_step(sheet, 0, sheet.flat, (200, 80, 510, 390))
    assert not is_step(sheet, 0, sheet.flat, (200, 80, 600, 380))  # too far from its place
    assert not is_step(sheet, 0, sheet.flat, (800, 80, 500, 380))  # the other corner
    assert not is_step(sheet, 0, sheet.flat, "over")
    assert is_step(sheet, 2, sheet.stages[2], "over")


def test_deviations_count_the_folds_only(tmp_path: Path) -> None:
    sheet = read(tmp_path)
    assert list(deviations(sheet, ((200, 80, 503, 384), (800, 80, 500, 380), "over"))) == [5.0, 0.0]


def test_the_corner_that_comes_out_best_is_the_one_to_take(tmp_path: Path) -> None:
    sheet = read(tmp_path)
    assert corner_for(sheet, 0, sheet.flat) == (200, 80)
    assert corner_for(sheet, 2, sheet.stages[2]) is None


@pytest.mark.parametrize(
    ("experiment", "animal"), [("norton_2012_1b", "crane"), ("norton_2012_1b_frog", "frog")]
)
def test_the_sheets_that_come_with_the_study_can_be_folded(experiment: str, animal: str) -> None:
    folder = shipped("experiments") / experiment / "materials" / animal
    sheet = load_sheet(folder / "sheet.yaml")
    for number, fold in enumerate(sheet.folds):
        assert is_step(sheet, number, sheet.stages[number], fold.done), fold.id
        corner = corner_for(sheet, number, sheet.stages[number])
        assert corner is None or corner == pytest.approx(fold.from_, abs=1), fold.id


@pytest.mark.slow
@pytest.mark.parametrize(
    ("experiment", "animal"), [("norton_2012_1b", "crane"), ("norton_2012_1b_frog", "frog")]
)
def test_whoever_folds_crookedly_comes_to_the_end(experiment: str, animal: str) -> None:
    sheet = load_sheet(shipped("experiments") / experiment / "materials" / animal / "sheet.yaml")
    step = Folding(id="fold", good="animal", consult=True)
    for number in range(20):
        piece, moves = Piece(sheet, may_consult=True), 0
        stream = Stream(stream_key(b"k" * 32, f"P{number}", "fold", ""))
        while not piece.finished and moves < 100:
            piece, moves = moved(piece, simulated_move(board(piece, step), sheet, stream)), moves + 1
        assert piece.finished, (animal, number, piece.done)
