"""Whether sessions ran with texts and materials that the study had: what each names beside what was kept.

A session that names others cannot be played again as it was. If that were enough to be left out, whoever
writes a journal by hand would name some.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ikea_effect.operations.settlement_sessions import Recorded
from ikea_effect.record.study import Study
from ikea_effect.record.versions import FOLDER, known_versions, version_id


def unknown_versions(study: Study, recorded: Mapping[str, Recorded]) -> Iterator[str]:
    """Whose journal names texts or materials that no session of this study can have met, in sentences."""
    known = known_versions(study)
    for who, one in recorded.items():
        if any(not isinstance(met, dict) or version_id(met) not in known for met in one.hashes):
            yield (
                f"{who}.jsonl: it names texts or materials that this study was never run with. {FOLDER}/ "
                "keeps each version before its first session. Restore a copy of journal or folder."
            )
