"""How close a study as a lab sets it up is to the published one, from what is declared and what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from ikea_effect.errors import AnalysisError, Fault, ProtocolError
from ikea_effect.operations.differences import Difference, differences_by_facet
from ikea_effect.protocol.closeness import Closeness, Facet
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.report.closeness import (
    FACETS,
    How,
    Word,
    hueffmeier_type,
    in_words,
    lebel_class,
)

UNKNOWN = "not declared"


class Judged(NamedTuple):
    """One facet: how it is beside the published study, why, and who says so."""

    facet: str
    how: How
    because: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Close:
    """Every facet, and the words of both typologies for all of them."""

    protocol: str
    original: str
    facets: tuple[Judged, ...]
    lebel: Word
    hueffmeier: Word
    adds: tuple[str, ...] | None

    def to_json(self) -> dict[str, Any]:
        """What was found, as JSON values."""
        return {
            "protocol": self.protocol,
            "original": self.original,
            "facets": [{**one._asdict(), "because": list(one.because)} for one in self.facets],
            "adds": None if self.adds is None else list(self.adds),
            "lebel": self.lebel._asdict(),
            "hueffmeier": self.hueffmeier._asdict(),
        }

    def text(self) -> str:
        """The same for a person: both words first, then each facet."""
        return "\n".join(_lines(self))


def closeness_of(reference: str, experiment: str | None = None) -> Close:
    """How close the study is as this experiment sets it up.

    Raises: ProtocolError; AnalysisError where the protocol follows no publication.
    """
    setup = load_setup(reference, experiment)
    return close_to_its_source(setup, reference)


def close_to_its_source(setup: Setup, reference: str) -> Close:
    """How close the study that is set up is to the one that its protocol follows."""
    source = setup.protocol.source
    if source is None:
        raise AnalysisError(
            f"{setup.protocol.id} follows no publication: there is nothing that it could be close to. A "
            "protocol names what it repeats under `source: {citation: ...}`."
        )
    said = setup.experiment.registered.closeness or Closeness()
    found = differences_by_facet(setup, reference)
    facets = tuple(_judged(name, getattr(said, name), found) for name in FACETS)
    _refuse_without_a_reason(setup, facets)
    known = {one.facet: one.how for one in facets}
    return Close(
        setup.protocol.id,
        source.citation,
        facets,
        lebel_class(known),
        hueffmeier_type(known, said.by, said.where, said.adds),
        said.adds,
    )


def _judged(name: str, said: Facet | None, found: tuple[Difference, ...]) -> Judged:
    """What is declared of a facet; else that the lab departs from the protocol in it; else nothing."""
    differs = tuple(one.text for one in found if one.facet == name)
    if said is not None:
        reasons = (said.because,) if said.because else ()
        return Judged(name, cast(How, said.how), (*reasons, *differs), f"registration.closeness.{name}")
    if differs:
        return Judged(name, "different", differs, "set-up beside the protocol")
    return Judged(name, "unknown", (), UNKNOWN)


def _refuse_without_a_reason(setup: Setup, facets: tuple[Judged, ...]) -> None:
    faults = [fault for one in facets for fault in _without_a_reason(setup, one)]
    if faults:
        raise ProtocolError(faults)


def _without_a_reason(setup: Setup, one: Judged) -> Iterator[Fault]:
    """A facet that is not the same, or that the set-up changes, is the reader's to judge: it says why."""
    said = getattr(setup.experiment.registered.closeness, one.facet, None)
    changed = len(one.because) > bool(said and said.because)
    if said is None or said.because or (said.how == "same" and not changed):
        return
    what = f"the set-up changes it ({one.because[-1]})" if changed else f"it is {said.how}"
    steps = ("registration", "closeness", one.facet)
    yield setup.experiment.fault(steps, f"says {said.how} without `because:`, and {what}. Write why.")


def _lines(close: Close) -> Iterator[str]:
    yield f"{close.protocol} beside {close.original}"
    yield f"LeBel et al. (2018): {in_words(close.lebel)}"
    yield f"Hüffmeier et al. (2016): {in_words(close.hueffmeier)}"
    yield ""
    for one in close.facets:
        label, until = FACETS[one.facet]
        yield f"{one.how:<10}{label} ({one.facet}; different: {until} at best)"
        yield from (f"          {reason}" for reason in one.because)
    owed = [one.facet for one in close.facets if one.how == "unknown"]
    if owed:
        yield ""
        yield (
            f"Not declared: {', '.join(owed)}. Who has read the publication writes them into "
            f"experiment.yaml, as registration: {{closeness: {{{owed[0]}: {{how: same}}}}}}."
        )
