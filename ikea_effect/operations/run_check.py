"""Before a session: what `check` refuses is refused here too, once for each version of what it reads."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from ikea_effect.errors import Fault, ProtocolError
from ikea_effect.operations.session_facts import packages, program_digest
from ikea_effect.protocol.models import canonical_json
from ikea_effect.protocol.setup import Setup, in_language
from ikea_effect.record.study import Study
from ikea_effect.record.versions import checked_by


def checked_to_run(setup: Setup, protocol: str, experiment: str | None, folder: Path) -> str:
    """The name under which everything that was checked is remembered in the study of this folder.

    Raises: ProtocolError with every fault that `check` finds.
    """
    name = _name(setup)
    return name if _is_remembered(folder, setup, name) else refuse_faulty(setup, protocol, experiment)


def refuse_faulty(setup: Setup, protocol: str, experiment: str | None) -> str:
    """The name of everything that was checked. Raises: ProtocolError with every fault that `check` finds."""
    name = _name(setup)
    if faults := _faults(name, protocol, experiment):
        raise ProtocolError(faults)
    return name


def _is_remembered(folder: Path, setup: Setup, name: str) -> bool:
    return (folder / "study.json").is_file() and checked_by(Study(folder), setup.hashes) == name


def _name(setup: Setup) -> str:
    """A digest of all that a check reads: protocol, texts of every language, set-up, materials, program."""
    languages = [in_language(setup, language).hashes for language in setup.protocol.languages]
    said = [setup.protocol.sha256, setup.protocol.said, languages, program_digest(), packages(setup.protocol)]
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()


@functools.lru_cache(maxsize=16)
def _faults(_name: str, protocol: str, experiment: str | None) -> tuple[Fault, ...]:
    """What the check finds; the name stands for everything that it reads."""
    from ikea_effect.operations.check import check

    return check(protocol, experiment).faults
