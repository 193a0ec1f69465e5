"""Texts of parts, folds and motifs: a lab with other materials than the study's words its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ikea_effect.errors import Fault, listed

if TYPE_CHECKING:
    from ikea_effect.protocol.contents import Loaded
    from ikea_effect.protocol.wordings import Wording

SORTS = ("parts", "folds", "motifs")


def names_a_part(key: str) -> bool:
    """Whether the key is of a part, fold or motif of a good: goods.<good>.folds.<id>."""
    steps = key.split(".")
    return len(steps) >= 4 and steps[0] == "goods" and steps[2] in SORTS


def not_in_materials(changed: Mapping[str, Wording], loaded: Loaded) -> Iterator[Fault]:
    """Parts that a lab words and that its own materials do not have."""
    for key, wording in changed.items():
        if not names_a_part(key):
            continue
        _, good, sort, part, *_ = key.split(".")
        there = _ids(loaded, good, sort)
        if part not in there:
            named = f"There are: {listed(there)}." if there else f"'{good}' has no {sort} here."
            yield wording.fault(f"words '{part}', which is none of the {sort} of '{good}' here. {named}")


def _ids(loaded: Loaded, good: str, sort: str) -> tuple[str, ...]:
    kit, sheet, toolkit = (
        loaded.kits.get(good), loaded.sheets.get(good), loaded.toolkits.get(good),
    )  # fmt: skip
    found = {
        "parts": kit.order if kit is not None else (),
        "folds": tuple(fold.id for fold in sheet.folds) if sheet is not None else (),
        "motifs": tuple(toolkit.motifs) if toolkit is not None else (),
    }
    return found[sort]
