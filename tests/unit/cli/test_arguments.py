"""Several files after one --data, as a shell writes them out."""

import pytest

from ikea_effect.cli.arguments import with_each_file_named


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("analyze p --data a.csv b.csv", "analyze p --data a.csv --data b.csv"),
        ("analyze --data a.csv b.XLSX p --json", "analyze --data a.csv --data b.XLSX p --json"),
        ("analyze --data a.csv p c.csv", "analyze --data a.csv p --data c.csv"),
        ("analyze p --data a.csv --data b.csv", "analyze p --data a.csv --data b.csv"),
        ("analyze p --data a.csv --map x.csv=wtp b.csv", "analyze p --data a.csv --map x.csv=wtp b.csv"),
        ("analyze --data a.csv protocols/p.yaml", "analyze --data a.csv protocols/p.yaml"),
        ("report study --out b.csv", "report study --out b.csv"),
    ],
)
def test_each_file_is_named(words: str, named: str) -> None:
    assert with_each_file_named(words.split()) == named.split()
