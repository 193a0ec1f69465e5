"""The unit of analysis: every participant (or pair) stands once in a model that takes its rows as people.

Rows of one person are alike, so a test that counts each of them as somebody finds effects that are not there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ikea_effect.analysis.exclusions import ONE_ROW_EACH
from ikea_effect.analysis.question import CannotEstimate, Question
from ikea_effect.analysis.results import Counted
from ikea_effect.analysis.rounds import in_long_form
from ikea_effect.errors import listed
from ikea_effect.protocol.analyses import TOGETHER, columns_of, that_cluster, that_know
from ikea_effect.protocol.hypotheses import Repeated
from ikea_effect.protocol.kinds.models import Knows


class RepeatedRows(CannotEstimate):
    """Several rows are one person's, and nothing says which of them counts."""


class Units(NamedTuple):
    """The question, asked of one row for every unit (or cell of a unit), and how it came to that."""

    question: Question
    notes: tuple[str, ...] = ()
    n_of: Counted = "participants"


_COUNTED: dict[str, Counted] = {"participant": "participants", "pair": "pairs", "piece": "pieces"}


def in_units(question: Question, knows: Knows, repeated: Repeated | None = None) -> Units:
    """The question with rows that its model can take as it does, and notes on how values were reduced.

    `repeated` holds where the hypothesis declares nothing; a model that models repetitions keeps them all.
    Raises: RepeatedRows if several rows belong to one unit and nothing says what to do with them.
    """
    asked = _asked(question, knows, repeated)
    if question.recorded is None or not hasattr(question.model, "exclusions"):
        return asked
    # a model that chooses among exclusions begins with everyone
    whole = _asked(replace(question, data=question.recorded), knows, repeated)
    return Units(replace(asked.question, recorded=whole.question.data), whole.notes, asked.n_of)


def _asked(question: Question, knows: Knows, repeated: Repeated | None) -> Units:
    unit, long = _unit(question), in_long_form(question)
    if long is question and unit == "participant" and question.data.attrs.get(ONE_ROW_EACH):
        return Units(question)
    if _COLUMN.get(unit, unit) not in long.data.columns:
        if unit == "piece":
            raise RepeatedRows(_NO_PIECES)
        if unit == "pair":
            what = f"{_paired_factor(question)} varies between pairs"
            declared = getattr(question.model, "unit", None) == "pair"
            what = "The model takes pairs as its unit" if declared else what
            raise RepeatedRows(_NO_PAIRS.format(what=what))
        return Units(question)
    rows = replace(long, data=long.data[_answered(long)])
    if knows == "averages" and unit == "pair":
        rows, lost = _with_both(rows)
        found = _one_each(rows, unit, knows, repeated)
        return found._replace(notes=(*found.notes, *lost))
    if not _keys(rows, unit).duplicated().any():
        return Units(question if long is question else rows, n_of=_COUNTED[unit])
    if knows == "models" and question.hypothesis.repeated is None:
        _require_whole_pairs(question, unit)
        return Units(question, n_of="values" if _several_each(rows) else "participants")
    return _one_each(rows, unit, knows, repeated)


def _one_each(question: Question, unit: str, knows: Knows, repeated: Repeated | None) -> Units:
    """One row for every unit, and for every cell of it that the model tells apart."""
    own, inner = _keys(question, unit), _varying(question, unit)
    if inner and knows == "nothing":
        raise RepeatedRows(_varies(question, inner, unit))
    if not _cells(question, unit, inner).duplicated().any():
        return Units(question, n_of=_COUNTED[unit])
    how = question.hypothesis.repeated or repeated
    told = unit in TOGETHER and unit == getattr(question.model, "unit", None)
    if how is None and (told or (knows == "averages" and unit == "participant")):
        how = "mean"
    if how is None:
        raise RepeatedRows(_counts(question, own, unit))
    note = _note(question, own, unit, how, inner)
    return Units(replace(question, data=_reduced(question, unit, inner, how)), (note,), _COUNTED[unit])


def _several_each(question: Question) -> bool:
    """Whether somebody has several values in one cell of the model."""
    if "participant" not in question.data.columns:
        return False
    inner = _varying(question, "participant")
    return bool(_cells(question, "participant", inner).duplicated().any())


def _with_both(question: Question) -> tuple[Question, tuple[str, ...]]:
    """Those members of pairs who have both values that are compared, and a sentence on who has not.

    One member's value at one level and the other's at the other would be a difference between people.
    """
    model, data = question.model, question.data
    if "participant" not in data.columns or question.measure not in data.columns:
        return question, ()
    other = (model.against,) if getattr(model, "against", None) else getattr(model, "mediators", ())
    whole = data[[question.measure, *(name for name in other if name in data)]].notna().all(axis=1).to_numpy()
    who, both, asked = data["participant"].astype(str), whole, np.ones(len(data), dtype=bool)
    if model.factor is not None:
        codes, levels = question.codes(model.factor), question.levels(model.factor)
        compared = [levels.index(level) for level in question.weights()]
        there = (set(who[whole & (codes == code)]) for code in compared)
        both, asked = who.isin(set.intersection(*there)).to_numpy(), np.isin(codes, compared)
    lost = len(set(who[asked & ~both]))
    notes = (
        (f"{lost} of {len(set(who))} participants left out: not all values that are compared.",)
        if lost
        else ()
    )
    return replace(question, data=data[both | ~asked]), notes


# --- rows -------------------------------------------------------------------------------------------------


def _answered(question: Question) -> pd.Series:
    """Which rows hold what they are asked for: the measure, or one of its bounds."""
    measure = question.measure
    if question.second_cell is not None:
        return pd.Series(np.isfinite(question.outcome()), index=question.data.index)
    columns = [name for name in (measure, f"{measure}.low", f"{measure}.high") if name in question.data]
    return pd.DataFrame(question.data[columns]).notna().any(axis=1)


_ALONE = "alone: "
YOKED, EXPERT = "yoked", "expert"
"""The column that says whose piece was seen, and what it says where it was nobody's."""
_COLUMN = {"piece": YOKED}


def _unit(question: Question) -> str:
    declared = getattr(question.model, "unit", None)
    return declared or ("pair" if _paired_factor(question) else "participant")


def pairs_of(question: Question, rows: NDArray[np.bool_]) -> NDArray[np.intp] | None:
    """Which pair each of these rows belongs to, numbered; None where the model takes people by themselves.

    Raises: CannotEstimate if nothing says who belongs together.
    """
    unit = getattr(question.model, "unit", None)
    if unit not in TOGETHER:
        return None
    if _COLUMN.get(unit, unit) not in question.data.columns:
        pairs = _NO_PAIRS.format(what="The model takes pairs as its unit")
        raise CannotEstimate(_NO_PIECES if unit == "piece" else pairs)
    return np.asarray(pd.factorize(_keys(question, unit).to_numpy()[rows])[0], dtype=np.intp)


def _paired_factor(question: Question) -> str | None:
    """A factor of the model that varies between pairs, whose members then share a condition and a fate."""
    declared = question.protocol.factors
    between = (name for name in question.factors if name in declared and declared[name].between == "pair")
    return next(between, None)


def unit_keys(question: Question) -> pd.Series:
    """Whose each row is, of the unit that the model takes: a participant, or a pair."""
    return _keys(question, _unit(question))


def group_keys(question: Question, group: str) -> pd.Series:
    """Who belongs together by a column; who is in no pair is a group of their own, as everywhere."""
    return _keys(question, group)


def _keys(question: Question, unit: str) -> pd.Series:
    """Whose each row is; who is in no pair is a unit of their own."""
    if unit == "piece":
        return _pieces(question.data)
    own = question.data[unit].astype(object)
    if unit == "pair" and "participant" in question.data.columns:
        alone = _ALONE + question.data["participant"].astype(str)
        own = own.where(own.notna(), alone)
    return own.reset_index(drop=True).rename("unit")


def _pieces(data: pd.DataFrame) -> pd.Series:
    """Whose piece each row is about: that of whom it names, else one's own.

    Raises: CannotEstimate if several were seen: rows are then of several pieces, and of none alone; and for
    a name that is a participant's in another spelling, whose own rows would then stand apart.
    """
    own = data["participant"].astype(str) if "participant" in data.columns else data.index.to_series()
    shown = data[YOKED].astype(object).where(data[YOKED].notna(), "").astype(str).str.strip()
    if shown.str.contains(" ").any():
        several = shown[shown.str.contains(" ")].iloc[0]
        raise CannotEstimate(
            f"Participants saw several pieces each ({YOKED}: {several}), so that no one piece is theirs. "
            "Leave unit: piece out."
        )
    _require_one_spelling(shown[~shown.isin(["", EXPERT])], own.astype(str))
    keys = shown.where(~shown.isin(["", EXPERT]), own.astype(str))
    return keys.reset_index(drop=True).rename("unit")


def _require_one_spelling(shown: pd.Series, own: pd.Series) -> None:
    people = set(own)
    bare = {_bare(one): one for one in people}
    for name in dict.fromkeys(shown):
        if name not in people and (meant := bare.get(_bare(name))):
            raise CannotEstimate(
                f"{YOKED} says '{name}', which is no participant, though '{meant}' is one. Write both "
                "alike if they are the same: a maker would else not be counted to the own piece."
            )


def _bare(name: str) -> str:
    """The name without capitals, blanks, leading zeros and the ".0" of a column of numbers with gaps."""
    return re.sub(r"\s+|\.0+$|(?<![0-9])0+(?=[0-9])", "", name.casefold())


def of_one_piece(question: Question) -> tuple[str, ...]:
    """A sentence on several who saw the same piece, where the model takes each of them as independent."""
    data = question.data
    if YOKED not in data.columns or getattr(question.model, "unit", None) in TOGETHER:
        return ()
    asked = _answered(question).to_numpy() & _compared(question)
    shown = data[YOKED].astype(object)[asked].dropna().astype(str).str.strip()
    shown = shown[~shown.isin(["", EXPERT])]
    shared = int(shown.duplicated(keep=False).sum())
    if not shared:
        return ()
    return (
        f"{shared} of {len(shown)} who saw what others made saw the same as another of them. What is said of "
        f"one piece is alike, and {question.model.kind} takes each as independent: `unit: piece` in a "
        f"{' or '.join(that_cluster())} model takes pieces alone as that.",
    )


def _compared(question: Question) -> NDArray[np.bool_]:
    """Which rows are in a cell that the model's contrast weighs; without one, every row."""
    model, data = question.model, question.data
    named = (
        [{model.factor: level} for level in question.weights()] if getattr(model, "contrast", None) else []
    )
    for cell in getattr(model, "weights", ()) or ():
        named.append(dict(part.split("=", 1) for part in cell.split(",")))
    if not named:
        return np.ones(len(data), dtype=bool)
    inside = np.zeros(len(data), dtype=bool)
    for cell in named:
        inside |= np.all(
            [data[name].astype(object).to_numpy() == level for name, level in cell.items()], axis=0
        )
    return inside


def _varying(question: Question, unit: str) -> list[str]:
    """The model's factors that take several levels within a unit."""
    names = [name for name in dict.fromkeys(question.factors) if name and name in question.data.columns]
    own = _keys(question, unit).to_numpy()
    return [name for name in names if (question.data[name].groupby(own).nunique() > 1).any()]


def _cells(question: Question, unit: str, inner: Sequence[str]) -> pd.DataFrame:
    """Whose each row is, and in which level of the factors that vary within; numbered from 0."""
    levels = {name: question.data[name].reset_index(drop=True) for name in inner}
    return pd.DataFrame({"the unit": _keys(question, unit), **levels})


def _require_whole_pairs(question: Question, unit: str) -> None:
    if unit == "pair" and getattr(question.model, "group", "pair") != "pair" and not question.model.unit:
        raise RepeatedRows(
            f"{_paired_factor(question)} varies between pairs, and the model takes {question.model.group} as "
            "those that belong together. Declare group: pair."
        )


# --- one value each ---------------------------------------------------------------------------------------


def _reduced(question: Question, unit: str, inner: Sequence[str], how: Repeated) -> pd.DataFrame:
    """One row for every unit and cell: its first row, its last, or the mean of its numbers."""
    data = question.data
    if "repetition" in data.columns:
        order = pd.to_numeric(data["repetition"], errors="coerce")
        data = data.iloc[np.argsort(order.to_numpy(), kind="stable")] if order.notna().all() else data
    data = data.reset_index(drop=True)
    cells = _cells(replace(question, data=data), unit, inner)
    groups = data.groupby([cells[name] for name in cells], sort=False, observed=True, dropna=False)
    if how != "mean":
        return groups.head(1) if how == "first" else groups.tail(1)
    _require_numbers(replace(question, data=data), cells)
    means = groups.head(1).copy()
    place = groups.ngroup().to_numpy()
    for name in data.columns:
        if pd.api.types.is_numeric_dtype(data[name]) and not pd.api.types.is_bool_dtype(data[name]):
            means[name] = _means(data[name], place, open_ended=str(name).endswith((".low", ".high")))
    return means


def _means(column: pd.Series, place: np.ndarray, *, open_ended: bool) -> np.ndarray:
    """The mean of each group's numbers; a bound that is open once is open in the mean as well."""
    groups = column.astype(float).groupby(place)
    means = groups.mean()
    if open_ended:
        means = means.mask(groups.count() < groups.size())
    return means.to_numpy()


def _require_numbers(question: Question, cells: pd.DataFrame) -> None:
    """Raises CannotEstimate for words that change within a unit, which have no mean."""
    for name in (question.measure, *columns_of(question.model)):
        column = question.data.get(name)
        if column is None or pd.api.types.is_numeric_dtype(column):
            continue
        if (column.groupby([cells[key] for key in cells], observed=True).nunique() > 1).any():
            raise RepeatedRows(
                f"{name} holds words, which have no mean. Say repeated: first or last, "
                "or --repeated first or last."
            )


# --- in words ---------------------------------------------------------------------------------------------

_NO_PAIRS = (
    "{what}, and the data have no column pair that says who belongs together. "
    "Rename theirs with --map THEIRS=pair."
)

_NO_PIECES = (
    f"The model takes pieces as its unit, and the data have no column {YOKED} that says whose piece was "
    f"seen. Rename theirs with --map THEIRS={YOKED}."
)


def _counts(question: Question, own: pd.Series, unit: str) -> str:
    rows = f"{len(own)} values of {question.measure} belong to {own.nunique()} {unit}s"
    return (
        f"{rows}, and {question.model.kind} takes each value as another {unit}'s. Say which counts: "
        "repeated: mean, first or last in the hypothesis, or --repeated mean, first or last; "
        f"or declare a model that knows repetitions ({_KNOWING})."
    )


def _varies(question: Question, inner: Sequence[str], unit: str) -> str:
    return (
        f"{listed(inner)} varies within each {unit}, and {question.model.kind} takes each value as another "
        f"{unit}'s; --repeated cannot mend that. Declare a model that knows repetitions ({_KNOWING})."
    )


_KNOWING = ", ".join(that_know())


def _note(question: Question, own: pd.Series, unit: str, how: Repeated, inner: Sequence[str]) -> str:
    which = {"mean": "the mean of the values", "first": "the first value", "last": "the last value"}[how]
    each = f"each {unit}" + (f" and level of {listed(inner)}" if inner else "")
    alone = own[own.astype(str).str.startswith(_ALONE)].nunique() if unit == "pair" else 0
    units = f"{own.nunique() - alone} {unit}s" + (f", {alone} in no pair, each taken as one" if alone else "")
    return f"{question.measure}: {which} of {each} counts ({len(own)} values, {units})."
