"""Sceptical p (golden, controlled) and Edgington's p equal those of ReplicationSuccess 1.3.3, run under R.

Script and output are in r/replication_success.*. Agreement is 1e-8 with its integral carried on to 1e-12; as
it is shipped, that stops at 1.2e-4 relative, which is up to 3% of a small controlled p.
"""

import csv
import math
from pathlib import Path

import pytest
from scipy import special

from ikea_effect.analysis.replication import parse_summary, replicate
from ikea_effect.analysis.replication.sceptical import controlled_p, edgington_p, sceptical_p

ROWS = [
    tuple(map(float, row))
    for row in csv.reader(
        (Path(__file__).parent / "r" / "replication_success.csv").read_text().splitlines()[2:]
    )
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]:.2f} {row[1]:.2f} {row[2]:.2f}")
def test_every_p_equals_theirs(row: tuple[float, ...]) -> None:
    z_o, z_r, c, golden, controlled, edgington = row
    toward = math.copysign(1, z_o)
    assert sceptical_p(z_o, z_r, c, golden=True) == pytest.approx(golden, abs=1e-8)
    assert controlled_p(z_o, z_r, c) == pytest.approx(controlled, abs=1e-8)
    p_o, p_r = (float(special.ndtr(-z * toward)) for z in (z_o, z_r))
    assert edgington_p(p_o, p_r) == pytest.approx(edgington, abs=1e-8)


def test_the_worked_example() -> None:
    """t(50) = 2.12 and t(118) = 1.30: both run with the package on the tests' own one-sided p."""
    panel = replicate(parse_summary("t=2.12,n=26+26"), parse_summary("t=1.30,n=60+60"))
    found = {one.id: one.value for one in panel.criteria}
    assert found["sceptical-p"] == pytest.approx(0.1615113738, abs=1e-8)
    assert found["controlled-sceptical-p"] == pytest.approx(0.0834271212, abs=1e-8)
    assert found["edgington"] == pytest.approx(0.0069105403, abs=1e-8)


@pytest.mark.parametrize(("c", "z"), [(1.0, 0.3), (1.0, 1.7)])
def test_at_equal_variances_the_tail_is_known_in_closed_form(c: float, z: float) -> None:
    """For c = 1 z^2 is half the harmonic mean, and its tail is that of a gamma: erfc(z sqrt 2)."""
    both = math.sqrt(2) * z  # two equal z whose sceptical z is z
    assert controlled_p(both, both, c) == pytest.approx(math.sqrt(math.erfc(z * math.sqrt(2))) / 2, rel=1e-9)


@pytest.mark.parametrize(("p_o", "p_r", "met"), [(0.026, 0.001, True), (0.024, 0.024, False)])
def test_edgington_at_its_bound(p_o: float, p_r: float, met: bool) -> None:
    assert (edgington_p(p_o, p_r) <= 0.025**2) is met
