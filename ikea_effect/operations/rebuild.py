"""Everything that follows from a study's journals, made anew: artifacts, tables, codebook, report."""

from __future__ import annotations

from ikea_effect.operations.artifacts import MadeAgain, all_artifacts
from ikea_effect.operations.data import export
from ikea_effect.operations.report import report
from ikea_effect.record.study import Study


def rebuild(study: Study) -> MadeAgain:
    """The files, all written anew, and what could not be drawn. The same journals give the same bytes."""
    made = all_artifacts(study)
    return MadeAgain((*made.files, *export(study), report(study)), made.notes)
