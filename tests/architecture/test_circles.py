"""No two modules need each other: each can be read, tested and moved without what comes after it."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import grimp


def circle(needs: dict[str, set[str]]) -> list[str]:
    """Modules that import each other in a ring, the first one last again; empty where there is none."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = grimp.build_graph("ikea_effect", exclude_type_checking_imports=True, cache_dir=None)
    needs = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert circle(needs) == []


def test_a_circle_is_seen() -> None:
    assert circle({"study": {"store"}, "store": {"rebuild"}, "rebuild": {"study"}})[0] in (
        "study",
        "store",
        "rebuild",
    )
    assert circle({"study": {"store"}, "store": {"money"}}) == []
