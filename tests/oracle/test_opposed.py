"""Bayes factors of two tests that contradict each other, by R: r/opposed.R, output in r/opposed.csv."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ikea_effect.analysis.replication.bayes import COUNTED, PRINTED, log_bf10

CASES = {
    "alike": (2.12, (26, 26), 1.5, (40, 40)),
    "opposed": (7, (4, 4), -9, (2, 400)),
    "strongly opposed": (9, (4, 4), -12, (2, 4000)),
    "extremely opposed": (20, (4, 4), -40, (3, 4000)),
    "opposed with few": (1301, (3, 3), -900, (3, 3)),
}


def _r() -> dict[str, float]:
    rows = (Path(__file__).parent / "r/opposed.csv").read_text("utf-8").splitlines()
    return {row["name"]: float(row["value"]) for row in csv.DictReader(rows[1:])}


R = _r()


@pytest.mark.parametrize("nodes", [PRINTED, COUNTED])
@pytest.mark.parametrize("case", CASES)
def test_two_tests_share_one_effect_also_where_it_lies_far_from_both(case: str, nodes: int) -> None:
    """R's integrals are asked for 1e-9 of the factor."""
    t, n, other, m = CASES[case]
    scales, dfs = [sum(1 / size for size in one) for one in (n, m)], [sum(one) - 2 for one in (n, m)]
    assert log_bf10([t, other], scales, dfs, nodes) == pytest.approx(R[case], rel=1e-9, abs=1e-9)
