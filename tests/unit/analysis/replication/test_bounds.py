"""Numbers that no study has, huge, tiny or negative, are refused by name; nothing ends in a trace."""

import numpy as np
import pytest

from ikea_effect.analysis.replication import parse_summary
from ikea_effect.analysis.replication.grim import Answers, sd_possible
from ikea_effect.analysis.replication.meta import LeftOut, reml, study
from ikea_effect.analysis.replication.paper import recheck_reference
from ikea_effect.analysis.replication.recheck import Reported, checks
from ikea_effect.errors import AnalysisError, ProtocolError

PAPER = """\
paper: Bounds
results:
  - name: liking
    scale: {{low: 1, high: 7, items: {items}}}
    n: {{per_condition: {{a: 26, b: 26}}}}
    mean: {{a: 3.81, b: 2.50}}
    sd: {{a: {sd}, b: 1.03}}
    statistic: {{{test}}}
    p: "{p}"
"""
PRINTED = {"items": "1", "sd": "1.55", "test": "t: 3.58, df: 50", "p": "< .001"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("d=1e300,se=1", "d=1e300 is not between -1000000000 and 1000000000"),
        ("d=2000000,se=1", "d = 2e+06 is not between -1000000 and 1000000"),
        ("d=0.4,se=1e-100", "standard error of d is 1e-100, not between 0.000001 and 1000000"),
        ("d=0.4,se=2000000", "standard error of d is 2e+06"),
        ("d=0.4,n=20+20,se=0", "se is 0"),
        ("d=0.4,n=20+20,se=-1", "se is -1"),
        ("t=1e200,n=20+20", "t=1e200 is not between"),
        ("t=1e8,n=20+20", "d = 3.16228e+07 is not between"),
        ("t=2,n=20+20,df=0", "t has 0 degrees of freedom"),
        ("F=2,n=20+20,df=-1", "t has -1 degrees of freedom"),
        ("p=1e-320,n=20+20", "is not between -1000000 and 1000000"),
        ("mean=1/2,sd=-1/1,n=20+20", "An SD is -1"),
        ("mean=1/2,sd=1e300/1,n=20+20", "sd=1e300 is not between"),
        ("t=2,n=20000000+20", "n=20000000 is more than 10000000"),
        ("t=2,n=99999999999999999999+20", "is not a whole number"),
        ("g=0.4,n=1+2", "too few for g"),
    ],
)
def test_a_number_that_no_study_has_is_refused_by_its_name(text: str, reason: str) -> None:
    with pytest.raises(AnalysisError) as refusal:
        parse_summary(text)
    assert reason in str(refusal.value)


def test_one_degree_of_freedom_has_no_g_but_a_d() -> None:
    found = study("Three people", parse_summary("t=2,n=2+1"), "g")
    assert isinstance(found, LeftOut)
    assert "one degree of freedom" in found.reason


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"sd": "-1"}, "At least 0"),
        ({"items": "1000000000000"}, "At most 1000"),
        ({"test": "F: -3, df1: 1, df2: 50"}, "F is -3. A statistic of squares is 0 or more."),
        ({"test": "chi2: -1, df: 1"}, "chi2 is -1"),
        ({"test": "t: 3.58, df: 0"}, "df is 0. More than 0 is expected."),
        ({"test": "F: 3, df1: 1, df2: -2"}, "df2 is -2"),
        ({"test": "r: 2, df: 50"}, "r is 2. A correlation lies between -1 and 1."),
        ({"p": "< .000"}, "p is '< .000', which no p is"),
    ],
)
def test_a_printed_number_that_no_data_have_is_refused_with_its_place(tmp_path, changed, reason) -> None:
    file = tmp_path / "paper.yaml"
    file.write_text(PAPER.format(**PRINTED | changed))
    with pytest.raises(ProtocolError) as refusal:
        recheck_reference(file)
    assert reason in str(refusal.value)


def test_the_same_paper_without_them_is_rechecked(tmp_path) -> None:
    file = tmp_path / "paper.yaml"
    file.write_text(PAPER.format(**PRINTED))
    assert {one.outcome for one in recheck_reference(file)} == {"consistent"}


def test_a_regression_on_dates_is_that_on_days_since_the_first() -> None:
    d, v = np.array([0.2, 0.5, 0.3, 0.9, 0.1, 0.6]), np.array([0.04, 0.03, 0.05, 0.02, 0.06, 0.03])
    days = np.array([[0.0], [1.0], [2.0], [3.0], [5.0], [4.0]])
    since, dates = reml(d, v, days, ["day"]), reml(d, v, days + 20_240_115, ["day"])
    assert dates.terms[1].b == pytest.approx(since.terms[1].b, rel=1e-9)
    assert dates.terms[1].se == pytest.approx(since.terms[1].se, rel=1e-9)
    assert dates.mean.b == pytest.approx(since.mean.b - 20_240_115 * since.terms[1].b, rel=1e-9)


def test_studies_at_both_ends_of_the_bounds_are_pooled() -> None:
    d, v = np.array([1e6, -1e6, 0.0, 5.0]), np.array([1e-12, 1e-12, 1e12, 9.0])
    fit = reml(d, v, np.array([[1.0], [1.0], [1e9], [0.0]]), ["x"])
    assert all(np.isfinite([term.b, term.se, term.p]).all() for term in fit.terms)


def test_an_sd_of_very_many_answers_is_judged_in_a_moment() -> None:
    scale = Answers(1, 7, 10)
    assert sd_possible(4.0, 1.5, 10_000_000, scale, 0, 2)
    assert sd_possible(7.0, 0.3, 10_000_000, scale, 0, 1)  # a mean of 6.9 is printed so, too
    assert not sd_possible(4.0, 3.1, 10_000_000, scale, 0, 1)  # half at each end gives 3


def test_an_sd_that_divides_by_n_is_told_as_such() -> None:
    """1, 2, 3, 4, 5 have the SD 1.58. 1, 3, 3, 3, 5 have 1.41, and 1.26 by n, which none has by n - 1."""
    printed = {
        sd: next(
            one
            for one in checks(Reported("x", n={"a": 5}, mean={"a": 3.0}, sd={"a": sd}, answers=Answers(1, 5)))
            if one.id == "grimmer"
        )
        for sd in (1.58, 1.26, 1.51)
    }
    assert [one.outcome for one in printed.values()] == ["consistent", "inconsistent", "inconsistent"]
    assert "1.26 itself could if its squares were divided by n, not by n - 1" in printed[1.26].sentence
    assert [one.inputs["divided_by_n"] for one in printed.values()] == [False, True, False]
