"""Writes the tables of docs/json.md: `python docs/make_json.py`."""

from __future__ import annotations

from pathlib import Path

from ikea_effect.operations.json_output import as_markdown

PAGE = Path(__file__).with_name("json.md")
MARK = "<!-- made by docs/make_json.py -->\n"


def main() -> None:
    """The page, its tables made anew from the classes that tests hold the commands to."""
    own = PAGE.read_text("utf-8").partition(MARK)[0]
    PAGE.write_text(f"{own}{MARK}\n{as_markdown()}\n", "utf-8")


if __name__ == "__main__":
    main()
