"""Writes the tables of docs/kinds.md, and the page of each kind: `python docs/make_kinds.py`."""

from __future__ import annotations

from pathlib import Path

import kind_pages
import smallest

from ikea_effect.operations.kinds import as_markdown, kinds

PAGE = Path(__file__).with_name("kinds.md")
MARK = "<!-- made by docs/make_kinds.py -->\n"


def main() -> None:
    """The page, its tables made anew from what the program knows."""
    said = PAGE.read_text("utf-8").partition(MARK)[0]
    own = [kind for kind in kinds() if kind.of == "scale" or not kind.package]
    tables = as_markdown(own, page="kinds/{of}-{name}.md")
    PAGE.write_text(f"{said}{MARK}\n{tables}\n{smallest.as_markdown()}", "utf-8")
    for of, name in kind_pages.names():
        text = kind_pages.page(of, name, kind_pages.smallest(of, name))
        kind_pages.file_of(of, name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
