"""What a report is made from: the protocol, the participants, the analysis and the study's record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ikea_effect.protocol.models import Protocol
from ikea_effect.report.origins import sourced

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class ReportMaterial:
    """Everything a report says comes from here; the same material gives the same bytes.

    `observations` has one row per participant: participant, the factors, the measures (money in major
    units), status ("complete", "interrupted", or "excluded" with a reason), and the noted columns such as
    "bid.comprehension". `analysis` is the JSON object of `ikea-effect analyze`. `study` may hold study, mode,
    created, language, seed, software {part: version}, protocol_sha256, journals, journal_head,
    seed_commitment, pace and notes [sentence]; what it lacks is printed as "not recorded". `reading` says of
    files from elsewhere what was read (files, columns, unused, notes, asked); None for a study of ours.
    `registered` says of a frozen registration what it is (date, sha256, amendments) and in which lines the
    study differs from it (differences); None where none is named.
    """

    protocol: Protocol
    observations: DataFrame
    analysis: Mapping[str, Any]
    study: Mapping[str, Any]
    differences: tuple[str, ...] = ()
    screens: tuple[Path, ...] = field(default=())
    reading: Mapping[str, Any] | None = None
    registered: Mapping[str, Any] | None = None

    @property
    def mode(self) -> str:
        """How the data came about: lab, simulated, scripted, or data (a file from elsewhere)."""
        return str(self.study.get("mode") or self.analysis.get("mode") or "not recorded")

    @property
    def estimates(self) -> tuple[Mapping[str, Any], ...]:
        """Every estimate of the analysis, in its order."""
        return tuple(self.analysis.get("estimates") or ())

    @property
    def verdicts(self) -> tuple[Mapping[str, Any], ...]:
        """Every verdict of the analysis, in its order."""
        return tuple(self.analysis.get("verdicts") or ())

    def primary(self, hypothesis: str) -> Mapping[str, Any] | None:
        """The primary estimate of a hypothesis, or None if the analysis holds none."""
        for estimate in self.estimates:
            if estimate.get("hypothesis") == hypothesis and estimate.get("role") == "primary":
                return estimate
        return None

    def sourced_primary(self, hypothesis: str) -> Mapping[str, Any] | None:
        """The same, each number of it with its id, for prose."""
        for place, estimate in enumerate(self.estimates):
            if estimate is self.primary(hypothesis):
                return cast(Mapping[str, Any], sourced(estimate, f"analysis.estimates[{place}]"))
        return None
