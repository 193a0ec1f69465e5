"""From a table to everything that is said about it: exclusions, estimates, verdicts."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import pandas as pd

from ikea_effect.analysis.basis import Basis, Interim, LeftOut, Rows, Source
from ikea_effect.analysis.cells import in_its_cells, kept_to
from ikea_effect.analysis.exclusions import Ruling, kept, participants, rulings
from ikea_effect.analysis.levels import one_row_per_level
from ikea_effect.analysis.question import CannotEstimate, Question
from ikea_effect.analysis.reading.column_types import checked
from ikea_effect.analysis.registry import engine_of
from ikea_effect.analysis.results import Analysis, Estimate, Role, Verdict
from ikea_effect.analysis.tails import holm
from ikea_effect.analysis.unit import RepeatedRows, Units, in_units, of_one_piece
from ikea_effect.protocol.analyses import knows
from ikea_effect.protocol.hypotheses import Hypothesis, Repeated
from ikea_effect.protocol.models import Protocol


def analyze(
    protocol: Protocol,
    table: pd.DataFrame,
    mode: str,
    notes: Iterable[str] = (),
    *,
    source: Source | None = None,
    left_out: tuple[LeftOut, ...] = (),
    read: int | None = None,
    repeated: Repeated | None = None,
    interim: Interim | None = None,
) -> Analysis:
    """Every hypothesis of the protocol, answered from the table.

    `left_out` says which rows were taken out of the table before, `read` how many there had been, where rows
    were joined or made several; `repeated` which value of a participant
    counts where there are several and the hypothesis says nothing.
    Raises: AnalysisError, naming every rejected cell, if the table does not hold what is declared.
    """
    data, found = checked(protocol, table, repeats=repeated is not None)
    ruled = rulings(protocol, data)
    estimates = adjusted(protocol, tuple(_estimates(protocol, data, ruled, repeated)))
    primary = tuple(estimate for estimate in estimates if estimate.role == "primary")
    whole = len(data) + sum(one.rows for one in left_out) if read is None else read
    basis = Basis(
        mode=mode,
        source=source or Source(),
        rows=Rows(whole, participants(data), left_out),
        kept=participants(kept(ruled, data)),
        exclusions=tuple(ruling.result for ruling in ruled),
        notes=tuple(dict.fromkeys((*notes, *found))),
        interim=interim,
    )
    return Analysis(protocol.id, protocol.sha256, basis, estimates, _verdicts(protocol, primary, interim))


def adjusted(protocol: Protocol, estimates: tuple[Estimate, ...]) -> tuple[Estimate, ...]:
    """The estimates, with Holm's p in the details of primary ones whose hypotheses form a family.

    The family is what was declared: a hypothesis that could not be answered, or whose model gives no p,
    counts in its size as one that showed nothing. Leaving it out would lower the others' p for a failure.
    """
    family = {hypothesis.id: hypothesis.family for hypothesis in protocol.hypotheses if hypothesis.family}
    told = dict(enumerate(estimates))
    for name in dict.fromkeys(family.values()):
        members = [
            place
            for place, one in told.items()
            if one.role == "primary" and family.get(one.hypothesis) == name
        ]
        raised = holm([1.0 if (p := told[place].p) is None else p for place in members])
        for place, p in zip(members, raised, strict=True):
            p_holm = None if told[place].p is None else p
            holms = {"family": name, "family_size": len(members), "p_holm": p_holm}
            told[place] = replace(told[place], details={**told[place].details, **holms})
    return tuple(told.values())


def _verdicts(
    protocol: Protocol, primary: tuple[Estimate, ...], interim: Interim | None
) -> tuple[Verdict, ...]:
    from ikea_effect.analysis.replication import judge
    from ikea_effect.analysis.replication.verdicts import withheld

    found = judge(protocol, primary)
    return found if interim is None or interim.shown else withheld(found, interim)


def _estimates(
    protocol: Protocol, data: pd.DataFrame, ruled: tuple[Ruling, ...], repeated: Repeated | None
) -> Iterator[Estimate]:
    """Per hypothesis: the primary estimate, then without exclusions, then each declared robustness.

    Where the same people are compared by another choice of exclusions, the estimate would be that of the
    choice before again: it is left out, and named there.
    """
    ask = partial(answer, protocol, repeated=repeated)
    rows = kept(ruled, data)
    shown_both = tuple(one for one in ruled if one.rule.report_both and one.result.dropped)
    all_rows = kept(tuple(one for one in ruled if one not in shown_both), data) if shown_both else None
    for hypothesis in protocol.hypotheses:
        asked = {"": ask(hypothesis, rows, recorded=data)}
        if all_rows is not None:
            asked["without-exclusions"] = ask(hypothesis, all_rows, "without-exclusions")
        if len(shown_both) > 1:
            for one in shown_both:
                found = ask(hypothesis, kept((one,), data), "robustness")
                only = f"only exclusion {one.rule.id}"
                asked[only] = replace(found, method=f"{found.method}, {only}")
        yield from _each_once(asked)
        for model in hypothesis.robustness:
            yield ask(hypothesis, rows, "robustness", model, recorded=data)


def _each_once(asked: Mapping[str, Estimate]) -> Iterator[Estimate]:
    """The estimates of a hypothesis by the choice of exclusions; one that is another again is named there."""
    said: list[Estimate] = []
    for choice, found in asked.items():
        numbers = _numbers(found)
        again = next((place for place, one in enumerate(said) if _numbers(one) == numbers), None)
        if again is None:
            said.append(found)
        else:
            said[again] = replace(said[again], unchanged=(*said[again].unchanged, choice))
    yield from said


def _numbers(found: Estimate) -> tuple[object, ...]:
    """What two estimates share, to the last digit, where one model compares the same values."""
    return (
        found.n, found.mean, found.sd, found.estimate, found.se, found.ci, found.statistic, found.p,
        found.effect_size, found.formula, found.problem,
    )  # fmt: skip


def answer(
    protocol: Protocol,
    hypothesis: Hypothesis,
    rows: pd.DataFrame,
    role: Role = "primary",
    model: object | None = None,
    recorded: pd.DataFrame | None = None,
    repeated: Repeated | None = None,
) -> Estimate:
    """The estimate of one model; where it cannot be had, an estimate whose problem says why."""
    asked_of = Question(protocol, hypothesis, model or hypothesis.model, rows, role, recorded)
    question, n_of = one_row_per_level(asked_of), Units(asked_of).n_of
    try:
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            question = in_its_cells(question)
            asked = in_units(question, knows(question.model), repeated)
            question, n_of = asked.question, asked.n_of
            found = engine_of(question.model.kind)(question)
    except RepeatedRows as reason:
        return question.described({}, problem=str(reason))  # how many people its cells hold is not settled
    except CannotEstimate as reason:
        return replace(_failed(question, str(reason)), n_of=n_of)
    return replace(
        found,
        n_of=n_of,
        notes=(*kept_to(question), *asked.notes, *of_one_piece(question), *found.notes, *_sentences(heard)),
    )


def _failed(question: Question, problem: str) -> Estimate:
    try:
        cells = question.cells()
    except (CannotEstimate, AttributeError):
        cells = {}
    return question.described(cells, problem=problem)


def _sentences(heard: list[warnings.WarningMessage]) -> tuple[str, ...]:
    """What numpy, scipy or statsmodels warned about, each once."""
    said = dict.fromkeys(" ".join(str(one.message).split()) for one in heard)
    return tuple(f"The library warned: {sentence}" for sentence in said)
