"""Where protocols, texts and experiments lie: where the user works, and what came with the package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(folder: str) -> Path:
    """The package's own protocols/ or experiments/: in a wheel under _data, else in the checkout."""
    inside = _PACKAGE / "_data" / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def folders(folder: str, beside: Path | None = None) -> tuple[Path, ...]:
    """Where to look, first to last: beside a file that was named, where the user stands, what is shipped."""
    found: dict[Path, None] = {}
    for place in ([beside] if beside else []) + [Path.cwd() / folder, shipped(folder)]:
        if place.is_dir():
            found[place.resolve()] = None
    return tuple(found)


def underscored(name: str) -> str:
    """A name as files and folders write it."""
    return name.replace("-", "_")


def is_path(reference: str) -> bool:
    """Whether the words of a user mean a file or folder, and not a name."""
    return reference.endswith((".yaml", ".yml")) or "/" in reference or "\\" in reference


def inside(folder: Path, relative: str) -> Path | None:
    """The file that lies at this place inside the folder, or nothing if the place is outside of it."""
    if not relative or "\\" in relative or ":" in relative or "\x00" in relative:
        return None
    path = Path(relative)
    if path.is_absolute() or ".." in path.parts:
        return None
    root = folder.resolve()
    return root / path if (root / path).resolve().is_relative_to(root) else None
