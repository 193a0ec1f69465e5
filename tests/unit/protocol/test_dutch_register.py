"""Dutch of one register: everybody is addressed by the same form, and by the same form of its verbs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[3]

PLACES = (
    "ikea_effect/languages/nl/*.yaml",
    "protocols/texts/**/nl.yaml",
    "protocols/texts/common/nl/*.yaml",
    "protocols/**/nl/*.yaml",
    "experiments/**/nl.yaml",
    "tests/data/**/nl.yaml",
    "docs/proefleider.md",
)

TO_CHILDREN = ("protocols/texts/marsh_2018/nl.yaml",)
"""Where whoever takes part is a child, and is said "je" to."""

TO_ADULTS = ("**Voor de ouder.**", "**Voor de proefleider:**")
"""How lines there begin that others read."""

OTHER_FORMS = r"\b(hebt|u (kan|zal)|(kan|zal) u)\b"
"""Forms that stand beside those of the texts: u heeft, u kunt, u zult."""

FAMILIAR, POLITE = r"\b(je|jij|jou|jouw|jullie)\b", r"\b(u|uw|uzelf)\b"


def _files() -> list[str]:
    found = {path for place in PLACES for path in CHECKOUT.glob(place)}
    return sorted(path.relative_to(CHECKOUT).as_posix() for path in found)


def _said(name: str) -> str:
    """The words of a file, without comments, keys and places to fill in."""
    lines = (CHECKOUT / name).read_text("utf-8").splitlines()
    words = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    return re.sub(r"\{[^{}\n]{0,40}\}|^ *[\w.-]{1,60}:", " ", words, flags=re.MULTILINE)


def test_dutch_is_looked_at_where_it_stands() -> None:
    assert len(_files()) > 60
    assert set(TO_CHILDREN) < set(_files())


@pytest.mark.parametrize("name", _files())
def test_a_dutch_text_keeps_to_one_register(name: str) -> None:
    said = _said(name)
    other = FAMILIAR if name not in TO_CHILDREN else POLITE
    mixed = re.compile(rf"{OTHER_FORMS}|{other}", re.IGNORECASE)
    lines = (line for line in said.splitlines() if not line.lstrip().startswith(TO_ADULTS))
    assert [line for line in lines if mixed.search(line)] == []
