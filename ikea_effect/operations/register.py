"""A study registered before its data: forms, the frozen plan, every screen, and what changes later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ikea_effect import __version__
from ikea_effect.errors import RecordError
from ikea_effect.operations.closeness import close_to_its_source
from ikea_effect.operations.registrations import (
    AMENDMENT,
    MANIFEST,
    PLAN,
    Frozen,
    as_json,
    changes,
    digest,
    hashes_of,
    plan_of,
    registered,
)
from ikea_effect.operations.true_zeros import true_zeros
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.record.disk import disk_errors, folder_in_making, sync_folder, write_durably

if TYPE_CHECKING:
    from ikea_effect.report.registration.forms import Form
    from ikea_effect.report.registration.plan import Collected, Plan

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class RegisterRequest:
    """What is asked for. Studies of the protocol lie in `results`; `because` is why a plan changes."""

    protocol: str
    out: Path
    experiment: str | None = None
    results: Path = Path("results")
    because: str = ""
    screens: bool = True


@dataclass(frozen=True, slots=True)
class Registered:
    """What was written, or that nothing had changed (`folder` is then what is there, `forms` is empty)."""

    folder: Path
    kind: str
    date: str
    sha256: str
    forms: tuple[Form, ...] = ()
    changes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """What happened, as JSON values."""
        from ikea_effect.report.registration.documents import as_json as form_as_json

        return {
            "folder": str(self.folder),
            "kind": self.kind,
            "date": self.date,
            "sha256": self.sha256,
            "changes": list(self.changes),
            "forms": [form_as_json(form) for form in self.forms],
        }


def register(request: RegisterRequest, say: Say, today: str | None = None) -> Registered:
    """Writes the registration, or beside one that is there what has changed since.

    Raises: ProtocolError; RecordError where what is there was edited, or where nobody says why it changes.
    """
    from ikea_effect.report.registration.plan import Plan

    setup = load_setup(request.protocol, request.experiment)
    if said := true_zeros(request.protocol, request.experiment):
        raise RecordError(f"{setup.protocol.id}: {' '.join(said)} Write `because:` beside `decides:`.")
    known = collected(request.results, setup.protocol.id)
    plan = Plan(setup, today or datetime.now(UTC).date().isoformat(), known)
    if not (request.out / MANIFEST).exists():
        _empty(request.out)
        return _write(request.out, "registration", plan, request, say)
    there = registered(request.out)
    if there[0].facts.get("protocol") != setup.protocol.id:
        raise RecordError(
            f"{request.out}: registers protocol {there[0].facts.get('protocol')}, not {setup.protocol.id}. "
            "Name another folder with --out."
        )
    found = changes(there[-1].plan, plan_of(setup))
    if not found:
        last = there[-1]
        return Registered(last.folder, "unchanged", last.date, str(last.facts["sha256"]))
    if not request.because:
        raise RecordError(_why(there[-1], found))
    folder = request.out / f"{AMENDMENT}{len(there)}"
    _empty(folder)
    return _write(folder, _kind(plan), plan, request, say, found)


def _empty(folder: Path) -> None:
    """Refuses a folder of something else: a registration hashes all that lies beside it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RecordError(
            f"{folder}: holds something else, or a registration that was cut off before it was whole. Name a "
            "folder with --out that is not there yet, or delete this one."
        )


def _why(last: Frozen, found: tuple[str, ...]) -> str:
    lines = "\n".join(f"  {line}" for line in found)
    return (
        f"{last.folder}: was registered on {last.date}, and the plan differs from it now:\n{lines}\n"
        "Say why with --because, and this is registered beside it."
    )


def _kind(plan: Plan) -> str:
    """A change is a deviation once somebody may have seen what came out: verdicts, or the planned sample."""
    known = plan.collected
    seen = known is not None and (known.looks or known.finished >= plan.protocol.planned_in_all)
    return "deviation" if seen else "amendment"


def collected(results: Path, protocol: str) -> Collected | None:
    """What the journals of all studies with people by this protocol know; None where there is none."""
    from ikea_effect.errors import IkeaEffectError
    from ikea_effect.operations.data import read_study
    from ikea_effect.operations.interim import KIND
    from ikea_effect.operations.looks import KIND as PLANNED
    from ikea_effect.record.study import Study
    from ikea_effect.record.study_acts import acts
    from ikea_effect.report.registration.plan import Collected

    found = []
    for path in sorted(results.glob("*/study.json")):
        try:
            study = Study(path.parent)
            if study.mode != "lab" or study.protocol.id != protocol:
                continue
            read = read_study(study, settled=False)
            finished = sum(row.get("status") == "complete" for row in read.tables.wide)
            looks = sum(act.kind in (KIND, PLANNED) for act in acts(study))
        except IkeaEffectError as error:
            raise RecordError(
                f"{path.parent}: what it holds is not known, so nothing is registered.\n{error}"
            ) from error
        found.append(Collected(study.name, len(read.heads), finished, looks))
    if not found:
        return None
    names = " and ".join(one.study for one in found)
    return Collected(
        names,
        sum(one.begun for one in found),
        sum(one.finished for one in found),
        sum(one.looks for one in found),
    )


def _write(
    folder: Path, kind: str, plan: Plan, request: RegisterRequest, say: Say, found: tuple[str, ...] = ()
) -> Registered:
    """The folder, whole or not at all: made beside and renamed."""
    from ikea_effect.report.registration.documents import markdown, word
    from ikea_effect.report.registration.forms import filled

    forms = filled(plan)
    with folder_in_making(folder.absolute().parent, folder.name) as made:
        for form in forms:
            write_durably(made / f"{form.id}.md", markdown(form, plan).encode())
            write_durably(made / f"{form.id}.docx", word(form, plan))
        write_durably(made / PLAN, as_json({**plan_of(plan.setup), **_close(plan, request)}))
        if found:
            write_durably(made / "changes.md", _changes(kind, plan, request.because, found).encode())
        if request.screens:
            _screens(plan.setup, request, made, say)
        facts = _manifest(made, kind, plan, request.because, found)
        write_durably(made / MANIFEST, as_json(facts))
        with disk_errors(folder):
            made.chmod(0o755)
            if folder.exists():
                folder.rmdir()  # it is empty, and only some systems rename onto an empty folder
            made.rename(folder)
            sync_folder(folder.absolute().parent)
    return Registered(folder, kind, plan.date, facts["sha256"], forms, found)


def _close(plan: Plan, request: RegisterRequest) -> dict[str, Any]:
    """How close the study is to the published one, as it is registered; nothing where none was published."""
    if plan.protocol.source is None:
        return {}
    return {"closeness": close_to_its_source(plan.setup, request.protocol).to_json()}


def _screens(setup: Setup, request: RegisterRequest, folder: Path, say: Say) -> None:
    """Every screen of every condition in the experiment's language, for those who judge its ethics."""
    from ikea_effect.operations.preview import PreviewRequest, preview

    asked = PreviewRequest(request.protocol, folder / "screens", request.experiment, (setup.language,))
    preview(asked, say)


def _changes(kind: str, plan: Plan, because: str, found: tuple[str, ...]) -> str:
    seen = plan.collected.seen if plan.collected else "no study by this protocol was there"
    lines = "\n".join(f"- `{line}`" for line in found)
    return f"# {kind.capitalize()} of {plan.date}\n\nWhy: {because}\n\nBy then {seen}.\n\n{lines}\n"


def _manifest(folder: Path, kind: str, plan: Plan, because: str, found: tuple[str, ...]) -> dict[str, Any]:
    facts = {
        "format": 1,
        "kind": kind,
        "date": plan.date,
        "protocol": plan.protocol.id,
        "version": plan.protocol.version,
        "program": __version__,
        "known": plan.collected._asdict() if plan.collected else None,
        "because": because,
        "changes": list(found),
        "files": hashes_of(folder),
    }
    return {**facts, "sha256": digest(facts)}
