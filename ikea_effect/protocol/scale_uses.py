"""Which measures of a protocol use a scale's file; what reads those files is imported for them alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ikea_effect.errors import Fault
from ikea_effect.protocol.tree import Tree


def with_scales(tree: Tree) -> tuple[Tree, list[Fault]]:
    """The protocol's tree with every scale that it uses filled in; of those that cannot be, why."""
    users = dict(_users(tree))
    if not users:
        return tree, []
    from ikea_effect.protocol.scales import filled_in

    return filled_in(tree, users)


def _users(tree: Tree) -> Iterator[tuple[str, dict[str, Any]]]:
    """Measures that name a scale and are not filled in yet."""
    measures = tree.data.get("measures") if isinstance(tree.data, dict) else None
    for name, body in measures.items() if isinstance(measures, dict) else ():
        if isinstance(body, dict) and isinstance(body.get("use"), str) and "scale" not in body:
            yield name, body
