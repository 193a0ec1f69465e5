"""What pictures draw, held to independent numbers."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.report.figures.demand import demand_curve, share_at_least, wilson
from ikea_effect.report.figures.forest import Forest, Mark, forest
from ikea_effect.report.figures.power import ANALYZED, RECRUITED, Curve, power_curves
from ikea_effect.report.figures.power import _drawn as power_figure
from ikea_effect.report.figures.raincloud import Bounds, raincloud, reflected_density
from ikea_effect.report.figures.ratings import answer_shares, rating_bars
from ikea_effect.report.figures.spread import cell, mean_interval
from ikea_effect.report.wording import Words, number

BIDS = Words("bid", "bids", "the bid")
cents = st.lists(st.integers(0, 500).map(lambda minor: minor / 100), min_size=1, max_size=60)


def printed(value: float) -> str:
    return f"${value:.2f}"


def test_mean_and_interval_are_those_of_statsmodels() -> None:
    from statsmodels.stats.weightstats import DescrStatsW

    values = np.array([0.0, 0.0, 0.25, 0.5, 0.75, 1.1, 2.0])
    low, high = DescrStatsW(values).tconfint_mean()
    assert mean_interval(values) == pytest.approx((low, high), rel=1e-12)
    assert cell("x", values).mean == pytest.approx(values.mean())


def test_one_value_has_no_interval() -> None:
    assert cell("x", [0.5]).interval is None
    assert cell("x", []).mean is None


@given(cents)
def test_area_under_the_demand_curve_is_the_mean_bid(bids: list[float]) -> None:
    values = np.sort(np.array(bids))
    steps = np.unique(np.concatenate([[0.0], values]))
    area = float(np.sum(np.diff(steps) * share_at_least(values, steps[1:])))
    assert area == pytest.approx(values.mean(), abs=1e-9)


@pytest.mark.parametrize(("part", "n"), [(0, 12), (3, 12), (12, 12), (1, 1)])
def test_bands_are_wilsons(part: int, n: int) -> None:
    from statsmodels.stats.proportion import proportion_confint

    low, high = wilson(np.array([part / n]), n)
    assert (low[0], high[0]) == pytest.approx(proportion_confint(part, n, method="wilson"), abs=1e-9)


@pytest.mark.slow
@given(st.lists(st.integers(0, 500), min_size=5, max_size=80).filter(lambda bids: len(set(bids)) > 2))
def test_density_keeps_its_mass_inside_the_bounds(minor: list[int]) -> None:
    grid = np.linspace(-1, 6, 20_001)
    density = reflected_density(np.array(minor) / 100, grid, 0.0, 5.0)
    assert density is not None
    assert density[(grid < 0) | (grid > 5)].max() == 0
    mass = float(np.sum(density) * (grid[1] - grid[0]))
    assert mass == pytest.approx(1, abs=0.01)


def test_many_distinct_bids_have_the_density_of_all() -> None:
    values = np.random.default_rng(3).gamma(2, 0.5, 9_000)
    grid = np.linspace(0, 5, 101)
    binned = reflected_density(values, grid, 0.0, None)
    few = reflected_density(np.sort(values)[::3], grid, 0.0, None)
    assert binned is not None
    assert few is not None
    assert np.abs(binned - few).max() < 0.05


@pytest.mark.parametrize("values", [[0.5] * 9, [0.1, 0.2]])
def test_no_density_without_spread_or_with_a_handful(values: list[float]) -> None:
    assert reflected_density(np.array(values), np.linspace(0, 1, 5), 0.0, 1.0) is None


def test_alt_sentence_counts_zeros_and_bids_at_the_cap() -> None:
    cells = [cell("Builders", [0, 0, 1, 5]), cell("Non-builders", [])]
    alt = raincloud("x", cells, Bounds(0, 5), printed, "bid", BIDS).alt
    assert "4 bids from $0.00 to $5.00" in alt
    assert "mean $1.50" in alt
    assert "2 at $0.00 and 1 at the cap of $5.00." in alt
    assert alt.endswith("Non-builders: no bids.")


def test_demand_sentence_says_who_would_buy() -> None:
    made = demand_curve(
        "x", [cell("Builders", [0, 1, 2, 3]), cell("Others", [0, 0, 0, 2])], printed, "price", BIDS
    )
    assert made is not None
    assert "At a price of $2.00, 50% of Builders and 25% of Others would buy." in made.alt
    assert demand_curve("x", [cell("Builders", [0, 0])], printed, "price", BIDS) is None


@given(st.lists(st.floats(1, 7), min_size=1, max_size=40))
def test_every_answer_is_counted_at_one_point_of_the_scale(answers: list[float]) -> None:
    shares = answer_shares(cell("x", answers), 1, 7)
    assert shares.shape == (7,)
    assert shares.sum() == pytest.approx(1)


def test_an_original_without_a_known_effect_is_named_all_the_same() -> None:
    made = forest(
        "x", Forest("claim", (Mark("Original", None, None), Mark("This", 0.4, (0.1, 0.7))), None, None)
    )
    assert "Original: cannot be computed. This: d = 0.40 (95% interval 0.10 to 0.70)." in made.alt


@pytest.mark.parametrize("label", ["a < b & c", 'say "so"', "$x_1$", "\\frac{1}{2}", "%s {0}"])
def test_labels_are_drawn_as_they_stand(label: str) -> None:
    made = rating_bars("x", label, [cell(label, [1, 2, 3])], 1, 7)
    words = "".join(ElementTree.fromstring(made.svg).itertext())
    assert label in words


def test_numbers_in_pictures_use_a_true_minus() -> None:
    made = forest("x", Forest("claim", (Mark("This", -0.4, (-0.7, -0.1)),), None, None))
    assert number(-0.4) == "−0.40"
    assert "-0.4" not in "".join(ElementTree.fromstring(made.svg).itertext())


def test_the_names_of_power_curves_stand_below_the_axes_where_no_curve_runs() -> None:
    curves = [Curve(f"effect {row}", (20, 100), (0.05, 0.05), ((0.03, 0.07),) * 2) for row in range(6)]
    root = ElementTree.fromstring(power_curves("power", curves, 100).svg)
    at = {"".join(one.itertext()): float(one.get("y", "nan")) for one in root.findall(".//{*}text")}
    bottom = float(root.attrib["viewBox"].split()[-1])
    names = [at[f"effect {row}"] for row in range(6)]
    assert at["analyzed participants per condition"] < names[0] < names[-1] < bottom
    assert names == sorted(names)


def test_no_two_power_curves_look_alike() -> None:
    """Thirteen curves: six colors come three times, each time with another mark."""
    curves = [Curve(f"effect {row}", (20, 100), (0.05, 0.05), ((0.03, 0.07),) * 2) for row in range(13)]
    figure = power_figure(curves, 100, ANALYZED, 0.8)
    lines = [line for line in figure.axes[0].lines if str(line.get_label()).startswith("effect")]
    looks = [(line.get_color(), line.get_marker()) for line in lines]
    assert len(set(looks)) == len(looks) == 13


def test_power_curves_are_crossed_by_the_power_that_is_asked_for() -> None:
    curves = [Curve("effect", (20, 100), (0.05, 0.05), ((0.03, 0.07),) * 2)]
    heights = [[*line.get_ydata()] for line in power_figure(curves, 100, ANALYZED, 0.9).axes[0].lines]
    assert [0.9, 0.9] in heights
    assert [0.8, 0.8] not in heights
    assert "dashed: 90%" in power_curves("power", curves, 100, goal=0.9).caption


def test_curves_of_whole_sessions_are_over_recruited_participants() -> None:
    """The planned n counts analyzed ones, and has no place among those who are recruited."""
    made = power_curves(
        "power", [Curve("effect", (20, 100), (0.05, 0.05), ((0.03, 0.07),) * 2)], 50, RECRUITED
    )
    words = "".join(ElementTree.fromstring(made.svg).itertext())
    assert "recruited participants per condition" in words
    assert "analyzed" not in words + made.alt
    assert "planned" not in words
