"""One estimate with its names: what a sentence about it is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ikea_effect.analysis.support import unit as unit_of
from ikea_effect.language import say
from ikea_effect.protocol.model_base import levels_kept
from ikea_effect.protocol.models import Protocol
from ikea_effect.report.sections.naming import (
    is_bid,
    is_money,
    label_in_a_sentence,
    level_label,
    measure_label,
    term_in_words,
    words_of,
)
from ikea_effect.report.wording import MINUS, amount, effect_unit, joined, spelled

_PAIR = re.compile(r"([^\s()]+) (?:-|/|>) ([^\s()]+)")
"""The two that are compared, in "a - b", "a / b", "P(a > b)", "(a - b) x m" and "(a - b) -> m -> y"."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An estimate that is there, with the protocol and the model that say what its parts are."""

    protocol: Protocol
    model: Any  # one of protocol.analyses.Model
    estimate: Mapping[str, Any]

    @property
    def value(self) -> float:
        """The number that was estimated."""
        found = self.estimate["estimate"]
        return found if isinstance(found, float) else float(found)

    @property
    def term(self) -> str:
        """What is estimated, as the analysis writes it."""
        return str(self.estimate.get("term") or "")

    @property
    def shown(self) -> str:
        """The estimate as printed, marked, in the unit of a sentence."""
        return f"**{spelled(amount(self.value, effect_unit(self.estimate)))}**"

    @property
    def topic(self) -> str:
        """What is compared: "bids", "scores on “liking”", "values of “felt minutes”"."""
        measure = str(self.estimate.get("measure"))
        label = measure_label(self.protocol, measure)
        if is_money(self.protocol, measure):
            many = words_of(self.protocol, measure).many
            return many if is_bid(self.protocol, measure) else f"{many} (“{label}”)"
        if self._is_measured:
            return say("values of “{label}”", label=label)
        return say("scores on “{label}”", label=label)

    @property
    def one(self) -> str:
        """One of what is compared: "bid", "score on “liking”"."""
        measure = str(self.estimate.get("measure"))
        label = measure_label(self.protocol, measure)
        if is_money(self.protocol, measure):
            one = words_of(self.protocol, measure).one
            return one if is_bid(self.protocol, measure) else f"{one} (“{label}”)"
        if self._is_measured:
            return say("value of “{label}”", label=label)
        return say("score on “{label}”", label=label)

    @property
    def _is_measured(self) -> bool:
        """Whether the measure has a unit of its own, such as minutes: nothing is scored there."""
        unit = unit_of(self.protocol, str(self.estimate.get("measure")))
        return unit not in ("points", "share")

    @property
    def pair(self) -> tuple[str, str] | None:
        """The keys of the two that are compared, the first minus the second."""
        found = _PAIR.search(self.term)
        return (found[1], found[2]) if found else None

    def label(self, key: str) -> str:
        """What stands for a cell in a sentence."""
        if key in self.protocol.measures:
            return measure_label(self.protocol, key)
        if "=" in key:
            return level_label(self.protocol, key)
        return label_in_a_sentence(self.protocol, self.model, key)

    @property
    def versus(self) -> str:
        """ "Builders − Non-builders", or the whole term in words where it compares no pair."""
        if self.pair is None or self.term.count(" - ") > 1:
            return term_in_words(self.protocol, self.term)
        return f" {MINUS} ".join(map(self.label, self.pair))

    @property
    def contrasted(self) -> str:
        """The two levels that the model contrasts: "Builders − Non-builders"."""
        return term_in_words(self.protocol, str(self.of_model("contrast", "")))

    def of_model(self, name: str, otherwise: Any = None) -> Any:
        """What the model declares under this name."""
        return getattr(self.model, name, otherwise)

    def detail(self, name: str) -> Mapping[str, Any]:
        """Details per cell that the analysis keeps under this name."""
        return (self.estimate.get("details") or {}).get(name) or {}

    @property
    def among(self) -> str:
        """ "Among Builders, ", where the model keeps to a cell; else nothing."""
        kept = levels_kept(self.model)
        labels = [
            joined(label_in_a_sentence(self.protocol, None, level) for level in levels)
            for levels in kept.values()
        ]
        return say("Among {labels}, ", labels=joined(labels)) if labels else ""

    @property
    def held(self) -> str:
        """ "At equal age, ", where covariates are held; else nothing."""
        names = [
            say("“{measure}”", measure=measure_label(self.protocol, name))
            for name in self.of_model("covariates", ())
        ]
        return say("At equal {names}, ", names=joined(names)) if names else ""
