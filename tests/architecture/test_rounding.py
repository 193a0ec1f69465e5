"""Numbers are rounded for print in one place."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import ikea_effect

ROOT = Path(ikea_effect.__file__).parent
PRINTING = [
    path
    for floor in ("analysis", "diagnosis", "report", "operations", "cli")
    for path in sorted((ROOT / floor).rglob("*.py"))
]
ROUNDS = re.compile(r"\.\d+[fF]$")
OF_THE_CLOCK = {"demo.py"}  # prints seconds that passed, no result
OF_DECIMALS = {"recheck.py"}  # holds printed numbers, which are decimals already


@pytest.mark.parametrize("path", PRINTING, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_result_is_rounded_but_by_the_one_rule(path: Path) -> None:
    if path.name in OF_THE_CLOCK | OF_DECIMALS:
        return
    source = path.read_text("utf-8")
    specs = [
        ast.unparse(spec)
        for node in ast.walk(ast.parse(source if re.search(r"\.\d+[fF]", source) else ""))
        if isinstance(node, ast.FormattedValue) and (spec := node.format_spec) is not None
    ]
    assert not [spec for spec in specs if ROUNDS.search(spec.strip("f'\""))]
