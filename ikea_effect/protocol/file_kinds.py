"""Which of the files that people write a file is, by its keys: one in place of another is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ikea_effect.errors import Fault, ProtocolError
from ikea_effect.protocol.tree import Tree


class FileKind(NamedTuple):
    """What a file is called, the keys that make it one, and what takes it."""

    name: str
    keys: frozenset[str]
    taken_by: str


FILE_KINDS: Mapping[str, FileKind] = {
    "Protocol": FileKind("a protocol", frozenset({"id", "version", "timeline"}), "check THIS"),
    "Experiment": FileKind(
        "a lab's set-up of a protocol (experiment.yaml)",
        frozenset({"protocol", "language"}),
        "check PROTOCOL --experiment THIS",
    ),
    "Library": FileKind("a library of results", frozenset({"library", "results"}), "meta --library THIS"),
    "Paper": FileKind("a paper's printed numbers", frozenset({"paper", "results"}), "recheck THIS"),
    "MappingFile": FileKind(
        "a mapping of somebody's columns",
        frozenset({"columns"}),
        "analyze PROTOCOL --data FILE --mapping THIS",
    ),
}
"""By the name of the model that reads it."""


def refuse_other_kinds(model: type[Any], tree: Tree) -> None:
    """Raises ProtocolError, one sentence, for a file that is plainly one of the other kinds."""
    wanted = FILE_KINDS.get(model.__name__)
    if wanted is None or not isinstance(tree.data, dict) or wanted.keys <= tree.data.keys():
        return
    for other in FILE_KINDS.values():
        if other is not wanted and other.keys <= tree.data.keys():
            way = other.taken_by.replace("THIS", tree.file)
            if isinstance(name := tree.data.get("protocol"), str):
                way = way.replace("PROTOCOL", name)
            message = (
                f"is {other.name}, and {wanted.name} is expected here. It is taken by: ikea-effect {way}"
            )
            raise ProtocolError([Fault(tree.file, "", message)])
