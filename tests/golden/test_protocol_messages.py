"""Every message about a wrong protocol, word for word: one change of a good protocol after the other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.loading import find_protocol, protocol_from
from ikea_effect.protocol.tree import parse_tree

FILE = Path(__file__).parent / "protocol_messages.txt"
HEAD, *CASES = FILE.read_text("utf-8").strip().split("\n\n")


def _told(case: str) -> str:
    """The case's two lines (a text, and what stands in its place) and all that is then told."""
    before, after, *_ = case.splitlines()
    good = find_protocol("norton-2012-1a").read_text("utf-8")
    old, new = ast.literal_eval(before), ast.literal_eval(after.removeprefix("-> "))
    assert old in good
    try:
        protocol_from(parse_tree(good.replace(old, new, 1), "protocols/norton_2012_1a.yaml"))
    except ProtocolError as error:
        return f"{before}\n{after}\n{error}"
    return f"{before}\n{after}\n(nothing)"


@pytest.mark.parametrize("case", CASES, ids=[case.splitlines()[1] for case in CASES])
def test_the_message_is_the_one_that_was_read_and_approved(case: str) -> None:
    assert _told(case) == case


if __name__ == "__main__":
    FILE.write_text("\n\n".join([HEAD, *map(_told, CASES)]) + "\n", "utf-8")
