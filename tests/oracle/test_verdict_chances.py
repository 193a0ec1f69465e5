"""Chances of verdicts equal those that R's noncentral t gives, each rule written out in r/verdict_chances.R.

1e-6 is far below the tenth of a percent that is printed; R's uniroot and pt leave less.
"""

import csv
from pathlib import Path

import pytest

from ikea_effect.analysis.replication import parse_summary, replicate

FILE = Path(__file__).parent / "r" / "verdict_chances.csv"
ROWS = list(csv.DictReader(FILE.read_text().splitlines()[1:]))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['rule']} {row['t_o']} {row['n_r']}")
def test_each_chance_equals_that_of_r(row: dict[str, str]) -> None:
    original = parse_summary(f"t={row['t_o']},n={row['n_o']}+{row['n_o']}")
    replication = parse_summary(f"t=1,n={row['n_r']}+{row['n_r']}")
    panel = replicate(original, replication).with_chances()
    (found,) = [one.chances for one in panel.criteria if one.id == row["rule"]]
    assert found is not None
    for effect, shares in (("zero", found.zero), ("original", found.original)):
        assert shares.get("met", 0.0) == pytest.approx(float(row[f"{effect}_met"]), abs=1e-6)
        assert shares.get("not-met", 0.0) == pytest.approx(float(row[f"{effect}_not"]), abs=1e-6)
