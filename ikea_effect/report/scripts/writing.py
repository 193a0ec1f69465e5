"""The two scripts as text: what they read, who is left out, and a call for each hypothesis."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ikea_effect.analysis.results import Analysis, Estimate
from ikea_effect.protocol.expressions import names_in, parse_expression
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.models import Protocol
from ikea_effect.report.scripts.calls import Call, NotWritten, call_of
from ikea_effect.report.scripts.rules import PYTHON, Kind, Language, R, surely

ESTIMATES = "estimates.csv"
"""The program's own numbers, which the scripts compare theirs with."""

_HERE = Path(__file__).parent
_IMPORTS = '''"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
'''


class Data(NamedTuple):
    """What the scripts read: its path from where they lie, its columns, who is nobody, and a warning."""

    path: str
    columns: tuple[str, ...]
    apart: tuple[str, ...] = ()
    about: str = ""


def scripts(protocol: Protocol, analysis: Analysis, data: Data) -> Iterator[tuple[str, str]]:
    """analysis.py and analysis.R, by name."""
    calls, reasons = _calls(protocol, analysis, data)
    yield "analysis.py", "\n".join(_python(protocol, data, calls, reasons)) + "\n"
    yield "analysis.R", "\n".join(_r(protocol, data, calls, reasons)) + "\n"


def estimate_rows(protocol: Protocol, analysis: Analysis, data: Data) -> list[dict[str, Any]]:
    """Every primary estimate as a row of ESTIMATES; `script` says why no script tells it, where none does."""
    reasons = _calls(protocol, analysis, data)[1]
    return [_row(one, reasons) for one in _primary(analysis)]


ESTIMATE_COLUMNS = (
    "hypothesis", "measure", "term", "unit", "method", "estimate", "se", "statistic", "df", "p", "script",
)  # fmt: skip


def _row(one: Estimate, reasons: Mapping[str, str]) -> dict[str, Any]:
    df = None if one.statistic is None else one.statistic.df
    return {
        "hypothesis": one.hypothesis, "measure": one.measure, "term": one.term, "unit": one.unit,
        "method": one.method, "estimate": one.estimate, "se": one.se,
        "statistic": None if one.statistic is None else one.statistic.value,
        "df": df[-1] if isinstance(df, tuple) else df, "p": one.p,
        "script": f"not written: {reasons[one.hypothesis]}" if one.hypothesis in reasons else "written",
    }  # fmt: skip


def _primary(analysis: Analysis) -> list[Estimate]:
    return [one for one in analysis.estimates if one.role == "primary"]


def _calls(protocol: Protocol, analysis: Analysis, data: Data) -> tuple[dict[str, Call], dict[str, str]]:
    """The call of each hypothesis, and why there is none of others."""
    calls: dict[str, Call] = {}
    reasons: dict[str, str] = {}
    found = {one.hypothesis: one for one in _primary(analysis)}
    for hypothesis in protocol.hypotheses:
        try:
            calls[hypothesis.id] = call_of(protocol, hypothesis, found[hypothesis.id], data.columns)
        except NotWritten as reason:
            reasons[hypothesis.id] = str(reason)
    return calls, reasons


# --- Python -----------------------------------------------------------------------------------------------


def _python(
    protocol: Protocol, data: Data, calls: Mapping[str, Call], reasons: Mapping[str, str]
) -> Iterator[str]:
    yield '"""' + "\n".join(_head(protocol, data, reasons, "python analysis.py (numpy, pandas, scipy)"))
    yield _IMPORTS
    yield "HERE = Path(__file__).resolve().parent\n"
    yield (_HERE / "analysis.py.txt").read_text("utf-8")
    yield _titled("who counts")
    numbers = list(_numbers(protocol, data, calls))
    yield f"d = read({_py(data.path)}, {_py(numbers)}, {_py(list(data.apart))})"
    yield "out = pd.Series(False, index=d.index)"
    for says, rule in _rules(protocol, data, PYTHON):
        yield f"out |= {rule}  # {says}"
    yield "d = d[~out]\n"
    yield _titled("the hypotheses")
    yield from _asked(calls, lambda call: _py(dict(call.keeps)), "within", _py, "answers = {", "}", ": ")
    yield f"\nsys.exit(0 if beside_the_program(answers, {_py(ESTIMATES)}) else 1)"


def _py(value: Any) -> str:
    """The value as Python writes it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_py(key)}: {_py(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_py, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


# --- R ----------------------------------------------------------------------------------------------------


def _r(
    protocol: Protocol, data: Data, calls: Mapping[str, Call], reasons: Mapping[str, str]
) -> Iterator[str]:
    yield from (
        f"# {line}".rstrip() for line in _head(protocol, data, reasons, "Rscript analysis.R (base R)")
    )
    yield '\nthis <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))'
    yield 'here <- if (length(this)) dirname(normalizePath(this[1])) else "."\n'
    yield (_HERE / "analysis.R").read_text("utf-8")
    yield _titled("who counts")
    numbers = list(_numbers(protocol, data, calls))
    yield f"d <- read({_in_r(data.path)}, {_in_r(numbers)}, {_in_r(list(data.apart))})"
    yield "out <- rep(FALSE, nrow(d))"
    for says, rule in _rules(protocol, data, R):
        yield f"out <- out | {rule}  # {says}"
    yield "d <- d[!out, , drop = FALSE]\n"
    yield _titled("the hypotheses")
    keeps = "within_cells"
    yield from _asked(
        calls, lambda call: _in_r(dict(call.keeps)), keeps, _in_r, "answers <- list(", ")", " = "
    )
    yield f"\nif (!beside_the_program(answers, {_in_r(ESTIMATES)}) && !interactive()) quit(status = 1)"


def _in_r(value: Any) -> str:
    """The value as R writes it: texts and numbers as vectors, by name where they have names."""
    if isinstance(value, Mapping):
        whole = "c" if all(isinstance(one, float) for one in value.values()) and value else "list"
        return (
            f"{whole}(" + ", ".join(f"{json.dumps(key)} = {_in_r(one)}" for key, one in value.items()) + ")"
        )
    if isinstance(value, list | tuple):
        if value and isinstance(value[0], list | tuple):
            return "list(" + ", ".join(map(_in_r, value)) + ")"
        return "c(" + ", ".join(map(_in_r, value)) + ")" if value else "character(0)"
    return json.dumps(value, ensure_ascii=False)


# --- both -------------------------------------------------------------------------------------------------


def _titled(words: str) -> str:
    """The line over a part of a script."""
    return f"\n# --- {words} ".ljust(110, "-") + "\n"


def _head(protocol: Protocol, data: Data, reasons: Mapping[str, str], how: str) -> Iterator[str]:
    yield f"The primary estimates of {protocol.id}, told again from {data.path} without ikea-effect."
    yield from ("", data.about) if data.about else ()
    yield from ("", f"Run:  {how}")
    yield f"It prints each estimate beside what the program said ({ESTIMATES}), and fails if any differs."
    yield from ("", "Not told here:") if reasons else ()
    yield from (f"- {hypothesis}: {_plain(why)}" for hypothesis, why in reasons.items())


def _plain(sentence: str) -> str:
    """The sentence on one line, without signs that would end or change a text of Python."""
    return " ".join(sentence.replace("\\", "/").replace('"', "'").split())


def _numbers(protocol: Protocol, data: Data, calls: Mapping[str, Call]) -> Iterator[str]:
    """The columns of numbers that the script asks for, in the order of the table."""
    rules = [name for one in protocol.exclusions for name in names_in(parse_expression(one.drop_if))]
    asked = {*rules, *(name for call in calls.values() for name in call.columns)}
    kinds = _kinds(protocol, data)
    yield from (name for name in data.columns if name in asked and kinds.get(name) == "number")


def _kinds(protocol: Protocol, data: Data) -> dict[str, Kind]:
    """What each column of the data holds."""
    types: dict[str, Kind] = {"boolean": "logical", "text": "text", "time": "text"}
    known = {one.name: types.get(one.type, "number") for one in columns_of(protocol)}
    return {name: known.get(name, "text") for name in data.columns}


def _rules(protocol: Protocol, data: Data, language: Language) -> Iterator[tuple[str, str]]:
    """Each rule of exclusion in the protocol's words and in those of the program."""
    kinds = _kinds(protocol, data)
    for one in protocol.exclusions:
        rule = surely(parse_expression(one.drop_if), kinds, language)
        yield f"{one.id}: {' '.join(one.drop_if.split())}", rule


def _asked(
    calls: Mapping[str, Call],
    kept: Callable[[Call], str],
    keeps: str,
    written: Callable[[Any], str],
    opens: str,
    closes: str,
    sign: str,
) -> Iterator[str]:
    """The calls, each under its hypothesis, as one value of the program."""
    yield opens
    lines = []
    for hypothesis, call in calls.items():
        data = f"{keeps}(d, {kept(call)})" if call.keeps else "d"
        arguments = ", ".join([data, *map(written, call.arguments)])
        lines.append(f"  {written(hypothesis)}{sign}{call.function}({arguments})")
    yield ",\n".join(lines)
    yield closes
