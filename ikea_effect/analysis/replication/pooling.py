"""What a meta-analysis pools: a protocol's published results and the estimates of studies that ran it."""

from __future__ import annotations

from ikea_effect.analysis.replication.meta import EffectKind, LeftOut, Study, study
from ikea_effect.analysis.replication.sources import (
    Standard,
    estimated_summary,
    printed_direction,
    published_summary,
    standard,
)
from ikea_effect.analysis.results import Estimate
from ikea_effect.errors import AnalysisError, did_you_mean, listed
from ikea_effect.protocol.hypotheses import Hypothesis, Published
from ikea_effect.protocol.models import Protocol


def published_studies(
    protocol: Protocol, hypothesis: str, effect: EffectKind = "d"
) -> tuple[Study | LeftOut, ...]:
    """The protocol's published results on the hypothesis, each labeled by its locator.

    A result of which only the claim tells the sign (an F without means) is left out: pooled as claimed, it
    would count for the claim whatever was found.
    """
    by = standard(protocol, _declared(protocol, hypothesis))
    rows = [row for row in protocol.published if row.hypothesis == hypothesis]
    return tuple(
        _published(row, by, effect, f"{protocol.id}/{hypothesis}" + (f"/{place}" if place > 1 else ""))
        for place, row in enumerate(rows, start=1)
    )


def _published(row: Published, by: Standard, effect: EffectKind, id: str) -> Study | LeftOut:
    found = published_summary(row, by)
    if found.effect is not None and printed_direction(row, by.as_printed(row)) is None:
        return LeftOut(row.locator, f"its direction is not printed: {found.basis} has no sign{found.mark}")
    return study(row.locator, found, effect, id, source="published")


def estimated_study(
    label: str,
    protocol: Protocol,
    estimate: Estimate,
    effect: EffectKind = "d",
    id: str = "",
    **moderators: float | str,
) -> Study | LeftOut:
    """A study's own estimate as one to pool."""
    by = standard(protocol, _declared(protocol, estimate.hypothesis))
    found = estimated_summary(estimate, by)
    return study(label, found, effect, id, **{"source": "data", **moderators})


def _declared(protocol: Protocol, hypothesis: str) -> Hypothesis:
    known = {one.id: one for one in protocol.hypotheses}
    if hypothesis not in known:
        raise AnalysisError(
            f"{protocol.id} declares no hypothesis '{hypothesis}'. Declared: {listed(known)}."
            f"{did_you_mean(hypothesis, known)}"
        )
    return known[hypothesis]
