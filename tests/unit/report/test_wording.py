"""How numbers become words."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.language import speaking, spoken_language
from ikea_effect.report import wording


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.7512, "USD", "$0.75"), (-0.3, "USD", "−$0.30"), (-0.001, "USD", "$0.00"),
        (1234.5, "EUR", "€1,234.50"),
        (74.6, "JPY", "¥75"), (4.256, "points", "4.26"), (0.6341, "share", "63.4%"), (1.63, "ratio", "1.63×"),
        (None, "USD", "not recorded"), (math.nan, "points", "not recorded"),
    ],
)  # fmt: skip
def test_amounts(value: float | None, unit: str, said: str) -> None:
    assert wording.amount(value, unit) == said


def test_a_spread_is_in_the_unit_of_the_mean_beside_it() -> None:
    assert wording.amount(0.423, "share") == "42.3%"
    assert wording.spread(0.4966, "share") == "49.7\u00a0pp"
    assert [wording.spread(1.3, "USD"), wording.spread(1.3, "JPY")] == ["1.30", "1"]


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(1, 2, "50%"), (0, 9, "0%"), (200, 200, "100%"), (199, 200, ">99%"), (0, 0, "–")],
)
def test_shares(part: float, whole: float, said: str) -> None:
    assert wording.share(part, whole) == said


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ([0.17, 0.43], "$0.17 to $0.43"), ([None, 0.43], "$0.43 or less"), ([0.17, None], "$0.17 or more"),
        (None, "not recorded"), ([None, None], "any value"),
    ],
)  # fmt: skip
def test_spans(limits: list | None, said: str) -> None:
    assert wording.span(limits, "USD") == said


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (0.0312, ".031"), (0.0004, "< .001"), (0.001, ".001"), (0.9986, ".999"), (0.999, ".999"),
        (0.9993, "> .999"), (1.0, "> .999"), (None, "not recorded"),
    ],
)  # fmt: skip
def test_p_values(p: float | None, said: str) -> None:
    assert wording.p_value(p) == said


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_printed_number_is_the_rounded_number(value: float, decimals: int) -> None:
    said = wording.number(value, decimals)
    back = float(said.replace("−", "-").replace(",", ""))
    assert abs(back - value) <= 0.5 * 10.0**-decimals + 1e-6 + 1e-13 * abs(value)
    assert not (said.startswith("−") and back == 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("d in [-0.043, 1.2]", "d in [−0.043, 1.2]"), ("t = -.5", "t = −.5"), ("95-97", "95-97"),
        ("norton-2012-1a", "norton-2012-1a"), ("one-sided", "one-sided"),
    ],
)  # fmt: skip
def test_minus_signs_in_sentences(text: str, said: str) -> None:
    assert wording.true_minus(text) == said


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_of_words(words: list[str], said: str) -> None:
    assert wording.joined(words) == said


def test_times_and_languages() -> None:
    assert wording.moment("2026-03-02T09:05:00.000Z") == "2 March 2026, 09:05 UTC"
    assert wording.moment("yesterday") == "yesterday"
    assert wording.moment(None) == "not recorded"
    assert wording.language_name("nl") == "Dutch"
    assert wording.language_name("not a language") == "not a language"
    assert wording.language_name(None) == "not recorded"


@pytest.mark.parametrize(
    ("citation", "said"),
    [
        ("Norton, M. I., Mochon, D., & Ariely, D. (2012). Love.", "Norton, Mochon & Ariely (2012)"),
        ("Author, A. (1999). On one.", "Author (1999)"),
        ("de Vries, J.-P. & Öz, É. (2001a). On two.", "de Vries & Öz (2001a)"),
        ("One, A., Two, B., Three, C., & Four, D. (2020). On (1999) many.", "One et al. (2020)"),
        ("The Lab Group (2015). Boxes.", "The Lab Group (2015)"),
        ("Author, A., Jr., & Other, B. (2010). Suffixes.", "Author, A., Jr., & Other, B. (2010)"),
        ("A manuscript without a year", "A manuscript without a year"),
        ("", ""),
    ],
)
def test_a_publication_is_named_as_texts_name_it(citation: str, said: str) -> None:
    assert wording.cited(citation) == said


@pytest.mark.parametrize(
    ("formula", "english", "dutch"),
    [
        ("wtp ~ C(labor), one variance per cell", "`wtp ~ C(labor), one variance per cell`",
         "`wtp ~ C(labor), één variantie per cel`"),
        ("latent wtp ~ C(labor), one spread for all", "`latent wtp ~ C(labor), one spread for all`",
         "`latent wtp ~ C(labor), één spreiding voor alle`"),
        ("wtp ~ C(labor) + liking", "`wtp ~ C(labor) + liking`", "`wtp ~ C(labor) + liking`"),
    ],
)  # fmt: skip
def test_what_a_formula_adds_on_variances_is_said_in_the_language(
    formula: str, english: str, dutch: str
) -> None:
    assert wording.formula_said(formula) == english
    with speaking(spoken_language("nl")):
        assert wording.formula_said(formula) == dutch
