"""Whether the criterion that is to decide accepts a true zero too often, without a word on why it decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ikea_effect.errors import AnalysisError, Fault
from ikea_effect.operations.power_request import PowerRequest
from ikea_effect.protocol.loading import load_protocol

if TYPE_CHECKING:
    from ikea_effect.diagnosis.results import Diagnosis
    from ikea_effect.operations.check import Checked

STUDIES = 2_000
"""Simulated studies of each hypothesis, of the sample as it is planned."""


def true_zeros(reference: str, experiment: str | None = None) -> tuple[str, ...]:
    """Sentences on a decider that accepts, or may accept, a true zero in more than 5% of studies as planned.

    Nothing where `because:` says why, where no criterion is declared, where no result is published for it to
    judge by, or where no population is declared to simulate it from. Raises: ProtocolError.
    """
    from ikea_effect.report.power_deciders import zero_warnings

    protocol = load_protocol(reference)
    declared = protocol.replication
    if declared is None or declared.because:
        return ()
    judged = dict.fromkeys(one.hypothesis for one in protocol.published)
    n = (protocol.planned_per_condition,)
    asked = (
        PowerRequest(reference, n, (name,), STUDIES, experiment=experiment, effects=("zero",))
        for name in judged
    )
    return tuple(zero_warnings([one for each in asked for one in _diagnoses(each)]))


def _diagnoses(asked: PowerRequest) -> Sequence[Diagnosis]:
    from ikea_effect.operations.power import power_of

    try:
        return power_of(asked).diagnoses
    except AnalysisError:  # no population is declared, or the model takes other data: it is not known
        return ()


def check_in_full(reference: str, experiment: str | None = None, *, quick: bool = False) -> Checked:
    """The check, and whether the decider keeps its error rate, or the protocol says why it decides."""
    from ikea_effect.operations.check import check

    found = check(reference, experiment, quick=quick)
    declared = None if found.faults else load_protocol(reference).replication
    if declared is None:
        return found
    if said := true_zeros(reference, experiment):
        message = f"{' '.join(said)}\nWrite `because:` beside it, or declare another criterion or sample."
        return replace(found, faults=(Fault(reference, "replication.decides", message),), proved=())
    why = "the protocol says why its criterion decides"
    kept = "the criterion that decides accepts a true zero in at most 5% of simulated studies"
    return replace(found, proved=(*found.proved, why if declared.because else kept))
