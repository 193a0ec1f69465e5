"""A step of folding: right folds, wrong ones, what is told, and what is left in the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.protocol.kinds.guidance import Guidance
from ikea_effect.protocol.kinds.steps.folding import Folding
from ikea_effect.protocol.sheets import load_sheet
from ikea_effect.screens.folding import FoldingBoard
from ikea_effect.screens.screens import Screen
from ikea_effect.seeds import Stream
from ikea_effect.tasks.folding.piece import Piece, moved
from ikea_effect.tasks.folding.simulation import goes_on, simulated, simulated_move
from ikea_effect.tasks.folding.task import board
from tests.unit.steps.bench import context, played, step

LEFT = {"move": "fold", "from": [200, 80], "to": [500, 380]}
RIGHT = {"move": "fold", "from": [800, 80], "to": [500, 380]}
WRONG = {"move": "fold", "from": [200, 80], "to": [300, 200]}
TURN, UNDO, DONE, LOOK = {"move": "turn"}, {"move": "undo"}, {"move": "done"}, {"move": "consult"}
SHEET = context().setup.sheets["paper-house"]


def after(*moves: Mapping[str, Any], guidance: Guidance = "lit") -> Piece:
    piece = Piece(SHEET, guidance, may_consult=True)
    for move in moves:
        piece = moved(piece, move)
    return piece


def test_folded_exactly_it_is_like_the_sheet_says() -> None:
    screens, cells = played(step("fold"), [{}, LEFT, RIGHT, TURN, DONE])
    assert [screen.id for screen in screens] == ["fold.intro", *["fold.board"] * 4]
    assert cells["made"] == {
        "good": "paper-house",
        "recipe": {"folds": [[200, 80, 500, 380], [800, 80, 500, 380], "over"]},
    }
    told = {name.removeprefix("fold."): value for name, value in cells.items() if name.startswith("fold.")}
    assert told == {
        "folds": 3, "wrong_folds": 0, "undos": 0, "whole": True, "off": 0.0, "likeness": 100.0, "looks": 0,
        "seconds": 6.0,
    }  # fmt: skip


def test_a_crooked_fold_counts_and_stays_crooked() -> None:
    piece = after({**LEFT, "to": [520, 395]}, RIGHT, TURN)
    assert piece.whole
    assert piece.off == 12.5  # 25 and 0 on average
    assert 90 < piece.likeness < 100


def test_a_wrong_fold_is_made_and_has_to_be_taken_back_where_folds_are_told() -> None:
    piece = after(WRONG)
    assert (piece.wrong, piece.wrong_folds, len(piece.paper.faces)) == (True, 1, 2)
    assert moved(piece, RIGHT).done == piece.done
    assert moved(piece, TURN).done == piece.done
    back = moved(piece, UNDO)
    assert (back.wrong, back.done, back.undos, back.folds) == (False, (), 1, 1)


def test_a_fold_out_of_order_is_wrong() -> None:
    assert after(RIGHT).wrong
    assert after(LEFT, TURN).wrong


def test_where_nobody_is_told_a_wrong_fold_may_stay_and_nothing_is_said_of_it() -> None:
    piece = after(WRONG, RIGHT, guidance="none")
    assert (piece.wrong, piece.feedback, piece.may_finish) == (False, "", False)
    whole = moved(piece, TURN)
    assert whole.may_finish
    assert not whole.whole
    assert whole.likeness < 95
    assert moved(whole, DONE).finished


def test_it_is_not_handed_in_before_it_is_done() -> None:
    assert not moved(after(LEFT, RIGHT), DONE).finished


def test_a_fold_that_paper_does_not_allow_leaves_it_as_it_is() -> None:
    piece = after({"move": "fold", "from": [500, 400], "to": [600, 400]})
    assert (piece.done, piece.folds, piece.feedback) == ((), 0, "impossible")


def test_while_the_picture_is_shown_nothing_is_folded() -> None:
    piece = after(LOOK, LEFT)
    assert (piece.consulting, piece.done, piece.looks) == (True, (), 1)
    assert moved(moved(piece, LOOK), LEFT).done


@pytest.mark.parametrize(
    ("guidance", "lit", "key"),
    [("lit", 1, "folding.step"), ("named", None, "folding.step"), ("none", None, "folding.choose")],
)
def test_how_much_is_told(guidance: Guidance, lit: int | None, key: str) -> None:
    shown = board(after(LEFT, guidance=guidance), step_of(guidance))
    assert (shown.lit, shown.instruction.key) == (lit, f"making.{key}")


def step_of(guidance: str) -> Folding:
    return Folding(id="fold", good="paper-house", guidance=guidance, consult=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("guidance", ["lit", "named", "none"])
def test_simulated_people_come_to_an_end(guidance: Guidance) -> None:
    for participant in range(5):
        piece, moves = Piece(SHEET, guidance, may_consult=True), 0
        someone = Someone()
        while not piece.finished:
            stream = Stream(f"{participant} {moves}".encode().ljust(32))
            values, _ = simulated(board(piece, step_of(guidance)), someone, stream)  # type: ignore[arg-type]
            piece, moves = moved(piece, values), moves + 1
            assert moves < 100


class Someone:
    """A simulated participant, of whom only the session counts."""

    context = context()


def test_a_knowing_hand_makes_no_wrong_fold_even_untold() -> None:
    def knows(screen: Screen) -> Mapping[str, Any]:
        if not isinstance(screen, FoldingBoard):
            return {}
        return (LEFT, RIGHT, TURN, DONE)[len(screen.folds)]

    here = step("fold").model_copy(update={"guidance": "none"})
    cells = played(here, knows)[1]
    assert (cells["fold.wrong_folds"], cells["fold.whole"]) == (0, True)


def test_the_state_is_a_value() -> None:
    piece = after(LEFT)
    assert replace(piece) == piece
    assert moved(piece, {"move": "what"}).done == piece.done


FROG = Path(__file__).parents[3] / "experiments" / "norton_2012_1b_frog" / "materials" / "frog" / "sheet.yaml"
CROOKED = [(240.0, 130.0, 368.0, 260.0)]
"""Half as far as the sheet says: the corners that a later fold brings together are then not there."""


def test_an_early_crooked_fold_that_stops_a_later_one_keeps_no_simulated_person_forever() -> None:
    sheet, stream, moves = load_sheet(FROG), Stream(bytes([9]) * 32), 0
    piece = Piece(sheet, "none")
    while not piece.finished:
        piece = moved(piece, simulated_move(board(piece, step_of("none")), sheet, stream))
        moves += 1
        assert moves < 60


def test_what_cannot_be_folded_to_its_end_is_seen_when_the_crooked_fold_is_made() -> None:
    sheet = load_sheet(FROG)
    assert goes_on(sheet, [])
    assert goes_on(sheet, [sheet.folds[0].done])
    assert not goes_on(sheet, [*CROOKED, (368.0, 260.0, 308.0, 136.0)])
