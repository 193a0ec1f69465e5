"""Whether the data that a study collects are what its models take: the measure's type, and other columns'.

Data from elsewhere may be of another form, so these faults keep a study from being collected, and no data
from being analyzed: there each model says for itself what it cannot take.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ikea_effect.errors import listed
from ikea_effect.protocol.analyses import TOGETHER
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.checks.readable import Readable, readable
from ikea_effect.protocol.kinds import Column, measure_kind, placements
from ikea_effect.protocol.kinds.models import ModelKind, declared_model
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.problem import Problem, listing, mapping, texts_of, with_hint
from ikea_effect.protocol.simulation import TERM, atoms

_NUMBERS = ("amount", "integer", "number")
_INSTEAD = {
    "choice": "Use kind: proportion or logit, with option: ..",
    "bounds": "Use kind: interval or turnbull.",
    "words": "Open answers are read, not tested.",
}
_INSTEAD_WITHIN = {
    "numbers": "Use kind: paired or mixed.",
    "choice": "No model compares choices within participants: ask for a number, or vary it between them.",
    "bounds": (
        "No model compares such answers within participants: let them bid an amount, such as by kind: bdm, "
        "or vary it between them."
    ),
    "words": "Open answers are read, not tested.",
}
"""What to do where the model compares levels that one participant meets."""


def models_take_their_measure(said: Said) -> Iterator[Problem]:
    """Every hypothesis is answered by models that take the type of its measure and of their columns."""
    there = readable(said)
    columns = {name: column for column in there.columns for name in (column.name, column.in_long)}
    for index, hypothesis in enumerate(map(mapping, listing(said.data.get("hypotheses")))):
        at: Steps = ("hypotheses", index)
        measure = hypothesis.get("measure")
        if not isinstance(measure, str) or measure not in there.measures or there.may_have(measure):
            continue
        others = enumerate(map(mapping, listing(hypothesis.get("robustness"))))
        models = [((*at, "model"), mapping(hypothesis.get("model")))]
        for where, model in [*models, *(((*at, "robustness", i), other) for i, other in others)]:
            kind = declared_model(model)
            if kind is not None:
                yield from _measure(there, columns, kind, where, measure, bool(_inner(said, model)))
                yield from _option(there, model, where, measure)
                yield from _columns(there, columns, kind, model, where)
                yield from _one_unit(columns, model, where, measure)
                yield from _group(there, columns, model, where, measure)
                yield from _slopes(there, columns, model, where, measure)
                yield from _pairs(there, columns, model, where)
                yield from _terms(there, columns, model, where)
                yield from _within(said, kind, model, where)


def _measure(
    there: Readable, columns: dict[str, Column], kind: ModelKind, at: Steps, measure: str, inner: bool
) -> Iterator[Problem]:
    """The measure is what the model takes."""
    form = _form(columns, measure)
    takes = {"numbers": ("numbers",), "money": ("numbers",), "bounds": ("bounds",), "choice": ("choice",)}
    wrong = form not in takes[kind.takes]
    if kind.takes == "money" and measure_kind(there.measures[measure].kind).unit != "currency":
        message = f"is {kind.name}, which takes amounts of money; '{measure}' is none."
        yield Problem((*at, "kind"), message, stops="collection")
    elif wrong:
        what = {"numbers": "numbers", "money": "amounts", "bounds": "bounds of a value", "choice": "a choice"}
        held = {"numbers": "holds numbers", "choice": "is a choice", "words": "is an open answer"} | {
            "bounds": f"is known up to an interval ({measure}.low, {measure}.high)"
        }
        instead = (_INSTEAD_WITHIN if inner else _INSTEAD).get(
            form, "Use a model for numbers, such as welch."
        )
        message = f"is {kind.name}, which takes {what[kind.takes]}; '{measure}' {held[form]}.\n{instead}"
        yield Problem((*at, "kind"), message, stops="collection")


def _form(columns: dict[str, Column], measure: str) -> str:
    """What the data hold of a measure: numbers, bounds, a choice or words."""
    column = columns.get(measure)
    if column is None:
        return "bounds"
    return "numbers" if column.type in _NUMBERS else "choice" if column.values else "words"


def _option(there: Readable, model: dict[str, Any], at: Steps, measure: str) -> Iterator[Problem]:
    """The option whose share is compared can be chosen."""
    options, option = getattr(there.measures[measure], "options", ()), model.get("option")
    if options and isinstance(option, str) and option not in options:
        message = f"is '{option}', which is no option of '{measure}'. Options: {listed(options)}."
        yield Problem((*at, "option"), with_hint(message, option, options))


def _columns(
    there: Readable, columns: dict[str, Column], kind: ModelKind, model: dict[str, Any], at: Steps
) -> Iterator[Problem]:
    """Columns that have to hold numbers do; others hold numbers or known words."""
    for key in ("against", "moderator", "mediators", "covariates"):
        for where, name in texts_of(model.get(key)):
            column = columns.get(name)
            if column is None and f"{name}.low" in columns:
                message = f"names '{name}', which is known up to an interval. Name {name}.low or {name}.high."
                yield Problem((*at, key, *where), message, stops="collection")
            if column is None or column.type in (*_NUMBERS, "boolean"):
                continue
            if key in kind.numeric:
                message = f"names '{name}', which holds words; {kind.name} takes numbers there."
                more = "\nDeclare it as a factor of kind: factorial." if name in there.factors else ""
                yield Problem((*at, key, *where), message + more, stops="collection")
            elif not column.values:
                message = f"names '{name}', of which everyone has another: {column.meaning.lower()}."
                yield Problem((*at, key, *where), message, stops="collection")


def _one_unit(
    columns: dict[str, Column], model: dict[str, Any], at: Steps, measure: str
) -> Iterator[Problem]:
    """What is subtracted is in the unit of what it is subtracted from."""
    own, other = columns.get(measure), columns.get(str(model.get("against")))
    if own is not None and other is not None and own.unit != other.unit and other.type in _NUMBERS:
        units = f"in {other.unit or 'points'}, and '{measure}' in {own.unit or 'points'}"
        message = (
            f"names '{other.name}', which is {units}: their difference has no unit.\n"
            "Ask for both in one unit."
        )
        if "amount" in (own.type, other.type):
            message += " A number with `unit: currency` is in the protocol's."
        yield Problem((*at, "against"), message, stops="collection")


def _group(
    there: Readable, columns: dict[str, Column], model: dict[str, Any], at: Steps, measure: str
) -> Iterator[Problem]:
    """Rows that belong together are there: of a participant with several rounds, or of a column's value."""
    if model.get("kind") != "mixed" or model.get("unit") == "piece":
        return
    group = model.get("group", "participant")
    paired = [name for _, name in texts_of(model.get("factors")) if _between_pairs(there, name)]
    if model.get("unit") == "pair" and group != "pair":
        message = (
            "is pair, and mixed takes those as belonging together whom its `group` names, which is "
            f"'{group}': members of a pair would count as independent.\n"
            "Write group: pair, and leave unit out."
        )
        yield Problem((*at, "unit"), message, stops="collection")
    elif paired and group != "pair":
        message = (
            f"is '{group}', and '{paired[0]}' varies between pairs: members of a pair belong together.\n"
            "Write group: pair."
        )
        yield Problem((*at, "group"), message, stops="collection")
    elif isinstance(group, str) and group not in columns and not there.may_have(group):
        message = f"is '{group}', a column that no session fills: nobody would be known to belong together."
        yield Problem((*at, "group"), with_hint(message, group, columns), stops="collection")
    elif (
        group == "participant"
        and measure in columns
        and f"{measure}.2" not in columns
        and not placements(there, measure)[0]
    ):
        message = (
            f"is mixed, which models repeated values of a participant; '{measure}' is asked once.\n"
            "Declare rounds in its mechanism, ask for it in a for_each, or use a model for one value "
            "of each, such as regression."
        )
        yield Problem((*at, "kind"), message, stops="collection")


def _slopes(
    there: Readable, columns: dict[str, Column], model: dict[str, Any], at: Steps, measure: str
) -> Iterator[Problem]:
    """What varies from group to group varies within each, which has more values than effects that vary."""
    named = [(where, name) for where, name in texts_of(model.get("slopes")) if name in there.factors]
    by_person = model.get("group", "participant") == "participant"
    for where, name in named:
        if by_person and not there.factors[name].within:
            message = f"names '{name}', which varies between participants: no one has two of its levels."
            yield Problem((*at, "slopes", *where), message, stops="collection")
            return
    effects = 1 + sum(len(there.factors[name].levels) - 1 for _, name in named)
    values = len({column.name for column in columns.values() if _is_value(column, measure)})
    if named and by_person and 0 < values <= effects:
        message = (
            f"lets {effects} effects of each participant vary (the intercept is one), who has "
            f"{values} values of '{measure}': slopes cannot be told from chance.\n"
            "Ask in several rounds, or leave slopes out."
        )
        yield Problem((*at, "slopes"), message, stops="collection")


def _is_value(column: Column, measure: str) -> bool:
    """Whether the column holds the measure itself, in one of its rounds or repetitions."""
    round_ = column.in_long.removeprefix(f"{measure}.")
    return column.of == measure and (column.in_long == measure or round_.isdigit())


def _between_pairs(there: Readable, factor: str) -> bool:
    return factor in there.factors and there.factors[factor].between == "pair"


def _pairs(
    there: Readable, columns: dict[str, Column], model: dict[str, Any], at: Steps
) -> Iterator[Problem]:
    """Who belongs together stands in a column `pair`."""
    if model.get("unit") == "pair" and "pair" not in columns and not there.may_have("pair"):
        message = "is pair, and no session says who belongs together: the data would have no column pair."
        yield Problem((*at, "unit"), message, stops="collection")
    if model.get("unit") == "piece" and model.get("kind") == "mixed":
        message = (
            "is piece, and mixed takes those as belonging together whom its `group` names: no column names a "
            "piece for both who made it and who saw it.\n"
            "Use regression, moderation or factorial, whose standard errors take pieces as independent."
        )
        yield Problem((*at, "unit"), message, stops="collection")
    elif model.get("unit") == "piece" and "yoked" not in columns and not there.may_have("yoked"):
        message = (
            "is piece, and nobody sees what others made: the data would have no column yoked.\n"
            "Declare assignment.yoke, or leave unit out."
        )
        yield Problem((*at, "unit"), message, stops="collection")


def _terms(
    there: Readable, columns: dict[str, Column], model: dict[str, Any], at: Steps
) -> Iterator[Problem]:
    """A term is made of columns of numbers, levels and options."""
    for key in ("slope", "beside"):
        for where, term in texts_of(model.get(key)):
            for name, value in atoms(term) if TERM.fullmatch(term) else ():
                if name in columns or name in there.factors:
                    yield from _atom(there, columns, name, value, (*at, key, *where))
                elif not there.may_have(name):
                    message = f"names '{name}', which no session leaves."
                    yield Problem((*at, key, *where), with_hint(message, name, columns), stops="collection")


def _atom(
    there: Readable, columns: dict[str, Column], name: str, value: str | None, at: Steps
) -> Iterator[Problem]:
    column = columns.get(name)
    allowed = tuple(there.factors[name].levels) if name in there.factors else column.values if column else ()
    numbers = column is not None and column.type in (*_NUMBERS, "boolean") and name not in there.factors
    if numbers and value is not None:
        yield Problem(at, f"compares '{name}', which holds numbers, with '{value}'. Write {name} alone.")
    elif not numbers and value is None:
        shown = listed(f"{name}={one}" for one in allowed) if allowed else "a column of numbers"
        yield Problem(at, f"names '{name}', which holds words. Write {shown}.")
    elif value is not None and allowed and value not in allowed:
        yield Problem(at, f"names '{name}={value}', which there is not. There are: {listed(allowed)}.")


def _within(said: Said, kind: ModelKind, model: dict[str, Any], at: Steps) -> Iterator[Problem]:
    """What is compared within participants varies within them, and by a model that knows their values."""
    factor = model.get("factor")
    if kind.name == "paired-mediation" and factor in said.between:
        message = f"is '{factor}', which varies between participants. Use kind: mediation."
        yield Problem((*at, "factor"), message, stops="collection")
    together = kind.clusters and model.get("unit") in TOGETHER
    if kind.knows == "nothing" and not together and (inner := _inner(said, model)):
        instead = _INSTEAD_WITHIN[kind.takes if kind.takes in _INSTEAD_WITHIN else "numbers"]
        message = (
            f"is {kind.name}, which takes each value as another participant's; {listed(inner)} varies within "
            f"participants.\n{instead}"
        )
        yield Problem((*at, "kind"), message, stops="collection")


def _inner(said: Said, model: dict[str, Any]) -> tuple[str, ...]:
    """The factors that the model compares and one participant meets the levels of."""
    named = [model.get("factor"), *listing(model.get("factors"))]
    return tuple(
        one for one in named if isinstance(one, str) and one in said.factors and one not in said.between
    )


ALL = (models_take_their_measure,)
