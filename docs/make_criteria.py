"""Writes the sections of docs/criteria.md: `python docs/make_criteria.py`."""

from __future__ import annotations

from pathlib import Path

from ikea_effect.analysis.replication.why import as_markdown

PAGE = Path(__file__).with_name("criteria.md")
MARK = "<!-- made by docs/make_criteria.py -->\n"


def main() -> None:
    """The page, its sections made anew from what `replicate --why` says."""
    own = PAGE.read_text("utf-8").partition(MARK)[0]
    PAGE.write_text(f"{own}{MARK}\n{as_markdown()}\n", "utf-8")


if __name__ == "__main__":
    main()
