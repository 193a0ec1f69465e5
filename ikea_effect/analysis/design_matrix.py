"""Design matrices from declared terms. No formula is parsed: the formula is written for people to read."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ikea_effect.analysis.question import CannotEstimate, Question, Values, no_column
from ikea_effect.errors import listed
from ikea_effect.protocol.analyses import factors_of

Coding = Literal["treatment", "sum"]
Term = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Design:
    """Outcome, matrix, its column names, and which columns belong to which term.

    `rows` marks the rows of the question's data that have every value the model asks for.
    """

    outcome: Values
    matrix: Values
    columns: tuple[str, ...]
    terms: Mapping[Term, tuple[int, ...]]
    formula: str
    rows: NDArray[np.bool_]
    notes: tuple[str, ...] = field(default=())

    def place(self, column: str) -> int:
        """The index of the column."""
        return self.columns.index(column)

    @property
    def df(self) -> float:
        """Rows less columns: of the t that models by maximum likelihood are held to."""
        return float(len(self.matrix) - len(self.columns))


@dataclass(frozen=True, slots=True)
class _Block:
    """The columns that one variable brings: their names, values, and how the formula writes it."""

    names: tuple[str, ...]
    values: Values
    written: str


def design(
    question: Question,
    terms: Sequence[Term],
    coding: Coding = "treatment",
    references: Mapping[str, str] | None = None,
    outcome: Values | None = None,
    levels: Mapping[str, Sequence[str]] | None = None,
) -> Design:
    """The matrix of the terms, each a variable or a product of several, with an intercept.

    `references` names the level that treatment coding compares with (else the first); `levels` keeps some
    levels of a factor only. Raises: CannotEstimate if the data leave a term without its own column.
    """
    y = question.outcome() if outcome is None else outcome
    variables = dict.fromkeys(itertools.chain.from_iterable(terms))
    kept = {name: list((levels or {}).get(name, ())) for name in variables}
    present, asked = ~np.isnan(y), np.ones(len(y), dtype=bool)
    for name in variables:
        present &= _present(question, name)
        asked &= _asked(question, name, kept[name])
    left_out = int(np.sum(asked & ~present))
    present &= asked
    blocks = {
        name: _block(question, name, present, coding, (references or {}).get(name), kept[name])
        for name in variables
    }
    names, values, places = ["Intercept"], [np.ones((int(present.sum()), 1))], {}
    for term in terms:
        made = _product([blocks[name] for name in term])
        places[tuple(term)] = tuple(range(len(names), len(names) + len(made.names)))
        names.extend(made.names)
        values.append(made.values)
    matrix = np.hstack(values)
    require_rank(matrix, names)
    written = " + ".join(":".join(blocks[name].written for name in term) for term in terms)
    notes = rows_lost(left_out)
    formula = f"{question.measure} ~ {written or '1'}"
    return Design(y[present], matrix, tuple(names), places, formula, present, notes)


def rows_lost(count: int) -> tuple[str, ...]:
    """A sentence on rows that lack a value, where there are some."""
    rows = "1 row" if count == 1 else f"{count} rows"
    was = "was" if count == 1 else "were"
    return (f"{rows} without a value that the model asks for {was} left out.",) if count else ()


def categorical(question: Question, name: str) -> bool:
    """Whether the variable has levels: a factor of the protocol or of the model, or a column of text."""
    if name in question.protocol.factors or name in factors_of(question.model):
        return True
    if name not in question.data.columns:
        raise CannotEstimate(no_column(name))
    return not pd.api.types.is_numeric_dtype(question.data[name])


def _present(question: Question, name: str) -> NDArray[np.bool_]:
    if categorical(question, name):
        return question.codes(name) >= 0
    return np.isfinite(question.column(name))


def _asked(question: Question, name: str, kept: list[str]) -> NDArray[np.bool_]:
    """The rows whose level the model is about, or is not known: such a row is lost, not of another level."""
    if not kept:
        return np.ones(len(question.data), dtype=bool)
    levels, codes = question.levels(name), question.codes(name)
    return np.isin(codes, [levels.index(level) for level in kept]) | (codes < 0)


def _block(
    question: Question,
    name: str,
    rows: NDArray[np.bool_],
    coding: Coding,
    reference: str | None,
    kept: list[str],
) -> _Block:
    if not categorical(question, name):
        values = question.column(name)[rows]
        if len(values) and np.ptp(values) == 0:
            raise CannotEstimate(
                f"{name} is the same for everyone ({values[0]:g}): it can explain nothing. "
                "Leave it out of the model."
            )
        return _Block((name,), values[:, None], name)
    codes, all_levels = question.codes(name)[rows], question.levels(name)
    levels = kept or levels_there(question, name, rows)
    if len(levels) < 2:
        held = levels[0] if levels else "nothing"
        raise CannotEstimate(
            f"{name} is the same for everyone ({held}): it can explain nothing. Leave it out of the model."
        )
    if missing := [level for level in levels if not np.any(codes == all_levels.index(level))]:
        raise CannotEstimate(
            f"No one is in {name} = {listed(missing)}. Keep to other levels with `in`, or go on collecting."
        )
    shown = np.stack([codes == all_levels.index(level) for level in levels], axis=1).astype(np.float64)
    if coding == "sum":
        coded = shown[:, :-1] - shown[:, -1:]
        return _Block(tuple(f"{name}[{level}]" for level in levels[:-1]), coded, f"C({name}, Sum)")
    base = levels.index(reference) if reference else 0
    others = [index for index in range(len(levels)) if index != base]
    names = tuple(f"{name}[{levels[index]}]" for index in others)
    return _Block(names, shown[:, others], f"C({name}, Treatment('{levels[base]}'))")


def levels_there(question: Question, name: str, rows: NDArray[np.bool_]) -> list[str]:
    """The levels of a variable: those declared of a factor, of another column those that these rows hold."""
    levels = question.levels(name)
    if name in question.protocol.factors or name in factors_of(question.model):
        return levels
    codes = set(question.codes(name)[rows])
    return [level for place, level in enumerate(levels) if place in codes]


def _product(blocks: Sequence[_Block]) -> _Block:
    names, values = blocks[0].names, blocks[0].values
    for block in blocks[1:]:
        names = tuple(f"{one}:{other}" for one in names for other in block.names)
        values = (values[:, :, None] * block.values[:, None, :]).reshape(len(values), -1)
    return _Block(names, values, "")


def require_rank(matrix: Values, names: Sequence[str]) -> None:
    """Raises CannotEstimate if rows are too few, or if one column repeats others."""
    if len(matrix) < matrix.shape[1] + 2:  # one degree of freedom is no measure of any spread
        size = f"{matrix.shape[1]} coefficients ({listed(names)})"
        raise CannotEstimate(
            f"{len(matrix)} rows are too few for a model with {size}. Leave terms out, or go on collecting."
        )
    scaled = matrix / np.maximum(np.abs(matrix).max(axis=0), 1e-300)
    if np.linalg.matrix_rank(scaled) == matrix.shape[1]:
        return
    for count in range(2, matrix.shape[1] + 1):
        if np.linalg.matrix_rank(scaled[:, :count]) < count:
            why = "a cell is empty, or one column repeats others"
            raise CannotEstimate(
                f"{names[count - 1]} cannot be told apart from the other terms: {why}. "
                "Leave it out of the model."
            )


def crossed(factors: Sequence[str]) -> list[Term]:
    """Every main effect and every interaction of the factors."""
    sizes = range(1, len(factors) + 1)
    return [term for size in sizes for term in itertools.combinations(factors, size)]
