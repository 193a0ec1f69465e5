"""A step of folding: the good is folded from a sheet of paper, on screen."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pydantic import Field

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.goods import GoodName
from ikea_effect.protocol.kinds.columns_of_steps import count_column, seconds_column
from ikea_effect.protocol.kinds.guidance import GuidanceRule
from ikea_effect.protocol.kinds.judges import judged_problems, judges_column
from ikea_effect.protocol.kinds.kind import NONE, Column, Columns, StepKind, Study
from ikea_effect.protocol.kinds.results_of_steps import ResultMeasures
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.timeline import Step


class Folding(Step):
    """The participant folds the good from a sheet of paper: a corner is laid on a point, and the paper folds.

    `guidance` says how much is told: `lit` shows the corner, where it goes and the line of the fold, `named`
    says it in words, with `none` the participant finds out. With `consult` a picture of the finished good can
    be looked at, and looks are counted. What comes out is as exact as it was folded. Where others judge it,
    `measures: {STEP.SCALE: measure}` take the mean of what they gave there, `{STEP.rank: measure}` its mean
    place.
    """

    kind = "folding"
    id: Name
    good: GoodName
    guidance: GuidanceRule = "lit"
    consult: bool = False
    measures: ResultMeasures = Field(default_factory=dict)


def _columns(step: Folding, _study: Study) -> Columns:
    name, most = step.id, Decimal(100)
    return (
        *((count_column(name, "looks", "Looks at the picture of the finished good", "looks"),)
          if step.consult else ()),
        count_column(name, "folds", "Folds made and times the paper was turned over", "moves"),
        count_column(name, "wrong_folds", "Folds that were not the next one of the sheet", "moves"),
        count_column(name, "undos", "Folds that were taken back", "moves"),
        Column(f"{name}.whole", "boolean", "Whether every fold of the sheet is in the piece, in order"),
        Column(f"{name}.off", "number", "How far from its place a corner was laid, the mean of the "
               "sheet's folds", "thousandths", (), NONE),
        Column(f"{name}.likeness", "number", "Share of the outline that the piece has in common with one "
               "folded exactly", "percent", (), NONE, most),
        seconds_column(name, "How long folding took"),
        *((judges_column(name, step.measures),) if step.measures else ()),
    )  # fmt: skip


def _misfits(step: Folding, study: Study) -> Iterator[Problem]:
    yield from judged_problems(step.measures, step, study)


def _texts(step: Folding, setup: Setup) -> Iterator[str]:
    sheet = setup.sheets.get(step.good)
    if sheet is not None:
        yield from (f"goods.{step.good}.folds.{fold.id}" for fold in sheet.folds)


KIND = StepKind(
    name="folding",
    model=Folding,
    meaning="The good is folded from a sheet of paper",
    task="ikea_effect.tasks.folding.task:folding",
    shared=("making.assembly", "making.folding"),
    columns=_columns,
    texts=_texts,
    misfits=_misfits,
    needs="sheet",
    makes=True,
    judged=True,
)
