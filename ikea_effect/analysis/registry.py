"""Which function answers which kind of model."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ikea_effect.analysis.question import Question
from ikea_effect.analysis.results import Estimate
from ikea_effect.analysis.welch import welch

ENGINES: Mapping[str, Callable[[Question], Estimate]] = {"welch": welch}
