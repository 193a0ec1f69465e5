"""Whether the criterion that is to decide accepts a true zero too often, without a word on why it decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ikea_effect.errors import AnalysisError, Fault
from ikea_effect.operations.power_request import PowerRequest
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.resources import shipped, underscored
from ikea_effect.protocol.setup import load_setup

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
    return tuple(zero_warnings(_simulated(reference, experiment)))


def left_to_full_check(reference: str) -> str:
    """What `check --full` would simulate and refuse, and `simulate` does not; nothing where there is nothing.

    Protocols that ship, unchanged, are known to be in order. Raises: ProtocolError.
    """
    protocol = load_protocol(reference)
    declared, here = protocol.replication, shipped("protocols") / f"{underscored(protocol.id)}.yaml"
    if declared is None or declared.because or not protocol.published:
        return ""
    if here.is_file() and load_protocol(str(here)).sha256 == protocol.sha256:
        return ""
    return (
        f"not looked at here: how often {declared.decides} accepts a true zero; one that does so too often "
        f"needs a reason (because:). `ikea-effect check {reference} --full` looks, in 2,000 simulated "
        "studies; where it has passed since the protocol was last changed, nothing is left to do."
    )


def _simulated(reference: str, experiment: str | None) -> list[Diagnosis]:
    """What the decider says of studies of a true zero, of each hypothesis that has a published result."""
    protocol = load_setup(reference, experiment).protocol  # with the sample that the lab plans
    n = (protocol.planned_per_condition,)
    asked = (
        PowerRequest(reference, n, (name,), STUDIES, experiment=experiment, effects=("zero",))
        for name in dict.fromkeys(one.hypothesis for one in protocol.published)
    )
    return [one for each in asked for one in _diagnoses(each)]


def _diagnoses(asked: PowerRequest) -> Sequence[Diagnosis]:
    from ikea_effect.operations.power import power_of

    try:
        return power_of(asked).diagnoses
    except AnalysisError:  # no population is declared, or the model takes other data: it is not known
        return ()


def check_in_full(reference: str, experiment: str | None = None, *, quick: bool = False) -> Checked:
    """The check, and whether the decider keeps its error rate, or the protocol says why it decides."""
    from ikea_effect.operations.check import check
    from ikea_effect.report.power_deciders import zero_warnings

    found = check(reference, experiment, quick=quick)
    declared = None if found.faults else load_protocol(reference).replication
    if declared is None:
        return found
    if declared.because:
        return _proved(found, "the protocol says why its criterion decides")
    judged = [one for one in _simulated(reference, experiment) if one.verdicts]
    if not judged:
        return _proved(
            found, "how often its criterion accepts a true zero is not known: nothing to simulate it by"
        )
    if said := tuple(zero_warnings(judged)):
        message = f"{' '.join(said)}\nWrite `because:` beside it, or declare another criterion or sample."
        return found._replace(faults=(Fault(reference, "replication.decides", message),), proved=())
    studies = f"{judged[0].verdicts[0].studies:,} simulated studies"
    return _proved(
        found, f"in {studies} its criterion shows no sign of accepting a true zero in more than 5%"
    )


def _proved(found: Checked, sentence: str) -> Checked:
    return found._replace(proved=(*found.proved, sentence))
