"""What the first event of every journal holds: who, which condition, and everything the numbers rest on."""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import platform
import re
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from ikea_effect import __version__
from ikea_effect.operations.differences import differences
from ikea_effect.operations.preview_walk import texts_of
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.kinds.steps.bidding import biddings
from ikea_effect.protocol.lab_texts import logo_of
from ikea_effect.protocol.models import Protocol, canonical_json
from ikea_effect.protocol.registry import Sort, package_of
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.desks import PREPARED
from ikea_effect.record.events import GENESIS
from ikea_effect.record.study import Plan
from ikea_effect.screens.context import Context
from ikea_effect.seeds import KEY_FORMAT
from ikea_effect.session.frontends.base import Frontend
from ikea_effect.session.picture_files import picture_file
from ikea_effect.tasks.pages.task import consent_pages

_OWN_WORDS = re.compile(r"goods\.|lab\.|receipts\.study$")
"""The study's own texts that its receipts show."""

DECIDING = ("protocol", "assignment", "screens", "tasks", "payment", "session")
"""Folders whose sources decide a draw, or what follows from a reply."""

_PARTS = ("pydantic", "ruamel.yaml", "numpy", "babel", "psychopy", "pyglet")


@functools.cache
def program_digest() -> str:
    """Hex SHA-256 over the sources that decide what follows from a reply."""
    root, total = Path(__file__).parents[1], hashlib.sha256()
    parts = [root / "money.py", root / "seeds.py"]
    parts += [path for name in DECIDING for path in (root / name).rglob("*.py")]
    for path in sorted(parts):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{path.relative_to(root).as_posix()}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()


@functools.cache
def versions() -> Mapping[str, str]:
    """Versions of Python, of this program and of the parts that a session rests on."""
    found = {"python": platform.python_version(), "ikea-effect": __version__, "program": program_digest()}
    for part in _PARTS:
        try:
            found[part] = metadata.version(part)
        except metadata.PackageNotFoundError:
            continue
    return found


def packages(protocol: Protocol) -> dict[str, dict[str, str]]:
    """The packages that kinds of the protocol come from, by kind; nothing where all are of this program."""
    used: list[tuple[Sort, str]] = [("step", step.kind) for step in protocol.timeline]
    used += [("measure", measure.kind) for measure in protocol.measures.values()]
    used += [("mechanism", step.mechanism.kind) for step in biddings(protocol.timeline)]
    found = {kind: package_of(sort, kind) for sort, kind in used}
    return {kind: package._asdict() for kind, package in found.items() if package is not None}


def started(
    context: Context, plan: Plan, slot: int, frontend: Frontend, follows: str = GENESIS
) -> dict[str, Any]:
    """The data of the `started` event. `follows` is the head of the study's journal as it was then."""
    foreign = packages(plan.protocol)
    consented = consents(context) if plan.mode != "simulated" else {}
    place = context.place.as_data() if context.place else {}
    return {
        "format": KEY_FORMAT if context.claim else 1,
        "claim": context.claim,
        "follows": follows,
        "participant": context.participant,
        "condition": context.condition,
        "slot": slot,
        **({"assignment": place} if place else {}),
        "mode": plan.mode,
        "study": plan.name,
        **({"study_sha256": plan.study_sha256} if plan.study_sha256 else {}),
        **({PREPARED: dict(plan.desk)} if plan.desk else {}),
        "protocol": plan.protocol.id,
        "protocol_sha256": plan.protocol.sha256,
        "hashes": dict(plan.hashes),
        "language": context.setup.language,
        "experiment": plan.experiment,
        "versions": versions() if plan.mode != "simulated" else {"ikea-effect": __version__},
        "frontend": frontend.facts(),
        "seed_commitment": hashlib.sha256(context.secret).hexdigest(),
        **({"kinds": foreign} if foreign else {}),
        **({"consent": consented} if consented else {}),
    }


def consents(context: Context) -> dict[str, dict[str, str]]:
    """{step: the version of its text as the lab names it, and the SHA-256 of every word that is shown there}.

    Over the texts as a canonical JSON list: the language, title, body, small type, what is agreed to.
    """
    version = context.setup.texts.wordings.get("lab.consent-version")
    found = {}
    for step, page in consent_pages(context):
        shown = [context.setup.language, *map(context.setup.texts.render, texts_of(page))]
        sha256 = hashlib.sha256(canonical_json(shown).encode()).hexdigest()
        found[step] = {**({"version": version} if version else {}), "sha256": sha256}
    return found


def _words_to_keep(setup: Setup) -> dict[str, str]:
    """What receipts and the codebook say of the study, also where its files are not at hand any more."""
    asked = {key for column in columns_of(setup.protocol) for key in column.wording}
    return {
        key: text
        for key, text in setup.texts.wordings.items()
        if key in asked or _OWN_WORDS.match(key) is not None
    } | _logo(setup)


LOGO, _LOGO_PX = "lab.logo", (480, 160)
"""Where the logo is kept among a study's words, for its receipts: a PNG in base64, at most so large."""


def _logo(setup: Setup) -> dict[str, str]:
    path = logo_of(setup.experiment, setup.folder)
    if path is None:
        return {}
    out = io.BytesIO()
    picture = picture_file(path).copy()
    picture.thumbnail(_LOGO_PX)
    picture.save(out, "PNG", optimize=True)
    return {LOGO: base64.b64encode(out.getvalue()).decode()}


def plan_of(setup: Setup, reference: str, name: str, mode: str, seed: int | None = None) -> Plan:
    """The study that this set-up begins or goes on with."""
    return Plan(
        name=name,
        mode=mode,
        protocol=setup.protocol,
        experiment=setup.folder.name if setup.experiment.said else "",
        language=setup.language,
        hashes=setup.hashes,
        seed=seed,
        differences=differences(setup, reference),
        words=_words_to_keep(setup),
    )
