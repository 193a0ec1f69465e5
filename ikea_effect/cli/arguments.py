"""Words of the command line that the shell made several of: `--data *.csv`."""

from __future__ import annotations

from collections.abc import Sequence

_DATA = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".sav", ".zsav", ".dta", ".parquet", ".gz")


def with_each_file_named(arguments: Sequence[str]) -> list[str]:
    """The words with --data before each of several files that follow one --data.

    Only what ends like a file of data is taken for one, so that a study or protocol may stand behind.
    """
    words: list[str] = []
    after_data = False
    for word in arguments:
        if after_data and words[-1] != "--data" and word.lower().endswith(_DATA):
            words.append("--data")
        after_data = word == "--data" or (after_data and not word.startswith("-"))
        words.append(word)
    return words
