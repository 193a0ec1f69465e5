"""Whether what a file names is declared, checked on what it says, even where its form is wrong."""

from __future__ import annotations

from ikea_effect.errors import Fault
from ikea_effect.protocol.tree import Tree


def name_faults(tree: Tree) -> list[Fault]:
    """Every name that is used and not declared."""
    return []
