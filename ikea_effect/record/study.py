"""A study: one data collection, a folder in results/. study.json says what it is; journals are the data."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ikea_effect.errors import ParticipantError, ProtocolError, RecordError, did_you_mean, listed
from ikea_effect.protocol.loading import kept_protocol
from ikea_effect.protocol.models import Protocol, canonical_json
from ikea_effect.record.disk import disk_errors, folder_in_making, sync_folder, write_durably
from ikea_effect.seeds import secret_from_seed

MODES = ("lab", "simulated", "scripted")
_LONGEST = 40
_ID = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{_LONGEST - 1}}}")
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|com[0-9]|lpt[0-9]")


def study_id(protocol: str, before: str = "", after: str = "") -> str:
    """The id of a study that is named after its protocol; of a long one only as much as an id can hold."""
    return before + protocol[: _LONGEST - len(before) - len(after)].rstrip("-") + after


def checked_id(found: str, what: str = "participant") -> str:
    """The id, if it can name a file everywhere. Raises ParticipantError (or RecordError for a study)."""
    if _ID.fullmatch(found) and not _RESERVED.fullmatch(found):
        return found
    error = ParticipantError if what == "participant" else RecordError
    example = "P001" if what == "participant" else "pilot-1"
    raise error(
        f"{what} id {found!r} cannot be used. Allowed: letters a-z, digits, '-' and '_', at most 40, "
        f"beginning with a letter or digit. Write for example {example}."
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a study is to be: everything that must not change once data are collected."""

    name: str
    mode: str
    protocol: Protocol
    experiment: str
    language: str
    hashes: Mapping[str, str]
    seed: int | None = None
    differences: tuple[str, ...] = ()
    planned: int | None = None
    """How many a simulation is to hold; a study with people plans its sample in the protocol."""
    study_sha256: str = ""
    """The hash of all that study.json says, once the study has begun."""
    desk: Mapping[str, int] = field(default_factory=dict)
    """Which of its places are here, where a desk was prepared to be without a network."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What the study's goods are called, and what receipts call the study, in its language."""


class WrongSecretError(RecordError):
    """The secret is there, and is not the one that the study was begun with."""


class Study:
    """A study's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._protocol: Protocol | None = None
        try:
            self.facts: dict[str, Any] = json.loads((folder / "study.json").read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise RecordError(f"{folder}: study.json cannot be read. Is this a study's folder?") from error
        if wrong := _wrong_facts(self.facts):
            raise RecordError(
                f"{folder}: study.json is damaged: it has no right {listed(wrong)}. Restore a copy."
            )

    @property
    def name(self) -> str:
        """The study's name: its folder's."""
        return str(self.facts["study"])

    @property
    def mode(self) -> str:
        """lab, simulated or scripted."""
        return str(self.facts["mode"])

    @property
    def protocol(self) -> Protocol:
        """The protocol that the study was begun with, with what its experiment changes."""
        declared = self.declared
        if self._protocol is None:
            self._protocol = self._read(declared)
        return self._protocol

    def _read(self, declared: Mapping[str, Any]) -> Protocol:
        try:
            return kept_protocol(declared, self.facts["protocol_sha256"])
        except ProtocolError as error:
            raise RecordError(
                f"{self.folder / 'protocol.json'} was accepted by another version of this program, and this "
                f"one cannot read it: {error.faults[0].message} Use the version that the first line of a "
                "journal names."
            ) from error

    @property
    def declared(self) -> dict[str, Any]:
        """What that protocol says, as it was written then."""
        try:
            said = dict(json.loads(self._content("protocol.json", "nobody knows what was declared")))
        except (ValueError, TypeError, RecursionError) as error:
            raise RecordError(f"{self.folder / 'protocol.json'} is damaged. Restore a copy.") from error
        if _hash(said) != self._declared_sha256(said):
            raise RecordError(
                f"{self.folder / 'protocol.json'} is not what the study was begun with: it was changed or "
                "damaged since. Restore a copy."
            )
        return said

    def _declared_sha256(self, said: Mapping[str, Any]) -> str:
        """What protocol.json has to come to, as far as study.json tells: early ones tell it of some."""
        facts = self.facts
        if "declared_sha256" in facts:
            return str(facts["declared_sha256"])
        unchanged = not facts["experiment"] or facts.get("differences") == []
        return str(facts["protocol_sha256"]) if unchanged else _hash(said)

    @functools.cached_property
    def sha256(self) -> str:
        """Hash of what study.json says, which the first event of each session names.

        How many a simulation is to hold is left out: more participants change no earlier one.
        """
        return _hash({name: fact for name, fact in self.facts.items() if name != "planned"})

    def _content(self, name: str, without: str) -> bytes:
        """The file of the study. Raises RecordError, with what cannot be done without it."""
        path = self.folder / name
        try:
            return path.read_bytes()
        except OSError as error:
            raise RecordError(
                f"{path} cannot be read ({error.strerror}): without it {without}. Restore it from a copy of "
                "the study's folder."
            ) from error

    @property
    def secret(self) -> bytes:
        """32 bytes that no export holds. Raises RecordError if they are not there, or are others."""
        secret = self._content("secret", without := "no draw can be made or recomputed")
        if hashlib.sha256(secret).hexdigest() != self.facts["seed_commitment"]:
            raise WrongSecretError(
                f"{self.folder / 'secret'} is not the secret that the study was begun with: {without}. "
                "Restore it from a copy of the study's folder."
            )
        return secret

    @property
    def journals(self) -> Path:
        """The folder of the journals."""
        return self.folder / "journals"

    def journal(self, participant: str) -> Path:
        """The journal's file of a participant, who may not have one yet."""
        return self.journals / f"{participant}.jsonl"

    def participants(self) -> list[str]:
        """Everyone who has a journal, by name. The study's own journal has none that is an id."""
        return sorted(path.stem for path in self.journals.glob("*.jsonl") if _ID.fullmatch(path.stem))

    def strangers(self) -> list[str]:
        """Names of files beside the journals that can be nobody's, such as "P2 - Copy.jsonl"."""
        own = {f"{name}.jsonl" for name in self.participants()}
        there = (path.name for path in self.journals.glob("*") if not path.name.startswith((".", "_")))
        return sorted(name for name in there if name not in own)


_FACTS: Mapping[str, type | tuple[type, ...]] = {
    "study": str, "mode": str, "protocol": str, "protocol_sha256": str, "experiment": str, "language": str,
    "hashes": dict, "seed": (int, type(None)), "seed_commitment": str, "created": str,
}  # fmt: skip
"""What every study.json holds, also that of an early version."""


def _wrong_facts(facts: Any) -> list[str]:
    """Names of the facts that are not there, or are something else."""
    if not isinstance(facts, dict):
        return ["content"]
    wrong = [name for name, kind in _FACTS.items() if not isinstance(facts.get(name, ...), kind)]
    wrong += ["mode"] if facts.get("mode") not in MODES and "mode" not in wrong else []
    wrong += [name for name in ("planned",) if not isinstance(facts.get(name, 1), int)]
    return wrong


def sought_id(name: str) -> str:
    """The id of a study that is to be there. Raises RecordError, which knows a protocol's file as one."""
    if name.endswith((".yaml", ".yml")):
        raise RecordError(
            f"'{name}' is a protocol's file, and the name of a study is expected here. "
            "analyze, report and replicate take a protocol where data are given: add --data FILE."
        )
    return checked_id(name, "study")


def _as_protocol(name: str) -> str:
    """What to do where a protocol's id is given in place of a study's name."""
    from ikea_effect.protocol.loading import protocol_ids

    if name not in protocol_ids():
        return ""
    return (
        f"\n'{name}' is a protocol: analyze, report and replicate take it where data are given "
        "(--data FILE); run and simulate begin a study of it."
    )


def find_study(results: Path, name: str) -> Study:
    """The study of that name. Raises RecordError with the names that there are."""
    folder = results / sought_id(name)
    if not (folder / "study.json").is_file():
        there = sorted(path.parent.name for path in results.glob("*/study.json"))
        raise RecordError(
            f"no study '{name}' in {results}/. Studies there: {listed(there)}.{did_you_mean(name, there)}"
            f"{_as_protocol(name)}"
        )
    return Study(folder)


def open_study(results: Path, plan: Plan, created: str) -> Study:
    """The study that the plan describes: begun now, or gone on with.

    Texts, set-up and materials may be mended meanwhile: each session tells with which it ran.
    Raises: RecordError if it was begun with another mode, language, protocol, amounts or seed.
    """
    checked_id(plan.name, "study")
    folder = results / plan.name
    if not (folder / "study.json").is_file():
        _begin(results, plan, created)
    study = Study(folder)
    same_study(study, plan)
    return study


def _begin(results: Path, plan: Plan, created: str) -> None:
    """The folder, whole or not at all: made beside and renamed."""
    with folder_in_making(results, plan.name) as being_made:
        with disk_errors(results):
            being_made.chmod(0o755)
            for inner in ("journals", "artifacts", "exports"):
                (being_made / inner).mkdir()
        secret = (
            secrets.token_bytes(32) if plan.seed is None else secret_from_seed(plan.seed, plan.protocol.id)
        )
        write_durably(being_made / "secret", secret, mode=0o600)
        write_durably(being_made / "protocol.json", _json(plan.protocol._said))
        write_durably(being_made / "study.json", _json(_facts(plan, created, secret)))
        with disk_errors(results), contextlib.suppress(FileExistsError):
            _rename_new(being_made, results / plan.name)
            sync_folder(results)


def _rename_new(source: Path, target: Path) -> None:
    """Renames, unless another station was faster."""
    try:
        os.rename(source, target)
    except OSError as error:
        if not (target / "study.json").is_file():
            raise
        raise FileExistsError(str(target)) from error


def _facts(plan: Plan, created: str, secret: bytes) -> dict[str, Any]:
    return {
        "format": 2,  # every session is claimed in the study's journal
        "study": plan.name,
        "mode": plan.mode,
        "protocol": plan.protocol.id,
        "protocol_sha256": plan.protocol.sha256,
        "declared_sha256": _hash(json.loads(_json(plan.protocol._said))),
        "experiment": plan.experiment,
        "language": plan.language,
        "hashes": dict(plan.hashes),
        "differences": list(plan.differences),
        "words": dict(plan.words),
        "seed": plan.seed,
        "seed_commitment": hashlib.sha256(secret).hexdigest(),
        "created": created,
    } | ({} if plan.planned is None else {"planned": plan.planned})


def plan_more(study: Study, planned: int) -> None:
    """Keeps that a simulation is to hold more than it was begun with."""
    study.facts = {**study.facts, "planned": planned}
    write_durably(study.folder / "study.json", _json(study.facts))


def of_protocol(study: str, begun_with: str, named: str) -> None:
    """Raises RecordError where another protocol is named than the study was begun with."""
    if named != begun_with:
        raise RecordError(
            f"study '{study}' was begun with the protocol '{begun_with}', not '{named}'. "
            "Choose another name with --study, or leave the protocol out where the command allows that."
        )


def same_study(study: Study, plan: Plan) -> None:
    """Raises RecordError where the study was begun with something else than the plan says."""
    of_protocol(study.name, study.facts["protocol"], plan.protocol.id)
    if study.mode != plan.mode:
        raise RecordError(
            f"study '{study.name}' holds {study.mode} sessions; {plan.mode} ones do not go into it. "
            "Choose another name with --study."
        )
    if study.facts["language"] != plan.language:
        raise RecordError(
            f"study '{study.name}' speaks {study.facts['language']}, not {plan.language}. "
            "Choose another name with --study."
        )
    if study.facts["protocol_sha256"] != plan.protocol.sha256:
        raise RecordError(
            f"study '{study.name}' was begun with another version of its protocol "
            f"({plan.protocol.id}, SHA-256 {study.facts['protocol_sha256'][:12]}...); it is now "
            f"{plan.protocol.sha256[:12]}... {_changed(study)}"
        )
    if study.declared != json.loads(_json(plan.protocol._said)):
        raise RecordError(
            f"study '{study.name}' was begun with other `overrides`: amounts, payment or sample. "
            f"{_changed(study)}"
        )
    if study.facts["experiment"] != plan.experiment:
        raise RecordError(
            f"study '{study.name}' was begun with the set-up '{study.facts['experiment'] or 'none'}', not "
            f"'{plan.experiment or 'none'}'. Choose another name with --study."
        )
    if plan.seed is not None and study.facts["seed"] != plan.seed:
        begun = study.facts["seed"]
        raise RecordError(f"study '{study.name}' was begun with seed {begun}, not {plan.seed}.")


def _changed(study: Study) -> str:
    """What to do where what a study was begun with has changed since."""
    from ikea_effect.record.store_place import url_of  # it takes what reading a study does not need

    said = "Undo the change, or begin another study with --study."
    if url_of(study.folder) is None and not any(study.journals.iterdir()):
        said += f" Nobody took part in this one yet: delete {study.folder}, and it begins anew."
    return said


def _hash(value: Any) -> str:
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()
