"""A kind is known in its own files alone: elsewhere it is found by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from ikea_effect.protocol.registry import BUILT_IN, measure_kind, step_kind

HOMES = ("protocol/kinds/", "tasks/", "session/frontends/lab/", "screens/")
"""Folders that hold a kind's own files."""

KNOWN_BY_NAME = {"Bidding"}
"""Payment, receipts and the rules on incentives are about bids."""


def classes() -> dict[str, str]:
    """Model -> kind, of every kind but those that are known by name."""
    found = {step_kind(name).model.__name__: name for name in BUILT_IN["step"]}
    found |= {measure_kind(name).model.__name__: name for name in BUILT_IN["measure"]}
    return {model: kind for model, kind in found.items() if model not in KNOWN_BY_NAME}


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """What a file imports from the files of kinds: module and name."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        module = str(getattr(node, "module", ""))
        if isinstance(node, ast.ImportFrom) and module.startswith(
            ("ikea_effect.protocol.kinds.steps.", "ikea_effect.protocol.kinds.measures.")
        ):
            yield from ((module, one.name) for one in node.names)


def test_no_other_file_imports_the_class_of_a_kind(checkout: Path) -> None:
    package = checkout / "ikea_effect"
    found = []
    for path in package.rglob("*.py"):
        place = path.relative_to(package).as_posix()
        if not place.startswith(HOMES):
            names = {name for _, name in imported(path)} & set(classes())
            found += [f"{place}: {name}" for name in sorted(names)]
    assert not found


def test_an_import_of_such_a_class_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "knows.py"
    file.write_text("from ikea_effect.protocol.kinds.measures.rating import Rating\n", "utf-8")
    assert [name for _, name in imported(file)] == ["Rating"]
    assert {"Rating", "Assembly"} <= set(classes())
