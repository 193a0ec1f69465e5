"""Whose each row is: ids that are missing, that stand twice, that change their condition, that look alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from ikea_effect.analysis.reading.cells import Rejected, rows_written
from ikea_effect.analysis.reading.spreadsheet_ids import looks_spoiled, spoiled
from ikea_effect.errors import AnalysisError, as_word, listed
from ikea_effect.protocol.models import Protocol

_NUMBERED = r"_?(id|code|number|nummer|nr|no|num|pid|kennung|schl(ü|ue)ssel|sleutel)"
"""What stands behind the word for a person: ID, number, Nr, Nummer, Kennung."""

_PERSON = re.compile(
    r"(participant|subject|subj|respondent|person|worker|proband|vp|vpn|vpnr|pid|prolific|mturk|id|uuid|guid|token"
    r"|ppn|ppnr|tn|proefpersoon|deelnemer|deelneemster|versuchsperson|teilnehmer|teilnehmerin|befragter?|sujet)"
    rf"(e?n?_?(innen)?{_NUMBERED})?"
    rf"|(response|user|case|sub|pp|ppt|tn|record|interview){_NUMBERED}|case|user|ppt"
    rf"|.*(participant|subject|respondent|worker|prolific|proefpersoon|deelnemer|teilnehmer|proband)(en|s)?"
    rf"{_NUMBERED}"
    r"|id_(participant|subject)"
)
_A_NUMBER = re.compile(r"(lfd|laufende|volg)?_?(nr|no|nummer|number|num)|#|code|key|kenmerk|kennung|index")
"""What numbers rows of any kind: a person's only where each is another's."""
_COUNTER = re.compile(
    r"(.*_)?(round|trial|block|repetition|rep|wave|session|time|occasion|iteration)s?(_?(number|nr|no|n|id))?"
    r"|.*_this_(trial_|rep_)?n"
)


NOT_THE_PERSON = "other"
"""What a column is mapped to that says nothing of whose a row is."""

_CHANCE = 5
"""So many repeated values without a change of condition are no accident: 1 in 32 where there are two."""


def person_asked_for(part: pd.DataFrame, protocol: Protocol, names: Mapping[str, str]) -> None:
    """Raises AnalysisError where no column is the participant, and one looks like it or rows repeat.

    `names` are those that were given; a column that is given `NOT_THE_PERSON` is not asked for again.
    """
    columns = list(map(str, part.columns))
    if "participant" in columns:
        return
    within = [name for name, factor in protocol.factors.items() if factor.within]
    if several := [name for name in ("repetition", *within) if name in columns]:
        raise AnalysisError(
            f"The data have several rows of a person ({listed(several)}) and no column participant that says "
            f"whose each is. Columns: {listed(columns)}. Rename theirs with --map THEIRS=participant."
        )
    free = [column for column in columns if names.get(column) != NOT_THE_PERSON]
    likely = [column for column in free if _PERSON.fullmatch(plain_name(column))]
    if likely := likely or [column for column in free if _stays_in_its_condition(part, column, protocol)]:
        one_of = "Say which" if len(likely) > 1 else "Say that it does"
        none = " ".join(f"--map {as_word(f'{column}={NOT_THE_PERSON}')}" for column in likely)
        raise AnalysisError(
            f"The data have no column participant, and {listed(likely)} may say whose each row is. "
            f"{one_of} with "
            + " or ".join(f"--map {as_word(f'{column}=participant')}" for column in likely)
            + f"; where every row is another person's, say so with {none}."
        )


def _stays_in_its_condition(part: pd.DataFrame, column: str, protocol: Protocol) -> bool:
    """Whether the values repeat, are more than there are conditions, and none stands in two of these.

    That is how the people of several rows look, whatever their column is called.
    """
    between = [name for name, one in protocol.factors.items() if not one.within and name in part.columns]
    if not between or column in protocol.factors or _COUNTER.fullmatch(plain_name(column)):
        return False
    if any(column == name or column.startswith(f"{name}.") for name in protocol.measures):
        return False
    held = part[[column, *between]]
    held = held[held[column].notna() & (held[column] != "")]
    values, several = held[column].nunique(), len(held.drop_duplicates())
    conditions = len(held[between].drop_duplicates())
    return several == values > max(2, conditions) and len(held) - values >= _CHANCE


def may_name_a_person(column: str) -> bool:
    """Whether the column is called like one that names a person."""
    return _PERSON.fullmatch(plain_name(column)) is not None


def may_number_people(column: str) -> bool:
    """Whether the column is called like one that numbers rows, which are people where each is another's."""
    return _A_NUMBER.fullmatch(plain_name(column)) is not None


def plain_name(column: str) -> str:
    """The name in small letters with underscores: "Prolific ID", "prolificId" and "prolific-id" are one."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column.strip())
    return re.sub(r"[\s.:?\-]+", "_", parted).lower().strip("_")


_NAMELESS = (
    'drop_rows: [{column: participant, values: [""]}] in a --mapping file leaves rows without a name out.'
)
_SEVERAL = (
    "Which of several rows of a participant counts, --repeated first, last or mean says. "
    "Where each holds a part of the answers, one_row_per in a --mapping file joins them. "
    "Names that people share have to differ."
)


def check_people(
    protocol: Protocol, data: pd.DataFrame, rejected: list[Rejected], *, repeats: bool = False
) -> bool:
    """Rejects empty ids, people twice in one cell and in two conditions; whether each has one row only.

    With `repeats` several rows of a participant may be alike.
    """
    _pairs(protocol, data, rejected)
    if "participant" not in data.columns:
        return True
    ids = data["participant"]
    empty = ids.isna() | (ids.astype(str).str.strip() == "")
    if empty.any():
        rejected.append(Rejected("participant", data.index[empty], "is empty", _NAMELESS))
    if _ascend(ids) or not (again := ids.duplicated(keep=False) & ~empty).any():
        return True
    moved = _changes(protocol, data[again], "participant", rejected)
    within = [name for name, factor in protocol.factors.items() if factor.within and name in data.columns]
    key = ["participant", *within, *(name for name in ("repetition",) if name in data.columns)]
    twice = data.duplicated(key, keep=False) & ~empty & ~ids.isin(moved)
    if not repeats:
        for name, rows in data[twice].groupby("participant", sort=False):
            said = f"'{name}' stands more than once{_by_spreadsheet(name)}"
            rejected.append(Rejected("participant", rows.index, said + _counter(rows), _SEVERAL))
    return False


def _ascend(ids: pd.Series) -> bool:
    """Whether each id stands after the one before, as they do in most tables: then no two are alike."""
    if not isinstance(ids.dtype, pd.StringDtype):
        return False
    values = ids.array
    return bool((values[:-1] < values[1:]).all())


def _by_spreadsheet(one: object) -> str:
    """A hint, where ids may have become one in a spreadsheet."""
    if not looks_spoiled(str(one)):
        return ""
    return ". A spreadsheet may have made one id of several: export the table again, or keep ids as text"


def _counter(rows: pd.DataFrame) -> str:
    """A hint, where a column counts the rows of a participant."""
    for column in map(str, rows.columns):
        if _COUNTER.fullmatch(plain_name(column)) and not rows[column].duplicated().any():
            return f". If {column} counts repetitions, say so with --map {column}=repetition"
    return ""


def _pairs(protocol: Protocol, data: pd.DataFrame, rejected: list[Rejected]) -> None:
    """Rejects pairs whose members differ in a factor that varies between pairs."""
    if "pair" in data.columns:
        known = data[data["pair"].notna() & (data["pair"].astype(str).str.strip() != "")]
        _changes(protocol, known, "pair", rejected)


def _changes(protocol: Protocol, data: pd.DataFrame, unit: str, rejected: list[Rejected]) -> list[str]:
    """Rejects units in several levels of a factor that varies between them, by these; who they are."""
    moved: list[str] = []
    for name, factor in protocol.factors.items():
        if factor.within or name not in data.columns or (factor.between or "participant") != unit:
            continue
        levels = data.groupby(unit, sort=False)[name].nunique()
        several = data[data[unit].isin(levels.index[levels > 1])]
        held = several[[unit, name]].dropna().drop_duplicates()
        in_all = held.groupby(unit, sort=False)[name].agg(lambda each: listed(sorted(map(str, each))))
        for where, ones in in_all.groupby(in_all, sort=False):
            rows = several.index[several[unit].isin(ones.index)]
            said = f"{_who(unit, list(ones.index))} in {where}, but {name} varies between {unit}s"
            hint = next(filter(None, map(_by_spreadsheet, ones.index)), "")
            rejected.append(Rejected(name, rows, f"{said}; declare within: true if it does not{hint}"))
            moved += map(str, ones.index)
    return moved


def _who(unit: str, ones: list[object]) -> str:
    """Who they are, with their verb: each of a few, of many the first."""
    names = listed([f"'{one}'" for one in ones[:_NAMED]])
    if len(ones) == 1:
        return f"{unit} {names} is"
    return f"{unit}s {names} are" if len(ones) <= _NAMED else f"{len(ones)} {unit}s, {names} and others, are"


_NAMED = 3
"""So many with one fault are each named; of more, the first."""


# --- two spellings ----------------------------------------------------------------------------------------


def look_alike(data: pd.DataFrame) -> list[str]:
    """Notes on ids that may be one person's: 001 and 1, "P07 " and P07, or one id of another column.

    And on ids that a spreadsheet changed, and on pairs of more than two people.
    """
    changed = [note for column in ("participant", "pair") for note in spoiled(data, column)]
    if "participant" not in data.columns:
        return changed
    return [*_alike(data), *changed, *_same_elsewhere(data), *_stored_twice(data), *_crowded(data)]


_COLUMNS_ALIKE, _ROWS_COMPARED, _BY_CHANCE = 4, 20_000, 0.1
"""From so many columns on, in so many rows at most, where chance makes fewer such pairs than this."""


def _stored_twice(data: pd.DataFrame) -> Iterator[str]:
    """A note on rows of several participants that say the same everywhere, where chance hardly does that."""
    others = [column for column in data.columns if column != "participant"]
    if len(others) < _COLUMNS_ALIKE or len(data) > _ROWS_COMPARED:
        return
    each = data.drop_duplicates(["participant", *others])
    filled = each[others].notna() & (each[others].astype(object) != "")
    same = each[each.duplicated(others, keep=False) & (filled.sum(axis=1) >= _COLUMNS_ALIKE)]
    if len(same) and _chance_makes_few(each.drop_duplicates(others)[others]):
        ids = listed([f"'{one}'" for one in same["participant"].iloc[:6]])
        yield (
            f"participant: {ids} each say the same as another in all {len(others)} other columns "
            f"({rows_written(same.index, most=10)}): a person may have been stored twice; all kept."
        )


def _chance_makes_few(data: pd.DataFrame) -> bool:
    """Whether hardly a pair of rows agrees in every column if columns have nothing to do with each other."""
    expected = len(data) * (len(data) - 1) / 2
    for column in data.columns:
        if expected < _BY_CHANCE:
            return True
        expected *= float((data[column].value_counts(normalize=True, dropna=False) ** 2).sum())
    return expected < _BY_CHANCE


def _crowded(data: pd.DataFrame) -> Iterator[str]:
    """A note on ids of pairs that more than two people have: used twice, they join strangers."""
    if "pair" not in data.columns:
        return
    known = data[data["pair"].notna() & (data["pair"].astype(str).str.strip() != "")]
    people = known.groupby("pair", sort=False)["participant"].nunique()
    if len(many := people[people > 2]):
        where = rows_written(known.index[known["pair"].isin(many.index)], most=10)
        yield (
            f"pair: {len(many)} of {len(people)} hold more than two people ({where}). An id that was used "
            "again, as in another session, joins strangers; models take each id as one group."
        )


def _same_elsewhere(data: pd.DataFrame) -> Iterator[str]:
    """Notes on columns of ids, nearly all of them one person's, where one stands for several participants."""
    for column in map(str, data.columns):
        if column == "participant" or not _PERSON.fullmatch(plain_name(column)):
            continue
        pairs = data.loc[
            data[column].notna() & (data[column] != ""), ["participant", column]
        ].drop_duplicates()
        again = pairs[pairs[column].duplicated(keep=False)]
        if 2 * pairs[column].nunique() <= len(pairs):
            continue
        for value, rows in again.groupby(column, sort=False):
            where = rows_written(data.index[data[column] == value], most=10)
            count = len(rows)
            yield (
                f"{column}: '{value}' stands for {count} participants ({where}), who may be one person; "
                f"kept as {count}."
            )


def _alike(data: pd.DataFrame) -> Iterator[str]:
    ids = data["participant"].astype("str").fillna("")
    if (bare := _bare(ids)) is None:
        return
    spelled = pd.DataFrame({"id": ids, "bare": bare}).drop_duplicates()
    spelled = spelled[(spelled["bare"] != "") & spelled["bare"].duplicated(keep=False)]
    for _, group in spelled.groupby("bare", sort=False)["id"]:
        written = " and ".join(f"'{one}'" for one in group)
        where = rows_written(ids.index[ids.isin(group)], most=10)
        yield f"participant: {written} may be one person ({where}); kept as {len(group)}."


_FILLING = r"[\s\x{200b}\x{feff}]+|^'|\.0+$"
_ZEROS = r"(^|[^0-9])0+([0-9])"


def _bare(written: pd.Series) -> pd.Series | None:
    """The ids without capitals, spaces, leading zeros, a spreadsheet's ".0" and "'"; None if all differ.

    Of a million ids written in one way, what each step could change is told by a look at all, without
    comparing them.
    """
    import pyarrow as pa
    from pyarrow import compute

    text = pa.array(written, pa.string())
    plain = compute.all(compute.string_is_ascii(text)).as_py() is not False
    small = text if plain and _of_one_case(text) else compute.utf8_lower(compute.utf8_normalize(text, "NFKC"))
    filled = _any_holds(small, _FILLING)
    bare = compute.replace_substring_regex(small, _FILLING, "") if filled else small
    if zeros := not _of_one_length(bare) and _any_holds(bare, _ZEROS):
        bare = compute.replace_substring_regex(bare, _ZEROS, r"\1\2")
    if small is text and not filled and not zeros:
        return None
    if compute.count_distinct(bare) == compute.count_distinct(text):
        return None
    return pd.Series(bare.to_pylist(), index=written.index)


def _any_holds(text: Any, pattern: str) -> bool:
    from pyarrow import compute

    return compute.any(compute.match_substring_regex(text, pattern)).as_py() is True


def _of_one_case(text: Any) -> bool:
    """Whether no letters are small, or none large: then no two ids differ in that alone."""
    return not (_any_holds(text, "[A-Z]") and _any_holds(text, "[a-z]"))


def _of_one_length(text: Any) -> bool:
    """Whether all are equally long and hold one number: then no two differ in leading zeros alone."""
    from pyarrow import compute

    lengths = compute.min_max(compute.binary_length(text)).as_py()
    return bool(lengths["min"] == lengths["max"]) and not _any_holds(text, "[0-9][^0-9]+[0-9]")
