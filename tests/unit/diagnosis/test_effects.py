"""Other effects than the planted one: by which multiple, and what is refused."""

from __future__ import annotations

import pytest

from ikea_effect.diagnosis.diagnose import ask, diagnose
from ikea_effect.diagnosis.effects import effect, scaled, spelled
from ikea_effect.diagnosis.results import Simulated
from ikea_effect.diagnosis.studies import cells_of
from ikea_effect.errors import AnalysisError
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.models import Protocol
from tests.unit.diagnosis.test_diagnose import normal


def norton() -> Protocol:
    return load_protocol("norton-2012-1a")


@pytest.mark.parametrize(("name", "d"), [("zero", 0.0), ("x=0.5", 0.2), ("d=0.3", 0.3), ("d=-0.2", -0.2)])
def test_a_normal_population_comes_to_the_effect_asked_for(name: str, d: float) -> None:
    asked = normal(0.4).hypotheses[1]
    found = effect(normal(0.4), asked, name)
    assert cells_of(found.population, asked).planted_d == pytest.approx(d, abs=0.002)
    assert found.multiple == pytest.approx(d / 0.4, abs=0.01)


@pytest.mark.slow
def test_the_effect_of_the_original_is_that_of_its_printed_test() -> None:
    """Norton et al., 1A: t(50) = 2.12, 26 + 26: d33 = 1.5585 sqrt(2 / 26) by scipy's nct."""
    assert ask(norton(), "builders-bid-more", "d33").design.planted_d == pytest.approx(0.4322, abs=0.002)


@pytest.mark.slow
def test_a_true_zero_is_told_as_one_where_its_value_is_read_in_many_participants() -> None:
    """P(a > b) of two populations that are alike is 1/2, of which nothing is a multiple."""
    contest, marsh = load_protocol("contest-rewards"), load_protocol("marsh-2018")
    zero = ask(contest, "money-draws-entries", "zero").design
    assert (zero.target, zero.null, zero.planted) == (0.5, 0.5, 0.0)
    assert ask(contest, "money-draws-entries", "planted").design.target != 0.5
    told = diagnose(contest, "money-draws-entries", 12, 40, name="zero")
    assert told.exaggeration == told.wrong_sign == Simulated(None, None)
    own = ask(marsh, "builders-prefer-their-own", "zero").design
    assert (own.target, own.planted) == (0.0, 0.0)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "d"), [("full", 0.588), ("half", 0.294)])
def test_shares_of_the_original_are_of_its_d(name: str, d: float) -> None:
    """d = 2.12 sqrt(2 / 26)."""
    assert ask(norton(), "builders-bid-more", name).design.planted_d == pytest.approx(d, abs=0.002)


def test_nothing_differs_where_the_effect_is_zero() -> None:
    dahl = load_protocol("dahl-2015-user-driven")
    through = next(one for one in dahl.hypotheses if one.model.kind == "mediation")
    none = scaled(dahl, through, 0.0)
    for name in (through.measure, *through.model.mediators):  # type: ignore[union-attr]
        population = none.said["simulation"][name]
        if "mean" in population and isinstance(population["mean"], dict):
            assert len({round(one, 9) for one in population["mean"].values()}) == 1, name
    before, after = (one.said["simulation"]["preference"]["depends_on"] for one in (dahl, none))
    assert {term for term in before if "=" not in term and "*" not in term} <= set(after)
    assert all(after[term] == before[term] for term in before if "design" not in term and "*" not in term)


def test_slopes_are_multiplied_where_measures_are_what_is_asked_about() -> None:
    scarf = load_protocol("franke-schreier-2010-scarf")
    asked = next(one for one in scarf.hypotheses if one.id == "fit-raises-bids")
    halved = scaled(scarf, asked, 0.5)
    before, after = (one.said["simulation"][asked.measure]["depends_on"] for one in (scarf, halved))
    assert after == pytest.approx({term: slope / 2 for term, slope in before.items()})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hlaf", r"--effect is 'hlaf'. ?Did you mean 'half'\?"),
        ("d=big", "Allowed: planted, zero, half, full and d33"),
    ],
)
def test_an_effect_that_there_is_not_is_refused(name: str, said: str) -> None:
    with pytest.raises(AnalysisError, match=said):
        spelled(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["d=2.5", "d=-2.5"])
def test_an_effect_that_no_cap_allows_is_refused(name: str) -> None:
    asked = norton().hypotheses[0]  # one in ten bids nothing, and nobody more than 2.00
    with pytest.raises(
        AnalysisError, match=r"no population of this shape has d = -?2.50 .* little more"
    ) as refused:
        effect(norton(), asked, name)
    assert "widen the range that can be answered" in str(refused.value)


def test_a_multiple_that_cannot_be_declared_is_refused() -> None:
    with pytest.raises(AnalysisError, match="9 times what is planted is no population that can be declared"):
        effect(norton(), norton().hypotheses[0], "x=9")


@pytest.mark.parametrize(
    ("protocol", "hypothesis", "name", "said"),
    [
        ("sarstedt-2017", "effort-alike", "d=0.4", "nothing is planted for it"),
        ("sarstedt-2017", "ownership-mediates", "d=0.4", "is a standardized difference of two cells"),
        ("sarstedt-2017", "ownership-mediates", "full", "no effect size is published for it"),
    ],
)
def test_an_effect_that_a_hypothesis_has_not_is_refused(
    protocol: str, hypothesis: str, name: str, said: str
) -> None:
    declared = load_protocol(protocol)
    asked = next(one for one in declared.hypotheses if one.id == hypothesis)
    with pytest.raises(AnalysisError, match=said):
        effect(declared, asked, name)
