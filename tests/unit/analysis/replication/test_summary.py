"""From what papers print to d and its variance; what is missing is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.analysis.replication import parse_summary
from ikea_effect.analysis.replication.summary import from_chi2, from_f, from_means, from_p, from_t, limits
from ikea_effect.errors import AnalysisError

sizes = st.integers(min_value=2, max_value=500)
tests = st.floats(min_value=-20, max_value=20, allow_nan=False)


def test_t_with_n_per_condition_gives_d_and_its_variance():
    found = parse_summary("t=2.12,n=26+26")
    assert found.d == pytest.approx(2.12 * math.sqrt(2 / 26), rel=1e-14)
    assert found.effect.v == pytest.approx(2 / 26 + found.d**2 / 104, rel=1e-14)
    assert found.p == pytest.approx(0.0389916, abs=5e-8)


def test_limits_of_d_are_the_exact_ones_of_r():
    found = parse_summary("t=2.12,n=26+26")
    assert limits(found.effect, found.test) == pytest.approx((0.0295529384406438, 1.14078749122589), rel=1e-6)


def test_printed_means_give_a_slightly_different_d_than_the_printed_t():
    assert parse_summary("mean=0.78/0.48,sd=0.63/0.40,n=26+26").d == pytest.approx(0.5685, abs=5e-5)
    assert parse_summary("mean=0.78/0.48,sd=0.63/0.40,t=2.12,n=26+26").d == pytest.approx(0.588, abs=5e-4)


def test_d_with_its_standard_error_leaves_n_unknown():
    found = parse_summary("d=0.5, se=0.2")
    assert (found.d, found.se, found.test) == (0.5, 0.2, None)
    assert found.p == pytest.approx(0.012419, abs=1e-6)


def test_chi_square_converts_by_the_size_of_the_groups():
    # phi = sqrt(9/100) = .3; with equal groups d = 2 phi / sqrt(1 - phi^2)
    found = from_chi2(9, (50, 50))
    assert found.d == pytest.approx(0.6 / math.sqrt(0.91), rel=1e-12)
    assert found.p == pytest.approx(0.0026998, abs=1e-7)


def test_a_paired_test_is_a_mean_over_the_sd_of_differences():
    found = parse_summary("t=2.5,pairs=25")
    assert found.d == pytest.approx(0.5)
    assert found.test.paired


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("t=2,n=52", "does not say how many were in each of two conditions"),
        ("t=2", "cannot be computed: n per condition is not known"),
        ("mean=1/2,n=20+20", "cannot be computed: the SDs are not known"),
        ("n=20+20", "cannot be computed: no statistic is given"),
        ("", "cannot be computed: no statistic is given"),
        ("p<.05,n=20+20", "is a bound, not a value"),
        ("p=1.4,n=20+20", "is not between 0 and 1"),
        ("t=abc,n=20+20", "is not a number"),
        ("t=nan,n=20+20", "is not a number"),
        ("t=2,n=20+2x", "is not a whole number"),
        ("t=2,t=3,n=20+20", "given twice"),
        ("tt=2,n=20+20", "Did you mean 't'?"),
        ("t=2,n=1+1", "leaves no degree of freedom"),
        ("t=2,n=0+20", "at least two conditions of one participant or more"),
        ("t=2,df=60,n=20+20", "60 degrees of freedom, but n = 20 + 20 leaves 38"),
        ("F=-2,n=20+20", "is negative"),
        ("chi2=50,n=20+20", "cannot come from a 2 x 2 table of n = 40"),
        ("F=4,n=20+20,direction=up", "direction is + or -"),
        ("mean=1/2,sd=0/0,n=5+5", "nothing to standardize by"),
        ("d=0.4,se=0", "standard error above 0"),
    ],
)
def test_what_cannot_be_converted_is_refused_with_the_reason(text, said):
    with pytest.raises(AnalysisError) as refused:
        parse_summary(text)
    assert said in str(refused.value)


@given(t=tests, n1=sizes, n2=sizes)
def test_f_and_p_of_a_t_test_lead_back_to_the_same_effect(t, n1, n2):
    found = from_t(t, (n1, n2))
    assert from_f(t * t, (n1, n2)).d == pytest.approx(abs(found.d), rel=1e-9, abs=1e-12)
    if 1e-12 < found.p < 0.999:
        assert from_p(found.p, (n1, n2)).d == pytest.approx(abs(found.d), rel=1e-6)


@pytest.mark.slow
@given(
    low=st.floats(-50, 50), high=st.floats(-50, 50), sd1=st.floats(0.1, 30), sd2=st.floats(0.1, 30),
    n1=sizes, n2=sizes, shift=st.floats(-100, 100), scale=st.floats(0.01, 100),
)  # fmt: skip
def test_d_does_not_know_the_currency(low, high, sd1, sd2, n1, n2, shift, scale):
    found = from_means((high, low), (sd1, sd2), (n1, n2))
    moved = from_means((scale * high + shift, scale * low + shift), (scale * sd1, scale * sd2), (n1, n2))
    swapped = from_means((low, high), (sd2, sd1), (n2, n1))
    assert moved.d == pytest.approx(found.d, rel=1e-6, abs=1e-8)
    assert swapped.d == pytest.approx(-found.d, rel=1e-12, abs=1e-15)
    assert swapped.effect.v == pytest.approx(found.effect.v, rel=1e-12)
