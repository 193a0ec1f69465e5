"""Whether the criterion that is to decide accepts a true zero too often, and nobody says why it decides all the same."""

from __future__ import annotations

from ikea_effect.errors import AnalysisError
from ikea_effect.operations.power_request import PowerRequest
from ikea_effect.protocol.loading import load_protocol

STUDIES = 2_000
"""Simulated studies of each hypothesis, of the sample as it is planned."""


def true_zeros(reference: str, experiment: str | None = None) -> tuple[str, ...]:
    """A sentence for each hypothesis whose decider accepts, or may accept, a true zero in more than 5% of studies.

    Nothing where `because:` says why, where no criterion is declared, or where no result is published for it to
    judge by, or where no population is declared to simulate it from. Raises: ProtocolError.
    """
    protocol = load_protocol(reference)
    declared = protocol.replication
    if declared is None or declared.because:
        return ()
    judged = dict.fromkeys(one.hypothesis for one in protocol.published)
    return tuple(one for name in judged for one in _warnings(reference, experiment, name))


def _warnings(reference: str, experiment: str | None, hypothesis: str) -> tuple[str, ...]:
    from ikea_effect.operations.power import power_of
    from ikea_effect.report.power_deciders import zero_warnings

    n = (load_protocol(reference).planned_per_condition,)
    asked = PowerRequest(reference, n, (hypothesis,), STUDIES, experiment=experiment, effects=("zero",))
    try:
        found = power_of(asked).diagnoses
    except AnalysisError:  # no population is declared, or the model takes other data: it is not known
        return ()
    return tuple(f"{said.removesuffix('.')} ({hypothesis})." for said in zero_warnings(found))
