"""What is planted: the effect after cap and grid, what a model's intervals are held to, expected answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ikea_effect.analysis.results import Estimate
from ikea_effect.diagnosis import one_by_one
from ikea_effect.diagnosis.bounds import is_bounded
from ikea_effect.diagnosis.studies import Cell, cells_of
from ikea_effect.errors import AnalysisError, did_you_mean, listed
from ikea_effect.protocol.analyses import columns_of, that_know
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.kinds import measure_kind, placements
from ikea_effect.protocol.model_base import TwoCells
from ikea_effect.protocol.models import Protocol

DIFFERENCES = ("welch", "student", "hurdle", "regression", "tost")
"""Kinds of model that estimate the difference of the expected answers."""
UNPLANTED = ("mixed", "multiverse", "demand")
"""Kinds of model that are too slow for the large table in which the planted value is read."""
CHANCE = 1.5
"""A value that is read so many half intervals from no effect, three standard errors, may be none."""


class Design(NamedTuple):
    """What is planted: the effect after cap and grid, its d, and the expected answers per cell.

    `target` is what the model's own estimate is held to, for bias and coverage; None where there is none.
    `null` is what would be no effect. `read` says that the target was read in very many participants, and
    `error` is the standard error of that reading.
    """

    planted: float | None
    planted_d: float | None
    expected: Mapping[str, float]
    at_zero: Mapping[str, float]
    at_cap: Mapping[str, float]
    target: float | None
    null: float = 0.0
    read: bool = False
    error: float = 0.0
    planted_unit: str | None = None
    target_unit: str | None = None
    """Of what is planted, and of the target, where a model says another than the measure's."""


def hypothesis_of(protocol: Protocol, name: str) -> Hypothesis:
    """The hypothesis with this id. Raises: AnalysisError if there is none."""
    for hypothesis in protocol.hypotheses:
        if hypothesis.id == name:
            return hypothesis
    names = [hypothesis.id for hypothesis in protocol.hypotheses]
    hint = did_you_mean(name, names)
    raise AnalysisError(f"{protocol.id} has no hypothesis '{name}'.{hint} It has {listed(names)}.")


def compares_cells(protocol: Protocol, asked: Hypothesis) -> bool:
    """Whether the model looks at nothing but the measure in two cells of a factor between participants."""
    model = asked.model
    numbers = bool(measure_kind(protocol.measures[asked.measure].kind).population)
    if one_by_one.is_repeated(protocol, (asked.measure,)) or is_bounded(protocol, asked.measure):
        return False
    alone = getattr(model, "unit", None) in (None, "participant")
    return isinstance(model, TwoCells) and numbers and alone and not columns_of(model)


def design_of(protocol: Protocol, asked: Hypothesis) -> Design:
    """What is planted for the hypothesis. Raises: AnalysisError if its answers cannot be drawn."""
    one_value_each(protocol, asked)
    return _of_cells(protocol, asked) if compares_cells(protocol, asked) else _of_tables(protocol, asked)


def _of_cells(protocol: Protocol, asked: Hypothesis) -> Design:
    cells = cells_of(protocol, asked)
    money = measure_kind(protocol.measures[asked.measure].kind).unit == "currency"
    found = Design(
        cells.planted, cells.planted_d, {cell.level: cell.mean for cell in cells},
        {cell.level: cell.share_at(0.0) for cell in cells if money},
        {cell.level: cell.share_at(_cap(cell)) for cell in cells if money},
        cells.planted if asked.model.kind in DIFFERENCES else None,
    )  # fmt: skip
    if found.target is not None or asked.model.kind in UNPLANTED:
        return found
    large = one_by_one.planted(protocol, asked)
    if large.estimate is None or large.ci is None:
        return found
    return found._replace(target=_planted(large), null=large.null, read=True, error=large.se or 0.0,
                          target_unit=large.unit)  # fmt: skip


def _of_tables(protocol: Protocol, asked: Hypothesis) -> Design:
    """What the model finds in very many participants. Raises: AnalysisError if it finds nothing there."""
    if asked.model.kind in UNPLANTED:
        one_by_one.measures_of(protocol, asked)
        return Design(None, None, {}, {}, {}, None)
    large = one_by_one.planted(protocol, asked)
    if large.estimate is None:
        raise AnalysisError(f"{asked.id}: {large.problem}")
    expected = {name: mean for name, mean in large.mean.items() if mean is not None}
    if large.alternative == "any":
        return Design(
            large.estimate, None, expected, {}, {}, None, large.null, True, 0.0, large.unit, large.unit
        )
    value, error = _planted(large), large.se or 0.0
    return Design(value, None, expected, {}, {}, value, large.null, True, error, large.unit, large.unit)


def _planted(large: Estimate) -> float | None:
    """What was read; no effect where chance alone takes a value that far from none."""
    if large.estimate is None or large.ci is None:
        return large.estimate
    end = large.ci.high if large.null > large.estimate else large.ci.low
    if end is None or abs(large.null - large.estimate) > CHANCE * abs(end - large.estimate):
        return large.estimate
    return large.null


def one_value_each(protocol: Protocol, asked: Hypothesis) -> None:
    """Raises AnalysisError where several values are of one unit and nothing says which of them counts.

    Answers that are drawn here are nobody's who saw what another made.
    """
    if getattr(asked.model, "unit", None) == "piece":
        raise AnalysisError(
            f"{asked.id}: its unit is the piece, and answers drawn in batches do not say whose piece was "
            "seen. --full runs whole sessions, in which participants see what others made."
        )
    places = placements(protocol, asked.measure)
    varied = list(places[0])
    if varied and asked.repeated is None and asked.model.kind not in that_know():
        raise AnalysisError(
            f"{asked.id}: {asked.measure} is asked at {len(places)} levels of {listed(varied)}, of which "
            f"{asked.model.kind} takes one value per participant. Say `repeated: mean`, `first` or `last`."
        )
    number = rounds(protocol, asked)
    if number > 1 and asked.repeated is None and asked.model.kind not in ("paired", "mixed"):
        raise AnalysisError(
            f"{asked.id}: {asked.measure} is answered in {number} rounds, of which {asked.model.kind} takes "
            "one value per participant. The analysis gives no estimate until the hypothesis says "
            "`repeated: mean`, `first` or `last`."
        )
    if number > 1 and asked.repeated == "mean" and is_bounded(protocol, asked.measure):
        raise AnalysisError(
            f"{asked.id}: {asked.measure} is known up to an interval in each of {number} rounds, and the "
            "mean of those cannot be drawn in batches. Say `repeated: first` or `last`; --full runs whole "
            "sessions."
        )


def rounds(protocol: Protocol, asked: Hypothesis) -> int:
    """How many values the timeline asks of a participant for the measure."""
    asking = [step for step in protocol.timeline if getattr(step, "measure", None) == asked.measure]
    return max((getattr(getattr(step, "mechanism", None), "rounds", 1) for step in asking), default=1)


def _cap(cell: Cell) -> float:
    return max(one.high for one in cell.conditions)
