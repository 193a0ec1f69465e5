"""Verdicts on a protocol's hypotheses: each published result beside what these data say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ikea_effect.analysis.basis import Interim
from ikea_effect.analysis.replication.claims import judge_claims
from ikea_effect.analysis.replication.panel import DEFAULT_DECIDER, Panel, replicate
from ikea_effect.analysis.replication.sources import estimated_summary, published_summary, rests_on, standard
from ikea_effect.analysis.results import Estimate, Verdict
from ikea_effect.protocol.hypotheses import Hypothesis, Published
from ikea_effect.protocol.models import Protocol


class Comparison(NamedTuple):
    """A published result and the panel that sets these data beside it."""

    hypothesis: Hypothesis
    published: Published
    panel: Panel
    rests_on: str | None = None
    """What p and d of these data are of, where that is not one number."""

    @property
    def besides(self) -> dict[str, str]:
        """The same for the inputs of each verdict; nothing where it need not be said."""
        return {} if self.rests_on is None else {"rests_on": self.rests_on}


def judge(protocol: Protocol, estimates: Iterable[Estimate]) -> tuple[Verdict, ...]:
    """Every criterion on every published result, then every claim made of several tests.

    `inputs` tell the published number's locator and provenance, how its n was inferred (or null), and whether
    the rule is the declared one.
    """
    primary = _primary(estimates)
    return (*_criteria(protocol, primary), *judge_claims(protocol, primary))


_DECLARED = ("decides", "locator", "provenance", "inferred")
"""What `inputs` tell of a verdict that does not depend on the data."""


def withheld(verdicts: Iterable[Verdict], interim: Interim) -> tuple[Verdict, ...]:
    """The same rules on the same hypotheses, each with the reason why it says nothing yet."""
    return tuple(
        Verdict(
            one.hypothesis,
            one.rule,
            "withheld",
            None,
            {name: one.inputs[name] for name in _DECLARED if name in one.inputs} | interim.to_json(),
            interim.reason,
        )
        for one in verdicts
    )


def _primary(estimates: Iterable[Estimate]) -> dict[str, Estimate]:
    return {estimate.hypothesis: estimate for estimate in estimates if estimate.role == "primary"}


def _criteria(protocol: Protocol, primary: dict[str, Estimate]) -> Iterator[Verdict]:
    declared = protocol.replication.decides if protocol.replication else None
    yield from (
        Verdict(
            compared.hypothesis.id,
            criterion.id,
            criterion.outcome,
            criterion.value,
            {
                **criterion.inputs,
                "decides": criterion.id == declared,
                "locator": compared.published.locator,
                "provenance": compared.published.provenance,
                "inferred": compared.published.n.inferred,
                **compared.besides,
            },
            criterion.sentence,
            None if criterion.chances is None else criterion.chances.to_json(),
        )
        for compared in compare(protocol, primary.values())
        for criterion in compared.panel.criteria
    )


def compare(protocol: Protocol, estimates: Iterable[Estimate]) -> tuple[Comparison, ...]:
    """One panel per published result, in the order in which they are published."""
    primary = _primary(estimates)
    hypotheses = {hypothesis.id: hypothesis for hypothesis in protocol.hypotheses}
    decides = protocol.replication.decides if protocol.replication else DEFAULT_DECIDER
    return tuple(
        Comparison(
            hypothesis,
            row,
            _panel(protocol, hypothesis, row, primary.get(row.hypothesis), decides),
            rests_on(primary.get(row.hypothesis), standard(protocol, hypothesis)),
        )
        for row in protocol.published
        if (hypothesis := hypotheses.get(row.hypothesis)) is not None
    )


def _panel(
    protocol: Protocol, hypothesis: Hypothesis, row: Published, estimate: Estimate | None, decides: str
) -> Panel:
    smallest = hypothesis.smallest_effect.d if hypothesis.smallest_effect else None
    by = standard(protocol, hypothesis)
    found = replicate(published_summary(row, by), estimated_summary(estimate, by), decides, smallest)
    return found.with_chances(smallest)
