"""Folding a good: what to do is told, lights up, or is found out; the piece is as exact as it was folded."""

from __future__ import annotations

from ikea_effect.protocol.kinds.steps.folding import Folding
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Made
from ikea_effect.screens.folding import FoldingBoard
from ikea_effect.screens.screens import Page, Reply, Task
from ikea_effect.tasks.assembly.task import making_text
from ikea_effect.tasks.folding.piece import Piece, moved
from ikea_effect.tasks.guidance import guidance_of
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.notes import noted, seconds


def folding(step: Folding, context: Context) -> Task:
    """The participant folds the good; returns the recipe of the piece, which is what is bid on."""
    sheet = context.setup.sheets[step.good]
    piece = Piece(sheet, guidance_of(step.guidance, context), may_consult=step.consult)
    replies: list[Reply | None] = []
    yield _intro(step, piece)
    while not piece.finished:
        reply = yield board(piece, step)
        assert reply is not None
        replies.append(reply)
        piece = moved(piece, reply.values)
    context.made[step.good] = piece.recipe
    yield Made(step.good, recipe=piece.recipe)
    for what in ("folds", "wrong_folds", "undos", "whole", "off", "likeness"):
        yield noted(step.id, what, getattr(piece, what))
    if step.consult:
        yield noted(step.id, "looks", piece.looks)
    yield seconds(step.id, replies)
    return piece.recipe


def _intro(step: Folding, piece: Piece) -> Page:
    consult = (making_text("folding.intro-consult", step.good),) if step.consult else ()
    folds = len(piece.sheet.folds)
    return Page(
        id=name_in(step.id, "intro"),
        title=making_text("folding.title", step.good),
        body=(making_text(f"folding.intro-{piece.guidance}", step.good, folds=folds), *consult),
    )


def board(piece: Piece, step: Folding) -> FoldingBoard:
    """The screen that shows the piece as it is."""
    tones = {"fits": "right", "wrong": "wrong", "impossible": "wrong"}
    lights_up = piece.guidance == "lit" and not piece.wrong and piece.right < len(piece.sheet.folds)
    return FoldingBoard(
        id=name_in(step.id, "board"),
        good=step.good,
        title=making_text("folding.title", step.good),
        instruction=_instruction(piece, step.good),
        folds=piece.done,
        lit=piece.right if lights_up and not piece.consulting else None,
        wrong=piece.wrong,
        may_finish=piece.may_finish and not piece.consulting,
        may_undo=bool(piece.done),
        tone="plain" if piece.consulting else tones.get(piece.feedback, "plain"),
        may_consult=piece.may_consult,
        consulting=piece.consulting,
    )


def _instruction(piece: Piece, good: str) -> Text:
    """What to do next; of a fold that has to be taken back, that."""
    if piece.consulting:
        return making_text("folding.consulting", good)
    if piece.feedback == "impossible":
        return making_text("folding.impossible", good)
    if piece.wrong:
        return making_text("folding.wrong", good)
    if piece.guidance == "none":
        return making_text("folding.enough" if piece.may_finish else "folding.choose", good)
    if piece.whole:
        return making_text("folding.whole", good)
    number = piece.right
    step = Text(f"goods.{good}.folds.{piece.sheet.folds[number].id}")
    return making_text("folding.step", good, number=number + 1, folds=len(piece.sheet.folds), step=step)
