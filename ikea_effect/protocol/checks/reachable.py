"""Whether what a plan claims, and its absence, can both come out: what bounds alone prove to be impossible.

Data from elsewhere may have other bounds: each of these keeps from collecting, not from analyzing.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.kinds import main_column
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.problem import Problem


class Bounds(NamedTuple):
    """The least and the most that an answer can be, as the data write them."""

    low: Decimal
    high: Decimal
    text: str


def _bounds(protocol: Protocol, measure: str) -> Bounds | None:
    """The bounds of a measure, where both ends are declared, the lower one below."""
    column = main_column(protocol, measure) if measure in protocol.measures else None
    if column is None or column.low is None or column.high is None or column.low >= column.high:
        return None
    return Bounds(column.low, column.high, f"{column.written(column.low)} to {column.written(column.high)}")


def a_difference_can_be_found(said: Said) -> Iterator[Problem]:
    """Two means can lie further apart than the bounds of an equivalence test, which else always holds."""
    protocol = said.whole
    for at, hypothesis in enumerate(protocol.hypotheses if protocol else ()):
        model = hypothesis.model
        if protocol is None or model.kind != "tost" or model.bounds.difference is None:
            continue
        bounds = _bounds(protocol, hypothesis.measure)
        if bounds is not None and model.bounds.difference >= bounds.high - bounds.low:
            yield Problem(
                ("hypotheses", at, "model", "bounds", "difference"),
                f"is {model.bounds.difference:g}, and '{hypothesis.measure}' goes from {bounds.text}: two "
                "means never lie further apart, so the test always finds them the same.\n"
                "Name the smallest difference that would matter.",
                stops="collection",
            )


def a_published_difference_can_be_found(said: Said) -> Iterator[Problem]:
    """Two means here can lie as far apart as two published ones. That one lies outside alone is a warning."""
    protocol = said.whole
    named = {one.id: one for one in protocol.hypotheses} if protocol else {}
    if protocol and len(named) < len(protocol.hypotheses):  # two have one id, which is told
        return
    for at, published in enumerate(protocol.published if protocol else ()):
        hypothesis = named.get(published.hypothesis)
        if protocol is None or hypothesis is None or published.unit is not None:
            continue
        bounds = _bounds(protocol, hypothesis.measure)
        means = [Decimal(str(mean)) for mean in published.mean.values()]
        if bounds is not None and means and max(means) - min(means) > bounds.high - bounds.low:
            yield Problem(
                ("published", at, "mean"),
                f"has means {max(means) - min(means)} apart, and '{hypothesis.measure}' goes from "
                f"{bounds.text}: the published effect cannot come out here.\n"
                "Make the range wide enough, or say with `unit` that these numbers are in another one.",
                stops="collection",
            )


def equivalence_has_a_bound(said: Said) -> Iterator[Problem]:
    """Where equivalence decides, the smallest effect of interest is declared, not read off the original."""
    protocol = said.whole
    if protocol is None or protocol.replication is None or protocol.replication.decides != "equivalence":
        return
    compared = {one.hypothesis for one in protocol.published}
    for at, hypothesis in enumerate(protocol.hypotheses):
        if hypothesis.id in compared and hypothesis.smallest_effect is None:
            yield Problem(
                ("hypotheses", at),
                f"'{hypothesis.id}' is decided by equivalence and declares no smallest_effect: within what a "
                "difference is too small to matter would hang on the original's sample alone.\n"
                "Write smallest_effect: {d: ...}.",
                stops="collection",
            )


ALL = (a_difference_can_be_found, a_published_difference_can_be_found, equivalence_has_a_bound)
