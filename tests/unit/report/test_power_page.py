"""The page of a diagnosis: alone, escaped, with every number."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import pytest

from ikea_effect.diagnosis.diagnose import diagnose
from ikea_effect.diagnosis.results import Diagnosis, PlanCost, PlanDiagnosis, Simulated, VerdictChances
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.report.power_deciders import zero_warnings
from ikea_effect.report.power_page import StudyPart, power_page, studies_page
from ikea_effect.report.power_plans import plan_table, shade
from ikea_effect.rounding import fixed

CLAIM = "Builders </script><b>bid more"


@cache
def diagnoses() -> tuple[Diagnosis, ...]:
    norton = load_protocol("norton-2012-1a")
    return tuple(
        diagnose(norton, "builders-bid-more", n, 30, name=name)
        for name in ("planted", "zero")
        for n in (5, 9)
    )


def page() -> str:
    return power_page("A plan", "Simulated.", {"builders-bid-more": CLAIM}, diagnoses(), ["5: ten people"])


def test_the_page_asks_for_nothing_from_anywhere() -> None:
    text = page()
    assert "default-src 'none'" in text
    assert set(re.findall(r"https?://[^\s\"']+", text)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(link|img|iframe)\b", text)


def test_the_page_has_no_column_for_a_list_of_contents_that_it_does_not_have() -> None:
    """The style of reports has one on wide screens: what stands first goes there, however narrow."""
    text = page()
    assert "<nav" not in text
    assert re.findall(r"\.sheet\{([^}]*)\}", text.split("</style>")[0])[-1].startswith("display:block;")


def test_what_a_claim_says_is_neither_markup_nor_script() -> None:
    text = page()
    assert text.count("</script>") == 2
    assert "<b>" not in text
    assert "Builders &lt;/script&gt;&lt;b&gt;bid more" in text


def test_the_curves_hold_the_numbers_of_the_diagnoses() -> None:
    inside = re.search(r'id="data">(.*?)</script>', page(), re.DOTALL)
    assert inside is not None
    drawn = json.loads(inside[1])
    [hypothesis] = drawn["hypotheses"]
    assert hypothesis["claim"] == CLAIM
    assert hypothesis["n"] == [5, 9]
    assert [one["name"] for one in hypothesis["effects"]] == ["planted", "zero"]
    first = hypothesis["effects"][0]["points"][0]
    power = diagnoses()[0].power
    low, high = power.limits or (0.0, 0.0)
    told, *ends = (f"{fixed(100 * share, 1)}%" for share in (power.value or 0.0, low, high))
    said = f"{told} (95% limits {ends[0]} to {ends[1]})"
    assert first["power"] == [power.value, power.mc_error, low, high, said]
    assert drawn["goal"] == 0.8
    assert {"power", "met", "coverage", "width"} <= {one["key"] for one in drawn["quantities"]}


def test_a_curve_says_what_the_table_says_also_at_a_half() -> None:
    """98.25% is 98.2 in both, where a browser had made 98.3 of it."""
    one = replace(diagnoses()[0], power=Simulated.share(393, 400))
    text = power_page("A", "B", {"builders-bid-more": CLAIM}, [one], [])
    assert "<td>98.2% (0.7)</td>" in text
    assert '"98.2% (95% limits' in text
    assert "toFixed(1)" not in text


def test_all_deciders_stand_side_by_side_with_the_warning_of_a_true_zero() -> None:
    """Which of them accepts it too often is seen by the limits, not by the share."""
    [*planted, first, second] = diagnoses()
    rules = ("significance", "bayes-factor", "lebel")
    counts = ((40, 300), (12, 300), (3, 300))
    verdicts = tuple(
        VerdictChances(rule, of, {"met": Simulated.share(met, of), "not-met": Simulated.share(of - met, of)})
        for rule, (met, of) in zip(rules, counts, strict=True)
    )
    zero = replace(first, verdicts=verdicts)
    text = power_page("A", "B", {"builders-bid-more": CLAIM}, [*planted, zero, second], [], goal=0.9)
    plain = power_page("A", "B", {"builders-bid-more": CLAIM}, [*planted, first, second], [])
    assert "by each criterion that may decide" not in plain
    judged = power_page("A", "B", {"builders-bid-more": CLAIM}, [zero], [], goal=0.9)
    assert '"goal": 0.9' in text
    [table] = re.findall(r"by each criterion that may decide.*?</table>", judged, re.DOTALL)
    assert re.findall(r"<td>([^<]*)</td>", table) == ["5", "13.3% (2.0)", "4.0% (1.1)", "1.0% (0.6)"]
    assert re.findall(r'<p class="warning">([^<]*)</p>', judged) == [
        "significance accepts a true zero in 13.3% (95% limits 9.9 to 17.6) of studies with 5 per "
        "condition, more than 5%: let another decide, or plan more participants; else `because:` has to "
        "say why."
    ]
    few = tuple(
        VerdictChances(rule, 100, {"met": Simulated.share(4, 100)}) for rule in ("lebel", "edgington")
    )
    [said] = zero_warnings([replace(first, verdicts=few)])
    assert said == (
        "Too few studies were judged to rule out that a true zero is accepted in more than 5% of them: "
        "lebel, n 5: 4.0% (95% limits 1.6 to 9.8) of 100; "
        "edgington, n 5: 4.0% (95% limits 1.6 to 9.8) of 100."
    )


def test_studies_without_an_estimate_have_a_column_where_there_are_any() -> None:
    one = replace(diagnoses()[0], not_estimable=Simulated.share(0, 30))
    some = replace(one, not_estimable=Simulated.share(11, 30))
    with_all, with_some = (
        power_page("A plan", "Simulated.", {"builders-bid-more": CLAIM}, [each], []) for each in (one, some)
    )
    assert ">No estimate</th>" not in with_all
    assert ">No estimate</th>" in with_some
    assert "<td>36.7% (8.8)</td>" in with_some


def test_several_studies_stand_on_one_page_each_under_its_name() -> None:
    first, *rest = diagnoses()
    parts = [
        StudyPart("first", {"builders-bid-more": CLAIM}, [first], ["5: ten people"], (), "Planned are 5."),
        StudyPart("second", {"builders-bid-more": "Again"}, rest, [], (), "", ("it has <no> population",)),
    ]
    text = studies_page("2 studies", "Simulated.", parts)
    assert (
        re.findall(r'<li><a href="#(\w+)">', text)
        == re.findall(r'<h2 id="(\w+)">', text)
        == ["first", "second"]
    )
    assert re.findall(r"<h3>([^<]*)</h3>", text)[-1] == "Again"
    inside = re.search(r'id="data">(.*?)</script>', text, re.DOTALL)
    assert inside is not None
    claims = [one["claim"] for one in json.loads(inside[1])["hypotheses"]]
    assert claims == [f"first: {CLAIM}", "second: Again"]
    assert text.count("</script>") == 2
    assert "Left out: it has &lt;no&gt; population" in text.partition('<h2 id="second">')[2]


def plan(effect: str, shown: tuple[float, float, float], none: float) -> PlanDiagnosis:
    """Three looks at 20, 40 and 60 of two conditions."""
    rest = 1 - sum(shown) - none
    return PlanDiagnosis(
        "bayes-factor", "builders-bid-more", effect, 60, 2, (20, 40, 60), 100, 1,
        tuple(Simulated(one, 0.01) for one in shown), (Simulated(0.0, 0.0),) * 2 + (Simulated(none, 0.01),),
        Simulated(rest, 0.01), Simulated(sum(shown), 0.01), Simulated(90.0, 1.0),
        PlanCost("EUR", 900.0, 5400.0),
    )  # fmt: skip


def test_a_plan_of_looks_has_a_bar_for_each_effect_and_what_it_takes() -> None:
    found = (plan("planted", (0.25, 0.5, 0.15), 0.0), plan("zero", (0.01, 0.02, 0.02), 0.5))
    table = plan_table("Builders bid more", found)
    assert [(part.kind, part.look, round(part.width)) for part in table.bars[0].parts] == [
        ("effect", 1, 25), ("effect", 2, 50), ("effect", 3, 15), ("neither", 0, 10),
    ]  # fmt: skip
    for bar in table.bars:
        assert sum(part.width for part in bar.parts) == pytest.approx(100)
        assert bar.parts[-1].start + bar.parts[-1].width == pytest.approx(100)
    assert table.rows[0][:7] == (
        "planted", "60 (20, 40, 60)", "90.0% (1.0)", "90.0", "75%", "900.00", "90.0",
    )  # fmt: skip
    claims = {"builders-bid-more": CLAIM}
    text = power_page("A plan", "Simulated.", claims, diagnoses(), [], found)
    assert 'aria-label="look 1: an effect: 25%; look 2: an effect: 50%;' in text
    assert "look 3: none" in text
    assert "The plan of looks: Builders &lt;/script&gt;" in text
    assert "The plan of looks" not in page()


def luminance(color: str) -> float:
    """Source: WCAG 2.2, relative luminance."""
    if color.startswith("#"):
        color = f"rgb({','.join(str(int(2 * digit, 16)) for digit in color[1:4])})" if len(color) == 4 else (
            f"rgb({','.join(str(int(color[at : at + 2], 16)) for at in (1, 3, 5))})"
        )  # fmt: skip
    parts = [int(one) / 255 for one in re.findall(r"\d+", color)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("looks", [1, 2, 3, 5, 20])
def test_letters_on_bars_can_be_read(looks: int) -> None:
    for kind in ("effect", "none", "neither"):
        for look in range(1, looks + 1):
            color, letters = re.findall(r"(?:background|color):([^;]+)", shade(kind, look, looks))
            one, other = sorted((luminance(color), luminance(letters)))
            assert (other + 0.05) / (one + 0.05) >= 4.5, (kind, look)


def test_every_line_has_a_row() -> None:
    assert page().count('<th scope="row">') == 4
    assert "ten people" in page()
