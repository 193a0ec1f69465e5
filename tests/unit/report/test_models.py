"""Moderation, mediation, every defensible analysis, intervals, rounds, balance: as pictures and tables."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.analysis.analyze import analyze
from ikea_effect.analysis.turnbull import demand_points
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.report.cards import Card, Figure, Prose, Table
from ikea_effect.report.document import document
from ikea_effect.report.figures.intervals import interval_lines, intervals, turnbull_curve
from ikea_effect.report.figures.slopes import Slopes, slopes, where
from ikea_effect.report.html import page
from ikea_effect.report.pdf import pdf
from ikea_effect.report.sections.balance import before_parting
from ikea_effect.report.sections.intervals import least_mean
from ikea_effect.report.sections.naming import variable_label

CONTRAST = {"factor": "labor", "contrast": "build - prebuilt"}


def printed(value: float) -> str:
    return f"${value:.2f}"


def asked(make: Any, *models: dict[str, Any], said: dict[str, Any] | None = None, **columns: Any) -> Any:
    """A material whose first hypothesis is also asked with these models, and that has these columns."""
    material = make(said=said)
    hypotheses = [dict(one) for one in material.protocol.said["hypotheses"]]
    hypotheses[0]["robustness"] = [{**CONTRAST, **model} for model in models]
    protocol = make(said={"hypotheses": hypotheses, **(said or {})}).protocol
    table = material.observations.assign(**columns)
    analysis = analyze(protocol, table[table["status"] == "complete"], "simulated").to_json()
    return make(said={"hypotheses": hypotheses, **(said or {})}, observations=table, analysis=analysis)


def card(material: Any, name: str) -> Card:
    return next(card for card in document(material).cards if card.id == name)


def figures(found: Card) -> list[Figure]:
    return [block for block in found.blocks if isinstance(block, Figure)]


def table(found: Card, caption: str) -> Table:
    return next(b for b in found.blocks if isinstance(b, Table) and b.caption.startswith(caption))


AGE = np.random.default_rng(1).integers(18, 70, 200)


# --- moderation -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_moderation_is_drawn_with_its_regions_in_words(make: Any) -> None:
    material = asked(make, {"kind": "moderation", "moderator": "age"}, age=AGE)
    (drawn,) = figures(card(material, "mechanism"))
    details = next(e["details"] for e in material.estimates if e["role"] == "robustness")
    regions = details["johnson_neyman"]["regions"]
    assert where([tuple(region) for region in regions]) in drawn.alt
    first = details["johnson_neyman"]["band"][0]
    assert f"at {first[0]:g}" in drawn.alt
    assert len(table(card(material, "mechanism"), "Simple slopes").rows) == 3


def band(effect: float, half: float) -> np.ndarray:
    return np.array(
        [[at, effect * at, effect * at - half, effect * at + half] for at in np.linspace(1, 7, 13)]
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("regions", "said"),
    [
        ((), "The interval holds zero at every observed value."),
        (((1.0, 7.0),), "The interval excludes zero from 1.00 to 7.00."),
        (((1.0, 2.0), (6.0, 7.0)), "The interval excludes zero from 1.00 to 2.00 and from 6.00 to 7.00."),
    ],
)
def test_regions_are_shaded_and_told(regions: Any, said: str) -> None:
    drawn = slopes(
        "x", Slopes("bid: A − B", "age", band(0.1, 0.2), regions, (2.0,), np.arange(1.0, 8)), printed
    )
    assert said in drawn.alt
    assert drawn.svg.count("#009e73") >= (1 + len(regions) if regions else 1)
    assert ("Shaded" in drawn.caption) == bool(regions)


@pytest.mark.parametrize("found", [np.empty(0), np.full(5, 3.0), np.linspace(1, 7, 900)])
def test_a_moderation_is_drawn_whoever_took_part(found: np.ndarray) -> None:
    drawn = slopes("x", Slopes("a < b & $c$", "x_1", band(0.1, 0.2), (), (), found), printed)
    assert "a < b & $c$" in "".join(ElementTree.fromstring(drawn.svg).itertext())


# --- mediation --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_mediation_shows_every_path_and_its_caveat(make: Any) -> None:
    material = asked(make, {"kind": "mediation", "mediators": ["liking"], "resamples": 400})
    found = card(material, "mechanism")
    paths = [row.cells[:2] for row in table(found, "Paths").rows]
    assert paths == [("liking", "Builders"), ("bid", "Builders"), ("", "liking")]
    effects = {row.cells[0]: float(row.cells[1].replace("−", "-")) for row in table(found, "Indirect").rows}
    assert effects["Total"] == pytest.approx(effects["Direct"] + effects["Indirect"], abs=0.0016)
    assert any("causal only if nothing else" in b.text for b in found.blocks if isinstance(b, Prose))


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("labor[build]:liking", "Builders × liking"),
        ("Intercept", "Intercept"),
        ("x[other]", "other"),
        ("wtp", "bid"),
    ],
)
def test_terms_of_models_are_worded(make: Any, term: str, said: str) -> None:
    assert variable_label(make().protocol, term) == said


@pytest.mark.slow
def test_a_study_without_such_models_has_no_such_card(make: Any) -> None:
    assert "mechanism" not in [card.id for card in document(make()).cards]


# --- every defensible analysis ----------------------------------------------------------------------------


@pytest.mark.slow
def test_a_multiverse_is_drawn_with_its_joint_test(make: Any) -> None:
    model = {
        "kind": "multiverse",
        "covariates": ["age"],
        "exclusions": ["none", "zeros"],
        "permutations": 200,
    }
    material = asked(make, model, age=AGE)
    found = card(material, "robustness")
    (drawn,) = figures(found)
    estimate = next(e for e in material.estimates if e["role"] == "robustness")
    entries = estimate["details"]["specifications"]
    assert len(entries) == 3 * 2 * 2
    assert f"{sum(e['p'] < 0.05 for e in entries)} (" in drawn.alt
    assert "Joint permutation test: p" in drawn.alt
    words = "".join(ElementTree.fromstring(drawn.svg).itertext())
    assert all(word in words for word in ("log1p", "zeros", "age"))
    shares = [int(row.cells[1].rstrip("%").replace("−", "-")) for row in table(found, "Which choice").rows]
    assert sum(shares) == pytest.approx(100, abs=len(shares))


@pytest.mark.slow
def test_the_declared_estimate_stands_first_among_its_checks(make: Any) -> None:
    material = asked(make, {"kind": "student"}, {"kind": "tobit"}, {"kind": "mann-whitney"})
    rows = table(card(material, "robustness"), "Robustness checks").rows
    assert [row.marked for row in rows] == [True, False, False, False]
    assert rows[0].cells[0] == "as declared"


# --- amounts known up to an interval ----------------------------------------------------------------------


def test_answers_are_counted_by_what_is_known() -> None:
    nan = np.nan
    found = intervals("A", [1, 2, nan, 3, nan], [2, 2, 1, nan, nan])
    assert found.counts == {"between two amounts": 1, "exactly": 1, "at least": 1, "at most": 1}
    drawn = interval_lines("x", [found, intervals("B", [nan], [nan])], [0.5, None], printed, "bid")
    assert (
        "A: 4 answers (1 between two amounts, 1 exactly, 1 at least and 1 at most), mean at the least $0.50."
        in drawn.alt
    )
    assert "B: 0 answers." in drawn.alt


grids = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 2)), min_size=2, max_size=40)


@pytest.mark.slow
@given(grids)
def test_with_one_list_of_prices_turnbull_is_the_share_that_said_yes(answers: list[tuple[int, int]]) -> None:
    low = np.array([float(accepted) for accepted, _ in answers])
    demand = demand_points(low, low + 1, resamples=200)
    for price, share in zip(demand.price, demand.share, strict=True):
        assert share == pytest.approx(np.mean(low >= price), abs=1e-6)
    assert np.all(np.diff(demand.share) <= 1e-12)
    assert np.all((demand.low <= demand.share + 1e-6) & (demand.share <= demand.high + 1e-6))
    found = intervals("A", low, low + 1)
    assert least_mean(found) == pytest.approx(low.mean(), abs=1e-6)


def test_a_share_of_zero_has_the_exact_binomial_limit() -> None:
    demand = demand_points(np.zeros(20), np.ones(20), resamples=200)
    assert demand.price.tolist() == [1.0]
    assert demand.share[0] == pytest.approx(0)
    assert demand.high[0] == pytest.approx(1 - 0.025 ** (1 / 20))


def test_no_curve_without_a_price() -> None:
    assert turnbull_curve("x", [("A", None)], printed, "price") is None


LISTED = {
    "measures": {
        "wtp": {"kind": "money"},
        "liking": {"kind": "rating", "low": 1, "high": 7, "text": "liking"},
    }
}


@pytest.mark.slow
def test_intervals_are_drawn_instead_of_missed(make: Any) -> None:
    material = make()
    bids = material.observations["wtp"]
    low = np.floor(bids / 0.25) * 0.25
    observations = material.observations.drop(columns="wtp").assign(
        **{"wtp.low": low, "wtp.high": np.where(low >= 1, np.nan, low + 0.25)}
    )
    found = card(make(observations=observations), "money-wtp")
    assert [figure.name for figure in figures(found)] == ["answers-wtp", "demand-wtp"]
    counts = table(found, "Answers").rows[0].cells
    kept = int(counts[1])
    assert sum(int(cell.split()[0]) for cell in counts[2:4]) == kept
    assert not any(isinstance(b, Prose) and "No bids" in b.text for b in found.blocks)


@pytest.mark.slow
def test_crossed_limits_are_told(make: Any) -> None:
    observations = make().observations.drop(columns="wtp").assign(**{"wtp.low": 2.0, "wtp.high": 1.0})
    (said,) = card(make(observations=observations), "money-wtp").blocks
    assert isinstance(said, Prose)
    assert said.tone == "warning"


# --- bids that were given several times -------------------------------------------------------------------


@pytest.mark.slow
def test_every_round_has_its_mean(make: Any) -> None:
    wtp = make().observations["wtp"]
    observations = make().observations.assign(**{"wtp.2": wtp * 2, "wtp.10": wtp * 0, "wtp.3": wtp})
    found = card(make(observations=observations), "money-wtp")
    rows = [row.cells for row in table(found, "Mean bid of every round").rows]
    assert [cells[0] for cells in rows] == ["1", "2", "3", "4"]
    first, second, third, last = (float(cells[1].split()[0].lstrip("$")) for cells in rows)
    assert (second, third, last) == (pytest.approx(2 * first, abs=0.011), first, 0)
    assert figures(found)[-1].alt.startswith("Simulated participants. Mean bids in rounds 1 to 4.")


# --- before the conditions parted -------------------------------------------------------------------------


@pytest.mark.slow
def test_only_what_was_asked_before_the_conditions_parted_is_compared(make: Any) -> None:
    timeline = make().protocol.said["timeline"]
    assert before_parting(make().protocol) == []
    moved = [timeline[0], {"questionnaire": {"id": "attitudes", "measures": ["liking"]}}]
    moved += [step for step in timeline[1:] if "questionnaire" not in step]
    assert before_parting(make(said={"timeline": moved}).protocol) == ["liking"]
    rows = table(card(make(said={"timeline": moved}), "balance"), "What stood fixed").rows
    found = make().observations
    build, other = (found.loc[found["labor"] == level, "liking"] for level in ("build", "prebuilt"))
    expected = (build.mean() - other.mean()) / np.sqrt((build.var() + other.var()) / 2)
    assert rows[0].cells[0] == "liking"
    assert float(rows[0].cells[-1].replace("−", "-")) == pytest.approx(expected, abs=0.005)


def test_what_nobody_says_was_asked_before_the_conditions_parted_is_not_compared(make: Any) -> None:
    timeline = make().protocol.said["timeline"]
    alike = [step for step in timeline if not any("only_in" in body for body in step.values())]
    assert before_parting(make(said={"timeline": alike}).protocol) == []


def test_conditions_part_where_a_step_goes_by_their_factor_and_what_it_yields_is_not_compared() -> None:
    assert before_parting(load_protocol("mochon-2012-3")) == []  # solved: of easy problems, or of hard ones
    assert before_parting(load_protocol("dahl-2015-user-driven")) == ["expertise", "gender"]


@pytest.mark.slow
def test_what_is_fixed_and_was_told_after_the_conditions_had_parted_is_named(make: Any) -> None:
    observations = make().observations.assign(age=np.arange(200) % 40 + 18)
    notes = table(card(make(observations=observations), "balance"), "What stood fixed").notes
    assert notes[0].startswith("Age: fixed beforehand, but told later or recorded elsewhere")


@pytest.mark.slow
def test_a_column_of_text_is_compared_level_by_level(make: Any) -> None:
    observations = make().observations.assign(gender=np.where(np.arange(200) % 3 == 0, "a", "b"))
    rows = table(card(make(observations=observations), "balance"), "What stood fixed").rows
    assert [row.cells[0] for row in rows] == ["gender: a", "gender: b"]


# --- scales -----------------------------------------------------------------------------------------------


SCALE = {"kind": "scale", "low": 1, "high": 7, "text": "liking", "items": ["a", "b", "c"], "reversed": ["c"]}


def with_scale(make: Any, items: pd.DataFrame) -> Any:
    measures = {**make().protocol.said["measures"], "joy": SCALE}
    columns = {f"joy.{name}": items[name] for name in items} | {"joy": items.mean(axis=1)}
    return make(said={"measures": measures}, observations=make().observations.assign(**columns))


@pytest.mark.slow
def test_alpha_and_omega_of_a_scale_are_told_with_intervals(make: Any) -> None:
    from ikea_effect.analysis.scales import cronbach

    rng = np.random.default_rng(4)
    joy = rng.normal(4, 1, 200)
    items = pd.DataFrame({name: np.clip(np.round(joy + rng.normal(0, 1, 200)), 1, 7) for name in "abc"})
    material = with_scale(make, items.assign(c=8 - items["c"]))
    (row,) = table(card(material, "ratings"), "Do the items").rows
    kept = document(material).cards  # the rows that are analyzed are those of the card
    assert kept
    assert row.cells[0] == "joy"
    assert float(row.cells[2]) == pytest.approx(cronbach(np.cov(items.to_numpy().T)), abs=0.03)
    assert float(row.cells[4]) == pytest.approx(float(row.cells[2]), abs=0.03)


@pytest.mark.slow
def test_a_scale_that_everyone_answers_alike_says_so(make: Any) -> None:
    found = card(with_scale(make, pd.DataFrame({name: np.full(200, 4.0) for name in "abc"})), "ratings")
    said = [block.text for block in found.blocks if isinstance(block, Prose)]
    assert "The reliability of joy cannot be computed: Everyone answered the same to a, b, c." in said


# --- the whole --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_bids_at_zero_and_at_the_cap_are_noted_under_the_estimates(make: Any) -> None:
    material = make()
    kept = material.observations
    notes = [block.text for block in card(material, "estimates").blocks if isinstance(block, Prose)]
    assert any(text.startswith("Bids of $0.00 are kept as bids like any other: Builders ") for text in notes)
    assert (kept["wtp"] == 0).any()


@pytest.mark.slow
def test_a_report_with_every_model_is_the_same_bytes_each_time(make: Any) -> None:
    models = (
        {"kind": "moderation", "moderator": "age"},
        {"kind": "mediation", "mediators": ["liking"], "resamples": 200},
        {"kind": "multiverse", "covariates": ["age"], "permutations": 100},
    )
    one, other = (document(asked(make, *models, age=AGE)) for _ in range(2))
    assert page(one) == page(other)
    assert pdf(one) == pdf(other)
