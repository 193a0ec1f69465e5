"""Which program runs: a digest of its source and of the packages that its numbers rest on."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from ikea_effect.errors import StationError

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


def same_program(asked: str) -> None:
    """Raises StationError if this is not the program with that digest."""
    if asked != (here := program_digest()):
        raise StationError(
            f"A worker runs another version of the program (digest {here}) than the command (digest "
            f"{asked}).\nNumbers of two versions are not mixed. Install the same version of ikea-effect, "
            f"numpy, scipy, pandas and statsmodels where workers run: there they stand in {ROOT}."
        )
