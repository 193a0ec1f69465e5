"""A frozen registration on disk: what it holds, whether it was edited, and what differs from it now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ikea_effect.errors import RecordError, brief
from ikea_effect.protocol.models import canonical_json
from ikea_effect.protocol.setup import Setup
from ikea_effect.report.registration.plan import Collected

if TYPE_CHECKING:
    from ikea_effect.record.study import Study

MANIFEST = "registration.json"
PLAN = "plan.json"
AMENDMENT = "amendment-"


@dataclass(frozen=True, slots=True)
class Frozen:
    """One registration, or an amendment of it: its folder, when it was written, and the plan it froze."""

    folder: Path
    facts: Mapping[str, Any]
    plan: Mapping[str, Any]

    @property
    def date(self) -> str:
        """The day on which it was written."""
        return str(self.facts["date"])

    @property
    def kind(self) -> str:
        """registration, amendment or deviation."""
        return str(self.facts["kind"])


def plan_of(setup: Setup) -> dict[str, Any]:
    """All that is frozen: the protocol as it is run here, the experiment, every text, and the files' hash."""
    return {
        "protocol": dict(setup.protocol.said),
        "protocol_sha256": setup.protocol.sha256,
        "experiment": dict(setup.experiment.kept),
        "registration": setup.experiment.said.get("registration") or {},
        "language": setup.language,
        "texts": dict(sorted(setup.texts.wordings.items())),
        "texts_sha256": setup.hashes["texts"],
        "materials_sha256": setup.hashes["materials"],
    }


def as_json(value: Any) -> bytes:
    """The value as the files hold it."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def hashes_of(folder: Path) -> dict[str, str]:
    """{file: SHA-256} of all that lies in the folder, but for its manifest and for amendments."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != MANIFEST and not name.startswith((AMENDMENT, ".")):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def digest(facts: Mapping[str, Any]) -> str:
    """One hash of all that the manifest says, files' hashes among it, by which a registration is named."""
    said = {key: value for key, value in facts.items() if key != "sha256"}
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()


def registered(folder: Path) -> tuple[Frozen, ...]:
    """The registration in the folder and its amendments, in order. Raises: RecordError if one was edited."""
    numbers = sorted(
        int(path.name.removeprefix(AMENDMENT))
        for path in folder.glob(f"{AMENDMENT}*")
        if path.name.removeprefix(AMENDMENT).isdecimal() and (path / MANIFEST).is_file()
    )
    return (_read(folder), *(_read(folder / f"{AMENDMENT}{number}") for number in numbers))


def _read(folder: Path) -> Frozen:
    facts = _json(folder / MANIFEST)
    files = facts.get("files")
    if not isinstance(files, dict) or facts.get("sha256") != digest(facts):
        raise RecordError(f"{folder / MANIFEST}: was edited after it was written: its hash does not hold.")
    now = hashes_of(folder)
    edited = [name for name in files if name in now and now[name] != files[name]]
    missing = [name for name in files if name not in now]
    added = [name for name in now if name not in files]
    for names, what in ((edited, "was edited"), (missing, "is not there any more"), (added, "was put there")):
        if names:
            raise RecordError(
                f"{folder / names[0]}: {what} after this was registered on {facts.get('date')}. A frozen "
                "registration does not change: put it as it was, and register what is new as an amendment."
            )
    return Frozen(folder, facts, _json(folder / PLAN))


def _json(path: Path) -> Any:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise RecordError(f"{path}: cannot be read. Is {path.parent} a registration's folder?") from error
    if not isinstance(found, dict):
        raise RecordError(f"{path}: is no registration of this program.")
    return found


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """One line for each thing that differs between two plans, by its key: what it is, what it was."""
    parts = {
        "protocol": ("protocol", before["protocol"], now["protocol"]),
        "experiment": ("experiment", before["experiment"], now["experiment"]),
        "registration": ("registration", before["registration"], now["registration"]),
        "texts": ("texts", before["texts"], now["texts"]),
    }
    found = [line for name, *both in parts.values() for line in _differ(name, *both)]
    if before["materials_sha256"] != now["materials_sha256"]:
        found.append("materials: the files differ.")
    return tuple(found)


def beside_the_study(folder: Path, study: Study) -> dict[str, Any]:
    """What was registered, what was changed since, and in which lines the study differs from the last plan.

    Raises: RecordError where the registration was edited, or is of another protocol.
    """
    first, *later = registered(folder)
    if first.facts.get("protocol") != study.protocol.id:
        raise RecordError(
            f"{folder}: registers protocol {first.facts.get('protocol')}, and {study.name} is a study of "
            f"{study.protocol.id}."
        )
    return {
        "date": first.date,
        "sha256": first.facts["sha256"],
        "amendments": [_amendment(one) for one in later],
        "differences": list(_run_otherwise((first, *later)[-1].plan, study)),
        "declared": dict((first, *later)[-1].plan.get("registration") or {}),
        "lab": dict(((first, *later)[-1].plan.get("experiment") or {}).get("lab") or {}),
        "closeness": (first, *later)[-1].plan.get("closeness"),
    }


def _amendment(one: Frozen) -> dict[str, Any]:
    known = one.facts.get("known")
    seen = "no study was there" if known is None else Collected(**known).seen
    return {"date": one.date, "kind": one.kind, "because": one.facts["because"], "seen": seen} | {
        "changes": one.facts["changes"]
    }


def _run_otherwise(plan: Mapping[str, Any], study: Study) -> Iterator[str]:
    """The study's protocol key by key; its language, texts and materials by what was kept of them."""
    yield from _differ("protocol", plan["protocol"], study.protocol.said)
    if plan["language"] != study.facts["language"]:
        yield f"language: {study.facts['language']}; it was {plan['language']}."
    hashes = study.facts["hashes"]
    for part in ("texts", "materials"):
        same_language = part == "materials" or plan["language"] == study.facts["language"]
        if same_language and hashes.get(part) != plan[f"{part}_sha256"]:
            yield f"{part}: the files that the study began with differ from those that were registered."


_NONE = object()


def _differ(place: str, before: Any, now: Any) -> Iterator[str]:
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        for key in dict.fromkeys([*before, *now]):
            yield from _differ(f"{place}.{key}", before.get(key, _NONE), now.get(key, _NONE))
    elif isinstance(before, list | tuple) and isinstance(now, list | tuple) and len(before) == len(now):
        for number, pair in enumerate(zip(before, now, strict=True)):
            yield from _differ(f"{place}[{number}]", *pair)
    elif before != now:
        yield f"{place}: {_shown(now)}; it was {_shown(before)}."


def _shown(value: Any) -> str:
    if value is _NONE:
        return "not there"
    return brief(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str), 200)
