"""Whether sessions ran with texts and materials that the study had: what each names beside what was kept.

A session that names others cannot be played again as it was. If that were enough to be left out, whoever
writes a journal by hand would name some.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from ikea_effect.operations.settlement_sessions import Recorded
from ikea_effect.protocol.models import canonical_json
from ikea_effect.protocol.texts import Texts
from ikea_effect.protocol.wordings import texts_hash
from ikea_effect.record.study import Study
from ikea_effect.record.versions import FOLDER, kept_wordings, known_versions, version_id


def unknown_versions(study: Study, recorded: Mapping[str, Recorded]) -> Iterator[str]:
    """Whose journal names texts or materials that no session of this study can have met, in sentences."""
    known = known_versions(study)
    for who, one in recorded.items():
        if any(not isinstance(met, dict) or version_id(met) not in known for met in one.hashes):
            yield (
                f"{who}.jsonl: it names texts or materials that this study was never run with. {FOLDER}/ "
                "keeps each version before its first session. Restore a copy of journal or folder."
            )


def changed_wordings(study: Study) -> Iterator[str]:
    """Versions whose kept texts are not those that sessions met, in sentences: a report tells by them."""
    for name, hashes, wordings in kept_wordings(study):
        if str(hashes.get("texts")) not in _hashes_of(wordings, study.protocol.languages):
            yield (
                f"{FOLDER}/{name}.json: its texts are not what participants read: their hash is another than "
                "every session of this version names. The file was changed. Restore a copy."
            )


def _hashes_of(wordings: Mapping[str, str], languages: Iterable[str]) -> Iterator[str]:
    """What these texts may be named by, in any of the languages; early versions counted receipts in."""
    for language in languages:
        yield texts_hash(Texts(language, wordings))
        said = canonical_json({"language": language, "wordings": dict(wordings)})
        yield hashlib.sha256(said.encode()).hexdigest()
