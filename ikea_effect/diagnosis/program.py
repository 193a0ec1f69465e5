"""Which program runs: a digest of its source and of the packages that its numbers rest on.

A protocol that requires packages of others rests on these too: the engine of a model may be theirs.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

from ikea_effect.errors import StationError, listed
from ikea_effect.protocol.registry import required

PACKAGES = ("numpy", "scipy", "pandas", "statsmodels")
ROOT = Path(__file__).resolve().parents[1]


@cache
def program_digest() -> str:
    """32 hex signs, the same wherever the same program runs beside the same packages."""
    found = hashlib.sha256()
    for name in PACKAGES:
        found.update(f"{name} {version(name)}\n".encode())
    for file in sorted(ROOT.rglob("*.py"), key=lambda one: one.relative_to(ROOT).as_posix()):
        content = file.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{file.relative_to(ROOT).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()[:32]


@lru_cache(maxsize=64)
def program_for(said: str) -> str:
    """The digest of what answers a protocol, which is given as JSON: with the packages that it requires."""
    packages = [tuple(one) for name in _required(said) for one in required(name)]
    if not packages:
        return program_digest()
    return hashlib.sha256(f"{program_digest()} {packages}".encode()).hexdigest()[:32]


def _required(said: str) -> list[str]:
    return list(json.loads(said).get("requires", ()))


def same_program(asked: str, said: str = "{}") -> None:
    """Raises StationError if this is not the program with that digest, which answers what is `said`."""
    if asked != (here := program_for(said)):
        packages = listed(["ikea-effect", *PACKAGES, *_required(said)])
        raise StationError(
            f"A worker runs another version of the program (digest {here}) than the command (digest "
            f"{asked}).\nNumbers of two versions are not mixed. Install the same version of {packages} "
            f"where workers run: there they stand in {ROOT}."
        )
