"""The templates that the code says, and the sentences that an analysis keeps, read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

FILLED = "abc"
"""What stands in the places of a sentence that is read here."""


def templates(path: Path) -> Iterator[str]:
    """Every template of a file: of say(..), phrase(..), plural(..) and of the words in Sayings."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield from _of_call(getattr(node.func, "id", ""), node)


def _of_call(name: str, call: ast.Call) -> Iterator[str]:
    if name in ("say", "phrase"):
        yield from _words(call.args[0])
    if name == "map" and getattr(call.args[0], "id", "") == "phrase":
        yield from _words(call.args[1])
    if name == "Sayings" and isinstance(call.args[0], ast.Dict):
        yield from (word for value in call.args[0].values for word in _words(value))
    if name == "plural" and (one := [*_words(call.args[1])]):
        yield from (*one, *([*_words(call.args[2])] if len(call.args) > 2 else [f"{one[0]}s"]))


def _words(node: ast.expr) -> Iterator[str]:
    """The words of a literal, of both sides of a choice, of a tuple; none of a name."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    if isinstance(node, ast.IfExp):
        yield from (*_words(node.body), *_words(node.orelse))
    if isinstance(node, ast.Tuple):
        yield from (word for one in node.elts for word in _words(one))


def sentences(path: Path, *, raised: bool = True) -> Iterator[str]:
    """Every sentence of a file that is not said: what ends with a full stop, its places filled.

    Without what is `raised`, where that ends the command and is kept nowhere.
    """
    tree = ast.parse(path.read_text("utf-8"))
    apart = {id(node) for node in _docstrings(tree)}
    if not raised:
        ends = [node for node in ast.walk(tree) if isinstance(node, ast.Raise)]
        apart |= {id(part) for node in ends for part in ast.walk(node)}
    apart |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if id(node) not in apart and isinstance(node, ast.Constant | ast.JoinedStr):
            text = _filled(node)
            if " " in text and text.endswith("."):
                yield text


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _filled(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_filled, node.values))
    if isinstance(node, ast.FormattedValue):
        chosen = [*_words(node.value)]
        return chosen[0] if chosen else FILLED
    return str(node.value) if isinstance(node, ast.Constant) else FILLED
