"""Where a model has no estimate, its sentence says what to do: read off every place that gives a reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ikea_effect.analysis

FOLDER = Path(ikea_effect.analysis.__file__ or "").parent
WHAT_TO_DO = re.compile(
    r"\b(Declare|Say|Rename|Leave|Write|Keep|Join|[Gg]o on|declare|instead)\b"
    r"|--map|no_column|_NO_P|NO_YARDSTICK"
)
IN_WORDS_OF_THEIR_OWN = ("_counts", "_varies", "_NO_MAXIMUM", "_ALONE", "reason")
"""Sentences put together elsewhere, which are read there."""


def _reasons() -> Iterator[tuple[str, str]]:
    names = ("CannotEstimate", "RepeatedRows")
    for path in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                sentence = ast.unparse(node.args[0]) if node.args else ""
                if not sentence.startswith(IN_WORDS_OF_THEIR_OWN):
                    yield f"{path.name}:{node.lineno}", sentence


def test_every_reason_says_what_to_do() -> None:
    silent = [f"{where} {sentence}" for where, sentence in _reasons() if not WHAT_TO_DO.search(sentence)]
    assert silent == []


@pytest.mark.parametrize("name", ["_counts", "_varies", "_NO_MAXIMUM"])
def test_so_do_those_put_together_elsewhere(name: str) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    told = re.search(rf"(def {name}\(|\n{name} = )(.*?)(\n\n\n|\n[a-z@])", text, re.DOTALL)
    assert told is not None
    assert WHAT_TO_DO.search(told[2])
