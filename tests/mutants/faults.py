"""Small faults in a source: a comparison turned, a number off by one, a branch or statement gone."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple


class Fault(NamedTuple):
    """A changed source, the line of the change, and what it is."""

    line: int
    what: str
    source: str


Change = tuple[ast.AST, str, Callable[[], None]]
"""What is changed, how it reads, and what makes the change in the tree."""

_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_OTHER: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv,
}  # fmt: skip


def faults(source: str) -> list[Fault]:
    """Every fault of the source, in the order of its lines; each is one change."""
    tree = ast.parse(source)
    found = []
    for number, (node, what, _) in enumerate(_changes(tree)):
        other = copy.deepcopy(tree)
        _, _, make = list(_changes(other))[number]
        make()
        found.append(Fault(node.lineno, what, ast.unparse(ast.fix_missing_locations(other))))  # type: ignore[attr-defined]
    return sorted(found)


def _changes(tree: ast.AST) -> Iterator[Change]:
    """Every change but those that can never matter."""
    passed_over = {*_flags(tree), *_sizes(tree), *_elsewhere(tree), *_as_long(tree)}
    return (change for change in _every_change(tree) if change[0] not in passed_over)


def _every_change(tree: ast.AST) -> Iterator[Change]:
    for node in ast.walk(tree):
        match node:
            case ast.Compare():
                yield from _turned(node)
            case ast.BoolOp():
                other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
                yield node, f"{ast.unparse(node)}: {_word(other)}", partial(setattr, node, "op", other)
            case ast.BinOp() if type(node.op) in _OTHER:
                operator = _OTHER[type(node.op)]()
                yield node, f"{ast.unparse(node)}: {_word(operator)}", partial(setattr, node, "op", operator)
            case ast.Constant(value=bool() | int()):
                value = not node.value if isinstance(node.value, bool) else node.value + 1
                yield node, f"{node.value}: {value}", partial(setattr, node, "value", value)
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                pass
            case ast.If() | ast.IfExp() | ast.While():
                negated = ast.UnaryOp(ast.Not(), node.test)
                yield node, f"if {ast.unparse(node.test)}: not", partial(setattr, node, "test", negated)
            case ast.Return(value=None | ast.Constant(value=None | False)):
                pass  # there is nothing else to return, or True stands for it
            case ast.Return():
                yield node, f"{_short(node)}: None", partial(setattr, node, "value", ast.Constant(None))
        yield from _gone(node)


def _flags(tree: ast.AST) -> Iterator[ast.AST]:
    """What is said to a class's decorator, `frozen=True`: what nobody writes to is the same without it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for decorator in node.decorator_list:
                yield from ast.walk(decorator)


def _sizes(tree: ast.AST) -> Iterator[ast.AST]:
    """How much a cache keeps: what comes out is the same with any."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="lru_cache") | ast.Name(id="lru_cache")):
                yield from ast.walk(node)


def _as_long(tree: ast.AST) -> Iterator[ast.AST]:
    """`strict=True` of a zip: what is walked together is as long, or the program is wrong elsewhere."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="strict", value=ast.Constant(value=True)):
                yield node.value


def _elsewhere(tree: ast.AST) -> Iterator[ast.AST]:
    """What only Windows runs, and what a flag of Windows is on other systems."""
    for node in ast.walk(tree):
        match node:
            case ast.If(
                test=ast.Compare(ast.Attribute(attr="platform"), [ast.Eq()], [ast.Constant("win32")])
            ):
                for statement in node.body:
                    yield from ast.walk(statement)
            case ast.Call(ast.Name("getattr"), [ast.Name("os"), ast.Constant(), default]):
                yield default


def _turned(node: ast.Compare) -> Iterator[Change]:
    for place, operator in enumerate(node.ops):
        other = _TURNED[type(operator)]()
        yield node, f"{ast.unparse(node)}: {_word(other)}", partial(node.ops.__setitem__, place, other)


def _gone(node: ast.AST) -> Iterator[Change]:
    """Each statement of the block that does something by itself, left out."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        for place, statement in enumerate(block if isinstance(block, list) else ()):
            called = isinstance(statement, ast.Expr) and not isinstance(statement.value, ast.Constant)
            if called or isinstance(statement, ast.AugAssign | ast.Raise | ast.Delete):
                yield statement, f"{_short(statement)}: gone", partial(block.__setitem__, place, ast.Pass())


def _word(operator: ast.AST) -> str:
    return type(operator).__name__.lower()


def _short(node: ast.AST) -> str:
    first = ast.unparse(node).splitlines()[0]
    return first if len(first) < 80 else f"{first[:77]}..."
