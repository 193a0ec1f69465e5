"""Names that are read again later are built in one place, and names of screens are read in one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

BUILDS = "tasks/bidding/names.py"
STAND_ALONE = {"payment/receipts.py", "payment/redraw.py"}
"""A receipt is verified without what wrote it: their own reading is the independent check."""
FOLDERS = ("tasks/bidding", "payment", "operations")
READ_AGAIN = re.compile(r"^\.(binding|group|other|price|prices|row)$|\bround-$")
MAY_BE = re.compile(r"\.(binding|group|other|price|prices|row)\b|\bround-")
COLUMNS = {"payment/group_columns.py"}
"""Columns of the tables, which kinds declare, have the same form."""


def built(source: str) -> Iterator[str]:
    """The parts of f-strings that make such a name."""
    for node in ast.walk(ast.parse(source if MAY_BE.search(source) else "")):
        if isinstance(node, ast.JoinedStr):
            for part in node.values:
                if isinstance(part, ast.Constant) and READ_AGAIN.search(part.value):
                    yield f"{node.lineno}: {part.value}"


def test_no_other_file_builds_the_name_of_a_page_or_draw_that_is_read_again(checkout: Path) -> None:
    package = checkout / "ikea_effect"
    found = {
        f"{path.relative_to(package).as_posix()}:{one}"
        for folder in FOLDERS
        for path in (package / folder).rglob("*.py")
        if path.relative_to(package).as_posix() not in {BUILDS, *STAND_ALONE, *COLUMNS}
        for one in built(path.read_text("utf-8"))
    }
    assert found == set()


def test_such_a_name_is_seen() -> None:
    assert list(built('f"{step.id}.binding"')) == ["1: .binding"]
    assert list(built('f"{step}.round-{n}.price"')) == ["1: .round-", "1: .price"]
    assert list(built('f"{count} of round {n}"')) == []


# --- where the name of a page or draw of any kind of step is built ------------------------------------------

OF_STEPS = "tasks/names.py"
OF_COLUMNS = {"tasks/notes.py"}


def built_of_a_step(source: str) -> Iterator[str]:
    """Each f-string that begins with a step and a dot, but for keys of texts."""
    tree = ast.parse(source)
    keys = {
        id(said)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text"
        for said in node.args
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in keys and len(node.values) > 1:
            first, then = node.values[:2]
            named = ast.unparse(first.value) if isinstance(first, ast.FormattedValue) else ""
            dot = isinstance(then, ast.Constant) and isinstance(then.value, str) and then.value[:1] == "."
            if dot and re.fullmatch(r"(.*\.)?(step|step\.id|step\.name)", named):
                yield f"{node.lineno}: {named}"


def test_pages_and_draws_of_every_kind_are_named_in_one_place(checkout: Path) -> None:
    package = checkout / "ikea_effect"
    found = {
        f"{path.relative_to(package).as_posix()}:{one}"
        for path in (package / "tasks").rglob("*.py")
        if path.relative_to(package).as_posix() not in {OF_STEPS, *OF_COLUMNS}
        for one in built_of_a_step(path.read_text("utf-8"))
    }
    assert found == set()


def test_such_a_name_of_a_step_is_seen() -> None:
    assert list(built_of_a_step('Page(f"{step.id}.page")')) == ["1: step.id"]
    assert list(built_of_a_step('context.stream(f"{self.step.name}.order")')) == ["1: self.step.name"]
    assert list(built_of_a_step('Text(f"{step.id}.title"), f"{step.text}.title"')) == []


# --- where a screen's name is read ------------------------------------------------------------------------

READS = "protocol/levels.py"
TAKEN_APART = {"startswith", "endswith", "removeprefix", "removesuffix", "partition", "rpartition", "split"}


def taken_apart(source: str) -> Iterator[str]:
    """Each place that takes the name of a screen apart by itself."""
    if "screen" not in source.lower() or not any(name in source for name in TAKEN_APART):
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            named = ast.unparse(node.func.value)
            if node.func.attr in TAKEN_APART and "screen" in named.lower():
                yield f"{node.lineno}: {named}.{node.func.attr}"


def test_no_other_file_takes_the_name_of_a_screen_apart(checkout: Path) -> None:
    package = checkout / "ikea_effect"
    found = {
        f"{path.relative_to(package).as_posix()}:{one}"
        for path in package.rglob("*.py")
        if path.relative_to(package).as_posix() not in {READS, BUILDS}
        for one in taken_apart(path.read_text("utf-8"))
    }
    assert found == set()


def test_such_a_reading_is_seen() -> None:
    assert list(taken_apart('x = event.data["screen"].partition(".")[0]')) == [
        "1: event.data['screen'].partition"
    ]
    assert list(taken_apart("x = one.screen.id.startswith(step)")) == ["1: one.screen.id.startswith"]
    assert list(taken_apart("x = step_of(one.screen.id)")) == []
