"""What a design would find: power, bias, coverage and the chance of each verdict, from simulated studies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ikea_effect.analysis.replication.panel import DEFAULT_DECIDER, criterion
from ikea_effect.analysis.replication.sources import estimated_summary, published_summary, standard
from ikea_effect.analysis.resampling import generator
from ikea_effect.analysis.results import Estimate, Outcome
from ikea_effect.analysis.support import unit
from ikea_effect.diagnosis import one_by_one
from ikea_effect.diagnosis.answers import Values
from ikea_effect.diagnosis.results import Diagnosis, Simulated, VerdictChances
from ikea_effect.diagnosis.studies import Cell, Reported, by_batch, cells_of, in_batches
from ikea_effect.errors import AnalysisError, did_you_mean, listed
from ikea_effect.protocol.analyses import columns_of, that_know
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.kinds import measure_kind, placements
from ikea_effect.protocol.model_base import TwoCells
from ikea_effect.protocol.models import Protocol

MOST_VERDICTS = 2_000
"""Studies that the deciding criterion judges: it takes one at a time."""
MOST_BAYES = 300
"""The same for the Bayes factor, which integrates for ten milliseconds."""
MOST_LOOPED = 400
"""Studies that are analyzed one by one where the model has no batched kernel."""
DIFFERENCES = ("welch", "student", "hurdle", "regression")
"""Kinds of model that estimate the difference of the expected answers; the others have no bias told."""
UNPLANTED = ("mixed", "multiverse", "turnbull", "demand")
"""Kinds of model that are too slow for the large table in which the planted value is read."""
T_TESTS = ("welch", "student")
"""Kinds of model whose power the noncentral t tells."""
OUTCOMES: tuple[Outcome, ...] = (
    "met", "larger-same-direction", "undecided", "not-met", "cannot-be-computed",
)  # fmt: skip


def diagnose(
    protocol: Protocol, hypothesis: str, n_per_condition: int, studies: int = 20_000, seed: int = 1
) -> Diagnosis:
    """What studies with n analyzed participants per condition would find about one hypothesis.

    The same arguments give the same numbers. Raises: AnalysisError if the protocol does not say from which
    population answers come.
    """
    asked = hypothesis_of(protocol, hypothesis)
    if n_per_condition < 2 or studies < 1:
        raise AnalysisError(
            "A diagnosis takes two participants per condition or more, and one study or more."
        )
    _one_value_each(protocol, asked)
    rng = generator(seed, n_per_condition, protocol.hypotheses.index(asked))
    looped = min(studies, MOST_LOOPED)
    if not _compares_cells(protocol, asked):
        design = _planted_in_tables(protocol, asked)
        reported = one_by_one.of_tables(protocol, asked, n_per_condition, looped, rng)
        return _told(protocol, asked, design, reported, n_per_condition, seed, batch=False)
    cells = cells_of(protocol, asked)
    money = measure_kind(protocol.measures[asked.measure].kind).unit == "currency"
    design = Design(
        cells.planted, cells.planted_d, {cell.level: cell.mean for cell in cells},
        {cell.level: cell.share_at(0.0) for cell in cells if money},
        {cell.level: cell.share_at(_cap(cell)) for cell in cells if money},
        asked.model.kind in DIFFERENCES,
    )  # fmt: skip
    batch = by_batch(asked)
    if batch:
        most = _most_verdicts(protocol) if _published(protocol, asked) else 0
        reported = in_batches(cells, asked, n_per_condition, studies, most, rng)
    else:
        reported = one_by_one.of_cells(protocol, cells, asked, n_per_condition, looped, rng)
    return _told(protocol, asked, design, reported, n_per_condition, seed, batch)


class Design(NamedTuple):
    """What is planted: the effect after cap and grid, its d, and the expected answers per cell.

    `difference`: whether the model estimates what is planted, so that bias and coverage can be told.
    """

    planted: float | None
    planted_d: float | None
    expected: Mapping[str, float]
    at_zero: Mapping[str, float]
    at_cap: Mapping[str, float]
    difference: bool


def _compares_cells(protocol: Protocol, asked: Hypothesis) -> bool:
    """Whether the model looks at nothing but the measure in two cells of a factor between participants."""
    model = asked.model
    numbers = bool(measure_kind(protocol.measures[asked.measure].kind).population)
    if one_by_one.is_repeated(protocol, (asked.measure,)):
        return False
    return isinstance(model, TwoCells) and numbers and not columns_of(model)


def _planted_in_tables(protocol: Protocol, asked: Hypothesis) -> Design:
    """What the model finds in very many participants. Raises: AnalysisError if it finds nothing there."""
    if asked.model.kind in UNPLANTED:
        one_by_one.measures_of(protocol, asked)
        return Design(None, None, {}, {}, {}, False)
    found = one_by_one.planted(protocol, asked)
    if found.estimate is None:
        raise AnalysisError(f"{asked.id}: {found.problem}")
    expected = {name: mean for name, mean in found.mean.items() if mean is not None}
    return Design(found.estimate, None, expected, {}, {}, found.alternative != "any")


def _one_value_each(protocol: Protocol, asked: Hypothesis) -> None:
    """Raises AnalysisError where a participant has several values and nothing says which of them counts."""
    places = placements(protocol, asked.measure)
    varied = list(places[0])
    if varied and asked.repeated is None and asked.model.kind not in that_know():
        raise AnalysisError(
            f"{asked.id}: {asked.measure} is asked at {len(places)} levels of {listed(varied)}, of which "
            f"{asked.model.kind} takes one value per participant. Say `repeated: mean`, `first` or `last`."
        )
    rounds = _rounds(protocol, asked)
    if rounds > 1 and asked.repeated is None and asked.model.kind not in ("paired", "mixed"):
        raise AnalysisError(
            f"{asked.id}: {asked.measure} is answered in {rounds} rounds, of which {asked.model.kind} takes "
            "one value per participant. The analysis gives no estimate until the hypothesis says "
            "`repeated: mean`, `first` or `last`."
        )


def _rounds(protocol: Protocol, asked: Hypothesis) -> int:
    """How many values the timeline asks of a participant for the measure."""
    asking = [step for step in protocol.timeline if getattr(step, "measure", None) == asked.measure]
    return max((getattr(getattr(step, "mechanism", None), "rounds", 1) for step in asking), default=1)


def hypothesis_of(protocol: Protocol, name: str) -> Hypothesis:
    """The hypothesis with this id. Raises: AnalysisError if there is none."""
    for hypothesis in protocol.hypotheses:
        if hypothesis.id == name:
            return hypothesis
    names = [hypothesis.id for hypothesis in protocol.hypotheses]
    hint = did_you_mean(name, names)
    raise AnalysisError(f"{protocol.id} has no hypothesis '{name}'.{hint} It has {listed(names) or 'none'}.")


def _told(
    protocol: Protocol, asked: Hypothesis, design: Design, reported: Reported, n: int, seed: int, batch: bool
) -> Diagnosis:
    known = np.isfinite(reported.estimate)
    difference, planted = design.difference, design.planted or 0.0
    bounded = known & np.isfinite(reported.low) & np.isfinite(reported.high)
    covered = bounded & (reported.low <= planted) & (planted <= reported.high)
    found = reported.significant & known
    wrong = found & (np.sign(reported.estimate) != np.sign(planted))
    nothing = Simulated(None, None)
    return Diagnosis(
        protocol=protocol.id,
        hypothesis=asked.id,
        measure=asked.measure,
        unit=unit(protocol, asked.measure),
        method=asked.model.kind,
        alternative=asked.alternative,
        engine="batch" if batch else "loop",
        n_per_condition=n,
        studies=len(reported.estimate),
        seed=seed,
        planted=design.planted,
        planted_d=design.planted_d,
        expected=design.expected,
        at_zero=design.at_zero,
        at_cap=design.at_cap,
        power=Simulated.share(int(reported.significant.sum()), len(known)),
        estimate=_mean(reported.estimate[known]),
        bias=_mean(reported.estimate[known] - planted) if difference else nothing,
        coverage=Simulated.share(int(covered.sum()), int(bounded.sum())) if difference else nothing,
        wrong_sign=Simulated.share(int(wrong.sum()), int(found.sum())) if difference and planted else nothing,
        exaggeration=_mean(np.abs(reported.estimate[found] / planted)) if difference and planted else nothing,
        not_estimable=Simulated.share(int((~known).sum()), len(known)),
        verdict=verdict_chances(protocol, asked, reported.first),
        notes=_notes(protocol, asked, design, batch),
    )  # fmt: skip


def _cap(cell: Cell) -> float:
    return max(one.high for one in cell.conditions)


def _mean(values: Values) -> Simulated:
    if not len(values):
        return Simulated(None, None)
    error = float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else None
    return Simulated(float(values.mean()), error)


def _rule(protocol: Protocol) -> str:
    return protocol.replication.decides if protocol.replication else DEFAULT_DECIDER


def _most_verdicts(protocol: Protocol) -> int:
    return MOST_BAYES if _rule(protocol) == "bayes-factor" else MOST_VERDICTS


def _published(protocol: Protocol, asked: Hypothesis) -> bool:
    return any(row.hypothesis == asked.id for row in protocol.published)


def verdict_chances(
    protocol: Protocol, asked: Hypothesis, estimates: tuple[Estimate, ...]
) -> VerdictChances | None:
    """How often the deciding criterion comes to each outcome; None where nothing was published."""
    row = next((row for row in protocol.published if row.hypothesis == asked.id), None)
    if row is None or not estimates:
        return None
    by = standard(protocol, asked)
    original = published_summary(row, by)
    rule = _rule(protocol)
    smallest = asked.smallest_effect.d if asked.smallest_effect else None
    outcomes = [
        criterion(rule, original, estimated_summary(estimate, by), smallest).outcome for estimate in estimates
    ]
    shares: dict[str, Simulated] = {
        name: Simulated.share(outcomes.count(name), len(outcomes)) for name in OUTCOMES
    }
    return VerdictChances(rule, len(outcomes), shares)


def _notes(protocol: Protocol, asked: Hypothesis, design: Design, batch: bool) -> tuple[str, ...]:
    notes = []
    if protocol.exclusions:
        notes.append("n counts analyzed participants: exclusions and dropout come on top.")
    if asked.repeated == "mean" and (rounds := _rounds(protocol, asked)) > 1:
        notes.append(
            f"The mean of {rounds} rounds is taken to spread as one answer does; the less a participant's "
            "rounds agree, the more power there is."
        )
    if not batch:
        notes.append(f"{asked.model.kind} has no batched kernel: {MOST_LOOPED} studies at most, one by one.")
    if not design.difference:
        notes.append(f"Bias and coverage are told for differences of means, not for {asked.model.kind}.")
    elif not _compares_cells(protocol, asked):
        many = f"{one_by_one.MANY:,}"
        notes.append(f"{asked.model.kind}: planted is what it finds in {many} participants per condition.")
    if getattr(asked.model, "resamples", 0) > one_by_one.RESAMPLES and not _compares_cells(protocol, asked):
        notes.append(f"{asked.model.kind} resamples {one_by_one.RESAMPLES:,} times here, to be quicker.")
    return tuple(notes)


def needed_n(protocol: Protocol, hypothesis: str, power: float = 0.8) -> int | None:
    """Analyzed participants per condition for this power, by noncentral t at the planted d.

    A first answer without simulation: it takes answers as normal and spreads as equal. None where the model
    is no t test of two cells, no d was planted in the claimed direction, or no sample of a million is enough.
    """
    from statsmodels.stats.power import TTestIndPower

    asked = hypothesis_of(protocol, hypothesis)
    if asked.model.kind not in T_TESTS or not _compares_cells(protocol, asked):
        return None
    cells = cells_of(protocol, asked)
    d = cells.planted_d
    if not d or (asked.alternative, d > 0) in (("greater", False), ("less", True)):
        return None
    side = "two-sided" if asked.alternative == "two-sided" else "larger"

    def reached(n: int) -> bool:
        return bool(TTestIndPower().power(abs(d), n, 0.05, alternative=side) >= power)

    low, high = 1, 2
    while not reached(high):
        low, high = high, 2 * high
        if high > 1_000_000:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return -(-high // len(cells.high.conditions))
