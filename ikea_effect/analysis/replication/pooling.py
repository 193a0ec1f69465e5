"""What a meta-analysis pools: a protocol's published results and the estimates of studies that ran it."""

from __future__ import annotations

from ikea_effect.analysis.replication.meta import LeftOut, Study, study
from ikea_effect.analysis.replication.sources import estimated_summary, published_summary, standard
from ikea_effect.analysis.results import Estimate
from ikea_effect.errors import AnalysisError, did_you_mean, listed
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.models import Protocol


def published_studies(protocol: Protocol, hypothesis: str) -> tuple[Study | LeftOut, ...]:
    """The protocol's published results on the hypothesis, each labeled by its locator."""
    declared = _declared(protocol, hypothesis)
    by = standard(protocol, declared)
    return tuple(
        study(row.locator, published_summary(row, by), source="published")
        for row in protocol.published
        if row.hypothesis == hypothesis
    )


def estimated_study(
    label: str, protocol: Protocol, estimate: Estimate, **moderators: float | str
) -> Study | LeftOut:
    """A study's own estimate as one to pool."""
    by = standard(protocol, _declared(protocol, estimate.hypothesis))
    return study(label, estimated_summary(estimate, by), **{"source": "data", **moderators})


def _declared(protocol: Protocol, hypothesis: str) -> Hypothesis:
    known = {one.id: one for one in protocol.hypotheses}
    if hypothesis not in known:
        raise AnalysisError(
            f"{protocol.id} declares no hypothesis '{hypothesis}'. Declared: {listed(known)}."
            f"{did_you_mean(hypothesis, known)}"
        )
    return known[hypothesis]
